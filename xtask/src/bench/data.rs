//! Made-up files of counts for the two sizes that are measured: ten years of one helpline, and of
//! 200 of them in one database of three million rows.

use std::fmt::Write as _;
use std::path::Path;

use crate::tools::Outcome;

/// Weeks in ten years.
pub const WEEKS: i64 = 522;
/// Monday of the first week: 2016-11-21. The last ends before [`crate::browser::TODAY`].
const FIRST: i64 = 17_126;

/// The helpline that is measured: six charts (calls answered and missed, chats, messages, emails,
/// visits), 19 figures a week.
pub const ONE: [(&str, &[&str]); 5] = [
    ("calls", &["answered", "before", "after", "does_not_apply", "missed"]),
    ("chat", &["answered", "before", "after", "does_not_apply"]),
    ("messages", &["answered", "before", "after", "does_not_apply"]),
    ("email", &["answered", "before", "after", "does_not_apply"]),
    ("website", &["visits", "visitors"]),
];

/// Its neighbours: 30 figures a week, so that 199 of them and the one make three million rows.
pub const NEIGHBOUR: [(&str, &[&str]); 8] = [
    ("calls", &["answered", "before", "after", "does_not_apply", "missed"]),
    ("night-calls", &["answered", "before", "after", "does_not_apply", "missed"]),
    ("chat", &["answered", "before", "after", "does_not_apply"]),
    ("night-chat", &["answered", "before", "after", "does_not_apply"]),
    ("messages", &["answered", "before", "after", "does_not_apply"]),
    ("email", &["answered", "before", "after", "does_not_apply"]),
    ("website", &["visits", "visitors"]),
    ("campaign-website", &["visits", "visitors"]),
];

/// Writes a tidy file of ten years; returns its number of figures.
pub fn write(file: &Path, channels: &[(&str, &[&str])], seed: u64) -> Outcome<usize> {
    let mut text = String::from("week,channel,field,value,state,note\n");
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut rows = 0;
    for week in 0..WEEKS {
        let monday = date(FIRST + week * 7);
        for (channel, fields) in channels {
            let answered = 90 + random.below(60);
            let parts = [answered * 2 / 5, answered * 2 / 5, answered / 10];
            for field in *fields {
                let count = match *field {
                    "answered" => answered,
                    "before" => parts[0],
                    "after" => parts[1],
                    "does_not_apply" => parts[2],
                    "missed" => 20 + random.below(30),
                    "visitors" => 15_000 + random.below(3_000),
                    _ => 22_000 + random.below(6_000),
                };
                let _ = writeln!(text, "{monday},{channel},{field},{count},,");
                rows += 1;
            }
        }
    }
    std::fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(rows)
}

/// The Monday of the last week of the data.
pub fn last_week() -> String {
    weeks_before_last(0)
}

/// Monday of a week so many before the last.
pub fn weeks_before_last(weeks: i64) -> String {
    date(FIRST + (WEEKS - 1 - weeks) * 7)
}

/// The civil date of a day counted from 1 January 1970 (Howard Hinnant, chrono-compatible
/// low-level date algorithms).
fn date(day: i64) -> String {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `SplitMix64` (Steele, Lea and Flood 2014): the same figures on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_end_before_the_day_of_the_tests() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(FIRST), "2016-11-21");
        assert_eq!(last_week(), "2026-11-16");
    }
}
