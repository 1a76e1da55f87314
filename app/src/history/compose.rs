//! The history of a week: what stands there now, and what was done, the latest first.

use beforehand::history::Deed;
use beforehand::quarter::Quarter;
use beforehand::series::Ledger;
use beforehand::service::{Channel, Field};
use beforehand::week::Week;

use super::happened::events;
use super::words::entry;
use super::{HistoryPage, Standing};
use crate::ServiceLink;

/// Everything a history is made of.
pub struct Sources<'a> {
    /// Everything counted for the service.
    pub ledger: &'a Ledger,
    /// The week.
    pub week: Week,
    /// The figure; none for the whole week.
    pub figure: Option<(&'a Channel, Field)>,
    /// What was done to the week, the first first.
    pub deeds: Vec<Deed>,
}

/// The page.
pub fn compose(from: Sources<'_>) -> HistoryPage {
    let Sources { ledger, week, figure, deeds } = from;
    let service = &ledger.service;
    let quarter = Quarter::of(week);
    let channels = service.channels.iter().filter(|channel| channel.runs(week));
    let channels: Vec<&Channel> =
        channels.filter(|one| figure.is_none_or(|(channel, _)| channel.id == one.id)).collect();
    let standing = channels.iter().flat_map(|channel| {
        let fields = channel.kind.fields().iter();
        let fields = fields.filter(|field| figure.is_none_or(|(_, own)| own == **field));
        fields.map(|field| Standing {
            name: beforehand::entry::name(channel, *field),
            label: channel.label(*field),
            state: ledger.state(channel, *field, week),
            note: ledger
                .note((channel.id, *field, week))
                .filter(|note| !note.is_empty())
                .map(str::to_owned),
        })
    });
    let open = channels.iter().map(|channel| {
        (channel.name.clone(), ledger.open_days(channel, week), channel.normal_week(week))
    });
    let figure = figure.map(|(channel, field)| (channel.id, field));
    HistoryPage {
        service: ServiceLink { slug: service.slug.clone(), name: service.name.clone() },
        week,
        whole: figure.is_none(),
        standing: standing.collect(),
        open: open.collect(),
        events: events(ledger, week, &channels),
        entries: deeds.iter().rev().filter_map(|deed| entry(service, figure, deed)).collect(),
        quarter: (quarter.name(service.year_start), quarter.months()),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::words::tests::{deed, value};
    use super::*;
    use crate::look::weeks::ledger;

    #[test]
    fn the_latest_act_stands_first_and_the_figure_alone() {
        let ledger = ledger();
        let week = Week::parse("2019-03-18").unwrap();
        let deeds = vec![
            deed("week.import", None, vec![value(1, "answered", "–", "5")]),
            deed(
                "week.save",
                None,
                vec![value(1, "answered", "5", "6"), value(4, "visits", "–", "1")],
            ),
        ];
        let figure = ledger.service.figure_named("calls.answered");
        let page = compose(Sources { ledger: &ledger, week, figure, deeds: deeds.clone() });
        assert_eq!(
            page.entries.iter().map(|e| e.source.as_str()).collect::<Vec<_>>(),
            ["Week page", "File"]
        );
        assert_eq!(page.entries[0].steps.len(), 1);
        assert_eq!((page.standing.len(), page.open.len(), page.whole), (1, 1, false));
        let page = compose(Sources { ledger: &ledger, week, figure: None, deeds });
        assert_eq!(page.entries[0].steps.len(), 2);
        assert!(page.standing.len() > 10 && page.whole);
    }
}
