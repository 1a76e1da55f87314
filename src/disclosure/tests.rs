//! What is published of the founding quarter, cell by cell, and what never is.

use super::*;
use crate::quarter::YearStart;
use crate::test_ledger::founding;

fn quarter(name: &str) -> Quarter {
    Quarter::parse(name, YearStart::January).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn look() {
    let found = Exact::new(&founding(), quarter("2019-Q1"), date("2019-04-10")).unwrap().publish();
    println!("{found:#?}");
}
