//! `beforehand serve`.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::Args;
use tokio::net::TcpListener;

use super::config::Given;
use super::{Failure, out};
use crate::backend::{House, Metrics, Site};
use crate::config::Config;
use crate::demo::is_demo;
use crate::store::{Make, Store};
use crate::{log, setup};

/// Serve the pages. A missing database is made.
#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand serve --data demo
  beforehand serve --config /etc/beforehand.toml

Every setting but --today can stand in the settings file, in the environment (BEFOREHAND_LISTEN) or in
arguments; the later is the stronger. `beforehand config show` says what holds. Other people on the
machine can read a password in arguments, not in the environment or in a file that is yours alone.

Prints `listening on http://…` when it is ready; ends on Ctrl+C or SIGTERM, when what was asked is
answered. Behind a proxy that speaks https, give the address people type with --base-url.")]
pub struct Serve {
    #[command(flatten)]
    given: Given,
    /// Work as if today were this date, for rehearsals.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let config = self.given.read()?;
        let listen = config.listen().map_err(Failure::usage)?;
        let site = site(&config)?;
        log::start(config.logging().map_err(Failure::usage)?);
        let address = config.address().map_err(Failure::usage)?;
        let store = Store::open(&address, Make::IfMissing).await?;
        let demo = is_demo(&store).await?;
        let listener = TcpListener::bind(listen).await.map_err(|problem| {
            Failure::failed(format!(
                "{listen} cannot be listened at: {problem}. Choose another with --listen."
            ))
        })?;
        let at = listener.local_addr().map_err(Failure::failed)?;
        tracing::info!(database = %address, "opened");
        // The demo's accounts are its own: nobody else gets in.
        let provider = site.provider.filter(|_| !demo);
        let site = Site { demo, provider, ..site };
        let clock = super::clock(self.today);
        if let Some(code) = setup::new_code(&store, clock.now().naive_utc()).await? {
            let base = site.base_url.clone().unwrap_or_else(|| format!("http://{at}"));
            out::note(format_args!(
                "beforehand: nobody has an account yet. Set up at {base}/set-up, within an hour, with this code: {code}"
            ));
        }
        out::line(format_args!("listening on http://{at}"))?;
        let house = Arc::new(House::new(store.clone(), clock, site));
        if house.assets.is_empty() {
            out::note(
                "beforehand: built without client: pages have no style, charts and scripts. Run cargo xtask build.",
            );
        }
        let ended = crate::serve(listener, house).await;
        store.close().await;
        ended.map_err(|problem| Failure::failed(format!("Serving ended: {problem}.")))
    }
}

/// The site as the settings have it.
fn site(config: &Config) -> Result<Site, Failure> {
    let (on, token) = config.metrics().map_err(Failure::usage)?;
    Ok(Site {
        base_url: config.base_url().map_err(Failure::usage)?,
        https: config.https().map_err(Failure::usage)?,
        demo: false,
        mail: config.mail().map_err(Failure::usage)?,
        backups: config.backups().map_err(Failure::usage)?,
        trusted_proxies: config.trusted_proxies().map_err(Failure::usage)?,
        metrics: Metrics { off: !on, token },
        provider: config.provider().map_err(Failure::usage)?,
    })
}
