//! Every change: a record that holds, one that does not, all services, and what cannot be understood.

use std::collections::BTreeMap;

use beforehand::history::{Change, Deed, action_words};
use beforehand::role::Role;

use super::weeks::ledger;
use crate::changes::{Asked, Chain, ChangesPage, Line, Record};
use crate::history::{Names, said};
use crate::{Page, ServiceLink};

fn link_to(slug: &str, name: &str) -> ServiceLink {
    ServiceLink { slug: slug.into(), name: name.into() }
}

fn line(seq: i64, action: &str, object: &str, changes: Vec<Change>) -> Line {
    let (ledger, people) = (ledger(), BTreeMap::from([("ab".to_owned(), "Jo".to_owned())]));
    let at = format!("2019-04-0{}T09:42:00", seq % 9 + 1).parse().unwrap_or_default();
    let (by, action) = ("Sam".to_owned(), action.to_owned());
    let deed = Deed { seq, at, by, action, reason: None, file: None, changes };
    Line {
        seq,
        service: Some(link_to("north", "Helpline North")),
        act: action_words(&deed.action),
        said: said(&Names { service: Some(&ledger.service), people: &people }, &deed, object),
        hash: "3f2a9c41d07b5e88".repeat(4),
        meddled: false,
    }
}

fn lines() -> Vec<Line> {
    let value = |what: &str, before: Option<&str>, after: &str| Change::Value {
        channel: 1,
        what: what.into(),
        before: before.map(str::to_owned),
        after: Some(after.into()),
    };
    vec![
        line(
            4,
            "role.save",
            "person ab",
            vec![Change::Role { before: None, after: Some(Role::Staff) }],
        ),
        line(
            3,
            "week.save",
            "week 2019-03-18",
            vec![
                value("answered", Some("128"), "1182"),
                value("note.answered", None, "Campaign: radio spots in the north west"),
            ],
        ),
        line(2, "week.import", "week 2019-03-18", vec![value("answered", None, "128")]),
        line(
            1,
            "moon.land",
            "moon <1>",
            vec![Change::Unread {
                object: "moon".into(),
                before: "null".into(),
                after: "{".into(),
            }],
        ),
    ]
}

fn chain(name: &str, problems: &[&str]) -> Chain {
    Chain {
        name: name.into(),
        to: "/services/north/changes".into(),
        changes: 1234,
        since: "2018-04-01T09:42:00".parse().ok(),
        head: "3f2a9c41d07b5e88".repeat(4),
        checked: "2019-04-08T16:05:00".parse().ok(),
        problems: problems.iter().map(|one| (*one).to_owned()).collect(),
    }
}

fn page(chains: Vec<Chain>, pairs: &[(&str, &str)]) -> ChangesPage {
    let asked = Asked::read(pairs.iter().copied());
    let problems = asked.filter().err().unwrap_or_default();
    ChangesPage {
        service: Some(link_to("north", "Helpline North")),
        problems,
        asked,
        people: vec![("console".into(), "the command line".into()), ("ab".into(), "Jo".into())],
        services: Vec::new(),
        lines: lines(),
        total: 1234,
        record: Record { chains, unfinished: false },
    }
}

/// Name and page.
pub fn pages() -> Vec<(&'static str, Page)> {
    let whole = || vec![chain("Helpline North", &[])];
    let mut broken = page(
        vec![chain(
            "Helpline North",
            &["row 3 was changed after it was written", "row 7 is missing: it was deleted"],
        )],
        &[("page", "2")],
    );
    broken.lines[1].meddled = true;
    let all = ChangesPage {
        service: None,
        services: vec![link_to("north", "Helpline North"), link_to("south", "Helpline South")],
        ..page(vec![chain("The installation", &[]), chain("Helpline North", &[])], &[])
    };
    let none = ChangesPage {
        lines: Vec::new(),
        total: 0,
        ..page(whole(), &[("kind", "links"), ("week", "2019-03-18")])
    };
    let refused = page(whole(), &[("week", "someday"), ("kind", "x")]);
    let under_way = ChangesPage {
        record: Record { chains: whole(), unfinished: true },
        ..page(whole(), &[("person", "ab")])
    };
    [
        ("changes", page(whole(), &[])),
        ("changes-broken", broken),
        ("changes-all", all),
        ("changes-none", none),
        ("changes-refused", refused),
        ("changes-under-way", under_way),
    ]
    .map(|(name, page)| (name, Page::Changes(Box::new(page))))
    .into()
}
