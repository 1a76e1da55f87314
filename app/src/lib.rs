//! What Beforehand shows and asks.
//!
//! Every page is data first: the server loads a [`Page`], and [`render`] turns it into HTML without
//! waiting for anything. Refuses to know the database, the clock and the chart engine.

pub mod backend;
pub mod error;
pub mod ui;

pub mod about;
pub mod account;
pub mod approval;
pub mod changes;
pub mod closures;
pub mod compare;
pub mod definitions;
pub mod entry;
pub mod events;
pub mod export;
pub mod figures;
pub mod forgotten;
pub mod history;
pub mod home;
pub mod join;
pub mod line;
pub mod overview;
pub mod owed;
pub mod people;
pub mod problem;
pub mod quarter;
pub mod room;
pub mod second_step;
pub mod service_settings;
pub mod settings;
pub mod setup;
pub mod shared;
pub mod sharing;
pub mod sign_in;
pub mod signals;
pub mod stop;
pub mod trends;

#[cfg(all(test, feature = "ssr"))]
mod look;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
pub use shell::{Rendered, person, render};

/// One loaded page: all that its view needs.
#[derive(Clone, Debug)]
pub enum Page {
    /// The first start: who runs this, what is counted, and the first administrator.
    SetUp(Box<setup::SetUpPage>),
    /// The sign-in form, perhaps with what was typed into another form before the session ended.
    SignIn(sign_in::SignInPage),
    /// Why somebody whom the OpenID provider has shown does not get in.
    NoEntry(sign_in::NoEntryPage),
    /// The code that signing in asks for after the password.
    Code(sign_in::CodePage),
    /// Who is there is asked again, before a dangerous act.
    Again(sign_in::AgainPage),
    /// The second step of signing in: set up, shown, turned off.
    SecondStep(Box<second_step::SecondStepPage>),
    /// One's own account.
    Account(Box<account::AccountPage>),
    /// For whoever forgot their password.
    Forgotten(forgotten::ForgottenPage),
    /// Where a link or a code sets a password.
    Join(join::JoinPage),
    /// What waits for this person.
    Home(home::HomePage),
    /// One week of one service, as a form.
    Week(Box<entry::WeekPage>),
    /// Several weeks of one service, as a form.
    Weeks(entry::BlockPage),
    /// Two quarters of a service side by side.
    Compare(Box<compare::ComparePage>),
    /// One line of a service by itself.
    Line(Box<line::LinePage>),
    /// Control charts of one service.
    Trends(trends::TrendsPage),
    /// Signals to explain, steps and directions.
    Signals(Box<signals::SignalsPage>),
    /// One quarter of one service.
    Quarter(quarter::QuarterPage),
    /// The checklist before a quarter is approved, or the way back.
    Approval(Box<approval::ApprovalPage>),
    /// All approved quarters.
    Room(room::RoomPage),
    /// The approved quarters of a year.
    Year(room::YearPage),
    /// Links for readers without an account.
    Sharing(Box<sharing::SharingPage>),
    /// What such a link shows.
    Shared(Box<shared::SharedPage>),
    /// What a link shows that works no more.
    Ended(shared::EndedPage),
    /// What the link in a mail stops.
    Stop(stop::StopPage),
    /// The weeks a quarter's figure is made of.
    Figures(figures::FiguresPage),
    /// Who changed a week, or one figure of it.
    History(history::HistoryPage),
    /// Every change, and whether the record holds.
    Changes(Box<changes::ChangesPage>),
    /// Days on which channels do not run.
    Closures(Box<closures::ClosuresPage>),
    /// What happened that may explain a number.
    Events(Box<events::EventsPage>),
    /// What is owed across services.
    Owed(Box<owed::OwedPage>),
    /// Small charts of every service somebody sees.
    Overview(overview::OverviewPage),
    /// What the words mean, version by version, and the form for new ones.
    Definitions(Box<definitions::DefinitionsPage>),
    /// Everybody with an account, and the form that invites.
    People(Box<people::PeoplePage>),
    /// One person with an account.
    Person(Box<people::PersonPage>),
    /// Channels, year start and time zone of a service.
    ServiceSettings(Box<service_settings::ServiceSettingsPage>),
    /// What holds for the whole installation.
    Settings(Box<settings::SettingsPage>),
    /// The service's data as files.
    Export(export::ExportPage),
    /// The rules in plain words.
    About(about::AboutPage),
    /// What went wrong and what to do.
    Problem(problem::ProblemPage),
}

/// What surrounds a page: the same for everyone who may see the same things.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The service the page is about.
    pub service: Option<ServiceLink>,
    /// The reader's role there, or anywhere when the page is about no service; none when signed out.
    pub role: Option<beforehand::role::Role>,
    /// Whether this is the demo: a banner says so on every page.
    pub demo: bool,
    /// Whether this service's figures are invented, in an installation with real ones besides.
    pub invented: bool,
    /// The name of the organisation that runs the installation; empty until one is given.
    pub organisation: String,
    /// What the OpenID provider is called that people may sign in with, where there is one.
    pub provider: Option<String>,
    /// Addresses of the assets, with their hashes.
    pub assets: Assets,
}

impl Frame {
    /// Whether the permission table lets the reader open that route of the service: a link to what
    /// they may not open is left out.
    pub fn may(&self, method: &str, path: &str) -> bool {
        use beforehand::role::{Who, may, permission};
        let who = permission(method, path).map(|row| row.who);
        let in_service = who.filter(|who| matches!(who, Who::InService(_)));
        self.role.is_some_and(|role| in_service.is_some_and(|who| may(who, role)))
    }
}

/// A service as a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceLink {
    /// Its short name.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// Addresses of the files a page links to, such as `/assets/main.0f3a….css`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// The one style sheet (screen and print).
    pub style: String,
    /// The island loader; empty when the client was not built.
    pub loader: String,
    /// The client the loader brings in.
    pub client: String,
    /// The client's compiled part.
    pub wasm: String,
    /// The loader of charts that are explored; empty when the client was not built.
    pub explore: String,
    /// What reads a chart week by week.
    pub reader: String,
    /// The chart engine for browsers.
    pub chart: String,
    /// What steps through periods by arrow keys; empty when the client was not built.
    pub steps: String,
}

/// Where the server writes the reader's name. It stands outside what is cached.
pub const PERSON_SLOT: &str = "<!--person-->";

/// Wakes the islands of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
