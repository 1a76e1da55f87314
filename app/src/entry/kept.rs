//! A kept draft beside what stands: as the form it was typed into, and whether it still says
//! anything.

use beforehand::entry::{name, read_count};
use beforehand::series::Ledger;
use beforehand::service::{Channel, Field};
use beforehand::week::Week;

use super::ask;
use super::{DraftWeek, TypedWeek};

/// What the server says of a form and not its reader.
const OURS: [&str; 3] = ["version", "key", "review"];

impl DraftWeek {
    /// The form as it was typed, made from that version of the week. A form of its own: the key of
    /// another one, which may have been sent, is left out.
    pub fn as_typed(&self, version: i32) -> TypedWeek {
        let typed = self.typed.iter().filter(|(name, _)| !OURS.contains(&name.as_str()));
        let version = ("version".to_owned(), version.to_string());
        TypedWeek::from_pairs(&typed.cloned().chain([version]).collect::<Vec<_>>())
    }

    /// Whether it says something that does not stand. What is in no box of that week's form says
    /// nothing; the reason for a correction does while the week is as it was: after it, the
    /// correction has been made.
    pub fn differs(&self, ledger: &Ledger, week: Week, version: i32) -> bool {
        let typed = self.as_typed(self.version);
        let running = ledger.service.channels.iter().filter(|channel| channel.runs(week));
        let mut fields = running
            .clone()
            .flat_map(|channel| channel.kind.fields().iter().map(move |field| (channel, *field)));
        fields.any(|(channel, field)| figure_differs(&typed, ledger, week, (channel, field)))
            || running.clone().any(|channel| closing_differs(&typed, ledger, week, channel))
            || (typed.has("correction") && self.version >= version)
    }

    /// Whether all it says is in a form too, so that going on from that form loses nothing of it.
    pub fn is_in(&self, form: &TypedWeek) -> bool {
        let own = |name: &str| OURS.contains(&name) || name.rsplit('.').next() == Some("was");
        let mut said = self.typed.iter().filter(|(name, _)| !own(name));
        said.all(|(name, value)| form.get(name).unwrap_or_default() == value)
    }
}

fn figure_differs(
    typed: &TypedWeek,
    ledger: &Ledger,
    week: Week,
    (channel, field): (&Channel, Field),
) -> bool {
    let (name, key) = (name(channel, field), (channel.id, field, week));
    let count = typed.get(&name).is_some_and(|text| {
        let count = read_count(&name, text).map(|count| ask::instead(typed, &name).or(count));
        count != Ok(ledger.count(key))
    });
    let note = ask::given(typed, &name).is_some_and(|note| ledger.note(key) != Some(&note));
    let collected = channel.collects(field, week);
    let turned = match typed.get(&format!("{name}.turn")) {
        Some("stop") => collected,
        Some("start") => !collected,
        _ => false,
    };
    count || note || turned
}

fn closing_differs(typed: &TypedWeek, ledger: &Ledger, week: Week, channel: &Channel) -> bool {
    let closed = ledger.open_days(channel, week) == 0;
    let ticked = typed.closed_was(&channel.slug).map_or(closed, |_| typed.closed(&channel.slug));
    let reason = typed.get(&format!("{}.closed.reason", channel.slug)).unwrap_or_default().trim();
    let stands = ledger.closed_reason(channel.id, week).unwrap_or_default();
    ticked != closed || (!reason.is_empty() && reason != stands)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::look::fixtures::week;
    use crate::look::weeks::{MONDAY, ledger};

    fn draft(pairs: &[(&str, &str)]) -> DraftWeek {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let typed = pairs.iter().map(own).collect();
        DraftWeek { week: MONDAY.to_owned(), version: 1, turn: 7, typed }
    }

    #[test]
    fn a_draft_that_says_what_stands_says_nothing() {
        let mut ledger = ledger();
        ledger.set_count((1, Field::Answered, week(MONDAY)), 128);
        ledger.set_note((1, Field::Answered, week(MONDAY)), "Press: news".to_owned());
        ledger.set_open_days(3, week(MONDAY), 0);
        ledger.set_closed_reason(3, week(MONDAY), "Fire".to_owned());
        let check = |pairs: &[(&str, &str)], expected| {
            let differs = draft(pairs).differs(&ledger, week(MONDAY), 1);
            assert_eq!(differs, expected, "{pairs:?}");
        };
        check(&[], false);
        check(&[("calls.answered", "128"), ("calls.answered.was", "100")], false);
        check(&[("calls.answered", "1 28")], true);
        check(&[("calls.answered", "129")], true);
        check(&[("calls.answered", "")], true);
        check(&[("calls.answered", "12x")], true);
        check(&[("calls.missed", " ")], false);
        check(&[("calls.answered", "1280"), ("calls.answered.reason", "=128")], false);
        let reason = ("calls.answered.reason", "press");
        check(&[reason, ("calls.answered.reason.text", "news")], false);
        check(&[reason, ("calls.answered.reason.text", "radio")], true);
        check(&[("calls.missed.turn", "stop")], true);
        check(&[("calls.missed.turn", "start")], false);
        check(&[("calls.closed", "1"), ("calls.closed.was", "no")], true);
        check(&[("calls.closed", "1")], false);
        let shut = ("secure-messages.closed", "1");
        check(&[shut, ("secure-messages.closed.was", "no")], false);
        check(&[("secure-messages.closed.was", "week")], true);
        check(&[("secure-messages.closed.reason", "Fire")], false);
        check(&[("secure-messages.closed.reason", "Flood")], true);
        check(&[("nobody.answered", "5"), ("<b>", "x"), ("key", "k"), ("version", "9")], false);
        check(&[("correction", "Counted twice")], true);
        let late = draft(&[("correction", "Counted twice"), ("calls.answered", "128")]);
        assert!(!late.differs(&ledger, week(MONDAY), 2), "the correction has been made");
    }

    #[test]
    fn a_draft_becomes_a_form_of_its_own() {
        let typed = draft(&[("key", "old"), ("version", "9"), ("calls.missed", "5")]).as_typed(3);
        assert_eq!((typed.version(), typed.key()), (3, None));
        assert_eq!(typed.get("calls.missed"), Some("5"));
    }

    #[test]
    fn a_form_that_holds_a_draft_goes_on_from_it() {
        let form = draft(&[("calls.missed", "5"), ("calls.before", "9")]).as_typed(1);
        let check = |pairs: &[(&str, &str)], expected| {
            assert_eq!(draft(pairs).is_in(&form), expected, "{pairs:?}");
        };
        check(&[], true);
        check(&[("calls.missed", "5"), ("calls.missed.was", "4"), ("calls.closed", "")], true);
        check(&[("calls.missed", "6")], false);
        check(&[("calls.after", "6")], false);
    }
}
