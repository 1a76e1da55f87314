//! `beforehand serve`.

use std::net::SocketAddr;

use chrono::NaiveDate;
use clap::Args;

use super::{Failure, Place};
use crate::config::ServeOptions;

/// Serve the pages. A missing database is made.
#[derive(Args)]
#[command(after_help = "\
Example:
  beforehand serve --data /var/lib/beforehand --base-url https://counts.example.org

Prints `listening on http://…` when it is ready; ends on Ctrl+C or SIGTERM.")]
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
    /// Allow plain http on an address that other machines can reach.
    #[arg(long)]
    insecure_http: bool,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let options = ServeOptions {
            listen: self.listen,
            today: self.today,
            base_url: self.base_url,
            insecure_http: self.insecure_http,
        };
        let _ = (self.place.address()?, options);
        Err(Failure::failed("Serving is not built yet."))
    }
}
