//! People: invited, joined, changed, gone and back, through the forms of the administrator.

use beforehand::role::Role;
use scraper::{Html, Selector};
use server::store::verify_audit;

use crate::said::{says, text, words};
use crate::signals::Fields;
use crate::support::{Client, MONDAY, PASSWORD, Reply, Server, Who, put};

pub const PAGE: &str = "/people";
/// The password that invited people choose.
pub const CHOSEN: &str = "seven quiet harbours";

/// The form that invites, sent with these values.
pub async fn invite(admin: &Client, name: &str, email: &str, role: &str) -> (Fields, Reply) {
    let mut fields = admin.get(PAGE).await.fields(PAGE);
    put(&mut fields, "name", name);
    put(&mut fields, "email", email);
    match role {
        "admin" => put(&mut fields, "admin", "on"),
        role => put(&mut fields, "role.north", role),
    }
    let reply = admin.send(admin.request("POST", PAGE).form(&fields)).await;
    (fields, reply)
}

/// The way of the link that the page shows.
pub fn link(reply: &Reply) -> String {
    let page = Html::parse_document(&reply.text);
    let made = Selector::parse("input#made").unwrap();
    let address = page.select(&made).next().expect(&reply.text).value().attr("value").unwrap();
    let (_, token) = address.split_once("/join/").unwrap();
    assert_eq!(token.len(), 52, "{address}");
    format!("/join/{token}")
}

/// Sets a password by a link.
pub async fn choose(client: &Client, path: &str, password: &str) -> Reply {
    let fields = [("password", password), ("again", password)];
    client.send(client.request("POST", path).form(&fields)).await
}

/// The page of a person.
pub async fn page_of(server: &Server, email: &str) -> String {
    let found = server.house.store.find_person_by_email(email).await.unwrap();
    format!("{PAGE}/{}", found.unwrap().id)
}

/// The fields of the form of a person's page that does that.
pub fn form(page: &Reply, what: &str) -> Fields {
    let parsed = Html::parse_document(&page.text);
    let all = Selector::parse("main form").unwrap();
    let does = Selector::parse(&format!("input[name=do][value={what}]")).unwrap();
    let found = parsed.select(&all).find(|form| form.select(&does).next().is_some());
    let html = found.unwrap_or_else(|| panic!("no form does {what}")).html();
    let alone = Reply { text: html, ..page.clone() };
    alone.fields(PAGE)
}

/// Sends the form of a person's page that does that, as it stands there but for these values.
pub async fn act(admin: &Client, page: &str, what: &str, values: &[(&str, &str)]) -> Reply {
    let shown = admin.get(page).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    let mut fields = form(&shown, what);
    for (name, value) in values {
        put(&mut fields, name, value);
    }
    admin.send(admin.request("POST", page).form(&fields)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_life_from_the_invitation_to_the_end_and_back() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let (fields, made) = invite(&admin, "Rin <b>Field</b>", " Rin@Example.org", "staff").await;
    assert_eq!(made.status, 200, "{}", made.text);
    says(&made, "Rin <b>Field</b> is invited");
    says(&made, "Staff of North Helpline");
    let path = link(&made);
    // The same form again makes nobody and no link, and shows none.
    let again = admin.post(PAGE, &fields).await;
    says(&again, "That link was made already");
    assert!(!again.text.contains(&path[6..]), "the token");
    let list = admin.get(PAGE).await;
    says(&list, "Invited, not come yet. The link works until");
    says(&list, "Last sign-in: Never");
    assert_eq!(words(&list).matches("rin@example.org").count(), 1);

    // Not before there is a password.
    let rin = Client::new(server.address);
    assert_eq!(rin.sign_in("rin@example.org", "").await.status, 422);
    let welcome = rin.get(&path).await;
    assert_eq!(welcome.status, 200);
    says(&welcome, "Welcome, Rin <b>Field</b>");
    says(&welcome, "Admin O'Neil has made an account for you.");
    says(&welcome, "Staff of North Helpline");
    for (password, other, field) in
        [("", "", "password"), ("too short", "too short", "password"), (CHOSEN, "another", "again")]
    {
        let wrong = [("password", password), ("again", other)];
        let reply = rin.send(rin.request("POST", &path).form(&wrong)).await;
        assert_eq!(reply.status, 422, "{password}");
        assert!(reply.text.contains(&format!("id=\"{field}-error\"")), "{password}");
        assert!(password.is_empty() || !reply.text.contains(password), "it is not shown");
    }
    let set = choose(&rin, &path, CHOSEN).await;
    assert_eq!((set.status.as_u16(), set.location()), (303, "/join/done"));
    says(&rin.get("/join/done").await, "Your password is set");
    assert_eq!(rin.sign_in("rin@example.org", CHOSEN).await.status, 303);

    // Work, and last sign-in.
    let week = format!("/services/north/week/{MONDAY}");
    let mut typed = rin.get(&week).await.fields(&week);
    put(&mut typed, "calls.answered", "141");
    let saved = rin.post(&week, &typed).await;
    assert!(matches!(saved.status.as_u16(), 303 | 422), "{}", saved.text);
    let page = page_of(&server, "rin@example.org").await;
    let shown = admin.get(&page).await;
    says(&shown, "May sign in");
    assert!(!words(&shown).contains("Never"), "{}", words(&shown));

    // Another role counts from the very next click.
    assert_eq!(rin.get("/services/north/trends").await.status, 200);
    let trustee = act(&admin, &page, "save", &[("role.north", "trustee")]).await;
    assert_eq!(trustee.location(), format!("{page}?done=saved"), "{}", trustee.text);
    assert_eq!(rin.get("/services/north/trends").await.status, 403);
    let nothing = act(&admin, &page, "save", &[("role.north", "")]).await;
    assert_eq!(nothing.status, 303);
    assert_eq!(rin.get("/services/north/quarter").await.status, 404);
    let staff = act(&admin, &page, "save", &[("role.north", "staff"), ("name", "Rin Moor")]).await;
    assert_eq!(staff.status, 303);
    assert_eq!(rin.get("/services/north/trends").await.status, 200);

    // The end: at the next click, and the name stays.
    let wish = [("editions".to_owned(), "on".to_owned())];
    assert_eq!(rin.post("/services/north/mail", &wish).await.status, 303);
    let ended = act(&admin, &page, "end", &[]).await;
    assert_eq!(ended.location(), format!("{page}?done=ended"), "{}", ended.text);
    says(&admin.get(ended.location()).await, "Rin Moor may not sign in any more");
    assert_eq!(rin.get("/").await.status, 303);
    assert_eq!(rin.sign_in("rin@example.org", CHOSEN).await.status, 422);
    let store = &server.house.store;
    let account = store.find_person_by_email("rin@example.org").await.unwrap().unwrap();
    let north = store.find_service("north").await.unwrap().unwrap().id;
    assert!(!store.is_wished(north, &account.id).await.unwrap(), "no mail for a leaver");
    assert_eq!(account.roles, [(north, Role::Staff)], "what they were is known");
    let rows = [store.list_audit(0).await.unwrap(), store.list_audit(north).await.unwrap()];
    assert!(rows.iter().all(|rows| verify_audit(rows).is_none()));
    let [installation, service] = &rows;
    let done = |rows: &[server::store::AuditRow], object: &str| -> Vec<String> {
        let own = rows.iter().filter(|row| row.object == object);
        own.map(|row| row.action.clone()).collect()
    };
    let object = format!("person {}", account.id);
    let expected = ["person.add", "person.link", "person.join", "person.save", "person.active"];
    assert_eq!(done(installation, &object), expected);
    assert_eq!(done(service, &object), ["role.save", "role.save", "role.save"]);
    let token = &path[6..];
    for row in rows.iter().flatten() {
        let told = [&row.before, &row.after];
        assert!(told.iter().all(|text| !text.contains(token) && !text.contains("$argon2")));
    }

    // Back, with the password they had; nothing of before lives on.
    let back = act(&admin, &page, "begin", &[]).await;
    assert_eq!(back.location(), format!("{page}?done=active"), "{}", back.text);
    assert_eq!(rin.get("/").await.status, 303);
    server.house.clock.advance(10);
    assert_eq!(rin.sign_in("rin@example.org", CHOSEN).await.status, 303);
    // A new password: everything before ends, also what was signed in.
    let other = Client::new(server.address);
    let reset = act(&admin, &page, "link", &[]).await;
    says(&reset, "There is a new link for Rin Moor");
    let path = link(&reset);
    assert_eq!(rin.get("/").await.status, 200, "until it is used");
    assert_eq!(choose(&other, &path, "eight quiet harbours").await.status, 303);
    assert_eq!(rin.get("/").await.status, 303);
    server.house.clock.advance(10);
    assert_eq!(rin.sign_in("rin@example.org", CHOSEN).await.status, 422);
    server.house.clock.advance(10);
    assert_eq!(rin.sign_in("rin@example.org", "eight quiet harbours").await.status, 303);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_comes_back_as_it_was_typed() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    for (name, email, role, fields) in [
        ("", "rin@example.org", "staff", &["name"][..]),
        ("Rin", "rin", "staff", &["email"]),
        ("Rin", "staff@example.org", "staff", &["email"]),
        ("Rin", "STAFF@example.org", "staff", &["email"]),
        ("Rin", "rin@example.org", "", &["roles"]),
        ("", "", "", &["name", "email", "roles"]),
        ("Rin", "rin@example.org", "boss", &["role-north"]),
        ("Rin\u{7}", "rin @example.org", "staff", &["name", "email"]),
    ] {
        let (_, reply) = invite(&admin, name, email, role).await;
        assert_eq!(reply.status, 422, "{name} {email} {role}");
        assert!(reply.text.contains("<title>Error: "));
        for field in fields {
            assert!(reply.text.contains(&format!("id=\"{field}-error\"")), "{field}: {email}");
        }
        assert_eq!(reply.field("name").as_deref(), Some(name));
        assert_eq!(reply.field("email").as_deref(), Some(email));
    }
    assert_eq!(server.house.store.list_people().await.unwrap().len(), 6);
    // A session that ended meanwhile: what was typed is given back, and nobody is invited.
    let mut fields = admin.get(PAGE).await.fields(PAGE);
    put(&mut fields, "name", "Rin");
    server.house.clock.advance(31 * 60);
    let reply = admin.post(PAGE, &fields).await;
    assert_eq!(reply.status, 401);
    let mut carried = reply.fields("/sign-in");
    put(&mut carried, "email", Who::Admin.email());
    put(&mut carried, "password", PASSWORD);
    let mut code = admin.post("/sign-in", &carried).await.fields("/sign-in/code");
    put(&mut code, "code", crate::factor::code(&server));
    let shown = admin.post("/sign-in/code", &code).await;
    assert_eq!((shown.status.as_u16(), shown.field("name").as_deref()), (200, Some("Rin")));
    let page = page_of(&server, "staff@example.org").await;
    let mut fields = form(&admin.get(&page).await, "save");
    put(&mut fields, "name", "Another");
    put(&mut fields, "review", "1");
    let shown = admin.post(&page, &fields).await;
    assert_eq!((shown.status.as_u16(), shown.field("name").as_deref()), (200, Some("Another")));
    assert_eq!(server.house.store.list_people().await.unwrap().len(), 6);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_second_sees_both() {
    let server = Server::start().await;
    let (one, two) = (server.client(Who::Admin).await, server.client(Who::Admin).await);
    let page = page_of(&server, "staff@example.org").await;
    let mut first = form(&one.get(&page).await, "save");
    let mut second = form(&two.get(&page).await, "save");
    put(&mut first, "role.north", "manager");
    put(&mut second, "name", "Sam <i>Field</i>");
    put(&mut second, "role.south", "trustee");
    assert_eq!(one.post(&page, &first).await.status, 303);
    // The same form twice is one change.
    assert_eq!(one.post(&page, &first).await.status, 303);
    let late = two.post(&page, &second).await;
    assert_eq!(late.status, 409, "{}", late.text);
    says(&late, "Admin O'Neil changed Staff O'Neil at");
    says(&late, "Name Staff O'Neil Sam <i>Field</i>");
    says(&late, "North Helpline Manager Staff");
    says(&late, "South Helpline Nothing Trustee");
    // The form goes on from what stands, with what was typed.
    let fields = form(&late, "save");
    assert_eq!(two.post(&page, &fields).await.status, 303);
    let account = server.house.store.find_person_by_email("staff@example.org").await.unwrap();
    let account = account.unwrap();
    assert_eq!(account.name, "Sam <i>Field</i>");
    assert_eq!(
        account.roles.iter().map(|(_, role)| *role).collect::<Vec<_>>(),
        [Role::Staff, Role::Trustee]
    );
    // Ending access from an old page is refused too.
    let mut end = form(&one.get(&page).await, "end");
    put(&mut end, "version", "1");
    let late = one.post(&page, &end).await;
    assert_eq!(late.status, 409);
    assert_eq!(text(&late, "#stands"), "", "nothing was typed");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_stays() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let own = page_of(&server, "admin@example.org").await;
    says(&admin.get(&own).await, "This is you.");
    let mut demoted = form(&admin.get(&own).await, "save");
    demoted.retain(|(name, _)| name != "admin");
    // Neither demoted nor gone, with nobody else; an administrator who has not come is nobody yet.
    let (_, made) = invite(&admin, "Kit", "kit@example.org", "admin").await;
    for refused in [admin.post(&own, &demoted).await, act(&admin, &own, "end", &[]).await] {
        assert_eq!(refused.status, 422, "{}", refused.text);
        says(&refused, "is the only administrator who can sign in");
    }
    assert_eq!(choose(&Client::new(server.address), &link(&made), CHOSEN).await.status, 303);
    let kit = Client::new(server.address);
    assert_eq!(kit.sign_in("kit@example.org", CHOSEN).await.status, 303);
    crate::factor::set_up(&kit, server.house.clock.now()).await;
    // Two, each taking the other's right at once, and their own: one stays.
    let other = page_of(&server, "kit@example.org").await;
    let mut first = form(&admin.get(&other).await, "save");
    let mut second = form(&kit.get(&own).await, "save");
    for fields in [&mut first, &mut second] {
        fields.retain(|(name, _)| name != "admin");
    }
    let (first, second) = tokio::join!(admin.post(&other, &first), kit.post(&own, &second));
    let statuses = [first.status.as_u16(), second.status.as_u16()];
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    let people = server.house.store.list_people().await.unwrap();
    assert_eq!(people.iter().filter(|one| one.admin && one.active).count(), 1);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_leave_at_once_and_one_stays() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    let (_, made) = invite(&admin, "Kit", "kit@example.org", "admin").await;
    choose(&Client::new(server.address), &link(&made), CHOSEN).await;
    let kit = Client::new(server.address);
    assert_eq!(kit.sign_in("kit@example.org", CHOSEN).await.status, 303);
    crate::factor::set_up(&kit, server.house.clock.now()).await;
    let (own, other) =
        (page_of(&server, "admin@example.org").await, page_of(&server, "kit@example.org").await);
    let (first, second) =
        tokio::join!(act(&admin, &own, "end", &[]), act(&kit, &other, "end", &[]));
    let statuses = [first.status.as_u16(), second.status.as_u16()];
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert!(statuses.contains(&422), "{statuses:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_comes_in_and_wrong_calls_do_nothing() {
    let server = Server::start().await;
    let page = page_of(&server, "staff@example.org").await;
    let good: Fields = [("name", "Rin"), ("email", "rin@example.org"), ("admin", "on")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let mut end = good.clone();
    put(&mut end, "do", "end");
    put(&mut end, "version", "1");
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Admin) {
        let client = server.client(who).await;
        let shut = if who == Who::Nobody { (303, 401) } else { (403, 403) };
        for path in [PAGE, page.as_str()] {
            assert_eq!(client.get(path).await.status.as_u16(), shut.0, "{who:?} {path}");
            for fields in [&good, &end] {
                let sent = client.post(path, fields).await;
                assert_eq!(sent.status.as_u16(), shut.1, "{who:?} {path}");
            }
        }
        if who != Who::Nobody {
            assert!(!client.get("/").await.text.contains("href=\"/people\""), "{who:?}");
        }
    }
    let admin = server.client(Who::Admin).await;
    assert!(admin.get("/").await.text.contains("href=\"/people\""));
    let before = server.house.store.list_people().await.unwrap();
    let long = "x".repeat(5000);
    for what in ["", "save", "end", "begin", "link", "nonsense", long.as_str()] {
        for values in [
            &[][..],
            &[("version", "x")],
            &[("version", "2147483648")],
            &[("version", "0"), ("key", long.as_str())],
            &[("version", "-1"), ("name", long.as_str()), ("email", long.as_str())],
            &[("role.absent", "staff"), ("version", "1")],
            &[("role.north", "admin"), ("version", "1")],
            &[("role.", "\0"), ("version", "1"), ("name", "\0"), ("email", "a@b")],
        ] {
            for path in [PAGE, page.as_str(), "/people/nobody", "/people/console", "/people/%00"] {
                // What is asked for rightly is not asked here.
                let right = path == page && matches!(what, "link" | "begin" | "end");
                if right && (what == "link" || values.contains(&("version", "1"))) {
                    continue;
                }
                let mut fields = vec![("do".to_owned(), what.to_owned())];
                fields.extend(values.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())));
                let reply = admin.post(path, &fields).await;
                assert!(
                    reply.status.is_client_error(),
                    "{path} {what} {values:?}: {}",
                    reply.status
                );
            }
        }
    }
    assert_eq!(server.house.store.list_people().await.unwrap(), before);
    assert_eq!(admin.get("/people/nobody").await.status, 404);
    server.stop().await;
}
