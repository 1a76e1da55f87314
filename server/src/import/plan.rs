//! Lines to changes: what the file would make different, and what is doubtful about it.

use std::collections::BTreeMap;

use beforehand::check::{doubts, sentence, usual};
use beforehand::entry::{CellChange, CollectChange, NOTE_LENGTH, OpenChange, WeekChange, validate};
use beforehand::series::{Ledger, State};
use beforehand::service::{Channel, Field};
use beforehand::week::Week;
use chrono::NaiveDate;

use super::shape::Shape;
use super::{File, Line, Problems, Said};

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The weeks to change, oldest first.
    pub weeks: Vec<WeekChange>,
    /// Each figure that changes.
    pub changes: Vec<Shown>,
    /// Numbers ten times too large or too small: they stop the import unless a reason is given.
    pub tenfold: Vec<Doubtful>,
    /// Other odd numbers: said, and taken.
    pub unusual: Vec<Doubtful>,
}

/// A change as it is shown: from what to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The row that asks for it.
    pub row: u64,
    /// The week.
    pub week: Week,
    /// `calls.answered`, or `calls` for its open days.
    pub what: String,
    /// As it is.
    pub from: String,
    /// As it would be.
    pub to: String,
}

/// An odd number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubtful {
    /// The row it stands in.
    pub row: u64,
    /// The week.
    pub week: Week,
    /// What is odd about it.
    pub sentence: String,
}

/// Compares a file with what is there. The ledger's service is the one of `shape`. `reason` becomes
/// the note of doubtful numbers that have none.
///
/// # Errors
/// Everything that forbids the import, by row and column.
pub fn plan(
    file: &File,
    shape: &Shape,
    ledger: &mut Ledger,
    today: NaiveDate,
    reason: Option<&str>,
) -> Result<Plan, Problems> {
    let mut problems = Problems::default();
    let mut plan = Plan::default();
    let mut order: Vec<&Line> = file.lines.iter().collect();
    order.sort_by_key(|line| (line.week, line.channel, line.field, line.row));
    for lines in order.chunk_by(|a, b| a.week == b.week) {
        let mut change = WeekChange::new(lines[0].week);
        for lines in lines.chunk_by(|a, b| a.channel == b.channel) {
            let channel = &shape.service.channels[shape.places[lines[0].channel]];
            let group = Group { file, ledger, channel, lines };
            group.plan(&mut change, &mut plan.changes, &mut problems);
        }
        if change.is_empty() {
            continue;
        }
        if let Err(refused) = validate(ledger, &change, today) {
            for invalid in refused {
                let (row, column) = place(file, shape, lines, &invalid.field);
                problems.add(row, &column, invalid.problem);
            }
        }
        plan.weeks.push(change);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.doubt(shape, ledger, &order, reason);
    plan.changes.sort_by_key(|shown| shown.row);
    Ok(plan)
}

/// The row and column to which a refused figure belongs.
fn place(file: &File, shape: &Shape, lines: &[&Line], name: &str) -> (u64, String) {
    let (slug, field) = name.split_once('.').unwrap_or((name, ""));
    let of_channel =
        |line: &&&Line| shape.service.channels[shape.places[line.channel]].slug == slug;
    let line = lines
        .iter()
        .filter(of_channel)
        .find(|line| line.field.is_some_and(|own| own.word() == field))
        .or_else(|| lines.iter().find(of_channel))
        .or(lines.first());
    match line {
        Some(line) if slug == "week" => (line.row, file.week_column.clone()),
        Some(line) => (line.row, file.column(line)),
        None => (1, String::new()),
    }
}

impl File {
    /// The heading of the column a line's figure stands in.
    fn column(&self, line: &Line) -> String {
        let wide = self.figures.iter().find(|(_, channel, field)| {
            *channel == self.channels[line.channel] && Some(*field) == line.field
        });
        wide.map_or_else(|| "value".to_owned(), |(heading, _, _)| heading.clone())
    }
}

/// What a file says of one channel in one week, by field.
struct Group<'a> {
    file: &'a File,
    ledger: &'a Ledger,
    channel: &'a Channel,
    lines: &'a [&'a Line],
}

impl Group<'_> {
    fn plan(&self, change: &mut WeekChange, shown: &mut Vec<Shown>, problems: &mut Problems) {
        let before = problems.count;
        self.contradictions(problems);
        if problems.count > before {
            return;
        }
        let week = change.week;
        let is_open = self.ledger.open_days(self.channel, week);
        let closed = self.lines.iter().find(|line| line.said == Said::Closed);
        let days = self.lines.iter().find_map(|line| line.open_days.map(|days| (line, days)));
        let speaks = |line: &&&Line| matches!(line.said, Said::Count(_) | Said::NotEntered);
        let scheduled = self.ledger.service.scheduled_days(self.channel, week);
        let open = match (closed, days) {
            (Some(line), _) | (None, Some((line, 0))) if is_open > 0 => {
                let reason = line.note.clone().unwrap_or_else(|| "Closed".to_owned());
                Some((line, 0, OpenChange::Closed(reason)))
            }
            (Some(_), _) | (None, Some((_, 0))) => None,
            (None, Some((line, days))) if days != is_open => {
                let as_usual = days == scheduled;
                let open = if as_usual { OpenChange::AsUsual } else { OpenChange::Days(days) };
                Some((line, days, open))
            }
            (None, None) if is_open == 0 && scheduled > 0 => {
                let line = self.lines.iter().find(speaks);
                line.map(|line| (line, scheduled, OpenChange::AsUsual))
            }
            _ => None,
        };
        if let Some((line, days, open)) = open {
            let words = |days: u8| match days {
                0 => "closed".to_owned(),
                1 => "open 1 day".to_owned(),
                days => format!("open {days} days"),
            };
            let what = self.channel.slug.clone();
            shown.push(Shown { row: line.row, week, what, from: words(is_open), to: words(days) });
            if days == 0 {
                self.empty(change, line);
            }
            change.open.push((self.channel.id, open));
        }
        for line in self.lines {
            if let Some(field) = line.field {
                self.cell(line, field, change, shown, problems);
            }
        }
    }

    /// A closed week has no counts.
    fn empty(&self, change: &mut WeekChange, line: &Line) {
        for field in self.channel.kind.fields() {
            if self.ledger.state(self.channel, *field, line.week).count().is_some() {
                let channel = self.channel.id;
                change.cells.push(CellChange { channel, field: *field, count: None, note: None });
            }
        }
    }

    fn cell(
        &self,
        line: &Line,
        field: Field,
        change: &mut WeekChange,
        shown: &mut Vec<Shown>,
        problems: &mut Problems,
    ) {
        let (channel, week) = (self.channel, line.week);
        let state = self.ledger.state(channel, field, week);
        let collects = channel.collects(field, week);
        let collect = |collected| CollectChange {
            channel: channel.id,
            field,
            collected,
            this_week_only: true,
        };
        let to = match line.said {
            Said::Blank | Said::Closed => return,
            Said::Count(count) => State::Count(count),
            Said::NotEntered => State::NotEntered,
            Said::NotCollected => State::NotCollected,
        };
        let note = line.note.clone().filter(|note| {
            self.ledger.note((channel.id, field, week)) != Some(note.as_str())
                && matches!(to, State::Count(_))
        });
        if state == to && note.is_none() {
            return;
        }
        if to != State::NotCollected && !collects {
            if channel.runs(week) && self.file.creates {
                change.collect.push(collect(true));
            } else {
                let problem = if channel.runs(week) {
                    format!(
                        "{} is not collected in this week. Add --create to have it collected.",
                        channel.label(field)
                    )
                } else {
                    format!(
                        "{} does not run in the {}. Add --create to let it begin earlier.",
                        channel.name,
                        week.title()
                    )
                };
                problems.add(line.row, &self.file.column(line), problem);
                return;
            }
        }
        if to == State::NotCollected && collects {
            change.collect.push(collect(false));
        }
        if to.count().is_some() || state.count().is_some() {
            let count = to.count();
            change.cells.push(CellChange { channel: channel.id, field, count, note });
        }
        let what = format!("{}.{}", channel.slug, field.word());
        let (from, to) = (words(state), words(to));
        shown.push(Shown { row: line.row, week, what, from, to });
    }

    /// The same thing said twice, and things that cannot both be so.
    fn contradictions(&self, problems: &mut Problems) {
        for pair in self.lines.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            if first.field.is_some() && first.field == second.field {
                problems.add(second.row, &self.file.column(second), format!("Row {} already says this figure of the {}. Take one of them out, or pick rows with --where.", first.row, first.week.title()));
            }
        }
        let mut days: Option<(&Line, u8)> = None;
        let mut closed: Option<&Line> = None;
        for line in self.lines {
            if line.said == Said::Closed || line.open_days == Some(0) {
                closed = closed.or(Some(line));
            }
            match (days, line.open_days) {
                (Some((first, one)), Some(other)) if one != other => problems.add(line.row, "open_days", format!("Row {} says {one} open days for this channel and week. Make them the same.", first.row)),
                (None, Some(own)) => days = Some((line, own)),
                _ => {}
            }
        }
        let Some(closed) = closed else { return };
        for line in self.lines {
            if matches!(line.said, Said::Count(_)) {
                problems.add(line.row, &self.file.column(line), format!("Row {} says that the channel was closed in this week, so it can have no count.", closed.row));
            }
        }
        if let Some((line, days)) = days.filter(|(_, days)| *days > 0) {
            problems.add(
                line.row,
                "open_days",
                format!(
                    "Row {} says that the channel was closed in this week, not open {days} days.",
                    closed.row
                ),
            );
        }
    }
}

impl Plan {
    /// Looks for odd numbers among the new ones, each judged by the weeks before it.
    fn doubt(&mut self, shape: &Shape, ledger: &mut Ledger, order: &[&Line], reason: Option<&str>) {
        let Some(last) = self.weeks.last().map(|change| change.week) else { return };
        for change in &self.weeks {
            for cell in &change.cells {
                if let Some(count) = cell.count {
                    ledger.set_count((cell.channel, cell.field, change.week), count);
                }
            }
        }
        let mut series = BTreeMap::new();
        for change in &mut self.weeks {
            let week = change.week;
            for cell in &mut change.cells {
                let Some(count) = cell.count else { continue };
                let Some(channel) = shape.service.channel(cell.channel) else { continue };
                let series = series
                    .entry((cell.channel, cell.field))
                    .or_insert_with(|| ledger.series(channel, cell.field, last));
                let usual = usual(series, week, channel.usual_limits_in(cell.field, week));
                let warnings = usual.map_or_else(Vec::new, |usual| doubts(&usual, count));
                let Some(warning) = warnings.first() else { continue };
                let place = order.partition_point(|line| line.week < week);
                let row = order[place..]
                    .iter()
                    .take_while(|line| line.week == week)
                    .find(|line| {
                        shape.service.channels[shape.places[line.channel]].id == cell.channel
                            && line.field == Some(cell.field)
                    })
                    .map_or(0, |line| line.row);
                let said = sentence(&channel.label(cell.field), count, warning);
                let doubtful = Doubtful { row, week, sentence: said };
                if warning.doubt.is_tenfold() {
                    if cell.note.is_none() {
                        cell.note = reason.map(|text| text.chars().take(NOTE_LENGTH).collect());
                    }
                    self.tenfold.push(doubtful);
                } else {
                    self.unusual.push(doubtful);
                }
            }
        }
    }
}

fn words(state: State) -> String {
    match state {
        State::Count(count) => count.to_string(),
        State::NotEntered => "not entered".to_owned(),
        State::Closed => "closed".to_owned(),
        State::NotCollected => "not collected".to_owned(),
    }
}
