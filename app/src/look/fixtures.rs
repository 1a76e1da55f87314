//! Made-up pages, with the figures of a good quarter and of one that is not over.

use beforehand::change::{Change, Period, Reason, Stretch, Verdict};
use beforehand::interval::Interval;
use beforehand::owed::{self, Doubtful, OwedWeek};
use beforehand::quarter::{Quarter, YearStart};
use beforehand::role::Role;
use beforehand::service::{Definition, Field};
use beforehand::share::{Share, ShareChange};
use beforehand::summary::{Bar, Figure, Row, Stage, Summary, Tone};
use beforehand::week::Week;

use crate::about::{AboutPage, ChannelLine, Settings};
use crate::error::Error;
use crate::home::{BackupsFail, HomePage, HomeService, QuarterLine, SignalCount, SignalLine, Work};
use crate::problem::ProblemPage;
use crate::quarter::{Life, QuarterLink, QuarterPage};
use crate::sign_in::SignInPage;
use crate::{Page, ServiceLink};

pub const APRIL: YearStart = YearStart::April;

pub fn quarter(name: &str) -> Quarter {
    Quarter::parse(name, APRIL).unwrap_or_else(|wrong| panic!("{wrong}"))
}

pub fn week(text: &str) -> Week {
    Week::parse(text).unwrap_or_else(|wrong| panic!("{wrong}"))
}

pub fn link(quarter: Quarter) -> QuarterLink {
    QuarterLink {
        quarter,
        name: quarter.name(APRIL),
        months: quarter.months(),
        label: quarter.label(APRIL),
    }
}

fn range(lower: f64, upper: f64) -> Interval {
    Interval { lower, upper }
}

fn bars(values: [f64; 8], suffix: &str, ends: (f64, f64), share: bool) -> Vec<Bar> {
    let quarters = quarter("2018-Q4").last(8);
    let last = values[7];
    quarters
        .zip(values)
        .map(|(quarter, value)| Bar {
            quarter,
            value: Some(value),
            interval: Some(range(value * ends.0 / last, value * ends.1 / last)),
            label: match (share, value >= 1000.0) {
                (true, _) => format!("{:.0}%", value * 100.0),
                (false, true) => format!("{:.1}k{suffix}", value / 1000.0),
                (false, false) => format!("{value:.0}{suffix}"),
            },
            so_far: false,
            weeks: (13, 13),
        })
        .collect()
}

fn period(quarter: Quarter, count: u64) -> Period {
    Period {
        quarter,
        stretch: Stretch::Quarter,
        count,
        open_days: 65,
        weeks: 13,
        expected: 13,
        per_week: Some(count as f64 / 13.0),
        part: false,
    }
}

fn change(
    before: (Quarter, u64),
    count: u64,
    ends: Option<Interval>,
    why: Option<Reason>,
) -> Change {
    let ratio = count as f64 / before.1 as f64;
    let verdict = match ends {
        _ if why.is_some() => None,
        Some(range) if range.lower > 1.0 => Some(Verdict::Rose),
        Some(range) if range.upper < 1.0 => Some(Verdict::Fell),
        _ => Some(Verdict::NoClearChange),
    };
    Change {
        previous: period(before.0, before.1),
        current: period(quarter("2018-Q4"), count),
        ratio: Some(ratio),
        interval: ends,
        rho: 0.4,
        dispersion: Some(2.0),
        df: Some(10.0),
        ar: ends,
        exact: ends,
        pearson_dispersion: Some(2.0),
        quasi: ends,
        verdict,
        reason: why,
    }
}

type Counts = (u64, u64, u64);

fn row(label: &str, field: Field, (now, before, year): Counts, ends: (f64, f64)) -> Row {
    let current = quarter("2018-Q4");
    Row {
        good: beforehand::judgement::Good::Neither,
        channel: 1,
        slug: "calls".into(),
        field,
        label: label.into(),
        unit: "calls".into(),
        count: Some(now),
        weeks: 13,
        weeks_expected: 13,
        open_days: 65,
        per_week: Some(now as f64 / 13.0),
        previous: change((current.previous(), before), now, Some(range(ends.0, ends.1)), None),
        previous_sentence: String::new(),
        year_ago: change((current.year_before(), year), now, Some(range(ends.0, ends.1)), None),
        year_ago_sentence: String::new(),
    }
}

fn share(quarter: Quarter, before: u64, after: u64, unknown: u64) -> Share {
    let (known, all) = ((before + after) as f64, (before + after + unknown) as f64);
    Share {
        quarter,
        stretch: Stretch::Quarter,
        before,
        after,
        not_recorded: unknown,
        does_not_apply: 377,
        share: Some(before as f64 / known),
        interval: Some(range(0.375, 0.425)),
        dispersion: 1.0,
        unknown: Some(unknown as f64 / all),
        certain: Some(range(before as f64 / all, (before + unknown) as f64 / all)),
        small_base: false,
        mostly_unknown: false,
        weeks: 13,
        expected: 39,
        entered: 39,
        part: false,
    }
}

fn share_change(previous: Share, difference: f64) -> ShareChange {
    ShareChange {
        previous,
        difference: Some(difference),
        interval: Some(range(-0.01, 0.07)),
        verdict: Some(Verdict::NoClearChange),
        reason: None,
    }
}

fn figure(
    (title, number, unit): (&str, &str, &str),
    (verdict, tone, detail): (&str, Tone, &str),
    bars: Vec<Bar>,
) -> Figure {
    Figure {
        title: title.into(),
        of: vec!["calls.answered".into()],
        number: number.into(),
        unit: unit.into(),
        verdict: verdict.into(),
        tone,
        detail: detail.into(),
        bars,
        alt: "Seven quarters at about 100 a week, then 125.".into(),
    }
}

pub fn summary() -> Summary {
    let now = quarter("2018-Q4");
    let calls =
        bars([96.0, 98.0, 97.0, 99.0, 102.0, 98.0, 100.0, 125.0], " a week", (114.0, 137.0), false);
    let visits = [15_200.0, 15_800.0, 16_500.0, 17_000.0, 17_400.0, 17_600.0, 18_000.0, 25_200.0];
    let visits = bars(visits, " a week", (22_680.0, 28_080.0), false);
    let shares = bars([0.33, 0.35, 0.34, 0.36, 0.35, 0.37, 0.37, 0.4], "", (0.375, 0.425), true);
    Summary {
        service: "north".into(),
        service_name: "Helpline North".into(),
        quarter: now,
        name: now.name(APRIL),
        months: now.months(),
        label: now.label(APRIL),
        stage: Stage::Complete,
        weeks_expected: 13,
        weeks_entered: 13,
        first_week: now.first_week(),
        last_week: now.last_week(),
        headline: "Calls rose by a quarter and website visits by two-fifths".into(),
        sentences: vec![
            "Calls rose 25% on October to December 2018 (likely between 14% and 37%), from 100 to 125 a week.".into(),
            "Website visits rose 40% on October to December 2018 (likely between 26% and 56%), from 18,000 to 25,200 a week.".into(),
            "Two in five (40%) of the 1,450 contacts with a known answer came before an offence (likely between 38% and 43%); no clear change on October to December 2018.".into(),
        ],
        figures: vec![
            figure(("Calls answered", "1,625", "calls"), ("Rose 25%", Tone::Signal, "likely 14% to 37%; a year ago: rose 26%"), calls),
            figure(("Website visits", "327,600", "visits"), ("Rose 40%", Tone::Signal, "likely 26% to 56%; a year ago: rose 48%"), visits),
            figure(("Share before an offence", "40%", "before an offence"), ("No clear change", Tone::Quiet, "+3 points; likely −1 to +7"), shares),
        ],
        caveat: Some("One contact in nine had no answer recorded. Had all of them come after an offence, the share would be 36%; had all come before, 47%.".into()),
        happened: vec![],
        answer_rate: Some("70% of the 2,327 calls offered were answered.".into()),
        rows: vec![
            row("Calls answered", Field::Answered, (1_625, 1_300, 1_290), (1.14, 1.37)),
            row("Calls missed", Field::Missed, (702, 676, 690), (0.9, 1.2)),
            row("Live chats answered", Field::Answered, (231, 214, 220), (0.84, 1.4)),
            row("Secure messages answered", Field::Answered, (146, 139, 150), (0.8, 1.4)),
            row("Website visits", Field::Visits, (327_600, 234_000, 221_400), (1.26, 1.56)),
        ],
        share: share(now, 580, 870, 181),
        share_phrase: Some("two in five".into()),
        share_sentence: String::new(),
        share_previous: share_change(share(now.previous(), 440, 750, 150), 0.03),
        share_previous_sentence: String::new(),
        share_year_ago: share_change(share(now.year_before(), 410, 730, 160), 0.04),
        share_year_ago_sentence: String::new(),
    }
}

/// A quarter that is not over, with a missing week and a quarter in which nothing was counted.
pub fn so_far() -> Summary {
    let mut summary = summary();
    summary.stage = Stage::SoFar;
    summary.weeks_expected = 5;
    summary.weeks_entered = 4;
    summary.headline = "Calls so far: 118 a week".into();
    for figure in &mut summary.figures {
        figure.verdict = "So far".into();
        figure.tone = Tone::Quiet;
        figure.detail = "5 of 13 weeks, compared with the first 5 of the quarter before".into();
        if let Some(bar) = figure.bars.last_mut() {
            bar.so_far = true;
            bar.weeks = (4, 5);
        }
        figure.bars[2].value = None;
    }
    for row in &mut summary.rows {
        row.weeks = if row.field == Field::Missed { 3 } else { 4 };
        row.weeks_expected = 5;
        row.previous.verdict = None;
        row.previous.reason = Some(Reason::SoFar);
        row.year_ago.verdict = None;
        row.year_ago.reason =
            Some(Reason::Definition { name: "New form".into(), from: week("2018-10-01") });
    }
    summary
}

pub fn quarter_page(summary: Summary) -> Page {
    let quarters = quarter("2019-Q2").last(10).map(link).rev().collect();
    Page::Quarter(QuarterPage { summary: Box::new(summary), life: Life::Now(Vec::new()), quarters })
}

pub fn home(services: Vec<(Role, Work)>, demo: bool) -> Page {
    let north = ServiceLink { slug: "north".into(), name: "Helpline North".into() };
    let founding = demo.then(|| (north.clone(), link(quarter("2018-Q4"))));
    let services: Vec<HomeService> = services
        .into_iter()
        .map(|(role, work)| HomeService { service: north.clone(), role, work })
        .collect();
    let brief = services.iter().any(|service| service.work == Work::Brief);
    let signals = brief.then_some(SignalCount { signals: 12, services: 4, of: 23 });
    let admin = services.iter().any(|service| service.role == Role::Admin);
    let on = week("2019-06-17").monday();
    let backups = admin.then_some(BackupsFail { on, last: on.pred_opt() });
    Page::Home(HomePage { services, signals, founding, admin, backups })
}

pub fn owed() -> Vec<OwedWeek> {
    let mut ledger = super::weeks::ledger();
    for (channel, field) in [(1, Field::Answered), (1, Field::Missed), (4, Field::Visits)] {
        ledger.set_count((channel, field, week("2019-04-01")), 7);
    }
    owed::owed(&ledger, week("2019-03-25").through(week("2019-04-01")).rev())
}

fn doubtful() -> Vec<Doubtful> {
    let mut ledger = super::weeks::ledger();
    ledger.set_count((1, Field::Answered, week("2019-03-18")), 1182);
    ledger.set_count((4, Field::Visitors, week("2019-03-04")), 12);
    owed::doubtful(&ledger, week("2019-04-08").monday())
}

pub fn staff() -> Work {
    Work::Staff {
        owed: owed(),
        doubtful: doubtful(),
        complete: Some(week("2019-03-18")),
        now: week("2019-04-01"),
    }
}

pub fn manager() -> Work {
    let line = |name: &str, entered, expected, so_far| QuarterLine {
        link: link(quarter(name)),
        entered,
        expected,
        so_far,
        edition: None,
        reopened: false,
    };
    Work::Manager {
        signals: vec![
            SignalLine {
                anchor: "calls-answered".into(),
                label: "Calls answered".into(),
                words: "9th week running above average, since the week of 28 January 2019".into(),
            },
            SignalLine {
                anchor: "website-visits".into(),
                label: "Website visits".into(),
                words: "above the usual range in the week of 18 March 2019".into(),
            },
        ],
        owed: owed(),
        doubtful: doubtful(),
        quarters: vec![
            line("2018-Q4", 10, 12, true),
            line("2018-Q3", 13, 13, false),
            line("2018-Q2", 12, 13, false),
        ],
    }
}

pub fn export() -> Page {
    let service = ServiceLink { slug: "north".into(), name: "Helpline North".into() };
    Page::Export(crate::export::ExportPage { service })
}

pub fn about() -> Page {
    let line = |name: &str, fields: &str, open: &str| ChannelLine {
        name: name.into(),
        fields: fields.into(),
        since: "since 1 January 2018".into(),
        open: open.into(),
    };
    Page::About(AboutPage {
        service: Some(Settings {
            name: "Helpline North".into(),
            year_start: APRIL,
            time_zone: "Europe/London".into(),
            channels: vec![
                line(
                    "Calls",
                    "Answered, Before an offence, After an offence, Does not apply, Missed",
                    "5 days a week",
                ),
                line("Website", "Visits, Visitors", "every day"),
            ],
            definitions: vec![
                Definition {
                    version: 1,
                    from: week("2018-01-01"),
                    text: "Before: no offence has been committed, as far as the caller says."
                        .into(),
                },
                Definition {
                    version: 2,
                    from: week("2019-10-07"),
                    text:
                        "Before: no offence has been committed by the person the contact is about."
                            .into(),
                },
            ],
            this_week: week("2020-01-06"),
        }),
    })
}

pub fn problem(error: Error) -> Page {
    Page::Problem(ProblemPage { again: Some("/".into()), ..error.into() })
}

pub fn sign_in() -> Page {
    Page::SignIn(SignInPage {
        email: "priya@demo.example".into(),
        problems: vec![beforehand::invalid::Invalid::new(
            "password",
            "The email address or the password is not right. Type them again.",
        )],
        ..SignInPage::default()
    })
}
