//! The log: as text or JSON, on stderr.
//!
//! What is logged of a request is its id, route, method, status and duration: never its address, which
//! may hold a token, nor anything that was typed.

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, Registry};

use crate::config::Logging;

/// Starts the log of this process.
pub fn start(logging: Logging) {
    let written = layer(logging.json, std::io::stderr);
    // In a process that logs already (a test), that goes on.
    let _ = tracing_subscriber::registry().with(written).with(logging.filter).try_init();
}

/// The writer of either form.
pub fn layer<W>(json: bool, to: W) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let plain = tracing_subscriber::fmt::layer().with_writer(to);
    if json {
        // Fields stand at the top, where programs that read logs look for them.
        plain.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
    } else {
        plain.boxed()
    }
}
