//! Removes what is of no more use, once an hour: ended sessions, old tries and receipts, drafts that
//! nobody touched for as long as the settings say.
//!
//! Refuses to touch a count, a setting or the history. Two servers on one database may both do it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::backend::House;

/// How often.
const INTERVAL: Duration = Duration::from_hours(1);

/// Tidies up until the server stops, for the first time an hour after it started.
pub async fn run(house: Arc<House>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
        if let Err(why) = house.store.tidy(house.clock.now().naive_utc()).await {
            tracing::warn!(?why, "old sessions and drafts could not be removed");
        }
    }
}
