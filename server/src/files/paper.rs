//! The paper of an edition: what its page says, handed to `paper` as finished words.
//!
//! Refuses what is not approved, what has been revised since, and to compute or word anything anew:
//! every text is that of the page.

use app::error::Error;
use app::quarter::{Approval, Life, PAPER, QuarterPage, Quarters, bars, edition_address, said};
use app::ui;
use beforehand::judgement;
use beforehand::role::Role;
use beforehand::summary::{Figure, Summary};
use beforehand::week::long_date;
use beforehand::words::weeks_of;
use chrono::NaiveDate;
use paper::{Cell, Column, Comment, Edition, Part, Section, Sides, Table, Tone};

use super::{Answer, File, answer, kept_as, logged, made, safe};
use crate::backend::Access;
use crate::page::{Key, State};

/// The paper of that edition, made on the day it is first asked for and the same for every reader.
pub(super) async fn take(access: &Access, name: &str, number: i32) -> Answer {
    let place = access.place()?;
    let quarter = access.approved(name, number).await?;
    // An edition never changes: neither the data's version nor the reader's role makes another paper.
    let key = Key {
        service: Some(place.service),
        shows: format!("{PAPER} {} {number}", quarter.first_week()),
        role: Role::Trustee,
    };
    let state = State { version: 0, today: access.today };
    let file = kept_as(access, &key, state, async || {
        let page = access.edition(name, number, None).await?;
        let edition = edition(page, access.today).ok_or(Error::NotFound)?;
        let bytes = made(&access.house, move || logged(paper::pdf(&edition)));
        let file_name = format!("{}-quarter-{name}-edition-{number}.pdf", place.slug);
        Ok(File { name: safe(&file_name), bytes: bytes.await? })
    });
    Ok(answer(&*file.await?, "application/pdf"))
}

/// What stands on it.
fn edition(page: QuarterPage, today: NaiveDate) -> Option<Edition> {
    let QuarterPage { summary, life: Life::Approved(approval), .. } = page else { return None };
    let one = &approval.edition;
    let (mut happened, more) = said::happened(&summary);
    if !happened.is_empty() {
        happened.extend(more);
        happened.push(said::NO_PROOF.to_owned());
    }
    let lines =
        |text: &str| text.split('\n').filter(|line| !line.is_empty()).map(str::to_owned).collect();
    Some(Edition {
        organisation: approval.organisation.clone(),
        service: summary.service_name.clone(),
        months: summary.months.clone(),
        label: summary.label.clone(),
        number: format!("Edition {}", one.number),
        approved: format!("Approved on {} by {}", long_date(one.at.date()), one.by),
        headline: summary.headline.clone(),
        sentences: summary.sentences.clone(),
        figures: summary.figures.iter().map(figure).collect(),
        sides: said::sides(&summary).map(|[better, worse]| Sides {
            better: or_none(better, "better"),
            worse: or_none(worse, "worse"),
        }),
        caveat: summary.caveat.clone(),
        happened,
        comment: approval
            .comment
            .as_deref()
            .map(|text| Comment { title: format!("Comment by {}", one.by), lines: lines(text) }),
        sections: sections(&summary, &approval),
        head: one.head.clone(),
        address: edition_address(&summary.service, &summary.name, one.number),
        prepared: today,
        prepared_on: format!("Prepared on {}", long_date(today)),
    })
}

fn figure(figure: &Figure) -> paper::Figure {
    let svg = bars::alone(figure);
    let alt = match svg {
        Some(_) => format!("{}: {}. {}", figure.title, figure.verdict, figure.alt),
        None => bars::NOTHING.to_owned(),
    };
    paper::Figure {
        number: figure.number.clone(),
        unit: figure.unit.clone(),
        verdict: figure.verdict.clone(),
        tone: tone(figure.tone),
        detail: figure.detail.clone(),
        svg,
        alt,
    }
}

fn tone(tone: judgement::Tone) -> Tone {
    match tone {
        judgement::Tone::Signal => Tone::Signal,
        judgement::Tone::Good => Tone::Good,
        judgement::Tone::Bad => Tone::Bad,
        judgement::Tone::Quiet => Tone::Quiet,
    }
}

fn or_none(lines: Vec<String>, word: &str) -> Vec<String> {
    if lines.is_empty() { vec![said::none_of_side(word)] } else { lines }
}

/// The sheets after the first, as far as there is something to stand on them.
fn sections(summary: &Summary, approval: &Approval) -> Vec<Section> {
    let mut channels = vec![Part::Table(channels(summary))];
    channels.extend(summary.answer_rate.clone().map(Part::Text));
    let contacts = said::contact_lines(summary);
    let contacts = (!contacts.is_empty()).then(|| Part::Table(contact_table(contacts)));
    let drawn = summary.figures.iter().filter(|figure| bars::rows(figure).next().is_some());
    let accepted =
        said::by_reason(&approval.accepted).into_iter().flat_map(|(reason, concerns)| {
            let concerns = concerns.into_iter().map(str::to_owned).collect();
            [Part::Text(format!("Accepted: {}", ui::sentence(reason))), Part::List(concerns)]
        });
    let definitions: Vec<_> = approval.definitions.iter().map(said::definition).collect();
    let definitions = (!definitions.is_empty()).then_some(Part::Terms(definitions));
    let sections = [
        ("All channels", channels),
        ("Contacts before and after an offence", contacts.into_iter().collect()),
        ("The last eight quarters", drawn.map(quarters).collect()),
        ("How to read this", vec![Part::Text(said::how(summary))]),
        ("What “before an offence” means here", definitions.into_iter().collect()),
        ("Known when it was approved", accepted.collect()),
    ];
    let sections = sections.into_iter().filter(|(_, parts)| !parts.is_empty());
    sections.map(|(title, parts)| Section { title: title.to_owned(), parts }).collect()
}

fn column(name: &str, figures: bool) -> Column {
    Column { name: name.to_owned(), figures }
}

fn channels(summary: &Summary) -> Table {
    let weeks = weeks_of(summary.weeks_entered, summary.weeks_expected);
    let heads = said::CHANNEL_HEADS.iter().enumerate().map(|(n, head)| column(head, n < 4));
    let rows = summary.rows.iter().filter(|row| app::quarter::is_whole(row.field)).map(|row| {
        let line = said::channel_line(summary, row);
        let part = line.part.map(|part| format!(", {part}")).unwrap_or_default();
        let name = Cell { text: line.name, soft: part, ..Cell::default() };
        let figures = line.figures.map(Cell::plain);
        let meaning = match line.verdict {
            Some(verdict) => {
                let soft =
                    if line.likely.is_empty() { line.likely } else { format!(", {}", line.likely) };
                Cell { soft, ..toned(verdict) }
            }
            None => Cell::toned(Tone::Quiet, line.likely),
        };
        std::iter::once(name).chain(figures).chain([meaning, toned(line.year_ago)]).collect()
    });
    let columns = std::iter::once(column(&weeks, false)).chain(heads).collect();
    Table { title: None, columns, rows: rows.collect() }
}

fn toned(said: said::Said) -> Cell {
    Cell::toned(tone(said.tone), said.words)
}

fn contact_table(lines: Vec<said::ContactLine<'_>>) -> Table {
    let columns = said::CONTACT_HEADS.iter().enumerate();
    let columns = columns.map(|(n, head)| column(head, (1..6).contains(&n))).collect();
    let rows = lines.into_iter().map(|line| {
        let change = line.change.map(toned).unwrap_or_default();
        let name = Cell::plain(line.of.quarter.months());
        std::iter::once(name).chain(line.figures.map(Cell::plain)).chain([change]).collect()
    });
    Table { title: None, columns, rows: rows.collect() }
}

/// The numbers of a figure's drawing.
fn quarters(figure: &Figure) -> Part {
    let columns = bars::HEADS.iter().enumerate().map(|(n, head)| column(head, n > 0)).collect();
    let rows = bars::rows(figure).map(|row| row.map(Cell::plain).to_vec()).collect();
    Part::Table(Table { title: Some(figure.title.clone()), columns, rows })
}
