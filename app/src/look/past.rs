//! The history of a figure, the weeks behind a quarter's figures, and closed days.

use beforehand::history::{Change, Deed};
use beforehand::invalid::Invalid;
use beforehand::service::Closure;
use chrono::NaiveDate;

use super::fixtures::{link, quarter, week};
use super::weeks::{MONDAY, ledger};
use crate::closures::{self, Confirmation, FIRST, TypedClosures};
use crate::history;
use crate::{Page, figures};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn deed(at: &str, by: &str, action: &str, changes: Vec<Change>) -> Deed {
    let at = at.parse().unwrap_or_default();
    Deed { seq: 0, at, by: by.into(), action: action.into(), reason: None, file: None, changes }
}

fn value(what: &str, before: Option<&str>, after: Option<&str>) -> Change {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Change::Value { channel: 1, what: what.into(), before: owned(before), after: owned(after) }
}

fn closure(channel: Option<i32>, from: &str, to: &str, reason: &str) -> Closure {
    Closure { channel, from: day(from), to: day(to), reason: reason.into() }
}

fn history(figure: Option<&str>) -> Page {
    let ledger = ledger();
    let moved = closure(None, "2019-03-29", "2019-03-29", "Moving house");
    let deeds = vec![
        deed(
            "2019-03-01T10:00:00",
            "Sam",
            "closure.save",
            vec![Change::Closure { before: None, after: Some(moved) }],
        ),
        deed(
            "2019-04-01T09:42:00",
            "Jo",
            "week.save",
            vec![value("answered", None, Some("128")), value("missed", None, Some("52"))],
        ),
        deed(
            "2019-04-08T16:05:00",
            "Sam",
            "week.save",
            vec![
                value("answered", Some("128"), Some("1182")),
                value("note.answered", None, Some("Campaign: radio spots in the north west")),
            ],
        ),
    ];
    let figure = figure.and_then(|name| ledger.service.figure_named(name));
    let week = week(MONDAY);
    Page::History(history::compose(history::Sources { ledger: &ledger, week, figure, deeds }))
}

fn weeks(names: &[&str]) -> Page {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let page = figures::compose(&ledger(), link(quarter("2018-Q4")), &names, day("2019-04-02"));
    Page::Figures(page.unwrap_or_else(|| panic!("no {names:?}")))
}

fn closed(pairs: &[(&str, &str)]) -> closures::ClosuresPage {
    let mut ledger = ledger();
    ledger.service.closures = vec![
        closure(Some(1), "2019-04-19", "2019-04-19", "Good Friday"),
        closure(Some(1), "2019-04-22", "2019-04-22", "Easter Monday"),
        closure(None, "2019-03-29", "2019-03-29", "Moving house"),
        closure(Some(2), "2018-12-24", "2019-01-01", "Christmas"),
    ];
    let pairs: Vec<_> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let today = day("2019-04-02");
    let key = "4f2a9c".to_owned();
    let from = closures::Sources { service: &ledger.service, region: FIRST, today, key };
    let mut page = closures::compose(from, TypedClosures::from_pairs(&pairs));
    if let Err(problems) = page.typed.read(&ledger.service, FIRST)
        && !pairs.is_empty()
    {
        page.problems = problems;
        let said = "Calls has numbers in the week of Monday 18 March 2019, so it cannot be closed all that week. Empty them first, or set its open days.";
        page.problems.push(Invalid::new("from", said));
    }
    page
}

/// Name and page.
pub fn pages() -> Vec<(&'static str, Page)> {
    let typed = [("do", "close"), ("channel", "*"), ("from", "2019-03-18"), ("to", "next week")];
    let mut saved = closed(&[]);
    let ledger = ledger();
    let changes = [(None, Some(closure(None, "2019-04-19", "2019-04-22", "Easter")))];
    let by = ("Sam".to_owned(), "2019-04-02T09:42:00".parse().unwrap_or_default());
    saved.saved = Some(Confirmation::of(&ledger, Some(by), &changes));
    vec![
        ("history", history(Some("calls.answered"))),
        ("history-week", history(None)),
        ("history-none", history(Some("website.visits"))),
        ("figures", weeks(&["calls.answered"])),
        ("figures-share", weeks(&["share"])),
        ("closures", Page::Closures(Box::new(closed(&[])))),
        ("closures-refused", Page::Closures(Box::new(closed(&typed)))),
        ("closures-saved", Page::Closures(Box::new(saved))),
    ]
}
