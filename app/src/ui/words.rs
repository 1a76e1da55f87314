//! How numbers and times are written on pages.

use chrono::{NaiveDateTime, Timelike};

/// "1,234".
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A fraction as a whole per cent: "40%".
pub fn percent(fraction: f64) -> String {
    format!("{:.0}%", fraction * 100.0)
}

/// A count a week: whole from ten on, else with one decimal: "125", "25,200", "3.4".
pub fn rate(value: f64) -> String {
    if value >= 9.95 { count(value.round() as u64) } else { format!("{value:.1}") }
}

/// "9:42am on 6 April 2026", in the service's own time.
pub fn when(time: NaiveDateTime) -> String {
    let (afternoon, hour) = time.hour12();
    let half = if afternoon { "pm" } else { "am" };
    let day = beforehand::week::long_date(time.date());
    format!("{hour}:{:02}{half} on {day}", time.minute())
}

/// "1 week", "3 weeks".
pub fn times(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {many}", count(number as u64)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        let check = |number, expected| assert_eq!(count(number), expected);
        check(0, "0");
        check(999, "999");
        check(1_234, "1,234");
        check(25_200, "25,200");
        check(1_234_567, "1,234,567");
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let check = |text: &str, expected| assert_eq!(when(text.parse().unwrap()), expected);
        check("2026-04-06T09:42:00", "9:42am on 6 April 2026");
        check("2026-04-06T00:05:00", "12:05am on 6 April 2026");
        check("2026-04-06T13:00:00", "1:00pm on 6 April 2026");
    }
}
