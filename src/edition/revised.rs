//! What has become of an approved quarter's figures since: each that reads differently now.
//!
//! Refuses to compare what nobody can see: figures are compared as the page shows them.

use crate::summary::{Row, Summary};
use crate::words;

/// One figure or sentence that reads differently now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// "Calls answered, in all".
    pub what: String,
    /// As it was approved.
    pub was: String,
    /// As it is now.
    pub is: String,
}

/// Every difference between a quarter as it was approved and as it is now, in the order of the page.
pub fn revisions(approved: &Summary, now: &Summary) -> Vec<Revision> {
    let mut found = Found(Vec::new());
    found.text("The finding", &approved.headline, &now.headline);
    found.rows(&approved.rows, &now.rows);
    found.list(
        "The rate of answered contacts",
        approved.answer_rate.as_slice(),
        now.answer_rate.as_slice(),
    );
    for (what, part) in SHARE {
        found.text(what, &part(approved), &part(now));
    }
    found.list("What to mind", approved.caveat.as_slice(), now.caveat.as_slice());
    let happened = |one: &Summary| one.happened.iter().map(|one| one.words.clone()).collect();
    let (was, is): (Vec<String>, Vec<String>) = (happened(approved), happened(now));
    found.list("What happened", &was, &is);
    found.bars(approved, now);
    found.0
}

/// A part of a quarter, or of a row of it, as the page says it.
type Shown<T> = fn(&T) -> String;

const SHARE: [(&str, Shown<Summary>); 6] = [
    ("Contacts before an offence", |one| words::number(one.share.before)),
    ("Contacts after an offence", |one| words::number(one.share.after)),
    ("Contacts not recorded", |one| words::number(one.share.not_recorded)),
    ("Contacts to whom it does not apply", |one| words::number(one.share.does_not_apply)),
    ("The share", |one| one.share_sentence.clone()),
    ("The share, on the quarter before", |one| one.share_previous_sentence.clone()),
];

const ROW: [(&str, Shown<Row>); 5] = [
    ("in all", |row| row.count.map_or_else(nothing, words::number)),
    ("weeks entered", |row| words::weeks_of(row.weeks, row.weeks_expected)),
    ("a week", |row| row.per_week.map_or_else(nothing, words::rate)),
    ("on the quarter before", |row| row.previous_sentence.clone()),
    ("on a year before", |row| row.year_ago_sentence.clone()),
];

fn nothing() -> String {
    "nothing entered".to_owned()
}

struct Found(Vec<Revision>);

impl Found {
    fn text(&mut self, what: &str, was: &str, is: &str) {
        if was != is {
            let (what, was, is) = (what.to_owned(), was.to_owned(), is.to_owned());
            self.0.push(Revision { what, was, is });
        }
    }

    fn list(&mut self, what: &str, was: &[String], is: &[String]) {
        let said = |texts: &[String]| {
            if texts.is_empty() { "nothing".to_owned() } else { texts.join(". ") }
        };
        self.text(what, &said(was), &said(is));
    }

    fn rows(&mut self, was: &[Row], is: &[Row]) {
        let same =
            |one: &Row, other: &Row| (one.channel, one.field) == (other.channel, other.field);
        for row in was {
            let Some(now) = is.iter().find(|one| same(one, row)) else {
                self.text(&row.label, "shown", "not shown any more");
                continue;
            };
            self.text(&format!("{}, its name", row.label), &row.label, &now.label);
            for (what, shown) in ROW {
                self.text(&format!("{}, {what}", row.label), &shown(row), &shown(now));
            }
        }
        for row in is.iter().filter(|row| !was.iter().any(|one| same(one, row))) {
            self.text(&row.label, "not shown", "shown");
        }
    }

    /// The small charts hold earlier quarters, which may be corrected too.
    fn bars(&mut self, approved: &Summary, now: &Summary) {
        for figure in &approved.figures {
            let Some(new) = now.figures.iter().find(|one| one.of == figure.of) else { continue };
            let earlier = figure.bars.iter().filter(|bar| bar.quarter != approved.quarter);
            for bar in earlier {
                let Some(is) = new.bars.iter().find(|one| one.quarter == bar.quarter) else {
                    continue;
                };
                let what = format!("{}, {}", figure.title, bar.quarter.months());
                self.text(&what, &bar.label, &is.label);
            }
        }
    }
}
