//! Headings on top, at the left, both, in two rows; unknown ones.

use super::*;

#[test]
fn names_of_a_figure() {
    let check = |heading: &str, expected: &str| {
        takes(&into_week(&format!("{heading}\n120")), &[&format!("{expected} 11-16=120")]);
        takes(&into_week(&format!("{heading}\t120")), &[&format!("{expected} 11-16=120")]);
    };
    for heading in [
        "calls.answered",
        "Calls answered",
        "Answered calls",
        "CALLS  ANSWERED",
        "calls_answered",
        "Calls: answered",
        "Number of calls answered",
        "Call answered",
        "Calls",
        "calls",
        "Answered",
    ] {
        check(heading, "calls.answered");
    }
    for heading in ["Live chats answered", "Chats answered", "chats.answered", "chat", "Live chats"]
    {
        check(heading, "chats.answered");
    }
    for heading in ["Calls missed", "Missed calls", "Missed", "missed call"] {
        check(heading, "calls.missed");
    }
    for heading in ["Website visits", "Website", "Visits", "website.visits", "Visits (website)"] {
        check(heading, "website.visits");
    }
    check("Calls before an offence", "calls.before");
    check("Calls before", "calls.before");
    check("Before an offence (calls)", "calls.before");
    check("chats.does_not_apply", "chats.does_not_apply");
    check("Chats: does not apply", "chats.does_not_apply");
    check("Visitors", "website.visitors");
}

#[test]
fn any_order() {
    let expected = [
        "website.visits 11-16=1800",
        "chats.answered 11-16=18",
        "calls.before 11-16=40",
        "calls.answered 11-16=120",
    ];
    let columns = "Visits\tChats answered\tCalls before\tCalls\n1,800\t18\t40\t120\n";
    takes(&into_week(columns), &expected);
    assert_eq!(into_week(columns).said, ["The first row was read as headings."]);
    let rows = "Visits\t1,800\nChats answered\t18\nCalls before\t40\nCalls\t120\n";
    takes(&into_week(rows), &expected);
    assert_eq!(into_week(rows).said, ["The first column was read as headings."]);
    let csv = "website.visits,chats.answered,calls.before,calls.answered\n\"1,800\",18,40,120\n";
    takes(&into_week(csv), &expected);
}

#[test]
fn channels_by_fields() {
    let expected = ["calls.before 11-16=40", "calls.answered 11-16=120", "chats.answered 11-16=18"];
    takes(&into_week("\tBefore an offence\tAnswered\nCalls\t40\t120\nChats\t\t18"), &expected);
    takes(
        &into_week("Channel\tBefore an offence\tAnswered\nCalls\t40\t120\nChats\t\t18"),
        &expected,
    );
    // The other way round.
    takes(
        &into_week("\tCalls\tChats\nBefore\t40\t\nAnswered\t120\t18"),
        &["calls.before 11-16=40", "calls.answered 11-16=120", "chats.answered 11-16=18"],
    );
    // A hole with a figure in it.
    let pasted = into_week("\tAnswered\tBefore\nCalls\t120\t40\nWebsite\t5\t");
    assert_eq!(changes(&pasted), ["calls.answered 11-16=120", "calls.before 11-16=40"]);
    assert_eq!(refusals(&pasted), ["3:2 row 3, column 2: There is no box for this figure here."]);
    // In many weeks, without a date: the focused one.
    let pasted = into_weeks("\tAnswered\tMissed\nCalls\t120\t4");
    takes(&pasted, &["calls.answered 11-16=120", "calls.missed 11-16=4"]);
    assert_eq!(
        pasted.said.last().unwrap(),
        "There are no dates: this is taken as the week of Monday 16 November 2026."
    );
}

#[test]
fn two_rows_of_headings() {
    takes(
        &into_week("Calls\t\tChats\t\nAnswered\tBefore\tAnswered\tBefore\n120\t40\t18\t7"),
        &[
            "calls.answered 11-16=120",
            "calls.before 11-16=40",
            "chats.answered 11-16=18",
            "chats.before 11-16=7",
        ],
    );
    takes(
        &into_week("Calls\tAnswered\t120\n\tBefore\t40\nChats\tAnswered\t18"),
        &["calls.answered 11-16=120", "calls.before 11-16=40", "chats.answered 11-16=18"],
    );
    // A title above.
    let pasted = into_week("Helpline North\t\n\t\nCalls\tChats\n120\t18");
    takes(&pasted, &["calls.answered 11-16=120", "chats.answered 11-16=18"]);
}

#[test]
fn the_date_of_the_whole_table() {
    let expected = ["calls.answered 11-16=120", "calls.before 11-16=40", "chats.answered 11-16=18"];
    for title in ["16/11/2026", "w/c 16 Nov 2026", "Week ending 22/11/2026"] {
        let text = format!("{title}\n\tAnswered\tBefore\nCalls\t120\t40\nChats\t18");
        takes(&into_week(&text), &expected);
        takes(&into_weeks(&text), &expected);
        let text = format!("{title}\t\t\nCalls\tCalls before\tChats\n120\t40\t18");
        takes(&into_weeks(&text), &expected);
    }
    // Last week's sheet, pasted into this week.
    let pasted = into_week("9/11/2026\n\tAnswered\tBefore\nCalls\t120\t40\n");
    assert!(pasted.changes.is_empty());
    assert_eq!(pasted.refused[0].what, "Week of Monday 9 November 2026");
    let pasted = into_week("9/11/2026\t\nCalls\t120\nChats\t18\n");
    assert!(pasted.changes.is_empty());
    assert_eq!(pasted.refused[0].what, "Week of Monday 9 November 2026");
}

#[test]
fn a_field_alone() {
    // Two channels have it: the focused one is meant, and that is said.
    let pasted = into_week("Answered\tBefore\tMissed\n120\t40\t4");
    takes(&pasted, &["calls.answered 11-16=120", "calls.before 11-16=40", "calls.missed 11-16=4"]);
    assert_eq!(
        pasted.said,
        [
            "The first row was read as headings.",
            "Headings without a channel were read as Calls, where the paste began.",
        ]
    );
    let block = read_block("Answered\tMissed\n18\t4");
    let pasted = paste(&block, &one_week(), &lines(), (1, 0), Blank::LeaveAlone);
    takes(&pasted, &["chats.answered 11-16=18", "calls.missed 11-16=4"]);
    // The focused channel does not have it: not guessed.
    let pasted = paste(&block, &one_week(), &lines(), (2, 0), Blank::LeaveAlone);
    assert_eq!(changes(&pasted), ["calls.missed 11-16=4"]);
    assert_eq!(
        refusals(&pasted),
        [
            "1:1 \"Answered\": This can mean Calls answered or Live chats answered. Write the channel into the heading too."
        ]
    );
}

#[test]
fn what_is_not_known_is_not_used() {
    let check = |text: &str, expected: &[&str], unused: &[&str]| {
        let pasted = into_week(text);
        assert_eq!(changes(&pasted), expected, "{pasted:#?}");
        assert_eq!(pasted.unused, unused, "{pasted:#?}");
        assert!(pasted.refused.is_empty(), "{pasted:#?}");
    };
    let calls = "calls.answered 11-16=120";
    check(
        "Calls\tTotal\tNotes\tEmpty\n120\t138\tflood\t",
        &[calls],
        &["Total (column 2)", "Notes (column 3)"],
    );
    check("Calls\t\n120\t138", &[calls], &["column 2, which has no heading"]);
    check(
        "Calls\t120\nTotal\t138\n\t5",
        &[calls],
        &["Total (row 2)", "row 3, which has no heading"],
    );
    // No heading is known: nothing is used, not even what looks right.
    check("Total\tSum\n138\t120", &[], &["Total (column 1)", "Sum (column 2)"]);
    check("Total\n138", &[], &["Total (column 1)"]);
    check("North\t5\nSouth\t6", &[], &["North (row 1)", "South (row 2)"]);
    // One column beside named rows needs no name; two do.
    check("\tCount\nCalls\t120", &[calls], &[]);
    check("\tCount\tTarget\nCalls\t120\t150", &[], &["Count (column 2)", "Target (column 3)"]);
    check("Site\tCalls\nNorth\t120", &[calls], &[]);
    check("week,channel,field,value\n2026-11-16,calls,answered,120", &[calls], &[]);
    check("Site\tCalls\nNorth\t120\nSouth\t90", &[], &["North (row 2)", "South (row 3)"]);
    let pasted = into_week("Total\n138");
    assert_eq!(pasted.said, ["No heading names a figure or a week of this page."]);
}

#[test]
fn headings_only() {
    for text in ["Calls\tChats\n\t", "Calls\t", "Week\tCalls\n46342\t"] {
        let pasted = into_weeks(text);
        takes(&pasted, &[]);
        assert!(pasted.said.contains(&"There are headings, but no figures.".to_owned()), "{text}");
    }
}

#[test]
fn the_derived_figure_is_skipped_and_said() {
    let pasted = into_week("Calls answered\tCalls not recorded\tNot recorded\n120\t9\t8");
    assert_eq!(changes(&pasted), ["calls.answered 11-16=120"]);
    assert_eq!(pasted.unused, ["Calls not recorded (column 2)", "Not recorded (column 3)"]);
    assert_eq!(
        pasted.said,
        [
            "The first row was read as headings.",
            "\"Not recorded\" is worked out from the other figures, so it was not used.",
        ]
    );
}

#[test]
fn a_figure_named_twice() {
    let pasted = into_week("Calls\tCalls answered\tChats\n120\t121\t18");
    assert_eq!(changes(&pasted), ["chats.answered 11-16=18"]);
    let what = "Calls answered, week of Monday 16 November 2026";
    assert_eq!(
        refusals(&pasted),
        [
            format!("2:1 {what}: Row 2, column 2 holds the same figure. Leave one of them out."),
            format!("2:2 {what}: Row 2, column 1 holds the same figure. Leave one of them out."),
        ]
    );
    // A blank does not clash when blanks leave alone.
    takes(&into_week("Calls\tCalls answered\n120\t"), &["calls.answered 11-16=120"]);
}
