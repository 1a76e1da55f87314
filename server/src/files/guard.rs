//! A text that no spreadsheet runs, and the way back.
//!
//! Refuses to change a text in a way that cannot be undone.

/// A text that a spreadsheet would run gets an apostrophe before it. Spaces and marks before the
/// dangerous sign are no shelter: spreadsheets skip them. Nor are apostrophes, so that what stands
/// there is known to be the text's own or ours.
pub fn guard(text: &str) -> String {
    if runs(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text as it was before [`guard`].
pub fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(text)
}

fn runs(text: &str) -> bool {
    let skipped = |c: char| {
        c.is_whitespace() && !matches!(c, '\t' | '\r' | '\n')
            || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '"' | '\'')
    };
    // Full-width signs count as theirs where Excel runs in East Asian languages.
    let sign = |c| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '＝' | '＋' | '－' | '＠')
    };
    text.trim_start_matches(skipped).chars().next().is_some_and(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_never_becomes_a_formula_and_comes_back() {
        let check = |text: &str, expected: &str| {
            assert_eq!(guard(text), expected, "{text:?}");
            assert_eq!(unguard(&guard(text)), text, "{text:?}");
        };
        check("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")");
        check("+1", "'+1");
        check("-2", "'-2");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("\r=1", "'\r=1");
        check(" \u{a0}=1", "' \u{a0}=1");
        check("\u{feff}=1", "'\u{feff}=1");
        check("\"=1", "'\"=1");
        check("＝1", "'＝1");
        check("|cmd", "'|cmd");
        check("'=1", "''=1");
        check("' =1", "'' =1");
        check("TV = documentary", "TV = documentary");
        check("", "");
        check("'", "'");
        check("'quoted'", "'quoted'");
        check("''tis", "''tis");
    }
}
