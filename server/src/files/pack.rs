//! The board pack: an edition as an Excel workbook with cover, summary, charts of Excel's own and its
//! tables.
//!
//! Refuses to work anything out: figures and sentences are those that were approved.

use app::quarter::{Approval, said};
use beforehand::edition::Edition;
use beforehand::share::{Share, ShareChange};
use beforehand::summary::Summary;
use beforehand::week::long_date;
use beforehand::words;
use chrono::{DateTime, NaiveDate, Utc};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::book::{self, Cell, LINE, Texts, lines_of, shorter, text};
use super::sheet::plain;
use super::{bars, quarter};

/// The sheets, in order.
const COVER: &str = "Cover";
const SUMMARY: &str = "Summary";
const CHANNELS: &str = "Channels";
const CONTACTS: &str = "Contacts";
const QUARTERS: &str = "Quarters";
const DEFINITIONS: &str = "Definitions";
const RECORD: &str = "Record";

/// Columns of the table of contacts.
const OF_CONTACTS: [&str; 10] = [
    "Quarter",
    "Before an offence",
    "After an offence",
    "Not recorded",
    "Does not apply",
    "Share before",
    "Likely from",
    "Likely to",
    "Change since, as a fraction",
    "In words",
];

/// An edition with what must stand on every sheet.
pub struct Pack<'a> {
    /// Its figures and sentences.
    pub summary: &'a Summary,
    /// What is beside them.
    pub approval: &'a Approval,
    /// Where its page is, without the site.
    pub address: &'a str,
    /// The day it is made on, where the service is.
    pub today: NaiveDate,
    /// When, for the file's properties.
    pub made: DateTime<Utc>,
}

/// The workbook's bytes.
///
/// # Errors
/// A sentence for the log.
pub fn pack(pack: &Pack<'_>) -> Result<Vec<u8>, String> {
    pack.book().map_err(|error| error.to_string())
}

impl Pack<'_> {
    fn book(&self) -> Result<Vec<u8>, XlsxError> {
        let summary = self.summary;
        let mut book = Workbook::new();
        let properties = DocProperties::new()
            .set_title(shorter(&plain(&summary.headline), 250))
            .set_subject(self.period())
            .set_company(shorter(&plain(self.company()), 250));
        book.set_properties(&book::dated(properties, self.made));
        self.cover(book.add_worksheet())?;
        self.front(book.add_worksheet())?;
        let channels = quarter::rows(summary);
        book::table(book.add_worksheet(), CHANNELS, &quarter::heads(), &channels, Texts::Broken)?;
        book::table(book.add_worksheet(), CONTACTS, &OF_CONTACTS, &self.contacts(), Texts::Broken)?;
        book::table(
            book.add_worksheet(),
            QUARTERS,
            &bars::COLUMNS,
            &self.quarters(),
            Texts::Broken,
        )?;
        book::lines(book.add_worksheet(), DEFINITIONS, self.definitions())?;
        book::lines(book.add_worksheet(), RECORD, self.record())?;
        book.save_to_buffer()
    }

    /// "January to March 2019 (Q4 2018/19)".
    fn period(&self) -> String {
        format!("{} ({})", self.summary.months, self.summary.label)
    }

    /// The organisation, or the service where none was named.
    fn company(&self) -> &str {
        let organisation = &*self.approval.organisation;
        if organisation.is_empty() { &self.summary.service_name } else { organisation }
    }

    fn cover(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        book::paper(page.set_name(COVER)?);
        page.set_screen_gridlines(false).set_column_width(0, 24)?.set_column_width(1, 90)?;
        let top = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let (title, strong) = (top.clone().set_bold().set_font_size(22), top.clone().set_bold());
        page.merge_range(0, 0, 0, 1, "", &title)?;
        text(page, 0, 0, &plain(&self.summary.service_name), &title)?;
        // It runs on over the cell beside it; where no name was given the row stays empty.
        let organisation = plain(&self.approval.organisation);
        text(page, 1, 0, &organisation, &Format::new().set_bold())?;
        let Edition { number, at, by, .. } = &self.approval.edition;
        let sheets = [
            (SUMMARY, "The finding, three sentences, the numbers and their charts"),
            (CHANNELS, "Every channel: counts, changes, likely ranges, verdicts"),
            (CONTACTS, "Contacts before and after an offence, and what is not recorded"),
            (QUARTERS, "Eight quarters of each number: what the charts are drawn from"),
            (DEFINITIONS, "What the words meant in these weeks"),
            (RECORD, "How it was approved, and what was accepted"),
        ];
        let about = [
            ("Quarter", self.period()),
            ("Finding", plain(&self.summary.headline)),
            ("Edition", format!("{number}, approved on {} by {}", long_date(at.date()), plain(by))),
            ("Prepared on", long_date(self.today)),
        ];
        let mut row = 3;
        for (name, value) in
            about.into_iter().chain(sheets.map(|(name, what)| (name, what.to_owned())))
        {
            if name == SUMMARY {
                text(page, row + 1, 0, "In this workbook", &strong)?;
                row += 2;
            }
            text(page, row, 0, name, &strong)?;
            text(page, row, 1, &value, &top)?;
            row += 1;
        }
        Ok(())
    }

    /// The finding, the sentences, the numbers, and a chart of each.
    fn front(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let summary = self.summary;
        book::paper(page.set_name(SUMMARY)?);
        page.set_screen_gridlines(false);
        for (column, width) in [34, 16, 20, 30, 50].into_iter().enumerate() {
            page.set_column_width(column as u16, width)?;
        }
        let top = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let strong = top.clone().set_bold();
        let mut row = 0;
        // A merged cell does not grow with its text.
        let mut across = |page: &mut Worksheet, words: &str, format: &Format, height: f64| {
            page.merge_range(row, 0, row, 4, "", format)?;
            text(page, row, 0, words, format)?;
            page.set_row_height(row, height)?;
            row += 1;
            Ok::<_, XlsxError>(())
        };
        let title = plain(&summary.headline);
        let high = 2.0 * LINE * lines_of(&title, 75);
        across(page, &title, &strong.clone().set_font_size(18), high)?;
        let caveat = summary.caveat.iter().map(|caveat| format!("Mind: {caveat}"));
        let by = &self.approval.edition.by;
        let comment = self.approval.comment.iter();
        let comment = comment.map(|comment| format!("Comment by {by}: {comment}"));
        for said in summary.sentences.iter().cloned().chain(caveat).chain(comment) {
            let said = plain(&said);
            across(page, &said, &top, LINE * lines_of(&said, 130))?;
        }
        row += 1;
        for (column, head) in ["Number", "Value", "Unit", "Verdict", "Detail"].iter().enumerate() {
            text(page, row, column as u16, head, &strong)?;
        }
        for figure in &summary.figures {
            row += 1;
            let cells =
                [&figure.title, &figure.number, &figure.unit, &figure.verdict, &figure.detail];
            for (column, words) in cells.into_iter().enumerate() {
                text(page, row, column as u16, &plain(words), &top)?;
            }
        }
        let mut first = 1;
        for (n, figure) in summary.figures.iter().enumerate() {
            let last = first + figure.bars.len() as u32;
            if last > first {
                let chart = bars::chart(figure, QUARTERS, (first, last - 1));
                page.insert_chart_with_offset(row + 2, 0, &chart, n as u32 * 370, 0)?;
            }
            first = last;
        }
        Ok(())
    }

    fn contacts(&self) -> Vec<Vec<Cell>> {
        let known = said::known_contacts(self.summary).into_iter();
        known.map(|(share, change, words)| contacts(share, change, words)).collect()
    }

    fn quarters(&self) -> Vec<Vec<Cell>> {
        self.summary.figures.iter().flat_map(bars::rows).collect()
    }

    fn definitions(&self) -> Vec<(&'static str, String)> {
        let all = self.approval.definitions.iter();
        let mut lines: Vec<_> = all
            .map(|one| {
                let from = long_date(one.from.monday());
                (
                    "Before an offence",
                    format!("Version {}, from {from}: {}", one.version, plain(&one.text)),
                )
            })
            .collect();
        if lines.is_empty() {
            lines.push(("Before an offence", "No definition was written.".to_owned()));
        }
        lines.push(("A week", quarter::NORMAL_WEEK.to_owned()));
        lines
    }

    fn record(&self) -> Vec<(&'static str, String)> {
        let summary = self.summary;
        let Edition { number, at, by, head, .. } = &self.approval.edition;
        let weeks = words::weeks_of(summary.weeks_entered, summary.weeks_expected);
        let organisation = plain(&self.approval.organisation);
        let organisation = (!organisation.is_empty()).then_some(("Organisation", organisation));
        let mut lines: Vec<_> = organisation.into_iter().collect();
        lines.extend([
            ("Service", plain(&summary.service_name)),
            ("Quarter", quarter::period(summary)),
            ("Entered", weeks),
            ("Edition", number.to_string()),
            ("Approved", format!("on {} by {}", long_date(at.date()), plain(by))),
            ("Page", self.address.to_owned()),
            ("Record in the history", head.clone()),
        ]);
        for one in &self.approval.accepted {
            lines.push((
                "Accepted",
                format!("{} Reason: {}", plain(&one.concern), plain(&one.reason)),
            ));
        }
        let happened = summary.happened.iter();
        lines.extend(happened.map(|one| ("Event", plain(&one.words))));
        lines
    }
}

fn contacts(share: &Share, change: Option<&ShareChange>, words: &str) -> Vec<Cell> {
    let count = |count: u64| Cell::Number(count as f64);
    vec![
        Cell::Text(share.quarter.months()),
        count(share.before),
        count(share.after),
        count(share.not_recorded),
        count(share.does_not_apply),
        Cell::share(share.share),
        Cell::share(share.interval.map(|range| range.lower)),
        Cell::share(share.interval.map(|range| range.upper)),
        Cell::number(change.and_then(|change| change.difference)),
        Cell::text(words),
    ]
}
