//! Events: who may mark them, who was quicker, what a form that is sent again does, and several
//! services at once.
//!
//! Seen to fail with the version left out of the door, and with the receipt not looked up.

use beforehand::quarter::YearStart;
use beforehand::role::Role;
use beforehand::service::{Event, EventKind};
use server::store::{
    Actor, EventChange, EventOrder, NewService, PersonDraft, Refused, verify_audit,
};

use crate::events::{PATH, QUARTER, TRENDS, add, event, events, fill, form, opened, rows};
use crate::said::{links, says, text};
use crate::support::{Client, PASSWORD, Server, TODAY, Who, hashed, put};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_writes_over_what_they_have_not_seen() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let admin = server.client(Who::Admin).await;
    add(&manager, &event("press", "TV film", "2026-04-10")).await;
    let mut mine = opened(&manager, &server, "change").await;
    let removal = opened(&manager, &server, "remove").await;
    let mut theirs = opened(&admin, &server, "change").await;
    put(&mut theirs, "name", "TV documentary");
    put(&mut theirs, "from", "2026-04-09");
    assert_eq!(admin.post(PATH, &theirs).await.status, 303);
    put(&mut mine, "name", "TV report");
    let clash = manager.post(PATH, &mine).await;
    assert_eq!(clash.status, 409, "{}", clash.text);
    says(&clash, "Admin O'Neil changed this event, after you opened it. Nothing was saved.");
    says(&clash, "What happened TV report TV documentary");
    says(&clash, "Days Friday 10 April 2026 Thursday 9 April 2026");
    assert_eq!(events(&server, "north").await[0].name, "TV documentary");
    // Nor removed, with what was seen and what stands.
    let clash_of_removal = manager.post(PATH, &removal).await;
    assert_eq!(clash_of_removal.status, 409, "{}", clash_of_removal.text);
    says(&clash_of_removal, "It was not removed.");
    says(&clash_of_removal, "As you saw it: TV film (Calls), Friday 10 April 2026 .");
    says(&clash_of_removal, "As it stands now: TV documentary (Calls), Thursday 9 April 2026 .");
    // The form of the clash goes through: both were seen.
    let saved = manager.post(PATH, &clash.fields(PATH)).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let standing = events(&server, "north").await[0].clone();
    assert_eq!(
        (standing.name.as_str(), standing.from.to_string().as_str()),
        ("TV report", "2026-04-10")
    );
    // Removed by somebody else: told who, and what was typed is kept.
    let mut late = opened(&manager, &server, "change").await;
    let late_removal = opened(&manager, &server, "remove").await;
    assert_eq!(admin.post(PATH, &opened(&admin, &server, "remove").await).await.status, 303);
    put(&mut late, "name", "TV series");
    let gone = manager.post(PATH, &late).await;
    assert_eq!(gone.status, 409, "{}", gone.text);
    says(&gone, "Admin O'Neil removed that event at");
    assert_eq!(gone.field("name").as_deref(), Some("TV series"));
    assert_eq!(manager.post(PATH, &gone.fields(PATH)).await.status, 303);
    let gone = manager.post(PATH, &late_removal).await;
    assert_eq!(gone.status, 409, "{}", gone.text);
    says(&gone, "Admin O'Neil removed that event at");
    assert_eq!(events(&server, "north").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_again_has_one_effect() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let before = rows(&server, "north").await;
    let fields = form(&manager, &event("press", "TV film", "2026-04-10")).await;
    let (one, two) = tokio::join!(manager.post(PATH, &fields), manager.post(PATH, &fields));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303));
    assert_eq!(one.location(), two.location());
    let removal = opened(&manager, &server, "remove").await;
    let removed = manager.post(PATH, &removal).await;
    let server = server.restart().await;
    let manager = server.client(Who::Manager).await;
    assert_eq!(manager.post(PATH, &removal).await.location(), removed.location());
    assert_eq!(manager.post(PATH, &fields).await.location(), one.location());
    assert!(events(&server, "north").await.is_empty());
    assert_eq!(rows(&server, "north").await, before + 2);
}

/// Somebody who manages both services.
async fn of_both(server: &Server) -> (Client, String) {
    let store = &server.house.store;
    let mut roles = Vec::new();
    for slug in ["north", "south"] {
        let service = store.find_service(slug).await.unwrap().unwrap();
        roles.push((service.id, Role::Manager));
    }
    let draft = PersonDraft {
        email: "both@example.org".to_owned(),
        name: "Both O'Neil".to_owned(),
        admin: false,
        password: Some(hashed()),
    };
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    let id = store.add_person(&Actor::Console, draft, &roles, now).await.unwrap();
    let client = Client::new(server.address);
    assert_eq!(client.sign_in("both@example.org", PASSWORD).await.status, 303);
    (client, id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_services_at_once_or_none() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    // Who manages one service is not asked, and cannot ask.
    assert!(!manager.get(PATH).await.text.contains("All your services"));
    let (both, _) = of_both(&server).await;
    let page = both.get(PATH).await;
    says(&page, "All your services (2)");
    says(&page, "Your services are North Helpline and South Helpline.");
    let mut fields = form(&both, &event("campaign", "National campaign", "2026-04-01")).await;
    put(&mut fields, "channel", "**");
    let before = (rows(&server, "north").await, rows(&server, "south").await);
    let saved = both.post(PATH, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let shown = both.get(saved.location()).await;
    says(&shown, "Added to 2 services: North Helpline and South Helpline.");
    assert_eq!(both.post(PATH, &fields).await.location(), saved.location());
    assert_eq!(
        (rows(&server, "north").await, rows(&server, "south").await),
        (before.0 + 1, before.1 + 1)
    );
    for slug in ["north", "south"] {
        let [one] = &events(&server, slug).await[..] else { panic!("one event in {slug}") };
        assert_eq!((one.name.as_str(), one.channel), ("National campaign", None));
        let page = both.get(&format!("/services/{slug}/trends")).await;
        says(&page, "National campaign");
    }
    // Each is changed and removed on its own.
    let id = events(&server, "north").await[0].id.clone();
    let page = both.get(&format!("{PATH}?remove={id}")).await;
    says(&page, "It was added to 2 services at once. It is removed from North Helpline only.");
    assert_eq!(both.post(PATH, &page.fields(PATH)).await.status, 303);
    assert_eq!(
        (events(&server, "north").await.len(), events(&server, "south").await.len()),
        (0, 1)
    );
    // A change of definition is shown for each of them before it is stored in any.
    fill(&server, "2025-09-29", "2025-12-22").await;
    let mut fields = form(&both, &event("definition", "New form", "2026-01-19")).await;
    put(&mut fields, "channel", "**");
    let asked = both.post(PATH, &fields).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    says(&asked, "North Helpline: 1 verdict is lost");
    says(&asked, "South Helpline: 0 verdicts are lost");
    assert!(events(&server, "north").await.is_empty());
    assert_eq!(both.post(PATH, &asked.fields(PATH)).await.status, 303);
    assert_eq!(
        (events(&server, "north").await.len(), events(&server, "south").await.len()),
        (1, 2)
    );
}

/// Services of a network beside north.
const NETWORK: usize = 12;

/// One order, one id, and one row in the chain of each service; found on the page of each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_of_a_network_stands_in_each_of_its_services() {
    let server = Server::start().await;
    let store = &server.house.store;
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    let person = store.find_person_by_email(&Who::Manager.email()).await.unwrap().unwrap().id;
    let mut slugs = vec!["north".to_owned()];
    for n in 0..NETWORK {
        let new = NewService {
            slug: format!("east-{n}"),
            name: format!("East {n}"),
            year_start: YearStart::April,
            time_zone: "Europe/London".to_owned(),
        };
        slugs.push(new.slug.clone());
        let id = store.add_service(&Actor::Console, new, now).await.unwrap();
        store.set_role(&Actor::Console, &person, id, Some(Role::Manager), now).await.unwrap();
    }
    let manager = server.client(Who::Manager).await;
    let mut fields = form(&manager, &event("campaign", "National campaign", "2026-04-01")).await;
    put(&mut fields, "channel", "**");
    let start = std::time::Instant::now();
    let saved = manager.post(PATH, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    println!("{} services in {:?}", slugs.len(), start.elapsed());
    says(&manager.get(saved.location()).await, &format!("Added to {} services: ", slugs.len()));
    let id = events(&server, "north").await[0].id.clone();
    for slug in slugs {
        let [one] = &events(&server, &slug).await[..] else { panic!("one event in {slug}") };
        assert_eq!((one.id.as_str(), one.name.as_str()), (id.as_str(), "National campaign"));
        says(&manager.get(&format!("/services/{slug}/events")).await, "National campaign");
        let service = store.find_service(&slug).await.unwrap().unwrap().id;
        let rows = store.list_audit(service).await.unwrap();
        assert_eq!(verify_audit(&rows), None, "{slug}");
        assert_eq!(rows.iter().filter(|row| row.action == "event.add").count(), 1, "{slug}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_door_itself_refuses_what_a_role_may_not_do() {
    let server = Server::start().await;
    let store = &server.house.store;
    let ids = [
        store.find_service("north").await.unwrap().unwrap().id,
        store.find_service("south").await.unwrap().unwrap().id,
    ];
    let day = TODAY;
    let event = |channel| Event {
        id: String::new(),
        channel,
        kind: EventKind::Other,
        name: "x".to_owned(),
        from: day,
        to: day,
    };
    let order = |actor, others: &[i32], change| EventOrder {
        actor: Actor::Person(actor),
        key: None,
        service: ids[0],
        others: others.to_vec(),
        change,
        now: TODAY.and_hms_opt(9, 0, 0).unwrap(),
    };
    let person =
        async |who: Who| store.find_person_by_email(&who.email()).await.unwrap().unwrap().id;
    for (who, others, channel, expected) in [
        (Who::Staff, &[][..], None, Refused::Forbidden),
        (Who::Trustee, &[], None, Refused::Forbidden),
        (Who::Stranger, &[], None, Refused::NotFound),
        (Who::Manager, &[ids[1]], None, Refused::NotFound),
        (Who::Admin, &[ids[1]], Some(1), Refused::NotFound),
    ] {
        let order = order(person(who).await, others, EventChange::Add(event(channel)));
        assert_eq!(store.change_event(order).await, Err(expected), "{who:?}");
    }
    let nobody = order(person(Who::Manager).await, &[], EventChange::Add(event(Some(99))));
    assert!(matches!(store.change_event(nobody).await, Err(Refused::Invalid(_))));
    assert!(events(&server, "north").await.is_empty() && events(&server, "south").await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_look_and_do_not_touch() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let staff = server.client(Who::Staff).await;
    add(&manager, &event("press", "TV film", "2026-04-10")).await;
    let page = staff.get(PATH).await;
    says(&page, "TV film");
    says(&page, "Managers add events, change and remove them.");
    assert!(text(&page, "main form").is_empty());
    let id = events(&server, "north").await[0].id.clone();
    for what in ["change", "remove"] {
        let page = staff.get(&format!("{PATH}?{what}={id}")).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("name=\"version\""), "{what}");
    }
    assert!(links(&staff.get(TRENDS).await, "Mark an event").is_empty());
    let fields = form(&manager, &event("press", "Other", "2026-04-10")).await;
    let reply = staff.post(PATH, &fields).await;
    assert_eq!(reply.status, 403);
    says(&reply, "ask Manager O'Neil (manager)");
    // In the menu of those who may read them.
    for (who, there) in [(Who::Staff, true), (Who::Manager, true), (Who::Trustee, false)] {
        let page = server.client(who).await.get(QUARTER).await;
        assert_eq!(page.text.contains(&format!("href=\"{PATH}\"")), there, "{who:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_outlives_the_session() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    let fields = form(&manager, &event("press", "TV film", "10/04/2026")).await;
    assert_eq!(manager.post("/sign-out", &[]).await.status, 303);
    let late = manager.post(&format!("{PATH}?chart=calls-missed"), &fields).await;
    assert_eq!(late.status, 401);
    let mut sign_in = late.fields("/sign-in");
    put(&mut sign_in, "email", Who::Manager.email());
    put(&mut sign_in, "password", PASSWORD);
    let back = manager.post("/sign-in", &sign_in).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert!(events(&server, "north").await.is_empty());
    for (field, typed) in
        [("name", "TV film"), ("from", "10/04/2026"), ("key", fields[0].1.as_str())]
    {
        assert_eq!(back.field(field).as_deref(), Some(typed), "{field}");
    }
    assert!(back.text.contains("<option value=\"press\" selected"), "{}", back.text);
    let saved = manager.post(&format!("{PATH}?chart=calls-missed"), &back.fields(PATH)).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    // Staff who signed in there instead are told whom to ask.
    put(&mut sign_in, "email", Who::Staff.email());
    assert_eq!(Client::new(server.address).post("/sign-in", &sign_in).await.status, 403);
}
