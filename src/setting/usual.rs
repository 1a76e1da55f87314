//! Usual limits that are set for a channel's fields: whether they may be, and how many of its weeks they
//! would ask about.
//!
//! Refuses to touch a figure: limits change the question asked while a number is typed, and nothing else.

use chrono::NaiveDate;

use crate::check::{Doubt, doubts, usual};
use crate::entry::LARGEST;
use crate::invalid::Invalid;
use crate::series::Ledger;
use crate::service::{Channel, Field, UsualLimits};
use crate::week::Week;

/// Weeks that limits are tried on before they are set.
const TRIED: i32 = 52;

/// Whether a channel's usual limits may be: of fields it has, one each in their order, the lowest below
/// the highest, and that at most 10,000,000.
///
/// # Errors
/// At the field of the form, `usual.answered.high`; at `usual` when the list itself is wrong.
pub fn check_usual(channel: &Channel) -> Result<(), Invalid> {
    let fields = channel.kind.fields();
    if !channel.usual.is_sorted_by(|a, b| a.field < b.field)
        || channel.usual.iter().any(|limits| !fields.contains(&limits.field))
    {
        let problem = format!("Give {} usual limits once for each of its fields.", channel.name);
        return Err(Invalid::new("usual", problem));
    }
    for limits in &channel.usual {
        let at = format!("usual.{}.high", limits.field.word());
        if limits.high <= limits.low {
            let problem = "The highest usual number has to be above the lowest.";
            return Err(Invalid::new(at, problem));
        }
        if limits.high > LARGEST {
            return Err(Invalid::new(at, "No number above 10,000,000 is taken. Give a lower one."));
        }
    }
    Ok(())
}

/// What other usual limits do, sentence by sentence: how many of the last 52 weeks the new ones would
/// call unusual, and how many the present ones. Empty when none are other.
pub fn usual_effect(
    ledger: &Ledger,
    (old, new): (&Channel, &Channel),
    today: NaiveDate,
) -> Vec<String> {
    let mut said = Vec::new();
    for field in new.kind.fields() {
        let (before, after) = (old.usual_limits(*field), new.usual_limits(*field));
        if before == after {
            continue;
        }
        let (entered, now) = unusual(ledger, old, *field, before, today);
        let (_, then) = unusual(ledger, old, *field, after, today);
        let label = new.label(*field);
        let weeks = if entered == 1 { "week" } else { "weeks" };
        said.push(if entered == 0 {
            format!("{label}: none of the last {TRIED} weeks has a number to try the limits on.")
        } else {
            format!(
                "{label}: of the {entered} {weeks} with a number among the last {TRIED}, the new limits would call {then} unusual, the present ones {now}."
            )
        });
    }
    if !said.is_empty() {
        said.push("Only the question asked while typing changes: no figure, chart or verdict does. A number ten times too high or too low is asked about as before.".to_owned());
    }
    said
}

/// How many of the last 52 weeks that are over have a number, and how many of those lie outside what is
/// usual when these limits hold in each of them; without limits, outside what is worked out.
fn unusual(
    ledger: &Ledger,
    channel: &Channel,
    field: Field,
    limits: Option<&UsualLimits>,
    today: NaiveDate,
) -> (usize, usize) {
    let last = Week::containing(today).previous();
    let series = ledger.series(channel, field, last);
    let (mut entered, mut outside) = (0, 0);
    for week in last.plus(1 - TRIED).through(last) {
        let Some(count) = ledger.count((channel.id, field, week)) else { continue };
        let found = usual(&series, week, limits).map_or_else(Vec::new, |one| doubts(&one, count));
        let odd = |doubt| matches!(doubt, Doubt::UnusuallyHigh | Doubt::UnusuallyLow);
        entered += 1;
        outside += usize::from(found.iter().any(|warning| odd(warning.doubt)));
    }
    (entered, outside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_ledger::founding;

    fn limits(field: Field, low: u32, high: u32) -> UsualLimits {
        UsualLimits { field, from: Week::parse("2019-04-01").unwrap(), low, high }
    }

    #[test]
    fn limits_that_may_not_be() {
        let check = |usual: &[UsualLimits], at: Option<&str>| {
            let calls = founding().service.channels.swap_remove(0);
            let found = check_usual(&Channel { usual: usual.to_vec(), ..calls });
            assert_eq!(found.err().map(|one| one.field).as_deref(), at, "{usual:?}");
        };
        let (answered, missed) = (Field::Answered, Field::Missed);
        check(&[], None);
        check(&[limits(answered, 0, 1), limits(missed, 3, 10_000_000)], None);
        check(&[limits(answered, 80, 80)], Some("usual.answered.high"));
        check(&[limits(answered, 0, 1), limits(missed, 9, 3)], Some("usual.missed.high"));
        check(&[limits(answered, 0, 10_000_001)], Some("usual.answered.high"));
        check(&[limits(missed, 0, 1), limits(answered, 0, 1)], Some("usual"));
        check(&[limits(answered, 0, 1), limits(answered, 0, 2)], Some("usual"));
        check(&[limits(Field::Visits, 0, 1)], Some("usual"));
    }

    #[test]
    fn it_is_said_what_would_be_asked_about() {
        let ledger = founding();
        let calls = &ledger.service.channels[0];
        let today: NaiveDate = "2019-04-03".parse().unwrap();
        let with = |usual: &[UsualLimits]| Channel { usual: usual.to_vec(), ..calls.clone() };
        let set = with(&[limits(Field::Answered, 90, 120)]);
        // Of the last 13 weeks 9 have 125 or 130 calls; those before lie between 93 and 107.
        let said = usual_effect(&ledger, (calls, &set), today);
        assert!(
            said[0].starts_with("Calls answered: of the 52 weeks with a number among the last 52, the new limits would call 9 unusual, the present ones "),
            "{said:?}"
        );
        assert!(said[1].starts_with("Only the question asked while typing changes"), "{said:?}");
        let back = usual_effect(&ledger, (&set, calls), today);
        assert!(back[0].ends_with(", the present ones 9."), "{back:?}");
        // A number that nobody enters; the same from another week on; and no change at all.
        let none = usual_effect(&ledger, (calls, &with(&[limits(Field::Missed, 1, 5)])), today);
        assert!(none[0].starts_with("Calls missed: none of the last 52 weeks"), "{none:?}");
        let mut later = set.clone();
        later.usual[0].from = later.usual[0].from.next();
        assert_eq!(usual_effect(&ledger, (&set, &later), today).len(), 2);
        assert_eq!(usual_effect(&ledger, (&set, &set), today), [""; 0]);
    }
}
