//! The demo from its making to the sentence it exists for.

use serde_json::json;

use crate::program::{Serving, report, row, run, words};
use crate::support::Database;

const TODAY: &str = "2026-04-15";

#[tokio::test]
async fn the_founding_sentence_is_read_off_the_page() {
    let database = Database::new();
    let started = std::time::Instant::now();
    let said = run(&database, &["demo", "--today", TODAY]).ok();
    assert!(started.elapsed().as_secs() < 20, "a guard against hanging");
    for name in ["jo@demo.example", "sam@demo.example", "priya@demo.example", "alex@demo.example"] {
        assert!(said.contains(name), "{said}");
    }
    let serving = Serving::start(&database, TODAY);
    let trustee = serving.client("priya@demo.example", "three-honest-sentences").await;
    let page = trustee.get("/services/demo/quarter/2018-Q4").await;
    assert_eq!(page.status, 200);
    let text = words(&page.text);
    for part in [
        "Calls rose 25% on October to December",
        "Website visits rose 40% on October to December",
        "Two in five (40%) of the 1,450 contacts with a known answer came before an offence",
        "This is the demo",
    ] {
        assert!(text.contains(part), "{part} is not in: {text}");
    }

    let json = report(&database, "demo", &["--quarter", "2018-Q4", "--today", TODAY]);
    for sentence in json["sentences"].as_array().unwrap() {
        let sentence = sentence.as_str().unwrap();
        assert!(text.contains(sentence), "{sentence} is not in: {text}");
    }
    for (channel, field, ratio) in [("calls", "answered", 1.25), ("website", "visits", 1.4)] {
        let change = &row(&json, channel, field)["previous"];
        assert_eq!(change["verdict"], "rose");
        assert!((change["ratio"].as_f64().unwrap() - ratio).abs() < 1e-9);
    }
    let calls = row(&json, "calls", "answered");
    assert_eq!((&calls["count"], &calls["open_days"]), (&json!(1600), &json!(64)));
    assert!(calls["previous"]["dispersion"].as_f64().unwrap() <= 4.0);
    let share = &json["share"];
    assert_eq!((&share["before"], &share["after"]), (&json!(580), &json!(870)));
    assert_eq!(share["phrase"].as_str().unwrap().to_lowercase(), "two in five");
    assert_eq!((&json["weeks_entered"], &json["state"]), (&json!(13), &json!("approved")));
}

#[tokio::test]
async fn everybody_gets_in_where_they_belong() {
    let database = Database::new();
    run(&database, &["demo", "--today", TODAY]).ok();
    let serving = Serving::start(&database, TODAY);
    for (email, password, here) in [
        ("jo@demo.example", "monday-morning-counts", 200),
        ("sam@demo.example", "real-change-or-noise", 200),
        ("alex@demo.example", "keys-to-the-whole-house", 200),
        ("rin@demo.example", "somewhere-else-entirely", 404),
    ] {
        let client = serving.client(email, password).await;
        assert_eq!(client.get("/").await.status, 200, "{email}");
        for page in ["week/2026-04-06", "trends", "quarter/2025-Q4", "about"] {
            let reply = client.get(&format!("/services/demo/{page}")).await;
            assert_eq!(reply.status, here, "{email} {page}");
        }
    }
}

#[test]
fn a_demo_is_made_once_and_only_where_nothing_else_is() {
    let database = Database::new();
    assert!(run(&database, &["demo", "--today", TODAY]).ok().contains("was made"));
    let before = run(&database, &["check"]).ok();
    assert!(run(&database, &["demo", "--today", "2026-05-15"]).ok().contains("there already"));
    assert_eq!(run(&database, &["check"]).ok(), before);

    let other = Database::new();
    let file = crate::program::Scrap::new(
        "demo.csv",
        "week,channel,field,value\n2026-01-05,calls,answered,5\n",
    );
    let import = ["import", "--create", "--service", "north", file.name()];
    run(&other, &import).ok();
    let said = run(&other, &["demo"]).refused(1);
    assert!(said.contains("--data"), "{said}");
    // Nobody else may take its name.
    let import = ["import", "--create", "--service", "demo", file.name()];
    assert!(run(&other, &import).refused(1).contains("Choose another"));
}
