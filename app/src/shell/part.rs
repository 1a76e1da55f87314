//! What each page gives the document around it: title, script, paper, and where it stands in the
//! navigation.
//!
//! Refuses to draw anything of the document itself.

use leptos::prelude::AnyView;

use crate::ui::{Paper, Script, Show};
use crate::{Frame, Page};

impl Page {
    /// Its parts for this reader.
    pub(super) fn part(self, frame: &Frame) -> Part {
        fn part(page: impl Show, here: Here, frame: &Frame) -> Part {
            Part {
                title: page.title(),
                failed: page.failed(),
                script: page.script(),
                hidden: page.hidden_from_search(),
                paper: page.paper(),
                here,
                view: page.view(frame),
            }
        }
        match self {
            Self::SetUp(page) => part(*page, Here::Elsewhere, frame),
            Self::SignIn(page) => part(page, Here::Elsewhere, frame),
            Self::NoEntry(page) => part(page, Here::Elsewhere, frame),
            Self::Code(page) => part(page, Here::Elsewhere, frame),
            Self::Again(page) => part(page, Here::Elsewhere, frame),
            Self::SecondStep(page) => part(*page, Here::Elsewhere, frame),
            Self::Account(page) => part(*page, Here::Elsewhere, frame),
            Self::Forgotten(page) => part(page, Here::Elsewhere, frame),
            Self::Join(page) => part(page, Here::Elsewhere, frame),
            Self::Home(page) => part(page, Here::Home, frame),
            Self::Week(page) => part(*page, Here::Week, frame),
            Self::Weeks(page) => part(page, Here::Week, frame),
            Self::Compare(page) => part(*page, Here::Trends, frame),
            Self::Line(page) => part(*page, Here::Trends, frame),
            Self::Trends(page) => part(page, Here::Trends, frame),
            Self::Signals(page) => part(*page, Here::Signals, frame),
            Self::Quarter(page) => part(page, Here::Quarter, frame),
            Self::Approval(page) => part(*page, Here::Quarter, frame),
            Self::Room(page) => part(page, Here::Quarter, frame),
            Self::Year(page) => part(page, Here::Quarter, frame),
            Self::Sharing(page) => part(*page, Here::Quarter, frame),
            Self::Shared(page) => part(*page, Here::Elsewhere, frame),
            Self::Ended(page) => part(page, Here::Elsewhere, frame),
            Self::Stop(page) => part(page, Here::Elsewhere, frame),
            Self::Figures(page) => part(page, Here::Elsewhere, frame),
            Self::History(page) => part(page, Here::Elsewhere, frame),
            Self::Changes(page) => part(*page, Here::Elsewhere, frame),
            Self::Closures(page) => part(*page, Here::Elsewhere, frame),
            Self::Overview(page) => part(page, Here::Elsewhere, frame),
            Self::Events(page) => part(*page, Here::Events, frame),
            Self::Owed(page) => part(*page, Here::Elsewhere, frame),
            Self::Definitions(page) => part(*page, Here::About, frame),
            Self::People(page) => part(*page, Here::People, frame),
            Self::Person(page) => part(*page, Here::People, frame),
            Self::ServiceSettings(page) => part(*page, Here::Settings, frame),
            Self::Settings(page) => part(*page, Here::Settings, frame),
            Self::Export(page) => part(page, Here::Elsewhere, frame),
            Self::About(page) => part(page, Here::About, frame),
            Self::Problem(page) => part(page, Here::Elsewhere, frame),
        }
    }
}

/// Which word of the navigation is the page itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Here {
    Home,
    Week,
    Trends,
    Signals,
    Quarter,
    Events,
    People,
    About,
    Settings,
    Elsewhere,
}

/// What the document is made of.
pub(super) struct Part {
    pub(super) title: String,
    pub(super) failed: bool,
    pub(super) script: Script,
    pub(super) hidden: bool,
    pub(super) paper: Paper,
    pub(super) here: Here,
    pub(super) view: AnyView,
}
