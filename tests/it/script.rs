//! Script written into every text field there is: shown as text on every page, never run.
//!
//! What a browser would run is judged on the parsed page; that nothing runs in a browser either is
//! the browser tests' part. Seen to fail with a note put into the page as it is (`inner_html`).

mod forms;

use std::collections::BTreeSet;

use beforehand::entry::{CellChange, WeekChange};
use beforehand::quarter::YearStart;
use beforehand::role::Role;
use beforehand::service::{
    Closure, Collected, Definition, Event, EventKind, Field, Kind, Timetable,
};
use beforehand::week::Week;
use chrono::NaiveDate;
use server::store::{
    Actor, DefinitionOrder, NewChannel, NewService, PersonDraft, SaveWeeks, Source, Store, WeekSave,
};

use crate::draft;
use crate::support::{Client, MONDAY, PASSWORD, Reply, Server, TODAY, Who, hashed, put};

pub const PAYLOADS: [&str; 12] = [
    "<script>s9()</script>",
    "\"><img src=x onerror=s9()>",
    "'><svg onload=s9()>",
    "</textarea><script>s9()</script>",
    "</title></head><script>s9()</script>",
    "javascript:s9()",
    "\" onfocus=s9() autofocus s9a=\"",
    "' onmouseover='s9()' s9b='",
    "<!--person--><img src=x onerror=s9()>",
    "</text></svg><script>s9()</script>",
    "<iframe srcdoc=\"<b onclick=s9()>\">",
    "{{s9()}}${s9()}<a href=data:text/html,s9()>&lt;b&gt;",
];

/// The text fields of a service, each with a word of its own so that it can be found on a page.
pub fn text(field: &str, payload: &str) -> String {
    format!("{field} {payload}")
}

/// What would run, or change the page's shape.
#[track_caller]
fn nothing_runs(what: &str, reply: &Reply) -> BTreeSet<String> {
    let page = scraper::Html::parse_document(&reply.text);
    let mut said = BTreeSet::new();
    for node in page.tree.nodes() {
        if let Some(text) = node.value().as_text() {
            said.insert(text.trim().to_owned());
        }
        let Some(element) = node.value().as_element() else { continue };
        let name = element.name();
        assert!(
            !matches!(name, "iframe" | "object" | "embed" | "base" | "img" | "foreignObject"),
            "{what}: <{name}> {}",
            reply.text
        );
        for (attribute, value) in element.attrs() {
            said.insert(value.trim().to_owned());
            let odd = attribute.starts_with("on")
                || attribute.contains("s9")
                || matches!(attribute, "srcdoc" | "style" | "formaction");
            assert!(!odd, "{what}: <{name} {attribute}={value}>");
            if matches!(attribute, "href" | "src" | "action") {
                let ours = value.starts_with(['/', '#']) && !value.starts_with("//");
                let icon = name == "link" && matches!(value, "" | "data:,");
                assert!(ours || icon, "{what}: <{name} {attribute}={value}>");
            }
        }
        if name == "script" {
            assert!(element.attr("src").is_some_and(|src| src.starts_with("/assets/")), "{what}");
        }
    }
    said
}

/// A service with the payload in every text there is, and its people.
pub async fn hostile(store: &Store, slug: &str, payload: &str) -> i32 {
    let console = Actor::Console;
    let now = TODAY.and_hms_opt(9, 0, 0).unwrap();
    let first = Week::parse("2025-01-06").unwrap();
    let new = NewService {
        slug: slug.to_owned(),
        name: text("Fservice", payload),
        year_start: YearStart::April,
        time_zone: "Europe/London".to_owned(),
    };
    let service = store.add_service(&console, new, now).await.unwrap();
    for (short, kind) in [("calls", Kind::Phone), ("website", Kind::Web)] {
        let collected =
            kind.fields().iter().map(|field| Collected { field: *field, from: first, to: None });
        let new = NewChannel {
            slug: short.to_owned(),
            name: text(&format!("F{short}"), payload),
            noun: text(&format!("Fnoun{short}"), payload),
            kind,
            first,
            timetables: vec![Timetable { from: first.monday(), days: Timetable::EVERY_DAY }],
            collected: collected.collect(),
        };
        store.add_channel(&console, service, new, now).await.unwrap();
    }
    let mut weeks = Vec::new();
    for n in 0..64_i32 {
        let cell = |channel, field, count| CellChange {
            channel,
            field,
            count: Some(count),
            note: (n == 63).then(|| text("Fnote", payload)),
        };
        let wobble = (n * 7 % 11) as u32;
        let change = WeekChange {
            cells: vec![
                cell(1, Field::Answered, 140 + wobble),
                cell(1, Field::Before, 40),
                cell(1, Field::After, 60),
                cell(1, Field::DoesNotApply, 20),
                cell(1, Field::Missed, 30),
                cell(2, Field::Visits, 5000 + 10 * wobble),
                cell(2, Field::Visitors, 4000 + wobble),
            ],
            ..WeekChange::new(first.plus(n))
        };
        weeks.push(WeekSave { change, expected: None });
    }
    let order = SaveWeeks {
        actor: Actor::Console,
        key: None,
        service,
        weeks,
        source: Source::Import(text("Ffile", payload)),
        reason: None,
        rehearsal: false,
        now,
        today: TODAY,
    };
    store.save_weeks(order).await.unwrap();
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    for (n, kind) in EventKind::ALL.into_iter().enumerate() {
        let from = day("2025-11-03") + chrono::Days::new(14 * n as u64);
        let name = text("Fevent", payload);
        let event = Event { id: String::new(), channel: None, kind, name, from, to: from };
        store.save_event(&console, service, event, None, now).await.unwrap();
    }
    let (from, to) = (day("2026-04-10"), day("2026-04-10"));
    let closure = Closure { channel: None, from, to, reason: text("Fclosure", payload) };
    store.save_closures(&console, service, vec![closure], now).await.unwrap();
    let definition = Definition { version: 1, from: first, text: text("Fdefinition", payload) };
    let definition =
        DefinitionOrder { actor: console.clone(), key: None, service, definition, now };
    store.save_definition(definition).await.unwrap();
    for role in [Role::Staff, Role::Manager, Role::Trustee] {
        let draft = PersonDraft {
            email: format!("{}@{slug}.example", role.word()),
            name: text(&format!("F{}", role.word()), payload),
            admin: false,
            password: Some(hashed()),
        };
        store.add_person(&console, draft, &[(service, role)], now).await.unwrap();
    }
    service
}

pub async fn client(server: &Server, role: Role, slug: &str) -> Client {
    let client = Client::new(server.address);
    let email = format!("{}@{slug}.example", role.word());
    assert_eq!(client.sign_in(&email, PASSWORD).await.status, 303);
    client
}

/// Kept as a draft, and shown again.
async fn drafts(staff: &Client, slug: &str, payload: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let week = format!("/services/{slug}/week/{MONDAY}");
    let typed = [
        ("calls.answered", text("Fdraft", payload)),
        ("calls.missed", "9999".to_owned()),
        ("calls.missed.pasted", payload.to_owned()),
        ("calls.missed.reason", text("Fchosen", payload)),
        ("calls.missed.reason.text", text("Fdraftreason", payload)),
        ("website.closed", "1".to_owned()),
        ("website.closed.was", "no".to_owned()),
        ("website.closed.reason", text("Fdraftclosed", payload)),
        ("website.visits.turn", payload.to_owned()),
        ("correction", text("Fcorrection", payload)),
        (payload, payload.to_owned()),
    ];
    let typed: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let keep = format!("/services/{slug}/entry/keep");
    let sent = draft::sending(staff, &keep, &[draft::draft(MONDAY, 0, 0, &typed)]);
    let reply = staff.send(sent).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let reply = staff.get(&week).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    said.extend(nothing_runs(&format!("draft {payload}"), &reply));
    said
}

/// The pages of a service, the payload wherever an address takes something.
fn addresses(slug: &str, payload: &str) -> Vec<String> {
    vec![
        "/".to_owned(),
        "/about".to_owned(),
        "/owed".to_owned(),
        format!("/owed?sent={slug}-{payload}"),
        format!("/services/{slug}/week/{MONDAY}"),
        format!("/services/{slug}/week/2026-03-23"),
        format!("/services/{slug}/about"),
        format!("/services/{slug}/trends"),
        format!("/services/{slug}/trends?weeks=all&rules=nhs"),
        format!("/services/{slug}/trends/calls-answered"),
        format!("/services/{slug}/compare?quarter={payload}&with={payload}"),
        format!("/services/{slug}/compare"),
        format!("/overview?show={payload}"),
        format!("/services/{slug}/quarter"),
        format!("/services/{slug}/quarter/2025-Q3"),
        format!("/services/{slug}/figures/2025-Q4"),
        format!("/services/{slug}/figures/2025-Q4?figure={payload}"),
        format!("/services/{slug}/history/2026-03-23"),
        format!("/services/{slug}/history/2026-03-23?figure=calls.answered"),
        format!("/services/{slug}/history/{MONDAY}?figure={payload}"),
        format!("/services/{slug}/history/{MONDAY}?figure=calls.answered"),
        format!("/services/{slug}/closures"),
        format!("/services/{slug}/closures?region={payload}&saved={payload}"),
        format!("/services/{slug}/events"),
        format!("/services/{slug}/events?change={payload}&chart={payload}&from={payload}"),
        format!("/services/{slug}/events?remove={payload}&saved={payload}.1&quarter={payload}"),
        format!("/services/{slug}/signals"),
        format!("/services/{slug}/signals?line={payload}&week={payload}&saved={payload}"),
    ]
}

/// Everything the pages of a hostile service say.
async fn tour(server: &Server, slug: &str, payload: &str) -> BTreeSet<String> {
    let mut said = forms::settings(server, slug, payload).await;
    let week = format!("/services/{slug}/week/{MONDAY}");
    for role in [Role::Staff, Role::Manager, Role::Trustee] {
        let client = client(server, role, slug).await;
        for path in addresses(slug, payload) {
            let reply = client.get(&path).await;
            assert!(!reply.status.is_server_error(), "{path}: {}", reply.status);
            said.extend(nothing_runs(&format!("{role:?} {path}, {payload}"), &reply));
        }
    }
    let staff = client(server, Role::Staff, slug).await;
    let manager = client(server, Role::Manager, slug).await;
    let form = staff.get(&week).await.fields(&week);
    said.extend(drafts(&staff, slug, payload).await);
    // Typed into the form of a week: in numbers, notes and reasons, right and wrong.
    let mut wrong = form.clone();
    put(&mut wrong, "calls.answered", text("Ftyped", payload));
    put(&mut wrong, "calls.missed", "9999");
    put(&mut wrong, "calls.missed.reason", "other");
    put(&mut wrong, "calls.missed.reason.text", text("Freason", payload));
    put(&mut wrong, "website.closed", "1");
    put(&mut wrong, "website.closed.reason", text("Fclosed", payload));
    for name in ["version", "key", "calls.closed.was", "calls.answered.was", payload] {
        let mut odd = wrong.clone();
        put(&mut odd, name, payload);
        let reply = staff.post(&week, &odd).await;
        assert!(reply.status.is_client_error(), "{name}: {}", reply.status);
        said.extend(nothing_runs(&format!("{name} {payload}"), &reply));
    }
    let reply = staff.post(&week, &wrong).await;
    assert_eq!(reply.status, 422, "{}", reply.text);
    said.extend(nothing_runs(&format!("422 {payload}"), &reply));
    // Saved, then in the way of somebody else.
    let mut good = form.clone();
    put(&mut good, "calls.answered", "900");
    put(&mut good, "calls.answered.pasted", payload);
    put(&mut good, "calls.answered.reason.text", text("Fsaved", payload));
    put(&mut good, "website.closed", "1");
    put(&mut good, "website.closed.reason", text("Fshut", payload));
    let reply = manager.post(&week, &good).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    let shown = manager.get(reply.location()).await;
    assert_eq!(shown.status, 200);
    said.extend(nothing_runs(&format!("saved {payload}"), &shown));
    put(&mut good, "calls.answered", "901");
    let reply = staff.post(&week, &good).await;
    assert_eq!(reply.status, 409, "{}", reply.text);
    said.extend(nothing_runs(&format!("409 {payload}"), &reply));
    let reply = staff.get(&week).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    said.extend(nothing_runs(&format!("overtaken {payload}"), &reply));
    said.extend(forms::closures(&manager, slug, payload).await);
    said.extend(forms::events(server, &manager, slug, payload).await);
    said.extend(forms::definitions(server, slug, payload).await);
    said.extend(forms::reminder(&manager, slug, payload).await);
    said.extend(forms::people(server, slug, payload).await);
    // Before and after a session.
    let nobody = Client::new(server.address);
    let reply = nobody.sign_in(&text("femail", payload), "wrong").await;
    said.extend(nothing_runs(&format!("sign-in {payload}"), &reply));
    let next = [("next", text("/Fnext", payload))];
    let next = reqwest::Url::parse_with_params("http://x/sign-in", next).unwrap();
    let reply = nobody.get(&format!("/sign-in?{}", next.query().unwrap())).await;
    said.extend(nothing_runs(&format!("next {payload}"), &reply));
    let carried = [("calls.answered".to_owned(), text("Fcarried", payload))];
    let named = [(text("Fname", payload), "1".to_owned())];
    for fields in [&carried, &named] {
        let reply = nobody.post(&week, fields).await;
        assert_eq!(reply.status, 401);
        said.extend(nothing_runs(&format!("carried {payload}"), &reply));
    }
    // In an address.
    for address in ["/services/", "/", "/assets/", "/services/north/week/"] {
        let path = format!("{address}{payload}");
        let path = path.replace('#', "%23").replace('?', "%3f");
        let reply = staff.get(&path).await;
        said.extend(nothing_runs(&path, &reply));
    }
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn script_is_shown_and_never_run() {
    let server = Server::start().await;
    let admin = server.client(Who::Admin).await;
    for (n, payload) in PAYLOADS.into_iter().enumerate() {
        let slug = format!("hostile{n}");
        hostile(&server.house.store, &slug, payload).await;
        let said = tour(&server, &slug, payload).await;
        for field in [
            "Fservice",
            "Fcalls",
            "Fwebsite",
            "Fnote",
            "Ffile",
            "Fevent",
            "Fdefinition",
            "Fstaff",
            "Fmanager",
            "Ftrustee",
            "Fdraft",
            "Fdraftreason",
            "Fdraftclosed",
            "Fcorrection",
            "Ftyped",
            "Freason",
            "Fclosed",
            "Fclosure",
            "Ffrom",
            "Freasoned",
            "Fmarked",
            "Frenamed",
            "Fsaved",
            "Fshut",
            "femail",
            "Fcarried",
            "Fname",
            "Finvited",
            "Fnowhere",
            "Fset",
        ] {
            let text = text(field, payload);
            let shown = said.iter().any(|said| said.contains(&text));
            assert!(shown, "{text} is on no page");
        }
        let home = admin.get("/").await;
        nothing_runs("the administrator's Home", &home);
    }
}
