//! The page of a quarter's weeks, from the ledger and the quarter's summary.

use beforehand::entry::name;
use beforehand::quarter::Quarter;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Field};
use beforehand::summary::{SHARE, Summary, summary};
use beforehand::week::Week;
use beforehand::words::{number, weeks_of};
use chrono::NaiveDate;

use super::{FiguresPage, Part, Row};
use crate::ServiceLink;
use crate::quarter::QuarterLink;

/// Fields of each channel, in the order of the page.
type Parts<'a> = Vec<(&'a Channel, Vec<Field>)>;

/// The weeks behind the named figures of a quarter, behind all when none is named; none when there
/// is no such figure, or no week of it.
pub fn compose(
    ledger: &Ledger,
    link: QuarterLink,
    names: &[String],
    today: NaiveDate,
) -> Option<FiguresPage> {
    let service = &ledger.service;
    let asked = parts(ledger, names)?;
    let parts = asked
        .iter()
        .map(|(channel, fields)| part(ledger, channel, fields, link.quarter, today))
        .filter(|part| !part.rows.is_empty());
    let parts: Vec<Part> = parts.collect();
    if parts.is_empty() {
        return None;
    }
    let summary = summary(ledger, link.quarter, today);
    let (label, sum) = words(&summary, &asked, names);
    let several = asked.iter().map(|(_, fields)| fields.len()).sum::<usize>() > 1;
    let rule = match names {
        [only] if only == SHARE => Some(
            "A channel's week takes part once answered, before and after are all entered. What is left over of those answered, less those it does not apply to, is not recorded.".to_owned(),
        ),
        [_, _, ..] if several => Some(
            "A week takes part once it is entered in every channel that was open.".to_owned(),
        ),
        _ => None,
    };
    let slug = service.slug.clone();
    let service = ServiceLink { slug, name: service.name.clone() };
    Some(FiguresPage { service, quarter: link, label, sum, rule, parts })
}

/// The channels and fields that names stand for; none when one of them stands for nothing.
fn parts<'a>(ledger: &'a Ledger, names: &[String]) -> Option<Parts<'a>> {
    const OF_SHARE: [Field; 4] =
        [Field::Answered, Field::Before, Field::After, Field::DoesNotApply];
    let channels = ledger.service.channels.iter();
    match names {
        [] => Some(channels.map(|channel| (channel, channel.kind.fields().to_vec())).collect()),
        [only] if only == SHARE => {
            let contacts = channels.filter(|channel| channel.kind.is_contact());
            Some(contacts.map(|channel| (channel, OF_SHARE.to_vec())).collect())
        }
        names => {
            let mut parts: Parts<'a> = Vec::new();
            for name in names {
                let (channel, field) = ledger.service.figure_named(name)?;
                match parts.iter_mut().find(|(own, _)| own.id == channel.id) {
                    Some((_, fields)) if fields.contains(&field) => {}
                    Some((_, fields)) => fields.push(field),
                    None => parts.push((channel, vec![field])),
                }
            }
            Some(parts)
        }
    }
}

/// The weeks of one channel that have started and in which it ran.
fn part(
    ledger: &Ledger,
    channel: &Channel,
    fields: &[Field],
    quarter: Quarter,
    today: NaiveDate,
) -> Part {
    let weeks = quarter.weeks().filter(|week| week.has_started(today) && channel.runs(*week));
    let rows = weeks.map(|week| Row {
        week,
        cells: fields.iter().map(|field| ledger.state(channel, *field, week)).collect(),
        open_days: (ledger.open_days(channel, week), channel.normal_week(week)),
        unfinished: !week.is_due(today),
        events: events(ledger, channel, week),
    });
    let column = |field: &Field| (name(channel, *field), field.heading().to_owned());
    Part {
        channel: channel.name.clone(),
        columns: fields.iter().map(column).collect(),
        rows: rows.collect(),
    }
}

/// What happened in a week; a definition is told where it breaks the line.
fn events(ledger: &Ledger, channel: &Channel, week: Week) -> Vec<String> {
    let concerning = ledger.service.events.iter().filter(|event| event.concerns(channel.id));
    concerning
        .filter_map(|event| match event.break_week() {
            _ if !event.tells(week) => None,
            Some(_) => Some(format!("new definition: {}", event.name)),
            None => Some(event.name.clone()),
        })
        .collect()
}

/// What the figure is called and what its weeks come to, as the quarter's own page says it.
fn words(summary: &Summary, asked: &Parts<'_>, names: &[String]) -> (String, String) {
    if names.is_empty() {
        let weeks = weeks_of(summary.weeks_entered, summary.weeks_expected);
        return ("Everything counted".to_owned(), format!("{weeks} entered."));
    }
    if let Some(figure) = summary.figures.iter().find(|figure| figure.of == names) {
        let sum = if names == [SHARE] {
            summary.share_sentence.clone()
        } else {
            // One channel's row says how many of its weeks are in it.
            row_sum(summary, asked).unwrap_or_else(|| format!("{} {}.", figure.number, figure.unit))
        };
        return (figure.title.clone(), sum);
    }
    let labels = asked
        .iter()
        .flat_map(|(channel, fields)| fields.iter().map(|field| channel.label(*field)))
        .collect::<Vec<_>>();
    let label =
        if names == [SHARE] { "Share before an offence".to_owned() } else { labels.join(" and ") };
    (label, row_sum(summary, asked).unwrap_or_default())
}

/// "1,625 in 13 of 13 weeks."; none for more than one figure.
fn row_sum(summary: &Summary, asked: &Parts<'_>) -> Option<String> {
    let [(channel, fields)] = asked.as_slice() else { return None };
    let [field] = fields.as_slice() else { return None };
    let row = summary.rows.iter().find(|row| (row.channel, row.field) == (channel.id, *field));
    Some(match row {
        None => "Not collected in these weeks.".to_owned(),
        Some(row) => {
            let weeks = weeks_of(row.weeks, row.weeks_expected);
            match row.count {
                Some(count) => format!("{} in {weeks}.", number(count)),
                None => format!("Not entered: {weeks}."),
            }
        }
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::look::fixtures::{link, quarter};
    use crate::look::weeks::ledger;

    fn names(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_figure_is_named_and_summed_as_on_its_own_page() {
        let check = |asked: &str, label: &str, columns: &str| {
            let today = "2019-05-01".parse().unwrap();
            let page = compose(&ledger(), link(quarter("2018-Q4")), &names(asked), today).unwrap();
            let shown = page.parts.iter().flat_map(|part| &part.columns);
            let shown: Vec<_> = shown.map(|(name, _)| name.as_str()).collect();
            assert_eq!(
                (page.label.as_str(), shown.join(" ").as_str()),
                (label, columns),
                "{asked}"
            );
            assert!(page.parts.iter().all(|part| part.rows.len() == 13), "{asked}");
        };
        check("calls.answered", "Calls answered", "calls.answered");
        check(
            "calls.answered calls.missed",
            "Calls answered and Calls missed",
            "calls.answered calls.missed",
        );
        check("calls.missed calls.missed", "Calls missed", "calls.missed");
        check(
            "share",
            "Share before an offence",
            "calls.answered calls.before calls.after calls.does_not_apply live-chats.answered live-chats.before live-chats.after live-chats.does_not_apply secure-messages.answered secure-messages.before secure-messages.after secure-messages.does_not_apply",
        );
    }

    #[test]
    fn what_there_is_none_of_is_not_shown() {
        let check = |quarter_name: &str, asked: &str, today: &str| {
            let link = link(quarter(quarter_name));
            let page = compose(&ledger(), link, &names(asked), today.parse().unwrap());
            assert!(page.is_none(), "{quarter_name} {asked}");
        };
        check("2018-Q4", "calls.visits", "2019-05-01");
        check("2018-Q4", "none.answered", "2019-05-01");
        check("2018-Q4", "calls.answered nonsense", "2019-05-01");
        check("2015-Q4", "calls.answered", "2019-05-01");
        check("2020-Q1", "calls.answered", "2019-05-01");
    }

    #[test]
    fn a_sum_says_its_weeks() {
        let check = |today: &str, sum: &str, rows: usize, unfinished: usize| {
            let (asked, today) = (names("calls.answered"), today.parse().unwrap());
            let page = compose(&ledger(), link(quarter("2018-Q4")), &asked, today).unwrap();
            assert!(page.sum.ends_with(sum), "{today}: {}", page.sum);
            let shown = &page.parts[0].rows;
            assert_eq!(shown.len(), rows);
            assert_eq!(shown.iter().filter(|row| row.unfinished).count(), unfinished);
        };
        // The last week of the quarter is not entered.
        check("2019-05-01", "in 12 of 13 weeks.", 13, 0);
        check("2019-01-16", "in 2 of 2 weeks.", 3, 1);
    }
}
