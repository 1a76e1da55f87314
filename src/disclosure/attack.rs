//! Somebody who has everything that was ever published, knows every rule, and wants one count.
//!
//! 50 made-up helplines: small, ordinary and empty fields, weeks missing, one or two phone lines, a
//! question that is or is not answered with 'does not apply'. Of each, two quarters are published, one
//! count is corrected, and both are published anew. The *solver* knows which count was corrected, so
//! that all others stand still; from published texts alone it builds a range for every hidden count and
//! narrows it by every sum, rate, share and ratio until nothing moves. φ, ρ and D say nothing that can
//! be solved for, so the *twin* tries them: for a sample of counts it looks for another ledger, with
//! another number in that place, of which every publication is the same byte for byte.
//!
//! Both were seen to fail: the solver with the exact total of a main line as its number, and with 'not
//! recorded' rounded by itself (8 + 8 + 1 = 17); the twin with φ to its last digit.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Poisson};
use rand_pcg::Pcg64Mcg;

use super::*;
use crate::quarter::YearStart;
use crate::service::{Channel, Kind};
use crate::test_ledger::{channel, service};

const CUBES: u64 = 50;
/// Counts of each cube for which a twin is sought.
const TWINS: usize = 3;

fn today() -> NaiveDate {
    "2019-07-10".parse().unwrap()
}

/// The two quarters that are published.
fn quarters() -> [Quarter; 2] {
    ["2019-Q1", "2019-Q2"].map(|name| Quarter::parse(name, YearStart::January).unwrap())
}

fn publish(ledger: &Ledger) -> [Published; 2] {
    quarters().map(|quarter| Exact::new(ledger, quarter, today()).unwrap().publish())
}

fn texts(ledger: &Ledger) -> [String; 2] {
    publish(ledger).map(|found| serde_json::to_string(&found).unwrap())
}

/// A made-up helpline with two years of counts.
fn cube(random: &mut Pcg64Mcg) -> Ledger {
    let mut channels = vec![
        channel(1, Kind::Phone, "calls", "Calls"),
        channel(2, Kind::Chat, "chat", "Live chats"),
        channel(3, Kind::Web, "website", "Website visits"),
    ];
    if random.random_bool(0.5) {
        channels[1] = channel(2, Kind::Phone, "night", "Night calls");
    }
    for one in &mut channels {
        let asks = random.random_bool(0.5);
        one.collected.retain(|c| c.field != Field::Visitors);
        one.collected.retain(|c| asks || c.field != Field::DoesNotApply);
    }
    let mut ledger = Ledger::new(service(channels.clone()));
    for one in &channels {
        // A quarter of nothing, of a handful, of a dozen, of hundreds.
        let means = [0.0, 0.15, 0.3, 0.6, 0.6, 0.8, 1.2, 4.0, 30.0];
        let means: Vec<f64> = (0..5).map(|_| means[random.random_range(0..means.len())]).collect();
        for week in quarters()[1].last(9).flat_map(|quarter| quarter.weeks()) {
            fill(&mut ledger, one, week, &means, random);
        }
    }
    ledger
}

fn fill(ledger: &mut Ledger, one: &Channel, week: Week, means: &[f64], random: &mut Pcg64Mcg) {
    let mut draw = |mean: f64| -> u32 {
        if mean == 0.0 { 0 } else { Poisson::new(mean).unwrap().sample(random) as u32 }
    };
    let parts: Vec<u32> = means.iter().map(|mean| draw(*mean)).collect();
    let asks = one.collects(Field::DoesNotApply, week);
    let outside = if asks { parts[2] } else { 0 };
    let answered = parts[0] + parts[1] + outside + parts[3];
    let missing = random.random_bool(0.01);
    let counts = [
        (Field::Answered, answered),
        (Field::Before, parts[0]),
        (Field::After, parts[1]),
        (Field::DoesNotApply, outside),
        (Field::Missed, parts[4]),
        (Field::Visits, parts[0] * 40 + parts[1]),
    ];
    for (field, count) in counts {
        if one.collects(field, week) && !missing && !random.random_bool(0.004) {
            ledger.set_count((one.id, field, week), count);
        }
    }
}

/// A hidden count: channel, field, quarter, and 1 for what was corrected.
type Hidden = (String, Field, Quarter, usize);

/// What a sum of hidden counts, each times a factor, lies between.
struct Sum {
    terms: Vec<(Hidden, f64)>,
    low: f64,
    high: f64,
}

/// Ranges of hidden counts, and what is known of their sums.
#[derive(Default)]
struct Solver {
    ranges: BTreeMap<Hidden, (f64, f64)>,
    sums: Vec<Sum>,
    /// The channel and quarter in which a count was corrected.
    corrected: Option<(String, Quarter)>,
}

impl Solver {
    fn hidden(&self, slug: &str, field: Field, quarter: Quarter, edition: usize) -> Hidden {
        let corrected = self.corrected.as_ref().is_some_and(|one| *one == (slug.into(), quarter));
        (slug.into(), field, quarter, if corrected { edition } else { 0 })
    }

    fn narrow(&mut self, hidden: &Hidden, (low, high): (f64, f64)) {
        let range = self.ranges.entry(hidden.clone()).or_insert((0.0, f64::INFINITY));
        *range = (range.0.max(low), range.1.min(high));
        assert!(range.0 <= range.1, "the solver contradicts itself at {hidden:?}");
    }

    /// Says that a figure is exactly what it would be of exact counts: only where it is not what it
    /// is of cells, which everybody can compute.
    fn tell(&mut self, terms: Vec<(Hidden, f64)>, low: f64, high: f64) {
        self.sums.push(Sum { terms, low, high });
    }

    fn read(&mut self, page: &Published, edition: usize) {
        for row in &page.rows {
            for one in &row.quarters {
                let Some(cell) = one.count else { continue };
                let hidden = self.hidden(&row.slug, row.field, one.quarter, edition);
                let (low, high) = cell.class();
                self.narrow(&hidden, (low as f64, high as f64));
                // Every day is open here, so a rate says a count.
                let said = one.per_week.unwrap_or(0.0) * f64::from(one.weeks);
                if (said - cell.value() as f64).abs() > 1e-6 {
                    self.narrow(&hidden, (said.round(), said.round()));
                }
            }
            self.read_ratio(row, 1, &row.previous, edition);
            self.read_ratio(row, 4, &row.year_ago, edition);
        }
        self.read_figures(page, edition);
        for now in 0..8 {
            self.read_parts(page, now, edition);
        }
    }

    fn read_ratio(
        &mut self,
        row: &PublishedRow,
        back: usize,
        change: &PublishedChange,
        edition: usize,
    ) {
        let (now, earlier) = (&row.quarters[7], &row.quarters[7 - back]);
        let (Some(ratio), Some(x2), Some(x1)) = (change.ratio, now.count, earlier.count) else {
            return;
        };
        let weeks = f64::from(earlier.weeks) / f64::from(now.weeks);
        if (ratio - x2.value() as f64 / x1.value() as f64 * weeks).abs() > 1e-9 {
            let of = |one: &PublishedCount| self.hidden(&row.slug, row.field, one.quarter, edition);
            let terms = vec![(of(now), weeks), (of(earlier), -ratio)];
            self.tell(terms, -1e-6, 1e-6);
        }
    }

    /// The number and the bars of a main line.
    fn read_figures(&mut self, page: &Published, edition: usize) {
        for figure in &page.figures {
            let of = |row: &&PublishedRow| {
                figure.of.contains(&format!("{}.{}", row.slug, row.field.word()))
            };
            let rows: Vec<&PublishedRow> = page.rows.iter().filter(of).collect();
            for now in 0..8 {
                let bar = &figure.bars[now];
                let cells: Vec<u64> = rows
                    .iter()
                    .filter_map(|row| row.quarters[now].count)
                    .map(Cell::value)
                    .collect();
                let sum: u64 = cells.iter().sum();
                let mut said: Vec<f64> = Vec::new();
                said.extend(bar.value.map(|value| value * f64::from(bar.weeks.0)));
                if now == 7 {
                    said.extend(figure.number.replace(',', "").parse::<f64>().ok());
                }
                for said in said
                    .into_iter()
                    .filter(|said| !rows.is_empty() && (said - sum as f64).abs() > 1e-6)
                {
                    let terms = rows.iter().map(|row| {
                        (self.hidden(&row.slug, row.field, page.quarter_at(now), edition), 1.0)
                    });
                    let terms = terms.collect();
                    self.tell(terms, said.round(), said.round());
                }
            }
        }
    }

    /// Before, after and not recorded are parts of answered.
    fn read_parts(&mut self, page: &Published, now: usize, edition: usize) {
        let Some(share) = &page.share else { return };
        let one = &share.quarters[now];
        let quarter = one.quarter;
        let count = |slug: &str, field: Field| {
            let row = page.rows.iter().find(|row| row.slug == slug && row.field == field)?;
            row.quarters[now].count.zip(Some(&row.quarters[now]))
        };
        let slugs: Vec<&str> = page
            .rows
            .iter()
            .filter(|row| row.field == Field::Before)
            .map(|row| &*row.slug)
            .collect();
        let (mut sum, mut left_over, mut all) = ([0, 0], 0, Vec::new());
        for slug in &slugs {
            let three =
                [Field::Answered, Field::Before, Field::After].map(|field| count(slug, field));
            let [Some((answered, weeks)), Some((before, own)), Some((after, _))] = three else {
                return;
            };
            sum[0] += before.value();
            sum[1] += after.value();
            // Fully entered, so that all stand for the same weeks.
            if own.weeks < own.weeks_expected || weeks.weeks < weeks.weeks_expected {
                return;
            }
            left_over += answered.value().saturating_sub(before.value() + after.value());
            let of = |field| self.hidden(slug, field, quarter, edition);
            let terms = vec![
                (of(Field::Answered), 1.0),
                (of(Field::Before), -1.0),
                (of(Field::After), -1.0),
            ];
            all.extend(terms.clone());
            self.tell(terms, 0.0, f64::INFINITY);
        }
        let base = sum[0] + sum[1];
        let known = one.share.is_none_or(|p| (p - sum[0] as f64 / base as f64).abs() < 1e-9);
        if !known || sum != [one.before, one.after] {
            let of = |field| {
                slugs.iter().map(|slug| (self.hidden(slug, field, quarter, edition), 1.0)).collect()
            };
            let (before, after): (Vec<_>, Vec<_>) = (of(Field::Before), of(Field::After));
            self.tell(before, one.before as f64, one.before as f64);
            self.tell(after, one.after as f64, one.after as f64);
        }
        // 'Not recorded' is what is left of answered, less 'does not apply'. Of one channel: where it
        // is what is left over, it says no more than that; else it is a cell of its own.
        let low = match one.not_recorded {
            said if said == left_over => 0,
            0 => 0,
            STEP => 1,
            said => said.saturating_sub(STEP / 2 * slugs.len() as u64 * 2),
        };
        self.tell(all, low as f64, f64::INFINITY);
    }

    /// Narrows until nothing moves.
    fn solve(&mut self) {
        let mut moved = true;
        while std::mem::take(&mut moved) {
            for sum in &self.sums {
                for (i, (hidden, factor)) in sum.terms.iter().enumerate() {
                    let (mut least, mut most) = (0.0, 0.0);
                    for (j, (other, factor)) in sum.terms.iter().enumerate() {
                        let range = self.ranges[other];
                        let ends = [range.0 * factor, range.1 * factor];
                        if i != j {
                            least += ends[0].min(ends[1]);
                            most += ends[0].max(ends[1]);
                        }
                    }
                    let ends = [(sum.low - most) / factor, (sum.high - least) / factor];
                    let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
                    let range = self.ranges.get_mut(hidden).unwrap();
                    let new =
                        (range.0.max((low - 1e-6).ceil()), range.1.min((high + 1e-6).floor()));
                    assert!(new.0 <= new.1, "{hidden:?} {range:?} {new:?}");
                    moved |= new != *range;
                    *range = new;
                }
            }
        }
    }

    /// Counts that are no longer hidden.
    fn pinned(&self) -> Vec<(&Hidden, f64)> {
        let pinned = self.ranges.iter().filter(|(_, range)| range.0 == range.1 && range.0 > 0.0);
        pinned.map(|(hidden, range)| (hidden, range.0)).collect()
    }
}

impl Published {
    fn quarter_at(&self, now: usize) -> Quarter {
        self.rows[0].quarters[now].quarter
    }
}

/// Corrects one count of the quarters that are published.
fn correct(ledger: &mut Ledger, random: &mut Pcg64Mcg) -> (String, Quarter) {
    let first = quarters()[1].last(8).next().unwrap().first_week();
    let found: Vec<_> = ledger.counts().filter(|((_, _, week), _)| *week >= first).collect();
    let ((channel, mut field, week), _) = found[random.random_range(0..found.len())];
    if matches!(field, Field::Before | Field::After | Field::DoesNotApply) {
        field = Field::Answered;
    }
    let count = ledger.count((channel, field, week)).unwrap_or(0);
    ledger.set_count((channel, field, week), count + random.random_range(1..4));
    (ledger.service.channel(channel).unwrap().slug.clone(), Quarter::of(week))
}

fn solve(editions: &[[Published; 2]], corrected: Option<(String, Quarter)>) -> Solver {
    let mut solver = Solver { corrected, ..Solver::default() };
    for (edition, pages) in editions.iter().enumerate() {
        for page in pages {
            solver.read(page, edition);
        }
    }
    solver.solve();
    solver
}

#[test]
fn no_count_can_be_pinned() {
    let (mut hidden, mut small) = (0, 0);
    for seed in 0..CUBES {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut ledger = cube(&mut random);
        let first = publish(&ledger);
        let corrected = correct(&mut ledger, &mut random);
        let solver = solve(&[first, publish(&ledger)], Some(corrected));
        assert_eq!(solver.pinned(), [], "cube {seed}");
        hidden += solver.ranges.values().filter(|range| range.1 > 0.0).count();
        small += solver.ranges.values().filter(|range| range.0 > 0.0 && range.1 <= 7.0).count();
    }
    assert!(hidden > 2_000 && small > 300, "too little to hide: {hidden} and {small}");
}

/// Rounded one by one, these four would tell each other.
#[test]
fn parts_that_must_add_up_are_not_pinned() {
    for asks in [false, true] {
        let check = |before: u32, after: u32, not_recorded: u32| {
            let mut one = channel(1, Kind::Phone, "calls", "Calls");
            one.collected.retain(|c| c.field != Field::Missed);
            one.collected.retain(|c| asks || c.field != Field::DoesNotApply);
            let mut ledger = Ledger::new(service(vec![one]));
            for (i, week) in quarters()[1].last(8).flat_map(|q| q.weeks()).enumerate() {
                let once = |count: u32| if i % 13 == 0 { count } else { 0 };
                let answered = before + after + not_recorded;
                ledger.set_count((1, Field::Answered, week), once(answered));
                ledger.set_count((1, Field::Before, week), once(before));
                ledger.set_count((1, Field::After, week), once(after));
                if asks {
                    ledger.set_count((1, Field::DoesNotApply, week), 0);
                }
            }
            let solver = solve(&[publish(&ledger)], None);
            assert_eq!(solver.pinned(), [], "{before} {after} {not_recorded}");
        };
        for before in 0..14 {
            for after in [0, 1, 7, 8, 12, 13] {
                for not_recorded in [0, 1, 7, 8] {
                    check(before, after, not_recorded);
                }
            }
        }
    }
}

/// Changes of one week that keep it possible.
const MOVES: [&[(Field, i64)]; 6] = [
    &[],
    &[(Field::Answered, 1)],
    &[(Field::After, -1)],
    &[(Field::Before, -1)],
    &[(Field::Answered, 1), (Field::After, 1)],
    &[(Field::Answered, 1), (Field::Before, 1)],
];

/// Another ledger with another number in the place of the field's quarter, if the changes are
/// possible: the field by `step`, others along with it.
fn twin(
    ledger: &Ledger,
    (channel, field, week): (i32, Field, Week),
    step: i64,
    along: &[(Field, i64)],
) -> Option<Ledger> {
    let mut found = ledger.clone();
    for (field, times) in [(field, 1)].iter().chain(along) {
        let count = i64::from(ledger.count((channel, *field, week))?) + step * times;
        found.set_count((channel, *field, week), u32::try_from(count).ok()?);
    }
    let count = |field| found.count((channel, field, week)).unwrap_or(0);
    let parts = count(Field::Before) + count(Field::After) + count(Field::DoesNotApply);
    (field.is_of_web() || parts <= count(Field::Answered)).then_some(found)
}

impl Field {
    fn is_of_web(self) -> bool {
        matches!(self, Self::Visits | Self::Visitors)
    }
}

#[test]
fn every_count_has_a_twin() {
    let mut tried = 0;
    for seed in 0..CUBES {
        let mut random = Pcg64Mcg::seed_from_u64(1_000 + seed);
        let ledger = cube(&mut random);
        let published = texts(&ledger);
        let page: Published = serde_json::from_str(&published[1]).unwrap();
        let hidden: Vec<(i32, Field, Quarter)> = page
            .rows
            .iter()
            .flat_map(|row| {
                let channel = ledger.service.channel_named(&row.slug).unwrap().id;
                let cells = row.quarters.iter();
                cells
                    .filter(|one| one.count.is_some_and(|cell| cell.value() > 0))
                    .map(move |one| (channel, row.field, one.quarter))
            })
            .collect();
        for _ in 0..TWINS.min(hidden.len()) {
            let (channel, field, quarter) = hidden[random.random_range(0..hidden.len())];
            let mut weeks: Vec<Week> = quarter.weeks().collect();
            weeks.rotate_left(random.random_range(0..12));
            let tries = weeks.into_iter().flat_map(|week| {
                [1, -1].into_iter().flat_map(move |step| MOVES.map(|along| (week, step, along)))
            });
            let is_twin = |(week, step, along): (Week, i64, &[(Field, i64)])| {
                let along_with_itself = along.iter().any(|(other, _)| *other == field);
                !along_with_itself
                    && twin(&ledger, (channel, field, week), step, along)
                        .is_some_and(|other| texts(&other) == published)
            };
            assert!(tries.into_iter().any(is_twin), "cube {seed}: {channel} {field:?} {quarter:?}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}
