//! What comes to the sheet from elsewhere: a draft of its reader's own, and what others saved. And
//! what of it is kept as a draft.
//!
//! Refuses to write over what is typed: two texts for one box stand against each other.

use beforehand::entry::read_count;

use super::board::{Edit, Sheet, Shown, Step, shown_count};

/// A box in which somebody else's number and the reader's own stand against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theirs {
    /// The box.
    pub cell: usize,
    /// What stands there now.
    pub count: Option<u32>,
    /// Who put it there, and when.
    pub by: String,
    /// Whether the channel was closed for the week instead.
    pub closed: bool,
}

/// What becomes of the sheet with a draft of its reader's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// What was untouched here and follows the draft.
    pub step: Step,
    /// Boxes that hold something else here, with the draft's text.
    pub against: Vec<(usize, String)>,
    /// Reasons, by their names in the form.
    pub reasons: Vec<(String, String)>,
}

/// Whether a name of the form is that of a reason, of whatever.
pub fn is_reason(name: &str) -> bool {
    name.ends_with(".reason") || name.ends_with(".reason.text") || name == "correction"
}

impl Sheet {
    /// Names and values of what was touched in a week, as a draft holds them; `also` gives what the
    /// page holds beside a touched box (its reason).
    pub fn draft(
        &self,
        week: usize,
        also: impl Fn(&str) -> Vec<(String, String)>,
    ) -> Vec<(String, String)> {
        let prefix = self.setup.prefix(week);
        let bare = |name: &str| name.strip_prefix(&prefix).unwrap_or(name).to_owned();
        let mut pairs = Vec::new();
        for (n, cell) in self.setup.cells.iter().enumerate().filter(|(_, c)| c.week == week) {
            let same = read_count("", self.text(n)).is_ok_and(|count| count == cell.was);
            let name = self.setup.name(n);
            let also = also(&name);
            // A number that stands may be given a reason without being touched.
            if same && !(cell.standing && also.iter().any(|(_, value)| !value.is_empty())) {
                continue;
            }
            pairs.push((bare(&name), self.text(n).to_owned()));
            let was = cell.was.map(|count| count.to_string()).unwrap_or_default();
            pairs.push((format!("{}.was", bare(&name)), was));
            pairs.extend(also.into_iter().map(|(name, value)| (bare(&name), value)));
        }
        for (name, on) in &self.ticks {
            let Some(own) = name.strip_prefix(&prefix).filter(|_| self.is_of(name, week)) else {
                continue;
            };
            let also = also(name);
            let explained =
                *on && also.iter().any(|(name, why)| is_reason(name) && !why.is_empty());
            if !self.is_turned(name, *on) && !explained {
                continue;
            }
            pairs.extend(also.into_iter().map(|(name, value)| (bare(&name), value)));
            if *on {
                let value = if own.rsplit('.').next() == Some("turn") {
                    self.turn_value(name)
                } else {
                    "1"
                };
                pairs.push((own.to_owned(), value.to_owned()));
            }
        }
        pairs
    }

    /// Whether a tick that is so says something else than what stands.
    pub(super) fn is_turned(&self, name: &str, on: bool) -> bool {
        on != self.closed.contains(name)
    }

    fn is_of(&self, tick: &str, week: usize) -> bool {
        (0..self.setup.cells.len()).any(|n| {
            self.setup.cells[n].week == week
                && (self.closed_name(n) == tick || self.turn_name(n) == tick)
        })
    }

    fn turn_value(&self, tick: &str) -> &'static str {
        let cell = (0..self.setup.cells.len()).find(|n| self.turn_name(*n) == tick);
        if cell.is_some_and(|n| self.setup.cells[n].collected) { "stop" } else { "start" }
    }

    /// Looks at a draft of the reader's own, typed into the week on another page or on this one before.
    /// It fills what is untouched, unless somebody has saved another number there since.
    pub fn take_in(&self, week: usize, typed: &[(String, String)]) -> Own {
        let value = |name: &str| {
            typed.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
        };
        let mut own = Own::default();
        for n in 0..self.setup.cells.len() {
            let cell = &self.setup.cells[n];
            if cell.week != week {
                continue;
            }
            let line = &self.setup.lines[cell.line];
            let closed = format!("{}.closed", line.slug);
            if value(&format!("{closed}.was")).is_some() {
                own.tick(self, self.closed_name(n), value(&closed).is_some());
            }
            if value(&format!("{}.turn", line.line.name)).is_some() {
                own.tick(self, self.turn_name(n), true);
            }
            let Some(text) = value(&line.line.name).filter(|text| !self.says(n, text)) else {
                continue;
            };
            let was = value(&format!("{}.was", line.line.name));
            if self.says_what_stands(n) && was.and_then(|was| was.parse().ok()) == cell.was {
                own.step.push(self.typing(n, text));
            } else {
                own.against.push((n, text.to_owned()));
            }
        }
        let prefix = self.setup.prefix(week);
        for (name, why) in typed.iter().filter(|(name, why)| is_reason(name) && !why.is_empty()) {
            let of_all = name == "correction";
            let name = if of_all { name.clone() } else { format!("{prefix}{name}") };
            own.reasons.push((name, why.clone()));
        }
        own
    }

    /// Whether a box says what a text says.
    fn says(&self, cell: usize, text: &str) -> bool {
        let count = read_count("", text);
        text == self.text(cell) || count.is_ok() && count == read_count("", self.text(cell))
    }

    /// Whether nothing else is in a box than what stands there.
    fn says_what_stands(&self, cell: usize) -> bool {
        let count = read_count("", self.text(cell));
        count.is_ok_and(|count| count == self.setup.cells[cell].was)
    }

    /// Takes in what others saved of a week: boxes that the reader did not touch follow, and are
    /// given as edits to show; those that differ from both stand against each other. `closed` names
    /// the channels that are closed all week, and who closed them.
    pub fn see(
        &mut self,
        week: usize,
        version: i32,
        figures: &[(String, Option<u32>, String)],
        closed: &[(String, String)],
    ) -> (Vec<Edit>, Vec<Theirs>) {
        let (mut follow, mut against) = (Vec::new(), Vec::new());
        for n in 0..self.setup.cells.len() {
            if self.setup.cells[n].week != week {
                continue;
            }
            let line = &self.setup.lines[self.setup.cells[n].line];
            let shut = closed.iter().find(|(slug, _)| *slug == line.slug).map(|(_, by)| by);
            let seen = figures.iter().find(|(name, ..)| *name == line.line.name);
            follow.extend(self.see_closed(n, shut.is_some()));
            let Some((_, count, by)) = seen else { continue };
            let untouched = self.says_what_stands(n);
            let changed = *count != self.setup.cells[n].was;
            self.setup.cells[n].was = *count;
            if untouched {
                if changed {
                    let edit = self.typing(n, shown_count(*count));
                    self.set(&edit);
                    follow.push(edit);
                }
            } else if let Some(by) = shut.filter(|_| self.shown(n) == Shown::Closed) {
                let by = by.clone();
                against.push(Theirs { cell: n, count: None, by, closed: true });
            } else if changed && !self.says_what_stands(n) {
                against.push(Theirs { cell: n, count: *count, by: by.clone(), closed: false });
            }
        }
        self.setup.weeks[week].version = version;
        (follow, against)
    }

    /// Whether the cell's channel is closed now; a tick that the reader did not touch follows.
    fn see_closed(&mut self, cell: usize, closed: bool) -> Option<Edit> {
        let name = self.closed_name(cell);
        if closed == self.closed.contains(&name) {
            return None;
        }
        let touched = self.is_turned(&name, self.is_ticked(&name));
        if closed {
            self.closed.insert(name.clone());
        } else {
            self.closed.remove(&name);
        }
        let edit = Edit::Tick { name, on: closed };
        if touched {
            return None;
        }
        self.set(&edit);
        Some(edit)
    }
}

impl Own {
    /// A tick of the draft's, unless the reader has turned it here or it is so already.
    fn tick(&mut self, sheet: &Sheet, name: String, on: bool) {
        let here = sheet.is_ticked(&name);
        if here == on || sheet.is_turned(&name, here) {
            return;
        }
        let edit = Edit::Tick { name, on };
        // A channel's boxes all name the one tick that closes it.
        if !self.step.contains(&edit) {
            self.step.push(edit);
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::tests::{cell, enter, one_week, three_weeks};
    use super::*;
    use crate::entry::TypedWeek;
    use crate::entry::sheet::Setup;
    use crate::look::weeks::{ledger, page};

    #[test]
    fn a_draft_holds_what_was_touched() {
        let mut sheet = three_weeks();
        assert_eq!(sheet.draft(1, |_| vec![]), vec![]);
        enter(&mut sheet, "2019-03-18.calls.answered", "77");
        let chat = cell(&sheet, "2019-03-25.live-chats.answered");
        let closing = sheet.turn_closed(chat);
        sheet.apply(closing);
        let beside = |name: &str| vec![(format!("{name}.reason"), "press".to_owned())];
        let names = |week| {
            let pairs = sheet.draft(week, beside);
            pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
        };
        let was = sheet.setup.cells[cell(&sheet, "2019-03-18.calls.answered")].was.unwrap();
        let expected = [
            "calls.answered=77".to_owned(),
            format!("calls.answered.was={was}"),
            "calls.answered.reason=press".to_owned(),
        ];
        assert_eq!(names(1), expected);
        assert_eq!(names(2), ["live-chats.closed.reason=press", "live-chats.closed=1"]);
    }

    #[test]
    fn what_others_save_is_followed_or_stands_against() {
        let mut sheet = one_week();
        enter(&mut sheet, "calls.answered", "128");
        enter(&mut sheet, "calls.before", "44");
        let seen = |name: &str, count| (name.to_owned(), count, "Sam at 14:32".to_owned());
        let figures = [
            seen("calls.answered", Some(131)),
            seen("calls.before", Some(44)),
            seen("calls.missed", Some(52)),
        ];
        let (follow, against) = sheet.see(0, 1, &figures, &[]);
        assert_eq!(follow.len(), 1);
        assert_eq!(sheet.text(cell(&sheet, "calls.missed")), "52");
        let against: Vec<_> = against.iter().map(|one| (one.cell, one.count)).collect();
        assert_eq!(against, [(cell(&sheet, "calls.answered"), Some(131))]);
        assert_eq!(sheet.text(cell(&sheet, "calls.answered")), "128", "the reader's text is kept");
        assert_eq!(sheet.setup.weeks[0].version, 1);
        let changes: Vec<_> = sheet.changes().into_iter().map(|c| (c.before, c.after)).collect();
        assert_eq!(changes, [("131".to_owned(), "128".to_owned())]);
    }

    #[test]
    fn a_channel_that_others_close_is_closed_here_and_typed_numbers_stand_against_it() {
        let mut sheet = one_week();
        enter(&mut sheet, "calls.answered", "128");
        let same: Vec<_> = sheet.setup.lines.iter().map(|one| one.line.name.clone()).collect();
        let figures: Vec<_> =
            same.into_iter().map(|name| (name, None, "Sam at 14:32".to_owned())).collect();
        let closed = ["calls", "website"].map(|slug| (slug.to_owned(), "Sam".to_owned()));
        let (follow, against) = sheet.see(0, 1, &figures, &closed);
        let ticks: Vec<_> = follow.iter().filter(|one| matches!(one, Edit::Tick { .. })).collect();
        assert_eq!(ticks.len(), 2, "{follow:?}");
        let against: Vec<_> = against.iter().map(|one| (one.cell, one.closed)).collect();
        assert_eq!(against, [(cell(&sheet, "calls.answered"), true)]);
        assert_eq!(sheet.text(cell(&sheet, "calls.answered")), "128", "the reader's text is kept");
        assert!(sheet.draft(0, |_| Vec::new()).iter().all(|(name, _)| name != "website.closed"));
        // Opened again by others: the tick follows, and closing it here is the reader's own again.
        let (follow, _) = sheet.see(0, 2, &figures, &[]);
        assert_eq!(follow.len(), 2);
        assert!(!sheet.is_ticked("calls.closed"));
        let closing = sheet.turn_closed(cell(&sheet, "website.visits"));
        sheet.apply(closing);
        assert!(sheet.draft(0, |_| Vec::new()).contains(&("website.closed".into(), "1".into())));
        let (follow, _) = sheet.see(0, 3, &figures, &closed[1..]);
        assert_eq!(follow, [], "it is closed already");
    }

    #[test]
    fn a_closing_that_was_drafted_before_is_drafted_again() {
        let typed = TypedWeek::from_pairs(&[
            ("calls.closed".to_owned(), "1".to_owned()),
            ("calls.closed.was".to_owned(), "no".to_owned()),
            ("website.visitors.turn".to_owned(), "stop".to_owned()),
        ]);
        let sheet = Sheet::new(Setup::of_week(&page(&ledger(), Some(&typed))));
        let pairs = sheet.draft(0, |_| Vec::new());
        for pair in [("calls.closed", "1"), ("website.visitors.turn", "stop")] {
            assert!(pairs.contains(&(pair.0.into(), pair.1.into())), "{pair:?} in {pairs:?}");
        }
        let listed: Vec<_> = sheet.changes().into_iter().map(|change| change.after).collect();
        assert!(listed.contains(&"closed all week".to_owned()), "{listed:?}");
    }

    #[test]
    fn a_draft_from_elsewhere_fills_what_is_untouched_and_stands_against_the_rest() {
        let mut sheet = one_week();
        enter(&mut sheet, "calls.before", "44");
        let missed = cell(&sheet, "calls.missed");
        sheet.setup.cells[missed].was = Some(7);
        sheet.write(missed, "7");
        let typed = [
            ("calls.answered", "128"),
            ("calls.answered.was", ""),
            ("calls.answered.reason", "press"),
            ("calls.before", "45"),
            ("calls.before.was", ""),
            // Typed before somebody saved 7.
            ("calls.missed", "9"),
            ("calls.missed.was", ""),
            ("website.closed", "1"),
            ("website.closed.was", "no"),
            ("website.closed.reason", "Fire"),
            ("website.visitors.turn", "stop"),
            ("correction", "Counted twice"),
        ];
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let typed: Vec<_> = typed.iter().map(own).collect();
        let taken = sheet.take_in(0, &typed);
        let tick = |name: &str| Edit::Tick { name: name.to_owned(), on: true };
        let answered = sheet.typing(cell(&sheet, "calls.answered"), "128");
        for edit in [answered, tick("website.closed"), tick("website.visitors.turn")] {
            assert!(taken.step.contains(&edit), "{edit:?} in {:?}", taken.step);
        }
        assert_eq!(taken.step.len(), 3);
        let against = [("calls.before", "45"), ("calls.missed", "9")];
        let against = against.map(|(name, text)| (cell(&sheet, name), text.to_owned()));
        assert_eq!(taken.against, against);
        let reasons: Vec<_> = taken.reasons.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(reasons, ["calls.answered.reason", "website.closed.reason", "correction"]);
        sheet.apply(taken.step);
        let again = sheet.take_in(0, &typed[..3]);
        assert_eq!((again.step.len(), again.against.len()), (0, 0), "it is in already");
    }
}
