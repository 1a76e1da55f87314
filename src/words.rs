//! The sentences: one function for screen, print, file, mail and API.
//!
//! Refuses to claim more than a verdict says, and to round a figure until it contradicts its
//! interval: an end that would print as 0 gets a decimal.

mod change;
mod share;

pub use change::{
    change_range, change_sentence, change_short, change_size, definition_words, gaps, reason_words,
};
pub use share::{
    answer_sentence, part_sentence, percent_range, points, points_change_range,
    points_change_short, share_change_range, share_change_sentence, share_change_short,
    share_phrase, share_sentence, share_sentence_outside,
};

/// The minus sign (U+2212), as wide as a plus.
pub const MINUS: char = '−';

/// How a published count of 1 to 7 is said.
pub const FEW: &str = "7 or fewer";

/// "1,625".
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "13 of 13 weeks"; "1 of 1 week".
pub fn weeks_of(entered: u32, expected: u32) -> String {
    format!("{entered} of {expected} {}", if expected == 1 { "week" } else { "weeks" })
}

/// "one" to "ten", figures from 11 on.
pub fn small_number(value: u64) -> String {
    const WORDS: [&str; 11] =
        ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    usize::try_from(value)
        .ok()
        .and_then(|value| WORDS.get(value))
        .map_or_else(|| number(value), |word| (*word).to_owned())
}

/// A rate a week as a number: whole from 10 on, below with one decimal where there is one.
pub fn rate(value: f64) -> String {
    decimal(value, usize::from(value < 9.95))
}

/// "125 a week".
pub fn a_week(value: f64) -> String {
    format!("{} a week", rate(value))
}

/// "125 a week", "25.2k a week", "1.3m a week": for labels with little room.
pub fn short_a_week(value: f64) -> String {
    let (scaled, unit) = if value >= 999_500.0 {
        (value / 1e6, "m")
    } else if value >= 9_999.5 {
        (value / 1e3, "k")
    } else {
        return a_week(value);
    };
    format!("{}{unit} a week", decimal(scaled, usize::from(scaled < 99.95)))
}

/// "from 100 to 125", with decimals until two different rates look different.
pub fn from_to(first: f64, second: f64) -> String {
    let least = usize::from(first.min(second) < 9.95);
    let texts = (least..=2)
        .map(|places| (decimal(first, places), decimal(second, places)))
        .find(|(a, b)| a != b)
        .unwrap_or_else(|| (rate(first), rate(second)));
    format!("from {} to {}", texts.0, texts.1)
}

/// A fraction as a whole percentage: "40%"; "less than 1%" and "more than 99%" where rounding would
/// say none or all.
pub fn percent(fraction: f64) -> String {
    let whole = rounded(fraction * 100.0);
    if whole == 0.0 && fraction > 0.0 {
        "less than 1%".into()
    } else if whole == 100.0 && fraction < 1.0 {
        "more than 99%".into()
    } else {
        format!("{}%", decimal(whole, 0))
    }
}

/// "calls", "calls and chats", "calls, chats and visits".
pub fn list(items: &[String]) -> String {
    join(items, "and")
}

/// "calls or website visits".
pub fn either(items: &[String]) -> String {
    join(items, "or")
}

/// A text on one line, whatever is in it: breaks and control characters are spaces.
pub fn one_line(text: &str) -> String {
    let parts =
        |c: char| c.is_control() || c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
    let words: Vec<_> = text.split(parts).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn join(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} {word} {last}", most.join(", ")),
    }
}

/// Rounds half away from zero, forgiving the last bits of a float: 28.499999999999996 is 28.5.
fn rounded(value: f64) -> f64 {
    (value + value.signum() * 1e-9).round()
}

/// A number ≥ 0 with thousands separators and at most `places` decimals; whole ones without.
fn decimal(value: f64, places: usize) -> String {
    let scale = 10u32.pow(places as u32);
    let scaled = rounded(value.abs() * f64::from(scale)) as u64;
    let (whole, rest) = (scaled / u64::from(scale), scaled % u64::from(scale));
    if rest == 0 {
        return number(whole);
    }
    let digits = format!("{rest:0places$}");
    format!("{}.{}", number(whole), digits.trim_end_matches('0'))
}

/// The size of `value` (in per cent or points) as an end of a range: whole, with as many decimals as
/// it takes not to print 0 when it is not 0.
fn end(value: f64) -> String {
    (0..=6)
        .map(|places| decimal(value, places))
        .find(|text| text != "0" || value == 0.0)
        // Smaller still, and not 0: the smallest that is shown.
        .unwrap_or_else(|| "0.000001".into())
}

/// `end` with a sign: "+8", "−16", "0".
fn signed_end(value: f64) -> String {
    let text = end(value);
    if text == "0" {
        text
    } else if value < 0.0 {
        format!("{MINUS}{text}")
    } else {
        format!("+{text}")
    }
}

#[cfg(test)]
mod tests;
