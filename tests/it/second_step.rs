//! The second step of signing in: asked for, passed, guessed, set up, turned off.

use beforehand::role::PERMISSIONS;
use server::backend::Site;
use server::store::{Actor, Demand, PersonDraft};
use server::{session, totp};

use crate::factor::{self, SECRET};
use crate::program::run;
use crate::said::{says, text};
use crate::support::{Client, MONDAY, PASSWORD, Reply, Server, Who, hashed, put};

/// The value of a cookie that a reply sets.
fn cookie(reply: &Reply, name: &str) -> Option<String> {
    let set = reply.headers.get_all("set-cookie").iter();
    let mut set = set.filter_map(|cookie| cookie.to_str().unwrap().split(';').next());
    set.find_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

fn code(text: impl Into<String>) -> Vec<(String, String)> {
    vec![("code".to_owned(), text.into())]
}

/// An administrator's browser with the right password and no code yet.
async fn halfway(server: &Server) -> Client {
    let client = Client::new(server.address);
    let reply = client.sign_in(&Who::Admin.email(), PASSWORD).await;
    assert_eq!((reply.status.as_u16(), reply.location()), (303, "/sign-in/code?next="));
    assert_eq!(cookie(&reply, "session"), None, "no session yet");
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_follows_the_password_and_counts_once() {
    let server = Server::start().await;
    let client = halfway(&server).await;
    says(&client.get("/sign-in/code").await, "Type the code from your app");
    for wrong in ["", "000000", "12345", "otter candle bridge"] {
        let reply = client.post("/sign-in/code", &code(wrong)).await;
        assert_eq!(reply.status, 422, "{wrong}: {}", reply.text);
        says(&reply, "That code is not right.");
        server.house.clock.advance(11);
    }
    let right = factor::code(&server);
    let reply =
        client.post("/sign-in/code", &code(format!(" {} {}", &right[..3], &right[3..]))).await;
    assert_eq!((reply.status.as_u16(), reply.location()), (303, "/"), "{}", reply.text);
    assert_eq!(client.get("/").await.status, 200);
    // Read over a shoulder, it opens nothing: neither it, nor the one before.
    let other = halfway(&server).await;
    let replayed = other.post("/sign-in/code", &code(right)).await;
    assert_eq!(replayed.status, 422);
    says(&replayed, "That code was used already. Wait for the next one");
    server.house.clock.advance(2);
    let now = server.house.clock.now() - chrono::TimeDelta::seconds(30);
    let before = other.post("/sign-in/code", &code(totp::code(SECRET, now).unwrap())).await;
    assert_eq!(before.status, 422);
    server.house.clock.advance(60);
    assert_eq!(factor::pass(&server, &other).await.location(), "/");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_eight_who_send_one_code_at_once_one_gets_in() {
    let server = Server::start().await;
    let code = code(factor::code(&server));
    let mut tries = Vec::new();
    for _ in 0..8 {
        let client = halfway(&server).await;
        let code = code.clone();
        tries.push(tokio::spawn(async move { client.post("/sign-in/code", &code).await.status }));
    }
    let mut let_in = 0;
    for status in tries {
        let_in += u32::from(status.await.unwrap() == 303);
    }
    assert_eq!(let_in, 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_code_works_once_and_is_in_the_history() {
    let server = Server::start().await;
    let client = halfway(&server).await;
    let typed = factor::recovery_code().to_uppercase().replace('-', " ");
    assert_eq!(client.post("/sign-in/code", &code(&typed)).await.location(), "/");
    says(&client.get("/account").await, "0 recovery codes left.");
    let other = halfway(&server).await;
    assert_eq!(other.post("/sign-in/code", &code(&typed)).await.status, 422);
    let admin =
        server.house.store.find_person_by_email(&Who::Admin.email()).await.unwrap().unwrap();
    let mut rows = server.house.store.list_audit(0).await.unwrap();
    rows.retain(|row| row.object == format!("person {}", admin.id));
    let last = rows.last().unwrap();
    assert_eq!(
        (last.action.as_str(), last.after.as_str()),
        ("person.recovery_codes", "\"0 left\"")
    );
    assert!(rows.iter().all(|row| !row.after.contains("abcd") && !row.after.contains(SECRET)));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_under_way_opens_no_page() {
    let server = Server::start().await;
    let client = Client::new(server.address);
    let reply = client.sign_in(&Who::Admin.email(), PASSWORD).await;
    let token = cookie(&reply, "signing-in").unwrap();
    let mut asked = 0;
    for row in PERMISSIONS.iter().filter(|row| row.who != beforehand::role::Who::Anyone) {
        let mut path = row.path.replace("{service}", "north").replace("{week}", MONDAY);
        for name in ["{quarter}", "{file}", "{edition}", "{year}", "{line}", "{function}"] {
            path = path.replace(name, "2025-Q4");
        }
        // Also as if its token were a session's.
        for cookies in [format!("signing-in={token}"), format!("session={token}")] {
            let other = Client::new(server.address);
            let request = other.request(row.method, &path).header("cookie", cookies);
            let form = request.header("content-type", "application/x-www-form-urlencoded");
            let reply = other.send(form.body("a=b")).await;
            let out = reply.status == 401 || reply.location().starts_with("/sign-in?next");
            assert!(out, "{} {path}: {} {}", row.method, reply.status, reply.text);
            asked += 1;
        }
    }
    assert!(asked >= 80, "{asked}");
    // Nor does one that begins with setting up pass the page of codes, or the other way round.
    assert_eq!(client.get("/sign-in/second-step").await.location(), "/sign-in");
    // Five minutes are enough for a code.
    server.house.clock.advance(301);
    assert_eq!(client.get("/sign-in/code?next=/owed").await.location(), "/sign-in?next=/owed");
    let late = factor::pass(&server, &client).await;
    assert_eq!(late.status, 422);
    says(&late, "That took too long");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_codes_is_slow_and_never_keeps_the_real_person_out() {
    let server = Server::start().await;
    let known = server.client(Who::Admin).await;
    let mut guesser = halfway(&server).await;
    let (mut checked, mut late) = (0, 0);
    for guess in 0..500 {
        let reply = guesser.post("/sign-in/code", &code(format!("{guess:06}"))).await;
        match reply.status.as_u16() {
            422 if reply.text.contains("That took too long") => {
                // Who knows the password begins again as often as they like.
                late += 1;
                guesser = halfway(&server).await;
            }
            422 => checked += 1,
            429 => {
                assert!(reply.headers.contains_key("retry-after"));
                if checked < 120 {
                    server.house.clock.advance(5);
                }
            }
            other => panic!("{other}: {}", reply.text),
        }
    }
    assert!(
        (50..=100).contains(&checked) && late > 0,
        "{checked} guesses were checked, {late} late"
    );
    // The real person, on the computer they always use, in the middle of it.
    known.sign_in(&Who::Admin.email(), PASSWORD).await;
    assert_eq!(factor::pass(&server, &known).await.location(), "/");
    // And on a new one, the next day.
    server.house.clock.advance(24 * 3600);
    assert_eq!(factor::pass(&server, &halfway(&server).await).await.location(), "/");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_goes_through_both_steps() {
    let server = Server::start().await;
    let client = server.client(Who::Admin).await;
    let path = format!("/services/north/week/{MONDAY}");
    let mut fields = client.get(&path).await.fields(&path);
    put(&mut fields, "calls.answered", "4321");
    server.house.clock.advance(31 * 60);
    let mut form = client.post(&path, &fields).await.fields("/sign-in");
    put(&mut form, "email", Who::Admin.email());
    put(&mut form, "password", PASSWORD);
    let asked = client.post("/sign-in", &form).await;
    assert_eq!(asked.status, 200);
    // A wrong code loses nothing either.
    let mut form = asked.fields("/sign-in/code");
    put(&mut form, "code", "000000");
    let mut form = client.post("/sign-in/code", &form).await.fields("/sign-in/code");
    put(&mut form, "code", factor::code(&server));
    let shown = client.post("/sign-in/code", &form).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!(shown.field("calls.answered").as_deref(), Some("4321"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_must_have_one_sets_it_up_before_anything_else() {
    let server = Server::start().await;
    let store = &server.house.store;
    let now = server.house.clock.now().naive_utc();
    let staff = server.client(Who::Staff).await;
    store.save_demand(&Actor::Console, Demand::Everybody, 0, now).await.unwrap();
    assert_eq!(store.find_demand().await.unwrap(), (Demand::Everybody, 1));
    // Whoever is signed in goes on; the next sign-in asks, and what was typed goes through it.
    let path = format!("/services/north/week/{MONDAY}");
    let mut fields = staff.get(&path).await.fields(&path);
    put(&mut fields, "calls.answered", "4321");
    server.house.clock.advance(31 * 60);
    let mut form = staff.post(&path, &fields).await.fields("/sign-in");
    put(&mut form, "email", Who::Staff.email());
    put(&mut form, "password", PASSWORD);
    let asked = staff.post("/sign-in", &form).await;
    says(&asked, "Set up your second step");
    assert_eq!(cookie(&asked, "session"), None);
    assert_eq!(staff.get("/").await.location(), "/sign-in?next=/&ended=1");
    let secret = asked.field("secret").unwrap();
    let mut form = asked.fields("/sign-in/second-step");
    put(&mut form, "code", "000000");
    let wrong = staff.post("/sign-in/second-step", &form).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.field("secret").as_ref(), Some(&secret), "the phone has that one already");
    assert!(wrong.text.contains("<svg class=\"qr\""), "{}", wrong.text);
    let mut form = wrong.fields("/sign-in/second-step");
    put(&mut form, "code", totp::code(&secret, server.house.clock.now()).unwrap());
    let done = staff.post("/sign-in/second-step", &form).await;
    assert_eq!(done.status, 200, "{}", done.text);
    says(&done, "Keep these recovery codes");
    assert!(cookie(&done, "session").is_some());
    let shown = staff.post("/sign-in/second-step", &done.fields("/sign-in/second-step")).await;
    assert_eq!(shown.field("calls.answered").as_deref(), Some("4321"), "{}", shown.text);
    // It may not be turned off.
    let off = [("do".to_owned(), "off".to_owned())];
    let refused = staff.post("/account/second-step", &off).await;
    assert_eq!(refused.status, 422);
    says(&refused, "Your account needs a second step, so it stays on.");
    // Only administrators ask for more or less, and see a clash.
    let me = store.find_person_by_email(&Who::Manager.email()).await.unwrap().unwrap().id;
    let refused = store.save_demand(&Actor::Person(me), Demand::Admins, 1, now).await;
    assert_eq!(refused, Err(server::store::Refused::Forbidden));
    let clash = store.save_demand(&Actor::Console, Demand::Admins, 0, now).await;
    assert!(matches!(clash, Err(server::store::Refused::Conflict(_))), "{clash:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_turned_on_and_off_by_choice() {
    let server = Server::start().await;
    let staff = server.client(Who::Staff).await;
    let page = staff.get("/account/second-step").await;
    let secret = page.field("secret").unwrap();
    let mut form = page.fields("/account/second-step");
    put(&mut form, "code", totp::code(&secret, server.house.clock.now()).unwrap());
    let done = staff.post("/account/second-step", &form).await;
    assert_eq!(done.status, 200, "{}", done.text);
    says(&done, "Your second step is on.");
    assert_eq!(done.text.matches("<li><code>").count(), 10);
    // Sent twice it is on once.
    let twice = staff.post("/account/second-step", &form).await;
    assert_eq!(twice.status, 422);
    // The shown codes work, and end with new ones.
    let first = text(&done, ".recovery-codes li:first-child code");
    let renewed = staff.post("/account/second-step", &[("do".into(), "codes".into())]).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text);
    let second = text(&renewed, ".recovery-codes li:first-child code");
    let other = Client::new(server.address);
    assert_eq!(
        other.sign_in(&Who::Staff.email(), PASSWORD).await.location(),
        "/sign-in/code?next="
    );
    assert_eq!(other.post("/sign-in/code", &code(first)).await.status, 422);
    server.house.clock.advance(2);
    assert_eq!(other.post("/sign-in/code", &code(second)).await.location(), "/");
    // Its page says nothing of the secret any more.
    let page = staff.get("/account/second-step").await;
    says(&page, "You have 9 recovery codes left.");
    assert!(!page.text.contains(&secret));
    let off = staff.post("/account/second-step", &[("do".into(), "off".into())]).await;
    assert_eq!(off.location(), "/account?done=off");
    assert_eq!(
        Client::new(server.address).sign_in(&Who::Staff.email(), PASSWORD).await.location(),
        "/"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_password_never_stands_alone() {
    let server = Server::start().await;
    let store = &server.house.store;
    let now = server.house.clock.now().naive_utc();
    let staff = store.find_person_by_email(&Who::Staff.email()).await.unwrap().unwrap().id;
    factor::enrol(store, &staff).await;
    let hash = server::password::hash("otter candle").unwrap();
    store.set_password(&Actor::Console, &staff, &hash, now).await.unwrap();
    // The phone is lost, and the console takes the second step off: all sessions end with it.
    let client = Client::new(server.address);
    client.sign_in(&Who::Staff.email(), "otter candle").await;
    let reply = factor::pass(&server, &client).await;
    let token = session::hash(&cookie(&reply, "session").unwrap());
    store.remove_second_factor(&Actor::Console, &staff, now).await.unwrap();
    assert!(store.find_session(&token, None).await.unwrap().is_none());
    let reply = client.sign_in(&Who::Staff.email(), "otter candle").await;
    assert_eq!(reply.location(), "/sign-in/second-step?next=");
    // Neither a colleague nor a manager may do that.
    factor::enrol(store, &staff).await;
    let manager = store.find_person_by_email(&Who::Manager.email()).await.unwrap().unwrap().id;
    let refused = store.remove_second_factor(&Actor::Person(manager), &staff, now).await;
    assert_eq!(refused, Err(server::store::Refused::Forbidden));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_phone_takes_the_place_of_the_old_one() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let page = admin.get("/account/second-step?another=1").await;
    says(&page, "The app you have goes on until the new one has shown a right code.");
    let secret = page.field("secret").unwrap();
    let mut form = page.fields("/account/second-step");
    put(&mut form, "code", "000000");
    let wrong = admin.post("/account/second-step", &form).await;
    assert_eq!((wrong.status.as_u16(), wrong.field("secret")), (422, Some(secret.clone())));
    assert_eq!(
        factor::pass(&server, &halfway(&server).await).await.location(),
        "/",
        "the old goes on"
    );
    let mut form = wrong.fields("/account/second-step");
    put(&mut form, "code", factor::code_of(&server, &secret));
    let done = admin.post("/account/second-step", &form).await;
    says(&done, "Keep these recovery codes");
    let other = halfway(&server).await;
    let recovery = code(factor::recovery_code());
    for old in [code(factor::code(&server)), recovery] {
        assert_eq!(other.post("/sign-in/code", &old).await.status, 422);
        server.house.clock.advance(4);
    }
    let new = code(factor::code_of(&server, &secret));
    assert_eq!(other.post("/sign-in/code", &new).await.location(), "/");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_asks_for_none() {
    for (demo, led) in [(true, "/"), (false, "/sign-in/second-step?next=")] {
        let server = Server::start_with(Site { demo, ..Site::default() }).await;
        let now = server.house.clock.now().naive_utc();
        let draft = PersonDraft {
            email: "new@example.org".to_owned(),
            name: "New".to_owned(),
            admin: true,
            password: Some(hashed()),
        };
        server.house.store.add_person(&Actor::Console, draft, &[], now).await.unwrap();
        let reply = Client::new(server.address).sign_in("new@example.org", PASSWORD).await;
        assert_eq!(reply.location(), led, "demo: {demo}");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_takes_a_lost_one_off() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let email = Who::Admin.email();
    let reset = ["person", "reset", "--email", email.as_str(), "--second-step"];
    let said = run(server.database(), &reset).ok();
    assert!(said.contains("has no second step any more and is signed out everywhere"), "{said}");
    assert_eq!(admin.get("/").await.status, 303);
    run(server.database(), &reset).refused(1);
    // The password is as it was, and the next sign-in sets a second step up.
    let reply = admin.sign_in(&email, PASSWORD).await;
    assert_eq!(reply.location(), "/sign-in/second-step?next=");
    server.stop().await;
}
