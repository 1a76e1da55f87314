//! `beforehand report`, `service`, `person`, `check` and `version` from outside.

use serde_json::Value;

use crate::program::{Scrap, report, run};
use crate::support::Database;

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn sorted(text: &str) -> Vec<&str> {
    let mut words: Vec<_> = text.split_whitespace().collect();
    words.sort_unstable();
    words
}

/// The promise of docs/report.md.
#[test]
fn the_json_has_these_fields() {
    let database = Database::new();
    let rows =
        "week,channel,field,value\n2026-01-05,calls,answered,0\n2026-01-12,calls,answered,3\n";
    let file = Scrap::new("report.csv", rows);
    run(
        &database,
        &["import", "--create", "--service", "north", "--today", "2026-04-15", file.name()],
    )
    .ok();
    let json = report(&database, "north", &["--quarter", "2025-Q4", "--today", "2026-04-15"]);
    let check = |value: &Value, expected: &str| assert_eq!(keys(value), sorted(expected));
    check(
        &json,
        "service quarter months weeks_expected weeks_entered state sentences channels share events",
    );
    let calls = &json["channels"][0];
    check(
        calls,
        "channel field unit count weeks weeks_expected open_days per_week previous year_ago",
    );
    let comparison = "quarter count weeks open_days ratio lower upper rho dispersion df ar_lower ar_upper \
                      exact_lower exact_upper pearson_dispersion quasi_lower quasi_upper verdict reason sentence";
    check(&calls["previous"], comparison);
    check(&calls["year_ago"], comparison);
    let share = &json["share"];
    check(
        share,
        "before after not_recorded does_not_apply share lower upper certain_lower certain_upper \
                  phrase sentence previous year_ago",
    );
    check(
        &share["previous"],
        "quarter before after share difference lower upper verdict reason sentence",
    );
    assert_eq!((&json["state"], &json["quarter"]), (&"incomplete".into(), &"2025-Q4".into()));
    assert_eq!(json["months"], "January to March 2026");
    // The same quarter by another year's name.
    let other = report(
        &database,
        "north",
        &["--quarter", "2026-Q1", "--year-start", "1", "--today", "2026-04-15"],
    );
    assert_eq!(other["channels"][0]["count"], calls["count"]);
    let text = run(&database, &["report", "--service", "north", "--quarter", "2025-Q4"]).ok();
    assert!(text.contains("January to March 2026 (Q4 2025/26)"), "{text}");
    assert!(
        run(&database, &["report", "--service", "west", "--quarter", "2025-Q4"])
            .refused(1)
            .contains("north")
    );
    run(&database, &["report", "--service", "north", "--quarter", "spring"]).refused(2);
}

#[test]
fn services_and_people_are_added_and_listed() {
    let database = Database::new();
    let file = Scrap::new("people.csv", "week,channel,field,value\n2026-01-05,calls,answered,5\n");
    run(
        &database,
        &["import", "--create", "--service", "north", "--today", "2026-04-15", file.name()],
    )
    .ok();
    let add = ["service", "add", "south", "--name", "Helpline South", "--channel", "chat=chat"];
    run(&database, &add).ok();
    assert!(run(&database, &["service", "list"]).ok().contains("chat  chat  Chat"));
    run(&database, &add).refused(1);
    let add = |rest: &[&str]| {
        run(
            &database,
            &[&["person", "add", "--email", "jo@example.org", "--name", "Jo"], rest].concat(),
        )
    };
    let said = add(&["--role", "staff", "--service", "north"]).ok();
    assert_eq!(said.trim().rsplit(' ').next().unwrap().len(), 24, "{said}");
    assert!(
        add(&["--role", "manager", "--service", "south"]).ok().contains("now manager in south")
    );
    add(&["--role", "admin", "--service", "south"]).refused(2);
    add(&["--role", "staff"]).refused(2);
    add(&["--role", "cook", "--service", "south"]).refused(2);
    add(&["--role", "staff", "--service", "west"]).refused(1);
    let listed = run(&database, &["person", "list"]).ok();
    assert!(listed.contains("staff in north") && listed.contains("manager in south"), "{listed}");
    run(&database, &["person", "reset", "--email", "jo@example.org"]).ok();
    run(&database, &["person", "reset", "--email", "no@example.org"]).refused(1);
    assert!(run(&database, &["check"]).ok().contains("sound"));
}
