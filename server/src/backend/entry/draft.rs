//! Drafts as their person finds them again, and the look at what others have changed.
//!
//! Refuses to write over a draft the page has not seen, unless it says nothing that does not stand.

use app::entry::{
    Changed, Closed, DraftSeen, DraftWeek, Keeping, Look, SeenClosed, SeenFigure, SeenWeek,
    TypedWeek, WeekPage, closed, read_drafts, read_weeks,
};
use app::error::Error;
use beforehand::entry::name;
use beforehand::week::{Week, long_date};
use chrono::NaiveDateTime;

use super::{Seen, local, refused};
use crate::backend::Access;
use crate::store::{Draft, DraftSave, DraftsSaved, SaveDrafts};

impl Access {
    pub(super) async fn keep_drafts(&self, drafts: Vec<DraftWeek>) -> Result<Keeping, Error> {
        let weeks = read_drafts(&drafts).map_err(|problem| Error::Invalid(vec![problem]))?;
        let each = weeks.into_iter().zip(drafts);
        let mut drafts: Vec<_> = each
            .map(|(week, DraftWeek { version, turn, typed, .. })| DraftSave {
                week,
                version,
                expected: turn,
                typed,
            })
            .collect();
        let mut saved = self.save_drafts(&drafts).await?;
        if let DraftsSaved::Differ(differ) = &saved
            && let Some(idle) = self.idle(differ).await?
        {
            // Its reader was not shown it and cannot build on it; there is nothing in it to lose.
            for (week, turn) in idle {
                let same = drafts.iter_mut().filter(|save| save.week == week);
                same.for_each(|save| save.expected = turn);
            }
            saved = self.save_drafts(&drafts).await?;
        }
        Ok(match saved {
            DraftsSaved::All(turns) => {
                Keeping::Kept { at: self.said(self.now.naive_utc())?, turns }
            }
            DraftsSaved::Differ(differ) => {
                let at = differ.iter().filter_map(|(_, draft)| draft.as_ref()).map(|one| one.at);
                let at = self.said(at.max().unwrap_or(self.now.naive_utc()))?;
                let drafts = differ.into_iter().map(|(week, draft)| shown(week, draft)).collect();
                Keeping::Elsewhere { drafts, at }
            }
        })
    }

    async fn save_drafts(&self, drafts: &[DraftSave]) -> Result<DraftsSaved, Error> {
        let order = SaveDrafts {
            person: self.person.id.clone(),
            service: self.place()?.service,
            drafts: drafts.to_vec(),
            now: self.now.naive_utc(),
        };
        self.house.store.save_drafts(order).await.map_err(refused)
    }

    /// The turns of drafts when all of them say only what stands; none when one says more, or is
    /// gone.
    async fn idle(
        &self,
        differ: &[(Week, Option<Draft>)],
    ) -> Result<Option<Vec<(Week, i64)>>, Error> {
        let mut idle = Vec::new();
        for (week, draft) in differ {
            let Some(draft) = draft else { return Ok(None) };
            let service = self.place()?.service;
            let found =
                self.house.store.find_weeks(service, Some(*week..=*week), *week..=*week).await?;
            let (ledger, stamps) = found.ok_or(Error::NotFound)?;
            let version = stamps.first().map_or(0, |stamp| stamp.version);
            let turn = draft.turn;
            if shown(*week, Some(draft.clone())).differs(&ledger, *week, version) {
                return Ok(None);
            }
            idle.push((*week, turn));
        }
        Ok(Some(idle))
    }

    pub(super) async fn look_at(
        &self,
        since: i64,
        weeks: Vec<(String, i32)>,
    ) -> Result<Look, Error> {
        let place = self.place()?;
        let named = read_weeks(weeks.iter().map(|(week, _)| week.as_str()));
        let named = named.map_err(|problem| Error::Invalid(vec![problem]))?;
        let mut look = Look { data_version: place.data_version, weeks: Vec::new() };
        let (Some(first), Some(last)) = (named.iter().min(), named.iter().max()) else {
            return Ok(look);
        };
        if since == place.data_version {
            return Ok(look);
        }
        let stamps = self.house.store.list_weeks(place.service, *first, *last).await?;
        for (week, (_, version)) in named.iter().zip(&weeks) {
            let stamp = stamps.iter().find(|stamp| stamp.week == *week);
            if stamp.map_or(0, |stamp| stamp.version) != *version {
                look.weeks.push(self.look_at_week(*week).await?);
            }
        }
        Ok(look)
    }

    async fn look_at_week(&self, week: Week) -> Result<SeenWeek, Error> {
        let found = self
            .house
            .store
            .find_weeks(self.place()?.service, Some(week..=week), week..=week)
            .await?;
        let (ledger, stamps) = found.ok_or(Error::NotFound)?;
        let changes = self.changes(&ledger, week).await?;
        let now = local(&ledger.service.time_zone, self.now.naive_utc());
        let (mut figures, mut shut) = (Vec::new(), Vec::new());
        for channel in ledger.service.channels.iter().filter(|channel| channel.runs(week)) {
            let stands = closed(&ledger, channel, week);
            if stands != Closed::No {
                let of_it = |one: &&Changed| one.channel == channel.id && one.what == "closed";
                let last = changes.iter().map(|(_, change)| change).rfind(of_it);
                shut.push(SeenClosed {
                    slug: channel.slug.clone(),
                    was: stands.word().to_owned(),
                    by: last.map_or_else(|| "Somebody".to_owned(), |change| change.by.clone()),
                });
            }
            for field in channel.kind.fields() {
                let of_it = |one: &&Changed| one.channel == channel.id && one.what == field.word();
                let last = changes.iter().map(|(_, change)| change).rfind(of_it);
                figures.push(SeenFigure {
                    name: name(channel, *field),
                    count: ledger.count((channel.id, *field, week)),
                    by: last.map_or_else(String::new, |change| change.by.clone()),
                    at: last.map_or_else(String::new, |change| when(change.at, now)),
                });
            }
        }
        let version = stamps.first().map_or(0, |stamp| stamp.version);
        Ok(SeenWeek { week: week.to_string(), version, figures, closed: shut })
    }

    /// The page of a week as its reader left it: with their draft in the form, beside what somebody
    /// else has changed since.
    pub(super) async fn with_draft(&self, seen: &Seen, week: Week) -> Result<WeekPage, Error> {
        let version = seen.version(week);
        // A locked week shows what stands. A draft of it waits until its quarter is opened again.
        let open = seen.ledger.service.lock(week).is_none();
        let draft = self.find_draft(week).await?.filter(|_| open);
        let Some((draft, own)) = draft.filter(|(own, _)| own.differs(&seen.ledger, week, version))
        else {
            return self.compose(seen, week, None).await;
        };
        let mut page = if draft.version < version {
            let typed = draft.as_typed(draft.version);
            let mut page = self.merge(week, &typed, None).await?;
            // Nothing of the reader's own was changed: there is nothing to ask.
            page.clash = page.clash.filter(|clash| !clash.rows.is_empty());
            page
        } else {
            self.compose(seen, week, Some(&draft.as_typed(version))).await?
        };
        page.draft = Some(own);
        Ok(page)
    }

    /// The reader's draft when it says nothing that is not in the form they sent: the form goes on
    /// from it.
    pub(super) async fn draft_in(
        &self,
        week: Week,
        form: &TypedWeek,
    ) -> Result<Option<DraftSeen>, Error> {
        let draft = self.find_draft(week).await?;
        Ok(draft.filter(|(draft, _)| draft.is_in(form)).map(|(_, seen)| seen))
    }

    async fn find_draft(&self, week: Week) -> Result<Option<(DraftWeek, DraftSeen)>, Error> {
        let place = self.place()?;
        let found = self.house.store.find_draft(place.service, &self.person.id, week).await?;
        Ok(found.map(|draft| {
            let seen = DraftSeen { at: local(&place.time_zone, draft.at), turn: draft.turn };
            (shown(week, Some(draft)), seen)
        }))
    }

    /// A time as the page says it.
    fn said(&self, at: NaiveDateTime) -> Result<String, Error> {
        let zone = &self.place()?.time_zone;
        Ok(when(local(zone, at), local(zone, self.now.naive_utc())))
    }
}

/// What is kept of a week, as the page knows it.
fn shown(week: Week, draft: Option<Draft>) -> DraftWeek {
    let (version, turn, typed) =
        draft.map_or((0, 0, Vec::new()), |draft| (draft.version, draft.turn, draft.typed));
    DraftWeek { week: week.to_string(), version, turn, typed }
}

/// "14:32" today, "14:32 on 6 April 2026" else.
fn when(at: NaiveDateTime, now: NaiveDateTime) -> String {
    let time = at.format("%H:%M");
    if at.date() == now.date() {
        return time.to_string();
    }
    format!("{time} on {}", long_date(at.date()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_said_unless_it_is_today() {
        let check = |at: &str, expected| {
            let now = "2026-04-15T16:05:00".parse().unwrap();
            assert_eq!(when(at.parse().unwrap(), now), expected);
        };
        check("2026-04-15T09:02:59", "09:02");
        check("2026-04-14T23:59:00", "23:59 on 14 April 2026");
        check("2025-04-15T16:05:00", "16:05 on 15 April 2025");
    }
}
