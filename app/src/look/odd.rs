//! Quarters as services at their edges have them, summed up by the rules themselves.

use beforehand::quarter::YearStart;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Collected, Field, Kind, Service};
use beforehand::summary::summary;
use beforehand::week::Week;

use super::fixtures::{link, quarter as named};
use crate::Page;
use crate::quarter::{Life, QuarterPage};

fn day(year: i32, month: u32, day: u32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn channel(id: i32, noun: &str, kind: Kind, first: Week) -> Channel {
    let fields = kind.fields().iter();
    let collected = fields.map(|field| Collected { field: *field, from: first, to: None });
    Channel {
        id,
        slug: format!("channel-{id}"),
        name: noun.into(),
        noun: noun.into(),
        kind,
        first,
        last: None,
        timetables: vec![],
        collected: collected.collect(),
        usual: Vec::new(),
        version: 1,
    }
}

fn ledger(channels: Vec<Channel>) -> Ledger {
    Ledger::new(Service {
        id: 1,
        slug: "north".into(),
        name: "Helpline North".into(),
        year_start: YearStart::April,
        time_zone: "Europe/London".into(),
        channels,
        closures: vec![],
        events: vec![],
        definitions: vec![],
        judgements: beforehand::judgement::Judgements::default(),
    })
}

/// Enters every field of every channel, `answered` a week, growing a little and swaying.
fn enter(ledger: &mut Ledger, weeks: impl Iterator<Item = Week>, answered: u32) {
    let channels = ledger.service.channels.clone();
    for (n, week) in weeks.enumerate() {
        let sway = (n as u32 * 7 + n as u32 / 3) % 11;
        let all = answered + if answered > 0 { sway + n as u32 / 4 } else { 0 };
        for channel in &channels {
            for field in channel.kind.fields() {
                let count = match field {
                    Field::Answered => all,
                    Field::Before => all * 2 / 5,
                    Field::After => all / 2,
                    Field::DoesNotApply => all / 20,
                    Field::Missed => all / 3,
                    Field::Visits => all * 200,
                    Field::Visitors => all * 150,
                };
                ledger.set_count((channel.id, *field, week), count);
            }
        }
    }
}

/// The page of January to March 2019, or so far, in a service of that kind.
pub fn quarter(kind: &str) -> Page {
    let quarter = named("2018-Q4");
    let start = named("2016-Q4").first_week();
    let over = day(2019, 4, 8);
    let (ledger, today) = match kind {
        "none" => (ledger(vec![]), over),
        "one week" => {
            let first = quarter.first_week();
            let mut ledger = ledger(vec![channel(1, "Calls", Kind::Phone, first)]);
            enter(&mut ledger, first.through(first), 12);
            (ledger, day(2019, 1, 8))
        }
        "zeros" => {
            let mut ledger = ledger(vec![
                channel(1, "Calls", Kind::Phone, start),
                channel(2, "Website visits", Kind::Web, start),
            ]);
            enter(&mut ledger, start.through(quarter.last_week()), 0);
            (ledger, over)
        }
        "few" => {
            let mut ledger = ledger(vec![channel(1, "Secure messages", Kind::Message, start)]);
            for week in quarter.weeks().step_by(2) {
                ledger.set_count((1, Field::Answered, week), 2);
                ledger.set_count((1, Field::Before, week), 1);
                ledger.set_count((1, Field::After, week), 1);
                ledger.set_count((1, Field::DoesNotApply, week), 0);
            }
            (ledger, over)
        }
        _ => {
            let kinds =
                [Kind::Phone, Kind::Chat, Kind::Message, Kind::Email, Kind::Phone, Kind::Web];
            let nouns = [
                "Calls",
                "Live chats",
                "Secure messages",
                "Emails",
                "Professionals' calls",
                "Website visits",
            ];
            let channels = (1..).zip(nouns).zip(kinds);
            let channels =
                channels.map(|((id, noun), kind)| channel(id, noun, kind, start)).collect();
            let mut ledger = ledger(channels);
            enter(&mut ledger, start.through(quarter.last_week()), 90);
            (ledger, over)
        }
    };
    let summary = summary(&ledger, quarter, today);
    let summary = Box::new(summary);
    let (life, quarters) = (Life::Now(Vec::new()), quarter.last(9).map(link).rev().collect());
    Page::Quarter(QuarterPage { summary, life, quarters })
}
