//! The answer rate of one channel in one quarter, as its page says it. Refuses a verdict: that is
//! `part`'s.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::quarter::Quarter;
use crate::series::Ledger;
use crate::service::{Channel, Field};

/// Contacts answered ÷ contacts offered of one channel in one quarter (docs/rules.md, section 8): "of
/// calls offered", never "of callers", since missed callers ring again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerRate {
    /// Answered.
    pub answered: u64,
    /// Missed.
    pub missed: u64,
    /// answered ÷ (answered + missed); none when both are 0.
    pub rate: Option<f64>,
    /// Weeks in which both are entered.
    pub weeks: u32,
}

impl AnswerRate {
    pub(crate) fn new(answered: u64, missed: u64, weeks: u32) -> Self {
        let offered = answered + missed;
        let rate = (offered > 0).then(|| answered as f64 / offered as f64);
        Self { answered, missed, rate, weeks }
    }

    /// Two channels together; the weeks are those of the one that has more.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::new(
            self.answered + other.answered,
            self.missed + other.missed,
            self.weeks.max(other.weeks),
        )
    }
}

/// The answer rate of a channel in the weeks of a quarter in which both figures are entered.
pub fn answer_rate(
    ledger: &Ledger,
    channel: &Channel,
    quarter: Quarter,
    today: NaiveDate,
) -> AnswerRate {
    let mut found = AnswerRate::new(0, 0, 0);
    for week in quarter.weeks().take_while(|week| week.is_due(today)) {
        let count = |field| ledger.state(channel, field, week).count().map(u64::from);
        if let (Some(answered), Some(missed)) = (count(Field::Answered), count(Field::Missed)) {
            found.answered += answered;
            found.missed += missed;
            found.weeks += 1;
        }
    }
    AnswerRate::new(found.answered, found.missed, found.weeks)
}
