//! A new definition: what its words and its first week may be, and what it will do, in sentences.
//!
//! Refuses to reach into an approved quarter: an edition keeps the words it was approved with. It
//! changes no figure; what breaks a line is an event of kind definition.

use crate::invalid::Invalid;
use crate::quarter::Quarter;
use crate::service::{Definition, Service};
use crate::words::number;

/// The longest text, in characters.
pub const TEXT_LENGTH: usize = 4_000;

/// The text as it may be kept: trimmed, 1 to 4,000 characters. Lines may break, with one kind of
/// line break.
///
/// # Errors
/// At `text`, when it says nothing or too much, or holds a control character.
pub fn text(text: &str) -> Result<String, Invalid> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let length = text.chars().count();
    if text.is_empty() {
        return Err(Invalid::new("text", "Write the definition: what the words mean."));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Invalid::new("text", "Write the definition as plain text."));
    }
    if length > TEXT_LENGTH {
        let problem = format!(
            "The definition has {} characters. Shorten it to 4,000 or fewer.",
            number(length as u64)
        );
        return Err(Invalid::new("text", problem));
    }
    Ok(text)
}

/// What stands against a new definition of the service.
///
/// # Errors
/// At `text` as [`text`] says; at `from`, when it does not start after the one before it, or starts
/// in or before a week of an approved quarter.
pub fn check(service: &Service, new: &Definition) -> Result<(), Vec<Invalid>> {
    let words = text(&new.text).err();
    let from = after_the_last(service, new).and_then(|()| after_the_approved(service, new)).err();
    let problems: Vec<_> = words.into_iter().chain(from).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn after_the_last(service: &Service, new: &Definition) -> Result<(), Invalid> {
    match service.definitions.last() {
        Some(last) if new.from <= last.from => Err(Invalid::new(
            "from",
            format!(
                "Definition {} starts in the {}. A new one starts after it: choose a later day.",
                last.version,
                last.from.title()
            ),
        )),
        _ => Ok(()),
    }
}

fn after_the_approved(service: &Service, new: &Definition) -> Result<(), Invalid> {
    let reached = service.judgements.locks.iter().map(|lock| lock.quarter);
    let reached = reached.filter(|quarter| new.from <= quarter.last_week());
    let (Some(last), several) = (reached.clone().max(), reached.count() > 1) else { return Ok(()) };
    let reopen = if several { "every approved quarter from that week on" } else { "that quarter" };
    Err(Invalid::new(
        "from",
        format!(
            "{} is approved with the words that stood then. Start the definition after it, in the {} or later; or ask a manager to reopen {reopen} with a reason first.",
            last.months(),
            last.next().first_week().title()
        ),
    ))
}

/// What storing it does, sentence by sentence. Of the definition and the one before it alone, so that
/// what was shown stays true until it is stored.
pub fn effect(service: &Service, new: &Definition) -> Vec<String> {
    let quarter = Quarter::of(new.from);
    let months = quarter.title(service.year_start);
    let before = service.definitions.iter().any(|one| one.version < new.version);
    let printed = if new.from == quarter.first_week() {
        format!("{months} and every quarter after it will be printed with these words.")
    } else if before {
        format!(
            "{months} will be printed with both: the words before, and these from the {}. Every quarter after it will be printed with these alone.",
            new.from.title()
        )
    } else {
        format!(
            "{months} and every quarter after it will be printed with these words, from the {}.",
            new.from.title()
        )
    };
    vec![
        printed,
        "Editions that are approved keep the words they were approved with.".to_owned(),
        "No figure is changed by it. Quarters are compared across it as before, until a change of definition is marked on the charts.".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::check as check_all;
    use super::*;
    use crate::judgement::Lock;
    use crate::week::Week;

    fn service(locked: &[&str]) -> Service {
        let mut service = crate::test_ledger::service(Vec::new());
        let start = service.year_start;
        let lock = |name: &&str| {
            let quarter = Quarter::parse(name, start).unwrap();
            Lock { quarter, edition: 1, by: "Sam".into() }
        };
        service.judgements.locks = locked.iter().map(lock).collect();
        service.definitions =
            vec![Definition { version: 1, from: week("2018-01-01"), text: "One.".into() }];
        service
    }

    fn week(text: &str) -> Week {
        Week::parse(text).unwrap()
    }

    fn new(from: &str, text: &str) -> Definition {
        Definition { version: 2, from: week(from), text: text.into() }
    }

    #[test]
    fn a_text_is_plain_and_of_bounded_length() {
        let check = |typed: &str, expected: Result<&str, &str>| {
            let found = text(typed).map_err(|problem| problem.problem);
            match expected {
                Ok(kept) => assert_eq!(found.as_deref(), Ok(kept)),
                Err(part) => assert!(found.clone().unwrap_err().contains(part), "{found:?}"),
            }
        };
        check("  Before:\r\nno offence yet. \n", Ok("Before:\nno offence yet."));
        check(" \r\n ", Err("Write the definition: what"));
        check("a\u{7}b", Err("plain text"));
        check(&"é".repeat(4_000), Ok(&"é".repeat(4_000)));
        check(&"é".repeat(4_001), Err("has 4,001 characters"));
    }

    #[test]
    fn it_starts_after_the_last_one_and_after_every_approved_quarter() {
        let check = |locked: &[&str], from: &str, expected: &[&str]| {
            let found = check_all(&service(locked), &new(from, "Two.")).err();
            let said: Vec<_> = found.unwrap_or_default().iter().map(ToString::to_string).collect();
            let said = said.join(" ");
            assert_eq!(said.is_empty(), expected.is_empty(), "{from}: {said}");
            assert!(expected.iter().all(|part| said.contains(part)), "{from}: {said}");
        };
        check(&[], "2018-01-08", &[]);
        check(&[], "2018-01-01", &["Definition 1 starts in the week of Monday 1 January 2018."]);
        let one = ["January to March 2019 is approved", "week of Monday 1 April 2019 or later"];
        check(&["2018-Q4"], "2019-03-25", &one);
        check(&["2018-Q4"], "2018-06-04", &one);
        check(&["2018-Q4"], "2019-02-04", &["reopen that quarter with a reason"]);
        check(&["2018-Q4"], "2019-04-01", &[]);
        let two = ["January to March 2019 is", "reopen every approved quarter from that week on"];
        check(&["2018-Q4", "2018-Q3"], "2018-11-05", &two);
        check(&["2018-Q3"], "2019-02-04", &[]);
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let found = check_all(&service(&[]), &new("2018-01-01", " ")).unwrap_err();
        let fields: Vec<_> = found.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["text", "from"]);
    }

    #[test]
    fn what_it_does_is_said_before_it_is_stored() {
        let check = |from: &str, expected: &str| {
            let said = effect(&service(&[]), &new(from, "Two."));
            assert!(said[0].starts_with(expected), "{said:?}");
        };
        check("2019-04-01", "April to June 2019 (Q1 2019/20) and every quarter after it");
        check(
            "2019-05-06",
            "April to June 2019 (Q1 2019/20) will be printed with both: the words before, and these from the week of Monday 6 May 2019.",
        );
        let mut first = service(&[]);
        first.definitions.clear();
        let one = Definition { version: 1, ..new("2019-05-06", "One.") };
        assert!(effect(&first, &one)[0].contains("these words, from the week"), "no words before");
    }
}
