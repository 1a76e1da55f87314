//! People: the list, one of them, a slip, a clash, links that set a password, and whoever forgot theirs.

use beforehand::invalid::Invalid;
use beforehand::role::Role;

use crate::forgotten::ForgottenPage;
use crate::join::{Choice, JoinPage};
use crate::people::{Done, Made, Mailed, PeoplePage, PersonLine, PersonPage, Slip, TypedPerson};
use crate::{Page, ServiceLink};

fn at(text: &str) -> chrono::NaiveDateTime {
    text.parse().unwrap_or_default()
}

fn north() -> ServiceLink {
    ServiceLink { slug: "north".into(), name: "Helpline North".into() }
}

fn line(name: &str, email: &str, role: Option<Role>) -> PersonLine {
    PersonLine {
        id: name.to_lowercase(),
        name: name.into(),
        email: email.into(),
        admin: role.is_none(),
        roles: role.map(|role| (north(), role)).into_iter().collect(),
        active: true,
        come: true,
        provided: false,
        link: None,
        signed_in: Some(at("2019-04-08T09:42:00")),
        version: 3,
    }
}

fn people() -> Vec<PersonLine> {
    let jo = line("Jo", "jo@example.org", Some(Role::Staff));
    let invited = PersonLine {
        come: false,
        link: Some((at("2019-04-22T09:42:00"), false)),
        signed_in: None,
        ..line("Rin", "rin@example.org", Some(Role::Trustee))
    };
    let late = PersonLine {
        link: Some((at("2019-04-01T09:42:00"), true)),
        ..PersonLine { name: "Kit".into(), ..invited.clone() }
    };
    let gone = PersonLine { active: false, ..line("Ada", "ada@example.org", Some(Role::Manager)) };
    vec![line("Alex", "alex@example.org", None), jo, invited, late, gone]
}

fn slip(first: bool) -> Made {
    Made::Now(Box::new(Slip {
        name: "Rin".into(),
        email: "rin@example.org".into(),
        roles: vec!["trustee of Helpline North".into()],
        first,
        site: "https://counts.example.org".into(),
        token: "abcdefghijkmnpqrstuvwxyz23456789abcdefghijkmnpqrstuv".into(),
        until: at("2019-04-22T09:42:00"),
        mailed: if first { Mailed::Sent } else { Mailed::No },
    }))
}

fn list() -> PeoplePage {
    PeoplePage {
        people: people(),
        services: vec![north(), ServiceLink { slug: "south".into(), name: "South".into() }],
        key: "4f2a9c".into(),
        mail: true,
        ..PeoplePage::default()
    }
}

fn person(n: usize) -> PersonPage {
    let person = people().remove(n);
    PersonPage {
        typed: TypedPerson::of(&person),
        person,
        services: list().services,
        key: "4f2a9c".into(),
        ..PersonPage::default()
    }
}

fn provided() -> PersonPage {
    let page = person(1);
    PersonPage { person: PersonLine { provided: true, ..page.person.clone() }, ..page }
}

fn choice(first: bool, wrong: bool) -> JoinPage {
    let problems = wrong.then(|| Invalid::new("again", "The two are not the same."));
    JoinPage::Choose(Box::new(Choice {
        token: "abcdefgh".into(),
        name: "Rin".into(),
        email: "rin@example.org".into(),
        first,
        by: "Alex".into(),
        roles: vec!["trustee of Helpline North".into()],
        until: at("2019-04-22T09:42:00"),
        problems: problems.into_iter().collect(),
    }))
}

/// Name and page, for administrators.
pub fn pages() -> Vec<(&'static str, Page)> {
    let taken = Invalid::new("email", "There is already a person with this address.");
    let nothing = Invalid::new("roles", "Choose what they are in at least one service.");
    let wrong = PeoplePage { problems: vec![taken, nothing], ..list() };
    let lists = [
        ("people", list()),
        ("people-invited", PeoplePage { made: Some(slip(true)), ..list() }),
        ("people-before", PeoplePage { made: Some(Made::Before), ..list() }),
        ("people-refused", wrong),
    ];
    let clash = Some(("Alex".to_owned(), at("2019-04-08T09:42:00")));
    let typed = TypedPerson { name: "Jo <b>Field</b>".into(), ..TypedPerson::default() };
    let said = vec![Invalid::new("", "Alex changed Jo. Nothing was saved.")];
    let persons = [
        ("person", person(1)),
        ("person-saved", PersonPage { done: Some(Done::Saved), ..person(1) }),
        ("person-link", PersonPage { made: Some(slip(false)), ..person(1) }),
        ("person-phone", PersonPage { second_step: true, done: Some(Done::Loose), ..person(1) }),
        ("person-provided", provided()),
        ("person-gone", PersonPage { done: Some(Done::Ended), ..person(4) }),
        ("person-clash", PersonPage { clash, typed, problems: said, ..person(1) }),
    ];
    let lists = lists.into_iter().map(|(name, page)| (name, Page::People(Box::new(page))));
    let persons = persons.into_iter().map(|(name, page)| (name, Page::Person(Box::new(page))));
    lists.chain(persons).collect()
}

/// Name and page, for whoever is not signed in.
pub fn outside() -> Vec<(&'static str, Page)> {
    let code = |wrong: bool| JoinPage::Code {
        typed: if wrong { "abcd".into() } else { String::new() },
        problems: wrong
            .then(|| Invalid::new("code", "That is not a whole code."))
            .into_iter()
            .collect(),
    };
    let joins = [
        ("join", choice(true, false)),
        ("join-reset", choice(false, true)),
        ("join-code", code(false)),
        ("join-code-wrong", code(true)),
        ("join-done", JoinPage::Done),
        ("join-gone", JoinPage::Gone),
    ];
    let ask = ForgottenPage::Ask { email: "jo".into(), problems: vec![] };
    let forgotten = [
        ("forgotten", ask),
        ("forgotten-sent", ForgottenPage::Sent),
        ("forgotten-no-mail", ForgottenPage::NoMail),
    ];
    let joins = joins.into_iter().map(|(name, page)| (name, Page::Join(page)));
    joins.chain(forgotten.into_iter().map(|(name, page)| (name, Page::Forgotten(page)))).collect()
}
