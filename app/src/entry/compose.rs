//! The page of a week, made of what stands there and of what was typed.
//!
//! Nothing typed is dropped: after a refusal the form is as it was sent; after a clash it holds the
//! other person's numbers where the reader changed nothing, and the reader's own elsewhere.

use beforehand::check;
use beforehand::entry::{name, read_count};
use beforehand::invalid::Invalid;
use beforehand::series::{Ledger, State};
use beforehand::service::{Channel, ChannelId, Field};
use beforehand::week::Week;
use chrono::{NaiveDate, NaiveDateTime};

use super::ask;
use super::{ChannelForm, Closed, Confirmation, FieldBox, Locked, Sent, TypedWeek, WeekPage};
use crate::ServiceLink;
use crate::quarter::edition_address;

/// Everything a page of a week is made of.
pub struct Sources<'a> {
    /// Everything counted for the service.
    pub ledger: &'a Ledger,
    /// The reader's id.
    pub reader: String,
    /// All services whose weeks the reader may enter.
    pub services: Vec<ServiceLink>,
    /// The week.
    pub week: Week,
    /// Today's date where the service is.
    pub today: NaiveDate,
    /// The week's version now.
    pub version: i32,
    /// Idempotency key of a new form.
    pub key: String,
    /// The version of the service's data, or an earlier one.
    pub data_version: i64,
    /// Who first saved the week before, when, and whether from a file.
    pub before: Option<(String, NaiveDate, bool)>,
}

/// Somebody's changes of a week since a form of it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Who saved last.
    pub by: String,
    /// When, in the service's own time.
    pub at: NaiveDateTime,
    /// The figures that differ now, in the order of the form.
    pub rows: Vec<ClashRow>,
}

/// One figure that somebody else changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClashRow {
    /// `calls.answered`.
    pub name: String,
    /// "Calls answered".
    pub label: String,
    /// What the reader's form was made from.
    pub was: String,
    /// What the reader typed; none when nothing was changed there.
    pub yours: Option<String>,
    /// What stands there now.
    pub theirs: String,
    /// Who put it there.
    pub by: String,
    /// When, in the service's own time.
    pub at: NaiveDateTime,
}

/// One value of a week as the history knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The channel.
    pub channel: ChannelId,
    /// A field's word, `note.<field>`, `open_days`, `closed` or `collected.<field>`.
    pub what: String,
    /// As it was; none for 'not entered'.
    pub before: Option<String>,
    /// As it became.
    pub after: Option<String>,
    /// Who.
    pub by: String,
    /// When, in the service's own time.
    pub at: NaiveDateTime,
}

/// The page of a week; with `typed`, the form is as it was sent.
pub fn compose(from: Sources<'_>, typed: Option<&TypedWeek>) -> WeekPage {
    let ledger = from.ledger;
    let runs = |week: Week| ledger.service.channels.iter().any(|channel| channel.runs(week));
    let channels = ledger.service.channels.iter().filter(|channel| channel.runs(from.week));
    let channels =
        channels.map(|channel| channel_form(ledger, channel, from.week, typed)).collect();
    let (previous, next) = (from.week.previous(), from.week.next());
    let before = runs(previous).then(|| Sent {
        week: previous,
        imported: from.before.as_ref().is_some_and(|(.., imported)| *imported),
        by: from.before.map(|(by, on, _)| (by, on)),
        owed: ledger.owed(previous).count(),
    });
    WeekPage {
        service: ServiceLink {
            slug: ledger.service.slug.clone(),
            name: ledger.service.name.clone(),
        },
        reader: from.reader,
        services: from.services,
        week: from.week,
        today: from.today,
        previous: runs(previous).then_some(previous),
        next: (next.has_started(from.today) && runs(next)).then_some(next),
        version: typed.map_or(from.version, TypedWeek::version),
        key: typed.and_then(TypedWeek::key).unwrap_or(from.key),
        draft: None,
        data_version: from.data_version,
        correction: (from.version > 0).then(|| {
            let text = typed.and_then(|typed| typed.get("correction"));
            text.unwrap_or_default().to_owned()
        }),
        locked: locked(ledger, from.week),
        channels,
        before,
        problems: Vec::new(),
        clash: None,
        saved: None,
    }
}

fn locked(ledger: &Ledger, week: Week) -> Option<Locked> {
    let service = &ledger.service;
    let lock = service.lock(week)?;
    let name = lock.quarter.name(service.year_start);
    let to = edition_address(&service.slug, &name, lock.edition);
    Some(Locked { why: service.locked(week)?, to })
}

impl WeekPage {
    /// The same page with what is to be put right.
    #[must_use]
    pub fn refused(mut self, problems: Vec<Invalid>) -> Self {
        self.problems = problems
            .into_iter()
            // A note is typed as the reason of a doubt.
            .map(|problem| match problem.field.strip_suffix(".note") {
                Some(name) => Invalid::new(format!("{name}.reason.text"), problem.problem),
                None => problem,
            })
            .collect();
        self
    }

    /// The page after a clash. `self` was composed with what was typed; `changes` is the history of
    /// the week, `version` and `by` and `at` are those of its last change. The form now builds on
    /// that version.
    #[must_use]
    pub fn clashed(
        mut self,
        ledger: &Ledger,
        version: i32,
        by: String,
        at: NaiveDateTime,
        changes: &[Changed],
    ) -> Self {
        let week = self.week;
        let mut rows = Vec::new();
        for form in &mut self.channels {
            let Some(channel) = ledger.service.channel_named(&form.slug) else { continue };
            for one in &mut form.boxes {
                let theirs = ledger.state(channel, one.field, week);
                let now = theirs.count().map(|count| count.to_string()).unwrap_or_default();
                let untouched = same_count(&one.name, &one.text, &one.was);
                if now != one.was {
                    let who = changes
                        .iter()
                        .find(|c| c.channel == channel.id && c.what == one.field.word());
                    rows.push(ClashRow {
                        name: one.name.clone(),
                        label: one.label.clone(),
                        was: said(&one.was),
                        yours: (!untouched).then(|| said(&one.text)),
                        theirs: state_word(theirs),
                        by: who.map_or_else(|| by.clone(), |who| who.by.clone()),
                        at: who.map_or(at, |who| who.at),
                    });
                }
                if untouched {
                    one.text = shown(theirs.count());
                    one.question = None;
                }
                one.was = now;
            }
            let now = closed(ledger, channel, week);
            let untouched = form.closed == (form.closed_was != Closed::No);
            if (now != Closed::No) != (form.closed_was != Closed::No) {
                let who = changes.iter().find(|c| c.channel == channel.id && c.what == "closed");
                rows.push(ClashRow {
                    name: format!("{}.closed", form.slug),
                    label: form.name.clone(),
                    was: open_word(form.closed_was != Closed::No),
                    yours: (!untouched).then(|| open_word(form.closed)),
                    theirs: open_word(now != Closed::No),
                    by: who.map_or_else(|| by.clone(), |who| who.by.clone()),
                    at: who.map_or(at, |who| who.at),
                });
            }
            if untouched {
                form.closed = now != Closed::No;
            }
            form.closed_was = now;
        }
        self.version = version;
        self.clash = Some(Clash { by, at, rows });
        self
    }

    /// Boxes that are filled, and boxes there are: closed channels and fields that are not
    /// collected have none.
    pub fn filled(&self) -> (usize, usize) {
        let boxes = || {
            let open = self.channels.iter().filter(|form| !form.closed);
            open.flat_map(|form| &form.boxes).filter(|one| one.is_asked())
        };
        (boxes().filter(|one| !one.text.trim().is_empty()).count(), boxes().count())
    }
}

/// The confirmation of a change, from the history of the week.
pub fn confirm(
    ledger: &Ledger,
    week: Week,
    today: NaiveDate,
    (by, at): (String, NaiveDateTime),
    changes: &[Changed],
) -> Confirmation {
    let what = changes.iter().filter_map(|change| sentence(ledger, week, change)).collect();
    Confirmation { at, by, what, next: next_owed(ledger, week, today) }
}

/// The owed week nearest to `week`: the first after it, else the last before it.
fn next_owed(ledger: &Ledger, week: Week, today: NaiveDate) -> Option<Week> {
    let first = ledger.service.channels.iter().map(|channel| channel.first).min()?;
    let last = Week::last_due(today);
    let owed = |one: &Week| beforehand::owed::owes(ledger, *one);
    let after = week.next().max(first).through(last).find(owed);
    after.or_else(|| first.through(week.previous().min(last)).rev().find(owed))
}

/// "Calls answered: 128, was 119".
fn sentence(ledger: &Ledger, week: Week, change: &Changed) -> Option<String> {
    let channel = ledger.service.channel(change.channel)?;
    let fielded = |word: &str| Field::parse(word).ok().map(|field| channel.label(field));
    let value = |value: &Option<String>| said(value.as_deref().unwrap_or_default());
    let (kind, rest) = change.what.split_once('.').unwrap_or((&change.what, ""));
    Some(match kind {
        "note" => match change.after.as_deref().unwrap_or_default() {
            "" => format!("{}: note removed", fielded(rest)?),
            note => format!("{}: noted \"{note}\"", fielded(rest)?),
        },
        "collected" => {
            let on = Field::parse(rest).is_ok_and(|field| channel.collects(field, week));
            let words =
                if on { "collected from this week on" } else { "not collected from this week on" };
            format!("{}: {words}", fielded(rest)?)
        }
        "closed" => match change.after.as_deref() {
            None => format!("{}: open", channel.name),
            Some("") => format!("{}: closed all week", channel.name),
            Some(reason) => format!("{}: closed all week, {reason}", channel.name),
        },
        "open_days" => match change.after.as_deref() {
            None | Some("") => format!("{}: open as usual", channel.name),
            Some(days) => format!("{}: open on {days} days", channel.name),
        },
        _ => match &change.before {
            None => format!("{}: {}", fielded(kind)?, value(&change.after)),
            before => {
                format!("{}: {}, was {}", fielded(kind)?, value(&change.after), value(before))
            }
        },
    })
}

fn channel_form(
    ledger: &Ledger,
    channel: &Channel,
    week: Week,
    typed: Option<&TypedWeek>,
) -> ChannelForm {
    let main = channel.kind.main_field();
    let state = |week: Week| channel.runs(week).then(|| ledger.state(channel, main, week));
    let stands = closed(ledger, channel, week);
    let was = typed.and_then(|typed| typed.closed_was(&channel.slug));
    let ticked = |typed: &TypedWeek| typed.closed(&channel.slug);
    let fields = channel.kind.fields().iter();
    let boxes = fields.map(|field| field_box(ledger, channel, *field, week, typed)).collect();
    let reason = typed.and_then(|typed| typed.get(&format!("{}.closed.reason", channel.slug)));
    ChannelForm {
        id: channel.id,
        slug: channel.slug.clone(),
        name: channel.name.clone(),
        kind: channel.kind,
        boxes,
        // A form that does not say how it stood has not touched it.
        closed: typed.filter(|_| was.is_some()).map_or(stands != Closed::No, ticked),
        closed_was: was.unwrap_or(stands),
        reason: reason
            .or_else(|| ledger.closed_reason(channel.id, week))
            .unwrap_or_default()
            .to_owned(),
        open_days: (ledger.open_days(channel, week), channel.normal_week(week)),
        recent: (1..=4).rev().filter_map(|n| state(week.plus(-n))).collect(),
        year_ago: state(week.year_before()),
        median: check::usual_in(ledger, channel, main, week).and_then(|usual| usual.median),
    }
}

/// Whether a channel's week is closed as it stands, and by what.
pub fn closed(ledger: &Ledger, channel: &Channel, week: Week) -> Closed {
    if ledger.open_days(channel, week) > 0 {
        Closed::No
    } else if ledger.service.scheduled_days(channel, week) > 0 {
        Closed::ThisWeek
    } else {
        Closed::ByCalendar
    }
}

fn field_box(
    ledger: &Ledger,
    channel: &Channel,
    field: Field,
    week: Week,
    typed: Option<&TypedWeek>,
) -> FieldBox {
    let name = name(channel, field);
    let state = ledger.state(channel, field, week);
    let stands = state.count();
    let instead = typed.and_then(|typed| ask::instead(typed, &name));
    let text = instead.map(|count| shown(Some(count)));
    let text = text.or_else(|| Some(typed?.get(&name)?.to_owned()));
    let was = match typed {
        Some(typed) if text.is_some() => typed.was(&name),
        _ => stands,
    };
    let text = text.unwrap_or_else(|| shown(stands));
    let note = ledger.note((channel.id, field, week)).filter(|note| !note.is_empty());
    let count = read_count(&name, &text).ok().flatten();
    let question = count
        .and_then(|count| ask::question(ledger, channel, field, week, count))
        .map(|question| question.answered(typed, &name, count != was, note.is_some()));
    let usual = check::usual_in(ledger, channel, field, week);
    let last = ledger.state(channel, field, week.previous()).count();
    FieldBox {
        field,
        usual,
        last,
        label: channel.label(field),
        state,
        was: was.map(|count| count.to_string()).unwrap_or_default(),
        collected: channel.collects(field, week),
        turn: typed.is_some_and(|typed| typed.has(&format!("{name}.turn"))),
        note: note.map(str::to_owned),
        pasted: typed.and_then(|typed| typed.pasted(&name)).map(str::to_owned),
        question,
        text,
        name,
    }
}

fn shown(count: Option<u32>) -> String {
    count.map(|count| crate::ui::count(u64::from(count))).unwrap_or_default()
}

fn same_count(name: &str, text: &str, was: &str) -> bool {
    read_count(name, text).is_ok_and(|count| count == was.parse().ok())
}

/// A typed or stored value in words: an empty one is 'not entered', digits get their commas.
fn said(value: &str) -> String {
    match value.trim() {
        "" => "not entered".to_owned(),
        text => text.parse().map_or_else(|_| text.to_owned(), crate::ui::count),
    }
}

fn open_word(closed: bool) -> String {
    if closed { "closed all week" } else { "open" }.to_owned()
}

/// A state as people say it.
pub fn state_word(state: State) -> String {
    match state {
        State::Count(count) => crate::ui::count(u64::from(count)),
        State::NotEntered => "not entered".to_owned(),
        State::Closed => "closed".to_owned(),
        State::NotCollected => "not collected".to_owned(),
    }
}
