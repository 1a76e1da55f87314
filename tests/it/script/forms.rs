//! The payload typed into the forms of closed days, events and reminders, right and wrong.

use std::collections::BTreeSet;

use super::{nothing_runs, text};
use crate::support::{Client, MONDAY, Server, Who, put};

/// Typed into the forms of closed days, right and wrong, and read in the history afterwards.
pub async fn closures(manager: &Client, slug: &str, payload: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let path = format!("/services/{slug}/closures");
    let form = |fields: &[(&str, String)]| -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    };
    let day = || "2026-04-11".to_owned();
    let reason = || text("Freasoned", payload);
    let wrong = [
        form(&[("do", "close".into()), ("from", text("Ffrom", payload)), ("reason", reason())]),
        form(&[("do", "close".into()), ("channel", payload.into()), ("to", payload.into())]),
        form(&[
            ("do", "holidays".into()),
            ("day", payload.into()),
            ("holiday-channel", "*".into()),
        ]),
        form(&[("do", payload.into()), ("key", payload.into())]),
    ];
    for fields in wrong {
        let reply = manager.post(&path, &fields).await;
        assert_eq!(reply.status, 422, "{}", reply.text);
        said.extend(nothing_runs(&format!("closures 422 {payload}"), &reply));
    }
    let good = form(&[
        ("do", "close".into()),
        ("channel", "calls".into()),
        ("from", day()),
        ("reason", reason()),
    ]);
    // What it does to a week that is over is shown first.
    let shown = manager.post(&path, &good).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    said.extend(nothing_runs(&format!("closures to confirm {payload}"), &shown));
    let reply = manager.post(&path, &shown.fields(&path)).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    let history = format!("/services/{slug}/history/{MONDAY}?figure=calls.answered");
    for path in [reply.location(), &history] {
        let shown = manager.get(path).await;
        assert_eq!(shown.status, 200);
        said.extend(nothing_runs(&format!("{path} {payload}"), &shown));
    }
    said
}

/// Typed into the settings of the installation and of the service: shown before it is stored, sent back
/// wrong, and as the name of the organisation stored, so that every page says it.
pub async fn settings(server: &Server, slug: &str, payload: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let admin = server.client(Who::Admin).await;
    let own = format!("/services/{slug}/settings");
    let form = |fields: &[(&str, &str)]| -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let typed = &*text("Fset", payload);
    let channel = admin.get(&format!("{own}?channel=calls")).await.fields(&own);
    let mut forms = vec![
        (own.clone(), form(&[("do", payload)])),
        (own.clone(), form(&[("do", "order"), ("was", payload), ("place.calls", payload)])),
        ("/settings".to_owned(), form(&[("do", "service"), ("service", typed), ("slug", typed)])),
        ("/settings".to_owned(), form(&[("do", payload)])),
    ];
    let service = form(&[
        ("do", "service"),
        ("version", "1"),
        ("name", typed),
        ("year_start", "1"),
        ("time_zone", "Europe/Dublin"),
    ]);
    let add = form(&[
        ("do", "add"),
        ("name", typed),
        ("slug", "more"),
        ("noun", typed),
        ("kind", "chat"),
        ("first", MONDAY),
        ("day", "mon"),
    ]);
    for good in [service, add, channel] {
        forms.push((own.clone(), good.clone()));
        for (name, _) in &good {
            let mut wrong = good.clone();
            put(&mut wrong, name, typed);
            forms.push((own.clone(), wrong));
        }
    }
    for (path, fields) in forms {
        let reply = admin.post(&path, &fields).await;
        assert!(!reply.status.is_server_error(), "{fields:?}: {}", reply.status);
        said.extend(nothing_runs(&format!("settings {payload}"), &reply));
    }
    let version = admin.get("/settings").await.field("version").unwrap();
    let name = form(&[
        ("do", "installation"),
        ("version", &version),
        ("organisation", typed),
        ("draft_days", "60"),
    ]);
    let shown = admin.post("/settings", &name).await;
    said.extend(nothing_runs(&format!("organisation {payload}"), &shown));
    let stored = admin.post("/settings", &shown.fields("/settings")).await;
    assert_eq!(stored.status, 303, "{}", stored.text);
    said
}

/// Typed into the form of a definition, shown before it is stored, and sent back wrong.
pub async fn definitions(server: &Server, slug: &str, payload: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let admin = server.client(Who::Admin).await;
    let path = format!("/services/{slug}/definitions");
    let mut good = admin.get(&path).await.fields(&path);
    put(&mut good, "text", text("Fdefined", payload));
    put(&mut good, "from", MONDAY);
    for field in ["text", "from", "version", "seen", "key", "review"] {
        let mut fields = good.clone();
        put(&mut fields, field, text("Fwrong", payload));
        let reply = admin.post(&path, &fields).await;
        assert!(!reply.status.is_server_error(), "{field}: {}", reply.status);
        said.extend(nothing_runs(&format!("definitions {field} {payload}"), &reply));
    }
    let shown = admin.post(&path, &good).await;
    said.extend(nothing_runs(&format!("definitions {payload}"), &shown));
    said
}

/// Typed into the form of an event, right and wrong, confirmed, clashed and removed.
pub async fn events(
    server: &Server,
    manager: &Client,
    slug: &str,
    payload: &str,
) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let path = format!("/services/{slug}/events");
    let name = text("Fmarked", payload);
    let form = |kind: &str, from: &str| -> Vec<(String, String)> {
        [("do", "add"), ("kind", kind), ("name", &name), ("channel", "calls"), ("from", from)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    };
    for field in ["do", "kind", "name", "channel", "from", "to", "holds", "key", "seen"] {
        let mut wrong = form("definition", "2026-02-04");
        put(&mut wrong, field, text("Fwrong", payload));
        let reply = manager.post(&path, &wrong).await;
        assert!(!reply.status.is_server_error(), "{field}: {}", reply.status);
        said.extend(nothing_runs(&format!("events {field} {payload}"), &reply));
    }
    let saved = manager.post(&path, &form("press", "2026-02-04")).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let store = &server.house.store;
    let all = store.find_service(slug).await.unwrap().unwrap().events;
    let id = all.into_iter().find(|one| one.name == name).unwrap().id;
    let (change, remove) = (format!("{path}?change={id}"), format!("{path}?remove={id}"));
    let stale = manager.get(&change).await.fields(&path);
    for shown in [saved.location(), &change, &remove] {
        let reply = manager.get(shown).await;
        assert_eq!(reply.status, 200);
        said.extend(nothing_runs(&format!("{shown} {payload}"), &reply));
    }
    let mut newer = stale.clone();
    put(&mut newer, "name", text("Frenamed", payload));
    assert_eq!(manager.post(&path, &newer).await.status, 303);
    let mut removal = stale.clone();
    put(&mut removal, "do", "remove");
    for fields in [stale, removal] {
        let mut fields = fields;
        fields.retain(|(name, _)| name != "key");
        put(&mut fields, "from", "2026-02-05");
        let reply = manager.post(&path, &fields).await;
        assert_eq!(reply.status, 409, "{}", reply.text);
        said.extend(nothing_runs(&format!("events 409 {payload}"), &reply));
    }
    said
}

/// Sent as a reminder.
pub async fn reminder(manager: &Client, slug: &str, payload: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let path = format!("/services/{slug}/reminder");
    let typed = ["to", "key", "seen", "review", payload];
    let typed = typed.map(|name| (name.to_owned(), payload.to_owned()));
    for (fields, status) in [(&typed[..], 200), (&typed[..3], 503)] {
        let reply = manager.post(&path, fields).await;
        assert_eq!(reply.status, status, "{}", reply.text);
        said.extend(nothing_runs(&format!("reminder {payload}"), &reply));
    }
    said
}

/// Typed into the forms of people: invited with it, refused with it, and read on the slip, in the list
/// and where the link leads.
pub async fn people(server: &Server, slug: &str, payload: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let admin = server.client(Who::Admin).await;
    let list = admin.get("/people").await;
    said.extend(nothing_runs(&format!("people {payload}"), &list));
    let mut fields = list.fields("/people");
    put(&mut fields, "name", text("Finvited", payload));
    put(&mut fields, &format!("role.{slug}"), "staff");
    put(&mut fields, "email", text("Fnowhere", payload));
    let reply = admin.post("/people", &fields).await;
    assert_eq!(reply.status, 422, "{}", reply.text);
    said.extend(nothing_runs(&format!("people 422 {payload}"), &reply));
    put(&mut fields, "email", format!("invited@{slug}.example"));
    let made = admin.post("/people", &fields).await;
    assert_eq!(made.status, 200, "{}", made.text);
    said.extend(nothing_runs(&format!("slip {payload}"), &made));
    let path = crate::people::link(&made);
    let nobody = Client::new(server.address);
    said.extend(nothing_runs(&format!("join {payload}"), &nobody.get(&path).await));
    let page = crate::people::page_of(server, &format!("invited@{slug}.example")).await;
    let shown = admin.get(&format!("{page}?done={payload}")).await;
    said.extend(nothing_runs(&format!("person {payload}"), &shown));
    let mut fields = crate::people::form(&shown, "save");
    for field in ["version", "key", "do", "email"] {
        let mut wrong = fields.clone();
        put(&mut wrong, field, if field == "key" { "" } else { payload });
        if field == "key" {
            put(&mut wrong, "version", "77");
        }
        let reply = admin.post(&page, &wrong).await;
        assert!(reply.status.is_client_error(), "{field}: {}", reply.status);
        said.extend(nothing_runs(&format!("person {field} {payload}"), &reply));
    }
    put(&mut fields, &format!("role.{payload}"), payload);
    let reply = admin.post(&page, &fields).await;
    assert_eq!(reply.status, 422, "{}", reply.text);
    said.extend(nothing_runs(&format!("person role {payload}"), &reply));
    for path in ["/join", "/forgotten", "/sign-in"] {
        let fields = [("code", payload), ("email", payload)];
        let reply = nobody.send(nobody.request("POST", path).form(&fields)).await;
        said.extend(nothing_runs(&format!("{path} {payload}"), &reply));
    }
    said
}
