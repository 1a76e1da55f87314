//! The function that the Week page's island calls, called raw and wrongly (S2): it answers 4xx in
//! plain words, and never anything of the inside.
//!
//! Seen to fail with Leptos' own statuses let through: every call it cannot read is a 500 there.

use reqwest::StatusCode;

use crate::support::{Client, MONDAY, Reply, Server, Who};

const FUNCTION: &str = "/services/north/check/week";

fn right() -> String {
    format!(r#"{{"week":"{MONDAY}","typed":[["calls.answered","1400"]]}}"#)
}

async fn call(client: &Client, path: &str, body: impl Into<reqwest::Body>) -> Reply {
    let request = client.request("POST", path).header("content-type", "application/json");
    client.send(request.header("accept", "application/json").body(body)).await
}

#[track_caller]
fn check(what: &str, reply: &Reply) {
    assert!(reply.status.is_client_error(), "{what}: {} {}", reply.status, reply.text);
    for inside in ["sqlx", "panicked", ".rs", "serde", "leptos", "expected value", "at line"] {
        assert!(!reply.text.contains(inside), "{what}: {}", reply.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_call_is_answered() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let reply = call(&client, FUNCTION, right()).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(reply.text.contains("calls.answered"), "{}", reply.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_calls_are_the_callers_fault() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let many = (0..2000).map(|n| format!(r#"["x{n}","1"]"#)).collect::<Vec<_>>().join(",");
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", b"".to_vec()),
        ("null", b"null".to_vec()),
        ("a number", b"1".to_vec()),
        ("a list", b"[]".to_vec()),
        ("an empty object", b"{}".to_vec()),
        ("half an object", br#"{"week":"2026-04-06","typed":[["#.to_vec()),
        ("no week", br#"{"typed":[]}"#.to_vec()),
        ("a number as week", br#"{"week":6,"typed":[]}"#.to_vec()),
        ("no date", br#"{"week":"nonsense","typed":[]}"#.to_vec()),
        ("a Tuesday", br#"{"week":"2026-04-07","typed":[]}"#.to_vec()),
        ("the year 0", br#"{"week":"0000-01-03","typed":[]}"#.to_vec()),
        ("the year 999999", br#"{"week":"+999999-01-04","typed":[]}"#.to_vec()),
        ("an injection", br#"{"week":"' or 1=1 --","typed":[]}"#.to_vec()),
        ("pairs of one", br#"{"week":"2026-04-06","typed":[["a"]]}"#.to_vec()),
        ("pairs of three", br#"{"week":"2026-04-06","typed":[["a","b","c"]]}"#.to_vec()),
        ("numbers as text", br#"{"week":"2026-04-06","typed":[["a",1]]}"#.to_vec()),
        ("an object for a list", br#"{"week":"2026-04-06","typed":{}}"#.to_vec()),
        ("no UTF-8", b"{\"week\":\"\xff\xfe\",\"typed\":[]}".to_vec()),
        ("a zero byte", b"{\"week\":\"2026-04-06\x00\",\"typed\":[]}".to_vec()),
        ("half a surrogate", br#"{"week":"\ud800","typed":[]}"#.to_vec()),
        ("5,000 brackets", deep.into_bytes()),
        ("a form", b"week=2026-04-06&typed[0][0]=a".to_vec()),
        ("XML", b"<?xml version='1.0'?><a/>".to_vec()),
        (
            "too much",
            format!(r#"{{"week":"2026-04-06","typed":[{many}]}}{}"#, " ".repeat(70_000))
                .into_bytes(),
        ),
    ];
    for (what, body) in &bodies {
        check(what, &call(&client, FUNCTION, body.clone()).await);
        // Whatever kind it says it is.
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "a/b;;"]
        {
            let request = client.request("POST", FUNCTION).header("content-type", kind);
            let reply = client.send(request.body(body.clone())).await;
            assert!(!reply.status.is_server_error(), "{what} as {kind}: {}", reply.status);
        }
        let reply = client.send(client.request("POST", FUNCTION).body(body.clone())).await;
        assert!(!reply.status.is_server_error(), "{what} as nothing: {}", reply.status);
    }
    // Odd numbers and names in the right shape are no fault: no doubt, or a doubt.
    for typed in [
        r#"[["calls.answered","99999999999999999999"]]"#,
        r#"[["calls.answered","-1"],["calls.answered","1e9"]]"#,
        r#"[["","",""]]"#,
        r#"[["calls.answered","\u0000"]]"#,
        r#"[["<script>","<script>"]]"#,
        "[]",
    ] {
        let body = format!(r#"{{"week":"{MONDAY}","typed":{typed}}}"#);
        let reply = call(&client, FUNCTION, body).await;
        assert!(!reply.status.is_server_error(), "{typed}: {}", reply.status);
    }
    // Weeks at the edges of what a date can say.
    for week in ["0001-01-01", "9998-12-28", "262142-12-29", "-262143-01-05", "1582-10-11"] {
        let reply = call(&client, FUNCTION, format!(r#"{{"week":"{week}","typed":[]}}"#)).await;
        assert!(!reply.status.is_server_error(), "{week}: {}", reply.status);
    }
    assert_eq!(client.get("/").await.status, 200, "still there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_by_its_own_address_and_only_for_those_who_may() {
    let server = Server::start().await;
    let staff = server.client(Who::Staff).await;
    for (path, status) in [
        ("/services/north/check/nonsense", 404),
        ("/services/north/check/week/more", 404),
        ("/services/south/check/week", 404),
        ("/services/absent/check/week", 404),
        ("/check/week", 404),
        ("/api/check_week", 404),
        ("/services/north/check/..%2fweek", 404),
    ] {
        let reply = call(&staff, path, right()).await;
        assert_eq!(reply.status.as_u16(), status, "{path}: {}", reply.text);
    }
    for method in ["GET", "PUT", "DELETE", "PATCH"] {
        let reply = staff.send(staff.request(method, FUNCTION)).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    let elsewhere = staff.http.post(format!("http://{}{FUNCTION}", server.address));
    let elsewhere = elsewhere.header("content-type", "application/json").body(right());
    let reply = staff.send(elsewhere.header("origin", "https://evil.example")).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    for (who, status) in
        [(Who::Trustee, 403), (Who::Stranger, 404), (Who::Loose, 404), (Who::Nobody, 401)]
    {
        let client = server.client(who).await;
        let reply = call(&client, FUNCTION, right()).await;
        assert_eq!(reply.status.as_u16(), status, "{who:?}");
        check("a call by another", &reply);
    }
}
