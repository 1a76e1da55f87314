//! Beside the provider: our own second step, dangerous acts that ask again who is there, and forms that
//! wait while somebody signs in.
//!
//! Seen to fail with our second step left out, and with everybody who comes held for just proved.

use serde_json::{Value, json};
use server::store::{Actor, Demand};
use server::totp;

use super::{Scene, jo, with};
use crate::editions::approve;
use crate::factor;
use crate::said::says;
use crate::support::{Client, MONDAY, Who, put};

const REOPEN: &str = "/services/north/reopen/2025-Q4";

/// Asks for a second step of everybody.
async fn demand(scene: &Scene) {
    let now = scene.server.house.clock.now().naive_utc();
    let store = &scene.server.house.store;
    store.save_demand(&Actor::Console, Demand::Everybody, 0, now).await.unwrap();
}

/// Jo, who showed the provider so many seconds ago who they are.
fn showed(scene: &Scene, ago: i64) -> Value {
    let at = scene.server.house.clock.now().timestamp() - ago;
    with(jo(&["leads"]), "auth_time", json!(at))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_second_step_is_asked_for_as_of_everybody() {
    let scene = Scene::start().await;
    demand(&scene).await;
    let client = scene.nobody();
    // Whoever sits at a browser that the provider knows sets nothing up: it has to ask them.
    let silent = scene.come(&client, jo(&["leads"])).await;
    assert_eq!(silent.location(), "/sign-in/with?anew=1&next=");
    assert_eq!(client.get("/sign-in/second-step").await.status, 303, "nothing is under way");
    let back = scene.there(&client, silent.location()).await;
    assert!(scene.issuer.told().anew, "asked to show it anew");
    let reply = client.get(&back).await;
    assert_eq!(reply.location(), "/sign-in/second-step?next=");
    assert_eq!(client.get("/").await.status, 303, "no session yet");
    let secret = factor::set_up(&client, scene.server.house.clock.now()).await;
    assert_eq!(client.get("/services/north/export").await.status, 200);
    // The next time its code is asked for.
    let client = scene.nobody();
    let reply = scene.come(&client, jo(&["leads"])).await;
    assert_eq!(reply.location(), "/sign-in/code?next=");
    assert_eq!(client.get("/").await.status, 303, "no session yet");
    let code = |code: String| vec![("code".to_owned(), code)];
    assert_eq!(client.post("/sign-in/code", &code("000000".into())).await.status, 422);
    scene.server.house.clock.advance(2);
    let right = code(factor::code_of(&scene.server, &secret));
    assert_eq!(client.post("/sign-in/code", &right).await.location(), "/");
    // Where there is an app, its code shows again who is there.
    scene.server.house.clock.advance(11 * 60);
    let asked = client.get("/account/second-step").await;
    let asked = client.get(asked.location()).await;
    assert!(asked.field("code").is_some() && asked.field("password").is_none(), "{}", asked.text);
    let right = totp::code(&secret, scene.server.house.clock.now()).unwrap();
    assert_eq!(client.post("/sign-in/again", &code(right)).await.location(), "/");
    assert_eq!(client.get("/account/second-step").await.status, 200);
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_providers_own_is_enough_where_the_settings_say_so() {
    let scene = Scene::start_with(|setup| setup.second_step = true).await;
    demand(&scene).await;
    scene.gets_in(jo(&["leads"])).await;
    let id = scene.account("jo@example.org").await.unwrap().id;
    factor::enrol(&scene.server.house.store, &id).await;
    scene.gets_in(jo(&["leads"])).await;
    // Who signs in with a password is asked all the same.
    let reply = scene.nobody().sign_in(&Who::Staff.email(), crate::support::PASSWORD).await;
    assert_eq!(reply.location(), "/sign-in/second-step?next=");
    scene.server.stop().await;
}

/// A manager who came with the provider, after so many seconds there, and a quarter that is approved.
async fn manager(scene: &Scene, ago: i64) -> Client {
    let client = scene.gets_in(showed(scene, ago)).await;
    approve(&scene.server, "north", "2025-Q4").await;
    client
}

/// The form that opens the quarter again.
async fn why(client: &Client) -> Vec<(String, String)> {
    let mut fields = client.get("/services/north/approve/2025-Q4").await.fields(REOPEN);
    put(&mut fields, "reason", "A call log was found");
    fields
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dangerous_act_asks_the_provider_again() {
    let scene = Scene::start().await;
    let client = manager(&scene, 30).await;
    scene.server.house.clock.advance(11 * 60);
    let asked = client.post(REOPEN, &why(&client).await).await;
    assert_eq!(asked.status, 401, "{}", asked.text);
    says(&asked, "Show it with Example ID");
    assert_eq!(asked.field("password"), None);
    // What was typed waits in its window, and is not sent on before it happened.
    let kept = asked.fields("/sign-in/again");
    assert_eq!(asked.field("carried.reason").as_deref(), Some("A call log was found"));
    let early = client.post("/sign-in/again", &kept).await;
    assert_eq!(early.status, 422);
    says(&early, "That has not happened yet.");
    let again = format!("/sign-in/with?next={REOPEN}&again=1");
    let elsewhere = async |person: Value| {
        scene.issuer.told().person = person;
        let back = scene.there(&client, &again).await;
        assert!(scene.issuer.told().anew, "asked to show it anew");
        client.get(&back).await
    };
    // Silence on when, and a time before they were asked, do not count.
    let silent = elsewhere(jo(&["leads"])).await;
    assert_eq!(silent.status, 422);
    says(&silent, "does not say that you showed it just now");
    assert_eq!(elsewhere(showed(&scene, 400)).await.status, 422);
    // Nor does somebody else.
    let other = with(showed(&scene, 0), "sub", json!("other-1"));
    let other = elsewhere(with(other, "email", json!("other@example.org"))).await;
    assert_eq!(other.status, 422);
    says(&other, "showed somebody else. Show there that you are Jo Field.");
    assert_eq!(scene.account("other@example.org").await, None);
    assert_eq!(client.post("/sign-in/again", &kept).await.status, 422);
    // They do.
    let done = elsewhere(showed(&scene, 0)).await;
    assert_eq!((done.status.as_u16(), done.location()), (303, REOPEN), "{}", done.text);
    let shown = client.post("/sign-in/again", &kept).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!(shown.field("reason").as_deref(), Some("A call log was found"));
    assert_eq!(client.post(REOPEN, &why(&client).await).await.status, 303);
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_just_shown_it_is_not_asked_again() {
    let scene = Scene::start().await;
    // The provider's own session may be as old as the day, and it may not say how old.
    for person in [showed(&scene, 3600), jo(&["leads"])] {
        let client = scene.gets_in(person).await;
        let asked = client.get("/account/second-step").await;
        assert_eq!(asked.location(), "/sign-in/again?next=/account/second-step");
    }
    let client = manager(&scene, 30).await;
    assert_eq!(client.post(REOPEN, &why(&client).await).await.status, 303);
    scene.server.house.clock.advance(11 * 60);
    assert_eq!(client.post(REOPEN, &why(&client).await).await.status, 401);
    scene.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_before_the_session_ended_waits() {
    let scene = Scene::start().await;
    let client = scene.gets_in(jo(&["leads"])).await;
    let path = format!("/services/north/week/{MONDAY}");
    let mut fields = client.get(&path).await.fields(&path);
    put(&mut fields, "calls.answered", "4321");
    scene.server.house.clock.advance(31 * 60);
    let form = client.post(&path, &fields).await;
    assert_eq!(form.status, 401);
    let mut kept = form.fields("/sign-in");
    put(&mut kept, "elsewhere", "1");
    // Pressed too early it says what every empty form says, and keeps what was typed.
    let early = client.post("/sign-in", &kept).await;
    assert_eq!(early.status, 422);
    assert_eq!(early.field("carried.calls.answered").as_deref(), Some("4321"));
    let back = scene.there(&client, "/sign-in/with").await;
    assert_eq!(client.get(&back).await.location(), "/");
    let shown = client.post("/sign-in", &kept).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!(shown.field("calls.answered").as_deref(), Some("4321"));
    scene.server.stop().await;
}
