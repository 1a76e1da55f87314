//! Renders each page from made-up data and checks what every page owes: one document, one title,
//! nothing inline, no broken number. With `BEFOREHAND_LOOK=DIR` the pages are also written there,
//! to be looked at.

mod account;
mod changes;
mod definitions;
mod editions;
mod events;
pub(crate) mod fixtures;
mod odd;
mod owed;
mod past;
mod people;
mod settings;
mod signals;
pub(crate) mod weeks;

use beforehand::role::Role;

use crate::error::Error;
use crate::home::Work;
use crate::{Assets, Frame, Page, ServiceLink, person, render};
use editions::trustee;
use fixtures::{
    about, export, home, manager, problem, quarter_page, sign_in, so_far, staff, summary,
};

/// Name, page and reader.
fn pages() -> Vec<(&'static str, Page, Option<Role>)> {
    let role = Some;
    let weeks = weeks::weeks().into_iter().map(|(name, page)| (name, page, role(Role::Staff)));
    let mut pages = vec![
        ("quarter", quarter_page(summary()), role(Role::Trustee)),
        ("quarter-so-far", quarter_page(so_far()), role(Role::Manager)),
        ("home-staff", home(vec![(Role::Staff, staff())], false), role(Role::Staff)),
        ("home-manager", home(vec![(Role::Manager, manager())], true), role(Role::Manager)),
        ("home-trustee", home(vec![(Role::Trustee, trustee())], true), role(Role::Trustee)),
        (
            "home-several",
            home(
                vec![
                    (Role::Manager, manager()),
                    (Role::Trustee, trustee()),
                    (Role::Staff, Work::Brief),
                ],
                false,
            ),
            role(Role::Manager),
        ),
        ("home-admin", home(vec![(Role::Admin, manager())], false), role(Role::Admin)),
        ("home-none", home(vec![], false), role(Role::Staff)),
        ("about", about(), role(Role::Trustee)),
        ("export", export(), role(Role::Manager)),
        ("sign-in", sign_in(), None),
        (
            "forbidden",
            problem(Error::Forbidden { ask: "Sam (manager)".into() }),
            role(Role::Trustee),
        ),
        ("quarter-new", odd::quarter("none"), role(Role::Manager)),
        ("quarter-one-week", odd::quarter("one week"), role(Role::Manager)),
        ("quarter-zeros", odd::quarter("zeros"), role(Role::Trustee)),
        ("quarter-few", odd::quarter("few"), role(Role::Trustee)),
        ("quarter-ten", odd::quarter("ten"), role(Role::Trustee)),
        ("full", problem(Error::Full), role(Role::Staff)),
        ("internal", problem(Error::Internal { reference: "4f2a9c".into() }), role(Role::Staff)),
    ];
    pages.extend(weeks);
    pages.extend(
        editions::pages().into_iter().map(|(name, page)| (name, page, role(Role::Manager))),
    );
    pages.extend(editions::shared().into_iter().map(|(name, page)| (name, page, None)));
    pages.push(("quarter-revised-trustee", editions::pages().remove(0).1, role(Role::Trustee)));
    pages.extend(past::pages().into_iter().map(|(name, page)| (name, page, role(Role::Manager))));
    pages.extend(changes::pages().into_iter().map(|(name, page)| (name, page, role(Role::Admin))));
    pages.extend(events::pages().into_iter().map(|(name, page)| (name, page, role(Role::Manager))));
    pages.extend(
        definitions::pages().into_iter().map(|(name, page)| (name, page, role(Role::Admin))),
    );
    pages.extend(people::pages().into_iter().map(|(name, page)| (name, page, role(Role::Admin))));
    pages.extend(people::outside().into_iter().map(|(name, page)| (name, page, None)));
    pages.push(("definitions-trustee", definitions::pages().remove(0).1, role(Role::Trustee)));
    pages.extend(account::pages().into_iter().map(|(name, page)| (name, page, role(Role::Staff))));
    pages.extend(account::signing_in().into_iter().map(|(name, page)| (name, page, None)));
    pages.push(("events-staff", events::pages().remove(0).1, role(Role::Staff)));
    pages.extend(owed::pages().into_iter().map(|(name, page)| (name, page, role(Role::Manager))));
    pages
        .extend(signals::pages().into_iter().map(|(name, page)| (name, page, role(Role::Manager))));
    pages.extend(settings::pages().into_iter().map(|(name, page)| (name, page, role(Role::Admin))));
    pages.extend(
        settings::of_a_service().into_iter().map(|(name, page)| (name, page, role(Role::Admin))),
    );
    pages.extend(settings::first_start().into_iter().map(|(name, page)| (name, page, None)));
    pages.push(("signals-staff", signals::pages().remove(0).1, role(Role::Staff)));
    pages.push(("closures-staff", past::pages().remove(5).1, role(Role::Staff)));
    pages
}

#[test]
fn every_page_is_one_document_with_nothing_inline() {
    let folder = std::env::var_os("BEFOREHAND_LOOK").map(std::path::PathBuf::from);
    for (name, page, role) in pages() {
        let service = (!name.starts_with("home") && role.is_some())
            .then(|| ServiceLink { slug: "north".into(), name: "Helpline North".into() });
        let style = "style.css".to_owned();
        let frame = Frame {
            service,
            role,
            demo: name == "home-manager",
            invented: name == "home-staff",
            organisation: "Harbour Trust".to_owned(),
            provider: name.contains("provide").then(|| "Microsoft 365".to_owned()),
            assets: Assets { style, ..Assets::default() },
        };
        let html = render(page, frame).html;
        let check = |holds: bool, what: &str| assert!(holds, "{name}: {what}\n{html}");
        check(html.matches("<h1").count() == 1, "one h1");
        check(html.matches("<main").count() == 1, "one main");
        check(!html.contains("<script"), "no script");
        check(!html.contains(" style="), "no inline style");
        check(!html.contains("<style"), "no style element");
        let broken = ["NaN", "inf%", "inf ", ">inf", "-0%", "−0%"];
        check(broken.iter().all(|number| !html.contains(number)), "no broken number");
        if let Some(folder) = &folder {
            let html = html.replace(crate::PERSON_SLOT, &person("Priya", role));
            std::fs::write(folder.join(format!("{name}.html")), html).unwrap();
        }
    }
}
