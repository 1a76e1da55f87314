//! Loads Home: what waits for the person in each of their services.

use app::ServiceLink;
use app::error::Error;
use app::home::{
    BackupsFail, Home, HomePage, HomeService, Latest, QuarterLine, SignalCount, SignalLine, Work,
};
use app::overview::{ServiceLines, Shown};
use beforehand::edition::Edition;
use beforehand::owed::{doubtful, due, owed};
use beforehand::quarter::Quarter;
use beforehand::role::Role;
use beforehand::series::Ledger;
use beforehand::spc::Variant;
use beforehand::trend::trends;
use beforehand::week::Week;
use chrono::NaiveDate;

use super::Access;
use super::entry::local;
use super::quarter::{link, quarters};
use super::room::readings;
use crate::store::ServiceSummary;

/// With more services than this each gets one line: nobody reads the details of twenty at once.
const DETAILED: usize = 5;
/// Quarters a manager watches.
const WATCHED: usize = 5;

#[async_trait::async_trait]
impl Home for Access {
    async fn home(&self) -> Result<HomePage, Error> {
        let mine = self.house.store.list_services_of(&self.person.id).await?;
        let detailed = mine.len() <= DETAILED;
        let (admin, backups) = (self.person.admin, self.backups().await?);
        let mut page = HomePage { admin, backups, ..HomePage::default() };
        if !detailed {
            page.signals = self.signals_together(&mine).await?;
        }
        for summary in mine {
            let service = ServiceLink { slug: summary.slug, name: summary.name };
            let ledger = if detailed { self.house.store.ledger(summary.id).await? } else { None };
            let work = match &ledger {
                None => Work::Brief,
                Some(ledger) => {
                    if self.house.site.demo && page.founding.is_none() {
                        page.founding = founding(ledger, self.today)
                            .map(|one| (service.clone(), link(one, ledger.service.year_start)));
                    }
                    self.work(ledger, summary.role).await?
                }
            };
            page.services.push(HomeService { service, role: summary.role, work });
        }
        Ok(page)
    }
}

impl Access {
    /// Whether backups by the clock fail: for administrators, wherever they are made.
    async fn backups(&self) -> Result<Option<BackupsFail>, Error> {
        if !self.person.admin {
            return Ok(None);
        }
        let health = self.house.store.find_backups(self.now.naive_utc()).await?.unwrap_or_default();
        let day = |at| local("", at).date();
        let last = health.made.map(day);
        Ok(health.failed.map(|(at, _)| BackupsFail { on: day(at), last }))
    }
}

/// The quarter that reproduces the sentence the product was made for: January to March 2019.
fn founding(ledger: &Ledger, today: NaiveDate) -> Option<Quarter> {
    quarters(ledger, today)
        .into_iter()
        .find(|quarter| quarter.year() == 2019 && quarter.months_only().starts_with("January"))
}

impl Access {
    /// The signals of the services this person manages; none where they manage none.
    async fn signals_together(
        &self,
        mine: &[ServiceSummary],
    ) -> Result<Option<SignalCount>, Error> {
        let managed = |one: &&ServiceSummary| matches!(one.role, Role::Manager | Role::Admin);
        let managed: Vec<_> = mine.iter().filter(managed).cloned().collect();
        let of = managed.len();
        if of == 0 {
            return Ok(None);
        }
        let lines = self.lines_of(managed, Shown::All).await?.services;
        let open = |lines: &ServiceLines| -> usize {
            lines.cards.iter().map(|card| card.glance.unexplained).sum()
        };
        let counts: Vec<usize> = lines.iter().map(open).filter(|open| *open > 0).collect();
        Ok(Some(SignalCount { signals: counts.iter().sum(), services: counts.len(), of }))
    }

    async fn work(&self, ledger: &Ledger, role: Role) -> Result<Work, Error> {
        let (service, zone) = (&ledger.service, &ledger.service.time_zone);
        match role {
            Role::Staff => Ok(work(ledger, &[], role, self.today)),
            Role::Manager | Role::Admin => {
                let editions = self.house.store.list_editions(service.id).await?;
                Ok(work(ledger, &editions, role, self.today))
            }
            Role::Trustee => {
                let mut editions = self.house.store.list_editions(service.id).await?;
                for edition in &mut editions {
                    edition.at = local(zone, edition.at);
                }
                let approved = readings(&editions, service.year_start);
                let Some((edition, reading)) = editions.first().zip(approved.first()) else {
                    return Ok(Work::Trustee { latest: None, approved });
                };
                let (quarter, number) = (edition.quarter, edition.number);
                let frozen = self.house.store.find_edition(service.id, quarter, number).await?;
                let latest = frozen.map(|frozen| Latest {
                    reading: reading.clone(),
                    headline: frozen.summary.headline,
                    sentences: frozen.summary.sentences,
                });
                Ok(Work::Trustee { latest, approved })
            }
        }
    }
}

/// What waits for whoever enters or manages; `editions` are those of the service.
fn work(ledger: &Ledger, editions: &[Edition], role: Role, today: NaiveDate) -> Work {
    let weeks = due(ledger, today).rev();
    match role {
        Role::Staff => Work::Staff {
            owed: owed(ledger, weeks),
            doubtful: doubtful(ledger, today),
            complete: due(ledger, today)
                .rev()
                .take_while(|week| ledger.service.lock(*week).is_none())
                .find(|week| ledger.is_complete(*week)),
            now: Week::containing(today),
        },
        _ => Work::Manager {
            signals: signals(ledger, today),
            owed: owed(ledger, weeks),
            doubtful: doubtful(ledger, today),
            quarters: quarters(ledger, today)
                .into_iter()
                .take(WATCHED)
                .map(|quarter| progress(ledger, editions, quarter, today))
                .collect(),
        },
    }
}

/// Signals that touch the last 13 weeks and that nobody has explained.
fn signals(ledger: &Ledger, today: NaiveDate) -> Vec<SignalLine> {
    let Some(quarter) = quarters(ledger, today).first().copied() else { return vec![] };
    let mut lines = Vec::new();
    for trend in trends(ledger, quarter, Variant::default(), today) {
        let open = trend.signals.iter().filter(|one| one.explained.is_none());
        lines.extend(open.map(|one| SignalLine {
            anchor: app::signals::anchor(&trend.slug, trend.field, &one.run),
            label: trend.label.clone(),
            words: one.words.clone(),
        }));
    }
    lines
}

fn progress(
    ledger: &Ledger,
    editions: &[Edition],
    quarter: Quarter,
    today: NaiveDate,
) -> QuarterLine {
    let latest = editions.iter().find(|one| one.quarter == quarter);
    let weeks: Vec<_> = quarter
        .weeks()
        .filter(|week| week.is_due(today))
        .filter(|week| ledger.service.channels.iter().any(|channel| channel.runs(*week)))
        .collect();
    QuarterLine {
        link: link(quarter, ledger.service.year_start),
        entered: weeks.iter().filter(|week| ledger.is_complete(**week)).count() as u32,
        expected: weeks.len() as u32,
        so_far: !quarter.is_over(today),
        edition: latest.filter(|one| one.reopened.is_none()).map(|one| one.number),
        reopened: latest.is_some_and(|one| one.reopened.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use beforehand::judgement::{Cause, Explanation};
    use beforehand::quarter::YearStart;
    use beforehand::service::{
        Channel, Collected, Event, EventKind, Field, Kind, Service, Timetable,
    };
    use beforehand::week::Week;

    use super::*;

    fn week(text: &str) -> Week {
        Week::parse(text).unwrap()
    }

    /// A phone line from October 2018 with three fields, entered for the given weeks.
    fn ledger(entered: &[&str]) -> Ledger {
        let first = week("2018-10-01");
        let collected = [Field::Answered, Field::Before, Field::After].map(|field| Collected {
            field,
            from: first,
            to: None,
        });
        let monday = first.monday();
        let channel = Channel {
            id: 1,
            slug: "calls".into(),
            name: "Calls".into(),
            noun: "Calls".into(),
            kind: Kind::Phone,
            first,
            last: None,
            timetables: vec![Timetable { from: monday, days: Timetable::WEEKDAYS }],
            collected: collected.to_vec(),
            usual: Vec::new(),
            version: 1,
        };
        let event = Event {
            id: "e".into(),
            channel: None,
            kind: EventKind::Press,
            name: "TV documentary".into(),
            from: "2018-10-24".parse().unwrap(),
            to: "2018-10-24".parse().unwrap(),
        };
        let mut ledger = Ledger::new(Service {
            id: 1,
            slug: "north".into(),
            name: "Helpline North".into(),
            year_start: YearStart::April,
            time_zone: "Europe/London".into(),
            channels: vec![channel],
            closures: vec![],
            events: vec![event],
            definitions: vec![],
            judgements: beforehand::judgement::Judgements::default(),
        });
        for entered in entered {
            for (field, count) in [(Field::Answered, 9), (Field::Before, 4), (Field::After, 3)] {
                ledger.set_count((1, field, week(entered)), count);
            }
        }
        ledger
    }

    #[test]
    fn staff_see_the_last_complete_week() {
        let today = "2018-10-22".parse().unwrap();
        let work = work(&ledger(&["2018-10-01", "2018-10-15"]), &[], Role::Staff, today);
        let Work::Staff { owed, complete, .. } = work else { panic!("not staff") };
        assert_eq!(owed.len(), 1);
        assert_eq!(complete, Some(week("2018-10-15")));
    }

    #[test]
    fn a_signal_waits_until_a_manager_explains_it() {
        let mut ledger = ledger(&[]);
        let first = week("2018-10-01");
        for n in 0..60 {
            let count = 100 + (n * 29) % 20 + if n >= 50 { 60 } else { 0 };
            ledger.set_count((1, Field::Answered, first.plus(n)), count as u32);
        }
        let today = first.plus(60).monday();
        let open = signals(&ledger, today);
        assert!(!open.is_empty());
        // An event in the same weeks explains nothing by itself.
        ledger.service.events[0].from = first.plus(50).monday();
        ledger.service.events[0].to = today;
        assert_eq!(signals(&ledger, today), open);
        let quarter = quarters(&ledger, today)[0];
        let runs = trends(&ledger, quarter, Variant::default(), today).remove(0).signals;
        ledger.service.judgements.explanations = runs
            .iter()
            .map(|one| Explanation {
                channel: 1,
                field: Field::Answered,
                signal: one.run.signal,
                from: one.run.from,
                cause: Cause::Chance,
                by: "Sam".into(),
                version: 1,
            })
            .collect();
        assert_eq!(signals(&ledger, today), []);
    }

    #[test]
    fn a_quarter_counts_only_weeks_that_passed() {
        let ledger = ledger(&["2018-10-01", "2018-10-08"]);
        let quarter = Quarter::of(week("2018-10-01"));
        let line = progress(&ledger, &[], quarter, "2018-10-23".parse().unwrap());
        assert_eq!((line.entered, line.expected, line.so_far), (2, 3, true));
        let line = progress(&ledger, &[], quarter, "2019-01-23".parse().unwrap());
        assert_eq!((line.entered, line.expected, line.so_far), (2, 13, false));
    }
}
