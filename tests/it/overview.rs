//! The overview, one line by itself and two quarters side by side, from outside: a new week is on
//! all of them at once.
//!
//! Seen to fail when the lines of a service are kept without its data version.

use beforehand::entry::{CellChange, WeekChange};
use beforehand::service::Field;
use beforehand::week::Week;
use server::store::{Actor, SaveWeeks, Source, WeekSave};

use crate::events::fill;
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
