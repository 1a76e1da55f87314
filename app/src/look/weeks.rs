//! The form of a week as it is opened, refused, clashed and saved.

use beforehand::invalid::Invalid;
use beforehand::quarter::YearStart;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Collected, Field, Kind, Service, Timetable};
use beforehand::week::Week;

use super::fixtures::week;
use crate::entry::{Changed, Sources, TypedWeek, WeekPage, compose, confirm, unanswered};
use crate::{Page, ServiceLink};

/// The week of the form.
pub const MONDAY: &str = "2019-03-25";

fn channel(id: i32, name: &str, noun: &str, kind: Kind, without: &[Field]) -> Channel {
    let first = week("2017-01-02");
    let fields = kind.fields().iter().filter(|field| !without.contains(field));
    let collected = fields.map(|field| Collected { field: *field, from: first, to: None });
    Channel {
        id,
        slug: name.to_lowercase().replace(' ', "-"),
        name: name.into(),
        noun: noun.into(),
        kind,
        first,
        last: None,
        timetables: vec![Timetable { from: first.monday(), days: Timetable::EVERY_DAY }],
        collected: collected.collect(),
        usual: Vec::new(),
        version: 1,
    }
}

/// A year and more of weeks, all entered but the last.
pub fn ledger() -> Ledger {
    let mut ledger = Ledger::new(Service {
        id: 1,
        slug: "north".into(),
        name: "Helpline North".into(),
        year_start: YearStart::April,
        time_zone: "Europe/London".into(),
        channels: vec![
            channel(1, "Calls", "Calls", Kind::Phone, &[]),
            channel(2, "Live chats", "Live chats", Kind::Chat, &[]),
            channel(3, "Secure messages", "Secure messages", Kind::Message, &[]),
            channel(4, "Website", "Website visits", Kind::Web, &[]),
        ],
        closures: vec![],
        events: vec![],
        definitions: vec![],
        judgements: beforehand::judgement::Judgements::default(),
    });
    let scale = [124, 18, 11, 124];
    for (n, at) in week("2018-01-01").through(week("2019-03-18")).enumerate() {
        for (channel, all) in ledger.service.channels.clone().iter().zip(scale) {
            let all = all * (90 + (n as u32 * 7 + n as u32 / 3) % 23) / 100;
            for field in channel.kind.fields() {
                let count = match field {
                    Field::Answered => all,
                    Field::Before => all / 3,
                    Field::After => all / 2,
                    Field::DoesNotApply => all / 12,
                    Field::Missed => all * 2 / 5,
                    Field::Visits => all * 201,
                    Field::Visitors => all * 155,
                };
                ledger.set_count((channel.id, *field, at), count);
            }
        }
    }
    ledger
}

/// Its form.
pub fn page(ledger: &Ledger, typed: Option<&TypedWeek>) -> WeekPage {
    form(ledger, week(MONDAY), typed)
}

/// The form of another week.
pub fn page_of(ledger: &Ledger, of: Week) -> WeekPage {
    form(ledger, of, None)
}

fn form(ledger: &Ledger, of: Week, typed: Option<&TypedWeek>) -> WeekPage {
    let link = |slug: &str, name: &str| ServiceLink { slug: slug.into(), name: name.into() };
    let day = |text: &str| text.parse().unwrap_or_default();
    let sources = Sources {
        ledger,
        reader: "jo".into(),
        services: vec![link("north", "Helpline North"), link("south", "Helpline South")],
        week: of,
        today: day("2019-04-02"),
        version: 0,
        key: "4f2a9c".into(),
        data_version: 0,
        before: Some(("Jo".into(), day("2019-03-25"), false)),
    };
    compose(sources, typed)
}

/// What somebody typed, one wrong number and one odd one among it.
fn typed(wrong: &str) -> TypedWeek {
    let mut pairs = vec![("version", "0"), ("key", "4f2a9c")];
    pairs.extend([
        ("calls.answered", "128"),
        ("calls.before", "44"),
        ("calls.after", wrong),
        ("calls.does_not_apply", "11"),
        ("calls.missed", "52"),
        ("live-chats.answered", "17"),
        ("live-chats.before", "6"),
        ("live-chats.after", "8"),
        ("live-chats.does_not_apply", ""),
        ("secure-messages.closed", "1"),
        ("secure-messages.closed.was", "no"),
        ("secure-messages.closed.reason", "Moving house"),
        ("website.visits", "254,310"),
        ("website.visitors", "19,204"),
    ]);
    let pairs: Vec<_> =
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    TypedWeek::from_pairs(&pairs)
}

/// Fresh, refused, after a clash, saved.
pub fn weeks() -> Vec<(&'static str, Page)> {
    let mut ledger = ledger();
    let at = "2019-04-01T09:42:00".parse().unwrap_or_default();
    let of = |channel, what: &str, after: &str| Changed {
        channel,
        what: what.into(),
        before: None,
        after: Some(after.into()),
        by: "Jo".into(),
        at,
    };
    let fresh = page(&ledger, None);
    let form = typed("61.5");
    let reading = form.read(&ledger.service, week(MONDAY));
    let mut problems: Vec<Invalid> = reading.problems.clone();
    problems.extend(unanswered(&ledger, &reading.change));
    let refused = page(&ledger, Some(&form)).refused(problems);
    let form = typed("61");
    ledger.set_count((1, Field::Answered, week(MONDAY)), 131);
    ledger.set_count((1, Field::Missed, week(MONDAY)), 40);
    let changes = [of(1, "answered", "131"), of(1, "missed", "40")];
    let clashed = page(&ledger, Some(&form)).clashed(&ledger, 1, "Jo".into(), at, &changes);
    let mut saved = page(&ledger, None);
    let today = saved.today;
    saved.saved = Some(confirm(&ledger, week(MONDAY), today, ("Jo".into(), at), &changes));
    [("week", fresh), ("week-refused", refused), ("week-clash", clashed), ("week-saved", saved)]
        .map(|(name, page)| (name, Page::Week(Box::new(page))))
        .into()
}
