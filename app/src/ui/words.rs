//! How times and plurals are written on pages; numbers are written by `beforehand::words`.

use beforehand::series::State;
use beforehand::words::number;
use chrono::{NaiveDateTime, Timelike};

/// "9:42am on 6 April 2026", in the service's own time.
pub fn when(time: NaiveDateTime) -> String {
    let (afternoon, hour) = time.hour12();
    let half = if afternoon { "pm" } else { "am" };
    let day = beforehand::week::long_date(time.date());
    format!("{hour}:{:02}{half} on {day}", time.minute())
}

/// "1 week", "3 weeks".
pub fn times(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", number(n as u64)) }
}

/// A state as people say it: "1,234", "not entered", "closed", "not collected".
pub fn state_word(state: State) -> String {
    match state {
        State::Count(count) => number(u64::from(count)),
        State::NotEntered => "not entered".to_owned(),
        State::Closed => "closed".to_owned(),
        State::NotCollected => "not collected".to_owned(),
    }
}

/// What somebody wrote, ending like a sentence.
pub fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// A text as it stands in the query of an address.
pub fn percent(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let check = |text: &str, expected| assert_eq!(when(text.parse().unwrap()), expected);
        check("2026-04-06T09:42:00", "9:42am on 6 April 2026");
        check("2026-04-06T00:05:00", "12:05am on 6 April 2026");
        check("2026-04-06T13:00:00", "1:00pm on 6 April 2026");
    }
}
