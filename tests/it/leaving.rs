//! Rights that end, end at once. Twenty clients loop while somebody is demoted, loses a role, is
//! shut out, gets a new password, signs out everywhere or has a link revoked; a request that is sent
//! after the acknowledgement never succeeds, by page or by form.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::editions::approve;
use crate::people::{CHOSEN, act, choose, link, page_of};
use crate::said::says;
use crate::support::{Client, MONDAY, PASSWORD, Reply, Server, Who, put};

/// How many loop.
const CLIENTS: usize = 20;

/// What the loops saw.
#[derive(Default)]
struct Seen {
    /// Whether the change is acknowledged.
    acknowledged: AtomicBool,
    /// Successes before.
    before: AtomicU32,
    /// Answers to what was sent after, and successes among them.
    after: AtomicU32,
    successes: AtomicU32,
}

/// A request: its method, address and form.
type Asked = (&'static str, String, Vec<(String, String)>);

/// Asks in turns until a second after the change was acknowledged.
async fn asks(
    client: Client,
    asked: Arc<Vec<Asked>>,
    turn: usize,
    seen: Arc<Seen>,
    succeeds: fn(&Reply) -> bool,
) {
    let mut turn = turn;
    let mut after = 0;
    while after < 20 {
        let (method, path, form) = &asked[turn % asked.len()];
        turn += 1;
        let late = seen.acknowledged.load(Ordering::SeqCst);
        let request = client.request(method, path);
        let request = if *method == "POST" { request.form(form) } else { request };
        let reply = client.send(request).await;
        assert_ne!(reply.status, 500, "{method} {path}");
        match (late, succeeds(&reply)) {
            (false, true) => drop(seen.before.fetch_add(1, Ordering::SeqCst)),
            (false, false) => {}
            (true, success) => {
                after += 1;
                seen.after.fetch_add(1, Ordering::SeqCst);
                if success {
                    seen.successes.fetch_add(1, Ordering::SeqCst);
                }
            }
        }
    }
}

/// Lets all clients loop, makes the change once they are at work, and counts.
async fn under_way(
    what: &str,
    clients: Vec<Client>,
    asked: Vec<Asked>,
    succeeds: fn(&Reply) -> bool,
    change: impl AsyncFnOnce(),
) {
    let (seen, asked) = (Arc::new(Seen::default()), Arc::new(asked));
    let loops: Vec<_> = clients
        .into_iter()
        .enumerate()
        .map(|(turn, client)| {
            tokio::spawn(asks(client, asked.clone(), turn, seen.clone(), succeeds))
        })
        .collect();
    let began = Instant::now();
    while seen.before.load(Ordering::SeqCst) < 100 {
        assert!(began.elapsed() < Duration::from_mins(1), "{what}: nothing succeeds before");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    change().await;
    seen.acknowledged.store(true, Ordering::SeqCst);
    for one in loops {
        one.await.unwrap();
    }
    let (after, successes) =
        (seen.after.load(Ordering::SeqCst), seen.successes.load(Ordering::SeqCst));
    assert!(after >= 20 * CLIENTS as u32, "{what}: only {after}");
    assert_eq!(successes, 0, "{what}: of {after}");
}

/// What staff ask for: pages, data, files, and a form that changes a number.
async fn work(staff: &Client) -> Vec<Asked> {
    let week = format!("/services/north/week/{MONDAY}");
    let mut form = staff.get(&week).await.fields(&week);
    put(&mut form, "calls.answered", "141");
    let page = |path: &str| ("GET", format!("/services/north/{path}"), Vec::new());
    vec![
        page("trends"),
        page("files/calls-answered.csv"),
        page("series/calls-answered"),
        page("signals"),
        ("GET", week.clone(), Vec::new()),
        ("POST", week, form),
    ]
}

/// Twenty browsers of one person: some share a session, some have their own.
async fn browsers(server: &Server, who: Who) -> Vec<Client> {
    let own = [server.client(who).await, server.client(who).await, server.client(who).await];
    (0..CLIENTS).map(|n| own[n % own.len()].clone()).collect()
}

/// Anything but a refusal: a form that comes back for another reason was let in.
fn let_in(reply: &Reply) -> bool {
    match reply.status.as_u16() {
        401 | 403 | 404 => false,
        303 => !reply.location().starts_with("/sign-in"),
        _ => true,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_is_taken_ends_at_once() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let page = page_of(&server, "staff@example.org").await;
    for (what, role) in [("demoted", "trustee"), ("no role", "")] {
        assert_eq!(act(&admin, &page, "save", &[("role.north", "staff")]).await.status, 303);
        let clients = browsers(&server, Who::Staff).await;
        let asked = work(&clients[0]).await;
        under_way(what, clients, asked, let_in, async || {
            let reply = act(&admin, &page, "save", &[("role.north", role)]).await;
            assert_eq!(reply.status, 303, "{}", reply.text);
        })
        .await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_who_is_demoted_changes_nobody() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let (_, made) = crate::people::invite(&admin, "Kit", "kit@example.org", "admin").await;
    choose(&Client::new(server.address), &link(&made), CHOSEN).await;
    let kit = Client::new(server.address);
    assert_eq!(kit.sign_in("kit@example.org", CHOSEN).await.status, 303);
    crate::factor::set_up(&kit, server.house.clock.now()).await;
    let staff = page_of(&server, "staff@example.org").await;
    let mut form = crate::people::form(&kit.get(&staff).await, "save");
    put(&mut form, "name", "Changed by Kit");
    put(&mut form, "version", "1");
    let asked = vec![
        ("GET", "/people".to_owned(), Vec::new()),
        ("GET", staff.clone(), Vec::new()),
        ("POST", staff, form),
        ("GET", "/services/south/definitions".to_owned(), Vec::new()),
    ];
    let page = page_of(&server, "kit@example.org").await;
    let clients = vec![kit; CLIENTS];
    under_way("administrator", clients, asked, let_in, async || {
        let mut fields = crate::people::form(&admin.get(&page).await, "save");
        fields.retain(|(name, _)| name != "admin");
        assert_eq!(admin.post(&page, &fields).await.status, 303);
    })
    .await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_shut_out_is_out_at_once() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let page = page_of(&server, "staff@example.org").await;
    let clients = browsers(&server, Who::Staff).await;
    let mut asked = work(&clients[0]).await;
    asked.push(("GET", "/".to_owned(), Vec::new()));
    under_way("shut out", clients, asked, let_in, async || {
        assert_eq!(act(&admin, &page, "end", &[]).await.status, 303);
    })
    .await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_and_signing_out_everywhere_end_every_session() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let page = page_of(&server, "staff@example.org").await;
    let clients = browsers(&server, Who::Staff).await;
    let asked = work(&clients[0]).await;
    let path = link(&act(&admin, &page, "link", &[]).await);
    under_way("new password", clients, asked, let_in, async || {
        let other = Client::new(server.address);
        assert_eq!(choose(&other, &path, CHOSEN).await.status, 303);
    })
    .await;
    let clients = browsers(&server, Who::Manager).await;
    let asked = work(&clients[0]).await;
    let own = server.client(Who::Manager).await;
    let form = [("end".to_owned(), "others".to_owned())];
    under_way("signed out everywhere else", clients, asked, let_in, async || {
        assert_eq!(own.post("/account/sessions", &form).await.status, 303);
    })
    .await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_link_shows_nothing_more() {
    const SHARING: &str = "/services/north/sharing";
    let server = Server::start().await;
    approve(&server, "north", "2025-Q4").await;
    let manager = server.client(Who::Manager).await;
    let mut fields = manager.get(SHARING).await.fields(SHARING);
    put(&mut fields, "label", "Report");
    put(&mut fields, "days", "30");
    let made = manager.post(SHARING, &fields).await;
    let (_, rest) = made.text.split_once("/shared/open/").expect(&made.text);
    let open = format!("/shared/open/{}", &rest[..64]);
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let reader = Client::new(server.address);
        assert_eq!(reader.get(&open).await.status, 303);
        clients.push(reader);
    }
    let asked = vec![
        ("GET", "/shared".to_owned(), Vec::new()),
        ("GET", "/shared/numbers.csv".to_owned(), Vec::new()),
    ];
    under_way("link", clients.clone(), asked, let_in, async || {
        let id = manager.get(SHARING).await.field("end").unwrap();
        let end = [("end".to_owned(), id)];
        assert_eq!(manager.post(SHARING, &end).await.status, 303);
    })
    .await;
    assert_eq!(clients[0].get(&open).await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_step_of_a_lost_phone_is_taken_off() {
    let server = Server::start().await;
    let (admin, staff) = (server.client(Who::Admin).await, server.client(Who::Staff).await);
    let page = page_of(&server, "staff@example.org").await;
    let shown = admin.get(&page).await;
    assert!(!shown.text.contains("They lost their phone?"), "they have none");
    let id = page.rsplit('/').next().unwrap();
    crate::factor::enrol(&server.house.store, id).await;
    let done = act(&admin, &page, "second-step", &[]).await;
    assert_eq!(done.location(), format!("{page}?done=loose"));
    says(&admin.get(done.location()).await, "has no second step any more");
    assert_eq!(staff.get("/").await.status, 303, "signed out everywhere");
    let again = Client::new(server.address).sign_in(&Who::Staff.email(), PASSWORD).await;
    assert_eq!(again.location(), "/", "with the password alone");
    // Their own is no way round the code.
    let own = page_of(&server, "admin@example.org").await;
    let fields = vec![("do".to_owned(), "second-step".to_owned())];
    let refused = admin.post(&own, &fields).await;
    assert_eq!(refused.status, 422);
    says(&refused, "on the page of your account");
    server.stop().await;
}
