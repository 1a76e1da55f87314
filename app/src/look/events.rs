//! Events: the list, a form put right, a change of definition, a clash and a removal.

use beforehand::event::verdicts::{Concerned, Effect};
use beforehand::invalid::Invalid;
use beforehand::service::{Event, EventKind};

use super::fixtures::{quarter, week};
use super::weeks::ledger;
use crate::Page;
use crate::events::{
    Back, By, Confirmation, EventsPage, Judged, Sources, Step, TypedEvent, compose, line,
};

fn event(id: &str, channel: Option<i32>, kind: EventKind, name: &str, days: [&str; 2]) -> Event {
    let [from, to] = days.map(|day| day.parse().unwrap_or_default());
    Event { id: id.into(), channel, kind, name: name.into(), from, to }
}

fn definition() -> Event {
    let day = "2018-11-07";
    event("d", Some(1), EventKind::Definition, "\"Before\" defined anew", [day, day])
}

fn page(known: bool, pairs: &[(&str, &str)]) -> EventsPage {
    use EventKind::{Campaign, Closure, Press, Staffing};
    let by = |name: &str, at: &str| -> Option<By> {
        Some((name.to_owned(), at.parse().unwrap_or_default()))
    };
    let sam = || by("Sam", "2019-03-05T09:42:00");
    let long = "A campaign with a very long name that nobody would ever wish to read twice, but that somebody typed";
    let film = ["2019-03-04", "2019-03-04"];
    let known = if known {
        vec![
            (
                event("a", None, Campaign, "Spring campaign", ["2019-01-02", "2019-03-29"]),
                1,
                sam(),
                None,
            ),
            (
                event("b", Some(4), Press, "Television documentary", film),
                2,
                sam(),
                by("Priya", "2019-03-06T10:00:00"),
            ),
            (
                event("c", Some(1), Closure, "Closed over Christmas", ["2018-12-25", "2019-01-01"]),
                1,
                by("the command line", "2019-01-02T08:00:00"),
                None,
            ),
            (definition(), 1, sam(), None),
            (event("e", Some(3), Staffing, long, ["2017-06-05", "2017-12-31"]), 1, sam(), None),
        ]
    } else {
        vec![]
    };
    let pairs: Vec<_> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let service = ledger().service;
    let managed =
        ["Helpline North", "Helpline South", "Helpline Wales"].map(str::to_owned).to_vec();
    let from = Sources {
        service: &service,
        known,
        managed,
        back: Back::default(),
        today: "2019-04-02".parse().unwrap_or_default(),
        key: "4f2a9c".to_owned(),
    };
    compose(from, TypedEvent::from_pairs(&pairs))
}

fn judged(service: &str) -> Judged {
    let now = quarter("2018-Q4");
    let concerned = |earlier| Concerned {
        current: now,
        earlier,
        figures: vec![
            "calls answered (rose 25%)".into(),
            "calls missed".into(),
            "the share before an offence".into(),
        ],
    };
    let lost = vec![concerned(now.previous()), concerned(now.year_before())];
    Judged { service: service.into(), effect: Effect { lost, regained: vec![] } }
}

/// Name and page.
pub fn pages() -> Vec<(&'static str, Page)> {
    let typed = [("do", "add"), ("kind", "definition"), ("name", ""), ("from", "next week")];
    let mut refused = page(true, &typed);
    refused.problems = refused.typed.read(&ledger().service).err().unwrap_or_default();
    let confirm = |judged: Vec<Judged>| EventsPage {
        step: Step::Confirm {
            event: definition(),
            channel: Some("Calls".into()),
            weeks: (vec![week("2018-11-12"), week("2018-11-05")], Some(week("2018-11-12"))),
            judged,
            mark: "7a".into(),
        },
        ..page(
            true,
            &[("do", "add"), ("kind", "definition"), ("name", "New"), ("from", "2018-11-07")],
        )
    };
    let mut saved = page(true, &[("do", "add")]);
    let by = ("Sam".to_owned(), "2019-04-02T09:42:00".parse().unwrap_or_default());
    let shown = (&Back::default(), saved.today);
    let new = Some(&definition()).cloned();
    let places = vec!["Helpline North".to_owned(), "Helpline South".to_owned()];
    saved.saved =
        Some(Confirmation::of(&ledger().service, Some(by), (None, new.as_ref()), shown, places));
    let known = |id: &str| line(&page(true, &[]), id).cloned().map(Box::new);
    let mut clash = page(
        true,
        &[
            ("do", "change"),
            ("id", "b"),
            ("name", "TV report"),
            ("channel", "website"),
            ("kind", "press"),
            ("from", "2019-03-04"),
        ],
    );
    clash.problems = vec![Invalid::new(
        "",
        "At 10:00am on 6 March 2019 Priya changed this event, after you opened it. Nothing was saved.",
    )];
    if let Some(line) = known("b") {
        let row = ["What happened", "TV report", "Television documentary"].map(str::to_owned);
        clash.step = Step::Change { line, clash: Some(vec![row]) };
    }
    let mut removal = page(true, &[]);
    if let Some(line) = known("d") {
        let Judged { service, effect } = judged("Helpline North");
        let effect = Effect { lost: vec![], regained: effect.lost };
        let judged = vec![Judged { service, effect }];
        removal.step = Step::Remove { line, seen: None, places: 3, judged };
    }
    let all = [
        ("events", page(true, &[("do", "add")])),
        ("events-none", page(false, &[("do", "add")])),
        ("events-refused", refused),
        ("events-saved", saved),
        ("events-confirm", confirm(vec![judged("Helpline North")])),
        ("events-confirm-all", confirm(vec![judged("Helpline North"), judged("Helpline South")])),
        ("events-clash", clash),
        ("events-remove", removal),
    ];
    all.into_iter().map(|(name, page)| (name, Page::Events(Box::new(page)))).collect()
}
