//! From cells to the published page, by the functions of the quarter's own page.
//!
//! Refuses to see an exact figure: all it is given is what is published.

use super::open::{EARLIER, Open};
use super::{
    Cell, Facts, LEAST_COMPARED, LineFacts, Measure, Published, PublishedChange, PublishedCount,
    PublishedRow, PublishedShare, PublishedShareQuarter, ShareFacts,
};
use crate::change::{
    Change, Comparison, Period, Reason, compare_sums, likely_rate_of_sums, weeks_due,
};
use crate::interval::{Interval, LEVEL, garwood};
use crate::quarter::Quarter;
use crate::share::{
    self, AnswerRate, RawShare, Share, ShareChange, ShareWeek, change_between, share_of_sums,
};
use crate::summary::{Bar, Compared, Shared, View, only, rate_bar, share_bar, tell, unit};
use crate::words;

pub(super) fn publish(Open(facts): &Open) -> Published {
    let service = &facts.service;
    let lines: Vec<Compared> = facts.lines.iter().map(compared).collect();
    let shared = shared(facts);
    let asked = shared.as_ref().filter(|shared| shared.is_asked());
    let (quarter, weeks) = (facts.quarter, facts.weeks);
    let view = View { quarter, stage: facts.stage, lines: &lines, share: asked };
    let told = tell(&view, service, facts.today);
    Published {
        service: service.slug.clone(),
        service_name: service.name.clone(),
        quarter,
        name: quarter.name(service.year_start),
        months: quarter.months(),
        label: quarter.label(service.year_start),
        stage: facts.stage,
        weeks_expected: weeks.1,
        weeks_entered: weeks.0,
        first_week: quarter.first_week(),
        last_week: quarter.last_week(),
        headline: told.headline,
        sentences: told.sentences,
        figures: told.figures,
        caveat: told.caveat,
        answer_rate: answer_rate(facts),
        rows: rows(facts),
        share: asked.map(|shared| published_share(facts, shared)),
    }
}

fn rows(facts: &Facts) -> Vec<PublishedRow> {
    let rows = facts.measures.iter().filter(|measure| measure.has_row).filter_map(|measure| {
        let channel = facts.service.channel(measure.channel)?;
        let subject = channel.subject(measure.field);
        let [previous, year_ago] = changes(measure).map(|found| published_change(&subject, &found));
        Some(PublishedRow {
            slug: channel.slug.clone(),
            field: measure.field,
            label: channel.label(measure.field),
            unit: unit(channel, measure.field),
            quarters: measure.periods.iter().map(count).collect(),
            previous,
            year_ago,
        })
    });
    rows.collect()
}

fn count(period: &Period) -> PublishedCount {
    let cell = (period.weeks > 0).then(|| Cell::of(period.count));
    PublishedCount {
        quarter: period.quarter,
        count: cell,
        shown: cell.map_or_else(|| "–".into(), Cell::words),
        weeks: period.weeks,
        weeks_expected: period.expected,
        per_week: period.per_week,
    }
}

/// On the quarter before and on the same quarter a year before.
fn changes(measure: &Measure) -> [Change; 2] {
    let now = measure.periods.len() - 1;
    [0, 1].map(|i| change(measure, now - EARLIER[i], i))
}

fn change(measure: &Measure, earlier: usize, which: usize) -> Change {
    let (first, second) = (&measure.periods[earlier], &measure.periods[measure.periods.len() - 1]);
    let (dispersion, reason) = &measure.changes[which];
    let least = first.count.min(second.count);
    // 'None in either' is no comparison: both zeros are shown.
    if least < LEAST_COMPARED && first.count.max(second.count) > 0 {
        let reason = reason.clone().or(Some(Reason::FewCounted));
        return Change::new(first.clone(), second.clone(), 0.0, Comparison::default(), reason);
    }
    let found = compare_sums(&first.sums(), &second.sums(), measure.rho, *dispersion, LEVEL);
    Change::new(first.clone(), second.clone(), measure.rho, found, reason.clone())
}

fn published_change(subject: &str, change: &Change) -> PublishedChange {
    let compared = change.dispersion.is_some();
    PublishedChange {
        sentence: words::change_sentence(subject, change),
        short: words::change_short(change),
        range: words::change_range(change),
        ratio: change.ratio,
        interval: change.interval,
        dispersion: change.dispersion,
        similarity: compared.then_some(change.rho),
        verdict: change.verdict,
        reason: change.reason.clone(),
    }
}

fn compared(line: &LineFacts) -> Compared {
    let measure = &line.measure;
    let [previous, year_ago] = changes(measure);
    let bars = measure.periods.iter().zip(&measure.spreads).map(|(period, spread)| {
        let sums = period.sums();
        let daily = if period.count >= LEAST_COMPARED {
            likely_rate_of_sums(&sums, measure.rho, *spread, LEVEL)
        } else {
            let exact = garwood(period.count as f64, LEVEL);
            let a_day = |end: f64| end / sums.days;
            (sums.days > 0.0)
                .then(|| Interval { lower: a_day(exact.lower), upper: a_day(exact.upper) })
        };
        let bar = rate_bar(period, daily, measure.normal_week, false);
        let few = period.weeks > 0 && Cell::of(period.count).words() == words::FEW;
        Bar { label: if few { words::FEW.into() } else { bar.label.clone() }, ..bar }
    });
    Compared {
        bars: bars.collect(),
        number: count(&previous.current).shown,
        name: line.name.clone(),
        previous,
        year_ago,
    }
}

/// The share of a quarter, computed from its cells.
fn share_of(facts: &ShareFacts) -> (Share, RawShare) {
    let total =
        facts.parts.iter().map(|part| part.total).fold(ShareWeek::default(), ShareWeek::plus);
    let raw = share_of_sums(total, facts.dispersion, facts.weeks);
    (Share::new(facts.quarter, total, &raw, facts.entered, facts.expected), raw)
}

/// "40%", "too few", "–".
fn share_number(share: &Share) -> String {
    match share.share {
        Some(p) => words::percent(p),
        None if share.base() == 0 => "–".into(),
        None => "too few".into(),
    }
}

fn shared(facts: &Facts) -> Option<Shared> {
    let now = share_of(facts.shares.last()?);
    let last = facts.shares.len() - 1;
    let breaks = share::breaks(&facts.service);
    let [previous, year_ago] = EARLIER.map(|earlier| {
        let earlier = share_of(&facts.shares[last - earlier]);
        let found = change_between(earlier, &now, &breaks, facts.today);
        // The base is a sum of cells, so nothing is said of 30.
        let reason = found.reason.map(|reason| match reason {
            Reason::SmallBase => Reason::FewCounted,
            reason => reason,
        });
        ShareChange { reason, ..found }
    });
    let due = |quarter: Quarter| weeks_due(quarter, facts.today).max(0) as u32;
    let bars = facts.shares.iter().map(|one| {
        let found = share_of(one).0;
        share_bar(&found, share_number(&found), due(one.quarter), false)
    });
    let now = now.0;
    Some(Shared {
        previous,
        year_ago,
        bars: bars.collect(),
        number: share_number(&now),
        sentence: words::share_sentence_outside(&now),
        only: match now.share {
            Some(_) => only(now.base()),
            None => "Few contacts had a known answer".into(),
        },
        now,
    })
}

fn published_share(facts: &Facts, shared: &Shared) -> PublishedShare {
    let quarters = facts.shares.iter().map(|one| {
        let found = share_of(one).0;
        PublishedShareQuarter {
            quarter: found.quarter,
            before: found.before,
            after: found.after,
            not_recorded: found.not_recorded,
            share: found.share,
            interval: found.interval,
            dispersion: found.share.map(|_| found.dispersion),
            shown: share_number(&found),
            entered: found.entered,
            expected: found.expected,
        }
    });
    PublishedShare {
        quarters: quarters.collect(),
        phrase: words::share_phrase(&shared.now),
        sentence: shared.sentence.clone(),
        previous_sentence: words::share_change_sentence(&shared.now, &shared.previous),
        year_ago_sentence: words::share_change_sentence(&shared.now, &shared.year_ago),
    }
}

/// Over all phone lines whose answered and missed calls stand for the same weeks.
fn answer_rate(facts: &Facts) -> Option<String> {
    let now = facts.shares.len() - 1;
    let found: Vec<(usize, AnswerRate)> = facts
        .offered
        .iter()
        .map(|(answered, missed)| {
            let of = |i: usize| &facts.measures[i].periods[now];
            (
                *answered,
                AnswerRate::new(of(*answered).count, of(*missed).count, of(*answered).weeks),
            )
        })
        .filter(|(_, found)| found.weeks > 0)
        .collect();
    let unit = match found.as_slice() {
        [(only, _)] => {
            let measure = &facts.measures[*only];
            unit(facts.service.channel(measure.channel)?, measure.field)
        }
        _ => "calls".into(),
    };
    let all = found.into_iter().map(|(_, found)| found).reduce(AnswerRate::plus)?;
    let enough = all.answered + all.missed >= LEAST_COMPARED;
    words::answer_sentence(&unit, &all).filter(|_| enough)
}
