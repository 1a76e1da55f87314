//! The reference cases of other people's software, through the file and back.

use std::collections::{BTreeMap, HashMap};

use super::*;

type Row = HashMap<String, String>;

fn rows(file: &str) -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/");
    let mut reader = csv::Reader::from_path(format!("{path}{file}")).unwrap();
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

fn run(file: &str, options: Options) -> Result<(String, Vec<String>), String> {
    let mut output = Vec::new();
    let remarks = analyse(file.as_bytes(), &options, &mut output).map_err(|e| e.problem)?;
    Ok((String::from_utf8(output).unwrap(), remarks))
}

fn table(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap()
}

const COLUMNS: &str = "date,value,segment,centre,lower,upper,near_lower,near_upper,outside,trend,\
                       two_in_three,shift,signal\n";

fn same(found: &str, expected: &str) -> bool {
    match (found.parse::<f64>(), expected.parse::<f64>()) {
        (Ok(found), Ok(expected)) => (found - expected).abs() <= 1e-6 * expected.abs().max(1.0),
        _ => found.is_empty() && expected == "NA",
    }
}

/// NHSRplotthedots' label as the signal's word.
fn word(label: &str) -> &'static str {
    match label {
        "Common Cause" => "none",
        "Above UCL" => "outside_above",
        "Below LCL" => "outside_below",
        "7 Point Trend (Increasing)" => "trend_rising",
        "7 Point Trend (Decreasing)" => "trend_falling",
        "2 in 3 Above CL" => "two_in_three_above",
        "2 in 3 Below CL" => "two_in_three_below",
        "7 Points Above CL" => "shift_above",
        "7 Points Below CL" => "shift_below",
        _ => "?",
    }
}

/// Seen to fail with the upper limit written as the lower, and with screening ignored.
#[test]
fn reference_cases() {
    let mut cases: BTreeMap<String, (String, Option<usize>)> = BTreeMap::new();
    for row in rows("spc_cases.csv") {
        let (file, fix) = cases
            .entry(row["case_id"].clone())
            .or_insert_with(|| ("date,value,rebase\n".to_owned(), None));
        file.push_str(&[row["date"].as_str(), row["y"].as_str(), row["rebase"].as_str()].join(","));
        file.push('\n');
        *fix = row["fix_after_n"].parse().ok();
    }
    let mut found: BTreeMap<(String, bool), Vec<Row>> = BTreeMap::new();
    for (case, (file, fix)) in &cases {
        for screen in [true, false] {
            let options = Options { variant: Variant::Nhsr, screen, fix: *fix, json: false };
            let (text, _) = run(file, options).unwrap();
            assert!(text.starts_with(COLUMNS), "{case}: {text}");
            let (json, _) = run(file, Options { json: true, ..options }).unwrap();
            check_json(&json, &table(&text), case);
            found.insert((case.clone(), screen), table(&text));
        }
    }
    let mut count = 0;
    for wanted in rows("spc_points.csv") {
        let key = (wanted["case_id"].clone(), wanted["screen_outliers"] == "TRUE");
        let index: usize = wanted["idx"].parse().unwrap();
        check_point(&found[&key][index - 1], &wanted, &format!("{key:?} {index}"));
        count += 1;
    }
    assert_eq!(count, 2746);
}

fn check_point(found: &Row, wanted: &Row, place: &str) {
    assert_eq!(found["date"], wanted["date"], "{place}");
    for (own, peer) in [("value", "y"), ("centre", "centre"), ("lower", "lpl"), ("upper", "upl")] {
        assert!(same(&found[own], &wanted[peer]), "{place}: {own} {}", found[own]);
    }
    assert_eq!(found["segment"], wanted["baseline"], "{place}");
    for (own, peer) in [("trend", "trend7"), ("two_in_three", "two_in_three"), ("shift", "shift7")]
    {
        assert_eq!(found[own], wanted[peer], "{place}: {own}");
    }
    let outside = wanted["astronomical"].replace("NA", "0");
    assert_eq!(found["outside"], outside, "{place}: outside");
    assert_eq!(found["signal"], word(&wanted["special_cause_type"]), "{place}");
}

fn check_json(json: &str, table: &[Row], case: &str) {
    let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(json).unwrap();
    assert_eq!(rows.len(), table.len(), "{case}");
    for (json, csv) in rows.iter().zip(table) {
        assert_eq!(json.len(), csv.len(), "{case}");
        for (column, value) in json {
            let text = match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                number => number.to_string(),
            };
            let equal = text == csv[column] || text.parse::<f64>() == csv[column].parse::<f64>();
            assert!(equal, "{case} {column}: {text} in JSON, {} in CSV", csv[column]);
        }
    }
}

/// 26 weeks up and down around 105, a gap, then weeks that run above it.
fn steady_then_higher(above: usize) -> String {
    let mut file = "date,value\n".to_owned();
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    for week in 0..27 + above {
        let date = first + chrono::Days::new(7 * week as u64);
        let value = match week {
            0..26 => ["100", "110"][week % 2],
            26 => "",
            _ => ["112", "113"][week % 2],
        };
        file += &[date.to_string().as_str(), value].join(",");
        file.push('\n');
    }
    file
}

#[test]
fn a_gap_has_limits_but_no_flags() {
    let options = Options { variant: Variant::Nhs, fix: Some(26), ..Options::default() };
    let (text, remarks) = run(&steady_then_higher(7), options).unwrap();
    assert_eq!(remarks, Vec::<String>::new());
    let rows = table(&text);
    let gap = &rows[26];
    assert_eq!((gap["value"].as_str(), gap["centre"].as_str()), ("", "105"));
    assert_eq!(gap["signal"], "none");
    assert!(rows[27..].iter().all(|row| row["signal"] == "shift_above"), "{text}");
    // The first 26 alternate: r′ is 0, limits and runs are the plain ones.
    let adjusted = Options { variant: Variant::Adjusted, ..options };
    assert_eq!(run(&steady_then_higher(7), adjusted).unwrap().0, text);
    let (six, _) = run(&steady_then_higher(6), options).unwrap();
    assert!(table(&six).iter().all(|row| row["signal"] == "none"), "{six}");
}

#[test]
fn adjusted_limits_are_wider_where_points_resemble_each_other() {
    let file = "date,value\n2024-01-01,10\n2024-01-08,11\n2024-01-15,12\n2024-01-22,13\n\
                2024-01-29,14\n2024-02-05,15\n";
    let limit = |variant| {
        let (text, _) = run(file, Options { variant, ..Options::default() }).unwrap();
        table(&text)[0]["upper"].parse::<f64>().unwrap()
    };
    // Σe·e(next) = 3.75 + 0.75 − 0.25 + 0.75 + 3.75 = 8.75 of Σe² = 17.5: r = 0.5,
    // r′ = 0.5 + 2.5/6, held at 0.8.
    assert!((limit(Variant::Nhs) - (12.5 + 2.66)).abs() < 1e-9);
    assert!((limit(Variant::Adjusted) - (12.5 + 2.66 / 0.2f64.sqrt())).abs() < 1e-9);
}

#[test]
fn remarks_on_short_segments() {
    let file = "date,value,rebase\n2024-01-01,1,\n2024-01-08,2,1\n";
    let (text, remarks) = run(file, Options::default()).unwrap();
    assert_eq!(
        text,
        format!("{COLUMNS}2024-01-01,1,0,1,,,,,0,0,0,0,none\n2024-01-08,2,1,2,,,,,0,0,0,0,none\n")
    );
    assert_eq!(remarks.len(), 2);
    assert_eq!(
        remarks[1],
        "The segment from 2024-01-08 has fewer than 13 values: its limits are rough."
    );
}

#[test]
fn errors_name_row_and_column() {
    let check = |file: &str, expected: &str| {
        assert_eq!(run(file, Options::default()).unwrap_err(), expected, "{file:?}");
    };
    check("", "The file is empty: give date and value columns.");
    check("date,value\n", "The file has no rows under its header.");
    check("day,value\n", "Row 1, column date: is missing. The first row holds: day, value.");
    check("date,value,value\n", "Row 1, column value: there are two columns of that name.");
    check(
        "date,value\n2024-01-01,5\n2024-01-08,n/a\n",
        "Row 3, column value: \"n/a\" is not a number. Write it as 1234 or 12.5, or leave a gap \
         empty.",
    );
    check(
        "date,value\n1/2/2024,5\n",
        "Row 2, column date: \"1/2/2024\" is not a date. Write it as 2026-04-06.",
    );
    check(
        "date,value\n2024-01-08,5\n\n2024-01-08,6\n",
        "Row 4, column date: 2024-01-08 does not come after 2024-01-08; put the rows in order of \
         time.",
    );
    check(
        "date,value,rebase\n2024-01-08,5,maybe\n",
        "Row 2, column rebase: \"maybe\" is not 1 (a new baseline starts here) or 0.",
    );
    check(
        "date,value\n2024-01-08,inf\n",
        "Row 2, column value: \"inf\" is not a number. Write it as 1234 or 12.5, or leave a gap empty.",
    );
    let fix = Options { fix: Some(5), ..Options::default() };
    assert_eq!(
        run("date,value\n", fix).unwrap_err(),
        "--fix 5 is too few: limits need at least 12 points."
    );
    let mut output = Vec::new();
    let wrong = analyse(&b"date,value\n2024-01-01,\xff\n"[..], &Options::default(), &mut output);
    assert_eq!(wrong.unwrap_err().problem, "Row 2 is not UTF-8 text. Save the file as CSV UTF-8.");
    assert!(output.is_empty());
}

#[test]
fn a_mark_at_the_start_and_spaces_do_no_harm() {
    let (text, _) = run("\u{feff}Date, Value\r\n2024-01-01, 5\r\n", Options::default()).unwrap();
    assert_eq!(table(&text)[0]["value"], "5");
}
