//! The functions that an entry page's island calls, called raw and wrongly: they answer 4xx in
//! plain words, and never anything of the inside.
//!
//! Seen to fail with Leptos' own statuses let through: every call it cannot read is a 500 there.

use beforehand::week::Week;
use reqwest::StatusCode;
use server::store::Draft;

use crate::support::{Client, MONDAY, Reply, Server, Who};

const KEEP: &str = "/services/north/entry/keep";
const LOOK: &str = "/services/north/entry/look";

/// A call of each function that it answers.
fn rights() -> [(&'static str, String); 2] {
    let keep = kept(&format!(
        r#"{{"week":"{MONDAY}","version":0,"turn":0,"typed":[["calls.answered","1400"]]}}"#
    ));
    let look = format!(r#"{{"since":-1,"weeks":[["{MONDAY}",7]]}}"#);
    [(KEEP, keep), (LOOK, look)]
}

fn kept(drafts: &str) -> String {
    format!(r#"{{"weeks":[{drafts}]}}"#)
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
    for (path, body) in rights() {
        let reply = call(&client, path, body).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        let said = if path == KEEP { "Kept" } else { "calls.answered" };
        assert!(reply.text.contains(said), "{path}: {}", reply.text);
    }
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
        for path in [KEEP, LOOK] {
            check(what, &call(&client, path, body.clone()).await);
        }
        // Whatever kind it says it is.
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "a/b;;"]
        {
            let request = client.request("POST", LOOK).header("content-type", kind);
            let reply = client.send(request.body(body.clone())).await;
            assert!(!reply.status.is_server_error(), "{what} as {kind}: {}", reply.status);
        }
        let reply = client.send(client.request("POST", LOOK).body(body.clone())).await;
        assert!(!reply.status.is_server_error(), "{what} as nothing: {}", reply.status);
    }
    // Odd numbers and names in the right shape are no fault.
    for typed in [
        r#"[["calls.answered","99999999999999999999"]]"#,
        r#"[["calls.answered","-1"],["calls.answered","1e9"]]"#,
        r#"[["","",""]]"#,
        r#"[["calls.answered","\u0000"]]"#,
        r#"[["<script>","<script>"]]"#,
        "[]",
    ] {
        let draft = format!(r#"{{"week":"{MONDAY}","version":0,"turn":0,"typed":{typed}}}"#);
        let reply = call(&client, KEEP, kept(&draft)).await;
        assert!(!reply.status.is_server_error(), "{typed}: {}", reply.status);
    }
    // Weeks at the edges of what a date can say.
    for week in ["0001-01-01", "9998-12-28", "262142-12-29", "-262143-01-05", "1582-10-11"] {
        let body = format!(r#"{{"since":-1,"weeks":[["{week}",0]]}}"#);
        let reply = call(&client, LOOK, body).await;
        assert!(!reply.status.is_server_error(), "{week}: {}", reply.status);
    }
    assert_eq!(client.get("/").await.status, 200, "still there");
}

/// One draft with one thing about it as given.
fn draft(what: &str, value: &str) -> String {
    let mut parts =
        vec![("week", "\"2026-04-06\""), ("version", "0"), ("turn", "0"), ("typed", "[]")];
    for part in parts.iter_mut().filter(|part| part.0 == what) {
        part.1 = value;
    }
    let parts = parts.into_iter().filter(|part| !part.1.is_empty());
    let parts: Vec<_> = parts.map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
    format!("{{{}}}", parts.join(","))
}

/// All drafts of the staff of `north`.
async fn drafts(server: &Server) -> Vec<Draft> {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let person = store.find_person_by_email(&Who::Staff.email()).await.unwrap().unwrap().id;
    let week = |text| Week::parse(text).unwrap();
    store.list_drafts(north, &person, week("1900-01-01"), week("2199-12-30")).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drafts_and_looks_asked_for_wrongly() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let mondays = |n: i32| {
        let first = Week::parse(MONDAY).unwrap();
        (0..n).map(move |n| first.plus(-n).to_string())
    };
    let pairs = |n: usize, name: usize, value: usize| {
        let pair = format!(r#"["{}","{}"]"#, "n".repeat(name), "v".repeat(value));
        format!("[{}]", vec![pair; n].join(","))
    };
    let many = |n| mondays(n).map(|week| draft("week", &format!("\"{week}\""))).collect::<Vec<_>>();
    let mut bodies = vec![
        (KEEP, kept(&many(14).join(","))),
        (KEEP, kept(&[draft("", ""), draft("", "")].join(","))),
        (KEEP, kept(&draft("typed", &pairs(201, 1, 1)))),
        (KEEP, kept(&draft("typed", &pairs(1, 121, 1)))),
        (KEEP, kept(&draft("typed", &pairs(1, 1, 401)))),
        (KEEP, kept(&draft("typed", &pairs(200, 120, 400)))),
        (LOOK, r#"{"since":0}"#.to_owned()),
        (LOOK, r#"{"since":"0","weeks":[]}"#.to_owned()),
        (LOOK, r#"{"since":1e99,"weeks":[]}"#.to_owned()),
        (LOOK, r#"{"since":0,"weeks":[["2026-04-06"]]}"#.to_owned()),
        (LOOK, r#"{"since":0,"weeks":[["2026-04-06",1,1]]}"#.to_owned()),
        (LOOK, r#"{"since":0,"weeks":[["2026-04-06",99999999999]]}"#.to_owned()),
        (LOOK, r#"{"since":0,"weeks":[["2026-04-07",1]]}"#.to_owned()),
        (LOOK, r#"{"since":0,"weeks":[["2026-04-06",1],["2026-04-06",2]]}"#.to_owned()),
    ];
    let weeks: Vec<_> = mondays(14).map(|week| format!(r#"["{week}",1]"#)).collect();
    bodies.push((LOOK, format!(r#"{{"since":-1,"weeks":[{}]}}"#, weeks.join(","))));
    for (what, values) in [
        (
            "week",
            [
                "",
                "6",
                "\"2026-04-07\"",
                "\"nonsense\"",
                "\"+99999-01-04\"",
                "\"2026-04-06\\u0000\"",
            ],
        ),
        ("version", ["", "\"1\"", "1.5", "2147483648", "null", "[]"]),
        ("turn", ["", "\"1\"", "1.5", "9223372036854775808", "null", "[]"]),
        ("typed", ["", "{}", "[[\"a\"]]", "[[\"a\",1]]", "[\"a\"]", "[[\"a\",\"\\ud800\"]]"]),
    ] {
        bodies.extend(values.map(|value| (KEEP, kept(&draft(what, value)))));
    }
    for (path, body) in &bodies {
        check(&format!("{path} {body:.80}"), &call(&client, path, body.clone()).await);
    }
    assert_eq!(drafts(&server).await, [], "nothing of it was kept");

    // Odd, and no fault: text of any kind, weeks nobody ever counted, versions there never were.
    for odd in [
        draft("version", "-2147483648"),
        draft("version", "2147483647"),
        draft("turn", "-1"),
        draft("turn", "9223372036854775807"),
        draft("week", "\"1900-01-01\""),
        draft("week", "\"2199-12-30\""),
        draft("typed", &pairs(200, 1, 200)),
        draft("typed", r#"[["\u0000","\u0000"],["<script>","<script>"],["",""]]"#),
        draft("typed", r#"[["calls.answered","99999999999999999999"],["calls.answered","-1"]]"#),
        draft("typed", r#"[["calls.closed.was","x"],["calls.closed","1"],["version","x"]]"#),
        draft(
            "typed",
            r#"[["key","'; drop table drafts; --"],["review","1"],["correction","\u0000"]]"#,
        ),
        String::new(),
    ] {
        let reply = call(&client, KEEP, kept(&odd)).await;
        assert_eq!(reply.status, 200, "{odd}: {}", reply.text);
        let shown = client.get(&format!("/services/north/week/{MONDAY}")).await;
        assert_eq!(shown.status, 200, "{odd}: {}", shown.text);
        // Each on an empty place.
        for there in drafts(&server).await {
            let turn = there.turn.to_string();
            let gone = draft("turn", &turn).replace("2026-04-06", &there.week.to_string());
            assert_eq!(call(&client, KEEP, kept(&gone)).await.status, 200);
        }
    }
    for odd in [
        r#"{"since":-9223372036854775808,"weeks":[["2199-12-30",-5],["1900-01-01",0]]}"#,
        r#"{"since":0,"weeks":[]}"#,
    ] {
        let reply = call(&client, LOOK, odd).await;
        assert_eq!(reply.status, 200, "{odd}: {}", reply.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_by_its_own_address_and_only_for_those_who_may() {
    let server = Server::start().await;
    let staff = server.client(Who::Staff).await;
    for (path, status) in [
        ("/services/north/entry/nonsense", 404),
        ("/services/north/entry/week/more", 404),
        ("/services/south/entry/week", 404),
        ("/services/absent/entry/week", 404),
        ("/check/week", 404),
        ("/entry/keep", 404),
        ("/entry/look", 404),
        ("/api/check_week", 404),
        ("/services/north/entry/..%2fweek", 404),
    ] {
        let reply = call(&staff, path, rights()[0].1.clone()).await;
        assert_eq!(reply.status.as_u16(), status, "{path}: {}", reply.text);
    }
    for (path, body) in rights() {
        for method in ["GET", "PUT", "DELETE", "PATCH"] {
            let reply = staff.send(staff.request(method, path)).await;
            assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        }
        let elsewhere = staff.http.post(format!("http://{}{path}", server.address));
        let elsewhere = elsewhere.header("content-type", "application/json").body(body.clone());
        let reply = staff.send(elsewhere.header("origin", "https://evil.example")).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
        for (who, status) in
            [(Who::Trustee, 403), (Who::Stranger, 404), (Who::Loose, 404), (Who::Nobody, 401)]
        {
            let client = server.client(who).await;
            let reply = call(&client, path, body.clone()).await;
            assert_eq!(reply.status.as_u16(), status, "{who:?} {path}");
            check("a call by another", &reply);
        }
    }
}
