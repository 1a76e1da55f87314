//! What is owed across services, fresh, confirmed and refused.

use beforehand::invalid::Invalid;
use beforehand::owed::OnTime;

use super::fixtures;
use crate::owed::{Colleague, OwedPage, OwingService, Punctual, Reminder, TypedReminder, letter};
use crate::{Page, ServiceLink};

fn punctual(
    slug: &str,
    name: &str,
    staff: &[&str],
    (on_time, of, files): (u32, u32, u32),
) -> Punctual {
    let colleague = |name: &&str| {
        let (id, email) = (name.to_lowercase(), format!("{}@example.org", name.to_lowercase()));
        Colleague { id, name: (*name).to_owned(), email }
    };
    Punctual {
        service: ServiceLink { slug: slug.into(), name: name.into() },
        on_time: OnTime { on_time, of, files },
        staff: staff.iter().map(colleague).collect(),
    }
}

fn owing(of: Punctual, weeks: usize) -> OwingService {
    let owed: Vec<_> = fixtures::owed().into_iter().rev().take(weeks).collect();
    let letter = letter(&of.service, &owed, "https://counts.example.org", "Sam");
    let last = Reminder {
        service: of.service.clone(),
        at: "2019-04-01T16:05:00".parse().unwrap_or_default(),
        by: "Sam".into(),
        to: vec!["Jo".into()],
        weeks: owed.iter().map(|one| one.week).collect(),
    };
    OwingService { of, owed, letter, mark: "mark".into(), last: (weeks > 1).then_some(last) }
}

fn page(mails: bool) -> OwedPage {
    OwedPage {
        owing: vec![
            owing(punctual("north", "Helpline North", &["Jo", "Kim"], (11, 13, 0)), 2),
            owing(punctual("west", "Helpline West", &[], (4, 5, 7)), 1),
        ],
        rest: vec![
            punctual("east", "Helpline East", &["Rin"], (13, 13, 0)),
            punctual("south", "Helpline South", &["Ada", "Max"], (0, 0, 13)),
        ],
        mails,
        key: "key".into(),
        ..OwedPage::default()
    }
}

/// Name and page.
pub fn pages() -> Vec<(&'static str, Page)> {
    let sent = page(true).owing.remove(0).last;
    let typed = TypedReminder::from_pairs("north", &[("to".to_owned(), "kim".to_owned())]);
    let said = "The mail server did not take the reminder, so nobody got it. Try again later, or copy the text below into a mail of your own.";
    let refused = OwedPage {
        typed: Some(typed),
        problems: vec![Invalid::new("north.text", said)],
        ..page(true)
    };
    let none = OwedPage { owing: vec![], ..page(true) };
    let pages = [
        ("owed", page(true)),
        ("owed-no-mail", page(false)),
        ("owed-sent", OwedPage { sent, ..page(true) }),
        ("owed-refused", refused),
        ("owed-nothing", none),
        ("owed-nowhere", OwedPage::default()),
    ];
    pages.into_iter().map(|(name, page)| (name, Page::Owed(Box::new(page)))).collect()
}
