//! Real helplines through the program: the same figures as other people's statistics software.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::program::{Serving, fixture, report, row, run, words};
use crate::support::Database;

const TODAY: &str = "2023-04-15";
const MAP: &str =
    "contacts=calls.answered,relation_partner_or_ex=calls.before,relation_other=calls.after";

fn rows(name: &str) -> Vec<HashMap<String, String>> {
    csv::Reader::from_path(fixture(name)).unwrap().deserialize().map(Result::unwrap).collect()
}

fn close(what: &str, ours: &Value, theirs: &str, tolerance: f64) {
    let (ours, theirs) = (ours.as_f64().expect(what), theirs.parse::<f64>().expect(what));
    assert!((ours / theirs - 1.0).abs() <= tolerance, "{what}: {ours}, not {theirs}");
}

/// Imports line 144 as the README does: three years with both classifications, then the counts of
/// early 2023.
fn line144() -> Database {
    let database = Database::new();
    let file = fixture("line144_weekly.csv");
    let import = |rest: &[&str]| {
        let arguments = [&["import", "--service", "line144", "--today", TODAY][..], rest].concat();
        run(&database, &arguments).ok()
    };
    let wide = ["--week-column", "week_start_monday", "--map", MAP, file.to_str().unwrap()];
    let said = import(&[&["--create"], &wide[..]].concat());
    assert!(said.contains("156 week"), "{said}");
    let said = import(&wide);
    assert!(said.contains("Changed nothing"), "{said}");
    let cases = fixture("spc_cases.csv");
    let said = import(&[
        "--where",
        "case_id=line144_all_168_weeks",
        "--week-column",
        "date",
        "--map",
        "y=calls.answered",
        cases.to_str().unwrap(),
    ]);
    assert!(said.contains("12 figure(s) of 12 week(s)"), "{said}");
    database
}

#[tokio::test]
async fn line144_equals_the_reference() {
    let database = line144();
    let totals: HashMap<_, _> = rows("quarter_totals.csv")
        .into_iter()
        .map(|row| (row["calendar_quarter"].clone(), row["total_thursday_rule"].clone()))
        .collect();
    let in_quarter = |quarter: &str| {
        let arguments = ["--quarter", quarter, "--year-start", "1", "--today", TODAY];
        report(&database, "line144", &arguments)
    };
    let mut compared = 0;
    for reference in rows("quarter_change.csv") {
        let name = reference["current"].as_str();
        let json = in_quarter(name);
        assert_eq!(json["quarter"], name);
        let calls = row(&json, "calls", "answered");
        let change = &calls["previous"];
        assert_eq!(change["quarter"], reference["previous"].as_str());
        assert_eq!(calls["count"].to_string(), totals[name], "{name}");
        assert_eq!(change["count"].to_string(), totals[&reference["previous"]], "{name}");
        assert_eq!(calls["weeks"].to_string(), reference["weeks_current"], "{name}");
        assert_eq!(change["weeks"].to_string(), reference["weeks_previous"], "{name}");
        assert_eq!(calls["open_days"], json!(calls["weeks"].as_u64().unwrap() * 7));
        close(name, &change["ratio"], &reference["weekly_rate_ratio"], 1e-6);
        close(name, &change["pearson_dispersion"], &reference["dispersion_pearson"], 1e-4);
        close(name, &change["quasi_lower"], &reference["quasi_t_lo"], 1e-4);
        close(name, &change["quasi_upper"], &reference["quasi_t_hi"], 1e-4);
        compared += 1;
    }
    assert_eq!(compared, 12);
    // The first quarter has nothing to be compared with.
    let json = in_quarter("2020-Q1");
    let calls = row(&json, "calls", "answered");
    assert_eq!(calls["count"].to_string(), totals["2020-Q1"]);
    assert_eq!(
        (&calls["previous"]["verdict"], &calls["previous"]["ratio"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(calls["previous"]["reason"], "nothing_before");
}

#[tokio::test]
async fn the_page_and_the_report_say_the_same() {
    let database = line144();
    let add = ["person", "add", "--name", "Ana", "--role", "manager", "--service", "line144"];
    let said = run(&database, &[&add[..], &["--email", "ana@example.org"]].concat()).ok();
    let password = said.trim().rsplit(' ').next().unwrap();
    let serving = Serving::start(&database, TODAY);
    let manager = serving.client("ana@example.org", password).await;
    for quarter in ["2020-Q2", "2021-Q1", "2021-Q4", "2022-Q3"] {
        let json = report(&database, "line144", &["--quarter", quarter, "--today", TODAY]);
        let page = manager.get(&format!("/services/line144/quarter/{quarter}")).await;
        assert_eq!(page.status, 200);
        let text = words(&page.text);
        for sentence in json["sentences"].as_array().unwrap() {
            let sentence = sentence.as_str().unwrap();
            assert!(text.contains(sentence), "{sentence} is not in: {text}");
        }
        let count = row(&json, "calls", "answered")["count"].to_string();
        let count = format!("{},{}", &count[..count.len() - 3], &count[count.len() - 3..]);
        assert!(text.contains(&count), "{count} is not in: {text}");
    }
}

#[test]
fn a_week_that_was_never_reported_stops_the_import() {
    let database = Database::new();
    let import = |file: &str, rest: &[&str]| {
        let fixed = [
            "import",
            "--create",
            "--service",
            "nhs111",
            "--where",
            "contract_code=111AC5",
            "--week-ends",
            "sunday",
            "--week-column",
            "week_ending_sunday",
            "--map",
            "calls_answered=calls.answered",
            "--today",
            "2026-04-15",
            file,
        ];
        run(&database, &[&fixed[..], rest].concat())
    };
    let file = fixture("nhs111_weekly_by_provider.csv");
    let said = import(file.to_str().unwrap(), &[]).refused(1);
    assert!(said.contains("30 March 2026") && said.contains("--accept-doubtful"), "{said}");
    let listed = run(&database, &["service", "list"]);
    assert_eq!(listed.out, "", "nothing was made");

    let text = std::fs::read_to_string(&file).unwrap();
    let reported: Vec<_> = text.lines().filter(|row| !row.starts_with("2026-04-05")).collect();
    let scrap = crate::program::Scrap::new("nhs111.csv", reported.join("\n"));
    let said = import(scrap.name(), &[]).ok();
    assert!(said.contains("18 figure(s) of 18 week(s)"), "{said}");
    // Whoever insists gives a reason.
    let said = import(file.to_str().unwrap(), &["--accept-doubtful", "Line moved"]).ok();
    assert!(said.contains("1 figure(s) of 1 week(s)"), "{said}");
}
