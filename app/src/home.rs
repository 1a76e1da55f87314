//! What waits for this person: weeks owed, numbers in doubt, signals nobody has explained, the latest
//! quarter.
//!
//! Differs by role in each service; says what to do next, and when nothing is to do says so.

mod work;

use beforehand::owed::{Doubtful, OwedWeek};
use beforehand::role::Role;
use beforehand::week::{Week, long_date};
use chrono::NaiveDate;
use leptos::prelude::*;

use crate::ServiceLink;
use crate::error::Error;
use crate::quarter::QuarterLink;
use crate::room::Reading;
use crate::ui;

/// The page's data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomePage {
    /// The person's services in order of name.
    pub services: Vec<HomeService>,
    /// Where somebody manages so many services that none is told in full: their signals together.
    pub signals: Option<SignalCount>,
    /// In the demo: the quarter of the sentence the product was made for.
    pub founding: Option<(ServiceLink, QuarterLink)>,
    /// Whether the reader is an administrator.
    pub admin: bool,
    /// For administrators: backups by the clock fail.
    pub backups: Option<BackupsFail>,
}

/// Backups by the clock fail; days are those of Europe/London.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupsFail {
    /// The day of the last one that failed.
    pub on: NaiveDate,
    /// The day of the last good one; none when there is none.
    pub last: Option<NaiveDate>,
}

/// Signals of the last 13 weeks that nobody has explained, over many services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalCount {
    /// Signals.
    pub signals: usize,
    /// Services that have any.
    pub services: usize,
    /// Services this person manages.
    pub of: usize,
}

/// One service and what waits there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeService {
    /// The service.
    pub service: ServiceLink,
    /// The person's role in it.
    pub role: Role,
    /// What waits.
    pub work: Work,
}

/// What waits for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Staff enter weeks.
    Staff {
        /// Weeks owed, the latest first.
        owed: Vec<OwedWeek>,
        /// Numbers in doubt that nobody has explained.
        doubtful: Vec<Doubtful>,
        /// The latest complete week.
        complete: Option<Week>,
        /// The week that runs now.
        now: Week,
    },
    /// Managers look into signals, chase weeks and watch quarters.
    Manager {
        /// Signals of the last 13 weeks that nobody has explained.
        signals: Vec<SignalLine>,
        /// Weeks owed, the latest first.
        owed: Vec<OwedWeek>,
        /// Numbers in doubt that nobody has explained.
        doubtful: Vec<Doubtful>,
        /// Quarters, the latest first.
        quarters: Vec<QuarterLine>,
    },
    /// Trustees read.
    Trustee {
        /// The latest approved quarter; none while there is none.
        latest: Option<Latest>,
        /// All approved quarters, the latest first.
        approved: Vec<Reading>,
    },
    /// One of many services: the way in only.
    Brief,
}

/// A signal that nobody has explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalLine {
    /// Its place on the page of signals.
    pub anchor: String,
    /// "Calls answered".
    pub label: String,
    /// "7th week running above average".
    pub words: String,
}

/// A quarter and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarterLine {
    /// The quarter.
    pub link: QuarterLink,
    /// Complete weeks.
    pub entered: u32,
    /// Weeks that have passed.
    pub expected: u32,
    /// Whether it is not over.
    pub so_far: bool,
    /// The edition that locks it; none while it waits for approval.
    pub edition: Option<i32>,
    /// It was approved, and opened again.
    pub reopened: bool,
}

/// The quarter a trustee reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    /// The quarter and its edition.
    pub reading: Reading,
    /// Its finding.
    pub headline: String,
    /// Its sentences.
    pub sentences: Vec<String>,
}

/// What an administrator has to look after before anything else.
fn backups_fail(fail: BackupsFail) -> AnyView {
    let last = match fail.last {
        Some(last) => format!("The last good one is of {}.", long_date(last)),
        None => "There is no good one yet.".to_owned(),
    };
    view! {
        <p class="lead">
            {format!("The backup of {} failed. {last} ", long_date(fail.on))}
            "The server's log says why; it is tried again every 15 minutes."
        </p>
    }
    .into_any()
}

/// What a person may ask of Home.
#[async_trait::async_trait]
pub trait Home {
    /// What waits in each of the person's services.
    async fn home(&self) -> Result<HomePage, Error>;
}

impl ui::Show for HomePage {
    fn title(&self) -> String {
        "Home".to_owned()
    }

    fn view(self, _frame: &crate::Frame) -> AnyView {
        let founding = self.founding.as_ref().map(|(service, link)| {
            let to = format!("/services/{}/quarter/{}", service.slug, link.name);
            view! {
                <p class="pointer">
                    "New here? Read "
                    <a href=to>{link.months.clone()}</a>
                    ": calls rose 25%, website visits rose 40%, and two in five contacts came before an offence."
                </p>
            }
        });
        let (title, single) = match self.services.as_slice() {
            [] if self.admin => ("There is no service yet".to_owned(), false),
            [] => ("You are not part of a service yet".to_owned(), false),
            [only] => (work::finding(only), true),
            _ => ("Your services".to_owned(), false),
        };
        let over = match self.services.as_slice() {
            [only] => Some(view! { <p class="over">{work::over(only)}</p> }),
            _ => None,
        };
        let none = self.services.is_empty().then(|| {
            if self.admin {
                view! { <p class="lead">"Add the first one in "<a href="/settings">"Settings"</a>"."</p> }
                    .into_any()
            } else {
                view! { <p class="lead">"Ask your manager or the administrator to add you to one."</p> }
                    .into_any()
            }
        });
        // A single service has the link among its own.
        let managed = |one: &HomeService| matches!(one.role, Role::Manager | Role::Admin);
        let seen = |one: &HomeService| one.role != Role::Trustee;
        let overview = || view! { <a href="/overview">"All lines at a glance"</a>" " };
        let overview = (!single && self.services.iter().any(seen)).then(overview);
        let across = (!single && self.services.iter().any(managed)).then(work::across);
        let changes = || view! { <a href="/changes">"Every change in the installation"</a> };
        let changes = self.admin.then(changes);
        let across = (overview.is_some() || across.is_some() || changes.is_some())
            .then(|| view! { <p class="links">{overview}{across}{changes}</p> });
        let brief: Vec<_> =
            self.services.iter().filter(|service| service.work == Work::Brief).collect();
        let brief =
            (!brief.is_empty()).then(|| work::brief(&brief, brief.len() < self.services.len()));
        let sections = self
            .services
            .iter()
            .filter(|service| service.work != Work::Brief)
            .map(|service| work::section(service, single))
            .collect_view();
        view! {
            <div class="home">
                {over}
                <h1>{title}</h1>
                {self.backups.map(backups_fail)}
                {none}
                {across}
                {self.signals.map(work::signals_together)}
                {sections}
                {brief}
                {founding}
            </div>
        }
        .into_any()
    }
}
