//! Text into cells.

use super::*;

#[track_caller]
fn check(text: &str, expected: &[&[&str]]) {
    let block = read_block(text);
    let cells = |row| (0..block.row(row).len()).map(|column| block.cell(row, column)).collect();
    let found: Vec<Vec<&str>> = (0..block.rows()).map(cells).collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn tabs() {
    check("", &[]);
    check("120", &[&["120"]]);
    check("120\t130\r\n140\t150\r\n", &[&["120", "130"], &["140", "150"]]);
    check("120\r130", &[&["120"], &["130"]]);
    check("a\t\n\tb", &[&["a", ""], &["", "b"]]);
    check("\u{feff}a\t b \u{a0}\t", &[&["a", "b", ""]]);
    // Blank rows inside stay; the line end after the last row is none.
    check("1\n\n2\n", &[&["1"], &[""], &["2"]]);
    check("\n", &[&[""]]);
    // Tabs win.
    check("1,234\t5;6", &[&["1,234", "5;6"]]);
}

#[test]
fn quotes() {
    check("\"a\nb\"\t\"c \"\"d\"\"\"\t\"e\tf\"", &[&["a\nb", "c \"d\"", "e\tf"]]);
    check("\"Calls, answered\"\n120", &[&["Calls, answered"], &["120"]]);
    check("\"\"\t1", &[&["", "1"]]);
    check("a \"b\" c\t1", &[&["a \"b\" c", "1"]]);
    check("\"a\" b\t1", &[&["a b", "1"]]);
    // Without its partner a quote is a character.
    check("\"a\t1\nb\t2", &[&["\"a", "1"], &["b", "2"]]);
    check("5\" disk\t1", &[&["5\" disk", "1"]]);
    check("Week,\"Calls\"\n2026-11-16,\"1,234\"", &[&["Week", "Calls"], &["2026-11-16", "1,234"]]);
}

#[test]
fn commas_and_semicolons() {
    check("1,234", &[&["1,234"]]);
    check("1,234\n2,345\n12,000\n", &[&["1,234"], &["2,345"], &["12,000"]]);
    check("1,234\n950", &[&["1,234"], &["950"]]);
    check("Calls\n1,234\n2,345", &[&["Calls"], &["1,234"], &["2,345"]]);
    check("Calls, does not apply\n12", &[&["Calls, does not apply"], &["12"]]);
    // One comma between digits may be a decimal comma: one cell, which is then asked about.
    check("12,5", &[&["12,5"]]);
    check("12,5,7", &[&["12", "5", "7"]]);
    check("12,5\n13,6", &[&["12", "5"], &["13", "6"]]);
    check("calls,120\nchats,18", &[&["calls", "120"], &["chats", "18"]]);
    check("\"120\",\"130\"", &[&["120", "130"]]);
    check("a;1,234\nb;2", &[&["a", "1,234"], &["b", "2"]]);
    check("a;b\n\nc;d", &[&["a", "b"], &[""], &["c", "d"]]);
    // A semicolon in one of the lines is just a character.
    check("a,b;c\nd,e", &[&["a", "b;c"], &["d", "e"]]);
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_block(text in "[\"\t\n\r,;a1 ]{0,60}|\\PC{0,60}") {
        let block = read_block(&text);
        proptest::prop_assert!(block.cells() <= text.len() + 1);
        proptest::prop_assert!(block.columns() * block.rows() >= block.cells());
        proptest::prop_assert_eq!(block.cell(block.rows(), 0), "");
    }

    #[test]
    fn cells_survive_a_spreadsheet(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z\",;\n]{1,6}", 2..=2), 1..6),
    ) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join("\t");
        let text = rows.iter().map(line).collect::<Vec<_>>().join("\r\n");
        let block = read_block(&text);
        for (r, row) in rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                proptest::prop_assert_eq!(block.cell(r, c), cell.trim());
            }
        }
    }
}
