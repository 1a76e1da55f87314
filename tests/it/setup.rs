//! The first start: no account is there before somebody with the code made it, and 50 who
//! send it at once make one administrator.

use beforehand::role::Role;
use server::backend::Site;
use server::setup::new_code;
use server::store::{Actor, PersonDraft, Refused, StoreError, verify_audit};

use crate::program::{Serving, run, words};
use crate::said::says;
use crate::support::{Client, Database, PASSWORD, Reply, Server, TODAY, hashed, put};

type Fields = Vec<(String, String)>;

const PAGE: &str = "/set-up";

async fn code(server: &Server) -> String {
    let now = server.house.clock.now().naive_utc();
    new_code(&server.house.store, now).await.unwrap().expect("nobody has an account")
}

/// The form, filled in.
async fn form(client: &Client, code: &str) -> Fields {
    let page = client.get(PAGE).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let mut fields = page.fields(PAGE);
    for (name, value) in [
        ("code", code),
        ("organisation", "Harbour Trust"),
        ("service", "Harbour Line"),
        ("name", "Alex Reed"),
        ("email", "Alex@Example.org"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ] {
        put(&mut fields, name, value);
    }
    fields
}

/// Nobody, nothing.
async fn nothing_is_there(server: &Server) {
    let store = &server.house.store;
    assert!(!store.has_people().await.unwrap());
    assert!(store.list_services().await.unwrap().is_empty());
    assert_eq!(store.list_audit(0).await.unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_leads_to_the_first_start_and_no_account_is_there() {
    let server = Server::empty(Site::default()).await;
    let client = Client::new(server.address);
    for path in ["/", "/sign-in", "/about", "/settings", "/services/north/trends", "/nonsense"] {
        let reply = client.get(path).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, PAGE), "{path}");
    }
    assert_eq!(client.get("/healthz").await.status, 200);
    assert_eq!(client.get("/readyz").await.status, 200);
    for (email, password) in [
        ("admin", "admin"),
        ("admin@example.org", "password"),
        ("alex@demo.example", "keys-to-the-whole-house"),
    ] {
        let reply = client.sign_in(email, password).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, PAGE), "{email}");
    }
    let page = client.get(PAGE).await;
    says(&page, "Set up Beforehand");
    says(
        &page,
        "It stands in the log of the server, and works for an hour and once. Restart the server for a new one.",
    );
    nothing_is_there(&server).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_code_opens_nothing_and_is_slowed_down() {
    let server = Server::empty(Site::default()).await;
    let client = Client::new(server.address);
    // Before there is any code.
    let fields = form(&client, "abcd-efgh-jkmn-pqrs-tuvw").await;
    let reply = client.post(PAGE, &fields).await;
    assert_eq!(reply.status, 422, "{}", reply.text);
    says(&reply, "The set-up code is not right, or its hour is over.");
    // A second one at once waits.
    let mut soon = client.post(PAGE, &fields).await;
    for _ in 0..3 {
        if soon.status == 422 {
            soon = client.post(PAGE, &fields).await;
        }
    }
    assert_eq!(soon.status, 429, "{}", soon.text);
    assert!(soon.headers.contains_key("retry-after"));
    for reply in [&reply, &soon] {
        assert_eq!(reply.field("organisation").as_deref(), Some("Harbour Trust"), "kept");
        for secret in ["code", "password", "again"] {
            assert_eq!(reply.field(secret).as_deref(), Some(""), "{secret} is not shown again");
        }
        assert!(!reply.text.contains(PASSWORD) && !reply.text.contains("abcd-efgh"));
    }
    let code = code(&server).await;
    let mut empty = fields.clone();
    put(&mut empty, "code", " ");
    says(&client.post(PAGE, &empty).await, "Type the set-up code.");
    nothing_is_there(&server).await;
    // Whoever has the code is not kept waiting by those who guess.
    let mut right = fields.clone();
    put(&mut right, "code", code.replace('-', " ").to_uppercase());
    let reply = client.post(PAGE, &right).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_works_for_an_hour_and_the_latest_alone() {
    let server = Server::empty(Site::default()).await;
    let client = Client::new(server.address);
    let first = code(&server).await;
    let fields = form(&client, &first).await;
    server.house.clock.advance(3600);
    let late = client.post(PAGE, &fields).await;
    assert_eq!(late.status, 422, "{}", late.text);
    let second = code(&server).await;
    let third = code(&server).await;
    server.house.clock.advance(10);
    let mut old = fields.clone();
    put(&mut old, "code", second);
    assert_eq!(client.post(PAGE, &old).await.status, 422, "another one took its place");
    nothing_is_there(&server).await;
    server.house.clock.advance(3500);
    put(&mut old, "code", third);
    assert_eq!(client.post(PAGE, &old).await.status, 303, "its hour is not over");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_named_and_what_was_typed_is_kept() {
    let server = Server::empty(Site::default()).await;
    let client = Client::new(server.address);
    let fields = form(&client, &code(&server).await).await;
    for (name, value, said) in [
        ("organisation", "", "Give the name of your organisation."),
        ("service", " ", "Give the name of your first service."),
        ("slug", "demo", "kept for demo data"),
        ("slug", "North!", "small letters"),
        ("time_zone", "Mars/Olympus", "Give a time zone by its IANA name"),
        ("year_start", "2", "Choose the month your year starts in."),
        ("first", "soon", "is not a day"),
        ("name", "", "Give your name."),
        ("email", "alex", "Give a mail address"),
        ("password", "short", "Use 15 or more"),
        ("again", "otter candle bridges", "The two passwords are not the same."),
    ] {
        let mut wrong = fields.clone();
        put(&mut wrong, name, value);
        let reply = client.post(PAGE, &wrong).await;
        assert_eq!(reply.status, 422, "{name}: {}", reply.text);
        says(&reply, said);
        assert!(reply.text.contains("<title>Error: "), "{name}");
        assert_eq!(
            reply.field("service").as_deref().unwrap_or_default(),
            if name == "service" { " " } else { "Harbour Line" }
        );
    }
    nothing_is_there(&server).await;
    // The same code still works: nothing was wrong with it.
    assert_eq!(client.post(PAGE, &fields).await.status, 303);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charity_begins_with_what_it_asked_for() {
    let server = Server::empty(Site::default()).await;
    let client = Client::new(server.address);
    let mut fields = form(&client, &code(&server).await).await;
    put(&mut fields, "year_start", "1");
    fields.retain(|(name, value)| name != "day" || value == "mon");
    let done = client.post(PAGE, &fields).await;
    assert_eq!(
        (done.status.as_u16(), done.location()),
        (303, "/settings?begun=1"),
        "{}",
        done.text
    );
    let next = client.get(done.location()).await;
    assert_eq!(next.status, 200, "signed in");
    says(&next, "You are signed in as the first administrator");
    for link in ["Enter the first week", "Invite the people", "Mark events"] {
        says(&next, link);
    }
    says(&next, "Harbour Trust");
    let store = &server.house.store;
    let service = store.find_service("harbour-line").await.unwrap().unwrap();
    let slugs: Vec<_> = service.channels.iter().map(|own| own.slug.as_str()).collect();
    assert_eq!(slugs, ["calls", "chat", "website"]);
    assert_eq!(service.channels[0].timetables[0].days, 1);
    // The last week that is over can be entered at once.
    let week = client.get("/services/harbour-line/week").await;
    assert_eq!(week.location(), "/services/harbour-line/week/2026-04-06", "{}", week.text);
    assert_eq!(client.get(week.location()).await.status, 200);
    let person = store.find_person_by_email("alex@example.org").await.unwrap().unwrap();
    assert!(person.admin && person.active);
    for chain in [0, service.id] {
        let rows = store.list_audit(chain).await.unwrap();
        assert_eq!(verify_audit(&rows), None);
        assert!(rows.iter().all(|row| row.actor_name == "the set-up page"), "{chain}");
        assert!(rows.iter().all(|row| !row.after.contains("argon2")), "no password in the history");
    }
    // The page is gone, for everybody, and the code with it.
    for someone in [&client, &Client::new(server.address)] {
        assert_eq!(someone.get(PAGE).await.status, 404);
        assert_eq!(someone.post(PAGE, &fields).await.status, 404);
    }
    assert_eq!(new_code(store, server.house.clock.now().naive_utc()).await.unwrap(), None);
    // And stays so in another process on the same database.
    let server = server.restart().await;
    assert_eq!(Client::new(server.address).get(PAGE).await.status, 404);
    let again = Client::new(server.address);
    assert_eq!(again.sign_in("alex@example.org", PASSWORD).await.status, 303);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_at_once_make_one_administrator() {
    let server = Server::empty(Site::default()).await;
    let first = Client::new(server.address);
    let fields = form(&first, &code(&server).await).await;
    let mut tries = Vec::new();
    for number in 0..50 {
        let client = Client::new(server.address);
        let mut fields = fields.clone();
        put(&mut fields, "email", format!("admin{number}@example.org"));
        put(&mut fields, "slug", format!("line{number}"));
        tries.push(tokio::spawn(async move { client.post(PAGE, &fields).await }));
    }
    let mut let_in = 0;
    for reply in tries {
        let reply: Reply = reply.await.unwrap();
        match reply.status.as_u16() {
            303 => let_in += 1,
            409 => says(&reply, "Beforehand is set up already"),
            404 => says(&reply, "There is no such page"),
            other => panic!("{other}: {}", reply.text),
        }
    }
    assert_eq!(let_in, 1);
    let store = &server.house.store;
    assert_eq!(store.list_people().await.unwrap().len(), 1);
    assert_eq!(store.list_services().await.unwrap().len(), 1);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    server.stop().await;
}

/// Two servers on one database: each has its own turn, the door has but one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_make_one_administrator_too() {
    let database = Database::new();
    let (one, two) = (database.open().await, database.open().await);
    let now = server::clock::Clock::new().now().naive_utc();
    let code = new_code(&one, now).await.unwrap().unwrap();
    let plain = code.replace('-', "");
    let begin = |n: usize| beforehand::setup::Begin {
        organisation: "Harbour Trust".into(),
        service: "Harbour Line".into(),
        slug: format!("line{n}"),
        template: beforehand::setup::Template::Web,
        days: 127,
        time_zone: "Europe/London".into(),
        year_start: beforehand::quarter::YearStart::April,
        first: beforehand::week::Week::containing(TODAY),
        name: "Alex".into(),
        email: format!("alex{n}@example.org"),
    };
    let mut tries = Vec::new();
    for n in 0..50 {
        let store = if n % 2 == 0 { one.clone() } else { two.clone() };
        let order = server::store::SetUp {
            code_hash: server::session::hash(&plain),
            begin: begin(n),
            password: hashed(),
            now,
        };
        tries.push(tokio::spawn(async move { store.set_up(order).await }));
    }
    let mut made = 0;
    for outcome in tries {
        match outcome.await.unwrap() {
            Ok(_) => made += 1,
            // Too many wait for one lock on PostgreSQL: nothing was done.
            Err(Refused::Forbidden | Refused::Store(StoreError::Busy(_))) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((made, one.list_people().await.unwrap().len()), (1, 1));
    assert_eq!(two.list_services().await.unwrap().len(), 1);
    one.close().await;
    two.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_ends_it_too() {
    let server = Server::empty(Site::default()).await;
    let client = Client::new(server.address);
    let fields = form(&client, &code(&server).await).await;
    let draft = PersonDraft {
        email: "sam@example.org".into(),
        name: "Sam".into(),
        admin: true,
        password: Some(hashed()),
    };
    let now = server.house.clock.now().naive_utc();
    let roles: [(i32, Role); 0] = [];
    server.house.store.add_person(&Actor::Console, draft, &roles, now).await.unwrap();
    assert_eq!(client.get(PAGE).await.status, 404);
    assert_eq!(client.post(PAGE, &fields).await.status, 404);
    assert_eq!(client.get("/").await.location(), "/sign-in?next=/");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_shows_a_code_once_and_only_while_nobody_has_an_account() {
    let database = Database::new();
    let (serving, said) = Serving::start_and_hear(&database, "2026-04-15");
    let line = said.lines().find(|line| line.contains("/set-up")).expect(&said);
    let code = line.rsplit(' ').next().unwrap().to_owned();
    assert!(line.contains(&format!("http://{}/set-up", serving.address)), "{line}");
    assert_eq!(said.matches(&code).count(), 1, "{said}");
    let client = Client::new(serving.address);
    let reply = client.post(PAGE, &form(&client, &code).await).await;
    assert_eq!(reply.status, 303, "{}", words(&reply.text));
    drop(serving);
    let (serving, said) = Serving::start_and_hear(&database, "2026-04-15");
    assert!(!said.contains("set-up"), "{said}");
    drop(serving);
    let kept = run(&database, &["person", "list"]).ok();
    assert!(kept.contains("alex@example.org"), "{kept}");
}
