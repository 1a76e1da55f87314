//! One's own account: name, password, sessions; and dangerous acts, which ask again who is there.
//!
//! Seen to fail with rows of the table that ask again and were not agreed.

use beforehand::role::PERMISSIONS;
use server::session;

use crate::factor;
use crate::said::{says, text};
use crate::support::{Client, PASSWORD, Reply, Server, Who, put};

const NEW: &str = "violet anchor pasture";
const REOPEN: &str = "/services/north/reopen/2025-Q4";

/// The value of a cookie that a reply sets.
fn cookie(reply: &Reply, name: &str) -> Option<String> {
    let set = reply.headers.get_all("set-cookie").iter();
    let mut set = set.filter_map(|cookie| cookie.to_str().unwrap().split(';').next());
    set.find_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
}

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn password(old: &str, new: &str, repeat: &str) -> Vec<(String, String)> {
    pairs(&[("old", old), ("new", new), ("repeat", repeat)])
}

/// What a token opens.
async fn opens(server: &Server, token: &str) -> u16 {
    let other = Client::new(server.address);
    let request = other.request("GET", "/").header("cookie", format!("session={token}"));
    other.send(request).await.status.as_u16()
}

/// A browser of the manager's, and its token.
async fn manager(server: &Server) -> (Client, String) {
    let client = Client::new(server.address);
    let reply = client.sign_in(&Who::Manager.email(), PASSWORD).await;
    (client, cookie(&reply, "session").unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sign_in_before_this_one_is_told_although_it_has_ended() {
    let server = Server::start().await;
    let first = server.client(Who::Staff).await;
    let words = "Before this you signed in at";
    assert!(!first.get("/account").await.text.contains(words), "there was none");
    assert_eq!(first.post("/sign-out", &[]).await.status, 303);
    server.house.clock.advance(60);
    let second = server.client(Who::Staff).await;
    says(&second.get("/account").await, words);
    server.house.clock.advance(60);
    // Somebody else in the same account: the earlier session is told of the later one.
    let third = server.client(Who::Staff).await;
    for client in [&second, &third] {
        says(&client.get("/account").await, words);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_is_changed_by_its_owner_from_what_they_saw() {
    let server = Server::start().await;
    let client = server.client(Who::Staff).await;
    let page = client.get("/account").await;
    for said in ["staff of North Helpline", "staff@example.org"] {
        says(&page, said);
    }
    let mut fields = page.fields("/account");
    assert_eq!(fields[0].0, "version");
    let empty = client.post("/account", &pairs(&[("version", "1"), ("name", " ")])).await;
    assert_eq!(empty.status, 422);
    says(&empty, "Give a name of 1 to 100 characters.");
    put(&mut fields, "name", "Ida <b>Lovelace");
    let done = client.post("/account", &fields).await;
    assert_eq!((done.status.as_u16(), done.location()), (303, "/account?done=name"));
    let page = client.get(done.location()).await;
    says(&page, "Your name is changed.");
    assert!(
        page.text.contains("<a href=\"/account\">Ida &lt;b&gt;Lovelace</a> (staff)")
            || page.text.contains(">Ida &lt;b&gt;Lovelace</a>"),
        "{}",
        page.text
    );
    // The same form from an older page.
    put(&mut fields, "name", "Ada");
    let late = client.post("/account", &fields).await;
    assert_eq!(late.status, 409);
    says(&late, "Staff O'Neil changed your account after you opened this page.");
    assert_eq!(late.field("name").as_deref(), Some("Ada"));
    assert_eq!(client.post("/account", &late.fields("/account")).await.status, 303);
    // Typed before the session ended, it is there after signing in.
    put(&mut fields, "name", "Ada Byron");
    client.post("/sign-out", &[]).await;
    let mut form = client.post("/account", &fields).await.fields("/sign-in");
    put(&mut form, "email", Who::Staff.email());
    put(&mut form, "password", PASSWORD);
    let back = client.post("/sign-in", &form).await;
    assert_eq!((back.status.as_u16(), back.field("name").as_deref()), (200, Some("Ada Byron")));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_ends_every_other_session() {
    let server = Server::start().await;
    let ((one, before), (other, _)) = (manager(&server).await, manager(&server).await);
    let half = other.sign_in(&Who::Manager.email(), PASSWORD).await;
    let second = cookie(&half, "session").unwrap();
    let check = async |fields: Vec<(String, String)>, field: &str, said: &str| {
        let reply = one.post("/account/password", &fields).await;
        assert_eq!(reply.status, 422, "{said}: {}", reply.text);
        says(&reply, said);
        assert!(reply.text.contains(&format!("id=\"{field}-error\"")), "{said}");
        for typed in [NEW, PASSWORD, "wrong password"] {
            assert!(!reply.text.contains(typed), "a password is in the page");
        }
    };
    check(password("", NEW, NEW), "old", "Type your present password.").await;
    check(password(PASSWORD, "fourteen chars", "fourteen chars"), "new", "Use 15 or more").await;
    check(password(PASSWORD, "password password", ""), "new", "easily guessed").await;
    check(password(PASSWORD, PASSWORD, PASSWORD), "new", "the password you have").await;
    check(password(PASSWORD, NEW, "violet anchor"), "repeat", "not the same").await;
    check(password("wrong password", NEW, NEW), "old", "not your present password").await;
    server.house.clock.advance(2);
    let done = one.post("/account/password", &password(PASSWORD, NEW, NEW)).await;
    assert_eq!((done.status.as_u16(), done.location()), (303, "/account?done=password"));
    let after = cookie(&done, "session").unwrap();
    assert_ne!(before, after);
    assert_eq!((opens(&server, &before).await, opens(&server, &second).await), (303, 303));
    assert_eq!(opens(&server, &after).await, 200);
    says(&one.get("/account?done=password").await, "You are signed out everywhere else.");
    assert_eq!(other.get("/").await.status, 303);
    // The twelve hours go on from the first sign-in.
    let kept =
        server.house.store.find_session(&session::hash(&after), None).await.unwrap().unwrap();
    assert!(kept.proved.unwrap() > kept.since);
    let fresh = Client::new(server.address);
    assert_eq!(fresh.sign_in(&Who::Manager.email(), PASSWORD).await.status, 422);
    server.house.clock.advance(2);
    assert_eq!(fresh.sign_in(&Who::Manager.email(), NEW).await.status, 303);
    // A form with passwords that comes too late is not carried through a page.
    fresh.post("/sign-out", &[]).await;
    let late = fresh.post("/account/password", &password(NEW, PASSWORD, PASSWORD)).await;
    assert_eq!(late.location(), "/sign-in?next=/account");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_second_step_a_new_password_needs_a_code() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let mut fields = password(PASSWORD, "otter candle", "otter candle");
    let without = admin.post("/account/password", &fields).await;
    assert_eq!(without.status, 422);
    says(&without, "Type the code that your app shows.");
    put(&mut fields, "code", "000000");
    let wrong = admin.post("/account/password", &fields).await;
    assert_eq!(wrong.status, 422);
    says(&wrong, "That code is not right.");
    put(&mut fields, "code", factor::code(&server));
    // Twelve characters are enough beside a second step.
    let done = admin.post("/account/password", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guesser_in_a_stolen_session_is_slow_and_keeps_nobody_out() {
    let server = Server::start().await;
    let stolen = server.client(Who::Manager).await;
    let mut checked = 0;
    for guess in 0..500 {
        let typed = password(&format!("guess number {guess}"), NEW, NEW);
        match stolen.post("/account/password", &typed).await.status.as_u16() {
            422 => checked += 1,
            429 => server.house.clock.advance(2),
            other => panic!("{other}"),
        }
    }
    assert!((20..=100).contains(&checked), "{checked} guesses were checked");
    let real = Client::new(server.address);
    assert_eq!(real.sign_in(&Who::Manager.email(), PASSWORD).await.status, 303);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_listed_and_ended_one_by_one_or_all() {
    let server = Server::start().await;
    let stranger = server.client(Who::Stranger).await;
    let ((one, _), (_, second), (_, third)) =
        (manager(&server).await, manager(&server).await, manager(&server).await);
    let page = one.get("/account").await;
    let rows = text(&page, "main tbody tr");
    assert_eq!(page.text.matches("<th scope=\"row\">").count(), 3, "{rows}");
    assert!(rows.matches("This one").count() == 1 && !page.text.contains(&second), "{rows}");
    let name = &session::hash(&second)[..16];
    assert!(page.text.contains(name));
    // Another person's session cannot be ended.
    let end = |name: &str| pairs(&[("end", name)]);
    stranger.post("/account/sessions", &end(name)).await;
    assert_eq!(opens(&server, &second).await, 200);
    let done = one.post("/account/sessions", &end(name)).await;
    assert_eq!(done.location(), "/account?done=session");
    assert_eq!((opens(&server, &second).await, opens(&server, &third).await), (303, 200));
    let done = one.post("/account/sessions", &end("others")).await;
    assert_eq!(done.location(), "/account?done=others");
    assert_eq!((opens(&server, &third).await, one.get("/").await.status.as_u16()), (303, 200));
    assert_eq!(stranger.get("/").await.status, 200);
    // What ended by itself is not listed.
    let _forgotten = manager(&server).await;
    server.house.clock.advance(20 * 60);
    one.get("/").await;
    server.house.clock.advance(20 * 60);
    let page = one.get("/account").await;
    assert_eq!(page.text.matches("<th scope=\"row\">").count(), 1, "{}", page.text);
    server.stop().await;
}

/// Every way in that the table calls dangerous asks who is there ten minutes after signing in, and
/// those are the agreed ones: said a second time on purpose.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dangerous_acts_ask_again() {
    const AGAIN: &[(&str, &str)] = &[
        ("GET", "/account/second-step"),
        ("POST", "/account/second-step"),
        ("POST", "/people"),
        ("POST", "/people/{person}"),
        ("POST", "/services/{service}/reopen/{quarter}"),
    ];
    let table = PERMISSIONS.iter().filter(|row| row.again);
    let table: Vec<_> = table.map(|row| (row.method, row.path)).collect();
    assert_eq!(table, AGAIN);
    let server = Server::start().await;
    let client = server.client(Who::Admin).await;
    for minutes in [9, 2] {
        server.house.clock.advance(minutes * 60);
        for (method, path) in AGAIN {
            let path = path.replace("{service}", "north").replace("{quarter}", "2025-Q4");
            let path = path.replace("{person}", "nobody");
            let request = client.request(method, &path);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let reply = client.send(request.body("a=b")).await;
            let asked = reply.status == 401 && reply.text.contains("Show that it is you");
            let asked = asked || reply.location() == format!("/sign-in/again?next={path}");
            assert_eq!(asked, minutes == 2, "{method} {path}: {} {}", reply.status, reply.text);
        }
    }
    // Who may not do it at all is told so, and not asked.
    let staff = server.client(Who::Staff).await;
    server.house.clock.advance(11 * 60);
    assert_eq!(staff.post(REOPEN, &[]).await.status, 403);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proof_gives_a_new_token_and_goes_on_with_what_was_typed() {
    let server = Server::start().await;
    crate::editions::approve(&server, "north", "2025-Q4").await;
    let (client, before) = manager(&server).await;
    let mut why = client.get("/services/north/approve/2025-Q4").await.fields(REOPEN);
    put(&mut why, "reason", "A call log was found");
    server.house.clock.advance(11 * 60);
    let asked = client.post(REOPEN, &why).await;
    assert_eq!(asked.status, 401);
    says(&asked, "Nothing you typed is lost.");
    let mut form = asked.fields("/sign-in/again");
    put(&mut form, "password", "wrong password");
    let wrong = client.post("/sign-in/again", &form).await;
    assert_eq!(wrong.status, 422);
    says(&wrong, "That is not your present password.");
    assert!(!wrong.text.contains("wrong password"));
    server.house.clock.advance(2);
    let mut form = wrong.fields("/sign-in/again");
    put(&mut form, "password", PASSWORD);
    let shown = client.post("/sign-in/again", &form).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!(shown.field("reason").unwrap().trim(), "A call log was found");
    let after = cookie(&shown, "session").unwrap();
    assert_eq!((opens(&server, &before).await, opens(&server, &after).await), (303, 200));
    let done = client.post(REOPEN, &shown.fields(REOPEN)).await;
    assert_eq!(done.status, 303, "{}", done.text);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proof_needs_the_code_where_there_is_one() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    server.house.clock.advance(11 * 60);
    let to = admin.get("/account/second-step").await.location().to_owned();
    let page = admin.get(&to).await;
    assert_eq!(page.status, 200);
    let mut form = page.fields("/sign-in/again");
    put(&mut form, "password", PASSWORD);
    let without = admin.post("/sign-in/again", &form).await;
    assert_eq!(without.status, 422);
    says(&without, "That code is not right.");
    server.house.clock.advance(2);
    put(&mut form, "code", factor::code(&server));
    let done = admin.post("/sign-in/again", &form).await;
    assert_eq!(done.location(), "/account/second-step", "{}", done.text);
    says(&admin.get(done.location()).await, "Your second step is on");
    assert_eq!(admin.get(&to).await.location(), "/account/second-step");
    // Nobody is sent elsewhere by it.
    for next in ["//evil.example/", "https://evil.example/", "/sign-out"] {
        let reply = admin.get(&format!("/sign-in/again?next={next}")).await;
        assert_eq!(reply.location(), "/", "{next}");
    }
    server.stop().await;
}
