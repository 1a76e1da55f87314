//! Compare from outside: quarters and weeks, what the quarter's page says, any weeks by any of their
//! days, a channel that begins between the two sides, weeks that are missing, addresses that name
//! nothing.
//!
//! Seen to fail with each week set against the one 52 weeks before it.

use beforehand::service::{Collected, Field, Kind, Timetable};
use beforehand::week::Week;
use server::store::{Actor, NewChannel};

use crate::events::fill;
use crate::said::{links, says, text, words};
use crate::support::{Client, Reply, Server, TODAY, Who};

const COMPARE: &str = "/services/north/compare";

/// North with calls in 2025 too, and its manager.
async fn two_years() -> (Server, Client) {
    let server = Server::start().await;
    fill(&server, "2025-01-06", "2025-12-29").await;
    let manager = server.client(Who::Manager).await;
    (server, manager)
}

/// The cells of every row, each as a reader sees it.
fn rows(reply: &Reply) -> Vec<Vec<String>> {
    let page = scraper::Html::parse_document(&reply.text);
    let choice = |text: &str| scraper::Selector::parse(text).unwrap();
    let (rows, cells) = (choice("main tbody tr"), choice("th, td"));
    let rows = page.select(&rows).map(|row| {
        let cells = row.select(&cells).map(|cell| cell.text().collect::<String>());
        cells.collect::<Vec<_>>()
    });
    rows.collect()
}

/// The row of that name.
fn row(reply: &Reply, name: &str) -> Vec<String> {
    let found = rows(reply).into_iter().find(|row| row[0] == name);
    found.unwrap_or_else(|| panic!("no row {name}: {}", reply.text))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quarters_say_what_the_quarter_page_says() {
    let (_server, manager) = two_years().await;
    let quarter = manager.get("/services/north/quarter/2025-Q4").await;
    for (address, size) in
        [("", "rose 14%"), ("&with=2025-Q3", "rose 14%"), ("&with=year", "rose 15%")]
    {
        let page = manager.get(&format!("{COMPARE}?quarter=2025-Q4{address}")).await;
        let said = text(&page, ".compared p");
        let calls = said.split_inclusive("a week.").next().unwrap();
        assert!(calls.starts_with("Calls rose"), "{calls}");
        let row = row(&page, "Calls answered");
        // Numbers alone, with their unit in the heading: a spreadsheet takes them as such.
        assert!(row[2].parse::<u32>().is_ok(), "{row:?}");
        assert!(row[3].starts_with('+') && row[3].ends_with('%'), "{row:?}");
        assert!(row[4].starts_with(size), "{row:?}");
        says(&quarter, if address == "&with=year" { size } else { calls });
    }
    let page = manager.get(&format!("{COMPARE}?quarter=2025-Q4")).await;
    // 13 weeks of seven days: the table of counts has what the rates are made of.
    let rows = text(&page, "table.counts");
    assert!(rows.contains("13 of 13"), "{rows}");
    let rate = row(&page, "Answered, of calls offered");
    assert_eq!(rate[1], "not entered");
    assert!(rate[4].ends_with('%') && rate[5].contains("% to "), "{rate:?}");
    assert!(rate[6].contains(" of "), "{rate:?}");
    assert_eq!(rate[8], "nothing to compare with");
    let before = row(&page, "Before an offence, of contacts with a known answer");
    let after = row(&page, "After an offence, of contacts with a known answer");
    assert!(before[6].contains(" of ") && after[6].contains(" of "));
    says(&page, "Weeks 9 to 13");
    says(&page, "Even if nothing had happened, about one in twenty would show a change");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn weeks_stand_against_the_weeks_of_the_same_holidays() {
    let (_server, manager) = two_years().await;
    let page = manager.get(&format!("{COMPARE}?quarter=2026-Q1&with=weeks")).await;
    // Two weeks of April have passed: Good Friday and Easter Monday, 50 weeks apart.
    assert_eq!(
        row(&page, "30 March 2026"),
        ["30 March 2026", "14 April 2025", "50", "Good Friday", "Good Friday"]
    );
    assert_eq!(
        row(&page, "6 April 2026"),
        ["6 April 2026", "21 April 2025", "50", "Easter Monday", "Easter Monday"]
    );
    says(&page, "it is compared with as many weeks of the other side, without a verdict");
    says(&page, "The share before an offence is not shown of fewer than four weeks");
    assert!(!words(&page).contains("20 April 2026"), "no week that has not passed");
    let calls = row(&page, "Calls answered");
    assert!(calls[4].starts_with("so far, no verdict yet"), "{calls:?}");
    // The same page by its links and its form.
    let plain = manager.get(&format!("{COMPARE}?quarter=2026-Q1")).await;
    assert_eq!(
        links(&plain, "Same weeks a year before"),
        [format!("{COMPARE}?quarter=2026-Q1&with=weeks")]
    );
    assert_eq!(
        text(&page, "select[name=with] option[selected]"),
        "same weeks a year before (England and Wales)"
    );
    let scotland = manager.get(&format!("{COMPARE}?quarter=2025-Q4&with=weeks-scotland")).await;
    says(&scotland, "Calls");
    assert!(row(&scotland, "29 December 2025")[3].contains("2nd January"));
    assert_eq!(
        links(&scotland, "One quarter earlier"),
        [format!("{COMPARE}?quarter=2025-Q3&with=weeks-scotland")]
    );
}

/// The address of any weeks: those of one side, then of the other.
fn weeks(ends: [&str; 4]) -> String {
    let [first, last, before, until] = ends;
    format!("{COMPARE}?first={first}&last={last}&with-first={before}&with-last={until}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_weeks_are_compared_by_open_day() {
    let (_server, manager) = two_years().await;
    // The weeks of two quarters say what the quarters say.
    let quarters = manager.get(&format!("{COMPARE}?quarter=2025-Q4")).await;
    let chosen =
        manager.get(&weeks(["2025-12-29", "2026-03-23", "2025-09-29", "2025-12-22"])).await;
    assert_eq!(chosen.status, 200);
    // A gap is told by the name of its side, which differs.
    let plain = |cell: &String| cell.split("; ").next().unwrap_or_default().to_owned();
    let figures = |page: &Reply| {
        let rows = rows(page).into_iter().filter(|row| row.len() > 1);
        rows.map(|row| row.iter().map(plain).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    assert!(figures(&quarters).len() >= 12, "{:?}", figures(&quarters));
    assert_eq!(figures(&quarters), figures(&chosen));
    // Any day of a week asks for that week.
    let days = manager.get(&weeks(["2026-01-01", "2026-03-29", "2025-10-02", "2025-12-24"])).await;
    assert_eq!(figures(&days), figures(&chosen));
    says(&days, "13 weeks from Monday 29 December 2025 to Sunday 29 March 2026");
    says(&days, "Any day stands for its whole week, Monday to Sunday.");
    says(&chosen, "between 29 September to 28 December 2025 and 29 December 2025 to 29 March 2026");
    says(&chosen, "Calls rose 14% on 29 September to 28 December 2025");
    says(&chosen, "Even if nothing had happened, about one in twenty would show a change");
    assert!(!words(&chosen).contains("may differ in length"));
    // Two weeks against a year: a rate on each side, and no share of so few.
    let unequal =
        manager.get(&weeks(["2026-03-16", "2026-03-23", "2025-01-06", "2025-12-29"])).await;
    says(
        &unequal,
        "2 weeks from Monday 16 March 2026 to Sunday 29 March 2026, compared with 52 weeks",
    );
    says(&unequal, "The sides may differ in length");
    assert_eq!(row(&unequal, "Calls answered")[4], "no verdict: too few weeks");
    says(&unequal, "The share before an offence is not shown of fewer than four weeks");
    assert!(!words(&unequal).contains("of contacts with a known answer"));
    // Both sides step by the two weeks of the later one, where there are any.
    assert_eq!(
        links(&unequal, "2 weeks later"),
        [weeks(["2026-03-30", "2026-04-06", "2025-01-20", "2026-01-12"])]
    );
    assert_eq!(links(&unequal, "2 weeks earlier").len(), 1);
    // The service began on 1 January 2024.
    let first = manager.get(&weeks(["2026-03-16", "2026-03-23", "2024-01-08", "2025-12-29"])).await;
    assert!(links(&first, "2 weeks earlier").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn weeks_that_cannot_be_compared_are_asked_again_as_typed() {
    let (_server, manager) = two_years().await;
    let (first, last, before, until) = ("2026-01-05", "2026-03-23", "2025-01-06", "2025-03-24");
    for (ends, field, said) in [
        (["", last, before, until], "first", "Give a day of the first week."),
        ([first, "soon", before, until], "last", "\"soon\" is not a date."),
        ([first, last, "2525-01-07", until], "with-first", "between 1900 and 2199"),
        ([last, first, before, until], "last", "The last week is before the first"),
        (
            [first, last, before, first],
            "with-first",
            "Both sides hold the week of Monday 5 January",
        ),
        ([first, last, "2010-01-04", until], "with-first", "Nothing was counted here before"),
        ([first, "2026-05-04", before, until], "last", "4 May 2026 has not begun"),
    ] {
        let page = manager.get(&weeks(ends)).await;
        assert_eq!(page.status, 422, "{ends:?}");
        says(&page, "There is a problem");
        assert!(text(&page, &format!("#{field}-error")).contains(said), "{ends:?}");
        assert!(page.text.contains("<title>Error: "));
        let html = scraper::Html::parse_document(&page.text);
        for (name, typed) in ["first", "last", "with-first", "with-last"].into_iter().zip(ends) {
            let input = scraper::Selector::parse(&format!("input[name={name}]")).unwrap();
            let value = html.select(&input).next().unwrap().value().attr("value");
            assert_eq!(value, Some(typed), "{ends:?} {name}");
        }
    }
    // Nothing of a bad address is kept in the place of a good one.
    let good = [first, last, before, until];
    assert_eq!(manager.get(&weeks(good)).await.status, 200);
    assert_eq!(manager.get(&weeks([first, last, before, "2025-03-24x"])).await.status, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_that_begins_between_the_sides_is_named() {
    let (server, manager) = two_years().await;
    let path = format!("{COMPARE}?quarter=2025-Q4");
    assert!(!words(&manager.get(&path).await).contains("All contacts"));
    let store = &server.house.store;
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let first = Week::parse("2026-02-02").unwrap();
    let new = NewChannel {
        slug: "chat".to_owned(),
        name: "Chat".to_owned(),
        noun: "Chats".to_owned(),
        kind: Kind::Chat,
        first,
        timetables: vec![Timetable { from: first.monday(), days: Timetable::EVERY_DAY }],
        collected: vec![Collected { field: Field::Answered, from: first, to: None }],
    };
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    store.add_channel(&Actor::Console, north, new, now).await.unwrap();
    let page = manager.get(&path).await;
    let total = row(&page, "All contacts answered");
    let why = "the definition changed from the week of Monday 2 February 2026 (Chat began)";
    assert!(total[4].starts_with(&format!("no verdict: {why}")), "{total:?}");
    // So it is between weeks that were chosen.
    let chosen =
        manager.get(&weeks(["2026-01-05", "2026-03-23", "2025-06-02", "2025-06-23"])).await;
    let chosen = row(&chosen, "All contacts answered");
    assert!(chosen[4].starts_with(&format!("no verdict: {why}")), "{chosen:?}");
    // Weeks in which nobody entered chats are missing in the sum.
    assert!(total[4].contains("; 5 of 13 weeks of January to March 2026 entered"), "{total:?}");
    says(&page, "Weeks that are missing");
    says(&page, "Chat : 2 February to 29 March 2026");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_names_nothing_is_told_so() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    for (query, status) in [
        ("?with=weeks-wales", 422),
        ("?quarter=2025-Q1&with=2025-Q1", 422),
        ("?quarter=2025-Q1&with=2024-Q1", 200),
        // From an older page, which asked for the unit.
        ("?per=day", 200),
    ] {
        assert_eq!(manager.get(&format!("{COMPARE}{query}")).await.status, status, "{query}");
    }
}
