//! Approved quarters: an edition revised since, its checklist, the reading room and a year.

use beforehand::edition::{
    Accepted, Concern, ConcernKind, Edition, Outside, Reopened, Revision, outside,
};
use beforehand::invalid::Invalid;
use beforehand::judgement::Good;
use beforehand::quarter::{Quarter, YearStart};
use beforehand::service::{Definition, Field};
use beforehand::summary::{Stage, Summary};

use super::fixtures::{link, quarter, summary, week};
use crate::approval::{ApprovalPage, Checklist, Now, TypedApproval};
use crate::home::{Latest, Work};
use crate::quarter::{Approval, Counted, Life, Mailed, QuarterPage};
use crate::room::{Reading, RoomPage, Wish, YearLink, YearPage};
use crate::shared::{EndedPage, SharedPage};
use crate::sharing::{LinkLine, Made, SharingPage, TypedLink};
use crate::stop::StopPage;
use crate::{Page, ServiceLink};

fn north() -> ServiceLink {
    ServiceLink { slug: "north".into(), name: "Helpline North".into() }
}

fn edition(number: i32, reopened: bool) -> Edition {
    let at = |text: &str| text.parse().unwrap_or_default();
    Edition {
        published: None,
        quarter: quarter("2018-Q4"),
        number,
        at: at("2019-04-12T10:32:00"),
        by: "Sam".into(),
        head: "9f2c".repeat(16),
        reopened: reopened.then(|| Reopened {
            at: at("2019-05-02T16:05:00"),
            by: "Alex".into(),
            reason: "A call log was found".into(),
        }),
    }
}

fn year(starts: i32) -> YearLink {
    YearLink { starts, label: YearStart::April.year(starts) }
}

fn reading(quarter: Quarter) -> Reading {
    let year = year(quarter.reporting_year(YearStart::April));
    Reading { link: link(quarter), year, edition: 1, on: quarter.last_week().plus(2).monday() }
}

fn readings() -> Vec<Reading> {
    quarter("2018-Q4").last(6).map(reading).rev().collect()
}

/// With a direction, so that better and worse have their room.
fn approved() -> Summary {
    let mut approved = Summary { stage: Stage::Approved, ..summary() };
    for row in &mut approved.rows {
        row.good = if row.field == Field::Missed { Good::Down } else { Good::Up };
    }
    approved
}

/// What a trustee has at home.
pub fn trustee() -> Work {
    let Summary { headline, sentences, .. } = approved();
    let latest = Latest { reading: reading(quarter("2018-Q4")), headline, sentences };
    Work::Trustee { latest: Some(latest), approved: readings() }
}

fn revised() -> Page {
    let revision = |what: &str, was: &str, is: &str| Revision {
        what: what.into(),
        was: was.into(),
        is: is.into(),
    };
    let approval = Approval {
        edition: edition(1, true),
        organisation: "Harbour <Trust>".into(),
        comment: Some("The second line opened in February.\nWe expect calls to settle.".into()),
        definitions: vec![Definition {
            version: 1,
            from: week("2018-01-01"),
            text: "Has not committed an offence against a child.".into(),
        }],
        accepted: vec![Accepted {
            concern: "In the week of 4 March 2019 something is not entered.".into(),
            reason: "The log of that week is lost".into(),
        }],
        revised: vec![
            revision("Calls answered, in all", "1,625", "1,638"),
            revision("Calls answered, a week", "125", "126"),
        ],
        editions: vec![edition(2, false), edition(1, true)],
        mailed: Some(Mailed::To(Counted {
            sent: 3,
            refused: vec!["Kim".into()],
            ..Counted::default()
        })),
    };
    let quarters = quarter("2018-Q4").last(6).map(link).rev().collect();
    let life = Life::Approved(Box::new(approval));
    Page::Quarter(QuarterPage { summary: Box::new(approved()), life, quarters })
}

fn approval(now: Now, reopened: bool, problems: Vec<Invalid>) -> Page {
    let typed = TypedApproval::from_pairs(&[("comment".into(), "</textarea><b>".into())]);
    Page::Approval(Box::new(ApprovalPage {
        service: north(),
        quarter: link(quarter("2018-Q4")),
        now,
        latest: Some(edition(1, reopened)),
        typed,
        key: "key".into(),
        problems,
    }))
}

fn checklist() -> Now {
    let Summary { headline, sentences, .. } = summary();
    let concern =
        |code: &str, words: &str, kind| Concern { code: code.into(), words: words.into(), kind };
    let first = week("2019-03-04");
    let concerns = vec![
        concern(
            "missing",
            "In the week of 4 March 2019 something is not entered.",
            ConcernKind::Missing(first, "calls.missed".into()),
        ),
        concern(
            "not-recorded",
            "Of 31% of the contacts asked about it is not recorded whether they came before an offence.",
            ConcernKind::NotRecorded,
        ),
    ];
    let (recent, mark) = (first, "mark".into());
    Now::Open(Box::new(Checklist { headline, sentences, concerns, recent, mark }))
}

fn sharing(made: Option<Made>, problems: Vec<Invalid>) -> Page {
    let at = |text: &str| text.parse().unwrap_or_default();
    let line = |id: &str, over, revoked| LinkLine {
        id: id.into(),
        label: "Annual report 2019".into(),
        what: "January to March 2019, edition 1".into(),
        made_at: at("2019-04-12T10:40:00"),
        made_by: "Sam".into(),
        until: at("2019-05-12T10:40:00"),
        over,
        revoked,
        opened: 1204,
    };
    let revoked = Some((at("2019-04-20T09:00:00"), "Alex".to_owned()));
    Page::Sharing(Box::new(SharingPage {
        service: north(),
        readings: readings(),
        links: vec![line("a", false, None), line("b", true, None), line("c", false, revoked)],
        typed: TypedLink::default(),
        key: "key".into(),
        problems,
        made,
    }))
}

/// What outsiders see.
pub fn shared() -> Vec<(&'static str, Page)> {
    let ledger = super::weeks::ledger();
    let after = week("2019-04-08").monday();
    let outside = outside(&ledger, quarter("2018-Q4"), after).map(|outside| {
        let (approved, until) = (after, week("2019-05-06").monday());
        let outside = Outside { organisation: "Harbour <Trust>".into(), ..outside };
        Page::Shared(Box::new(SharedPage { outside, edition: 1, approved, until }))
    });
    let shared = outside.into_iter().map(|page| ("shared", page));
    let (service, token) = ("Helpline <North>".to_owned(), "4f2a".to_owned());
    let rest = [
        ("shared-ended", Page::Ended(EndedPage)),
        ("stop", Page::Stop(StopPage::Ask { service: service.clone(), token })),
        ("stop-done", Page::Stop(StopPage::Done { service })),
        ("stop-gone", Page::Stop(StopPage::Gone)),
    ];
    shared.chain(rest).collect()
}

/// All of them, the first as a trustee reads it.
pub fn pages() -> Vec<(&'static str, Page)> {
    let ask = "Settle this first, or say why it may stand.";
    let problem = Invalid::new("reason.missing", ask);
    let latest = Some((reading(quarter("2018-Q4")), Box::new(approved())));
    let wish = |on, just| Some(Wish { on, email: "priya@demo.example".into(), just });
    let room = RoomPage { service: north(), latest, readings: readings(), wish: wish(true, true) };
    let quarters: Vec<_> =
        ["2018-Q3", "2018-Q4"].map(|name| (reading(quarter(name)), approved())).into();
    let missing = vec!["April to June 2018".to_owned(), "July to September 2018".to_owned()];
    let beside = (Some(year(2017)), None);
    let year = YearPage { service: north(), year: "2018/19".into(), quarters, missing, beside };
    vec![
        ("quarter-revised", revised()),
        ("approval", approval(checklist(), true, vec![problem])),
        ("approval-locked", approval(Now::Locked, false, vec![])),
        ("approval-so-far", approval(Now::SoFar, true, vec![])),
        ("room", Page::Room(room)),
        (
            "room-empty",
            Page::Room(RoomPage {
                service: north(),
                latest: None,
                readings: vec![],
                wish: wish(false, false),
            }),
        ),
        ("year", Page::Year(year)),
        (
            "sharing",
            sharing(None, vec![Invalid::new("days", "Give a number of days from 1 to 365.")]),
        ),
        (
            "sharing-made",
            sharing(Some(Made::Now("https://counts.example/shared/open/4f2a".into())), vec![]),
        ),
        ("sharing-before", sharing(Some(Made::Before), vec![])),
    ]
}
