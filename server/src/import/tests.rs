//! Files read, matched to columns and turned into changes; what is refused, and in which words.

use beforehand::quarter::YearStart;
use beforehand::series::{Ledger, State};
use beforehand::service::{Kind, Service};
use chrono::NaiveDate;

use super::shape::{Create, Shape, shape};
use super::*;

const HEADING: &str = "week,channel,field,value,state,note,open_days\n";

fn today() -> NaiveDate {
    "2026-04-15".parse().unwrap()
}

fn nobody() -> Service {
    Service {
        id: 1,
        slug: "north".into(),
        name: "North".into(),
        year_start: YearStart::April,
        time_zone: "Europe/London".into(),
        channels: Vec::new(),
        closures: Vec::new(),
        events: Vec::new(),
        definitions: Vec::new(),
        judgements: beforehand::judgement::Judgements::default(),
    }
}

/// A service with a phone line and a website, as a first file makes it.
fn north() -> Ledger {
    let text = format!(
        "{HEADING}2026-01-05,calls,answered,100,,,\n2026-01-05,calls,before,20,,,\n2026-01-05,calls,after,20,,,\n2026-01-05,website,visits,9000,,,\n"
    );
    let mut ledger = Ledger::new(nobody());
    import(&text, &Format::default(), &mut ledger, Some(&Create::default())).unwrap();
    ledger
}

/// Reads, plans and applies to a ledger in memory.
fn import(
    text: &str,
    format: &Format,
    ledger: &mut Ledger,
    create: Option<&Create>,
) -> Result<Plan, Problems> {
    let mut file = read(text.as_bytes(), format, &mut |_| ())?;
    file.creates = create.is_some();
    let mut problems = Problems::default();
    let Some(shape) = shape(&file, &ledger.service, create, &mut problems) else {
        return Err(problems);
    };
    let Shape { service, .. } = &shape;
    let mut after = ledger.clone();
    after.service = service.clone();
    let plan = plan(&file, &shape, &mut after, today(), None)?;
    *ledger = after;
    for change in &plan.weeks {
        for (channel, open) in &change.open {
            let days = match open {
                beforehand::entry::OpenChange::Closed(_) => 0,
                beforehand::entry::OpenChange::Days(days) => *days,
                beforehand::entry::OpenChange::AsUsual => 7,
            };
            ledger.set_open_days(*channel, change.week, days);
        }
    }
    Ok(plan)
}

fn wide(week: &str, map: &str) -> Format {
    Format { wide: Some(Wide::parse(week, [map]).unwrap()), ..Format::default() }
}

#[test]
fn a_real_helpline_goes_in_and_changes_nothing_the_second_time() {
    let text = include_str!("../../../tests/fixtures/line144_weekly.csv");
    let map =
        "contacts=calls.answered,relation_partner_or_ex=calls.before,relation_other=calls.after";
    let format = wide("week_start_monday", map);
    let mut ledger = Ledger::new(nobody());
    let plan = import(text, &format, &mut ledger, Some(&Create::default())).unwrap();
    let rows = text.lines().count() - 1;
    assert_eq!((plan.weeks.len(), plan.changes.len()), (rows, rows * 3));
    assert!(plan.tenfold.is_empty());
    let calls = ledger.service.channel_named("calls").unwrap().clone();
    let at = |field, week: &str| ledger.state(&calls, field, Week::parse(week).unwrap());
    assert_eq!(at(Field::Answered, "2020-01-06"), State::Count(548));
    assert_eq!(at(Field::Before, "2022-12-26"), State::Count(351));
    assert_eq!(at(Field::DoesNotApply, "2020-01-06"), State::NotCollected);
    let again = import(text, &format, &mut ledger, None).unwrap();
    assert_eq!(again, Plan::default());
}

#[test]
fn weeks_named_by_their_sunday_and_a_week_never_reported() {
    let text = include_str!("../../../tests/fixtures/nhs111_weekly_by_provider.csv");
    let format = |only: &str| Format {
        week_ends: Some(Weekday::Sun),
        only: vec![("contract_code".into(), only.into())],
        ..wide("week_ending_sunday", "calls_answered=calls.answered")
    };
    let mut ledger = Ledger::new(nobody());
    let plan = import(text, &format("111AC5"), &mut ledger, Some(&Create::default())).unwrap();
    assert_eq!(plan.weeks.len(), 19);
    assert_eq!(plan.weeks[0].week.to_string(), "2025-11-24");
    let zeros: Vec<_> = plan.tenfold.iter().map(|doubt| doubt.week.to_string()).collect();
    assert_eq!(zeros, ["2026-03-30"]);
    // Every provider at once names each week many times over.
    let all = Format { only: Vec::new(), ..format("") };
    let mut ledger = Ledger::new(nobody());
    let problems = import(text, &all, &mut ledger, Some(&Create::default())).unwrap_err();
    assert!(problems.listed[0].problem.contains("--where"), "{problems}");
    let nobody_there = read(text.as_bytes(), &format("111XXX"), &mut |_| ()).unwrap_err();
    assert!(nobody_there.to_string().contains("--where"));
    let mondays = Format { week_ends: None, ..format("111AC5") };
    let problems = read(text.as_bytes(), &mondays, &mut |_| ()).unwrap_err();
    assert!(problems.to_string().contains("--week-ends"), "{problems}");
}

#[test]
fn four_states_and_blanks() {
    let mut ledger = north();
    let check = |rows: &str, ledger: &mut Ledger, expected: &str| {
        let plan = import(&format!("{HEADING}{rows}"), &Format::default(), ledger, None);
        let said: Vec<_> = plan
            .unwrap()
            .changes
            .iter()
            .map(|shown| format!("{} {}: {} > {}", shown.week, shown.what, shown.from, shown.to))
            .collect();
        assert_eq!(said.join("; "), expected);
    };
    check("2026-01-05,calls,answered,,,,\n", &mut ledger, "");
    check("2026-01-05,calls,answered,100,count,,\n", &mut ledger, "");
    check(
        "2026-01-12,calls,answered,0,count,,\n",
        &mut ledger,
        "2026-01-12 calls.answered: not entered > 0",
    );
    check(
        "2026-01-05,calls,before,,not_entered,,\n",
        &mut ledger,
        "2026-01-05 calls.before: 20 > not entered",
    );
    check(
        "2026-01-19,calls,,,closed,Christmas,\n",
        &mut ledger,
        "2026-01-19 calls: open 7 days > closed",
    );
    check("2026-01-19,calls,answered,,closed,,0\n", &mut ledger, "");
    check(
        "2026-01-19,calls,answered,50,,,4\n",
        &mut ledger,
        "2026-01-19 calls: closed > open 4 days; 2026-01-19 calls.answered: closed > 50",
    );
    check(
        "2026-01-26,calls,after,,not_collected,,\n",
        &mut ledger,
        "2026-01-26 calls.after: not entered > not collected",
    );
    check(
        "2026-02-02,website,visits,\"9,100\",,Poster,\n",
        &mut ledger,
        "2026-02-02 website.visits: not entered > 9100",
    );
}

#[test]
fn creating_widens_what_is_there() {
    let mut ledger = north();
    let rows = "2025-12-29,calls,answered,90,,,\n2026-01-12,calls,missed,9,,,\n2026-01-12,chat,answered,5,,,\n";
    let text = format!("{HEADING}{rows}");
    let refused = import(&text, &Format::default(), &mut ledger, None).unwrap_err();
    assert!(refused.to_string().contains("row 4, column channel"), "{refused}");
    let create = Create { kinds: vec![("chat".into(), Kind::Message)], days: Some(0b1_1111) };
    import(&text, &Format::default(), &mut ledger, Some(&create)).unwrap();
    let chat = ledger.service.channel_named("chat").unwrap();
    assert_eq!((chat.kind, chat.normal_week(chat.first)), (Kind::Message, 5));
    let calls = ledger.service.channel_named("calls").unwrap();
    assert_eq!(calls.first.to_string(), "2025-12-29");
    assert!(!calls.collects(Field::Missed, calls.first));
    assert!(calls.collects(Field::Missed, calls.first.plus(2)));
}

#[test]
fn a_map_is_read_or_refused() {
    let check = |map: &str, columns: Option<usize>| {
        assert_eq!(Wide::parse("w", [map]).ok().map(|wide| wide.columns.len()), columns, "{map}");
    };
    check("a=calls.answered, b = calls.missed", Some(2));
    check("a=b=calls.answered", Some(1));
    check("a=calls.answered,b=calls.answered", None);
    check("a=calls", None);
    check("=calls.answered", None);
    check("a=.answered", None);
    check("a=calls.nothing", None);
    check("", None);
}

/// Every malformed file is refused whole, with a row and where it can be a column, without a panic.
#[test]
fn malformed_files() {
    let good = "2026-02-02,calls,answered,100,,,";
    let mut cases: Vec<(Vec<u8>, &str)> = Vec::new();
    // Twelve broken rows, each at four places in a longer file.
    let rows: &[(&str, &str)] = &[
        ("2026-02-03,calls,answered,1,,,", "column week"),
        ("03/02/2026,calls,answered,1,,,", "column week"),
        ("2026-02-30,calls,answered,1,,,", "column week"),
        (",calls,answered,1,,,", "column week"),
        ("0026-02-02,calls,answered,1,,,", "column week"),
        ("2026-06-01,calls,answered,1,,,", "column week"),
        ("2199-12-30,calls,answered,1,,,", "column week"),
        ("2026-02-09,calls,answered,1.5,,,", "column value"),
        ("2026-02-09,calls,answered,-1,,,", "column value"),
        ("2026-02-09,calls,answered,1e3,,,", "column value"),
        ("2026-02-09,calls,answered,ten,,,", "column value"),
        ("2026-02-09,calls,answered,10000001,,,", "column value"),
        ("2026-02-09,calls,answered,99999999999999999999,,,", "column value"),
        ("2026-02-09,calls,answered,=1+1,,,", "column value"),
        ("2026-02-09,calls,answered,,count,,", "column value"),
        ("2026-02-09,calls,answered,1,closed,,", "column value"),
        ("2026-02-09,calls,answered,0,not_entered,,", "column value"),
        ("2026-02-09,calls,answered,1,open,,", "column state"),
        ("2026-02-09,calls,asked,1,,,", "column field"),
        ("2026-02-09,calls,,1,,,", "column field"),
        ("2026-02-09,calls,visits,1,,,", "column field"),
        ("2026-02-09,,answered,1,,,", "column channel"),
        ("2026-02-09,fax,answered,1,,,", "column channel"),
        ("2026-02-09,Big Calls!,answered,1,,,", "column channel"),
        ("2026-02-09,calls,answered,1,,,8", "column open_days"),
        ("2026-02-09,calls,answered,1,,,x", "column open_days"),
        ("2026-02-09,calls,answered,1,,,0", "column value"),
        ("2026-02-09,calls,missed,1,,,", "column value"),
        ("2026-02-02,calls,answered,7,,,", "already says"),
        ("2026-02-02,calls,before,101,,,", "row"),
        ("2026-02-09,calls,answered,1", "cells"),
        ("2026-02-09,calls,answered,1,,,,9", "cells"),
        ("2026-02-09,calls,answered,\"1,,,", "quotation mark"),
        ("2026-02-09,calls,answered,1,,\"two\nlines\",", "column note"),
    ];
    let filler =
        |n: i32| format!("{},calls,answered,100,,,", Week::parse("2025-03-03").unwrap().plus(n));
    for (row, expected) in rows {
        for place in 0..3 {
            let mut lines = vec![good.to_owned()];
            lines.extend((0..4).map(filler));
            lines.insert(1 + place * 2, (*row).to_owned());
            let end = if place == 1 { "\r\n" } else { "\n" };
            cases.push((format!("{HEADING}{}{end}", lines.join(end)).into_bytes(), expected));
        }
    }
    let note = "n".repeat(201);
    let whole: &[(&[u8], &str)] = &[
        (b"", "empty"),
        (b"\xEF\xBB\xBF", "empty"),
        (HEADING.as_bytes(), "no rows"),
        (b"week;channel;field;value\n2026-02-02;calls;answered;1\n", "semicolons"),
        (b"week\tchannel\tfield\tvalue\n2026-02-02\tcalls\tanswered\t1\n", "tabs"),
        (b"channel,field,value\ncalls,answered,1\n", "column week"),
        (b"week,field,value\n2026-02-02,answered,1\n", "column channel"),
        (b"week,channel,value\n2026-02-02,calls,1\n", "column field"),
        (b"week,channel,field\n2026-02-02,calls,answered\n", "column value"),
        (b"week,week,channel,field,value\n2026-02-02,2026-02-02,calls,answered,1\n", "column week"),
        (b"PK\x03\x04rest of a workbook", "Excel"),
        (b"\xD0\xCF\x11\xE0old workbook", "Excel"),
        (b"\xFF\xFEw\0e\0e\0k\0", "UTF-16"),
        (b"\xFE\xFF\0w\0e\0e\0k", "UTF-16"),
        (b"w\0e\0e\0k\0", "row 1"),
        (b"week,channel,field,value\n2026-02-02,calls,answered,\xFF1\n", "row 2"),
        (b"week,channel,field,value\n\"2026-02-02,calls,answered,1\n", "row 2"),
        (b"{\"week\":\"2026-02-02\"}", "column"),
        (b"<html><body>Sign in</body></html>\n", "column"),
    ];
    cases.extend(whole.iter().map(|(bytes, expected)| (bytes.to_vec(), *expected)));
    cases.push((
        format!("{HEADING}2026-02-09,calls,answered,1,,{note},\n").into_bytes(),
        "column note",
    ));
    assert!(cases.len() >= 120, "{}", cases.len());
    let before = north();
    for (bytes, expected) in cases {
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let mut ledger = before.clone();
        let refused = match std::str::from_utf8(&bytes) {
            Ok(text) => import(text, &Format::default(), &mut ledger, None).err(),
            Err(_) => read(&bytes, &Format::default(), &mut |_| ()).err(),
        };
        let Some(problems) = refused else { panic!("taken: {shown}") };
        assert!(problems.to_string().contains(expected), "{expected} not in {problems}for {shown}");
        assert_eq!(ledger, before, "{shown}");
    }
}

#[test]
fn hundreds_of_problems_are_counted_and_the_first_listed() {
    let rows: String = (0..500).map(|_| "x,calls,answered,1,,,\n").collect();
    let problems = read(format!("{HEADING}{rows}").as_bytes(), &Format::default(), &mut |_| ());
    let problems = problems.unwrap_err();
    assert_eq!((problems.count, problems.listed.len()), (500, LISTED));
    assert!(problems.to_string().ends_with("and 480 more\n"));
}
