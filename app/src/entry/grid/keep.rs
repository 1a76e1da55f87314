//! Drafts: kept on the server, on this computer while it cannot be reached, and what others save.

use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{FormData, HtmlFormElement, VisibilityState};

use super::super::draft::{DraftWeek, Keeping, Look, SeenWeek, keep_draft, look_again};
use super::super::sheet::{Edit, Setup, Theirs, shown_count};
use super::client::{Client, Held, with};
use super::face::{self, Against};
use super::page;
use super::shelf::Shelf;

/// How long nothing must be typed before the draft is sent and the number is asked about; with the
/// way there it is kept within two seconds.
const PAUSE: Duration = Duration::from_millis(800);
/// How often a page that is seen asks for what others saved.
const LOOK: Duration = Duration::from_secs(4);

/// What is known of the draft.
pub struct Keeper {
    /// Grows with every change.
    stamp: u64,
    /// The change that the server has.
    kept: u64,
    /// Whether an answer is awaited.
    waiting: bool,
    timer: Option<TimeoutHandle>,
    data_version: i64,
    pub shelf: Shelf,
}

impl Keeper {
    pub fn new(setup: &Setup) -> Self {
        Self {
            stamp: 0,
            kept: 0,
            waiting: false,
            timer: None,
            data_version: setup.data_version,
            shelf: Shelf::of(setup),
        }
    }

    /// Something changed.
    pub fn touch(&mut self) {
        self.stamp += 1;
    }

    fn is_open(&self) -> bool {
        self.stamp > self.kept
    }
}

/// Starts to look, and to listen for the line.
pub fn begin(held: Held) {
    with(held, Client::restore);
    soon(held);
    // The page may have been looked at for a while before the grid woke.
    look(held);
    set_interval(move || look(held), LOOK);
    window_event_listener(ev::online, move |_| {
        keep(held);
        look(held);
    });
    window_event_listener(ev::offline, move |_| with(held, |client| client.keep_here(OFFLINE)));
    window_event_listener(ev::visibilitychange, move |_| {
        keep(held);
        look(held);
    });
    window_event_listener(ev::beforeunload, move |event| {
        if with(held, |client| client.keeper.is_open() && !client.sending) {
            keep(held);
            event.prevent_default();
        }
    });
}

/// Says that there is no connection, and keeps what is typed on this computer.
pub fn offline(held: Held) {
    with(held, |client| {
        client.keeper.touch();
        client.keep_here(OFFLINE);
    });
}

const OFFLINE: &str = "Not saved: no connection, kept on this computer.";
const SILENT: &str = "Not saved: the server did not answer, kept on this computer.";
const SIGNED_OUT: &str = "Not saved: you are signed out. Sign in on another page; what you typed is kept on this computer.";

/// Keeps the draft once the typing pauses.
pub fn soon(held: Held) {
    with(held, |client| {
        if let Some(timer) = client.keeper.timer.take() {
            timer.clear();
        }
        if client.keeper.is_open() {
            face::say("kept", "Saving …");
            page::past();
            let pause = move || {
                with(held, Client::ask_about_typed);
                keep(held);
            };
            client.keeper.timer = set_timeout_with_handle(pause, PAUSE).ok();
        }
    });
}

/// Sends the draft, unless it is there already or on its way.
fn keep(held: Held) {
    let mut send = None;
    held.update_value(|client| {
        if client.keeper.is_open() && !client.keeper.waiting {
            client.keeper.waiting = true;
            send = Some((client.keeper.stamp, client.draft()));
        }
    });
    let Some((stamp, weeks)) = send else { return };
    spawn_local(async move {
        let answer = keep_draft(weeks.clone()).await;
        with(held, |client| {
            client.keeper.waiting = false;
            match answer {
                Ok(Keeping::Kept { at, turns }) => client.kept(stamp, &at, &turns),
                Ok(Keeping::Elsewhere { drafts, at }) => client.elsewhere(&drafts, &at),
                Err(ServerFnError::Request(_)) => client.keep_here(OFFLINE),
                Err(error) if error.to_string().contains("signed") => client.keep_here(SIGNED_OUT),
                Err(_) => {
                    client.keep_here(SILENT);
                }
            }
        });
        // What was typed meanwhile goes next; what failed is tried again with the next look.
        if with(held, |client| client.keeper.is_open() && client.keeper.kept >= stamp) {
            soon(held);
        }
    });
}

/// Asks what others have saved.
fn look(held: Held) {
    if document().visibility_state() != VisibilityState::Visible {
        return;
    }
    keep(held);
    let (since, weeks) = held.with_value(|client| {
        let weeks = client.sheet.setup.weeks.iter();
        let weeks = weeks.map(|week| (week.week.to_string(), week.version)).collect();
        (client.keeper.data_version, weeks)
    });
    spawn_local(async move {
        if let Ok(seen) = look_again(since, weeks).await {
            with(held, |client| client.seen(&seen));
        }
    });
}

impl Client {
    /// What is typed, week by week. The form is read as a whole: asking the page for each of its parts
    /// takes longer than a key may wait.
    fn draft(&self) -> Vec<DraftWeek> {
        let form: Option<HtmlFormElement> = page::by_id("week");
        let form = form.and_then(|form| FormData::new_with_form(&form).ok());
        let value = |name: &str| form.as_ref()?.get(name).as_string();
        let weeks = self.sheet.setup.weeks.iter().enumerate();
        let mut drafts: Vec<_> = weeks
            .map(|(n, week)| DraftWeek {
                week: week.week.to_string(),
                version: week.version,
                turn: week.turn,
                typed: self.sheet.draft(n, |name| beside(name, value)),
            })
            .collect();
        // The reason for a correction is of all weeks in which something is typed, or of the last.
        let last = drafts.len().saturating_sub(1);
        let typed = drafts.iter().any(|draft| !draft.typed.is_empty());
        if let Some(why) = value("correction").filter(|why| !why.trim().is_empty()) {
            for (n, draft) in drafts.iter_mut().enumerate() {
                if !draft.typed.is_empty() || !typed && n == last {
                    draft.typed.push(("correction".to_owned(), why.clone()));
                }
            }
        }
        drafts
    }

    /// The place of a week on the page, by its Monday.
    pub fn place_of(&self, week: &str) -> Option<usize> {
        self.sheet.setup.weeks.iter().position(|own| own.week.to_string() == week)
    }

    fn kept(&mut self, stamp: u64, at: &str, turns: &[i64]) {
        for (week, turn) in self.sheet.setup.weeks.iter_mut().zip(turns) {
            week.turn = *turn;
        }
        self.keeper.kept = stamp;
        if !self.keeper.is_open() {
            let said = format!("Saved {at} as a draft. It counts when you submit it.");
            face::say("kept", &said);
            // What stands against a box is on this computer alone until it is chosen.
            if self.against.is_empty() {
                self.keeper.shelf.clear(&self.sheet.setup);
            }
        }
    }

    /// The same person typed on another page.
    fn elsewhere(&mut self, drafts: &[DraftWeek], at: &str) {
        for draft in drafts {
            if let Some(week) = self.place_of(&draft.week) {
                self.sheet.setup.weeks[week].turn = draft.turn;
            }
        }
        self.take_in(drafts, &format!("on another page of yours at {at}"));
    }

    /// Keeps the draft in the browser and says so.
    fn keep_here(&mut self, said: &str) {
        if !self.keeper.is_open() {
            return;
        }
        let kept = self.keeper.shelf.put(&self.draft());
        let said = if kept { said } else { "Not saved. Keep this page open." };
        face::say("kept", said);
    }

    /// Takes in what was typed before the grid woke: nobody waits for a script.
    pub fn adopt(&mut self) {
        let mut step = Vec::new();
        for cell in 0..self.sheet.setup.cells.len() {
            if let Some(text) = page::typed(&self.sheet.setup.name(cell))
                && text != self.sheet.text(cell)
            {
                step.push(self.sheet.typing(cell, text));
            }
            for name in [self.sheet.closed_name(cell), self.sheet.turn_name(cell)] {
                let on = page::ticked(&name);
                let tick = on.filter(|on| *on != self.sheet.is_ticked(&name));
                let tick = tick.map(|on| Edit::Tick { name, on });
                step.extend(tick.filter(|tick| !step.contains(tick)));
            }
        }
        if !step.is_empty() {
            self.apply(step);
        }
    }

    /// Takes in what others saved.
    fn seen(&mut self, look: &Look) {
        self.keeper.data_version = look.data_version;
        for seen in &look.weeks {
            let Some(week) = self.place_of(&seen.week) else { continue };
            let figures: Vec<_> = seen
                .figures
                .iter()
                .map(|one| (one.name.clone(), one.count, format!("{} at {}", one.by, one.at)))
                .collect();
            let closed: Vec<_> =
                seen.closed.iter().map(|one| (one.slug.clone(), one.by.clone())).collect();
            let (follow, against) = self.sheet.see(week, seen.version, &figures, &closed);
            self.stands(week, seen);
            let against: Vec<_> = against.iter().map(|one| self.theirs(one)).collect();
            if !follow.is_empty() || !against.is_empty() {
                self.show(&follow);
                let mut all = self.against.clone();
                all.retain(|one| against.iter().all(|own| own.cell != one.cell));
                all.extend(against);
                self.stand(all);
            }
        }
    }

    /// The form follows: the version it builds on, the count each box was made from, and how each
    /// channel's closing stands.
    fn stands(&self, week: usize, seen: &SeenWeek) {
        let prefix = self.sheet.setup.prefix(week);
        let set = |name: &str, value: &str| {
            if let Some(input) = page::hidden(&format!("{prefix}{name}")) {
                input.set_value(value);
            }
        };
        set("version", &seen.version.to_string());
        for one in &seen.figures {
            let count = one.count.map(|count| count.to_string()).unwrap_or_default();
            set(&format!("{}.was", one.name), &count);
        }
        for line in &self.sheet.setup.lines {
            let closed = seen.closed.iter().find(|closed| closed.slug == line.slug);
            let was = closed.map_or("no", |closed| &closed.was);
            set(&format!("{}.closed.was", line.slug), was);
        }
    }

    /// What somebody else saved, against what the reader typed.
    fn theirs(&self, one: &Theirs) -> Against {
        let (label, mine) = (self.label(one.cell), self.sheet.text(one.cell));
        let text = shown_count(one.count);
        let theirs = match text.as_str() {
            _ if one.closed => "closed the channel for the week".to_owned(),
            "" => "saved not entered".to_owned(),
            text => format!("saved {text}"),
        };
        let sentence = format!("{label}: yours {mine}; {} {theirs}.", one.by);
        Against { cell: one.cell, sentence, text, own: false }
    }
}

/// What the form holds beside a box: the reason of an odd number, why a channel was closed, and how
/// that stood.
fn beside(name: &str, value: impl Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let ends: &[&str] = if name.rsplit('.').next() == Some("closed") {
        &["reason", "was"]
    } else {
        &["reason", "reason.text", "pasted"]
    };
    let mut pairs = Vec::new();
    for end in ends {
        let name = format!("{name}.{end}");
        if let Some(value) = value(&name).filter(|value| !value.is_empty()) {
            pairs.push((name, value));
        }
    }
    pairs
}
