//! The grid without a browser. Each rule was seen to fail once with its line taken out.

use beforehand::paste::Blank;
use beforehand::service::Field;
use beforehand::week::Week;

use super::*;
use crate::entry::WeekPage;
use crate::look::fixtures::week;
use crate::look::weeks::{MONDAY, ledger, page};

pub(super) fn one_week() -> Sheet {
    Sheet::new(Setup::of_week(&page(&ledger(), None)))
}

/// Three weeks, the last of them empty.
pub(super) fn three_weeks() -> Sheet {
    let ledger = ledger();
    let weeks = ["2019-03-11", "2019-03-18", MONDAY];
    let pages: Vec<WeekPage> =
        weeks.iter().map(|monday| crate::look::weeks::page_of(&ledger, week(monday))).collect();
    Sheet::new(Setup::of_weeks(&pages))
}

#[track_caller]
pub(super) fn cell(sheet: &Sheet, name: &str) -> usize {
    let cells = 0..sheet.setup.cells.len();
    let found = cells.into_iter().find(|n| sheet.setup.name(*n) == name);
    found.unwrap_or_else(|| panic!("no box {name}"))
}

pub(super) fn enter(sheet: &mut Sheet, name: &str, text: &str) {
    let step = vec![sheet.typing(cell(sheet, name), text)];
    sheet.apply(step);
}

#[test]
fn the_page_tells_its_island_everything() {
    let ledger = ledger();
    let mut one = Setup::of_week(&page(&ledger, None));
    one.kept = Some("14:32".to_owned());
    one.closed = vec!["website.closed".to_owned()];
    one.cells[0].text = "1,234 or so".to_owned();
    one.cells[1].usual = Some(beforehand::check::Usual {
        median: Some(96.5),
        range: Some((80.0 / 3.0, -0.1)),
        set: false,
        last_year: Some(104),
    });
    let usual =
        |median, range, set| beforehand::check::Usual { median, range, set, last_year: None };
    one.cells[2].usual = Some(usual(Some(3.0), None, false));
    one.cells[3].usual = Some(usual(None, Some((80.0, 130.0)), true));
    one.ticked.push("calls.closed".to_owned());
    for setup in [one, three_weeks().setup] {
        assert_eq!(Setup::read(&setup.write()), setup);
    }
    let mut odd = Setup { service: "a\tb\nc".to_owned(), ..Setup::default() };
    odd = Setup::read(&odd.write());
    assert_eq!(odd.service, "a b c");
    assert_eq!(Setup::read("w\tx\n\nc\t1"), Setup::default());
}

#[test]
fn keys_lead_to_the_cells_around() {
    let sheet = one_week();
    let check = |from: &str, way, to: Option<&str>| {
        let found = sheet.go(cell(&sheet, from), way).map(|to| sheet.setup.name(to));
        assert_eq!(found.as_deref(), to, "{from} {way:?}");
    };
    check("calls.answered", Way::Right, Some("calls.before"));
    check("calls.answered", Way::Down, Some("live-chats.answered"));
    check("calls.answered", Way::Up, None);
    check("calls.before", Way::Left, Some("calls.answered"));
    check("calls.does_not_apply", Way::Right, Some("calls.missed"));
    check("live-chats.does_not_apply", Way::Right, None);
    check("secure-messages.answered", Way::Down, Some("website.visits"));
    check("calls.before", Way::Home, Some("calls.answered"));
    check("calls.before", Way::End, Some("calls.missed"));
    check("calls.before", Way::Last, Some("website.visitors"));
    check("website.visits", Way::First, Some("calls.answered"));
}

#[test]
fn enter_goes_down_and_then_to_the_next_column() {
    let sheet = three_weeks();
    let check = |from: &str, to: Option<&str>| {
        let found = sheet.enter(cell(&sheet, from)).map(|to| sheet.setup.name(to));
        assert_eq!(found.as_deref(), to, "{from}");
    };
    check("2019-03-11.calls.answered", Some("2019-03-11.calls.before"));
    check("2019-03-11.website.visitors", Some("2019-03-18.calls.answered"));
    check("2019-03-25.website.visitors", None);
}

#[test]
fn where_one_channel_is_seen_enter_finishes_it_first() {
    let sheet = one_week();
    let check = |from: &str, to: Option<&str>| {
        let found = sheet.enter_one_by_one(cell(&sheet, from)).map(|to| sheet.setup.name(to));
        assert_eq!(found.as_deref(), to, "{from}");
    };
    check("calls.answered", Some("calls.before"));
    check("calls.missed", Some("live-chats.answered"));
    check("website.visitors", None);
}

#[test]
fn where_one_channel_is_seen_tab_leads_out_of_it_both_ways() {
    let check = |sheet: &Sheet, from: &str, back, to: Option<&str>| {
        let found = sheet.tab_one_by_one(cell(sheet, from), back);
        let found = found.map(|to| sheet.setup.name(to));
        assert_eq!(found.as_deref(), to, "{from} {back}");
    };
    let sheet = one_week();
    check(&sheet, "calls.answered", false, None);
    check(&sheet, "calls.missed", false, Some("live-chats.answered"));
    check(&sheet, "live-chats.answered", true, Some("calls.missed"));
    check(&sheet, "live-chats.before", true, None);
    check(&sheet, "calls.answered", true, None);
    check(&sheet, "website.visitors", false, None);
    let sheet = three_weeks();
    check(&sheet, "2019-03-11.calls.missed", false, None);
    check(&sheet, "2019-03-25.calls.answered", false, None);
    check(&sheet, "2019-03-25.calls.missed", false, Some("2019-03-11.live-chats.answered"));
    check(&sheet, "2019-03-11.live-chats.answered", true, Some("2019-03-25.calls.missed"));
}

#[test]
fn boxes_are_counted_as_they_are_filled() {
    let mut sheet = one_week();
    let counted = |sheet: &Sheet| {
        let boxes = (0..sheet.setup.cells.len()).filter_map(|cell| sheet.filled(cell));
        let all: Vec<_> = boxes.collect();
        (all.iter().filter(|full| **full).count(), all.len())
    };
    assert_eq!(counted(&sheet), page(&ledger(), None).filled());
    enter(&mut sheet, "calls.answered", "x");
    enter(&mut sheet, "calls.before", " ");
    assert_eq!(counted(&sheet), (1, 15));
    let closing = sheet.turn_closed(cell(&sheet, "calls.answered"));
    sheet.apply(closing);
    assert_eq!(counted(&sheet), (0, 10));
    let stopping = sheet.turn_collected(cell(&sheet, "website.visitors"));
    sheet.apply(stopping);
    assert_eq!(counted(&sheet), (0, 9));
}

#[test]
fn what_was_done_is_undone_and_done_again() {
    let mut sheet = one_week();
    enter(&mut sheet, "calls.answered", "128");
    enter(&mut sheet, "calls.answered", "129");
    let calls = cell(&sheet, "calls.answered");
    let closing = sheet.turn_closed(calls);
    sheet.apply(closing);
    assert_eq!((sheet.text(calls), sheet.shown(calls)), ("", Shown::Closed));
    let opening = sheet.turn_closed(calls);
    sheet.apply(opening);
    assert_eq!((sheet.text(calls), sheet.shown(calls)), ("129", Shown::Open));
    sheet.undo();
    sheet.undo();
    assert_eq!((sheet.text(calls), sheet.shown(calls)), ("129", Shown::Open));
    sheet.undo();
    assert_eq!(sheet.text(calls), "128");
    sheet.redo();
    assert_eq!(sheet.text(calls), "129");
    sheet.undo();
    enter(&mut sheet, "calls.missed", "5");
    assert!(sheet.redo().is_none(), "a new step ends what could be done again");
    sheet.undo();
    sheet.undo();
    assert!(sheet.undo().is_none());
    assert_eq!(sheet.text(calls), "");
    sheet.remember(vec![sheet.typing(calls, "")]);
    assert!(sheet.undo().is_none(), "what stays as it was is no step");
    sheet.write(calls, "5");
    assert_eq!(sheet.count(calls), Some(5));
    assert!(sheet.undo().is_none(), "typing is a step once the box is left");
}

#[test]
fn a_field_that_is_not_collected_is_emptied() {
    let mut sheet = one_week();
    enter(&mut sheet, "calls.missed", "5");
    let missed = cell(&sheet, "calls.missed");
    let step = sheet.turn_collected(missed);
    sheet.apply(step);
    assert_eq!((sheet.text(missed), sheet.shown(missed)), ("", Shown::NotCollected));
    let said: Vec<_> = sheet.changes().into_iter().map(|c| (c.label, c.after)).collect();
    let expected = ("Calls missed".to_owned(), "not collected from this week on".to_owned());
    assert_eq!(said, [expected]);
}

#[test]
fn the_week_before_is_what_is_typed_or_saved_there() {
    let mut sheet = three_weeks();
    let last = cell(&sheet, "2019-03-25.calls.answered");
    let before = sheet.count(cell(&sheet, "2019-03-18.calls.answered"));
    assert!(before.is_some());
    assert_eq!(sheet.week_before(last), before);
    enter(&mut sheet, "2019-03-18.calls.answered", "77");
    assert_eq!(sheet.week_before(last), Some(77));
    let single = one_week();
    assert_eq!(single.week_before(cell(&single, "calls.answered")), before);
}

#[test]
fn derived_figures_follow() {
    let mut sheet = one_week();
    assert_eq!(sheet.not_recorded("calls", 0), None);
    let parts = [("answered", "128"), ("before", "44"), ("after", "61"), ("does_not_apply", "11")];
    for (field, text) in parts {
        enter(&mut sheet, &format!("calls.{field}"), text);
    }
    assert_eq!(sheet.not_recorded("calls", 0), Some(12));
    assert!(!sheet.is_wrong());
    enter(&mut sheet, "calls.after", "100");
    assert_eq!(sheet.not_recorded("calls", 0), Some(-27));
    assert!(sheet.is_wrong());
    // Whatever is still to come.
    enter(&mut sheet, "calls.before", "");
    assert!(!sheet.is_wrong());
    enter(&mut sheet, "calls.after", "129");
    assert!(sheet.is_wrong());
    enter(&mut sheet, "calls.after", "100");
    let answered = Field::Answered;
    assert_eq!(sheet.total(answered, 0), None, "a missing part is not a zero");
    enter(&mut sheet, "live-chats.answered", "17");
    let messages = cell(&sheet, "secure-messages.answered");
    let closing = sheet.turn_closed(messages);
    sheet.apply(closing);
    assert_eq!(sheet.total(answered, 0), Some(145));
}

#[test]
fn odd_numbers_are_doubted_and_wrong_ones_refused() {
    let mut sheet = one_week();
    let check = |sheet: &mut Sheet, text: &str, wrong: Option<bool>, instead| {
        enter(sheet, "calls.answered", text);
        let doubt = sheet.judge(cell(sheet, "calls.answered"));
        assert_eq!(doubt.as_ref().map(|doubt| doubt.wrong), wrong, "{text}");
        assert_eq!(doubt.and_then(|doubt| doubt.instead), instead, "{text}");
    };
    check(&mut sheet, "", None, None);
    check(&mut sheet, "124", None, None);
    check(&mut sheet, "1,290", Some(false), Some(129));
    check(&mut sheet, "12.5", Some(true), None);
    check(&mut sheet, "many", Some(true), None);
}

#[test]
fn a_number_that_stands_is_doubted_on_its_own_page_and_drafted_with_its_reason() {
    let mut ledger = ledger();
    ledger.set_count((1, Field::Answered, week(MONDAY)), 1290);
    let sheet = Sheet::new(Setup::of_week(&page(&ledger, None)));
    assert!(sheet.judge(cell(&sheet, "calls.answered")).is_some());
    let drafted = |why: &str| {
        let also = |name: &str| vec![(format!("{name}.reason.text"), why.to_owned())];
        let pairs = sheet.draft(0, also);
        pairs.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert!(drafted("").is_empty());
    assert_eq!(
        drafted("Radio").iter().filter(|name| name.starts_with("calls.answered")).count(),
        3
    );
    let block = Sheet::new(Setup::of_weeks(&[page(&ledger, None)]));
    assert!(block.judge(0).is_none(), "among several weeks only what is typed is doubted");
}

#[test]
fn exchanged_numbers_are_noticed() {
    let mut sheet = one_week();
    enter(&mut sheet, "calls.answered", "18");
    enter(&mut sheet, "live-chats.answered", "124");
    let swaps = sheet.swapped(0);
    assert_eq!(swaps.len(), 1);
    assert!(swaps[0].2.contains("look swapped"), "{}", swaps[0].2);
}

#[test]
fn a_block_is_one_step() {
    let mut sheet = three_weeks();
    let at = cell(&sheet, "2019-03-25.calls.answered");
    let pasted = sheet.paste("128\n44\n61\nx\n", at, Blank::LeaveAlone);
    assert_eq!(pasted.refused.len(), 1);
    let step = sheet.take(&pasted);
    assert_eq!(step.len(), 3);
    sheet.apply(step);
    assert_eq!(sheet.count(cell(&sheet, "2019-03-25.calls.after")), Some(61));
    sheet.undo();
    assert_eq!(sheet.count(at), None);
}

#[test]
fn a_long_list_is_told_by_figure() {
    use super::told::{FEW, Row, by_figure};
    let row = |figure: &str, before: &str, after: &str| {
        let own = str::to_owned;
        Row { figure: own(figure), what: own(figure), before: own(before), after: own(after) }
    };
    let mut rows = vec![row("Calls missed", "7", "9"); FEW];
    assert_eq!(by_figure(&rows), []);
    rows.push(row("Calls missed", "not entered", "1,234"));
    rows.push(row("Visits", "not entered", "12"));
    let told: Vec<_> = by_figure(&rows).into_iter().map(|r| (r.what, r.before, r.after)).collect();
    let own = |(what, before, after): (&str, &str, &str)| {
        (what.to_owned(), before.to_owned(), after.to_owned())
    };
    let expected = [
        ("Calls missed × 21", "7, 1 × not entered", "9 to 1,234"),
        ("Visits × 1", "not entered", "12"),
    ];
    assert_eq!(told, expected.map(own));
}

#[test]
fn ten_thousand_cells_are_read() {
    let sheet = three_weeks();
    let row = vec!["12"; 100].join("\t");
    let text = vec![row; 100].join("\n");
    let pasted = sheet.paste(&text, 0, Blank::LeaveAlone);
    assert!(pasted.changes.len() + pasted.refused.len() > 0);
}

#[test]
fn what_is_still_empty_is_owed() {
    let mut sheet = one_week();
    let all = sheet.still_empty().len();
    enter(&mut sheet, "calls.answered", "128");
    let chat = cell(&sheet, "live-chats.answered");
    let closing = sheet.turn_closed(chat);
    sheet.apply(closing);
    assert_eq!(sheet.still_empty().len(), all - 5);
}

#[test]
fn the_places_of_a_block_have_room_for_what_is_derived() {
    let sheet = three_weeks();
    let rows: Vec<usize> =
        ["calls.answered", "calls.does_not_apply", "calls.missed", "live-chats.answered"]
            .iter()
            .map(|name| sheet.setup.cells[cell(&sheet, &format!("2019-03-11.{name}"))].row)
            .collect();
    assert_eq!(rows, [1, 4, 6, 8]);
    let week: Week = sheet.week(cell(&sheet, "2019-03-18.calls.answered"));
    assert_eq!(week.to_string(), "2019-03-18");
}
