//! A chain of the history followed row by row: whether each row is what was written, stands where it was
//! written, and follows the row that it was written after.
//!
//! Refuses to stop at the first fault: every row that does not fit is named. What somebody rewrote from
//! a row to the end, head and all, cannot be seen from inside: see `verify` for the witnesses outside.

use std::collections::BTreeMap;
use std::fmt;

use beforehand::words::number;
use chrono::NaiveDateTime;

use super::AuditRow;

/// Faults kept of one chain; of more than these only the number is told.
const KEPT: usize = 50;

/// What is wrong with a chain, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row it is told of.
    pub seq: i64,
    /// What it is.
    pub wrong: Wrong,
}

/// What is wrong with a row, or with the end of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Its content is not what its hash was made of.
    Edited,
    /// It is not there; those up to the number given are not there either.
    Missing(i64),
    /// Its number is one that no row has.
    Extra,
    /// It names another row than the one before it.
    Unlinked,
    /// It was written after the row that now has the number given.
    OutOfOrder(i64),
    /// The chain ends here, and must end at the number given.
    Cut(i64),
    /// The chain must end here, and goes on to the number given.
    Longer(i64),
    /// It is the last row, and not the one whose hash was noted as the head.
    OtherHead,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |seq: i64| {
            let digits = number(seq.unsigned_abs());
            if seq < 0 { format!("−{digits}") } else { digits }
        };
        let row = name(self.seq);
        match &self.wrong {
            Wrong::Edited => write!(f, "row {row} was changed after it was written"),
            Wrong::Missing(to) if *to == self.seq => {
                write!(f, "row {row} is missing: it was deleted")
            }
            Wrong::Missing(to) => {
                write!(f, "rows {row} to {} are missing: they were deleted", name(*to))
            }
            Wrong::Extra => write!(f, "row {row} does not belong here: it was put in"),
            Wrong::Unlinked => write!(
                f,
                "row {row} does not follow the row before it: one of the two was changed or put in"
            ),
            Wrong::OutOfOrder(after) => {
                write!(f, "row {row} is out of order: it was written after row {}", name(*after))
            }
            Wrong::Cut(to) if self.seq == 0 => {
                write!(f, "all of it was deleted: it must end with row {}", name(*to))
            }
            Wrong::Cut(to) => write!(
                f,
                "its end was cut off: it ends with row {row} and must end with row {}",
                name(*to)
            ),
            Wrong::Longer(to) => write!(
                f,
                "rows were added at its end: it must end with row {row} and ends with row {}",
                name(*to)
            ),
            Wrong::OtherHead => {
                write!(f, "row {row}, its last, is not the one that was written last")
            }
        }
    }
}

/// How far a chain was followed, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The last row that was followed; 0 before the first.
    pub seq: i64,
    /// Its hash as it stands; empty before the first.
    pub hash: String,
    /// When the first row was written, UTC.
    pub since: Option<NaiveDateTime>,
    /// When the last was.
    pub latest: Option<NaiveDateTime>,
    /// Rows that were there.
    pub rows: u64,
    /// What is wrong: the first of it.
    pub faults: Vec<Fault>,
    /// Faults that were not kept.
    pub more: u64,
    /// Where a row was found whose `previous` is not the hash before it: looked up at the end.
    strangers: BTreeMap<String, usize>,
}

impl Walk {
    /// Follows the next rows, in the order of their numbers.
    pub fn follow(&mut self, rows: &[AuditRow]) {
        for row in rows {
            self.step(row);
        }
        self.place(rows);
    }

    fn step(&mut self, row: &AuditRow) {
        self.rows += 1;
        self.since = self.since.or(Some(row.at));
        if row.seq <= self.seq {
            self.find(row.seq, Wrong::Extra);
            return;
        }
        if row.seq > self.seq + 1 {
            self.find(self.seq + 1, Wrong::Missing(row.seq - 1));
        } else if row.previous != self.hash {
            if self.faults.len() < KEPT {
                self.strangers.insert(row.previous.clone(), self.faults.len());
            }
            self.find(row.seq, Wrong::Unlinked);
        }
        if !row.is_sound() {
            self.find(row.seq, Wrong::Edited);
        }
        self.seq = row.seq;
        self.hash.clone_from(&row.hash);
        self.latest = Some(row.at);
    }

    /// A row that follows another one than the one before it was moved, when that other is there.
    fn place(&mut self, rows: &[AuditRow]) {
        if self.strangers.is_empty() {
            return;
        }
        for row in rows {
            if let Some(at) = self.strangers.remove(&row.hash)
                && let Some(fault) = self.faults.get_mut(at)
            {
                fault.wrong = Wrong::OutOfOrder(row.seq);
            }
        }
    }

    /// Compares the end of the chain with its head as it was noted: the last row and its hash.
    pub fn end(&self, head: i64, hash: &str) -> Option<Fault> {
        let fault = |seq, wrong| Some(Fault { seq, wrong });
        if self.seq < head {
            fault(self.seq, Wrong::Cut(head))
        } else if self.seq > head {
            fault(head, Wrong::Longer(self.seq))
        } else if self.hash != hash {
            fault(head, Wrong::OtherHead)
        } else {
            None
        }
    }

    fn find(&mut self, seq: i64, wrong: Wrong) {
        if self.faults.len() < KEPT {
            self.faults.push(Fault { seq, wrong });
        } else {
            self.more += 1;
        }
    }
}

/// Follows one chain from its first row. Gives the sequence number and a sentence for the first row
/// that does not fit, or none when all do.
pub fn verify_audit(rows: &[AuditRow]) -> Option<(i64, String)> {
    let mut walk = Walk::default();
    walk.follow(rows);
    walk.faults.first().map(|fault| (fault.seq, fault.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five rows as the door writes them.
    fn chain() -> Vec<AuditRow> {
        let mut rows: Vec<AuditRow> = Vec::new();
        for seq in 1..=5 {
            let mut row = AuditRow {
                chain: 1,
                seq,
                at: format!("2026-04-15T09:00:0{seq}").parse().unwrap(),
                actor: "p".into(),
                actor_name: "Jo".into(),
                action: "week.save".into(),
                object: "week 2026-04-06".into(),
                before: "{}".into(),
                after: format!("{{\"1.answered\":\"{seq}\"}}"),
                previous: rows.last().map(|row| row.hash.clone()).unwrap_or_default(),
                hash: String::new(),
            };
            row.hash = row.fingerprint();
            rows.push(row);
        }
        rows
    }

    /// What is said after `meddle` has been at the rows; they are followed two at a time as well.
    #[track_caller]
    fn check(meddle: impl FnOnce(&mut Vec<AuditRow>), expected: &[&str]) {
        let mut rows = chain();
        let head = (5, rows[4].hash.clone());
        meddle(&mut rows);
        for size in [100, 2] {
            let mut walk = Walk::default();
            rows.chunks(size).for_each(|rows| walk.follow(rows));
            let end = walk.end(head.0, &head.1);
            let said: Vec<_> = walk.faults.iter().chain(&end).map(Fault::to_string).collect();
            assert_eq!(said, expected, "{size}");
        }
    }

    #[test]
    fn what_was_written_holds() {
        check(|_| {}, &[]);
        let mut walk = Walk::default();
        walk.follow(&chain());
        assert_eq!((walk.rows, walk.seq, walk.since), (5, 5, Some(chain()[0].at)));
    }

    #[test]
    fn an_edit_of_any_value_is_found_where_it_is() {
        let edits: [fn(&mut AuditRow); 8] = [
            |row| row.at += chrono::TimeDelta::milliseconds(1),
            |row| row.actor.push('x'),
            |row| row.actor_name.push('x'),
            |row| row.action.push('x'),
            |row| row.object.push('x'),
            |row| row.before.push(' '),
            |row| row.after = row.after.replace('3', "4"),
            // From one value to the next: the text of all together stays what it was.
            |row| row.object = format!("{}{}", row.action.pop().unwrap(), row.object),
        ];
        for edit in edits {
            check(|rows| edit(&mut rows[2]), &["row 3 was changed after it was written"]);
        }
        check(
            |rows| rows[2].hash = "0".repeat(64),
            &[
                "row 3 was changed after it was written",
                "row 4 does not follow the row before it: one of the two was changed or put in",
            ],
        );
        check(
            |rows| rows[2].previous = "0".repeat(64),
            &[
                "row 3 does not follow the row before it: one of the two was changed or put in",
                "row 3 was changed after it was written",
            ],
        );
        // Whoever makes a new hash for the row breaks its link with the next.
        check(
            |rows| {
                rows[2].after.push(' ');
                rows[2].hash = rows[2].fingerprint();
            },
            &["row 4 does not follow the row before it: one of the two was changed or put in"],
        );
        check(
            |rows| {
                rows[4].after.push(' ');
                rows[4].hash = rows[4].fingerprint();
            },
            &["row 5, its last, is not the one that was written last"],
        );
    }

    #[test]
    fn what_was_taken_away_is_found() {
        check(|rows| drop(rows.remove(0)), &["row 1 is missing: it was deleted"]);
        check(|rows| drop(rows.drain(1..3)), &["rows 2 to 3 are missing: they were deleted"]);
        check(
            |rows| rows.truncate(3),
            &["its end was cut off: it ends with row 3 and must end with row 5"],
        );
        check(Vec::clear, &["all of it was deleted: it must end with row 5"]);
        // Deleted, and the rest numbered anew.
        check(
            |rows| {
                rows.remove(2);
                for (seq, row) in (1..).zip(rows) {
                    row.seq = seq;
                }
            },
            &[
                "row 3 does not follow the row before it: one of the two was changed or put in",
                "row 3 was changed after it was written",
                "row 4 was changed after it was written",
                "its end was cut off: it ends with row 4 and must end with row 5",
            ],
        );
    }

    #[test]
    fn what_was_moved_or_put_in_is_found() {
        let mut rows = chain();
        rows.swap(1, 2);
        (rows[1].seq, rows[2].seq) = (2, 3);
        let mut walk = Walk::default();
        walk.follow(&rows);
        let said: Vec<_> = walk.faults.iter().map(Fault::to_string).collect();
        assert_eq!(said[0], "row 2 is out of order: it was written after row 3");
        check(
            |rows| {
                let mut row = AuditRow { seq: 6, ..rows[4].clone() };
                row.previous.clone_from(&rows[4].hash);
                row.hash = row.fingerprint();
                rows.push(row);
            },
            &["rows were added at its end: it must end with row 5 and ends with row 6"],
        );
        check(
            |rows| rows.insert(0, AuditRow { seq: 0, ..rows[0].clone() }),
            &["row 0 does not belong here: it was put in"],
        );
    }

    #[test]
    fn so_many_faults_are_counted_only() {
        let mut rows = chain();
        let mut walk = Walk::default();
        for turn in 0..20 {
            for row in &mut rows {
                row.seq = turn * 5 + (row.seq - 1) % 5 + 1;
            }
            walk.follow(&rows);
        }
        assert_eq!(walk.faults.len(), KEPT);
        assert!(walk.more > 0);
    }
}
