//! What must never get in: words that are not the provider's or not for this sign-in, ways that another
//! browser began, addresses that nobody verified, and a provider that is not there.
//!
//! Seen to fail with signature, issuer, audience, party, nonce and times not looked at (13 of the 14
//! words got in), the state not compared, a way back used twice, and unverified addresses taken.

use serde_json::{Value, json};
use server::store::ServiceSummary;

use super::{HERE, Scene, jo, person, with};
use crate::issuer::{Manner, Signed};
use crate::said::says;
use crate::support::{PASSWORD, Who};

const UNSHOWN: &str = "did not show who you are in a way that can be trusted.";
const BEGIN_AGAIN: &str = "took too long, or was begun in another window.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_providers_own_word_for_this_sign_in_counts() {
    let scene = Scene::start().await;
    let now = scene.server.house.clock.now().timestamp();
    let rightly = Signed::Rightly;
    let words: Vec<(&str, Signed, Value)> = vec![
        ("another nonce", rightly, json!({ "nonce": "of-another-sign-in" })),
        ("no nonce", rightly, json!({ "nonce": null })),
        ("another audience", rightly, json!({ "aud": "somebody-else" })),
        ("a second audience", rightly, json!({ "aud": ["beforehand", "somebody-else"] })),
        ("another party", rightly, json!({ "azp": "somebody-else" })),
        ("another issuer", rightly, json!({ "iss": "https://evil.example" })),
        ("the issuer with a slash", rightly, json!({ "iss": format!("{}/", scene.issuer.name()) })),
        ("run out", rightly, json!({ "exp": now - 1 })),
        ("made long ago", rightly, json!({ "iat": now - 3600 })),
        ("made in the future", rightly, json!({ "iat": now + 3600 })),
        ("signed by another", Signed::ByAnother, json!({})),
        ("not signed", Signed::Not, json!({})),
        ("signed with what both know", Signed::WithTheSecret, json!({})),
        ("nobody's", rightly, json!({ "sub": "" })),
    ];
    let mut let_in = Vec::new();
    for (what, signed, over) in words {
        let mut shown =
            person(what, &format!("{}@example.org", what.replace(' ', "-")), &["leads"]);
        for (name, value) in over.as_object().unwrap() {
            shown = with(shown, name, value.clone());
        }
        scene.issuer.told().signed = signed;
        let client = scene.nobody();
        let reply = scene.come(&client, shown).await;
        if reply.status != 422 || client.get("/").await.status != 303 {
            let_in.push((what, reply.status));
            continue;
        }
        Scene::is_out(&reply, 422, UNSHOWN);
    }
    assert!(let_in.is_empty(), "{let_in:?}");
    assert_eq!(scene.server.house.store.list_people().await.unwrap().len(), 6);
    // The same word without any of it is the one that counts.
    scene.issuer.told().signed = rightly;
    scene.gets_in(jo(&["leads"])).await;
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_way_back_works_once_in_the_browser_that_began_it() {
    let scene = Scene::start().await;
    scene.issuer.told().person = jo(&["leads"]);
    let (mine, theirs) = (scene.nobody(), scene.nobody());
    // Sent to somebody else, who has begun nothing, or something else.
    let back = scene.there(&mine, "/sign-in/with").await;
    Scene::is_out(&theirs.get(&back).await, 422, BEGIN_AGAIN);
    let other = scene.there(&theirs, "/sign-in/with").await;
    Scene::is_out(&theirs.get(&back).await, 422, BEGIN_AGAIN);
    // A code of one way, brought on another.
    let state = |address: &str| address.split_once("&state=").unwrap().1.to_owned();
    let crossed = back.replace(&state(&back), &state(&other));
    Scene::is_out(&theirs.get(&crossed).await, 422, UNSHOWN);
    // Without a state, with half of one, with one that is none.
    let code = back.split_once("&state=").unwrap().0.to_owned();
    for state in ["", "&state=", "&state=0", &format!("&state={}", &state(&back)[..63])] {
        Scene::is_out(&mine.get(&format!("{code}{state}")).await, 422, BEGIN_AGAIN);
    }
    // None of that has ended the way of the browser that began it; its own code was used up above, so
    // it begins anew, and gets in, once.
    let back = scene.there(&mine, "/sign-in/with").await;
    let reply = mine.get(&back).await;
    assert_eq!((reply.status.as_u16(), reply.location()), (303, "/"), "{}", reply.text);
    Scene::is_out(&mine.get(&back).await, 422, BEGIN_AGAIN);
    // Ten minutes are enough.
    let late = scene.nobody();
    let back = scene.there(&late, "/sign-in/with").await;
    scene.server.house.clock.advance(601);
    Scene::is_out(&late.get(&back).await, 422, BEGIN_AGAIN);
    scene.server.stop().await;
}

/// A cookie that is sent again with its way back opens nothing either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_recorded_of_a_way_back_cannot_be_sent_again() {
    let scene = Scene::start().await;
    scene.issuer.told().person = jo(&["leads"]);
    let client = scene.nobody();
    let begun = client.get("/sign-in/with").await;
    let cookie = begun.headers["set-cookie"].to_str().unwrap();
    for part in ["provider=", "HttpOnly", "SameSite=Lax", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap().to_owned();
    let sent = client.http.get(begun.location()).send().await.unwrap();
    let back = sent.headers()["location"].to_str().unwrap().strip_prefix(HERE).unwrap().to_owned();
    for again in [false, true, true] {
        let other = scene.nobody();
        let reply = other.send(other.request("GET", &back).header("cookie", &pair)).await;
        if again {
            Scene::is_out(&reply, 422, BEGIN_AGAIN);
        } else {
            assert_eq!((reply.status.as_u16(), reply.location()), (303, "/"), "{}", reply.text);
        }
    }
    // Nothing of it stands in the address, and nothing in the cookie tells state, nonce or verifier.
    assert!(!begun.location().contains(pair.strip_prefix("provider=").unwrap()));
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_nobody_verified_opens_no_account() {
    let scene = Scene::start().await;
    let email = Who::Staff.email();
    let before = scene.account(&email).await.unwrap();
    let silent = |subject: &str, email: &str| {
        with(person(subject, email, &["leads"]), "email_verified", Value::Null)
    };
    let unverified = with(person("x-1", &email, &["leads"]), "email_verified", json!(false));
    let reply = scene.come(&scene.nobody(), unverified.clone()).await;
    Scene::is_out(&reply, 403, "says that your mail address is not confirmed");
    // Another word beside it does not heal it.
    let reply = scene.come(&scene.nobody(), with(unverified, "xms_edov", json!(true))).await;
    Scene::is_out(&reply, 403, "not confirmed");
    let reply = scene.come(&scene.nobody(), silent("x-1", &email)).await;
    Scene::is_out(&reply, 403, "does not say that the address is yours");
    for word in [json!(false), json!("0"), json!(0)] {
        let reply =
            scene.come(&scene.nobody(), with(silent("x-1", &email), "xms_edov", word)).await;
        Scene::is_out(&reply, 403, "does not say that the address is yours");
    }
    // Nor is it told whose it is: an administrator's looks the same.
    let reply = scene.come(&scene.nobody(), silent("x-1", &Who::Admin.email())).await;
    Scene::is_out(&reply, 403, "does not say that the address is yours");
    // And whoever has no group here is told of no account at all.
    let nothing = with(person("x-1", &email, &[]), "email_verified", json!(true));
    Scene::is_out(&scene.come(&scene.nobody(), nothing).await, 403, "none of your groups there");
    assert_eq!(scene.account(&email).await.unwrap(), before);
    // Somebody new may come: the address is nobody's else. It is not theirs for ever by that.
    scene.gets_in(silent("new-1", "new@example.org")).await;
    let reply = scene.come(&scene.nobody(), person("new-2", "new@example.org", &["leads"])).await;
    Scene::is_out(&reply, 403, "does not say that the address is yours");
    // Microsoft's word for a verified address counts.
    scene.gets_in(with(silent("staff-1", &email), "xms_edov", json!(true))).await;
    assert_eq!(scene.account(&email).await.unwrap().id, before.id);
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_without_a_code_is_said_plainly_and_never_repeated() {
    let scene = Scene::start().await;
    let client = scene.nobody();
    for (error, said) in [
        ("access_denied", "You did not go through with Example ID, so you are not signed in."),
        ("server_error", "did not let you in and gave no reason that helps."),
        ("%3Cscript%3Ealert(1)%3C/script%3E", "did not let you in and gave no reason that helps."),
    ] {
        scene.issuer.told().error = Some(error.to_owned());
        let back = scene.there(&client, "/sign-in/with?next=/owed").await;
        let back = format!("{back}&error_description=Say%20this%20aloud%20%3Cscript%3E");
        let reply = client.get(&back).await;
        Scene::is_out(&reply, 422, said);
        for part in ["alert(1)", "Say this", "server_error", "access_denied"] {
            assert!(!reply.text.contains(part), "{part}: {}", reply.text);
        }
        // Where they were going is kept.
        assert!(reply.text.contains("/sign-in/with?next=/owed"), "{}", reply.text);
    }
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_provider_the_password_works() {
    let scene = Scene::start().await;
    let said = "Example ID does not answer.";
    for manner in [Manner::Broken, Manner::Endless, Manner::Moved] {
        scene.issuer.told().manner = manner;
        let reply = scene.nobody().get("/sign-in/with").await;
        Scene::is_out(&reply, 503, said);
        assert!(reply.headers.contains_key("retry-after"));
    }
    scene.issuer.told().manner = Manner::Well;
    let client = scene.nobody();
    scene.issuer.told().person = jo(&["leads"]);
    let back = scene.there(&client, "/sign-in/with?next=/owed").await;
    scene.issuer.told().manner = Manner::Broken;
    Scene::is_out(&client.get(&back).await, 503, said);
    // Addresses and keys are kept for an hour.
    let asked = scene.issuer.told().asked;
    scene.there(&client, "/sign-in/with").await;
    assert_eq!(scene.issuer.told().asked, asked);
    scene.server.house.clock.advance(3601);
    Scene::is_out(&client.get("/sign-in/with").await, 503, said);
    scene.issuer.close();
    let reply = client.get("/sign-in/with").await;
    Scene::is_out(&reply, 503, said);
    let mut form = reply.fields("/sign-in");
    crate::support::put(&mut form, "email", Who::Staff.email());
    crate::support::put(&mut form, "password", PASSWORD);
    assert_eq!(client.post("/sign-in", &form).await.location(), "/");
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_keys_are_read_once_when_one_is_not_known() {
    let scene = Scene::start().await;
    scene.gets_in(jo(&["leads"])).await;
    assert_eq!(scene.issuer.told().asked, 1);
    scene.issuer.told().signed = Signed::WithANewKey;
    scene.gets_in(jo(&["leads"])).await;
    assert_eq!(scene.issuer.told().asked, 2);
    scene.gets_in(jo(&["leads"])).await;
    assert_eq!(scene.issuer.told().asked, 2);
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_provider_says_is_text_and_nothing_else() {
    let scene = Scene::start().await;
    let names = [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\"><img src=x onerror=alert(1)>", "\"><img src=x onerror=alert(1)>"),
        ("Jo\r\nSet-Cookie: a=b", "Jo Set-Cookie: a=b"),
        ("</textarea></title><b>", "</textarea></title><b>"),
    ];
    let admin = scene.server.client(Who::Admin).await;
    for (n, (name, shown)) in names.into_iter().enumerate() {
        let email = format!("hostile{n}@example.org");
        let client = scene
            .gets_in(with(person(&format!("h-{n}"), &email, &["leads"]), "name", json!(name)))
            .await;
        let id = scene.account(&email).await.unwrap().id;
        let pages = [
            client.get("/").await,
            client.get("/account").await,
            admin.get("/people").await,
            admin.get(&format!("/people/{id}")).await,
            admin.get("/changes").await,
        ];
        for page in &pages {
            assert_eq!(page.status, 200);
            for raw in ["<script>alert", "<img src=x", "</textarea></title>"] {
                assert!(!page.text.contains(raw), "{raw}: {}", page.text);
            }
        }
        says(&pages[2], shown);
    }
    // An address that is none, and one that no database takes.
    for email in ["nobody", "a b@example.org", "a\u{0}@example.org", ""] {
        let reply = scene.come(&scene.nobody(), person("odd", email, &["leads"])).await;
        Scene::is_out(&reply, 403, "told no mail address of yours that can be used here");
    }
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_goes_on_to_pages_of_ours_only() {
    let scene = Scene::start().await;
    scene.issuer.told().person = jo(&["leads"]);
    for (next, led) in [
        ("/owed", "/owed"),
        ("/services/north/trends%3Fweeks%3D104", "/services/north/trends?weeks=104"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/%5Cevil.example", "/"),
        ("/sign-out", "/"),
        ("/%0d%0aSet-Cookie:%20a=b", "/"),
        ("", "/"),
    ] {
        let client = scene.nobody();
        let back = scene.there(&client, &format!("/sign-in/with?next={next}")).await;
        // What the address itself says of it counts for nothing.
        let reply = client.get(&format!("{back}&next=//evil.example")).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, led), "{next}");
    }
    scene.server.stop().await;
}

/// What the map gives, whatever a store says: a service that is not there is none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_of_a_service_that_is_not_there_is_nothing() {
    let scene = Scene::start_with(|setup| {
        for grant in &mut setup.grants {
            grant.service = Some("west".to_owned());
        }
    })
    .await;
    let services: Vec<ServiceSummary> = scene.server.house.store.list_services().await.unwrap();
    assert_eq!(services.len(), 2);
    let reply = scene.come(&scene.nobody(), jo(&["staff", "leads", "board"])).await;
    Scene::is_out(&reply, 403, "none of your groups there");
    scene.server.stop().await;
}
