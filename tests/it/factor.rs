//! The authenticator app of tests: it computes real codes, as a phone would.

use chrono::{DateTime, Utc};
use server::store::{NewFactor, Store};
use server::totp;

use crate::support::{Client, Reply, Server, TODAY, put};

/// The administrator's secret: the one of RFC 6238's examples.
pub const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// A recovery code of theirs.
pub fn recovery_code() -> String {
    ["abcd"; 6].join("-")
}

/// Gives somebody the second step of tests.
pub async fn enrol(store: &Store, person: &str) {
    let new = NewFactor {
        person: person.to_owned(),
        secret: SECRET.to_owned(),
        step: 0,
        codes: totp::hashes(&[recovery_code()]),
        another: false,
        now: TODAY.and_hms_opt(9, 0, 0).unwrap(),
    };
    store.save_second_factor(new).await.unwrap();
}

/// The next code of an app. Each counts once, so half a minute passes first.
pub fn code_of(server: &Server, secret: &str) -> String {
    server.house.clock.advance(30);
    totp::code(secret, server.house.clock.now()).unwrap()
}

/// The next code of the administrator's app.
pub fn code(server: &Server) -> String {
    code_of(server, SECRET)
}

/// Sends the administrator's next code, after their password.
pub async fn pass(server: &Server, client: &Client) -> Reply {
    client.post("/sign-in/code", &[("code".to_owned(), code(server))]).await
}

/// Sets an app up as the page that signing in led to asks for, and gives its secret.
pub async fn set_up(client: &Client, now: DateTime<Utc>) -> String {
    let page = client.get("/sign-in/second-step").await;
    let mut fields = page.fields("/sign-in/second-step");
    let secret = page.field("secret").unwrap();
    put(&mut fields, "code", totp::code(&secret, now).unwrap());
    let done = client.post("/sign-in/second-step", &fields).await;
    assert_eq!(done.status, 200, "{}", done.text);
    secret
}
