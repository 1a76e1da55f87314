//! Without headings and dates: from the focused cell on. And what a cell may say.

use super::*;

fn at(text: &str, at: (usize, usize), blank: Blank) -> Pasted {
    paste(&read_block(text), &one_week(), &lines(), at, blank)
}

#[test]
fn from_the_focused_cell() {
    takes(&into_week("120"), &["calls.answered 11-16=120"]);
    takes(&into_week("1,234"), &["calls.answered 11-16=1234"]);
    takes(
        &into_week("120\t40\t60\r\n18\t\t7\r\n1,800\r\n"),
        &[
            "calls.answered 11-16=120",
            "calls.before 11-16=40",
            "calls.after 11-16=60",
            "chats.answered 11-16=18",
            "chats.after 11-16=7",
            "website.visits 11-16=1800",
        ],
    );
    takes(
        &at("7\t5", (1, 2), Blank::LeaveAlone),
        &["chats.after 11-16=7", "chats.does_not_apply 11-16=5"],
    );
    takes(
        &into_weeks("120\t125\n40\t\n"),
        &["calls.answered 11-16=120", "calls.answered 11-23=125", "calls.before 11-16=40"],
    );
    takes(
        &into_week("120;40;60"),
        &["calls.answered 11-16=120", "calls.before 11-16=40", "calls.after 11-16=60"],
    );
    assert_eq!(
        into_week("120;40;60").said,
        [
            "The columns were split at semicolons.",
            "There are no headings: the cells were filled from Calls answered, week of Monday 16 November 2026, to the right and down.",
        ]
    );
}

#[test]
fn blanks() {
    let text = "120\t\t60\n\t\tnot entered\t\t\t\n";
    takes(&into_week(text), &["calls.answered 11-16=120", "calls.after 11-16=60"]);
    takes(
        &at(text, (0, 0), Blank::NotEntered),
        &[
            "calls.answered 11-16=120",
            "calls.before 11-16=none",
            "calls.after 11-16=60",
            "chats.answered 11-16=none",
            "chats.before 11-16=none",
            "chats.after 11-16=none",
            "chats.does_not_apply 11-16=none",
        ],
    );
    // A row that is short says nothing of what is missing, and a blank beyond the grid is nothing.
    takes(
        &at("1\t2\n3", (1, 0), Blank::NotEntered),
        &["chats.answered 11-16=1", "chats.before 11-16=2", "website.visits 11-16=3"],
    );
    takes(&at("1\t\t\n\t", (2, 1), Blank::NotEntered), &["website.visitors 11-16=1"]);
    takes(&into_week(""), &[]);
    takes(&into_week("\t\n\t"), &[]);
}

#[test]
fn what_sticks_out_is_named() {
    let pasted = at("1\t2\t3\n4", (2, 0), Blank::LeaveAlone);
    assert_eq!(changes(&pasted), ["website.visits 11-16=1", "website.visitors 11-16=2"]);
    assert_eq!(
        refusals(&pasted),
        [
            "1:3 row 1, column 3: Nothing can be typed there: the figure is worked out, or not counted.",
            "2:1 row 2, column 1: There is no box for it: it lies outside the grid.",
        ]
    );
    let pasted = at("1\t2\t3", (0, 3), Blank::LeaveAlone);
    assert_eq!(changes(&pasted), ["calls.does_not_apply 11-16=1", "calls.missed 11-16=3"]);
    assert_eq!(pasted.refused[0].what, "row 1, column 2");
    assert_eq!(pasted.refused[0].text, "2");
}

#[test]
fn words_in_a_cell() {
    let check = |text: &str, expected: &str| {
        let pasted = into_week(text);
        let what = "Calls answered, week of Monday 16 November 2026";
        refuses(&pasted, &format!("1:1 {what}: {expected}"));
        assert_eq!(pasted.refused[0].text, text.trim());
    };
    let dash = "A dash can mean none or not known. Type 0 for none, or leave it empty.";
    check("-", dash);
    check("–", dash);
    check("---", dash);
    let closed = "A paste cannot close a week. If Calls did not run, tick \"Closed all week\" on the page of that week.";
    check("closed", closed);
    check("Closed", closed);
    let not_collected = "A paste cannot say that a figure is not collected. Leave the cell empty, or say it on the page of that week.";
    check("n/a", not_collected);
    check("N/A", not_collected);
    check("not collected", not_collected);
    check("not_collected", not_collected);
    check("nil", "Type 0 in digits where there was none.");
    check("#DIV/0!", "This is an error message of the spreadsheet. Correct it there.");
    check("-5", "\"-5\" is below zero. Type a whole number, 0 or more.");
    check("12.5", "\"12.5\" is not a whole number. Leave out the point and what follows it.");
    check("12,5", "\"12,5\" can be read in two ways. Type the digits only, such as 1234.");
    check("many", "\"many\" is not a number. Type a whole number in digits, such as 128.");
    check("99999999", "\"99999999\" is more than 10,000,000. Check the number of digits.");
}

#[test]
fn closed_and_not_collected_cells() {
    let at =
        |text: &str, at| paste(&read_block(text), &many_weeks(), &lines(), at, Blank::NotEntered);
    // Chats answered, 26 October to 9 November.
    let pasted = at("18\t20\t22", (6, 7));
    assert_eq!(changes(&pasted), ["chats.answered 10-26=18", "chats.answered 11-09=22"]);
    assert_eq!(
        refusals(&pasted),
        [
            "1:2 Live chats answered, week of Monday 2 November 2026: Chats: closed all week. Say on the page of that week that it was open, then paste again."
        ]
    );
    // What agrees, or says nothing, is no trouble.
    takes(&at("18\tclosed", (6, 7)), &["chats.answered 10-26=18"]);
    takes(&at("18\t", (6, 7)), &["chats.answered 10-26=18"]);
    takes(&at("n/a\t5", (12, 0)), &["website.visitors 09-14=5"]);
    let refused = at("5", (12, 0)).refused;
    assert!(refused[0].reason.starts_with("Website: not collected in this week."));
}
