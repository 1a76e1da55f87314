//! Reading the form, merging after a clash, and what is said around it.

use beforehand::entry::OpenChange;
use beforehand::series::{Ledger, State};
use beforehand::service::Field;
use beforehand::week::Week;

use super::*;
use crate::look::fixtures::week;
use crate::look::weeks::{MONDAY, ledger, page};
use crate::ui::Show;

fn monday() -> Week {
    week(MONDAY)
}

fn typed(pairs: &[(&str, &str)]) -> TypedWeek {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    TypedWeek::from_pairs(&pairs.iter().map(own).collect::<Vec<_>>())
}

fn read(ledger: &Ledger, pairs: &[(&str, &str)]) -> Reading {
    typed(pairs).read(&ledger.service, monday())
}

#[test]
fn only_what_differs_from_the_form_is_asked_for() {
    let ledger = ledger();
    let check = |text: &str, was: &str, expected: Option<Option<u32>>| {
        let reading = read(&ledger, &[("calls.missed", text), ("calls.missed.was", was)]);
        assert_eq!(reading.problems, vec![]);
        assert_eq!(reading.change.cells.first().map(|cell| cell.count), expected, "{text} {was}");
    };
    check("", "", None);
    check(" ", "", None);
    check("0", "", Some(Some(0)));
    check("0", "0", None);
    check("", "0", Some(None));
    check("1,234", "1234", None);
    check("52", "50", Some(Some(52)));
    assert!(read(&ledger, &[]).change.is_empty(), "absent boxes stay as they are");
    let wrong = read(&ledger, &[("calls.missed", "x"), ("calls.after", "1.5")]);
    let fields: Vec<_> = wrong.problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["calls.after", "calls.missed"]);
}

#[test]
fn a_reason_becomes_the_note_and_a_tap_takes_the_digit_off() {
    let ledger = ledger();
    let check = |reason: &str, text: &str, count, note: Option<&str>| {
        let pairs = [
            ("website.visits", "254310"),
            ("website.visits.reason", reason),
            ("website.visits.reason.text", text),
        ];
        let cell = read(&ledger, &pairs).change.cells.remove(0);
        assert_eq!((cell.count, cell.note.as_deref()), (Some(count), note), "{reason} {text}");
    };
    check("", "", 254_310, None);
    check("campaign", "", 254_310, Some("Campaign"));
    check("campaign", " radio ", 254_310, Some("Campaign: radio"));
    check("other", "", 254_310, None);
    check("other", "a robot", 254_310, Some("a robot"));
    check("", "a robot", 254_310, Some("a robot"));
    check("=25431", "", 25_431, None);
    check("=x", "", 254_310, None);
}

#[test]
fn a_number_that_stands_in_doubt_is_asked_about_until_it_is_explained() {
    let mut ledger = ledger();
    let key = (4, Field::Visits, monday());
    ledger.set_count(key, 254_310);
    let standing = |ledger: &Ledger| {
        let page = page(ledger, None);
        let mut boxes = page.channels.iter().flat_map(|form| &form.boxes);
        let question = boxes.find_map(|one| one.question.as_ref());
        question.map(|question| (question.open, question.standing))
    };
    assert_eq!(standing(&ledger), Some((false, true)));
    let same = ("website.visits", "254310");
    let was = ("website.visits.was", "254310");
    assert!(read(&ledger, &[same, was]).change.is_empty());
    let why = ("website.visits.reason", "campaign");
    let reading = read(&ledger, &[same, was, why]);
    let cell = reading.change.cells.first();
    let cell = cell.map(|cell| (cell.count, cell.note.as_deref()));
    assert_eq!(cell, Some((Some(254_310), Some("Campaign"))));
    assert!(!reading.change.corrects(&ledger));
    ledger.set_note(key, "Campaign".to_owned());
    assert_eq!(standing(&ledger), Some((false, false)));
}

#[test]
fn closing_and_opening_are_told_apart_by_how_the_form_was_made() {
    let ledger = ledger();
    let check = |was: &str, ticked: bool, expected: Option<OpenChange>| {
        let mut pairs = vec![("calls.closed.was", was), ("calls.closed.reason", " Fire ")];
        pairs.extend(ticked.then_some(("calls.closed", "1")));
        let open = read(&ledger, &pairs).change.open;
        assert_eq!(open.into_iter().next().map(|(_, open)| open), expected, "{was} {ticked}");
    };
    check("no", false, None);
    check("no", true, Some(OpenChange::Closed("Fire".into())));
    check("week", true, None);
    check("week", false, Some(OpenChange::AsUsual));
    check("calendar", true, None);
    check("calendar", false, Some(OpenChange::Days(7)));
    check("nonsense", true, None);
}

#[test]
fn a_field_stops_and_starts_being_collected() {
    let ledger = ledger();
    let check = |word: &str, expected: Option<bool>| {
        let change = read(&ledger, &[("calls.missed.turn", word)]).change;
        assert_eq!(change.collect.first().map(|one| one.collected), expected, "{word}");
    };
    check("stop", Some(false));
    check("start", Some(true));
    check("", None);
    check("later", None);
}

#[test]
fn after_a_clash_each_box_holds_its_latest_typed_or_saved_number() {
    let mut ledger = ledger();
    let form = typed(&[
        ("calls.answered", "128"),
        ("calls.missed", ""),
        ("live-chats.answered", "17"),
        ("secure-messages.closed.was", "no"),
    ]);
    ledger.set_count((1, Field::Answered, monday()), 131);
    ledger.set_count((1, Field::Missed, monday()), 40);
    ledger.set_open_days(3, monday(), 0);
    let at = "2019-04-01T09:42:00".parse().unwrap();
    let changed = |channel, what: &str, by: &str| Changed {
        channel,
        what: what.into(),
        before: None,
        after: None,
        by: by.into(),
        at,
    };
    let changes = [changed(1, "answered", "Ana"), changed(3, "closed", "Ben")];
    let page = page(&ledger, Some(&form)).clashed(&ledger, 4, "Jo".into(), at, &changes);
    assert_eq!(page.version, 4);
    assert!(page.failed());
    let text = |channel: usize, field| page.channels[channel].of(field).unwrap().text.clone();
    assert_eq!(text(0, Field::Answered), "128");
    assert_eq!(text(0, Field::Missed), "40");
    assert_eq!(text(1, Field::Answered), "17");
    assert!(page.channels[2].closed, "theirs, for nothing was changed there");
    let rows: Vec<_> = page.clash.iter().flat_map(|clash| &clash.rows).collect();
    let said: Vec<_> = rows
        .iter()
        .map(|row| (row.label.as_str(), row.yours.as_deref(), row.theirs.as_str(), row.by.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("Calls answered", Some("128"), "131", "Ana"),
            ("Calls missed", None, "40", "Jo"),
            ("Secure messages", None, "closed all week", "Ben"),
        ]
    );
}

#[test]
fn not_recorded_is_what_remains() {
    let ledger = ledger();
    let check = |numbers: [&str; 4], expected| {
        let names = ["answered", "before", "after", "does_not_apply"];
        let pairs: Vec<_> = names
            .iter()
            .zip(numbers)
            .map(|(name, value)| (format!("calls.{name}"), value.to_owned()))
            .collect();
        let page = page(&ledger, Some(&TypedWeek::from_pairs(&pairs)));
        assert_eq!(page.channels[0].not_recorded(), expected, "{numbers:?}");
    };
    check(["128", "44", "61", "11"], Some(12));
    check(["128", "44", "61", ""], None);
    check(["100", "44", "61", "11"], Some(-16));
    check(["x", "44", "61", "11"], None);
}

#[test]
fn how_last_week_was_sent_is_said() {
    let ledger = ledger();
    let check = |by: Option<(&str, &str)>, imported, expected: &str| {
        let mut page = page(&ledger, None);
        let by = by.map(|(name, day)| (name.to_owned(), day.parse().unwrap()));
        page.before = page.before.map(|sent| Sent { by, imported, ..sent });
        assert_eq!(view::lead(&page), expected);
    };
    check(Some(("Jo", "2019-03-25")), false, " Last week's form was sent on time by Jo.");
    check(Some(("Jo", "2019-03-31")), false, " Last week's form was sent on time by Jo.");
    check(Some(("Jo", "2019-04-01")), false, " Last week's form was sent 1 day late by Jo.");
    check(Some(("console", "2019-03-26")), true, " Last week's form was filled from a file.");
    check(None, false, "");
}

#[test]
fn how_many_boxes_are_filled_is_said() {
    let check = |filled, boxes, expected: &str| {
        assert_eq!(grid::filled_words(filled, boxes), expected, "{filled} of {boxes}");
    };
    check(0, 0, "There is nothing to fill in.");
    check(0, 15, "None of 15 boxes filled yet.");
    check(1, 15, "1 of 15 boxes filled.");
    check(15, 15, "All 15 boxes filled.");
}

#[test]
fn the_nearest_owed_week_is_next() {
    let mut ledger = ledger();
    let today = "2019-04-02".parse().unwrap();
    let who = || ("Jo".to_owned(), "2019-04-01T09:42:00".parse().unwrap());
    let next = |ledger: &Ledger, at: &str| {
        confirm(ledger, week(at), today, who(), &[]).next.map(|w| w.to_string())
    };
    assert_eq!(next(&ledger, "2018-06-04").as_deref(), Some(MONDAY));
    assert_eq!(next(&ledger, MONDAY).as_deref(), Some("2017-12-25"));
    for channel in &mut ledger.service.channels {
        channel.first = week("2018-01-01");
    }
    assert_eq!(next(&ledger, MONDAY), None);
    assert_eq!(
        ledger.state(&ledger.service.channels[0], Field::Answered, monday()),
        State::NotEntered
    );
}
