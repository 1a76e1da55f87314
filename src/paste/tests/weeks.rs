//! Weeks down, weeks across, and what decides which week a date means.

use super::*;

const EXPECTED: [&str; 4] = [
    "calls.answered 11-16=120",
    "chats.answered 11-16=18",
    "calls.answered 11-23=125",
    "chats.answered 11-23=20",
];

#[test]
fn weeks_down() {
    let check = |heading: &str, first: &str, second: &str, said: &str| {
        let text = format!("{heading}\tCalls\tChats\n{first}\t120\t18\n{second}\t125\t20\n");
        let pasted = into_weeks(&text);
        takes(&pasted, &EXPECTED);
        assert_eq!(
            pasted.said,
            ["The first row was read as headings.".to_owned(), said.to_owned()]
        );
    };
    let monday = "The first column was read as weeks, named by their Monday.";
    check("Week", "16/11/2026", "23/11/2026", monday);
    check("", "16/11/2026", "23/11/2026", monday);
    check("Week commencing", "16 Nov", "23 Nov", monday);
    check("", "Mon 16 Nov 2026", "Mon 23 Nov 2026", monday);
    check("", "w/c 16/11/26", "w/c 23/11/26", monday);
    check("Whatever", "2026-11-16", "2026-11-23", monday);
    let sunday = "The first column was read as weeks, named by their Sunday.";
    check("Week ending", "22/11/2026", "29/11/2026", sunday);
    check("", "w/e 22 November 2026", "w/e 29 November 2026", sunday);
    check("Date", "22.11.26", "29.11.26", sunday);
    let friday = "The first column was read as weeks, those that hold these Fridays.";
    check("W/E", "20/11/2026", "27/11/2026", friday);
    check("", "20-Nov-26", "27-Nov-26", friday);
    let excel = "The first column was read as weeks, from Excel's numbers for dates, named by their Monday.";
    check("Week", "46342", "46349", excel);
    check("", "46342", "46349", excel);
}

#[test]
fn weeks_across() {
    let expected = [
        "calls.answered 11-16=120",
        "calls.answered 11-23=125",
        "chats.answered 11-16=18",
        "chats.answered 11-23=20",
    ];
    let check = |first: &str, second: &str| {
        let text = format!("Week\t{first}\t{second}\nCalls\t120\t125\nChats\t18\t20\n");
        takes(&into_weeks(&text), &expected);
    };
    check("16/11/2026", "23/11/2026");
    check("w/e 22 Nov", "w/e 29 Nov");
    check("46342", "46349");
    // Two rows: merged weeks above channels.
    takes(
        &into_weeks("16/11/2026\t\t23/11/2026\t\nCalls\tChats\tCalls\tChats\n120\t18\t125\t20"),
        &EXPECTED,
    );
    // A week column and a channel column.
    takes(
        &into_weeks(
            "Week\tChannel\tAnswered\tMissed\n16/11/2026\tCalls\t120\t4\n16/11/2026\tChats\t18\t\n",
        ),
        &["calls.answered 11-16=120", "calls.missed 11-16=4", "chats.answered 11-16=18"],
    );
}

#[test]
fn mixed_weekdays_are_refused() {
    refuses(
        &into_weeks("Week\tCalls\n16/11/2026\t120\n29/11/2026\t125"),
        "3:1 The weeks in column 1: 16 November 2026 is a Monday, but 29 November 2026 is a Sunday. Name every week by the same day, its Monday or its Sunday, and paste again.",
    );
    refuses(
        &into_weeks("Week\t20/11/2026\t26/11/2026\nCalls\t1\t2"),
        "1:3 The weeks in row 1: 20 November 2026 is a Friday, but 26 November 2026 is a Thursday. Name every week by the same day, its Monday or its Sunday, and paste again.",
    );
    // The day contradicts the words.
    refuses(
        &into_weeks("Week commencing\tCalls\n15/11/2026\t120\n22/11/2026\t125"),
        "2:1 The weeks in column 1: These weeks begin on a Sunday, but here a week is Monday to Sunday, so their figures would stand in the wrong week. Count by weeks from Monday, or correct the dates.",
    );
    let pasted = into_weeks("\tCalls\nw/e 16/11/2026\t120");
    assert!(pasted.refused[0].reason.starts_with("These weeks end on a Monday"));
}

#[test]
fn weeks_that_are_not_here() {
    let pasted = into_weeks("Week\tCalls\n7 Dec\t1\n16 Nov\t120\n31 Aug\t2\n14 Dec\t");
    assert_eq!(changes(&pasted), ["calls.answered 11-16=120"]);
    assert_eq!(
        refusals(&pasted),
        [
            "2:1 Week of Monday 7 December 2026: This week is not on this page.",
            "4:1 Week of Monday 31 August 2026: This week is not on this page.",
        ]
    );
    let pasted = into_weeks("\t16/11/2025\t23/11/2025\nCalls\t1\t2");
    assert_eq!(
        refusals(&pasted),
        [
            "1:2 Week of Monday 10 November 2025: This week is not on this page.",
            "1:3 Week of Monday 17 November 2025: This week is not on this page.",
        ]
    );
    // What looks like a date and is none; a total below.
    let pasted = into_weeks("Week\tCalls\n16/11/2026\t120\n11/23/2026\t5\nTotal\t125");
    assert_eq!(changes(&pasted), ["calls.answered 11-16=120"]);
    assert_eq!(
        refusals(&pasted),
        ["3:1 row 3: This is not a day of the calendar. Dates are read day first, as 16/11/2026."]
    );
    assert_eq!(pasted.unused, ["Total (row 4)"]);
    // A column that says it is weeks, but holds other words.
    for text in ["Week\tCalls\nautumn\t120", "Week\tCalls\nautumn\t120\nwinter\t125"] {
        let pasted = into_weeks(text);
        assert!(pasted.changes.is_empty() && pasted.refused.is_empty());
        assert_eq!(pasted.unused[0], "autumn (row 2)");
    }
}

#[test]
fn weeks_beside_or_behind_the_figures() {
    takes(&into_weeks("Calls\tChats\tWeek\n120\t18\t16/11/2026\n125\t20\t23/11/2026"), &EXPECTED);
    takes(&into_weeks("Calls\tChats\tWeek\n120\t18\t46342\n125\t20\t46349"), &EXPECTED);
    // Of two columns of dates the first is taken, and the other named.
    let pasted = into_weeks("W/C\tW/E\tCalls\n16/11/2026\t22/11/2026\t120");
    assert_eq!(changes(&pasted), ["calls.answered 11-16=120"]);
    assert_eq!(pasted.unused, ["W/E (column 2)"]);
}

#[test]
fn weeks_by_number_are_refused() {
    let reason = "1:1 The block: It has a heading \"Week\", but what belongs to it cannot be read as dates. Write them as 16/11/2026, or leave them out, and paste again.";
    refuses(&into_weeks("Week\tCalls\n47\t120\n48\t125"), reason);
    refuses(&into_week("Week\tCalls\n47\t120"), reason);
    refuses(&into_weeks("Week\t47\t48\nCalls\t120\t125"), reason);
    refuses(&into_weeks("Calls\t120\t125\nWeek\t16/11/2026\t23/11/2026"), reason);
    let pasted = into_weeks("\tCalls\nwk 47\t120\nwk 48\t125");
    assert_eq!(refusals(&pasted), [reason.replace("\"Week\"", "\"wk 47\"")]);
    // Excel's numbers of another decade.
    refuses(&into_weeks("Week\tCalls\n36342\t120\n36349\t125"), reason);
}

#[test]
fn a_blank_column_is_no_week_to_be_emptied() {
    let block = read_block("Calls\t120\t\nChats\t\t");
    let pasted = paste(&block, &many_weeks(), &lines(), (0, 10), Blank::NotEntered);
    takes(&pasted, &["calls.answered 11-16=120", "chats.answered 11-16=none"]);
}

#[test]
fn a_week_once_a_row() {
    let pasted = into_weeks("Week\tCalls\n16/11/2026\t120\n23/11/2026\t4\n16/11/2026\t121");
    assert_eq!(changes(&pasted), ["calls.answered 11-23=4"]);
    assert_eq!(pasted.refused.len(), 2);
}

#[test]
fn a_year_is_found_only_where_one_fits() {
    let layout: Vec<Vec<Cell>> = vec![
        Week::parse("2025-11-17")
            .unwrap()
            .through(monday().plus(60))
            .map(|week| Cell::Open(Place { line: 0, week }))
            .collect(),
    ];
    let into = |text: &str| paste(&read_block(text), &layout, &lines(), (0, 0), Blank::LeaveAlone);
    let pasted = into("Week\tCalls\n16 Nov\t120\n18 Nov\t5");
    assert!(pasted.changes.is_empty());
    assert!(pasted.refused.iter().all(|r| r.reason.ends_with("Add the year to this date.")));
    // 31 December over the turn of a year.
    let turn: Vec<Vec<Cell>> = vec![
        Week::parse("2026-12-07")
            .unwrap()
            .through(Week::parse("2027-01-25").unwrap())
            .map(|week| Cell::Open(Place { line: 0, week }))
            .collect(),
    ];
    let text = "Week\tCalls\n28 Dec\t1\n4 Jan\t2\n11 Jan\t3";
    takes(
        &paste(&read_block(text), &turn, &lines(), (0, 0), Blank::LeaveAlone),
        &["calls.answered 12-28=1", "calls.answered 01-04=2", "calls.answered 01-11=3"],
    );
}

#[test]
fn excel_numbers_only_where_nothing_else_fits() {
    // Alone they are counts, and so they are where they are not near, not alike, or named.
    takes(&into_weeks("46342"), &["calls.answered 11-16=46342"]);
    takes(
        &into_weeks("46342\t46349"),
        &["calls.answered 11-16=46342", "calls.answered 11-23=46349"],
    );
    takes(
        &into_week("Visits\tCalls\n46342\t120"),
        &["website.visits 11-16=46342", "calls.answered 11-16=120"],
    );
    let pasted = into_weeks("\tCalls\n46342\t120\n46350\t125");
    assert!(pasted.unused.contains(&"column 1, which has no heading".to_owned()), "{pasted:#?}");
    let pasted = into_weeks("Ref\tCalls\n46342\t120");
    assert_eq!(changes(&pasted), ["calls.answered 11-16=120"]);
    assert_eq!(pasted.unused, ["Ref (column 1)"]);
    // Without headings, three rows or more.
    takes(
        &into_weeks("46335\t1\n46342\t2\n46349\t3"),
        &["calls.answered 11-09=1", "calls.answered 11-16=2", "calls.answered 11-23=3"],
    );
}

#[test]
fn weeks_without_headings() {
    // One column: the focused figure.
    let pasted = into_weeks("16/11/2026\t120\n23/11/2026\t125");
    takes(&pasted, &["calls.answered 11-16=120", "calls.answered 11-23=125"]);
    assert_eq!(
        pasted.said,
        [
            "The first column was read as weeks, named by their Monday.",
            "There are no headings: this is taken as Calls answered.",
        ]
    );
    // Weeks across, as the grid has them: its own order.
    takes(
        &into_weeks("16/11/2026\t23/11/2026\n120\t125\n40\t41"),
        &[
            "calls.answered 11-16=120",
            "calls.answered 11-23=125",
            "calls.before 11-16=40",
            "calls.before 11-23=41",
        ],
    );
    // Turned round, nothing says which column is which.
    refuses(
        &into_weeks("16/11/2026\t120\t40\n23/11/2026\t125\t41"),
        "1:1 The block: The weeks can be read, but nothing says which figure each column holds. Copy the headings too, and paste again.",
    );
    // In one week its own row is filled.
    takes(
        &into_week("16/11/2026\t120\t40"),
        &["calls.answered 11-16=120", "calls.before 11-16=40"],
    );
    let pasted = into_week("9/11/2026\t110\t39\n16/11/2026\t120\t40");
    assert_eq!(changes(&pasted), ["calls.answered 11-16=120", "calls.before 11-16=40"]);
    assert_eq!(pasted.refused[0].what, "Week of Monday 9 November 2026");
}

#[test]
fn headings_without_weeks() {
    let pasted = into_weeks("Chats\t18\t20\t\t21\nCalls\t120\t125\n");
    assert_eq!(
        changes(&pasted),
        [
            "chats.answered 11-16=18",
            "chats.answered 11-23=20",
            "calls.answered 11-16=120",
            "calls.answered 11-23=125",
        ]
    );
    assert_eq!(
        refusals(&pasted),
        [
            "1:5 row 1, column 5: This page has no further week for it. Add the dates, and paste again."
        ]
    );
    assert_eq!(
        pasted.said[1],
        "There are no dates: the columns were taken as weeks, from the week of Monday 16 November 2026 on."
    );
    takes(&into_weeks("Calls\tChats\n120\t18\n125\t20"), &EXPECTED);
    let pasted = into_week("Calls\tChats\n120\t18\n125\t20");
    assert_eq!(changes(&pasted), ["calls.answered 11-16=120", "chats.answered 11-16=18"]);
    assert_eq!(pasted.refused.len(), 2);
}
