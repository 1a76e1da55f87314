//! The first start and the installation's settings: as offered, refused, done, and before a change.

use beforehand::invalid::Invalid;
use beforehand::setting::SessionTimes;

use super::fixtures::week;
use super::weeks::ledger;
use crate::service_settings::{Asked, ServiceSettingsPage};
use crate::settings::{Confirm, Demo, Done, SettingsPage, Typed};
use crate::setup::SetUpPage;
use crate::{Page, ServiceLink};

/// The settings of a service.
pub fn of_a_service() -> Vec<(&'static str, Page)> {
    let service = ledger().service;
    let slug = service.channels[0].slug.clone();
    let page = ServiceSettingsPage {
        service,
        version: 1,
        today: week("2019-04-15").monday(),
        asked: Asked::All,
        confirm: None,
        clash: Vec::new(),
        typed: Typed::default(),
        problems: Vec::new(),
        done: None,
    };
    let channel = Asked::Channel(slug);
    let wrong = Invalid::new("name", "Give the name of the channel.");
    let confirm = Confirm {
        title: "Change Calls?".into(),
        change: vec!["Open days: every day; Monday to Friday from 2 February 2026 on.".into()],
        effect: vec![
            "January to March 2026, calls answered: 125 a week becomes 134 a week.".into(),
        ],
        fields: vec![("do".into(), "channel".into())],
        mark: "7a".into(),
    };
    let clash = vec!["“\"><b>” is called “Calls”.".to_owned()];
    let mut empty = page.clone();
    empty.service.channels.clear();
    let all = [
        ("service-settings", page.clone()),
        ("service-settings-added", ServiceSettingsPage { done: Some(Done::Added), ..empty }),
        (
            "service-settings-channel",
            ServiceSettingsPage { asked: channel.clone(), ..page.clone() },
        ),
        (
            "service-settings-refused",
            ServiceSettingsPage {
                asked: channel.clone(),
                problems: vec![wrong],
                clash,
                ..page.clone()
            },
        ),
        ("service-settings-add", ServiceSettingsPage { asked: Asked::Add, ..page.clone() }),
        (
            "service-settings-confirm",
            ServiceSettingsPage { asked: channel, confirm: Some(confirm), ..page },
        ),
    ];
    all.into_iter().map(|(name, page)| (name, Page::ServiceSettings(Box::new(page)))).collect()
}

/// The first start, whose reader has not signed in.
pub fn first_start() -> Vec<(&'static str, Page)> {
    let page = SetUpPage::new(week("2026-11-16"));
    let wrong = [("code", "The set-up code is not right."), ("year_start", "Choose the month.")];
    let problems = wrong.map(|(field, said)| Invalid::new(field, said)).to_vec();
    let all = [
        ("set-up", page.clone()),
        ("set-up-refused", SetUpPage { problems, ..page.clone() }),
        ("set-up-overtaken", SetUpPage { overtaken: true, ..page }),
    ];
    all.into_iter().map(|(name, page)| (name, Page::SetUp(Box::new(page)))).collect()
}

fn settings() -> SettingsPage {
    let service = ServiceLink { slug: "north".into(), name: "Helpline North".into() };
    SettingsPage {
        organisation: "Harbour Trust".into(),
        draft_days: 60,
        session: SessionTimes::default(),
        version: 1,
        services: vec![(service, 3)],
        mail: Some(("mail.example.org:587".into(), "Beforehand <counts@example.org>".into())),
        second_step: (false, 0),
        demo: Demo::Absent,
        confirm: None,
        typed: Typed::default(),
        problems: Vec::new(),
        done: None,
    }
}

/// Name and page.
pub fn pages() -> Vec<(&'static str, Page)> {
    let typed = [("do", "installation"), ("organisation", "\"><b>"), ("draft_days", "1")];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let wrong = Invalid::new("draft_days", "Keep drafts for 7 to 365 days.");
    let confirm = Confirm {
        title: "Change organisation and drafts?".into(),
        change: vec!["Drafts are kept for 30 days, not 60.".into()],
        effect: vec!["A draft is in no figure.".into()],
        fields: typed.to_vec(),
        mark: "7a".into(),
    };
    let demo = ServiceLink { slug: "demo".into(), name: "The helpline (demo)".into() };
    let all = [
        ("settings", settings()),
        ("settings-begun", SettingsPage { done: Some(Done::Begun), ..settings() }),
        (
            "settings-demo",
            SettingsPage {
                demo: Demo::Loaded(demo),
                done: Some(Done::Loaded),
                mail: None,
                ..settings()
            },
        ),
        ("settings-whole-demo", SettingsPage { demo: Demo::Whole, ..settings() }),
        (
            "settings-refused",
            SettingsPage { typed: Typed::from_pairs(&typed), problems: vec![wrong], ..settings() },
        ),
        ("settings-confirm", SettingsPage { confirm: Some(confirm), ..settings() }),
    ];
    all.into_iter().map(|(name, page)| (name, Page::Settings(Box::new(page)))).collect()
}
