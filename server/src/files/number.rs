//! One of a quarter's numbers to take away: its small chart as SVG and PNG, its quarters as CSV and as an
//! Excel workbook with a chart of Excel's own.
//!
//! Refuses to work anything out or to draw anew: words, bars and ranges are those of the page.

use std::fmt::Write;

use app::quarter::{Life, bars as small, said};
use app::trends::FileKind;
use app::ui;
use beforehand::service::{Field, Service, lower_first};
use beforehand::summary::{Figure, Summary};
use beforehand::trend::told;
use beforehand::week::long_date;
use chrono::{DateTime, NaiveDate, Utc};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::book::{LINE, Texts, dated, lines, lines_of, paper, paragraph, shorter, table, text};
use super::guard::guard;
use super::layout::{MARGIN, OVER, Page, SANS, SENTENCE, TITLE, UNDER};
use super::quarter::NORMAL_WEEK;
use super::sheet::plain;
use super::{bars, csv, png};

/// The picture's width, and the chart's in it with its height: the shape of the page's own drawing.
const WIDTH: f64 = 760.0;
const CHART: (f64, f64) = (560.0, 294.0);

/// The sheets that a chart of Excel's own rests on.
const SHEETS: [&str; 3] = ["Chart", "Quarters", "About"];

/// The columns of the CSV, in order.
const COLUMNS: [&str; 17] = [
    "quarter",
    "first_day",
    "last_day",
    "value",
    "lower",
    "upper",
    "in_words",
    "weeks",
    "weeks_expected",
    "so_far",
    "number",
    "measure",
    "service",
    "finding",
    "definition",
    "edition",
    "source",
];

/// A number and what must stand beside it, as texts of one line.
pub struct Number<'a> {
    figure: &'a Figure,
    /// "Helpline North · January to March 2019 (Q4 2018/19)".
    over: String,
    service: String,
    /// "Calls answered: rose 25%".
    finding: String,
    /// "1,625 calls; likely 14% to 37%; a year ago: rose 26%."
    sentence: String,
    /// "Calls answered in a normal week, by quarter".
    measure: String,
    definition: String,
    events: String,
    /// Whose figures they are: an edition's, or those that stand.
    edition: String,
    source: String,
}

impl<'a> Number<'a> {
    /// The number of a quarter, as its page says it; none where that has nothing to draw.
    pub fn of(
        summary: &Summary,
        life: &Life,
        figure: &'a Figure,
        service: &Service,
        today: NaiveDate,
    ) -> Option<Self> {
        small::rows(figure).next()?;
        let name = plain(&summary.service_name);
        let values = if bars::is_share(figure) { "" } else { " in a normal week" };
        let events = summary.happened.iter().map(|one| plain(&one.words)).collect::<Vec<_>>();
        let parts = [format!("{} {}", figure.number, figure.unit), figure.detail.clone()];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Some(Self {
            figure,
            over: format!("{name} · {} ({})", summary.months, summary.label),
            finding: plain(&format!("{}: {}", figure.title, lower_first(&figure.verdict))),
            sentence: plain(&ui::sentence(&parts.join("; "))),
            measure: plain(&format!("{}{values}, by quarter", figure.title)),
            definition: plain(&definition(summary, life, figure, service).join(" ")),
            events: match &events[..] {
                [] => format!("none recorded in {}.", summary.months),
                events => format!("{}.", events.join("; ")),
            },
            edition: plain(&edition(life)),
            source: plain(&told::source(service, today)),
            service: name,
        })
    }

    /// The file of that kind.
    ///
    /// # Errors
    /// A sentence for the log.
    pub fn file(&self, kind: FileKind, made: DateTime<Utc>) -> Result<Vec<u8>, String> {
        match kind {
            FileKind::Svg => Ok(self.svg().into_bytes()),
            FileKind::Png => png::png(&self.svg()),
            FileKind::Csv => Ok(self.csv()),
            FileKind::Xlsx => self.book(made).map_err(|error| error.to_string()),
        }
    }

    fn svg(&self) -> String {
        let mut page = Page::new(WIDTH);
        page.text(&OVER, &self.over);
        page.y += 4.0;
        page.text(&TITLE, &self.finding);
        page.y += 4.0;
        page.text(&SENTENCE, &self.sentence);
        page.y += 4.0;
        page.text(&UNDER, &self.measure);
        page.y += 12.0;
        let chart = small::alone(self.figure).unwrap_or_default();
        // The chart's own element is told where to stand, and its letters to be those around it.
        let (width, height) = CHART;
        let place = format!(
            "<svg x=\"{MARGIN}\" y=\"{:.0}\" width=\"{width}\" height=\"{height}\"",
            page.y
        );
        let chart = chart.replacen("<svg", &place, 1);
        let chart = chart.replace("font-family:Inter", &format!("font-family:{SANS}"));
        let _ = write!(page.out, "{chart}");
        page.y += height + 12.0;
        page.fine(&self.about());
        page.svg(&self.finding, &plain(&self.figure.alt)).0
    }

    /// What must stand beside the numbers wherever they go.
    fn about(&self) -> [(&'static str, String); 5] {
        [
            ("How to read it", READING.to_owned()),
            ("Definition", self.definition.clone()),
            ("Events", self.events.clone()),
            ("Figures", self.edition.clone()),
            ("Source", self.source.clone()),
        ]
    }

    fn csv(&self) -> Vec<u8> {
        let rows = self.figure.bars.iter().map(|bar| {
            let number = |value: Option<f64>| {
                value.filter(|value| value.is_finite()).map(csv::number).unwrap_or_default()
            };
            let range = bar.interval.filter(|_| bar.value.is_some());
            vec![
                bar.quarter.months(),
                bar.quarter.first_week().to_string(),
                bar.quarter.last_week().sunday().to_string(),
                number(bar.value),
                number(range.map(|range| range.lower)),
                number(range.map(|range| range.upper)),
                guard(&bars::in_words(bar)),
                bar.weeks.0.to_string(),
                bar.weeks.1.to_string(),
                if bar.so_far { "yes" } else { "" }.to_owned(),
                guard(&plain(&self.figure.title)),
                guard(&self.measure),
                guard(&self.service),
                guard(&self.finding),
                guard(&self.definition),
                guard(&self.edition),
                guard(&self.source),
            ]
        });
        csv::write(COLUMNS.map(str::to_owned).to_vec(), rows)
    }

    fn book(&self, made: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
        let [_, quarters, about] = SHEETS;
        let mut book = Workbook::new();
        let properties = DocProperties::new()
            .set_title(shorter(&self.finding, 250))
            .set_subject(shorter(&self.over, 250))
            .set_company(shorter(&self.service, 250))
            .set_comment(&self.source);
        book.set_properties(&dated(properties, made));
        self.front(book.add_worksheet())?;
        table(
            book.add_worksheet(),
            quarters,
            &bars::COLUMNS,
            &bars::rows(self.figure),
            Texts::Broken,
        )?;
        let said = [
            ("Title", self.finding.clone()),
            ("Quarter", self.over.clone()),
            ("In words", self.sentence.clone()),
            ("What", self.measure.clone()),
        ];
        lines(book.add_worksheet(), about, said.into_iter().chain(self.about()))?;
        book.save_to_buffer()
    }

    /// The finding, the chart, the source.
    fn front(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        let [front, quarters, _] = SHEETS;
        paper(page.set_name(front)?);
        page.set_screen_gridlines(false).set_column_width(0, 110)?;
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let title = wrapped.clone().set_bold().set_font_size(18);
        text(page, 0, 0, &self.finding, &title)?;
        page.set_row_height(0, 2.0 * LINE * lines_of(&self.finding, 60))?;
        let soft = wrapped.clone().set_font_color(0x59_61_6a);
        paragraph(page, (1, 0), &self.over, &soft, 95)?;
        paragraph(page, (2, 0), &self.sentence, &wrapped, 95)?;
        let last = self.figure.bars.len() as u32;
        let mut chart = bars::chart(self.figure, quarters, (1, last));
        chart.set_width(760).set_height(380);
        page.insert_chart_with_offset(3, 0, &chart, 0, 12)?;
        // Rows of a new sheet are 20 pixels high.
        paragraph(page, (24, 0), READING, &soft, 95)?;
        paragraph(page, (25, 0), &format!("Source: {}", self.source), &soft, 95)?;
        Ok(())
    }
}

/// What the bars are.
const READING: &str = "Each bar is a quarter, from zero; the last one, in colour, is the quarter named above, and the line across its end is its likely range (95%). A quarter without a figure has no bar: it is not zero.";

/// What is counted, and how the values are made. Of an edition the words are those it was approved with.
fn definition(summary: &Summary, life: &Life, figure: &Figure, service: &Service) -> Vec<String> {
    if !bars::is_share(figure) {
        let fields = figure.of.iter().filter_map(|name| service.figure_named(name));
        let mut said: Vec<_> =
            fields.map(|(channel, field)| told::definition(channel, field).to_owned()).collect();
        said.dedup();
        said.push(NORMAL_WEEK.to_owned());
        return said;
    }
    let mut said = vec![
        "Contacts made before an offence, of all answered contacts of which it is known whether they came before or after one. The unit is contacts, not people.".to_owned(),
    ];
    match life {
        Life::Approved(approval) => said.extend(approval.definitions.iter().map(|one| {
            let (from, words) = said::definition(one);
            format!("{from}: {words}")
        })),
        Life::Now(_) => {
            said.extend(told::in_force(service, Field::Before, summary.quarter.last_week()));
        }
    }
    said
}

fn edition(life: &Life) -> String {
    match life {
        Life::Approved(approval) => {
            let one = &approval.edition;
            let (number, on) = (one.number, long_date(one.at.date()));
            format!("edition {number}, approved on {on} by {}.", one.by)
        }
        Life::Now(_) => "as they stand today; they are not approved.".to_owned(),
    }
}
