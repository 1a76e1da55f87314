//! Links that set a password: by mail and on paper, used once, dead for whoever comes second; and
//! whoever forgot theirs, of whom nobody learns whether they are there.

use std::time::{Duration, Instant};

use server::backend::Site;

use crate::people::{CHOSEN, act, choose, invite, link, page_of};
use crate::post::{Letter, Manner, Post};
use crate::program;
use crate::said::{says, words};
use crate::support::{Client, PASSWORD, Reply, Server, Who, put};

const BASE: &str = "https://counts.example.org";
const FORGOTTEN: &str = "/forgotten";

fn site(post: &Post) -> Site {
    Site { base_url: Some(BASE.to_owned()), ..post.site() }
}

/// Waits for what other tasks do; a guard against hanging, not a limit.
async fn got(post: &Post, letters: usize) -> Vec<Letter> {
    let began = Instant::now();
    while post.got().len() < letters {
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", post.got());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    post.got()
}

/// The way of the link in a letter.
fn written(letter: &Letter) -> String {
    let line = letter.text.lines().find_map(|line| line.strip_prefix(BASE));
    line.unwrap_or_else(|| panic!("{}", letter.text)).to_owned()
}

async fn forgot(client: &Client, email: &str) -> Reply {
    client.send(client.request("POST", FORGOTTEN).form(&[("email", email)])).await
}

/// A link that does not work, for whatever reason.
#[track_caller]
fn is_dead(reply: &Reply, page: &str) {
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (404, page));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_goes_by_mail_and_is_shown_once() {
    let post = Post::open(Manner::Takes).await;
    let server = Server::start_with(site(&post)).await;
    let admin = server.client(Who::Admin).await;
    let (_, made) = invite(&admin, "Rin\u{2028}<b>, \"x\"", "rin@example.org", "manager").await;
    says(&made, "It is on its way to rin@example.org by mail.");
    let path = link(&made);
    let letter = got(&post, 1).await.remove(0);
    assert_eq!(letter.to, ["rin@example.org"]);
    assert_eq!(letter.header("Subject"), "Admin O'Neil has made an account for you in Beforehand");
    assert!(letter.header("Reply-To").contains("admin@example.org"), "{letter:?}");
    assert_eq!(letter.head.iter().filter(|line| line.starts_with("To:")).count(), 1);
    assert_eq!(written(&letter), path);
    assert!(letter.text.contains("You are manager of North Helpline."), "{}", letter.text);
    // On paper: the same token in groups, typed in capitals.
    let token = &path[6..];
    let printed = app_grouped(token);
    assert!(words(&made).contains(&printed), "{}", words(&made));
    says(&made, &format!("{BASE}/join"));
    let reader = Client::new(server.address);
    let typed = [("code", printed.to_uppercase())];
    let found = reader.send(reader.request("POST", "/join").form(&typed)).await;
    assert_eq!((found.status.as_u16(), found.location()), (303, path.as_str()));
    let page = reader.get(&path).await;
    assert_eq!(page.status, 200);
    for name in ["cache-control", "referrer-policy", "x-robots-tag"] {
        let expected = match name {
            "cache-control" => "no-store",
            "referrer-policy" => "same-origin",
            _ => "noindex, nofollow",
        };
        assert_eq!(page.headers[name], expected, "{name}");
    }
    for wrong in ["", "abcd efgh", &printed[1..], "<b>"] {
        let reply = reader.send(reader.request("POST", "/join").form(&[("code", wrong)])).await;
        assert_eq!(reply.status, 422, "{wrong}");
        assert_eq!(reply.field("code").as_deref(), Some(wrong));
    }
    // A mail server that does not take it: the link is there all the same.
    for (manner, said) in [
        (Manner::Refuses, "The mail server did not take the mail to kit1@example.org"),
        (Manner::Dies, "The mail server did not answer"),
    ] {
        post.turn(manner);
        let email = if manner == Manner::Refuses { "kit1@example.org" } else { "kit2@example.org" };
        let (_, made) = invite(&admin, "Kit", email, "staff").await;
        says(&made, said);
        link(&made);
    }
    // A new one for whoever has not come goes by mail too, and is the only one.
    post.turn(Manner::Takes);
    let page = page_of(&server, "rin@example.org").await;
    let renewed = act(&admin, &page, "link", &[]).await;
    let letters = got(&post, 2).await;
    assert_eq!(written(&letters[1]), link(&renewed));
    let dead = reader.get("/join/nonsense").await;
    is_dead(&reader.get(&path).await, &dead.text);
    assert_eq!(choose(&reader, &link(&renewed), CHOSEN).await.status, 303);
    // One for whoever has a password is handed over, never mailed.
    let given = act(&admin, &page, "link", &[]).await;
    says(&given, "works for 24 hours");
    assert_eq!(post.got().len(), 2);
    server.stop().await;
}

/// A token as it is printed.
fn app_grouped(token: &str) -> String {
    let letters: Vec<char> = token.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dead_links_all_look_the_same() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let reader = Client::new(server.address);
    let dead = reader.get("/join/nonsense").await;
    assert_eq!(dead.status, 404);
    says(&dead, "This link does not work");
    let page = page_of(&server, "staff@example.org").await;
    let (_, joined) = invite(&admin, "Rin", "rin@example.org", "staff").await;
    let used = link(&joined);
    let ended = link(&act(&admin, &page, "link", &[]).await);
    let moved = link(&act(&admin, &page, "link", &[]).await);
    assert_eq!(choose(&reader, &used, CHOSEN).await.status, 303);
    // The old address may be read by somebody else by now.
    let other = [("email", "staff2@example.org")];
    assert_eq!(act(&admin, &page, "save", &other).await.status, 303);
    let gone = link(&act(&admin, &page, "link", &[]).await);
    assert_eq!(reader.get(&gone).await.status, 200);
    assert_eq!(act(&admin, &page, "end", &[]).await.status, 303);
    let refused = act(&admin, &page, "begin", &[]).await;
    assert_eq!(refused.status, 303);
    let (_, late) = invite(&admin, "Kit", "kit@example.org", "staff").await;
    let late = link(&late);
    server.house.clock.advance(7 * 24 * 3600);
    let made_up = format!("/join/{}", "a".repeat(52));
    for path in [&used, &ended, &moved, &gone, &late, &made_up, &"/join/%00".to_owned()] {
        is_dead(&reader.get(path).await, &dead.text);
        is_dead(&choose(&reader, path, CHOSEN).await, &dead.text);
        is_dead(&choose(&reader, path, "short").await, &dead.text);
    }
    // A day for one that is given by hand, to the second.
    let admin = server.client(Who::Admin).await;
    let given = link(&act(&admin, &page, "link", &[]).await);
    server.house.clock.advance(24 * 3600 - 60);
    assert_eq!(reader.get(&given).await.status, 200);
    server.house.clock.advance(61);
    is_dead(&reader.get(&given).await, &dead.text);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_who_use_a_link_at_once_one_does() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let (_, made) = invite(&admin, "Rin", "rin@example.org", "staff").await;
    let path = link(&made);
    let mut tries = Vec::new();
    for n in 0..50 {
        let (client, path) = (Client::new(server.address), path.clone());
        let password = format!("quiet harbour number {n}");
        tries.push(tokio::spawn(async move {
            loop {
                let reply = choose(&client, &path, &password).await;
                // Passwords are hashed two at a time; whoever is asked to come back does.
                if reply.status != 503 {
                    return (reply.status.as_u16(), password);
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }));
    }
    let mut won = Vec::new();
    for one in tries {
        match one.await.unwrap() {
            (303, password) => won.push(password),
            (status, _) => assert_eq!(status, 404),
        }
    }
    assert_eq!(won.len(), 1, "{won:?}");
    let rin = Client::new(server.address);
    assert_eq!(rin.sign_in("rin@example.org", &won[0]).await.status, 303);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_forgot_gets_a_mail_and_nobody_learns_who_is_there() {
    let post = Post::open(Manner::Takes).await;
    let server = Server::start_with(site(&post)).await;
    let client = Client::new(server.address);
    let (known, unknown) =
        (forgot(&client, " Staff@Example.org ").await, forgot(&client, "nobody@example.org").await);
    let plain = |reply: &Reply| {
        let mut headers = reply.headers.clone();
        for name in ["x-request-id", "date"] {
            headers.remove(name);
        }
        (reply.status, format!("{headers:?}"), reply.text.clone())
    };
    assert_eq!(plain(&known), plain(&unknown));
    assert_eq!((known.status.as_u16(), known.location()), (303, "/forgotten?sent=1"));
    says(&client.get(known.location()).await, "If the address you typed belongs to an account");
    let letter = got(&post, 1).await.remove(0);
    assert_eq!(letter.to, ["staff@example.org"]);
    assert_eq!(letter.header("Subject"), "Choose a new password for Beforehand");
    // The old password works until then, and a link of the administrator stays too.
    let path = written(&letter);
    let staff = server.client(Who::Staff).await;
    server.house.clock.advance(3500);
    says(&client.get(&path).await, "Choose a new password");
    let staff_again = server.client(Who::Staff).await;
    assert_eq!(choose(&client, &path, CHOSEN).await.status, 303);
    for client in [staff, staff_again] {
        assert_eq!(client.get("/").await.status, 303);
    }
    assert_eq!(client.sign_in("staff@example.org", PASSWORD).await.status, 422);
    server.house.clock.advance(10);
    assert_eq!(client.sign_in("staff@example.org", CHOSEN).await.status, 303);
    // An hour, and no longer.
    forgot(&client, "manager@example.org").await;
    let path = written(&got(&post, 2).await.remove(1));
    server.house.clock.advance(3601);
    assert_eq!(client.get(&path).await.status, 404);
    // Five a day to one address, and none to whoever may not sign in.
    for _ in 0..20 {
        server.house.clock.advance(11);
        assert_eq!(forgot(&client, "trustee@example.org").await.location(), "/forgotten?sent=1");
    }
    got(&post, 7).await;
    let admin = server.client(Who::Admin).await;
    let loose = page_of(&server, "loose@example.org").await;
    let fields: Vec<_> = crate::people::form(&admin.get(&loose).await, "end");
    let ended = admin.send(admin.request("POST", &loose).form(&fields)).await;
    assert_eq!(ended.status, 303);
    forgot(&client, "loose@example.org").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(post.got().len(), 7);
    for wrong in ["", "staff", &"a@b".repeat(100)] {
        let reply = forgot(&client, wrong).await;
        assert_eq!(reply.status, 422, "{wrong}");
        assert_eq!(reply.field("email").as_deref(), Some(wrong));
    }
    // No stranger ends a link that an administrator gave.
    let (_, made) = invite(&admin, "Rin", "rin@example.org", "staff").await;
    forgot(&client, "rin@example.org").await;
    got(&post, 9).await;
    assert_eq!(client.get(&link(&made)).await.status, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_mail_or_an_address_of_its_own_the_administrator_helps() {
    let post = Post::open(Manner::Takes).await;
    // A host that a stranger names is in no mail.
    for site in [Site::default(), post.site()] {
        let server = Server::start_with(site).await;
        let client = Client::new(server.address);
        says(&client.get("/sign-in").await, "Forgotten your password?");
        says(&client.get(FORGOTTEN).await, "Your administrator can make a link for you");
        let request = client.request("POST", FORGOTTEN).header("host", "evil.example");
        let reply = client.send(request.form(&[("email", "staff@example.org")])).await;
        says(&reply, "Your administrator can make a link for you");
        server.stop().await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(post.got(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_and_no_password_is_in_the_log() {
    let server = Server::start().await;
    // The program goes by the machine's clock, and the link must not be over by it.
    let clock = &server.house.clock;
    clock.jump((server::clock::Clock::new().now() - clock.now()).num_seconds());
    let admin = server.client(Who::Admin).await;
    let (_, made) = invite(&admin, "Rin", "rin@example.org", "staff").await;
    let path = link(&made);
    let log = program::Scrap::new("join.log", "");
    let file = std::fs::File::create(log.name()).unwrap();
    let today = crate::support::TODAY.to_string();
    let served = program::Serving::start_logged(server.database(), &today, "debug", file.into());
    let client = Client::new(served.address);
    assert_eq!(client.get(&path).await.status, 200);
    assert_eq!(choose(&client, &path, "short").await.status, 422);
    assert_eq!(choose(&client, &path, CHOSEN).await.status, 303);
    let typed = [("code", &path[6..])];
    assert_eq!(client.send(client.request("POST", "/join").form(&typed)).await.status, 303);
    let mut fields = client.get("/sign-in").await.fields("/sign-in");
    put(&mut fields, "email", "rin@example.org");
    put(&mut fields, "password", CHOSEN);
    assert_eq!(client.post("/sign-in", &fields).await.status, 303);
    drop(served);
    let said = std::fs::read_to_string(log.name()).unwrap();
    assert!(said.contains("route=\"/join/{token}\""), "{said}");
    assert!(!said.contains(&path[6..]) && !said.contains(CHOSEN), "{said}");
    server.stop().await;
}
