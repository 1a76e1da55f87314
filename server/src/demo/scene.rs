//! The demo's helpline: channels, closed days, events, definitions.

use beforehand::holiday::{Region, bank_holidays};
use beforehand::quarter::YearStart;
use beforehand::service::{
    Channel, ChannelId, Closure, Collected, Definition, Event, EventKind, Field, Kind, Service,
    Timetable,
};
use beforehand::week::Week;
use chrono::{Datelike, NaiveDate};

use super::{OTHER, SLUG};

/// The phone line: Monday to Friday, closed on bank holidays.
pub const CALLS: ChannelId = 1;
/// Live chat, every day.
pub const CHAT: ChannelId = 2;
/// Secure messages, every day.
pub const MESSAGES: ChannelId = 3;
/// The website.
pub const WEBSITE: ChannelId = 4;

/// A day as it is written, such as `2018-01-01`.
#[derive(Clone, Copy, Debug)]
pub struct Day(pub &'static str);

impl Day {
    /// The date; a test reads those of the events.
    pub fn date(self) -> NaiveDate {
        self.0.parse().unwrap_or_default()
    }

    /// The week that holds it.
    pub fn week(self) -> Week {
        Week::containing(self.date())
    }
}

/// The first week.
pub const FIRST: Day = Day("2018-01-01");
/// The last week of January to March 2019. Nothing is missing, closed or defined anew before it.
pub const FOUNDING_LAST: Day = Day("2019-03-25");
/// The first week of the second definition.
pub const REDEFINED: Day = Day("2022-04-04");
/// The phone line fails on these days.
pub const FAULT: (Day, Day) = (Day("2020-11-10"), Day("2020-11-18"));

/// The helpline as it is in the week after `last`.
pub fn service(last: Week) -> Service {
    let contact = [Field::Answered, Field::Before, Field::After, Field::DoesNotApply];
    let from = |field: Field, day: Day| Collected { field, from: day.week(), to: None };
    let all = |fields: &[Field]| fields.iter().map(|field| from(*field, FIRST)).collect::<Vec<_>>();
    let mut calls = all(&contact);
    calls.push(from(Field::Missed, Day("2018-07-02")));
    let mut website = all(&[Field::Visits]);
    website.push(from(Field::Visitors, Day("2019-04-01")));
    let first = FIRST.week();
    let make = |id, slug, [name, noun]: [&str; 2], kind, days, collected| {
        channel(id, slug, [name, noun], kind, (first, days), collected)
    };
    let every = Timetable::EVERY_DAY;
    let messages = ["Secure messages", "Secure messages"];
    let mut service = empty(1, SLUG, "Helpline North", YearStart::April);
    service.channels = vec![
        make(CALLS, "calls", ["Calls", "Calls"], Kind::Phone, Timetable::WEEKDAYS, calls),
        make(CHAT, "chat", ["Live chat", "Live chats"], Kind::Chat, every, all(&contact)),
        make(MESSAGES, "messages", messages, Kind::Message, every, all(&contact)),
        make(WEBSITE, "website", ["Website", "Website visits"], Kind::Web, every, website),
    ];
    service.closures = closures(last);
    service.events = events(last);
    service.definitions = definitions();
    service
}

/// The other helpline: one phone line of the last half year.
pub fn other(last: Week) -> Service {
    let first = last.plus(-25);
    let contact = [Field::Answered, Field::Before, Field::After];
    let collected = contact.map(|field| Collected { field, from: first, to: None }).to_vec();
    let open = (first, Timetable::EVERY_DAY);
    let mut service = empty(2, OTHER, "Helpline South", YearStart::January);
    service.channels = vec![channel(1, "calls", ["Calls", "Calls"], Kind::Phone, open, collected)];
    service
}

fn empty(id: i32, slug: &str, name: &str, year_start: YearStart) -> Service {
    Service {
        id,
        slug: slug.to_owned(),
        name: name.to_owned(),
        year_start,
        time_zone: "Europe/London".to_owned(),
        channels: Vec::new(),
        closures: Vec::new(),
        events: Vec::new(),
        definitions: Vec::new(),
        judgements: beforehand::judgement::Judgements::default(),
    }
}

fn channel(
    id: ChannelId,
    slug: &str,
    [name, noun]: [&str; 2],
    kind: Kind,
    (first, days): (Week, u8),
    collected: Vec<Collected>,
) -> Channel {
    Channel {
        id,
        slug: slug.to_owned(),
        name: name.to_owned(),
        noun: noun.to_owned(),
        kind,
        first,
        last: None,
        timetables: vec![Timetable { from: first.monday(), days }],
        collected,
        usual: Vec::new(),
        version: 1,
    }
}

/// Bank holidays, on which nobody answers the phone, to the end of next year.
fn closures(last: Week) -> Vec<Closure> {
    (FIRST.date().year()..=last.monday().year() + 1)
        .flat_map(|year| bank_holidays(Region::EnglandWales, year))
        .map(|holiday| Closure {
            channel: Some(CALLS),
            from: holiday.date,
            to: holiday.date,
            reason: holiday.name.to_owned(),
        })
        .collect()
}

fn events(last: Week) -> Vec<Event> {
    use EventKind::{Campaign, Closure, Definition, Other, Outage, Press, Staffing};
    let event = |channel, kind, name: &str, from, to| Event {
        id: String::new(),
        channel,
        kind,
        name: name.to_owned(),
        from,
        to,
    };
    let past = |channel, kind, name, from, to| {
        event(channel, kind, name, Day(from).date(), Day(to).date())
    };
    let mut events = vec![
        past(None, Campaign, "Spring campaign", "2019-01-02", "2019-03-29"),
        past(Some(WEBSITE), Press, "Television documentary", "2019-03-04", "2019-03-04"),
        past(None, Staffing, "Working from home", "2020-03-23", "2020-05-31"),
        past(Some(CALLS), Outage, "Phone line fault", FAULT.0.0, FAULT.1.0),
        past(Some(WEBSITE), Other, "New website", "2021-09-06", "2021-09-06"),
        past(Some(CHAT), Closure, "Chat closed over Christmas", "2023-12-25", "2023-12-31"),
    ];
    // The words changed for every way of getting in touch, not for the website.
    for channel in [CALLS, CHAT, MESSAGES] {
        let name = "\"Before\" defined anew";
        events.push(past(Some(channel), Definition, name, REDEFINED.0, REDEFINED.0));
    }
    if super::figures::has_recent(last) {
        let poster = (last.plus(-6).monday(), last.plus(-4).sunday());
        events.push(event(Some(WEBSITE), Campaign, "Poster campaign", poster.0, poster.1));
        let gone = last.plus(-11).monday();
        events.push(event(Some(CALLS), Staffing, "Two call handlers fewer", gone, gone));
    }
    events.retain(|event| event.to <= last.sunday());
    events.sort_by_key(|event| (event.from, event.name.clone(), event.channel));
    events
}

fn definitions() -> Vec<Definition> {
    let definition = |version, day: Day, text: &str| Definition {
        version,
        from: day.week(),
        text: text.to_owned(),
    };
    vec![
        definition(
            1,
            FIRST,
            "Before: the person says that they have not committed an offence. After: they say \
             that they have. Does not apply: relatives, professionals and survivors. Asked once \
             in every contact.",
        ),
        definition(
            2,
            REDEFINED,
            "As before, but somebody who is worried about their own thoughts and has broken no law \
             now counts as before; until March 2022 nothing was recorded for them.",
        ),
    ]
}
