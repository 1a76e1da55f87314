//! The days as gov.uk/bank-holidays published them, region by region.

use super::*;

fn check(region: Region, year: i32, expected: &str) {
    let days: Vec<_> =
        bank_holidays(region, year).iter().map(|h| h.date.format("%m-%d").to_string()).collect();
    assert_eq!(days.join(" "), expected, "{} {year}", region.name());
}

#[test]
fn england_and_wales() {
    let check = |year, expected| check(Region::EnglandWales, year, expected);
    check(2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27");
    check(2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26");
    check(2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26");
    check(2019, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26");
    check(2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28");
    check(2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28");
    check(2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27");
    check(2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26");
    check(2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26");
    check(2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26");
    check(2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28");
}

#[test]
fn scotland() {
    let check = |year, expected| check(Region::Scotland, year, expected);
    check(2012, "01-02 01-03 04-06 05-07 06-04 06-05 08-06 11-30 12-25 12-26");
    check(2013, "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26");
    check(2014, "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26");
    check(2015, "01-01 01-02 04-03 05-04 05-25 08-03 11-30 12-25 12-28");
    check(2016, "01-01 01-04 03-25 05-02 05-30 08-01 11-30 12-26 12-27");
    check(2017, "01-02 01-03 04-14 05-01 05-29 08-07 11-30 12-25 12-26");
    check(2018, "01-01 01-02 03-30 05-07 05-28 08-06 11-30 12-25 12-26");
    check(2019, "01-01 01-02 04-19 05-06 05-27 08-05 12-02 12-25 12-26");
    check(2020, "01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28");
    check(2021, "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28");
    check(2022, "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27");
    check(2023, "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26");
    check(2025, "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26");
    check(2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28");
    // St Andrew's Day came in 2007.
    assert_eq!(bank_holidays(Region::Scotland, 2006).len(), 8);
    assert_eq!(bank_holidays(Region::Scotland, 2007).len(), 9);
}

#[test]
fn northern_ireland() {
    let check = |year, expected| check(Region::NorthernIreland, year, expected);
    check(2012, "01-02 03-19 04-06 04-09 05-07 06-04 06-05 07-12 08-27 12-25 12-26");
    check(2013, "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26");
    check(2017, "01-02 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26");
    check(2018, "01-01 03-19 03-30 04-02 05-07 05-28 07-12 08-27 12-25 12-26");
    check(2019, "01-01 03-18 04-19 04-22 05-06 05-27 07-12 08-26 12-25 12-26");
    check(2020, "01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-28");
    check(2021, "01-01 03-17 04-02 04-05 05-03 05-31 07-12 08-30 12-27 12-28");
    check(2022, "01-03 03-17 04-15 04-18 05-02 06-02 06-03 07-12 08-29 09-19 12-26 12-27");
    check(2023, "01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26");
    check(2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28");
}

#[test]
fn names() {
    let check = |region, date: &str, expected: &str| {
        let date: NaiveDate = date.parse().unwrap();
        let found = bank_holidays(region, date.year());
        let name = found.iter().find(|h| h.date == date).map(|h| h.name);
        assert_eq!(name, Some(expected), "{date}");
    };
    check(Region::Scotland, "2023-01-02", "New Year's Day");
    check(Region::Scotland, "2023-01-03", "2nd January");
    check(Region::Scotland, "2026-06-15", "World Cup bank holiday");
    check(Region::NorthernIreland, "2026-07-13", "Battle of the Boyne");
    check(Region::EnglandWales, "2022-12-26", "Boxing Day");
    check(Region::EnglandWales, "2022-12-27", "Christmas Day");
}

#[test]
fn always_on_a_weekday_and_never_twice() {
    let least = |region| match region {
        Region::EnglandWales | Region::Scotland => 8,
        Region::NorthernIreland => 10,
    };
    for region in Region::ALL {
        for year in 1978..=2199 {
            let days = bank_holidays(region, year);
            assert!((least(region)..=12).contains(&days.len()), "{} {year}", region.name());
            assert!(days.windows(2).all(|pair| pair[0].date < pair[1].date), "{year}");
            for day in days {
                assert!(day.date.weekday().num_days_from_monday() < 5, "{year} {}", day.name);
            }
        }
        assert!(bank_holidays(region, 1066).is_empty() && bank_holidays(region, 9999).is_empty());
    }
}

#[test]
fn regions_have_words() {
    for region in Region::ALL {
        assert_eq!(Region::from_word(region.word()), Some(region));
    }
    assert_eq!(Region::from_word("cornwall"), None);
}
