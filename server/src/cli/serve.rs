//! `beforehand serve`.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::Args;
use tokio::net::TcpListener;

use super::{Failure, Place, out};
use crate::backend::{House, Site};
use crate::config;
use crate::demo::is_demo;
use crate::setup;
use crate::store::Make;

/// Serve the pages. A missing database is made.
#[derive(Args)]
#[command(after_help = "\
Examples:
  beforehand serve --data demo
  beforehand serve --data /var/lib/beforehand --base-url https://counts.example.org

Reminders and new editions go out by mail when --smtp and --mail-from (or BEFOREHAND_SMTP and BEFOREHAND_MAIL_FROM)
are given; other people on the machine can read a password in arguments, not in the environment.

Prints `listening on http://…` when it is ready; ends on Ctrl+C or SIGTERM. Behind a proxy that
speaks https, give the address people type with --base-url.")]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// The address to listen at; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8040")]
    listen: SocketAddr,
    /// Work as if today were this date, for rehearsals.
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<NaiveDate>,
    /// The address people type, such as `https://counts.example.org`.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The mail server: `smtp://USER:PASSWORD@HOST:587` (STARTTLS) or `smtps://USER:PASSWORD@HOST`.
    #[arg(long, value_name = "URL")]
    smtp: Option<String>,
    /// Whom mail comes from, such as `Beforehand <counts@example.org>`.
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Allow plain http on an address that other machines can reach.
    #[arg(long)]
    insecure_http: bool,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let base_url = self.base_url.map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &base_url
            && !url.starts_with("https://")
            && !url.starts_with("http://")
        {
            return Err(Failure::usage(format!(
                "--base-url is \"{url}\"; it must begin with https:// or http://."
            )));
        }
        let https = base_url.as_ref().is_some_and(|url| url.starts_with("https://"));
        if !https && !self.insecure_http && !self.listen.ip().is_loopback() {
            return Err(Failure::usage(format!(
                "Other machines can reach {}, and plain http would show them passwords. Put a proxy with https in front and give its address with --base-url, or add --insecure-http.",
                self.listen
            )));
        }
        let env = |name: &str| std::env::var(name).ok();
        let mail = config::mail(self.smtp.as_deref(), self.mail_from.as_deref(), env)
            .map_err(Failure::usage)?;
        tracing_subscriber::fmt()
            .with_env_filter(
                tracing_subscriber::EnvFilter::try_from_default_env()
                    .unwrap_or_else(|_| "info,sqlx=warn".into()),
            )
            .with_writer(std::io::stderr)
            .init();
        let address = self.place.address()?;
        let store = self.place.open(Make::IfMissing).await?;
        let demo = is_demo(&store).await?;
        let listener = TcpListener::bind(self.listen).await.map_err(|problem| {
            Failure::failed(format!(
                "{} cannot be listened at: {problem}. Choose another with --listen.",
                self.listen
            ))
        })?;
        let at = listener.local_addr().map_err(Failure::failed)?;
        tracing::info!(database = %address, "opened");
        let site = Site { base_url, https, demo, mail };
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
