//! One date, in the many ways it is written.

use super::super::date::{Edge, heading_edge, is_week_heading, read_date};

#[test]
fn written_dates() {
    let check = |text: &str| {
        let written = read_date(text).unwrap_or_else(|| panic!("{text}")).unwrap();
        let date = written.in_year(2026).unwrap();
        assert_eq!(date.to_string(), "2026-11-16", "{text}");
        written
    };
    for text in [
        "16/11/2026",
        "16/11/26",
        "16-11-2026",
        "16.11.2026",
        "16.11.26",
        "16 Nov 2026",
        "16 November 2026",
        "16th November 2026",
        "16-Nov-26",
        "16-Nov-2026",
        "16/Nov/2026",
        "16 Nov '26",
        "16 nov, 2026",
        "16th of November 2026",
        "16Nov2026",
        "2026-11-16",
        "2026/11/16",
        "2026-11-16 00:00:00",
        "2026-11-16T00:00",
        "16/11/2026 00:00",
        "Mon 16 Nov 2026",
        "Monday, 16 November 2026",
        "MONDAY 16/11/2026",
        "Mon 16/11/26",
        "16 / 11 / 2026",
        "16 NOVEMBER 2026",
    ] {
        let written = check(text);
        assert_eq!((written.year, written.edge), (Some(2026), None), "{text}");
    }
    for text in ["16 Nov", "16/11", "16 November", "Mon 16 Nov", "16th Nov", "16-Nov"] {
        assert_eq!(check(text).year, None, "{text}");
    }
    for text in [
        "w/c 16/11/2026",
        "W/C: 16 Nov",
        "w.c. 16 Nov 2026",
        "wc 16/11",
        "WB 16/11/26",
        "w/b 16-11-2026",
        "week commencing 16 Nov 2026",
        "Week beginning Monday 16 November 2026",
        "wk commencing 16/11/26",
        "commencing 16 Nov",
        "week starting on 16 Nov 2026",
    ] {
        assert_eq!(check(text).edge, Some(Edge::Begins), "{text}");
    }
    for text in ["w/e 16/11/2026", "week ending 16 Nov", "W/E Mon 16 Nov 2026", "we 16/11"] {
        assert_eq!(check(text).edge, Some(Edge::Ends), "{text}");
    }
    for text in ["Week of 16 November 2026", "week of Monday 16 November 2026", "week 16/11/2026"] {
        assert_eq!(check(text).edge, None, "{text}");
    }
}

#[test]
fn what_is_no_date() {
    for text in [
        "",
        "120",
        "1,234",
        "1 234",
        "12.5",
        "1.234.567",
        "Calls",
        "Mon",
        "Nov",
        "Nov 2026",
        "November 16, 2026",
        "Week 47",
        "2026",
        "46342",
        "16/11/2026 - 22/11/2026",
        "16/11/202",
        "16-11/2026",
        "1/2/3/4",
        "16 May be late",
        "n/a",
        "-",
        "w/c",
        "week ending",
    ] {
        assert!(read_date(text).is_none(), "{text}: {:?}", read_date(text));
    }
}

#[test]
fn what_is_not_in_the_calendar() {
    let check = |text: &str, expected: &str| {
        assert_eq!(read_date(text).unwrap().unwrap_err(), expected, "{text}");
    };
    let day = "This is not a day of the calendar. Dates are read day first, as 16/11/2026.";
    check("11/16/2026", day);
    check("31/02/2026", day);
    check("31 Nov", day);
    check("0/1/2026", day);
    check("29/02/2026", day);
    check("16/11/1626", day);
    check("Tue 16 Nov 2026", "In the calendar this day is a Monday. Correct the day or the date.");
}

#[test]
fn headings_of_weeks() {
    let check = |text: &str, expected: Option<Option<Edge>>| {
        let found = is_week_heading(text).then(|| heading_edge(text));
        assert_eq!(found, expected, "{text}");
    };
    check("Week", Some(None));
    check("Date", Some(None));
    check("Week ending", Some(Some(Edge::Ends)));
    check("Week ending (Sunday)", Some(Some(Edge::Ends)));
    check("W/E", Some(Some(Edge::Ends)));
    check("w/c", Some(Some(Edge::Begins)));
    check("Week commencing", Some(Some(Edge::Begins)));
    check("WC Mon", Some(Some(Edge::Begins)));
    check("Wk start", Some(Some(Edge::Begins)));
    check("Calls", None);
    check("Weekly calls", None);
    check("", None);
}

proptest::proptest! {
    #[test]
    fn any_text_may_be_no_date(text in "\\PC{0,70}|[0-9]{1,5}[/. -]?[0-9]{0,4}[/. -][0-9]{0,6}") {
        let _ = read_date(&text);
        let _ = is_week_heading(&text);
    }

    #[test]
    fn every_day_is_read_day_first(days in 0i64..109_000) {
        let date = chrono::NaiveDate::from_ymd_opt(1901, 1, 1).unwrap()
            + chrono::Duration::days(days);
        for format in ["%d/%m/%Y", "%-d %b %Y", "%A %-d %B %Y", "%Y-%m-%d", "%-d.%-m.%Y"] {
            let text = date.format(format).to_string();
            let written = read_date(&text).unwrap().unwrap();
            proptest::prop_assert_eq!(written.in_year(1).unwrap(), date);
        }
    }
}
