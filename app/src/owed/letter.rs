//! The text of a reminder: which boxes of which weeks are empty, and the way to each week.
//!
//! Plain text only. Whatever people named is put on one line, so that no name can add a line.

use std::fmt::Write as _;

use beforehand::owed::{Missing, OwedWeek};
use beforehand::service::lower_first;
use beforehand::week::long_date;
use beforehand::words::{capital, one_line};

use super::address;
use crate::ServiceLink;
use crate::ui;

/// Weeks named in one letter: a quarter's worth. Nobody enters more at a sitting.
pub const NAMED: usize = 13;

/// Subject and text of a reminder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// "North Helpline: 2 weeks to finish".
    pub subject: String,
    /// The text, in lines.
    pub text: String,
}

/// The reminder of a service's owed weeks, the latest first, signed `by` a manager. `base` is the
/// site's address: `https://counts.example.org`.
pub fn letter(service: &ServiceLink, owed: &[OwedWeek], base: &str, by: &str) -> Letter {
    let name = one_line(&service.name);
    let weeks = ui::times(owed.len(), "week", "weeks");
    let these = if owed.len() == 1 { "One week" } else { "Some weeks" };
    let are = if owed.len() == 1 { "is" } else { "are" };
    let mut text =
        format!("Hello,\n\n{these} of {name} {are} not finished yet. This is missing:\n");
    for owed in owed.iter().take(NAMED) {
        let title = capital(&owed.week.title());
        let _ = writeln!(text, "\n{title} ({})", owed.state());
        for missing in &owed.missing {
            let _ = writeln!(text, "- {}", cells(missing));
        }
        let to = address(&service.slug, owed.week, owed.first());
        let _ = writeln!(text, "{base}{to}");
    }
    if let (Some(more), Some(oldest)) = (owed.len().checked_sub(NAMED + 1), owed.last()) {
        let more = ui::times(more + 1, "earlier week", "earlier weeks");
        let oldest = long_date(oldest.week.monday());
        let _ = writeln!(
            text,
            "\n{more} before these, back to the week of {oldest}, can be found at\n{base}/"
        );
    }
    let _ = write!(
        text,
        "\nA week takes about a minute. What is not known can stay empty: please never put 0 for it.\n\nThank you,\n{}\n",
        one_line(by)
    );
    Letter { subject: format!("{name}: {weeks} to finish"), text }
}

/// "Calls: answered, before an offence, missed".
fn cells(missing: &Missing) -> String {
    let fields: Vec<_> = missing.cells.iter().map(|one| lower_first(one.field.heading())).collect();
    format!("{}: {}", one_line(&missing.channel), fields.join(", "))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use beforehand::owed::owed;
    use beforehand::service::Field;

    use super::*;
    use crate::look::fixtures::week;
    use crate::look::weeks::ledger;

    fn service(name: &str) -> ServiceLink {
        ServiceLink { slug: "north".into(), name: name.into() }
    }

    #[test]
    fn it_names_every_missing_box_with_the_way_to_its_week() {
        let mut ledger = ledger();
        let (empty, part) = (week("2030-01-14"), week("2030-01-07"));
        for channel in ledger.service.channels.clone() {
            for field in channel.kind.fields().iter().filter(|field| **field != Field::Missed) {
                ledger.set_count((channel.id, *field, part), 1);
            }
        }
        let owed = owed(&ledger, [empty, part].into_iter());
        let said = letter(&service("Helpline North"), &owed, "https://x.example", "Sam");
        assert_eq!(said.subject, "Helpline North: 2 weeks to finish");
        let expected = "Hello,

Some weeks of Helpline North are not finished yet. This is missing:

Week of Monday 14 January 2030 (nothing entered yet)
- Calls: answered, before an offence, after an offence, does not apply, missed
- Live chats: answered, before an offence, after an offence, does not apply
- Secure messages: answered, before an offence, after an offence, does not apply
- Website: visits, visitors
https://x.example/services/north/week/2030-01-14#calls-answered

Week of Monday 7 January 2030 (partly entered)
- Calls: missed
https://x.example/services/north/week/2030-01-07#calls-missed

A week takes about a minute. What is not known can stay empty: please never put 0 for it.

Thank you,
Sam
";
        assert_eq!(said.text, expected);
    }

    #[test]
    fn many_weeks_are_named_up_to_a_quarter() {
        let ledger = ledger();
        let first = week("2030-01-07");
        let weeks: Vec<_> = first.through(first.plus(15)).rev().collect();
        let owed = owed(&ledger, weeks.into_iter());
        let said = letter(&service("North"), &owed, "http://x", "Sam").text;
        assert_eq!(said.matches("http://x/services/north/week/").count(), NAMED);
        assert!(said.contains("3 earlier weeks before these, back to the week of 7 January 2030"));
    }

    #[test]
    fn no_name_adds_a_line() {
        let mut ledger = ledger();
        "Calls\r\nBcc: x@evil.example".clone_into(&mut ledger.service.channels[0].name);
        let owed = owed(&ledger, [week("2030-01-14")].into_iter());
        let hostile = "North\r\n\r\nBcc: all@evil.example\u{2028}x\u{85}y\0z";
        let said = letter(&service(hostile), &owed, "http://x", "Sam\nhttp://evil.example");
        assert_eq!(said.subject, "North Bcc: all@evil.example x y z: 1 week to finish");
        let lines: Vec<_> = said.text.lines().collect();
        assert_eq!(
            lines[2],
            "One week of North Bcc: all@evil.example x y z is not finished yet. This is missing:"
        );
        assert_eq!(lines[lines.len() - 1], "Sam http://evil.example");
        assert!(lines.iter().all(|line| !line.starts_with("Bcc:")), "{}", said.text);
        assert!(!said.text.contains('\r'));
    }
}
