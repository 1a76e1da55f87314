//! What stands against approving a quarter: missing weeks, numbers in doubt, signals nobody has
//! explained, too much not recorded.
//!
//! Refuses to weigh them: each is settled where it stands, or accepted with a reason.

use chrono::NaiveDate;

use crate::owed::{Doubtful, doubtful_in, owed};
use crate::quarter::Quarter;
use crate::series::Ledger;
use crate::service::{Field, lower_first};
use crate::share::share;
use crate::spc::{SignalRun, Variant};
use crate::trend;
use crate::week::{Week, long_date};
use crate::words;

/// Above this part of not recorded answers, 0 to 1, a quarter is not approved without a word.
pub const NOT_RECORDED: f64 = 0.25;
/// Weeks named before "and more".
const NAMED: usize = 3;

/// One thing to be settled or accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Concern {
    /// Names it in a form, the same as long as it is the same concern: letters, digits, `.` and `-`.
    pub code: String,
    /// What it is, as a sentence.
    pub words: String,
    /// Where it can be settled.
    pub kind: ConcernKind,
}

/// What a concern is about.
#[derive(Clone, Debug, PartialEq)]
pub enum ConcernKind {
    /// Weeks in which something is not entered, the first of them with its first empty box.
    Missing(Week, String),
    /// A number that stands in doubt: its week and its name in the form.
    Doubtful(Week, String),
    /// A signal nobody has explained: the channel's short name, the field and the run.
    Unexplained(String, Field, SignalRun),
    /// More than a quarter of the answers not recorded.
    NotRecorded,
}

/// Everything that stands against approving the quarter as of `today`, in the order of a checklist.
pub fn concerns(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Vec<Concern> {
    let mut all: Vec<Concern> = missing(ledger, quarter).into_iter().collect();
    let weeks: Vec<_> = quarter.weeks().filter(|week| week.is_due(today)).collect();
    all.extend(doubtful_in(ledger, &weeks).into_iter().map(doubt));
    all.extend(unexplained(ledger, quarter, today));
    all.extend(not_recorded(ledger, quarter, today));
    all
}

fn missing(ledger: &Ledger, quarter: Quarter) -> Option<Concern> {
    let owed = owed(ledger, quarter.weeks());
    let first = owed.first()?;
    let named = owed.iter().take(NAMED).map(|one| long_date(one.week.monday()));
    let named: Vec<_> = named.collect();
    let words = match owed.len() {
        1 => format!("In the {} something is not entered.", first.week.title()),
        n => format!(
            "In {} weeks something is not entered: those of {}{}.",
            words::small_number(n as u64),
            named.join(", "),
            if n > NAMED { " and later ones" } else { "" }
        ),
    };
    let kind = ConcernKind::Missing(first.week, first.first().to_owned());
    Some(Concern { code: "missing".into(), words, kind })
}

fn doubt(one: Doubtful) -> Concern {
    let words = format!("{} in the {}: {}", one.label, one.week.title(), one.words());
    Concern {
        code: format!("doubt-{}-{}", one.name, one.week),
        words,
        kind: ConcernKind::Doubtful(one.week, one.name),
    }
}

/// Signals of the product's own rules in the weeks of the quarter.
fn unexplained(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Vec<Concern> {
    let mut found = Vec::new();
    for (channel, field) in trend::lines(ledger, today) {
        let made = trend::trend(ledger, channel, field, quarter, Variant::default(), today);
        for (run, said) in made.signals_in(quarter.first_week(), quarter.last_week()) {
            if ledger.service.explanation((channel.id, field), &run).is_some() {
                continue;
            }
            let name = crate::entry::name(channel, field);
            found.push(Concern {
                code: format!("signal-{name}-{}-{}", run.signal.word(), run.from),
                words: format!("{}: {}. Nobody has explained it.", made.label, lower_first(&said)),
                kind: ConcernKind::Unexplained(channel.slug.clone(), field, run),
            });
        }
    }
    found
}

fn not_recorded(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Option<Concern> {
    let unknown = share(ledger, quarter, today).unknown.filter(|part| *part > NOT_RECORDED)?;
    let words = format!(
        "Of {} of the contacts asked about it is not recorded whether they came before an offence.",
        words::percent(unknown)
    );
    Some(Concern { code: "not-recorded".into(), words, kind: ConcernKind::NotRecorded })
}
