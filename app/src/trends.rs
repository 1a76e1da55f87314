//! Trends: one control chart for each thing that is counted, its changes in words, its table twin.
//!
//! Refuses to compute or draw: figures come from `beforehand::trend`, drawings from the server.

pub(crate) mod explore;
pub mod live;
pub(crate) mod table;
mod take;
mod view;

use std::fmt::Write;
use std::sync::Arc;

use beforehand::quarter::{Quarter, YearStart};
use beforehand::series::State;
use beforehand::spc::Variant;
use beforehand::trend::Trend;
use beforehand::week::Week;

pub(crate) use table::figure;
pub use take::take_away;
pub(crate) use view::{Around, may_mark, on_paper, section, ways};

use crate::ServiceLink;
use crate::error::Error;

/// How far back the charts go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Span {
    /// The last 104 weeks.
    #[default]
    TwoYears,
    /// Everything.
    All,
}

/// What an address of this page asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TrendsQuery {
    /// How far back.
    pub span: Span,
    /// Whose rules judge the weeks.
    pub rules: Variant,
    /// The quarter whose changes are said, as the address spells it; none is the latest.
    pub quarter: Option<String>,
}

impl TrendsQuery {
    /// Reads the pairs of a query. What it does not know it leaves out, so that an old link still
    /// opens the page.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        for (key, value) in pairs {
            match (key, value) {
                ("weeks", "all") => query.span = Span::All,
                ("rules", "nhs") => query.rules = Variant::Nhs,
                ("quarter", "") => {}
                ("quarter", name) => query.quarter = Some(name.to_owned()),
                _ => {}
            }
        }
        query
    }

    /// The one spelling of the query, with its question mark; empty for the page as it opens.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        let mut add = |key: &str, value: &str| {
            let _ = write!(out, "{}{key}={value}", if out.is_empty() { '?' } else { '&' });
        };
        if self.span == Span::All {
            add("weeks", "all");
        }
        if self.rules == Variant::Nhs {
            add("rules", "nhs");
        }
        if let Some(quarter) = &self.quarter {
            let plain: String =
                quarter.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            add("quarter", &plain);
        }
        out
    }
}

/// What a line can be taken away as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// The chart as a drawing that stands alone.
    Svg,
    /// The same as a picture.
    Png,
    /// The weeks as a tidy table.
    Csv,
    /// An Excel workbook with a chart of its own.
    Xlsx,
}

impl FileKind {
    /// All kinds, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Svg, Self::Png, Self::Csv, Self::Xlsx];

    /// How the file's name ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its name on pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::Png => "PNG",
            Self::Csv => "CSV",
            Self::Xlsx => "Excel",
        }
    }

    /// What it is called in a header.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml; charset=utf-8",
            Self::Png => "image/png",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Control charts of one service.
#[derive(Clone, Debug)]
pub struct TrendsPage {
    /// The service.
    pub service: ServiceLink,
    /// What the address asked for.
    pub query: TrendsQuery,
    /// The month the service's year starts in.
    pub year_start: YearStart,
    /// The quarter whose changes are said.
    pub quarter: Quarter,
    /// The quarters one may choose, the latest first.
    pub quarters: Vec<Quarter>,
    /// First and last week shown.
    pub weeks: (Week, Week),
    /// The finding in one line.
    pub title: String,
    /// The charts, the one most in need of a look first.
    pub sections: Vec<Section>,
}

impl TrendsPage {
    /// Whether a chart of it can be gone through week by week.
    pub fn is_explored(&self) -> bool {
        self.sections.iter().any(|section| section.drawing.is_some())
    }
}

/// One chart with its words and its table.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its place in the page: `calls-answered`.
    pub anchor: String,
    /// The figures and sentences.
    pub trend: Trend,
    /// The same at a glance: the last two years as a small drawing.
    pub small: Arc<str>,
    /// The drawing; none when it could not be drawn: then the table stands open.
    pub drawing: Option<Arc<str>>,
    /// The value at the chart's foot where that is not zero.
    pub starts_at: Option<f64>,
    /// The table, the latest week first.
    pub rows: Vec<Row>,
}

/// One week (or block of four) of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The week, or a block's first.
    pub week: Week,
    /// What is known of it.
    pub state: State,
    /// Not over yet.
    pub unfinished: bool,
    /// Its open days.
    pub open_days: u32,
    /// The value a normal week.
    pub value: Option<f64>,
    /// Lower limit (not below zero), centre and upper limit.
    pub limits: Option<[f64; 3]>,
    /// The signal, the event and the note in words.
    pub remarks: String,
}

/// What a person asks of the trends.
#[async_trait::async_trait]
pub trait Trends {
    /// The charts of the service this access is about.
    ///
    /// # Errors
    /// Not found; or a quarter that is none.
    async fn trends(&self, query: TrendsQuery) -> Result<TrendsPage, Error>;

    /// One line of it, as a browser explores it.
    ///
    /// # Errors
    /// Not found; or a quarter that is none.
    async fn live(&self, line: &str, query: TrendsQuery) -> Result<live::Live, Error>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_spelling() {
        let check = |pairs: &[(&str, &str)], expected: &str| {
            assert_eq!(TrendsQuery::read(pairs.iter().copied()).canonical(), expected);
        };
        check(&[], "");
        check(&[("weeks", "104"), ("rules", "adjusted"), ("quarter", "")], "");
        check(&[("quarter", "2018-Q4"), ("weeks", "all")], "?weeks=all&quarter=2018-Q4");
        check(&[("rules", "nhs"), ("utm", "x")], "?rules=nhs");
        check(&[("quarter", "\"><b>")], "?quarter=b");
    }
}
