//! Any text, any size, any geometry.

use std::fmt::Write as _;

use super::*;

#[test]
fn ten_thousand_cells_are_read_once() {
    // 2,500 rows of four columns; quadratic work would take minutes here.
    let mut text = "Week\tCalls\tChats\tNotes\n".to_owned();
    for n in 0..25_000 {
        let week = monday().plus(n % 3 - 1).monday();
        writeln!(text, "{week}\t{n}\t5\tnote").unwrap();
    }
    let pasted = into_weeks(&text);
    assert!(pasted.refused.len() == 1 && pasted.changes.is_empty(), "too many cells");
    let end = text.match_indices('\n').nth(2500).unwrap().0;
    let pasted = into_weeks(&text[..end]);
    assert_eq!(pasted.refused.len(), 5000);
    assert_eq!(pasted.unused, ["Notes (column 4)"]);
}

#[test]
fn a_grid_without_boxes() {
    for layout in [vec![], vec![vec![]], vec![vec![Cell::NoBox]]] {
        for text in ["", "1", "1\t2\n3", "Calls\n5", "Week\tCalls\n16/11/2026\t5", "16 Nov\t5"] {
            let pasted = paste(&read_block(text), &layout, &lines(), (0, 0), Blank::NotEntered);
            assert!(pasted.changes.is_empty());
            let pasted = paste(&read_block(text), &layout, &[], (9, usize::MAX), Blank::LeaveAlone);
            assert!(pasted.changes.is_empty());
        }
    }
    // A place whose line is missing is no place.
    let layout = vec![vec![Cell::Open(Place { line: 7, week: monday() })]];
    let pasted = paste(&read_block("5"), &layout, &[], (0, 0), Blank::LeaveAlone);
    assert!(pasted.changes.is_empty() && pasted.refused.len() == 1);
}

#[test]
fn long_texts_are_shortened() {
    let pasted = into_week("120\tx");
    assert_eq!(pasted.refused[0].text, "x");
    let long = "x".repeat(5000);
    assert_eq!(into_week(&long).refused[0].text.len(), 40);
}

fn words() -> impl proptest::strategy::Strategy<Value = String> {
    proptest::sample::select(vec![
        "",
        "",
        "120",
        "1,234",
        "0",
        "46342",
        "46349",
        "Calls",
        "Chats answered",
        "Answered",
        "Before",
        "Website",
        "Not recorded",
        "Total",
        "Week",
        "Week ending",
        "16/11/2026",
        "16 Nov",
        "23/11/2026",
        "22/11/2026",
        "w/e 22 Nov",
        "31/02/2026",
        "closed",
        "n/a",
        "-",
        "x",
        "calls.missed",
        "\"",
        "2026-11-16",
    ])
    .prop_map(str::to_owned)
}

use proptest::strategy::Strategy as _;

proptest::proptest! {
    #[test]
    fn every_cell_is_taken_refused_or_named(
        rows in proptest::collection::vec(proptest::collection::vec(words(), 0..6), 0..6),
        at in (0usize..15, 0usize..15),
        blank: bool,
    ) {
        let lines_of: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
        let block = read_block(&lines_of.join("\n"));
        let blank = if blank { Blank::NotEntered } else { Blank::LeaveAlone };
        for layout in [one_week(), many_weeks()] {
            let pasted = paste(&block, &layout, &lines(), at, blank);
            let mut places: Vec<Place> = pasted.changes.iter().map(|c| c.place).collect();
            let open = |place: &Place| layout.iter().flatten().any(|c| *c == Cell::Open(*place));
            proptest::prop_assert!(places.iter().all(open));
            places.sort_unstable();
            places.dedup();
            proptest::prop_assert_eq!(places.len(), pasted.changes.len());
            for refused in &pasted.refused {
                proptest::prop_assert!((1..=block.rows().max(1)).contains(&refused.row));
                proptest::prop_assert!((1..=block.columns().max(1)).contains(&refused.column));
                proptest::prop_assert!(!refused.reason.is_empty() && !refused.what.is_empty());
            }
            // A block with something in it is never passed over in silence.
            let some = (0..block.rows()).any(|r| (0..block.columns()).any(|c| {
                block.cell(r, c).chars().all(|c| c.is_ascii_digit()) && !block.cell(r, c).is_empty()
            }));
            let silent = pasted.changes.is_empty()
                && pasted.refused.is_empty()
                && pasted.unused.is_empty()
                && !pasted.said.iter().any(|said| said == "There are headings, but no figures.");
            proptest::prop_assert!(!(some && silent), "{:?} {:#?}", block, pasted);
        }
    }

    #[test]
    fn any_text_can_be_pasted(text in "[\"\t\n,;/.0-9a-z ]{0,80}|\\PC{0,80}") {
        let _ = into_week(&text);
        let _ = into_weeks(&text);
    }
}
