//! One quarter of one service: its numbers, then its sentences.
//!
//! The same summary is the page, the print, `report --json`, the mail and the file.
//! Refuses to say in a headline what no verdict says.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::change::{
    Change, Reason, Verdict, change, counted, likely_rate, part_of, period, weeks_due,
};
use crate::interval::{Interval, LEVEL};
use crate::judgement::Good;
pub use crate::judgement::Tone;
use crate::quarter::Quarter;
use crate::series::{Ledger, Series, State};
use crate::service::{Channel, ChannelId, Field, Kind, Service, lower_first};
use crate::share::{self, Share, ShareChange, share, share_change};
use crate::week::Week;
use crate::words;

mod caveat;
mod figure;
mod happened;
mod headline;
mod line;
mod told;

pub(crate) use caveat::only;
pub(crate) use figure::{BARS, rate_bar, share_bar};
pub use happened::Happened;
pub(crate) use line::{Line, all_contacts, all_series, breaks, lines, unit};
pub(crate) use told::{Compared, Name, Shared, View, tell};

/// How far a quarter has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Its last week has not passed.
    SoFar,
    /// Over, with weeks still owed.
    Incomplete,
    /// Over, every week entered.
    Complete,
    /// Frozen by a manager.
    Approved,
}

/// One bar of a small chart: a quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// The quarter.
    pub quarter: Quarter,
    /// Its value: a week, or a fraction for the share; none where nothing was counted or the base is small.
    pub value: Option<f64>,
    /// Its likely range.
    pub interval: Option<Interval>,
    /// The value in words: "125 a week", "25.2k a week", "40%".
    pub label: String,
    /// The quarter is not over.
    pub so_far: bool,
    /// Entered and expected weeks.
    pub weeks: (u32, u32),
}

/// Names the share where figures are named: no channel's name is without a full stop.
pub const SHARE: &str = "share";

/// One of the three numbers at the head of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// "Calls answered", for the chart's title and its table.
    pub title: String,
    /// The figures it is made of, such as `calls.answered`; [`SHARE`] for the share.
    pub of: Vec<String>,
    /// The number: "1,625", "40%", "7 of 12".
    pub number: String,
    /// Its unit: "calls", "visits", "before an offence".
    pub unit: String,
    /// "Rose 25%", "No clear change".
    pub verdict: String,
    /// How the verdict is coloured.
    pub tone: Tone,
    /// "likely 14% to 37%; a year ago: rose 26%".
    pub detail: String,
    /// The last eight quarters, oldest first, this one last.
    pub bars: Vec<Bar>,
    /// What the bars show, as a sentence for those who cannot see them.
    pub alt: String,
}

/// One line of the table: one field of one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The channel's number and short name.
    pub channel: ChannelId,
    /// Short name.
    pub slug: String,
    /// The field.
    pub field: Field,
    /// "Calls answered".
    pub label: String,
    /// "calls", "chats", "visits": what one of it is.
    pub unit: String,
    /// The sum over the entered, open weeks; none where nothing was entered.
    pub count: Option<u64>,
    /// Entered, open weeks.
    pub weeks: u32,
    /// Expected weeks.
    pub weeks_expected: u32,
    /// Open days of those weeks.
    pub open_days: u32,
    /// Count a normal week.
    pub per_week: Option<f64>,
    /// Change on the quarter before.
    pub previous: Change,
    /// Its sentence.
    pub previous_sentence: String,
    /// Change on the same quarter a year before.
    pub year_ago: Change,
    /// Its sentence.
    pub year_ago_sentence: String,
    /// Which way of it is good.
    pub good: Good,
}

/// One quarter of one service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The service's short name and name.
    pub service: String,
    /// Its name.
    pub service_name: String,
    /// The quarter.
    pub quarter: Quarter,
    /// `2018-Q4`.
    pub name: String,
    /// "January to March 2019".
    pub months: String,
    /// "Q4 2018/19".
    pub label: String,
    /// How far it has come.
    pub stage: Stage,
    /// Weeks of the quarter (of a quarter so far: those that have passed).
    pub weeks_expected: u32,
    /// Complete weeks among them.
    pub weeks_entered: u32,
    /// First and last week.
    pub first_week: Week,
    /// Last week.
    pub last_week: Week,
    /// The finding in one line, never more than the verdicts say.
    pub headline: String,
    /// Three sentences (or two, and one that says what is missing).
    pub sentences: Vec<String>,
    /// Up to three numbers; fewer where the service lacks a channel or the figure.
    pub figures: Vec<Figure>,
    /// The one caveat that weighs most; none when nothing does.
    pub caveat: Option<String>,
    /// What happened in the quarter, by first day.
    pub happened: Vec<Happened>,
    /// "70% of the 2,327 calls offered were answered."; none where missed calls are not counted.
    pub answer_rate: Option<String>,
    /// All channels.
    pub rows: Vec<Row>,
    /// The share.
    pub share: Share,
    /// "two in five"; none below a base of 30.
    pub share_phrase: Option<String>,
    /// The share's sentence.
    pub share_sentence: String,
    /// Its change on the quarter before.
    pub share_previous: ShareChange,
    /// Its sentence.
    pub share_previous_sentence: String,
    /// Its change on the same quarter a year before.
    pub share_year_ago: ShareChange,
    /// Its sentence.
    pub share_year_ago_sentence: String,
}

/// The summary of `quarter` as of `today`.
///
/// Calls are summed over all phone lines, visits over all websites. A service without a phone line
/// has all its contacts in their place; what it lacks altogether is left out, with a sentence.
/// `Stage::Approved` is never given here: freezing is a manager's act.
pub fn summary(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Summary {
    let service = &ledger.service;
    // The last eight quarters hold all that is compared, drawn, or tells ρ.
    let first = quarter.last(8).next().unwrap_or(quarter).first_week();
    let all = all_series(ledger, first, quarter.last_week());
    let lines: Vec<Compared> = lines(service, &all, quarter)
        .into_iter()
        .map(|line| compared(line, quarter, today))
        .collect();
    let shared = shared(ledger, quarter, today);
    let (weeks_entered, weeks_expected) = coverage(ledger, quarter, today);
    let stage = stage(quarter, (weeks_entered, weeks_expected), today);
    let view = View { quarter, stage, lines: &lines, share: shared.is_asked().then_some(&shared) };
    let told = tell(&view, service, today);
    Summary {
        service: service.slug.clone(),
        service_name: service.name.clone(),
        quarter,
        name: quarter.name(service.year_start),
        months: quarter.months(),
        label: quarter.label(service.year_start),
        stage,
        weeks_expected,
        weeks_entered,
        first_week: quarter.first_week(),
        last_week: quarter.last_week(),
        headline: told.headline,
        sentences: told.sentences,
        figures: told.figures,
        caveat: told.caveat,
        happened: happened::happened(service, quarter),
        answer_rate: line::answer_rate(ledger, quarter, today),
        rows: rows(service, &all, quarter, today),
        share_phrase: words::share_phrase(&shared.now),
        share_previous_sentence: words::share_change_sentence(&shared.now, &shared.previous),
        share_year_ago_sentence: words::share_change_sentence(&shared.now, &shared.year_ago),
        share_sentence: shared.sentence,
        share: shared.now,
        share_previous: shared.previous,
        share_year_ago: shared.year_ago,
    }
}

/// How far a quarter has come, by its complete and expected weeks.
pub(crate) fn stage(quarter: Quarter, (entered, expected): (u32, u32), today: NaiveDate) -> Stage {
    if !quarter.is_over(today) {
        Stage::SoFar
    } else if entered < expected {
        Stage::Incomplete
    } else {
        Stage::Complete
    }
}

/// A main line with its exact figures. A normal week means the same in every bar: that at the end of
/// the quarter summarised.
fn compared(line: Line, quarter: Quarter, today: NaiveDate) -> Compared {
    let Line { name, series, steps } = line;
    let change = |earlier| change(&series, earlier, quarter, &name.breaks, &steps, today);
    let (previous, year_ago) = (change(quarter.previous()), change(quarter.year_before()));
    let normal_week = normal_week(&series, quarter, today);
    let bar = |quarter: Quarter| {
        let points = part_of(&series, quarter, None, today);
        let found = period(quarter, points, normal_week, false);
        let daily = likely_rate(&counted(points), previous.rho, LEVEL);
        rate_bar(&found, daily, normal_week, !quarter.is_over(today))
    };
    let bars = quarter.last(BARS).map(bar).collect();
    let number = match previous.current.weeks {
        0 => "–".into(),
        _ => words::number(previous.current.count),
    };
    Compared { name, number, previous, year_ago, bars }
}

/// The share with its exact figures.
fn shared(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> Shared {
    let now = share(ledger, quarter, today);
    let bar = |quarter: Quarter| {
        let found = share(ledger, quarter, today);
        let due = weeks_due(quarter, today).max(0) as u32;
        share_bar(&found, figure::share_number(&found), due, !quarter.is_over(today))
    };
    Shared {
        previous: share_change(ledger, quarter.previous(), quarter, today),
        year_ago: share_change(ledger, quarter.year_before(), quarter, today),
        bars: quarter.last(BARS).map(bar).collect(),
        number: figure::share_number(&now),
        sentence: words::share_sentence(&now),
        only: only(now.base()),
        now,
    }
}

/// Open days of a normal week at the end of the quarter, 1 to 7.
pub(crate) fn normal_week(series: &Series, quarter: Quarter, today: NaiveDate) -> u8 {
    let own = part_of(series, quarter, None, today);
    own.last().or(series.points.last()).map_or(7, |point| point.normal_week)
}

/// Complete and expected weeks of a quarter, among those that have passed. A week is expected when
/// any channel ran in it.
pub(crate) fn coverage(ledger: &Ledger, quarter: Quarter, today: NaiveDate) -> (u32, u32) {
    let runs = |week: &Week| ledger.service.channels.iter().any(|channel| channel.runs(*week));
    let due = weeks_due(quarter, today).max(0) as usize;
    let (mut entered, mut expected) = (0, 0);
    for week in quarter.weeks().take(due).filter(runs) {
        expected += 1;
        entered += u32::from(ledger.is_complete(week));
    }
    (entered, expected)
}

/// Whether the field was counted, or to be counted, in any of the quarters compared.
pub(crate) fn has_row(series: &Series, quarter: Quarter) -> bool {
    let counted = |quarter: &Quarter| {
        series.quarter(*quarter).iter().any(|point| point.state != State::NotCollected)
    };
    [quarter, quarter.previous(), quarter.year_before()].iter().any(counted)
}

/// One row for each field that was counted, or to be counted, in any of the quarters compared.
fn rows(
    service: &Service,
    all: &[(&Channel, Vec<Series>)],
    quarter: Quarter,
    today: NaiveDate,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for (channel, fields) in all {
        for series in fields.iter().filter(|series| has_row(series, quarter)) {
            let breaks = breaks(service, channel.id, series.field);
            let steps = service.steps(channel.id, series.field);
            let compare = |earlier| change(series, earlier, quarter, &breaks, &steps, today);
            let (previous, year_ago) =
                (compare(quarter.previous()), compare(quarter.year_before()));
            let subject = channel.subject(series.field);
            let now = &previous.current;
            rows.push(Row {
                channel: channel.id,
                slug: channel.slug.clone(),
                field: series.field,
                label: channel.label(series.field),
                unit: unit(channel, series.field),
                count: (now.weeks > 0).then_some(now.count),
                weeks: now.weeks,
                weeks_expected: now.expected,
                open_days: now.open_days,
                per_week: now.per_week,
                previous_sentence: words::change_sentence(&subject, &previous),
                year_ago_sentence: words::change_sentence(&subject, &year_ago),
                previous,
                year_ago,
                good: service.good(channel.id, series.field),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests;
