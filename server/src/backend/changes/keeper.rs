//! Remembers up to which row each chain was followed, so that a page need not follow ten years of it: what
//! is new is followed from there, and everything from the first row once an hour.
//!
//! Refuses to keep a reader waiting: after half a second the page tells what was found so far, and the
//! work goes on without it. One chain is not followed by two at a time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::{Store, StoreError, Walk};

/// How long a page waits.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long it holds that everything was followed from the first row.
const HOLDS: TimeDelta = TimeDelta::hours(1);
/// Chains followed in one snapshot of the database.
const AT_ONCE: usize = 20;

/// How far a chain was followed.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The rows that were followed.
    pub walk: Walk,
    /// What is wrong with it.
    pub problems: Vec<String>,
    /// When it was followed from its first row.
    pub whole: DateTime<Utc>,
}

/// What was followed, by chain.
#[derive(Clone, Default)]
pub struct Keeper {
    kept: Arc<Mutex<BTreeMap<i32, Kept>>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Keeper {
    /// Follows these chains to their heads; gives what is known of them, and whether all of them were
    /// followed in time. `again` follows them from the first row.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the database does not answer.
    pub async fn look(
        &self,
        store: &Store,
        chains: &[i32],
        now: DateTime<Utc>,
        again: bool,
    ) -> Result<(BTreeMap<i32, Kept>, bool), StoreError> {
        let (keeper, store, all) = (self.clone(), store.clone(), chains.to_vec());
        let work = tokio::spawn(async move { keeper.follow(&store, &all, now, again).await });
        let done = match tokio::time::timeout(PATIENCE, work).await {
            Err(_) => false,
            Ok(Ok(followed)) => followed.map(|()| true)?,
            Ok(Err(error)) => return Err(StoreError::Internal(error.to_string())),
        };
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = chains.iter().filter_map(|id| Some((*id, kept.get(id)?.clone())));
        Ok((known.collect(), done))
    }

    async fn follow(
        &self,
        store: &Store,
        chains: &[i32],
        now: DateTime<Utc>,
        again: bool,
    ) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        for chains in chains.chunks(AT_ONCE) {
            let begun: Vec<(i32, Kept)> =
                chains.iter().map(|id| (*id, self.begin(*id, now, again))).collect();
            let walks = begun.iter().map(|(id, kept)| (*id, kept.walk.clone())).collect();
            let followed = store.follow(walks).await?;
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            for ((_, begun), (id, walk, problems)) in begun.into_iter().zip(followed) {
                kept.insert(id, Kept { walk, problems, whole: begun.whole });
            }
        }
        Ok(())
    }

    /// Where to go on: from the first row when it is time, or when something was wrong.
    fn begin(&self, chain: i32, now: DateTime<Utc>, again: bool) -> Kept {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |kept: &&Kept| now - kept.whole < HOLDS && kept.problems.is_empty() && !again;
        let there = kept.get(&chain).filter(fresh).cloned();
        there.unwrap_or_else(|| Kept { whole: now, ..Kept::default() })
    }
}
