//! What somebody typed into the forms about signals: kept as it came, then read.

use beforehand::closure::read_day;
use beforehand::invalid::Invalid;
use beforehand::judgement::{Cause, Good, Line, name, reason};
use beforehand::service::Service;
use beforehand::spc::Signal;
use beforehand::week::Week;

use super::{StepQuery, place};

/// The names and values of a posted form, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSignals {
    pairs: Vec<(String, String)>,
}

/// What a form asks for, of which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Channel and field.
    pub line: Line,
    /// What.
    pub what: AskedWhat,
}

/// What a form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedWhat {
    /// Explain the signal with that rule and first week.
    Explain(Signal, Week, Cause),
    /// Take the explanation with that version back.
    Reopen(Signal, Week, i32),
    /// Start new limits.
    Step {
        /// The first week.
        week: Week,
        /// The event's id.
        event: String,
        /// The step's name.
        name: String,
        /// Why.
        reason: String,
        /// The line as it was seen.
        version: i32,
        /// The preview as it was seen.
        mark: String,
    },
    /// Undo the new limits of a week, with the reason.
    Undo(Week, String, i32),
    /// Set the direction, with the reason.
    Direct(Good, String, i32),
}

impl TypedSignals {
    /// Keeps the pairs of a form.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        Self { pairs: pairs.to_vec() }
    }

    /// The last value with that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The text in a field; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Which form it is: `explain`, `reopen`, `step`, `undo` or `direct`.
    pub fn form(&self) -> &str {
        self.text("do")
    }

    /// The idempotency key of the form; none when it is empty or longer than any of ours.
    pub fn key(&self) -> Option<String> {
        self.get("key").filter(|key| !key.is_empty() && key.len() <= 64).map(str::to_owned)
    }

    /// The line without the version that stands behind it in the list of lines.
    pub fn line(&self) -> &str {
        self.text("line").split(' ').next().unwrap_or_default()
    }

    /// The preview that the form of new limits belongs to.
    pub fn preview(&self) -> StepQuery {
        if self.form() != "step" {
            return StepQuery::default();
        }
        StepQuery { line: self.line().to_owned(), week: self.text("week").to_owned() }
    }

    /// The place of the signal or step that the form stands at.
    pub fn place(&self) -> String {
        let week = Week::parse(self.text("from")).ok();
        match (self.form(), Signal::from_word(self.text("signal")), week) {
            ("undo", ..) => step_place(self.line(), self.text("week")),
            (_, Some(signal), Some(from)) => place(self.line(), signal, from),
            _ => String::new(),
        }
    }

    /// The field of the page that a problem with this form belongs to.
    pub fn at(&self, field: &str) -> String {
        match self.form() {
            "explain" if !field.is_empty() => format!("{field}-{}", self.place()),
            "undo" if field == "reason" => format!("reason-{}", self.place()),
            "direct" if field == "reason" => "direction-reason".to_owned(),
            _ => field.to_owned(),
        }
    }

    /// Reads the form.
    ///
    /// # Errors
    /// Everything that cannot be read or may not be, in the order of the form.
    pub fn read(&self, service: &Service) -> Result<Asked, Vec<Invalid>> {
        let line = service.figure_named(self.line()).map(|(channel, field)| (channel.id, field));
        let what = match self.form() {
            "explain" => self.read_cause(),
            "reopen" => self.read_reopen(),
            "step" => self.read_step(),
            "undo" => self.read_undo(),
            "direct" => self.read_direct(line.is_some()),
            _ => Err(vec![Invalid::new("", "Nothing was asked for. Use one of the forms below.")]),
        };
        let line = line.ok_or_else(|| vec![Invalid::new("line", "Choose a line.")]);
        let what = what.map_err(|problems| {
            let at = |one: Invalid| Invalid { field: self.at(&one.field), ..one };
            problems.into_iter().map(at).collect::<Vec<_>>()
        })?;
        Ok(Asked { line: line?, what })
    }

    fn signal(&self) -> Result<(Signal, Week), Vec<Invalid>> {
        let signal = Signal::from_word(self.text("signal"));
        let week = Week::parse(self.text("from")).ok();
        signal.zip(week).ok_or_else(|| vec![Invalid::new("", WHICH)])
    }

    fn read_cause(&self) -> Result<AskedWhat, Vec<Invalid>> {
        let (signal, from) = self.signal()?;
        let cause = match self.text("cause") {
            "chance" => Cause::Chance,
            "event" if self.text("event").is_empty() => {
                return Err(vec![Invalid::new("event", "Choose the event that explains it.")]);
            }
            "event" => Cause::Event(self.text("event").to_owned()),
            _ => {
                let ask = "Write why, or choose an event, or say that it was chance.";
                reason("words", self.text("words"), ask).map(Cause::Words).map_err(|w| vec![w])?
            }
        };
        Ok(AskedWhat::Explain(signal, from, cause))
    }

    fn read_reopen(&self) -> Result<AskedWhat, Vec<Invalid>> {
        let (signal, from) = self.signal()?;
        Ok(AskedWhat::Reopen(signal, from, self.version()))
    }

    fn read_step(&self) -> Result<AskedWhat, Vec<Invalid>> {
        let mut problems = Vec::new();
        let week = read_week(self.text("week")).map_err(|wrong| problems.push(wrong));
        let event = self.text("event").to_owned();
        if event.is_empty() {
            let ask =
                "Choose the event that made the difference. If it is not listed, add it first.";
            problems.push(Invalid::new("event", ask));
        }
        let ask = "Give the new limits a short name, such as Second line.";
        let name = name("name", self.text("name"), ask).map_err(|wrong| problems.push(wrong));
        let ask = "Say why the line is another one now.";
        let reason = reason("reason", self.text("reason"), ask).map_err(|one| problems.push(one));
        match (week, name, reason) {
            (Ok(week), Ok(name), Ok(reason)) if problems.is_empty() => Ok(AskedWhat::Step {
                week,
                event,
                name,
                reason,
                version: self.version(),
                mark: self.text("mark").to_owned(),
            }),
            _ => Err(problems),
        }
    }

    fn read_undo(&self) -> Result<AskedWhat, Vec<Invalid>> {
        let week = read_week(self.text("week")).map_err(|_| vec![Invalid::new("", WHICH)])?;
        let ask = "Say why the new limits are undone.";
        let because = reason("reason", self.text("reason"), ask).map_err(|wrong| vec![wrong])?;
        Ok(AskedWhat::Undo(week, because, self.version()))
    }

    fn read_direct(&self, has_line: bool) -> Result<AskedWhat, Vec<Invalid>> {
        let mut problems = Vec::new();
        if !has_line {
            problems.push(Invalid::new("line", "Choose the line."));
        }
        let good = Good::from_word(self.text("good"));
        if good.is_none() {
            problems.push(Invalid::new("good", "Choose which way is good."));
        }
        let ask = "Say why, such as Every missed call is somebody who waits.";
        let why = reason("reason", self.text("reason"), ask).map_err(|wrong| problems.push(wrong));
        match (good, why) {
            (Some(good), Ok(why)) if problems.is_empty() => {
                let version = self.text("line").split(' ').nth(1).and_then(|v| v.parse().ok());
                Ok(AskedWhat::Direct(good, why, version.unwrap_or(0)))
            }
            _ => Err(problems),
        }
    }

    fn version(&self) -> i32 {
        self.text("version").parse().unwrap_or(0)
    }
}

const WHICH: &str = "Which one is meant? Use the forms beside it.";

/// The place of a recorded step.
pub(super) fn step_place(line: &str, week: &str) -> String {
    crate::ui::field_id(&format!("step-{line}-{week}"))
}

/// The week of a typed day.
///
/// # Errors
/// At the field `week` when it is no day.
pub(super) fn read_week(text: &str) -> Result<Week, Invalid> {
    let day = read_day("week", text)?;
    let ask = "Give a day of the first week with new limits.";
    day.map(Week::containing).ok_or_else(|| Invalid::new("week", ask))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::look::weeks::ledger;

    fn typed(text: &str) -> TypedSignals {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        let pairs: Vec<_> = pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        TypedSignals::from_pairs(&pairs)
    }

    #[test]
    fn a_form_is_read() {
        let check = |form: &str, expected: &str| {
            let asked = typed(form).read(&ledger().service).unwrap();
            assert_eq!(format!("{:?} {:?}", asked.line, asked.what), expected);
        };
        let signal = "line=calls.answered&signal=shift_above&from=2019-01-07";
        check(
            &format!("do=explain&cause=chance&{signal}"),
            "(1, Answered) Explain(ShiftAbove, Week(2019-01-07), Chance)",
        );
        check(
            &format!("do=explain&cause=event&event=e1&words=x&{signal}"),
            "(1, Answered) Explain(ShiftAbove, Week(2019-01-07), Event(\"e1\"))",
        );
        check(
            &format!("do=explain&cause=words&words= Radio spots &{signal}"),
            "(1, Answered) Explain(ShiftAbove, Week(2019-01-07), Words(\"Radio spots\"))",
        );
        check(
            &format!("do=reopen&version=7&{signal}"),
            "(1, Answered) Reopen(ShiftAbove, Week(2019-01-07), 7)",
        );
        check(
            "do=undo&line=calls.missed&week=2019-01-07&reason=Too early&version=9",
            "(1, Missed) Undo(Week(2019-01-07), \"Too early\", 9)",
        );
        check(
            "do=direct&line=calls.missed 4&good=down&reason=Fewer wait",
            "(1, Missed) Direct(Down, \"Fewer wait\", 4)",
        );
    }

    #[test]
    fn what_is_wrong_is_named_field_by_field() {
        let check = |form: &str, fields: &[&str]| {
            let problems = typed(form).read(&ledger().service).unwrap_err();
            let found: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(found, fields, "{form}: {problems:?}");
        };
        let signal = "line=calls.answered&signal=shift_above&from=2019-01-07";
        let place = "calls-answered-shift-above-2019-01-07";
        check(&format!("do=explain&cause=words&{signal}"), &[&format!("words-{place}")]);
        check(&format!("do=explain&cause=event&{signal}"), &[&format!("event-{place}")]);
        check("do=explain&cause=chance&line=calls.answered", &[""]);
        check("do=explain&cause=chance&line=x&signal=shift_above&from=2019-01-07", &["line"]);
        check("do=step&line=calls.answered&week=soon", &["week", "event", "name", "reason"]);
        check("do=direct", &["line", "good", "direction-reason"]);
        check(
            "do=undo&line=calls.answered&week=2019-01-07",
            &["reason-step-calls-answered-2019-01-07"],
        );
        check("do=nothing", &[""]);
    }
}
