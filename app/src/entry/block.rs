//! Several weeks of one service at once, weeks across: the same boxes, the same rules.
//!
//! Each week is composed as on its own page and saved through the same door, all of them or none.
//! The names of its boxes lead with the week: `2026-11-16.calls.answered`.

use beforehand::invalid::Invalid;
use beforehand::service::{Field, Kind};
use beforehand::week::{Week, long_date, short_date};
use chrono::{Datelike, NaiveDateTime};
use leptos::prelude::*;

use super::compose::state_word;
use super::grid::derived;
use super::sheet::Setup;
use super::{FieldBox, TypedWeek, WeekPage, awake, channels, correction_box, pasted};
use crate::ServiceLink;
use crate::error::Error;
use crate::ui::{self, field_id};

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

fn table(page: &BlockPage, setup: &Setup) -> AnyView {
    let mut year = 0;
    let heads = page
        .weeks
        .iter()
        .map(|one| {
            let to = format!("/services/{}/week/{}", page.service.slug, one.week);
            let monday = one.week.monday();
            let shown =
                if monday.year() == year { String::new() } else { monday.year().to_string() };
            year = monday.year();
            let version = format!("{}version", prefix(one.week));
            view! {
                <th scope="col" role="columnheader" class="n">
                    <span class="year">{shown}</span>
                    <a href=to aria-label=one.week.title()>{day(one.week)}</a>
                    <input type="hidden" name=version value=one.version.to_string() />
                </th>
            }
        })
        .collect_view();
    let histories = page
        .weeks
        .iter()
        .map(|one| {
            let to = crate::history::address(&page.service.slug, one.week, None);
            let said = format!("History of the {}", one.week.title());
            view! { <td role="cell" class="n"><a href=to aria-label=said>"History"</a></td> }
        })
        .collect_view();
    let mut slugs: Vec<&str> = setup.lines.iter().map(|line| line.slug.as_str()).collect();
    slugs.dedup();
    let bodies = slugs.iter().map(|slug| channel(page, setup, slug)).collect_view();
    view! {
        <table class="across" role="table">
            <caption class="hidden">"Weeks across, figures down"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader"><span class="hidden">"Figure"</span></th>
                    {heads}
                </tr>
            </thead>
            {bodies}
            <tfoot role="rowgroup">
                <tr role="row">
                    <th scope="row" role="rowheader">"What was done"</th>
                    {histories}
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

/// One channel: its name, whether it was closed, its fields, and what follows from them.
fn channel(page: &BlockPage, setup: &Setup, slug: &str) -> AnyView {
    let lines: Vec<_> = setup.lines.iter().filter(|line| line.slug == slug).collect();
    let name = lines.first().map(|line| line.line.channel_name.clone()).unwrap_or_default();
    let kind = lines.first().map(|line| line.kind);
    let across = (page.weeks.len() + 1).to_string();
    let mut rows = Vec::new();
    for line in &lines {
        if line.line.field == Field::Missed {
            rows.push(not_recorded(page, slug));
        }
        let heading = line.line.field.heading();
        let cells = page
            .weeks
            .iter()
            .map(|week| {
                let form = week.channels.iter().find(|form| form.slug == slug);
                let one = form.and_then(|form| form.of(line.line.field));
                match (form, one) {
                    (Some(form), Some(one)) => cell(week, form.closed, one, &page.problems),
                    _ => view! { <td role="cell" class="n state">"–"</td> }.into_any(),
                }
            })
            .collect_view();
        rows.push(
            view! { <tr role="row"><th scope="row" role="rowheader">{heading}</th>{cells}</tr> }
                .into_any(),
        );
    }
    if kind.is_some_and(Kind::is_contact)
        && lines.last().is_none_or(|line| line.line.field != Field::Missed)
    {
        rows.push(not_recorded(page, slug));
    }
    let closed = page
        .weeks
        .iter()
        .map(|week| {
            let Some(form) = week.channels.iter().find(|form| form.slug == slug) else {
                return view! { <td role="cell"></td> }.into_any();
            };
            let name = format!("{}{slug}.closed", prefix(week.week));
            let said = format!("{}: closed all week, {}", form.name, week.week.title());
            let wrong = page.problems.iter().any(|problem| problem.field == name);
            view! {
                <td role="cell" class="n">
                    <input type="hidden" name=format!("{name}.was") value=form.closed_was.word() />
                    <input type="checkbox" id=field_id(&name) name=name.clone() value="1"
                        checked=form.closed aria-label=said aria-invalid=wrong.then_some("true") />
                </td>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <tbody role="rowgroup" data-channel=slug.to_owned()>
            <tr role="row" class="channel">
                <th scope="rowgroup" role="rowheader" colspan=across>{name}</th>
            </tr>
            {rows}
            <tr role="row" class="closing">
                <th scope="row" role="rowheader">"Closed all week"</th>
                {closed}
            </tr>
        </tbody>
    }
    .into_any()
}

fn cell(page: &WeekPage, closed: bool, one: &FieldBox, problems: &[Invalid]) -> AnyView {
    let name = format!("{}{}", prefix(page.week), one.name);
    let id = field_id(&name);
    let word = match () {
        () if !one.is_asked() => Some("not collected"),
        () if closed && one.text.is_empty() => Some("closed"),
        () => None,
    };
    let none = word.is_some();
    let wrong = problems.iter().any(|problem| problem.field == name);
    let odd = one.question.as_ref().is_some_and(|question| question.open);
    let label = format!("{}, {}", one.label, page.week.title());
    let turn = format!("{name}.turn");
    let value = if one.collected { "stop" } else { "start" };
    let was = if one.was.is_empty() { String::new() } else { state_word(one.state) };
    view! {
        <td role="cell" class="n" class:state=none>
            <span id=format!("{id}-word") hidden=!none>{word}</span>
            <input type="text" inputmode="numeric" autocomplete="off" maxlength="40" hidden=none
                disabled=none id=id.clone() name=name.clone() value=one.text.clone()
                aria-label=label class:doubt=odd aria-describedby=format!("{id}-usual")
                title=was aria-invalid=wrong.then_some("true") />
            <input type="hidden" name=format!("{name}.was") value=one.was.clone() />
            {pasted(&name, one)}
            <input type="checkbox" hidden=true id=field_id(&turn) name=turn.clone() value=value
                checked=one.turn />
            <p class="usual hidden" id=format!("{id}-usual")></p>
        </td>
    }
    .into_any()
}

fn not_recorded(page: &BlockPage, slug: &str) -> AnyView {
    let cells = page
        .weeks
        .iter()
        .map(|week| {
            let form = week.channels.iter().find(|form| form.slug == slug);
            let value = form.filter(|form| !form.closed).and_then(super::ChannelForm::not_recorded);
            let id = format!("{}-not-recorded", field_id(&format!("{}{slug}", prefix(week.week))));
            let negative = value.is_some_and(|value| value < 0);
            view! {
                <td role="cell" class="n derived">
                    <output id=id class:bad=negative>{derived(value)}</output>
                </td>
            }
        })
        .collect_view();
    view! {
        <tr role="row" class="derived">
            <th scope="row" role="rowheader">"Not recorded"</th>
            {cells}
        </tr>
    }
    .into_any()
}
