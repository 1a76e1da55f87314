//! A control chart as a charming option: usual range, centre, weeks, signals, gaps, events.
//!
//! Refuses to decide what is a signal. One week is ten units wide and the plot a thousand high, so
//! that every coordinate is a small whole number.

use beforehand::judgement::{Good, Tone};
use beforehand::series::State;
use beforehand::service::{Event, EventKind, Service};
use beforehand::spc::{ChartPoint, Footing};
use beforehand::trend::Trend;
use beforehand::week::Week;
use charming::Chart;
use charming::component::{Axis, Grid};
use charming::datatype::{CompositeValue, DataPoint, DataPointItem};
use charming::element::{
    AxisType, ItemStyle, Label as ChartLabel, LabelPosition, LineStyle, MarkArea, MarkAreaData,
};
use charming::series::{Line, Scatter};

use super::Picture;
use super::labels::{self, Label};
use super::paint::{Hang, Lettering, Paint, Room};

/// Units of the plot: a week, and the height.
const WEEK: u32 = 10;
const HEIGHT: u32 = 1000;
/// Height of a row of names and of the foot where gaps are named, as a part of the plot's.
const ROW: f64 = 0.068;

/// The weeks a chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first week.
    pub first: Week,
    /// How many.
    pub weeks: u32,
}

/// A run of weeks without a count.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Gap {
    from: Week,
    to: Week,
    state: State,
}

/// What is drawn.
struct ControlChart<'a> {
    points: &'a [ChartPoint],
    weeks_per_point: u8,
    first: Week,
    weeks: u32,
    gaps: Vec<Gap>,
    /// Events that are no change of definition.
    events: Vec<&'a Event>,
    /// The first weeks of changed definitions and of recorded steps.
    breaks: Vec<(Week, &'a str)>,
    so_far: Option<(Week, f64)>,
    good: Good,
}

/// What a caption must say of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The value at the chart's foot where that is not zero.
    pub starts_at: Option<f64>,
    /// The values at its foot and at its head.
    pub scale: (f64, f64),
}

/// The picture of a trend in a window of weeks, and what its caption must say.
pub fn control_chart(trend: &Trend, service: &Service, window: Window) -> (Picture, Look) {
    let chart = &ControlChart::of(trend, service, window);
    let names = labels::names(&marks(chart), chart.weeks);
    let gaps: Vec<_> = chart
        .gaps
        .iter()
        .map(|gap| (word(gap.state).to_owned(), chart.slot(gap.from), chart.slot(gap.to) + 1.0))
        .collect();
    let gaps = labels::gaps(&gaps, chart.weeks);
    let rows =
        names.iter().map(|label| label.lettering.hang).fold(0.0, |rows: f64, hang| match hang {
            Hang::EventLeft(row) | Hang::EventRight(row) => rows.max(f64::from(row) + 1.0),
            _ => rows,
        });
    let (low, high) = scale(chart, rows, !gaps.is_empty());
    let option = option(chart, (low, high), &[names, gaps]);
    let picture = Picture {
        // A chart is made of numbers and text: serialising cannot fail, and an empty option would
        // be refused by the engine.
        option: serde_json::to_string(&option).unwrap_or_default(),
        width: chart.weeks * WEEK,
        height: HEIGHT,
        title: trend.title.clone(),
        description: trend.description.clone(),
    };
    (picture, Look { starts_at: (low > 0.0).then_some(low), scale: (low, high) })
}

fn word(state: State) -> &'static str {
    match state {
        State::NotEntered | State::Count(_) => "not entered",
        State::Closed => "closed",
        State::NotCollected => "not collected",
    }
}

impl<'a> ControlChart<'a> {
    fn of(trend: &'a Trend, service: &'a Service, window: Window) -> Self {
        let last = window.first.plus(window.weeks as i32 - 1);
        let all = &trend.chart.points;
        let start = all.partition_point(|point| point.week < window.first);
        let end = all.partition_point(|point| point.week <= last);
        let points = &all[start..end.max(start)];
        let (open, points) = match points.split_last() {
            Some((open, before)) if open.unfinished => (Some(open), before),
            _ => (None, points),
        };
        let per_point = i32::from(trend.chart.weeks_per_point);
        let mut gaps: Vec<Gap> = Vec::new();
        for point in points.iter().filter(|point| point.value.is_none()) {
            let to = point.week.plus(per_point - 1);
            match gaps.last_mut() {
                Some(gap) if gap.to.next() == point.week && gap.state == point.state => gap.to = to,
                _ => gaps.push(Gap { from: point.week, to, state: point.state }),
            }
        }
        let steps = service.recorded_steps((trend.channel, trend.field));
        let concerning = service.events.iter().filter(|event| event.concerns(trend.channel));
        Self {
            points,
            weeks_per_point: trend.chart.weeks_per_point,
            first: window.first,
            weeks: window.weeks,
            gaps,
            events: concerning.filter(|event| event.kind != EventKind::Definition).collect(),
            breaks: service
                .breaks(trend.channel)
                .into_iter()
                .map(|(week, event)| (week, event.name.as_str()))
                .chain(steps.map(|step| (step.week, step.name.as_str())))
                .filter(|(week, _)| window.first <= *week && *week <= last)
                .collect(),
            so_far: open.and_then(|point| Some((point.week, point.value?))),
            good: trend.good,
        }
    }

    /// Weeks from the left edge to the start of `week`.
    fn slot(&self, week: Week) -> f64 {
        f64::from(self.first.weeks_to(week))
    }

    /// Where a point stands: the middle of its week or block.
    fn centre(&self, week: Week) -> f64 {
        self.slot(week) + f64::from(self.weeks_per_point) / 2.0
    }
}

/// Bands and lines that carry a name: name, left, right, oldest first.
fn marks(chart: &ControlChart) -> Vec<(String, f64, f64)> {
    let breaks = chart
        .breaks
        .iter()
        .map(|(week, name)| ((*name).to_owned(), chart.slot(*week), chart.slot(*week)));
    let mut marks: Vec<_> = bands(chart).into_iter().chain(breaks).collect();
    marks.sort_by(|a, b| a.1.total_cmp(&b.1));
    marks
}

fn bands(chart: &ControlChart) -> Vec<(String, f64, f64)> {
    let whole = f64::from(chart.weeks);
    // A day of ten years is a third of a pixel: a band is never thinner than three.
    let least = whole * 0.003;
    chart
        .events
        .iter()
        .map(|event| {
            let left = labels::place(chart.first, event.from);
            let right = labels::place(chart.first, event.to) + 1.0 / 7.0;
            (event.name.clone(), left.max(0.0), right.max(left + least).min(whole))
        })
        .filter(|(_, left, right)| left < right)
        .collect()
}

/// The axis: from zero unless that would squeeze the line into the upper third, with room for rows
/// of names above and the names of gaps below.
fn scale(chart: &ControlChart, rows: f64, foot: bool) -> (f64, f64) {
    let values = chart.points.iter().flat_map(|point| {
        let limits = point.limits.map(|l| [l.lower.max(0.0), l.upper]);
        point.value.into_iter().chain(limits.into_iter().flatten())
    });
    let values = values.chain(chart.so_far.map(|(_, value)| value));
    let (low, high) = values
        .fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let low = if low.is_finite() { low } else { 0.0 };
    let high = if high > 0.0 { high } else { 1.0 };
    let above = (rows * ROW + 0.03).min(0.33);
    if low < high * 0.4 {
        return (0.0, high / (1.0 - above));
    }
    let below = if foot { 0.14 } else { 0.06 };
    let span = (high - low).max(high * 0.1) / (1.0 - above - below);
    let (step, _) = labels::ticks(low, high);
    // The foot is a round number, since the caption names it.
    let low = ((low - below * span) / step * 2.0).floor().max(0.0) * step / 2.0;
    (low, low + (high - low) / (1.0 - above))
}

fn option(chart: &ControlChart, (low, high): (f64, f64), names: &[Vec<Label>]) -> Chart {
    let (edges, months) = labels::months(chart.first, chart.weeks);
    let ranges = ranges(chart);
    let of = |provisional: bool| -> Vec<_> {
        let ranges = ranges.iter().filter(|range| range.provisional == provisional);
        ranges.map(|r| (r.left, r.lower.max(low), r.right, r.upper)).collect()
    };
    let events: Vec<_> =
        bands(chart).into_iter().map(|(_, left, right)| (left, low, right, high)).collect();
    let breaks: Vec<_> = chart.breaks.iter().map(|(week, _)| chart.slot(*week)).collect();
    let uprights = |at: Vec<f64>| -> Vec<DataPoint> {
        at.into_iter().flat_map(|x| [xy(x, low), xy(x, high), gap(x)]).collect()
    };
    let wash = area(Paint::Wash, of(false));
    let mut lines = vec![
        line(Paint::Edge, uprights(edges)),
        line(Paint::Centre, centres(&ranges)),
        line(Paint::Weeks, weeks(chart)).mark_area(wash),
    ];
    // What a chart has nothing of is not asked of the engine: each part costs it a millisecond.
    for (paint, bands) in [(Paint::Provisional, of(true)), (Paint::Event, events)] {
        if !bands.is_empty() {
            lines.push(line(paint, Vec::new()).mark_area(area(paint, bands)));
        }
    }
    if !breaks.is_empty() {
        lines.push(line(Paint::Break, uprights(breaks)));
    }
    if low <= 0.0 {
        lines.push(line(Paint::Zero, vec![xy(0.0, 0.0), xy(f64::from(chart.weeks), 0.0)]));
    }
    let value = || Axis::new().type_(AxisType::Value).show(false);
    let mut drawn = Chart::new()
        .grid(Grid::new().left(0).right(0).top(0).bottom(0).contain_label(false))
        .x_axis(value().min(0).max(f64::from(chart.weeks)))
        .y_axis(value().min(low).max(high));
    for line in lines {
        drawn = drawn.series(line);
    }
    for (paint, signals) in signals(chart) {
        drawn = drawn.series(scatter(paint, signals));
    }
    let mut words: Vec<_> = labels::ticks(low, high)
        .1
        .into_iter()
        .map(|value| (Hang::Tick, labels::thousands(value), value))
        .map(|(hang, text, value)| named(Lettering { hang, room: Room::Any }, &text, 0.0, value))
        .collect();
    let placed = months.iter().chain(names.iter().flatten());
    words.extend(placed.map(|label| {
        let top = matches!(label.lettering.hang, Hang::EventLeft(_) | Hang::EventRight(_));
        named(label.lettering, &label.text, label.x, if top { high } else { low })
    }));
    if let Some((week, value)) = chart.so_far {
        let x = chart.slot(week) + 0.5;
        let before = chart.points.last();
        let way = before.and_then(|point| Some(xy(chart.centre(point.week), point.value?)));
        drawn = drawn
            .series(line(Paint::SoFar, way.into_iter().chain([xy(x, value)]).collect()))
            .series(scatter(Paint::Hollow, vec![xy(x, value)]));
        let falls = before.and_then(|point| point.value).is_some_and(|before| before > value);
        let hang = if falls { Hang::Below } else { Hang::Above };
        words.push(named(Lettering { hang, room: Room::Any }, "so far", x, value));
    }
    drawn.series(letters(words))
}

/// Weeks under the same limits.
struct Range {
    left: f64,
    right: f64,
    lower: f64,
    centre: f64,
    upper: f64,
    provisional: bool,
}

fn ranges(chart: &ControlChart) -> Vec<Range> {
    let width = f64::from(chart.weeks_per_point);
    let mut ranges: Vec<Range> = Vec::new();
    for point in chart.points {
        let Some(limits) = point.limits else { continue };
        let left = chart.slot(point.week);
        let range = Range {
            left,
            right: (left + width).min(f64::from(chart.weeks)),
            lower: limits.lower.max(0.0),
            centre: limits.centre,
            upper: limits.upper,
            provisional: point.footing == Footing::Provisional,
        };
        match ranges.last_mut() {
            Some(last)
                if last.right == left
                    && (last.lower, last.centre, last.upper, last.provisional)
                        == (range.lower, range.centre, range.upper, range.provisional) =>
            {
                last.right = range.right;
            }
            _ => ranges.push(range),
        }
    }
    ranges
}

fn centres(ranges: &[Range]) -> Vec<DataPoint> {
    let lines = ranges.iter().map(|range| {
        [xy(range.left, range.centre), xy(range.right, range.centre), gap(range.right)]
    });
    lines.flatten().collect()
}

/// The weeks; the line ends where a segment does.
fn weeks(chart: &ControlChart) -> Vec<DataPoint> {
    let mut segment = None;
    let mut points = Vec::new();
    for point in chart.points {
        if segment.replace(point.segment).is_some_and(|before| before != point.segment) {
            points.push(gap(chart.slot(point.week)));
        }
        let x = chart.centre(point.week);
        points.push(point.value.map_or_else(|| gap(x), |value| xy(x, value)));
    }
    points
}

/// The flagged weeks by what they mean.
fn signals(chart: &ControlChart) -> Vec<(Paint, Vec<DataPoint>)> {
    let mut found: Vec<(Paint, Vec<DataPoint>)> = Vec::new();
    for point in chart.points {
        let (Some(signal), Some(value)) = (point.signal, point.value) else { continue };
        let paint = match chart.good.tone(signal.is_up()) {
            Tone::Good => Paint::Good,
            Tone::Bad => Paint::Bad,
            Tone::Signal | Tone::Quiet => Paint::Signal,
        };
        let at = xy(chart.centre(point.week), value);
        match found.iter_mut().find(|(own, _)| *own == paint) {
            Some((_, points)) => points.push(at),
            None => found.push((paint, vec![at])),
        }
    }
    found
}

fn line(paint: Paint, data: Vec<DataPoint>) -> Line {
    let style = LineStyle::new().color(paint.sentinel()).width(1);
    Line::new().show_symbol(false).silent(true).line_style(style).data(data)
}

fn scatter(paint: Paint, data: Vec<DataPoint>) -> Scatter {
    Scatter::new().symbol_size(4).item_style(ItemStyle::new().color(paint.sentinel())).data(data)
}

/// Text without a mark: a scatter of points of no size, named, in the colour of each.
fn letters(data: Vec<DataPoint>) -> Scatter {
    let label = ChartLabel::new()
        .show(true)
        .formatter("{b}")
        .position(LabelPosition::Inside)
        .color("inherit");
    Scatter::new().symbol_size(0).label(label).data(data)
}

fn area(paint: Paint, bands: Vec<(f64, f64, f64, f64)>) -> MarkArea {
    let corner = |x: f64, y: f64| MarkAreaData::new().x_axis(x.to_string()).y_axis(y.to_string());
    let data = bands
        .into_iter()
        .map(|(left, lower, right, upper)| (corner(left, lower), corner(right, upper)))
        .collect();
    let style = ItemStyle::new().color(paint.sentinel());
    MarkArea::new().silent(true).item_style(style).data(data)
}

fn xy(x: f64, y: f64) -> DataPoint {
    DataPoint::from(CompositeValue::from(vec![x, y]))
}

fn gap(x: f64) -> DataPoint {
    let nothing = CompositeValue::OptionalNumber(None);
    DataPoint::from(CompositeValue::Array(vec![x.into(), nothing]))
}

fn named(lettering: Lettering, text: &str, x: f64, y: f64) -> DataPoint {
    let colour = ItemStyle::new().color(lettering.sentinel());
    let item = DataPointItem::new(vec![x, y]).name(text).item_style(colour);
    DataPoint::from(item)
}
