//! The chart that led to the events, kept in the address so that one finds back to it.

use beforehand::quarter::{Quarter, YearStart};
use beforehand::service::{Event, Service};
use beforehand::week::Week;
use chrono::NaiveDate;

use crate::trends::{Span, TrendsQuery};

/// Weeks that charts show unless all years are asked for.
const TWO_YEARS: i32 = 104;

/// A view of the charts, and a chart on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Back {
    /// The view.
    pub view: TrendsQuery,
    /// The chart's place in the page: `calls-missed`.
    pub chart: Option<String>,
}

impl Back {
    /// Reads the pairs of a query.
    pub fn read(pairs: &[(String, String)]) -> Self {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        let chart = pairs.iter().find(|(name, _)| name == "chart").map(|(_, value)| value);
        let chart = chart.filter(|value| !value.is_empty() && value.chars().all(plain));
        Self {
            view: TrendsQuery::read(pairs.iter().map(|(key, value)| (&**key, &**value))),
            chart: chart.cloned(),
        }
    }

    /// With its question mark; empty when no chart led here.
    pub fn query(&self) -> String {
        let mut out = self.view.canonical();
        if let Some(chart) = &self.chart {
            out.push(if out.is_empty() { '?' } else { '&' });
            out.push_str("chart=");
            out.push_str(chart);
        }
        out
    }

    /// The chart an event stands on: the one that led here where it is concerned, in a view that
    /// reaches to its day.
    pub fn chart_of(&self, service: &Service, event: &Event, today: NaiveDate) -> String {
        let mut view = self.view.clone();
        if !ends_after(&view, service.year_start, event) {
            view.quarter = None;
        }
        if Week::containing(event.to).weeks_to(Week::containing(today)) >= TWO_YEARS {
            view.span = Span::All;
        }
        let anchor = self.anchor(service, event).map(|anchor| format!("#{anchor}"));
        format!(
            "/services/{}/trends{}{}",
            service.slug,
            view.canonical(),
            anchor.unwrap_or_default()
        )
    }

    fn anchor(&self, service: &Service, event: &Event) -> Option<String> {
        let mut concerned = service.channels.iter().filter(|one| event.concerns(one.id));
        let led = self.chart.as_ref().filter(|chart| {
            let own =
                |slug: &str| chart.strip_prefix(slug).is_some_and(|rest| rest.starts_with('-'));
            concerned.clone().any(|channel| own(&channel.slug))
        });
        led.cloned().or_else(|| {
            let channel = concerned.next()?;
            Some(format!("{}-{}", channel.slug, channel.kind.main_field().word()))
        })
    }
}

/// Whether the charts of the view end on or after the event's first day.
fn ends_after(view: &TrendsQuery, start: YearStart, event: &Event) -> bool {
    let quarter = view.quarter.as_ref().and_then(|name| Quarter::parse(name, start).ok());
    quarter.is_none_or(|quarter| quarter.last_week().sunday() >= event.from)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use beforehand::service::EventKind;

    use super::*;
    use crate::look::weeks::ledger;

    #[test]
    fn it_leads_back_to_a_chart_that_shows_the_event() {
        let check = |query: &str, channel, day: &str, expected: &str| {
            let pairs: Vec<_> = query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .collect();
            let from = day.parse().unwrap();
            let (id, name) = (String::new(), "x".to_owned());
            let event = Event { id, channel, kind: EventKind::Other, name, from, to: from };
            let back = Back::read(&pairs);
            let today = "2019-04-02".parse().unwrap();
            let found = back.chart_of(&ledger().service, &event, today);
            assert_eq!(found, format!("/services/north/trends{expected}"), "{query}");
        };
        check("", Some(1), "2019-03-04", "#calls-answered");
        check("", Some(4), "2019-03-04", "#website-visits");
        check("", None, "2019-03-04", "#calls-answered");
        check("chart=calls-missed", Some(1), "2019-03-04", "#calls-missed");
        check("chart=calls-missed", None, "2019-03-04", "#calls-missed");
        check("chart=calls-missed", Some(4), "2019-03-04", "#website-visits");
        check("chart=\"><b>", Some(1), "2019-03-04", "#calls-answered");
        check("rules=nhs", Some(1), "2016-03-04", "?weeks=all&rules=nhs#calls-answered");
        check("quarter=2018-Q3", Some(1), "2018-11-01", "?quarter=2018-Q3#calls-answered");
        check("quarter=2018-Q3", Some(1), "2019-02-01", "#calls-answered");
    }
}
