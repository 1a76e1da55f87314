//! What is taken out: each table, its columns, and what stands in them. The files, their README, their
//! description and what comes in again are all read off this list.
//!
//! Holds no password, no session, no token and no hash of one. One file although it is long: it is one
//! list, to be read from its first line to its last.

use beforehand::edition::COMMENT_LENGTH;
use beforehand::entry::{LARGEST, NOTE_LENGTH};
use beforehand::setting::{IDLE_MINUTES, LIFE_HOURS};

use super::cell::Kind;

/// One table.
#[derive(Debug)]
pub struct Table {
    /// Its name: the file's and the sheet's.
    pub name: &'static str,
    /// The table of the database that holds most of it.
    pub(in crate::store) of: &'static str,
    /// What one row is, as a sentence.
    pub about: &'static str,
    /// Its columns, the key first.
    pub columns: &'static [Column],
    /// How many of the first columns tell rows apart.
    pub key: usize,
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    /// The column of the database; empty where it is worked out.
    pub(in crate::store) of: &'static str,
    /// What may stand in it.
    pub kind: Kind,
    /// What it says, without a full stop.
    pub about: &'static str,
}

const fn column(name: &'static str, of: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, of, kind, about }
}

/// The longest text anybody could have typed somewhere, in characters.
const LONG: usize = 20_000;
/// The longest of the chain's texts.
const ROW: usize = 10_000_000;
/// Names, mail addresses, ids.
const NAME: usize = 400;

const SERVICE: Column = column("service", "service_id", Kind::Service, "short name of the service");
const CHANNEL: Column = column("channel", "channel_id", Kind::Channel, "short name of the channel");
const ANY_CHANNEL: Column = column(
    "channel",
    "channel_id",
    Kind::AnyChannel,
    "short name of the channel; empty for the whole service",
);
const FIELD: Column = column("field", "field", Kind::Field, "what is counted");
const WEEK: Column = column("week", "week", Kind::Week, "the week's Monday");
const SAID_BY: Column = column("said_by", "said_by", Kind::Text(NAME), "who said so");
const VERSION: Column =
    column("version", "version", Kind::Number(i32::MAX as i64), "grows with each change");

/// The table that says how many rows the others have.
pub const CONTENTS: &str = "contents";
/// The counts.
pub const COUNTS: &str = "counts";
/// The heads of the chains.
pub const HEADS: &str = "heads";
/// Every change.
pub const HISTORY: &str = "history";

/// All of them, those that are pointed to first.
pub static TABLES: [Table; 24] = [
    Table {
        name: "installation",
        of: "installation",
        about: "What holds for the whole installation: one row, or none.",
        columns: &[
            column("number", "id", Kind::Number(1), "1"),
            column("organisation", "organisation", Kind::Text(NAME), "its name"),
            column(
                "draft_days",
                "draft_days",
                Kind::Number(i32::MAX as i64),
                "days for which a draft nobody submits is kept",
            ),
            column(
                "idle_minutes",
                "idle_minutes",
                Kind::Number(IDLE_MINUTES as i64),
                "minutes without a click that end a session",
            ),
            column(
                "life_hours",
                "life_hours",
                Kind::Number(LIFE_HOURS as i64),
                "hours after which a session ends in any case",
            ),
            VERSION,
        ],
        key: 1,
    },
    Table {
        name: "sign_in_rules",
        of: "sign_in_rules",
        about: "Of whom a second step of signing in is asked: one row, or none while it is administrators.",
        columns: &[
            column("number", "id", Kind::Number(1), "1"),
            column("second_step", "second_step", Kind::Word(&["admins", "everybody"]), "of whom"),
            VERSION,
        ],
        key: 1,
    },
    Table {
        name: "services",
        of: "services",
        about: "One helpline.",
        columns: &[
            column("number", "id", Kind::Number(i32::MAX as i64), "its number in the history"),
            column(
                "service",
                "slug",
                Kind::Slug,
                "its short name, in addresses and in every table",
            ),
            column("name", "name", Kind::Text(NAME), "its name"),
            column(
                "year_starts",
                "year_start",
                Kind::Number(12),
                "month in which its reporting year starts, 1 to 12",
            ),
            column("time_zone", "time_zone", Kind::Text(NAME), "its time zone (IANA name)"),
            column(
                "invented",
                "demo",
                Kind::Flag,
                "whether its figures are invented, to look around in",
            ),
            VERSION,
        ],
        key: 1,
    },
    Table {
        name: "people",
        of: "people",
        about: "One person with an account. No password: it is set anew.",
        columns: &[
            column("person", "id", Kind::Text(NAME), "random id, by which the history knows them"),
            column("name", "name", Kind::Text(NAME), "name"),
            column("email", "email", Kind::Text(NAME), "mail address, by which they sign in"),
            column(
                "administrator",
                "admin",
                Kind::Flag,
                "whether they administer the installation",
            ),
            column("active", "active", Kind::Flag, "whether they may sign in"),
            column("added_at", "created_at", Kind::Time, "when they were added, UTC"),
            column(
                "signed_in_at",
                "signed_in_at",
                Kind::TimeOrNone,
                "when they last signed in, UTC; empty when they never did",
            ),
            column(
                "signed_in_before",
                "signed_in_before",
                Kind::TimeOrNone,
                "when they signed in before that, UTC",
            ),
            VERSION,
        ],
        key: 1,
    },
    Table {
        name: "roles",
        of: "roles",
        about: "What one person is to one service.",
        columns: &[
            SERVICE,
            column("person", "person_id", Kind::Text(NAME), "the person's id"),
            column("role", "role", Kind::Word(&["staff", "manager", "trustee"]), "role"),
        ],
        key: 2,
    },
    Table {
        name: "provider_links",
        of: "provider_links",
        about: "Who signs in with an OpenID provider, and who they are there.",
        columns: &[
            column("person", "person_id", Kind::Text(NAME), "the person's id"),
            column("issuer", "issuer", Kind::Text(NAME), "the provider's address"),
            column("subject", "subject", Kind::Text(NAME), "the id by which it knows them"),
            column("linked_at", "linked_at", Kind::Time, "since when, UTC"),
        ],
        key: 1,
    },
    Table {
        name: "channels",
        of: "channels",
        about: "One way of reaching a service.",
        columns: &[
            SERVICE,
            column("number", "id", Kind::Number(i32::MAX as i64), "its number in the history"),
            column("channel", "slug", Kind::Slug, "its short name"),
            column("name", "name", Kind::Text(NAME), "its name in tables"),
            column("noun", "noun", Kind::Text(NAME), "what is counted, as a sentence starts"),
            column(
                "kind",
                "kind",
                Kind::Word(&["phone", "chat", "message", "email", "web"]),
                "how people reach it; web counts visits, the others contacts",
            ),
            column(
                "place",
                "place",
                Kind::Number(i32::MAX as i64),
                "its place among the channels; those with the same place are shown by number",
            ),
            column("first_week", "first_week", Kind::Week, "Monday of the first week it ran"),
            column(
                "last_week",
                "last_week",
                Kind::WeekOrNone,
                "Monday of the last week it ran; empty while it runs",
            ),
            VERSION,
        ],
        key: 2,
    },
    Table {
        name: "timetables",
        of: "timetables",
        about: "The days on which a channel is open, from a day on.",
        columns: &[
            SERVICE,
            CHANNEL,
            column("from_day", "from_day", Kind::Day, "the first day it holds"),
            column("days", "days", Kind::Days, "days of the week it is open"),
        ],
        key: 3,
    },
    Table {
        name: "fields",
        of: "collected",
        about: "Weeks in which a channel counts a field.",
        columns: &[
            SERVICE,
            CHANNEL,
            FIELD,
            column("from_week", "from_week", Kind::Week, "Monday of the first week"),
            column(
                "to_week",
                "to_week",
                Kind::WeekOrNone,
                "Monday of the last week; empty while it is counted",
            ),
        ],
        key: 4,
    },
    Table {
        name: "usual_limits",
        of: "usual_limits",
        about: "What is usual for a field in a normal week, from a week on, where it was set.",
        columns: &[
            SERVICE,
            CHANNEL,
            FIELD,
            column("from_week", "from_week", Kind::Week, "Monday of the first week they hold"),
            column("low", "low", Kind::Number(LARGEST as i64), "the lowest usual number"),
            column("high", "high", Kind::Number(LARGEST as i64), "the highest, above the lowest"),
        ],
        key: 3,
    },
    Table {
        name: "closures",
        of: "closures",
        about: "Days on which a channel or the whole service did not run.",
        columns: &[
            SERVICE,
            column("from_day", "from_day", Kind::Day, "first closed day"),
            column("to_day", "to_day", Kind::Day, "last closed day"),
            ANY_CHANNEL,
            column("reason", "reason", Kind::Text(LONG), "why"),
        ],
        key: 4,
    },
    Table {
        name: "events",
        of: "events",
        about: "Something that may explain a number.",
        columns: &[
            SERVICE,
            column("event", "id", Kind::Text(NAME), "random id"),
            ANY_CHANNEL,
            column(
                "kind",
                "kind",
                Kind::Word(&[
                    "campaign",
                    "press",
                    "outage",
                    "staffing",
                    "closure",
                    "definition",
                    "other",
                ]),
                "what kind of thing happened",
            ),
            column("name", "name", Kind::Text(LONG), "its name on charts"),
            column("from_day", "from_day", Kind::Day, "first day"),
            column("to_day", "to_day", Kind::Day, "last day"),
            VERSION,
        ],
        key: 2,
    },
    Table {
        name: "definitions",
        of: "definitions",
        about: "What the words of a service mean, from a week on.",
        columns: &[
            SERVICE,
            column("version", "version", Kind::Number(i32::MAX as i64), "1, 2, 3 …"),
            column("from_week", "from_week", Kind::Week, "Monday of the first week it holds"),
            column("text", "body", Kind::Text(LONG), "the definition"),
        ],
        key: 2,
    },
    Table {
        name: "weeks",
        of: "weeks",
        about: "Who saved a week of a service, first and last.",
        columns: &[
            SERVICE,
            WEEK,
            column("first_by", "first_by", Kind::Text(NAME), "who saved it first"),
            column("first_at", "first_at", Kind::Time, "when, UTC"),
            column("changed_by", "changed_by", Kind::Text(NAME), "who changed it last"),
            column("changed_at", "changed_at", Kind::Time, "when, UTC"),
            VERSION,
        ],
        key: 2,
    },
    Table {
        name: "open_days",
        of: "open_days",
        about: "How many days a channel was open in a week, where its timetable and the closures do not tell.",
        columns: &[
            SERVICE,
            WEEK,
            CHANNEL,
            column("days", "days", Kind::Number(7), "open days, 0 to 7; 0 is closed all week"),
            column("reason", "reason", Kind::Text(LONG), "why"),
        ],
        key: 3,
    },
    Table {
        name: COUNTS,
        of: "counts",
        about: "One figure of one week. A week that was not entered has no number: it is not 0.",
        columns: &[
            SERVICE,
            WEEK,
            CHANNEL,
            FIELD,
            column(
                "state",
                "",
                Kind::State,
                "count, not_entered (it is owed), closed (the channel did not run) or not_collected (the field is not counted then)",
            ),
            column(
                "value",
                "count",
                Kind::NumberOrNone(LARGEST as i64),
                "the number: contacts, or visits on a website",
            ),
            column("note", "", Kind::Text(NOTE_LENGTH), "note about the number"),
        ],
        key: 4,
    },
    Table {
        name: "lines",
        of: "lines",
        about: "Which way of a line (one field of a channel) is good, by a manager's word.",
        columns: &[
            SERVICE,
            CHANNEL,
            FIELD,
            column(
                "good",
                "good",
                Kind::Word(&["neither", "up", "down"]),
                "up: more is better; down: fewer is better",
            ),
            column("reason", "reason", Kind::Text(LONG), "why"),
            SAID_BY,
            VERSION,
        ],
        key: 3,
    },
    Table {
        name: "steps",
        of: "steps",
        about: "A week from which a line has new limits, by a manager's word.",
        columns: &[
            SERVICE,
            CHANNEL,
            FIELD,
            WEEK,
            column(
                "event",
                "event_id",
                Kind::Text(NAME),
                "id of the event that caused it; empty when none did",
            ),
            column("name", "name", Kind::Text(LONG), "its name on charts"),
            column("reason", "reason", Kind::Text(LONG), "why"),
            SAID_BY,
        ],
        key: 4,
    },
    Table {
        name: "explanations",
        of: "explanations",
        about: "What explains a signal, by a manager's word.",
        columns: &[
            SERVICE,
            CHANNEL,
            FIELD,
            column("signal", "signal", Kind::Text(NAME), "the rule that found it"),
            column("from_week", "from_week", Kind::Week, "Monday of its first week"),
            column(
                "kind",
                "kind",
                Kind::Word(&["event", "words", "chance"]),
                "an event, words, or chance",
            ),
            column("cause", "cause", Kind::Text(LONG), "the event's id, or the words"),
            SAID_BY,
            VERSION,
        ],
        key: 5,
    },
    Table {
        name: "editions",
        of: "editions",
        about: "An approved quarter, as it was approved. It locks its weeks until it is opened again.",
        columns: &[
            SERVICE,
            column("quarter", "quarter", Kind::Week, "Monday of the quarter's first week"),
            column("edition", "number", Kind::Number(i32::MAX as i64), "1, 2, 3 …"),
            column("months", "", Kind::Told, "the quarter by its months"),
            column("headline", "", Kind::Told, "its finding in one line"),
            column("sentences", "", Kind::Told, "its sentences"),
            column("comment", "", Kind::Told, "what the manager said beside the figures"),
            column("approved_at", "approved_at", Kind::Time, "when, UTC"),
            column("approved_by", "approved_by", Kind::Text(NAME), "by whom"),
            column(
                "head",
                "head",
                Kind::Text(64),
                "hash of the row of the history that approved it",
            ),
            column(
                "reopened_at",
                "reopened_at",
                Kind::TimeOrNone,
                "when it was opened again, UTC; empty while it holds",
            ),
            column("reopened_by", "reopened_by", Kind::TextOrNone(NAME), "by whom"),
            column("reopened_reason", "reopened_reason", Kind::TextOrNone(COMMENT_LENGTH), "why"),
            column(
                "content",
                "content",
                Kind::Json(""),
                "everything that was frozen, exact: every figure and sentence",
            ),
            column(
                "published",
                "published",
                Kind::Json("-published"),
                "what readers without an account may see of it, rounded",
            ),
        ],
        key: 3,
    },
    Table {
        name: "subscriptions",
        of: "subscriptions",
        about: "Who wants each new edition by mail.",
        columns: &[
            SERVICE,
            column("person", "person_id", Kind::Text(NAME), "the person's id"),
            column("subscription", "id", Kind::Text(NAME), "random id"),
            column("chosen_at", "chosen_at", Kind::Time, "since when, UTC"),
        ],
        key: 2,
    },
    Table {
        name: HEADS,
        of: "chains",
        about: "The head of a chain of the history: what proves that nothing before it was changed.",
        columns: &[
            column(
                "service",
                "id",
                Kind::Chain,
                "short name of the service; empty for the installation",
            ),
            column("changes", "seq", Kind::Number(i64::MAX), "how many changes it holds"),
            column("hash", "hash", Kind::Text(64), "hash of the last"),
        ],
        key: 1,
    },
    Table {
        name: HISTORY,
        of: "audit",
        about: "One change: who, when, what, from what to what. Each row holds the hash of the row before it.",
        columns: &[
            column(
                "service",
                "chain",
                Kind::Chain,
                "short name of the service; empty for the installation",
            ),
            column("row", "seq", Kind::Number(i64::MAX), "1, 2, 3 … in each service"),
            column("at", "at", Kind::Time, "when, UTC"),
            column("person", "actor", Kind::Text(NAME), "the person's id, or console"),
            column("name", "actor_name", Kind::Text(NAME), "the name they had then"),
            column("action", "action", Kind::Text(NAME), "what was done"),
            column("object", "object", Kind::Text(NAME), "to what"),
            column("before", "before", Kind::Text(ROW), "the changed values as they were, JSON"),
            column("after", "after", Kind::Text(ROW), "as they became, JSON"),
            column("previous", "previous", Kind::Text(64), "hash of the row before"),
            column("hash", "hash", Kind::Text(64), "hash of this row"),
        ],
        key: 2,
    },
    Table {
        name: CONTENTS,
        of: "",
        about: "What was taken out: by this it is seen that everything came back.",
        columns: &[
            column("table", "", Kind::Text(NAME), "name of the table"),
            column(
                "rows",
                "",
                Kind::Number(i64::MAX),
                "how many rows it has, the heading left out",
            ),
            column("sha256", "", Kind::Text(64), "SHA-256 of its cells"),
        ],
        key: 1,
    },
];

/// Tables of the database that are not taken out: who is signed in or about to be, who tried to, their
/// second steps, forms sent twice, what nobody submitted, whose turn a backup is, and links and mails,
/// which are worth nothing without their tokens.
#[cfg(test)]
pub(super) const LEFT: [&str; 13] = [
    "sessions",
    "sign_ins",
    "provider_tries",
    "attempts",
    "second_factors",
    "recovery_codes",
    "setup_codes",
    "receipts",
    "drafts",
    "backups",
    "invitations",
    "links",
    "mailings",
];

/// The table with that name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::store::copy;

    #[test]
    fn every_table_is_taken_out_or_left_on_purpose() {
        let known: BTreeSet<_> = copy::tables().chain(copy::LEFT).collect();
        let taken = TABLES.iter().map(|table| table.of).filter(|of| !of.is_empty());
        // A note stands beside its number.
        let told: BTreeSet<_> = taken.chain(LEFT).chain(["notes"]).collect();
        assert_eq!(known, told);
        let names: BTreeSet<_> = TABLES.iter().map(|table| table.name).collect();
        assert_eq!(names.len(), TABLES.len());
    }

    #[test]
    fn no_secret_is_named() {
        for table in &TABLES {
            for column in table.columns {
                let secret = ["password", "token", "secret"].iter().any(|w| column.of.contains(w));
                assert!(!secret, "{}.{}", table.name, column.name);
            }
        }
    }
}
