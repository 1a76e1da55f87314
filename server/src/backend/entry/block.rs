//! Several weeks at once: each composed and judged as on its own page, all saved in one order.

use app::ServiceLink;
use app::entry::{
    BlockPage, BlockRefused, BlockSaved, TypedWeek, WeekPage, correction, of_week, prefix, split,
    unanswered, uncorrected,
};
use app::error::Error;
use app::ui::times;
use beforehand::entry::validate;
use beforehand::invalid::Invalid;
use beforehand::week::{Week, long_date};

use super::{Seen, refused, week_row};
use crate::backend::Access;
use crate::session;
use crate::store::{self, Actor, SaveWeeks, Source, WeekSave};

/// Weeks across, at most.
const ACROSS: i32 = 13;

impl Access {
    pub(super) async fn open_block(
        &self,
        last: Week,
        saved: Option<i64>,
    ) -> Result<BlockPage, Error> {
        let (seen, weeks) = self.see_block(last).await?;
        let mut pages = Vec::with_capacity(weeks.len());
        for week in weeks {
            pages.push(self.with_draft(&seen, week).await?);
        }
        // One reason is for all weeks: a draft of each holds it.
        let mut typed = pages.iter().filter_map(|page| page.correction.clone());
        let typed = typed.rfind(|text| !text.is_empty()).unwrap_or_default();
        let mut page = self.block_page(pages, session::random_hex::<16>(), typed)?;
        page.problems = clashes(&page.weeks);
        page.left_out = left_out(&seen, last);
        if let Some(seq) = saved {
            page.saved = self.block_saved(&seen, &page.weeks, seq).await?;
        }
        Ok(page)
    }

    pub(super) async fn send_block(
        &self,
        last: Week,
        pairs: Vec<(String, String)>,
    ) -> Result<i64, BlockRefused> {
        let (seen, weeks) = self.see_block(last).await?;
        match self.try_block((&seen, &weeks), last, &pairs).await {
            Err(BlockRefused::Again { mut page, status }) => {
                page.left_out = left_out(&seen, last);
                Err(BlockRefused::Again { page, status })
            }
            sent => sent,
        }
    }

    async fn try_block(
        &self,
        (seen, weeks): (&Seen, &[Week]),
        last: Week,
        pairs: &[(String, String)],
    ) -> Result<i64, BlockRefused> {
        let forms = split(pairs, weeks);
        let (mut saves, mut problems) = (Vec::new(), Vec::new());
        for (week, typed) in weeks.iter().zip(&forms) {
            let reading = typed.read(&seen.ledger.service, *week);
            let mut found = reading.problems;
            if let Err(more) = validate(&seen.ledger, &reading.change, self.today) {
                found.extend(more);
            }
            found.extend(unanswered(&seen.ledger, &reading.change));
            if seen.version(*week) == typed.version() {
                found.extend(uncorrected(&seen.ledger, &reading.change, typed));
            }
            problems.extend(of_week(*week, found));
            if !reading.change.is_empty() {
                saves.push(WeekSave { change: reading.change, expected: Some(typed.version()) });
            }
        }
        problems.dedup_by(|a, b| a.field == "correction" && b.field == "correction");
        problems.extend(approved_meanwhile(seen, last, pairs));
        let moved = |(week, typed): (&Week, &TypedWeek)| {
            is_named(*week, pairs) && seen.version(*week) != typed.version()
        };
        if !problems.is_empty() && weeks.iter().zip(&forms).any(moved) {
            return Err(self.block_clash(weeks, &forms).await?);
        }
        if !problems.is_empty() {
            return Err(self.block_again(seen, weeks, &forms, problems, 422).await?);
        }
        let first = forms.first();
        let order = SaveWeeks {
            actor: Actor::Person(self.person.id.clone()),
            key: first.and_then(TypedWeek::key),
            service: self.place()?.service,
            weeks: saves,
            source: Source::Page,
            reason: first.and_then(correction),
            rehearsal: false,
            now: self.now.naive_utc(),
            today: self.today,
        };
        match self.house.store.save_weeks(order).await {
            Ok(saved) => Ok(week_row(&saved)),
            Err(store::Refused::Invalid(found)) => {
                Err(self.block_again(seen, weeks, &forms, found, 422).await?)
            }
            Err(store::Refused::Conflict(_)) => Err(self.block_clash(weeks, &forms).await?),
            Err(other) => Err(BlockRefused::Error(refused(other))),
        }
    }

    /// The block as it was typed, with nothing saved and nothing judged.
    pub(super) async fn typed_block(
        &self,
        last: Week,
        pairs: Vec<(String, String)>,
    ) -> Result<BlockPage, Error> {
        let (seen, weeks) = self.see_block(last).await?;
        let page = self.compose_block(&seen, &weeks, &split(&pairs, &weeks)).await?;
        Ok(BlockPage { left_out: left_out(&seen, last), ..page })
    }

    /// The weeks up to `last` in which something ran, that have started and that no approved quarter
    /// locks.
    async fn see_block(&self, last: Week) -> Result<(Seen, Vec<Week>), Error> {
        let seen = self.see_range(last.plus(1 - ACROSS), last).await?;
        let runs = |week: &Week| {
            let channels = seen.ledger.service.channels.iter();
            week.has_started(self.today) && channels.into_iter().any(|c| c.runs(*week))
        };
        let weeks: Vec<_> = last.plus(1 - ACROSS).through(last).filter(runs).collect();
        if weeks.is_empty() {
            return Err(Error::NotFound);
        }
        let service = &seen.ledger.service;
        let open = |week: &&Week| service.lock(**week).is_none();
        let open: Vec<_> = weeks.iter().filter(open).copied().collect();
        match service.locked(weeks[0]).filter(|_| open.is_empty()) {
            Some(why) => Err(Error::Invalid(vec![Invalid::new("", why)])),
            None => Ok((seen, open)),
        }
    }

    fn block_page(
        &self,
        weeks: Vec<WeekPage>,
        key: String,
        typed: String,
    ) -> Result<BlockPage, Error> {
        let place = self.place()?;
        let submitted = weeks.iter().any(|page| page.version > 0);
        Ok(BlockPage {
            service: ServiceLink { slug: place.slug.clone(), name: place.name.clone() },
            key,
            correction: submitted.then_some(typed),
            weeks,
            left_out: Vec::new(),
            problems: Vec::new(),
            saved: None,
        })
    }

    async fn compose_block(
        &self,
        seen: &Seen,
        weeks: &[Week],
        forms: &[TypedWeek],
    ) -> Result<BlockPage, Error> {
        let mut pages = Vec::with_capacity(weeks.len());
        for (week, typed) in weeks.iter().zip(forms) {
            let page = self.compose(seen, *week, Some(typed)).await?;
            pages.push(WeekPage { draft: self.draft_in(*week, typed).await?, ..page });
        }
        let first = forms.first();
        let key = first.and_then(TypedWeek::key).unwrap_or_else(session::random_hex::<16>);
        self.block_page(pages, key, first.and_then(correction).unwrap_or_default())
    }

    async fn block_again(
        &self,
        seen: &Seen,
        weeks: &[Week],
        forms: &[TypedWeek],
        problems: Vec<Invalid>,
        status: u16,
    ) -> Result<BlockRefused, Error> {
        let mut page = self.compose_block(seen, weeks, forms).await?;
        page.problems = problems
            .into_iter()
            .map(|problem| match problem.field.strip_suffix(".note") {
                Some(name) => Invalid::new(format!("{name}.reason.text"), problem.problem),
                None => problem,
            })
            .collect();
        Ok(BlockRefused::Again { page: Box::new(page), status })
    }

    /// The block with somebody else's changes beside the reader's, week by week.
    async fn block_clash(
        &self,
        weeks: &[Week],
        forms: &[TypedWeek],
    ) -> Result<BlockRefused, Error> {
        let mut pages = Vec::with_capacity(weeks.len());
        for (week, typed) in weeks.iter().zip(forms) {
            let page = self.merge(*week, typed, None).await?;
            pages.push(WeekPage { draft: self.draft_in(*week, typed).await?, ..page });
        }
        let first = forms.first();
        let key = session::random_hex::<16>();
        let typed = first.and_then(correction).unwrap_or_default();
        let mut page = self.block_page(pages, key, typed)?;
        page.problems = clashes(&page.weeks);
        Ok(BlockRefused::Again { page: Box::new(page), status: 409 })
    }

    /// What the order whose row stands at `seq` changed in these weeks.
    async fn block_saved(
        &self,
        seen: &Seen,
        pages: &[WeekPage],
        seq: i64,
    ) -> Result<Option<BlockSaved>, Error> {
        let mut all = Vec::new();
        for page in pages {
            for (at, change) in self.changes(&seen.ledger, page.week).await? {
                all.push((at, page.week, change));
            }
        }
        let Some((_, _, own)) = all.iter().find(|(at, ..)| *at == seq) else { return Ok(None) };
        let (at, by) = (own.at, own.by.clone());
        let same: Vec<_> =
            all.iter().filter(|(_, _, change)| change.at == at && change.by == by).collect();
        let mut weeks: Vec<_> = same.iter().map(|(_, week, _)| *week).collect();
        weeks.dedup();
        Ok(Some(BlockSaved { at, by, values: same.len(), weeks: weeks.len() }))
    }
}

/// Which of the weeks up to `last` are left out, and why.
fn left_out(seen: &Seen, last: Week) -> Vec<String> {
    let service = &seen.ledger.service;
    let weeks: Vec<_> = last.plus(1 - ACROSS).through(last).collect();
    let by_lock = weeks.chunk_by(|a, b| service.lock(*a) == service.lock(*b));
    let said = by_lock.filter_map(|weeks| {
        let why = service.locked(weeks[0])?;
        let last = long_date(weeks.last()?.sunday());
        let left = times(weeks.len(), "week up to", "weeks up to");
        Some(format!("Left out: {left} {last}. {why}"))
    });
    said.collect()
}

/// Whether a form has boxes of that week.
fn is_named(week: Week, pairs: &[(String, String)]) -> bool {
    pairs.iter().any(|(name, _)| name.starts_with(&prefix(week)))
}

/// Why weeks that the form names are not in the block any more: said, not dropped.
fn approved_meanwhile(seen: &Seen, last: Week, pairs: &[(String, String)]) -> Option<Invalid> {
    let mut weeks = last.plus(1 - ACROSS).through(last);
    let why =
        weeks.find_map(|week| seen.ledger.service.locked(week).filter(|_| is_named(week, pairs)));
    why.map(|why| Invalid::new("", format!("{why} Nothing was saved.")))
}

/// Somebody else's numbers beside the reader's, as problems of the block.
fn clashes(pages: &[WeekPage]) -> Vec<Invalid> {
    let mut problems = Vec::new();
    for page in pages {
        for row in page.clash.iter().flat_map(|clash| &clash.rows) {
            let sentence = match &row.yours {
                Some(yours) => format!(
                    "{}: {} saved {} meanwhile; {yours} of yours is in the box and would replace it.",
                    row.label, row.by, row.theirs
                ),
                None => format!(
                    "{}: {} saved {} meanwhile, which is now in the box.",
                    row.label, row.by, row.theirs
                ),
            };
            problems.extend(of_week(page.week, vec![Invalid::new(row.name.as_str(), sentence)]));
        }
    }
    problems
}
