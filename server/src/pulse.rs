//! The database's pulse: a request that waits for a database which has fallen silent is told so within
//! five seconds, and not only when its own time is over.
//!
//! Ends no query and no transaction: what was begun goes on when the database comes back.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::backend::House;
use crate::store::Apart;

/// How often it is felt.
const INTERVAL: Duration = Duration::from_secs(1);
/// How long the database may take for an answer to nothing.
const PATIENCE: Duration = Duration::from_secs(2);
/// What a request is given once the database is silent, since not each one needs it.
const GRACE: Duration = Duration::from_millis(1200);

/// Whether the database is silent.
pub struct Pulse(watch::Sender<bool>);

impl Default for Pulse {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Pulse {
    /// Ends when the database has been silent for a while of this request.
    pub async fn lost(&self) {
        let mut silent = self.0.subscribe();
        loop {
            if silent.wait_for(|silent| *silent).await.is_err() {
                // Nobody feels it any more.
                std::future::pending::<()>().await;
            }
            tokio::select! {
                () = sleep(GRACE) => return,
                _ = silent.wait_for(|silent| !*silent) => {}
            }
        }
    }
}

/// Feels it until the server stops.
pub async fn run(house: Arc<House>, mut stopped: watch::Receiver<bool>) {
    if !house.store.is_away_from_here() {
        return;
    }
    let mut apart = Apart::default();
    while !*stopped.borrow() {
        let felt = timeout(PATIENCE, house.store.answers(&mut apart)).await;
        let silent = !matches!(felt, Ok(Ok(())));
        if house.pulse.0.send_replace(silent) != silent {
            if silent {
                tracing::error!("the database is silent");
            } else {
                tracing::info!("the database is back");
            }
        }
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => {}
            () = sleep(INTERVAL) => {}
        }
    }
}
