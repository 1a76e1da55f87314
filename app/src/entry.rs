//! One week of one service, as a form: the page, what may be asked of the server for it, and its
//! island.
//!
//! The page is whole without a script. Refuses to count, judge or save anything itself: reading and
//! judging are `beforehand::entry` and `beforehand::check`.

mod ask;
mod block;
mod compose;
mod draft;
mod grid;
mod kept;
mod sheet;
#[cfg(all(test, feature = "ssr"))]
mod tests;
mod typed;
mod view;

use beforehand::check::Usual;
use beforehand::invalid::Invalid;
use beforehand::series::State;
use beforehand::service::{ChannelId, Field, Kind};
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};

use crate::ServiceLink;
use crate::error::Error;

pub use ask::{Question, REASONS, Reason, correction, unanswered, uncorrected};
pub use block::{BlockPage, BlockRefused, BlockSaved, of_week, prefix, split};
pub use compose::{Changed, Clash, ClashRow, Sources, closed, compose, confirm};
pub use draft::{
    DraftSeen, DraftWeek, FAULT, Keeping, Look, MOST_WEEKS, SeenClosed, SeenFigure, SeenWeek,
    keep_draft, look_again, path, read_drafts, read_weeks,
};
pub use typed::{Closed, Reading, TypedWeek};

use grid::Grid;
use view::{awake, channels, correction_box, pasted, total};

/// What a person who enters counts may ask for.
#[async_trait::async_trait]
pub trait Weeks {
    /// The form of a week; of the last week that is due when none is given. `saved` is the place in
    /// the service's history of a change to be confirmed.
    async fn week(&self, week: Option<Week>, saved: Option<i64>) -> Result<WeekPage, Error>;

    /// The form as it was typed, with nothing saved and nothing judged.
    async fn show_typed(&self, week: Week, typed: TypedWeek) -> Result<WeekPage, Error>;

    /// Saves what was typed.
    async fn save_week(&self, week: Week, typed: TypedWeek) -> Result<Saved, Refused>;

    /// The form of the weeks up to `last`. `saved` is the place in the service's history of a change
    /// to be confirmed.
    async fn weeks(&self, last: Week, saved: Option<i64>) -> Result<BlockPage, Error>;

    /// That form as it was typed, with nothing saved and nothing judged.
    async fn show_typed_weeks(
        &self,
        last: Week,
        typed: Vec<(String, String)>,
    ) -> Result<BlockPage, Error>;

    /// Saves what was typed into several weeks, all of it or nothing; the place of the change in the
    /// service's history.
    async fn save_weeks(
        &self,
        last: Week,
        typed: Vec<(String, String)>,
    ) -> Result<i64, BlockRefused>;

    /// Keeps the reader's own drafts; all of them or none.
    async fn keep(&self, drafts: Vec<DraftWeek>) -> Result<Keeping, Error>;

    /// The weeks whose version is not the one given beside them, when the data changed since it had
    /// the version `since`.
    async fn look(&self, since: i64, weeks: Vec<(String, i32)>) -> Result<Look, Error>;
}

/// Where to go after a week was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The week.
    pub week: Week,
    /// The place of the change in the service's history.
    pub seq: i64,
}

/// Why nothing was saved.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The same form, with what was typed and what to do: 422, or 409 after a clash.
    Again {
        /// The page to show.
        page: Box<WeekPage>,
        /// Its status.
        status: u16,
    },
    /// Anything that is not about what was typed.
    Error(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// The form of one week.
#[derive(Clone, Debug)]
pub struct WeekPage {
    /// The service.
    pub service: ServiceLink,
    /// The reader's id.
    pub reader: String,
    /// All services whose weeks the reader may enter.
    pub services: Vec<ServiceLink>,
    /// The week.
    pub week: Week,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// The week before, if anything ran then.
    pub previous: Option<Week>,
    /// The week after, if it has started.
    pub next: Option<Week>,
    /// The week's version the form was made from, 0 when nobody has entered it.
    pub version: i32,
    /// Idempotency key of the form.
    pub key: String,
    /// The reader's draft that the form holds; none when it holds none.
    pub draft: Option<DraftSeen>,
    /// The version of the service's data the form was made from, or an earlier one.
    pub data_version: i64,
    /// Why numbers that were submitted before are changing, as typed so far; none for a week that
    /// nobody has saved, where nothing is asked.
    pub correction: Option<String>,
    /// The edition that locks the week: its form is shown, and cannot be filled in.
    pub locked: Option<Locked>,
    /// The channels that run in that week.
    pub channels: Vec<ChannelForm>,
    /// How the week before was sent.
    pub before: Option<Sent>,
    /// Everything to be put right, in the order of the form.
    pub problems: Vec<Invalid>,
    /// Somebody else's changes since the form was shown.
    pub clash: Option<Clash>,
    /// What was just saved.
    pub saved: Option<Confirmation>,
}

/// Why nothing of the week can be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The sentence.
    pub why: String,
    /// Where its quarter stands as it was approved.
    pub to: String,
}

/// One channel's part of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelForm {
    /// Number.
    pub id: ChannelId,
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: Kind,
    /// Its fields in the order they are asked for.
    pub boxes: Vec<FieldBox>,
    /// Whether 'closed all week' is ticked.
    pub closed: bool,
    /// How that stood when the form was made.
    pub closed_was: Closed,
    /// Why it is closed.
    pub reason: String,
    /// Open days of this week and of a normal one.
    pub open_days: (u8, u8),
    /// Its main field in the four weeks before, oldest first.
    pub recent: Vec<State>,
    /// The same in the same week last year.
    pub year_ago: Option<State>,
    /// The median of its last 13 entered weeks.
    pub median: Option<f64>,
}

/// One field's part of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldBox {
    /// The field.
    pub field: Field,
    /// `calls.answered`.
    pub name: String,
    /// "Calls answered".
    pub label: String,
    /// What stands there now.
    pub state: State,
    /// What is in the box.
    pub text: String,
    /// The count the form was made from, in digits; empty for none.
    pub was: String,
    /// Whether the field is collected in that week, as it stands.
    pub collected: bool,
    /// Whether the box that turns that round is ticked.
    pub turn: bool,
    /// The note beside the number.
    pub note: Option<String>,
    /// What the block was that the number in the box was pasted from.
    pub pasted: Option<String>,
    /// A doubt about the number in the box.
    pub question: Option<Question>,
    /// What is usual there; none when nothing is known.
    pub usual: Option<Usual>,
    /// The count of the week before.
    pub last: Option<u32>,
}

/// Who sent the form of a week first, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// That week.
    pub week: Week,
    /// Who and on which day; none when nobody has.
    pub by: Option<(String, NaiveDate)>,
    /// Whether it came from a file.
    pub imported: bool,
    /// Its boxes that are still empty.
    pub owed: usize,
}

/// What was saved, when, by whom, and what is next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// When, in the service's own time.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: String,
    /// "Calls answered: 128, was 119", one for each value; empty when nothing was different.
    pub what: Vec<String>,
    /// The week that is owed next; none when nothing is.
    pub next: Option<Week>,
}

impl FieldBox {
    /// Whether there is a box to fill.
    pub fn is_asked(&self) -> bool {
        self.collected || self.turn || !self.text.is_empty()
    }
}

impl ChannelForm {
    /// The box of a field.
    pub fn of(&self, field: Field) -> Option<&FieldBox> {
        self.boxes.iter().find(|one| one.field == field)
    }

    /// The derived 'not recorded', as text: digits, or a dash while a part is missing. Negative when
    /// the parts exceed the whole.
    pub fn not_recorded(&self) -> Option<i64> {
        let read = |field| {
            let one = self.of(field)?;
            beforehand::entry::read_count(&one.name, &one.text).ok().flatten()
        };
        let does_not_apply = match self.of(Field::DoesNotApply) {
            Some(one) if one.is_asked() => read(Field::DoesNotApply)?,
            _ => 0,
        };
        let (answered, before) = (read(Field::Answered)?, read(Field::Before)?);
        let after = read(Field::After)?;
        Some(beforehand::entry::not_recorded(answered, before, after, does_not_apply))
    }
}
