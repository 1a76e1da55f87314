//! A small chart of eight quarters: grey bars from zero, this quarter's in the accent with its
//! likely range as a whisker and its value written on it; and its table twin.

use beforehand::summary::{Bar, Figure};
use beforehand::words::{percent, rate, weeks_of};
use leptos::prelude::*;

use crate::trends::FileKind;
use crate::ui;

const VIEW: &str = "0 0 320 168";
const SLOTS: usize = 8;
const SLOT: f64 = 40.0;
const THICK: f64 = 24.0;
const TOP: f64 = 28.0;
const BASE: f64 = 130.0;
/// Two labels closer than this would touch.
const LABEL: f64 = 18.0;

/// Stands in place of a chart.
pub const NOTHING: &str = "Nothing to draw in the last eight quarters.";
/// The heads of the table beside a chart.
pub const HEADS: [&str; 4] = ["Quarter", "Value", "Likely", "Weeks"];
/// How the classes of a chart look where no style sheet of the page reaches: the light tokens of
/// `style/main.css` on white, letters as in its print. Nothing around the chart is reached.
const ALONE: &str = ".alone text{font-family:Inter;font-size:15px;fill:#59616a;text-anchor:middle}.alone .label{font-size:18px;font-weight:600;fill:#1c2126;text-anchor:end}.alone .first{text-anchor:start}.alone text.now{fill:#1c2126;font-weight:600}.alone rect{fill:#d9d4c9}.alone rect.now{fill:#0d5c63}.alone .so-far{fill:none;stroke:#0d5c63;stroke-width:1.5;stroke-dasharray:4 3}.alone path{fill:none;stroke:#7a828b}.alone .halo{stroke:#fff;stroke-width:4}.alone .whisker{stroke:#1c2126;stroke-width:1.5}";

/// The chart and its table; `n` makes its ids differ from the other charts of the page.
pub fn drawn(n: usize, figure: &Figure) -> AnyView {
    let bars = counted(figure);
    if bars.is_empty() {
        return view! { <p class="detail">{NOTHING}</p> }.into_any();
    }
    view! {
        {chart(n, figure, bars)}
        {ui::as_table("These bars as a table", twin(figure))}
    }
    .into_any()
}

/// The ways to the chart and its numbers as files, beside the page at `here`; nothing where there is
/// nothing to draw.
pub fn take_away(n: usize, figure: &Figure, here: &str) -> AnyView {
    if counted(figure).is_empty() {
        return ().into_any();
    }
    let of = format!(": {}", figure.title);
    let links = FileKind::ALL.into_iter().enumerate().map(|(i, kind)| {
        let to = format!("{here}/number-{}.{}", n + 1, kind.ending());
        let dot = (i > 0).then_some(" · ");
        view! { {dot}<a href=to>{kind.name()}<span class="hidden">{of.clone()}</span></a> }
    });
    view! { <p class="take no-print">"Take it away: "{links.collect_view()}</p> }.into_any()
}

/// The same chart as a drawing that stands alone; none when there is nothing to draw.
pub fn alone(figure: &Figure) -> Option<String> {
    let bars = counted(figure);
    let html = (!bars.is_empty()).then(|| chart(0, figure, bars).to_html())?;
    // What the views mark their places with is no XML.
    let (_, shapes) = html.split_once('>')?;
    let shapes = shapes.replace("<!>", "");
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"alone\" viewBox=\"{VIEW}\"><style>{ALONE}</style>{shapes}"
    ))
}

/// The last eight quarters; those before the first that was counted are no gaps: they are left out.
fn counted(figure: &Figure) -> &[Bar] {
    let bars = &figure.bars[figure.bars.len().saturating_sub(SLOTS)..];
    let counted = bars.iter().position(|bar| bar.value.is_some());
    &bars[counted.unwrap_or(bars.len())..]
}

fn chart(n: usize, figure: &Figure, bars: &[Bar]) -> impl IntoView + use<> {
    let scale = Scale::of(bars);
    let last = bars.len() - 1;
    let columns = bars
        .iter()
        .enumerate()
        .map(|(n, bar)| column(bar, middle(n), n == last, &scale))
        .collect_view();
    let labels = labels(bars, &scale);
    let feet = feet(bars);
    let base = format!("M0 {BASE:.0}H{:.0}", bars.len() as f64 * SLOT);
    let (title, text) = (format!("bars-{n}"), format!("bars-{n}-text"));
    let both = format!("{title} {text}");
    view! {
        <svg class="bars" viewBox=VIEW role="img" aria-labelledby=both>
            <title id=title>{format!("{}, the last {} quarters", figure.title, bars.len())}</title>
            <desc id=text>{figure.alt.clone()}</desc>
            {columns}
            <path class="base" d=base />
            {labels}
            {feet}
        </svg>
    }
}

/// The middle of a slot.
fn middle(slot: usize) -> f64 {
    slot as f64 * SLOT + SLOT / 2.0
}

struct Scale {
    top: f64,
}

impl Scale {
    fn of(bars: &[Bar]) -> Self {
        let whisker = bars.last().and_then(finite).map_or(0.0, |(_, upper)| upper);
        let value = bars.iter().filter_map(|bar| bar.value).fold(0.0, f64::max);
        // Of a line without any contact the range must not look like a tall bar.
        let top = if value > 0.0 { value.max(whisker) } else { whisker * 6.0 };
        Self { top: if top > 0.0 { top } else { 1.0 } }
    }

    fn y(&self, value: f64) -> f64 {
        BASE - (BASE - TOP) * (value / self.top).clamp(0.0, 1.0)
    }
}

/// The range of a bar with a value, where both its ends can be drawn.
fn finite(bar: &Bar) -> Option<(f64, f64)> {
    bar.value?;
    let range = bar.interval?;
    (range.lower.is_finite() && range.upper.is_finite()).then_some((range.lower, range.upper))
}

fn column(bar: &Bar, x: f64, now: bool, scale: &Scale) -> AnyView {
    let said = format!("{}: {}", bar.quarter.months(), words(bar));
    let Some(value) = bar.value else {
        return view! {
            <text class="none" x=format!("{x:.1}") y=format!("{:.1}", BASE - 5.0)>
                "–"<title>{said}</title>
            </text>
        }
        .into_any();
    };
    let y = scale.y(value);
    let class = match (now, bar.so_far) {
        (true, true) => "now so-far",
        (true, false) => "now",
        (false, true) => "so-far",
        (false, false) => "then",
    };
    let left = x - THICK / 2.0;
    let box_ = view! {
        <rect class=class x=format!("{left:.1}") y=format!("{y:.1}") width="24"
            height=format!("{:.1}", BASE - y)><title>{said}</title></rect>
    };
    let whisker = finite(bar).filter(|_| now).map(|(lower, upper)| {
        let (low, high) = (scale.y(lower), scale.y(upper));
        let (a, b) = (x - 4.0, x + 4.0);
        let d =
            format!("M{x:.1} {low:.1}V{high:.1}M{a:.1} {high:.1}H{b:.1}M{a:.1} {low:.1}H{b:.1}");
        // A halo keeps the part inside the bar visible in grey print too.
        view! {
            <path class="halo" d=d.clone() />
            <path class="whisker" d=d />
        }
    });
    // Pale bars are told from the page by their upper edge.
    let edge = (class == "then").then(|| {
        let d = format!("M{left:.1} {y:.1}h{THICK:.0}");
        view! { <path d=d /> }
    });
    view! { {box_}{edge}{whisker} }.into_any()
}

/// This quarter's value in words, and the numbers of the two quarters it is compared with where
/// there is room for them.
fn labels(bars: &[Bar], scale: &Scale) -> impl IntoView + use<> {
    let now = bars.len() - 1;
    let mut taken = None;
    let mut texts = Vec::new();
    if let Some(value) = bars[now].value {
        let above = finite(&bars[now]).map_or(value, |(_, upper)| upper.max(value));
        let y = scale.y(above) - 7.0;
        taken = Some(y);
        // Words hang to the left of their bar, where there is a left.
        let (x, class) = if now < 2 {
            (middle(now) - THICK / 2.0, "label first")
        } else {
            (middle(now) + THICK / 2.0, "label")
        };
        texts.push((class, x, y, bars[now].label.clone()));
    }
    for back in [1, 4] {
        let Some(n) = now.checked_sub(back) else { continue };
        let Some(value) = bars[n].value else { continue };
        let y = scale.y(value) - 5.0;
        // The label of this quarter reaches over the bar before it, not as far as a year ago.
        if back == 1 && taken.is_some_and(|taken: f64| (taken - y).abs() < LABEL) {
            continue;
        }
        let number = bars[n].label.split(' ').next().unwrap_or_default().to_owned();
        texts.push(("earlier", middle(n), y, number));
    }
    texts
        .into_iter()
        .map(|(class, x, y, text)| {
            view! {
                <text class=class x=format!("{x:.1}") y=format!("{y:.1}")>
                    {text}
                </text>
            }
        })
        .collect_view()
}

/// The months under each bar, the year under the first bar of each year.
fn feet(bars: &[Bar]) -> impl IntoView + use<> {
    let mut year = None;
    bars.iter()
        .enumerate()
        .map(|(n, bar)| {
            let x = format!("{:.1}", middle(n));
            let now = if n + 1 == bars.len() { "tick now" } else { "tick" };
            let new = year.replace(bar.quarter.year()) != Some(bar.quarter.year());
            let year = new.then(|| {
                let x = x.clone();
                view! { <text class="tick" x=x y="163">{bar.quarter.year().to_string()}</text> }
            });
            view! {
                <text class=now x=x y="147">{bar.quarter.initials()}</text>
                {year}
            }
        })
        .collect_view()
}

fn words(bar: &Bar) -> String {
    let (entered, expected) = bar.weeks;
    let mut text = if bar.value.is_some() { bar.label.clone() } else { "no figure".to_owned() };
    if bar.so_far {
        text.push_str(" so far");
    }
    if entered < expected {
        text.push_str(", ");
        text.push_str(&weeks_of(entered, expected));
    }
    text
}

/// The same bars in words: quarter, value, likely range, weeks.
pub fn rows(figure: &Figure) -> impl Iterator<Item = [String; 4]> {
    counted(figure).iter().map(|bar| {
        let value = match (bar.value, bar.so_far) {
            (None, _) => "none".to_owned(),
            (Some(_), true) => format!("{} so far", bar.label),
            (Some(_), false) => bar.label.clone(),
        };
        let share = bar.label.ends_with('%');
        let range = finite(bar).map_or("–".to_owned(), |(lower, upper)| {
            format!("{} to {}", end(lower, share), end(upper, share))
        });
        [bar.quarter.months(), value, range, format!("{} of {}", bar.weeks.0, bar.weeks.1)]
    })
}

/// The same bars as a table.
fn twin(figure: &Figure) -> impl IntoView + use<> {
    let rows = rows(figure)
        .map(|[quarter, value, range, weeks]| {
            view! {
                <tr>
                    <th scope="row">{quarter}</th>
                    <td class="n">{value}</td>
                    <td class="n">{range}</td>
                    <td class="n">{weeks}</td>
                </tr>
            }
        })
        .collect_view();
    let [quarter, value, range, weeks] = HEADS;
    let table = view! {
        <table>
            <caption class="hidden">{figure.title.clone()}</caption>
            <thead>
                <tr>
                    <th scope="col">{quarter}</th>
                    <th scope="col" class="n">{value}</th>
                    <th scope="col" class="n">{range}</th>
                    <th scope="col" class="n">{weeks}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    ui::table_region(format!("{}, as a table", figure.title), table)
}

fn end(value: f64, share: bool) -> String {
    if share { percent(value) } else { rate(value) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use beforehand::interval::Interval;
    use beforehand::judgement::Tone;
    use beforehand::quarter::Quarter;

    use super::*;

    fn figure(values: &[Option<f64>]) -> Figure {
        let last = Quarter::containing("2019-03-04".parse().unwrap());
        let quarters: Vec<_> = last.last(values.len() as i32).collect();
        let bars = quarters.into_iter().zip(values).map(|(quarter, value)| Bar {
            quarter,
            value: *value,
            interval: value.map(|v| Interval { lower: v * 0.9, upper: v * 1.1 }),
            label: value.map_or("–".into(), |v| format!("{v} a week")),
            so_far: quarter == last,
            weeks: (13, 13),
        });
        Figure {
            title: "Calls <answered>".into(),
            of: vec![],
            number: "1,625".into(),
            unit: "calls".into(),
            verdict: "Rose 25%".into(),
            tone: Tone::Signal,
            detail: String::new(),
            bars: bars.collect(),
            alt: "Calls & more".into(),
        }
    }

    /// Each class of a chart, on the page and alone, has a look in files too.
    #[test]
    fn a_chart_that_stands_alone_has_no_class_without_a_look() {
        let some = |value: f64| Some(value);
        let mut seen = BTreeSet::new();
        for values in
            [vec![some(100.0), None, some(110.0), some(90.0), some(125.0)], vec![some(9.0)]]
        {
            let svg = alone(&figure(&values)).unwrap();
            assert!(svg.ends_with("</svg>") && !svg.contains("<!"), "{svg}");
            for class in svg.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                seen.extend(class.split(' ').map(str::to_owned));
            }
        }
        // "then", "base", "tick", "earlier" and "none" look like any other of their kind.
        let plain = ["then", "base", "tick", "earlier", "none", "alone"];
        for class in seen.iter().filter(|class| !plain.contains(&class.as_str())) {
            assert!(ALONE.contains(&format!(".{class}{{")), "{class}");
        }
        assert!(seen.contains("whisker") && seen.contains("so-far"), "{seen:?}");
        assert_eq!(alone(&figure(&[None, None])), None);
    }
}
