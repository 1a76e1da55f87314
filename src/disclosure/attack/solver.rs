//! The solver: ranges of hidden counts, narrowed by everything that was published.
//!
//! Reads nothing but `Published`. What anybody can compute from cells tells it nothing; any figure that
//! is something else is taken for what it would be of exact counts.

use std::collections::BTreeMap;

use super::{Cell, Field, Published, PublishedChange, PublishedCount, PublishedRow, Quarter, STEP};

/// A hidden count: channel, field, quarter, and 1 for what was corrected.
pub(super) type Hidden = (String, Field, Quarter, usize);

/// What a sum of hidden counts, each times a factor, lies between.
struct Sum {
    terms: Vec<(Hidden, f64)>,
    low: f64,
    high: f64,
}

/// Ranges of hidden counts, and what is known of their sums.
#[derive(Default)]
pub(super) struct Solver {
    pub ranges: BTreeMap<Hidden, (f64, f64)>,
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
    pub fn pinned(&self) -> Vec<(&Hidden, f64)> {
        let pinned = self.ranges.iter().filter(|(_, range)| range.0 == range.1 && range.0 > 0.0);
        pinned.map(|(hidden, range)| (hidden, range.0)).collect()
    }
}

impl Published {
    fn quarter_at(&self, now: usize) -> Quarter {
        self.rows[0].quarters[now].quarter
    }
}

/// Reads every edition and narrows. Of what was corrected each edition has its own count.
pub(super) fn solve(editions: &[[Published; 2]], corrected: Option<(String, Quarter)>) -> Solver {
    let mut solver = Solver { corrected, ..Solver::default() };
    for (edition, pages) in editions.iter().enumerate() {
        for page in pages {
            solver.read(page, edition);
        }
    }
    solver.solve();
    solver
}
