//! Signals, steps and directions: the page, its forms, new limits looked at before they count, and
//! the way to the write door.
//!
//! Refuses to apply limits other than those that were shown: the form carries a mark of the preview.

mod handlers;

use app::error::Error;
use app::signals::{
    Asked, AskedWhat, Confirmation, Preview, Refused, Signals, SignalsPage, Sources, StepQuery,
    TypedSignals, compose, compose_preview, told,
};
use app::trends::Span;
use beforehand::closure::read_day;
use beforehand::invalid::Invalid;
use beforehand::judgement::{Step, check_step};
use beforehand::quarter::Quarter;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Field};
use beforehand::spc::Variant;
use beforehand::trend::trend;
use beforehand::week::Week;

use super::Access;
use super::entry::{local, refused};
use super::trends::line::{latest, quarters, section, window};
use crate::session;
use crate::store::{self, Actor, Judge, JudgementOrder};

pub use handlers::{judge, show, typed};

#[async_trait::async_trait]
impl Signals for Access {
    async fn signals(&self, query: StepQuery, saved: Option<i64>) -> Result<SignalsPage, Error> {
        let ledger = self.all_counted().await?;
        let mut page = self.signals_page(&ledger, &query, TypedSignals::default()).await;
        if let Some(seq) = saved {
            page.saved = self.act_confirmed(&ledger, seq).await?;
        }
        Ok(page)
    }

    async fn show_typed_signals(&self, typed: TypedSignals) -> Result<SignalsPage, Error> {
        let ledger = self.all_counted().await?;
        let mut page = self.signals_page(&ledger, &typed.preview(), typed).await;
        page.problems.clear();
        Ok(page)
    }

    async fn judge(&self, typed: TypedSignals) -> Result<Option<i64>, Refused> {
        let place = self.place()?;
        let ledger = self.all_counted().await?;
        let asked = match typed.read(&ledger.service) {
            Ok(asked) => asked,
            Err(problems) => return Err(self.signals_again(&ledger, typed, problems, 422).await),
        };
        let (channel, field) = asked.line;
        let order = JudgementOrder {
            actor: Actor::Person(self.person.id.clone()),
            key: typed.key(),
            service: place.service,
            channel,
            field,
            judge: order(&asked.what),
            now: self.now.naive_utc(),
            today: self.today,
        };
        // Sent before: what was shown then is gone by its own doing.
        if let Some(judged) = self.house.store.find_judged(&order).await.map_err(Error::from)? {
            return Ok(judged.seq);
        }
        let page = self.signals_page(&ledger, &typed.preview(), typed.clone()).await;
        if let Some((problem, status)) = unseen(&page, &asked, &typed) {
            return Err(self.signals_again(&ledger, typed, vec![problem], status).await);
        }
        let (problems, status) = match self.house.store.judge(order).await {
            Ok(judged) => return Ok(judged.seq),
            Err(store::Refused::Invalid(problems)) => {
                let at = |one: Invalid| Invalid { field: typed.at(&one.field), ..one };
                (problems.into_iter().map(at).collect(), 422)
            }
            Err(store::Refused::Conflict(conflict)) => (vec![clash(&typed, &conflict.by)], 409),
            Err(store::Refused::NotFound) => {
                let said = "It is not there any more: somebody else has taken it back.";
                (vec![Invalid::new("", said)], 409)
            }
            Err(other) => return Err(refused(other).into()),
        };
        // What stands there now, which is what they have to decide about.
        let ledger = self.all_counted().await?;
        Err(self.signals_again(&ledger, typed, problems, status).await)
    }
}

fn clash(typed: &TypedSignals, by: &str) -> Invalid {
    let what = match typed.form() {
        "explain" => "has explained this signal meanwhile. It stands below under Explained",
        "reopen" => "has explained this signal anew meanwhile",
        _ => "has changed this line's limits or direction meanwhile. What stands now is below",
    };
    Invalid::new("", format!("{by} {what}. Nothing of yours was saved."))
}

fn order(what: &AskedWhat) -> Judge {
    match what.clone() {
        AskedWhat::Explain(signal, from, cause) => Judge::Explain { signal, from, cause },
        AskedWhat::Reopen(signal, from, version) => Judge::Reopen { signal, from, version },
        AskedWhat::Step { week, event, name, reason, version, mark: _ } => {
            Judge::Step { week, event, name, reason, version }
        }
        AskedWhat::Undo(week, reason, version) => Judge::UndoStep { week, reason, version },
        AskedWhat::Direct(good, reason, version) => Judge::Direct { good, reason, version },
    }
}

/// What is judged has to be what was shown: a signal on the page, a preview that still holds.
fn unseen(page: &SignalsPage, asked: &Asked, typed: &TypedSignals) -> Option<(Invalid, u16)> {
    match &asked.what {
        AskedWhat::Explain(..) => {
            let place = typed.place();
            let there = page.open.iter().chain(&page.explained).any(|row| row.anchor == place);
            let said = "That signal is not there any more: its numbers have changed.";
            (!there).then(|| (Invalid::new("", said), 409))
        }
        AskedWhat::Step { mark, .. } => {
            let preview = page.preview.as_ref()?;
            let said = "The numbers or limits have changed since you looked. Look at the new preview, then apply it again.";
            (preview.mark != *mark).then(|| (Invalid::new("", said), 409))
        }
        _ => None,
    }
}

impl Access {
    async fn all_counted(&self) -> Result<Ledger, Error> {
        let service = self.place()?.service;
        self.house.store.ledger(service).await?.ok_or(Error::NotFound)
    }

    /// The page; with a query, its preview or what is wrong with it.
    async fn signals_page(
        &self,
        ledger: &Ledger,
        query: &StepQuery,
        typed: TypedSignals,
    ) -> SignalsPage {
        let quarter = latest(ledger, &quarters(ledger, self.today), self.today);
        let (key, today) = (session::random_hex::<16>(), self.today);
        let mut page = compose(Sources { ledger, quarter, today, key }, typed);
        if !query.is_empty() {
            match self.preview(ledger, query, quarter).await {
                Ok(preview) => page.preview = Some(Box::new(preview)),
                Err(problems) => {
                    page.problems = problems;
                    let pairs = [("do", "choose"), ("line", &query.line), ("week", &query.week)];
                    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
                    if page.typed.form().is_empty() {
                        page.typed = TypedSignals::from_pairs(&pairs.map(own));
                    }
                }
            }
        }
        page
    }

    async fn signals_again(
        &self,
        ledger: &Ledger,
        typed: TypedSignals,
        problems: Vec<Invalid>,
        status: u16,
    ) -> Refused {
        let page = self.signals_page(ledger, &typed.preview(), typed).await;
        // What is wrong with the week of a preview weighs more: without it there is no form.
        let problems = if page.problems.is_empty() { problems } else { page.problems };
        Refused::Again { page: Box::new(SignalsPage { problems, ..page }), status }
    }

    /// A line as it is and with new limits from a week on.
    async fn preview(
        &self,
        ledger: &Ledger,
        query: &StepQuery,
        quarter: Quarter,
    ) -> Result<Preview, Vec<Invalid>> {
        let (channel, field, week) = self.read_query(ledger, query)?;
        let of = |ledger: &Ledger| {
            trend(ledger, channel, field, quarter, Variant::default(), self.today)
        };
        let before = of(ledger);
        let mut stepped = ledger.clone();
        let event = String::new();
        let (name, reason, by) = ("New limits".to_owned(), String::new(), String::new());
        let step = Step { channel: channel.id, field, week, event, name, reason, by };
        stepped.service.judgements.steps.push(step);
        let after = of(&stepped);
        let window = window(ledger, Week::containing(self.today), Span::TwoYears);
        // A step before what two years show is looked at with all weeks.
        let window = if week > window.first {
            window
        } else {
            self::window(ledger, Week::containing(self.today), Span::All)
        };
        let section = section(&stepped, &self.house.charts, after, window).await;
        let mut preview = compose_preview(&ledger.service, &before, section, week);
        let shown = (&preview.line, week, &preview.before, &preview.after, &preview.figures);
        preview.mark = session::hash(&format!("{shown:?}"));
        Ok(preview)
    }

    fn read_query<'a>(
        &self,
        ledger: &'a Ledger,
        query: &StepQuery,
    ) -> Result<(&'a Channel, Field, Week), Vec<Invalid>> {
        let mut problems = Vec::new();
        let line = ledger.service.figure_named(&query.line);
        if line.is_none() {
            problems.push(Invalid::new("step-line", "Choose a line."));
        }
        let week = match read_day("week", &query.week) {
            Ok(Some(day)) => Some(Week::containing(day)),
            Ok(None) => {
                let ask = "Give a day of the first week with new limits.";
                problems.push(Invalid::new("week", ask));
                None
            }
            Err(wrong) => {
                problems.push(wrong);
                None
            }
        };
        if let (Some((channel, field)), Some(week)) = (line, week) {
            match check_step(&ledger.service, (channel.id, field), week, self.today) {
                Ok(()) => return Ok((channel, field, week)),
                Err(wrong) => problems.push(wrong),
            }
        }
        Err(problems)
    }

    /// What the row of the history says; none when it is about something else.
    async fn act_confirmed(
        &self,
        ledger: &Ledger,
        seq: i64,
    ) -> Result<Option<Confirmation>, Error> {
        if seq == 0 {
            return Ok(Some(Confirmation { by: None, what: String::new() }));
        }
        let row = self.house.store.find_act(self.place()?.service, seq).await?;
        Ok(row.map(|row| Confirmation {
            by: Some((row.by, local(&ledger.service.time_zone, row.at))),
            what: told(&ledger.service, &row.act),
        }))
    }
}
