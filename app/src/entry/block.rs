//! Several weeks of one service at once, weeks across: the same boxes, the same rules.
//!
//! Each week is composed as on its own page and saved through the same door, all of them or none.
//! The names of its boxes lead with the week: `2026-11-16.calls.answered`.

mod table;

use beforehand::invalid::Invalid;
use beforehand::week::{Week, long_date, short_date};
use chrono::NaiveDateTime;
use leptos::prelude::*;

use super::sheet::Setup;
use super::{TypedWeek, WeekPage, awake, channels, correction_box};
use crate::ServiceLink;
use crate::error::Error;
use crate::ui;

use table::table;

/// The page's data.
#[derive(Clone, Debug)]
pub struct BlockPage {
    /// The service.
    pub service: ServiceLink,
    /// Its weeks, oldest first.
    pub weeks: Vec<WeekPage>,
    /// Which weeks are left out and why, a sentence for each approved quarter.
    pub left_out: Vec<String>,
    /// Idempotency key of the form.
    pub key: String,
    /// Why numbers change that were submitted before, as typed; none while no week was submitted.
    pub correction: Option<String>,
    /// Everything to be put right, in the order of the form.
    pub problems: Vec<Invalid>,
    /// What was just saved.
    pub saved: Option<BlockSaved>,
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockSaved {
    /// When, in the service's own time.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: String,
    /// Values that changed.
    pub values: usize,
    /// The weeks they are of.
    pub weeks: usize,
}

/// Why nothing of the block was saved.
#[derive(Clone, Debug)]
pub enum BlockRefused {
    /// The same form, with what was typed and what to do: 422, or 409 after a clash.
    Again {
        /// The page to show.
        page: Box<BlockPage>,
        /// Its status.
        status: u16,
    },
    /// Anything that is not about what was typed.
    Error(Error),
}

impl From<Error> for BlockRefused {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// What leads the names of a week's boxes.
pub fn prefix(week: Week) -> String {
    format!("{week}.")
}

/// The form of several weeks as forms of one week each; all of them carry its key and the reason
/// for a correction.
pub fn split(pairs: &[(String, String)], weeks: &[Week]) -> Vec<TypedWeek> {
    let shared = |name: &str| matches!(name, "key" | "correction");
    let of = |week: &Week| {
        let prefix = prefix(*week);
        let own = pairs.iter().filter_map(|(name, value)| {
            let name = name.strip_prefix(&prefix).or(shared(name).then_some(name.as_str()))?;
            Some((name.to_owned(), value.clone()))
        });
        TypedWeek::from_pairs(&own.collect::<Vec<_>>())
    };
    weeks.iter().map(of).collect()
}

/// A week's problems as problems of the block: their boxes, and which week they are of.
pub fn of_week(week: Week, problems: Vec<Invalid>) -> Vec<Invalid> {
    let day = day(week);
    let lead = |problem: Invalid| match problem.field.as_str() {
        "correction" => problem,
        field => {
            Invalid::new(format!("{}{field}", prefix(week)), format!("{day}: {}", problem.problem))
        }
    };
    problems.into_iter().map(lead).collect()
}

impl BlockPage {
    /// The last of its weeks.
    pub fn last(&self) -> Option<Week> {
        self.weeks.last().map(|page| page.week)
    }
}

impl ui::Show for BlockPage {
    fn title(&self) -> String {
        format!("{} at once", ui::times(self.weeks.len(), "week", "weeks"))
    }

    fn failed(&self) -> bool {
        !self.problems.is_empty()
    }

    fn script(&self) -> ui::Script {
        ui::Script::Island
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        let (Some(first), Some(last)) = (self.weeks.first(), self.weeks.last()) else {
            return ().into_any();
        };
        let from_to =
            format!("{} to {}", long_date(first.week.monday()), long_date(last.week.sunday()));
        let (filled, boxes) = self
            .weeks
            .iter()
            .map(WeekPage::filled)
            .fold((0, 0), |(filled, boxes), (more, of)| (filled + more, boxes + of));
        let filled = super::view::filled((filled, boxes));
        let to = |week: Week| format!("/services/{}/weeks/{week}", self.service.slug);
        let slug = &self.service.slug;
        let setup = Setup::of_weeks(&self.weeks);
        let awake = awake(&self.weeks, &setup, &self.problems, |page| prefix(page.week));
        let saved = self.saved.as_ref().map(done);
        let left_out = self.left_out.iter().map(|why| view! { <p class="soft">{why.clone()}</p> });
        let left_out = left_out.collect_view();
        let earlier = first.previous.map(|_| {
            view! { <a rel="prev" href=to(last.week.plus(-13))>"13 weeks before"</a> }
        });
        let later = last.next.map(|week| {
            view! { <a rel="next" href=to(week.plus(12).min(Week::containing(last.today)))>"13 weeks after"</a> }
        });
        view! {
            {ui::error_summary(&self.problems)}
            {saved}
            {ui::heading(self.service.name.clone(), ui::Show::title(&self))}
            <p class="lead">{from_to}". "{filled}</p>
            {left_out}
            <form class="week" id="week" method="post" novalidate=true action=to(last.week)>
                <input type="hidden" name="key" value=self.key.clone() />
                {channels(&setup)}
                {ui::table_region("Weeks across, figures down", table(&self, &setup))}
                {correction_box(self.correction.as_ref(), &self.problems)}
                {awake}
                <p class="send">
                    <button class="button">"Submit weeks"</button>
                    <span class="soft small">"Empty boxes stay owed. Weeks without a change stay as they are."</span>
                </p>
            </form>
            <nav class="links other-weeks" aria-label="Other weeks">
                {earlier} {later}
                <a href=format!("/services/{slug}/week/{}", last.week)>"One week"</a>
            </nav>
        }
        .into_any()
    }
}

fn done(saved: &BlockSaved) -> AnyView {
    let said = if saved.values == 0 {
        "Nothing in it was different.".to_owned()
    } else {
        format!(
            "{} of {} saved at {} by {}.",
            ui::times(saved.values, "value", "values"),
            ui::times(saved.weeks, "week", "weeks"),
            ui::when(saved.at),
            saved.by
        )
    };
    view! {
        <div class="done" role="status" tabindex="-1" autofocus=true>
            {super::view::saved_heading()}
            <p>{said}</p>
        </div>
    }
    .into_any()
}

/// "16 Nov".
fn day(week: Week) -> String {
    short_date(week.monday())
}
