//! The overview, one line by itself and two quarters side by side, from outside: a new week is on
//! all of them at once.
//!
//! Seen to fail when the lines of a service are kept without its data version.

use beforehand::entry::{CellChange, WeekChange};
use beforehand::quarter::YearStart;
use beforehand::role::Role;
use beforehand::service::Field;
use beforehand::week::Week;
use server::store::{Actor, NewService, SaveWeeks, Source, WeekSave};

use crate::events::fill;
use crate::said::{links, says};
use crate::signals::{PATH, RISE, risen, step};
use crate::support::{MONDAY, Reply, Server, TODAY, Who};

const PAGES: [&str; 4] = [
    "/overview",
    "/services/north/trends",
    "/services/north/trends/calls-answered",
    "/services/north/compare",
];

/// The words of a page without its tags.
fn words(page: &Reply) -> String {
    let mut words = String::new();
    let mut inside = false;
    for letter in page.text.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => words.push(letter),
            _ => {}
        }
    }
    words
}

async fn save(server: &Server, monday: &str, count: u32) {
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap();
    let calls = north.channel_named("calls").unwrap().id;
    let week = Week::parse(monday).unwrap();
    let cell =
        CellChange { channel: calls, field: Field::Answered, count: Some(count), note: None };
    let order = SaveWeeks {
        actor: Actor::Console,
        key: None,
        service: north.id,
        weeks: vec![WeekSave {
            change: WeekChange { cells: vec![cell], ..WeekChange::new(week) },
            expected: None,
        }],
        source: Source::Page,
        reason: None,
        rehearsal: false,
        now: TODAY.and_hms_opt(9, 0, 0).unwrap(),
        today: TODAY,
    };
    store.save_weeks(order).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_week_is_on_every_page_at_once() {
    let server = Server::start().await;
    fill(&server, "2025-09-29", "2025-12-22").await;
    let manager = server.client(Who::Manager).await;
    save(&server, MONDAY, 121).await;
    for path in &PAGES[..3] {
        let page = words(&manager.get(path).await);
        assert!(page.contains("121") && !page.contains("977"), "{path}: {page}");
    }
    let before: Vec<_> = {
        let mut texts = Vec::new();
        for path in PAGES {
            texts.push(manager.get(path).await.text);
        }
        texts
    };
    save(&server, MONDAY, 977).await;
    for (path, before) in PAGES.iter().zip(&before).take(3) {
        let page = manager.get(path).await;
        assert!(words(&page).contains("977"), "{path}: {}", words(&page));
        assert_ne!(&page.text, before, "{path}");
    }
    let overview = words(&manager.get("/overview").await);
    assert!(overview.contains("977 in the week of 6 April 2026"), "{overview}");
    assert!(overview.contains("above the usual range"), "{overview}");
    // A week of the last quarter that is over changes what two quarters side by side say.
    let compared = manager.get(PAGES[3]).await.text;
    save(&server, "2026-03-23", 988).await;
    assert_ne!(manager.get(PAGES[3]).await.text, compared);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_services_whose_trends_one_may_see_are_shown() {
    let server = Server::start().await;
    for (who, sees) in [(Who::Manager, true), (Who::Admin, true), (Who::Stranger, false)] {
        let page = words(&server.client(who).await.get("/overview").await);
        assert_eq!(page.contains("North Helpline"), sees, "{who:?}: {page}");
    }
    assert_eq!(server.client(Who::Trustee).await.get("/overview").await.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_names_nothing_is_told_so() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    for (path, status) in [
        ("/services/north/trends/calls-before", 404),
        ("/services/north/trends/nonsense", 404),
        ("/services/north/trends/calls-answered?quarter=nonsense", 422),
        ("/services/north/compare?quarter=nonsense", 422),
        ("/services/north/compare?quarter=2025-Q1&with=2025-Q3", 422),
        ("/services/south/trends/calls-answered", 404),
    ] {
        assert_eq!(manager.get(path).await.status, status, "{path}");
    }
}

/// Whoever manages more than five services reads of their signals in one line, and finds them on the
/// overview; one that is explained is counted no more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_services_have_their_signals_counted_in_one_line() {
    let (server, event) = risen().await;
    let manager = server.client(Who::Manager).await;
    let listed = manager.get("/").await.text.matches("/services/north/signals#").count();
    assert!(listed > 1);
    let store = &server.house.store;
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    let person = store.find_person_by_email(&Who::Manager.email()).await.unwrap().unwrap().id;
    for n in 0..5 {
        let new = NewService {
            slug: format!("east-{n}"),
            name: format!("East {n}"),
            year_start: YearStart::April,
            time_zone: "Europe/London".to_owned(),
        };
        let id = store.add_service(&Actor::Console, new, now).await.unwrap();
        store.set_role(&Actor::Console, &person, id, Some(Role::Manager), now).await.unwrap();
    }
    let home = manager.get("/").await;
    says(&home, &format!("{listed} signals to explain, in 1 of the 6 services you manage."));
    assert_eq!(home.text.matches("/services/north/signals#").count(), 0);
    assert_eq!(links(&home, &format!("{listed} signals")), ["/overview?show=signals"]);
    let fields = step(&manager, RISE, &event).await;
    assert_eq!(manager.post(PATH, &fields).await.status, 303);
    says(&manager.get("/").await, "1 signal to explain, in 1 of the 6 services you manage.");
}
