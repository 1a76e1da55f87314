//! Numbers on how the server does, in Prometheus' text format, for this machine or with a token.
//!
//! Counts routes, never addresses: no figure, name or token of anybody is in them. Refuses everybody
//! else as if there were no such page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::error::Error;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use subtle::ConstantTimeEq as _;

use crate::backend::House;
use crate::client::{Peer, is_local};
use crate::error::Answer;
use crate::store::Store;

/// Upper bounds of the histogram of durations, in seconds.
const BOUNDS: [f64; 9] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// How long the database may take to say how backups went.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is counted while the server runs.
#[derive(Default)]
pub struct Meter {
    requests: Mutex<BTreeMap<(String, &'static str), Tally>>,
    refused_sign_ins: AtomicU64,
}

/// The requests of one route and method.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// By the first digit of the status.
    classes: [u64; 6],
    /// By duration: how many took up to each bound, and longer.
    took: [u64; BOUNDS.len() + 1],
    seconds: f64,
}

impl Meter {
    /// A request was answered.
    pub fn answered(&self, method: &str, route: &str, status: StatusCode, took: Duration) {
        // Only known words: nobody can fill the memory with methods of their own.
        let method = match method {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            _ => "other",
        };
        let seconds = took.as_secs_f64();
        let slot = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = requests.entry((route.to_owned(), method)).or_default();
        tally.classes[usize::from(status.as_u16() / 100).min(5)] += 1;
        tally.took[slot] += 1;
        tally.seconds += seconds;
    }

    /// A sign-in was refused.
    pub fn refused_sign_in(&self) {
        self.refused_sign_ins.fetch_add(1, Ordering::Relaxed);
    }
}

/// `GET /metrics`.
///
/// # Errors
/// Not found, for whoever is on another machine and has no token.
pub async fn show(
    State(house): State<Arc<House>>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Answer {
    let site = &house.site.metrics;
    let peer = peer.map(|Extension(peer)| peer);
    if site.off
        || !(is_local(peer.as_ref(), &headers) || has_token(&headers, site.token.as_deref()))
    {
        return Err(Error::NotFound.into());
    }
    let text = render(&house).await;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

fn has_token(headers: &HeaderMap, token: Option<&str>) -> bool {
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(|value| value.strip_prefix("Bearer "));
    token.zip(sent).is_some_and(|(token, sent)| token.as_bytes().ct_eq(sent.as_bytes()).into())
}

/// The text under way: each metric has its head once.
struct Text(String);

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = if labels.is_empty() {
            writeln!(self.0, "{name} {value}")
        } else {
            writeln!(self.0, "{name}{{{labels}}} {value}")
        };
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, kind, help);
        self.line(name, "", value);
    }
}

async fn render(house: &House) -> String {
    let mut text = Text(String::new());
    let name = "beforehand_build_info";
    text.head(name, "gauge", "The program that runs.");
    let kind = match &house.store {
        Store::Sqlite(_) => "sqlite",
        Store::Postgres(_) => "postgres",
    };
    text.line(name, &format!("version=\"{}\",database=\"{kind}\"", env!("CARGO_PKG_VERSION")), 1);
    requests(&mut text, &house.meter);
    text.one(
        "beforehand_sign_ins_refused_total",
        "counter",
        "Sign-ins that were refused.",
        house.meter.refused_sign_ins.load(Ordering::Relaxed),
    );
    text.one(
        "beforehand_changes_saved_total",
        "counter",
        "Changes that were written, with their history, and acknowledged.",
        house.store.saved(),
    );
    let (hits, made) = house.pages.counts();
    text.one("beforehand_page_cache_hits_total", "counter", "Pages that were kept finished.", hits);
    text.one("beforehand_page_cache_misses_total", "counter", "Pages that had to be made.", made);
    let name = "beforehand_database_connections";
    text.head(name, "gauge", "Connections to the database, by what they do.");
    for (pool, open, idle) in house.store.connections() {
        text.line(name, &format!("pool=\"{pool}\",state=\"used\""), open.saturating_sub(idle));
        text.line(name, &format!("pool=\"{pool}\",state=\"idle\""), idle);
    }
    backups(&mut text, house).await;
    text.0
}

fn requests(text: &mut Text, meter: &Meter) {
    let tallies = meter.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let name = "beforehand_requests_total";
    text.head(name, "counter", "Requests answered, by route and class of status.");
    for ((route, method), tally) in &tallies {
        for (class, count) in tally.classes.iter().enumerate().filter(|(_, count)| **count > 0) {
            let labels = format!("route=\"{route}\",method=\"{method}\",class=\"{class}xx\"");
            text.line(name, &labels, count);
        }
    }
    let name = "beforehand_request_seconds";
    text.head(name, "histogram", "How long requests took, by route.");
    for ((route, method), tally) in &tallies {
        let labels = format!("route=\"{route}\",method=\"{method}\"");
        let mut sum = 0;
        for (n, count) in tally.took.iter().enumerate() {
            sum += count;
            let bound = BOUNDS.get(n).map_or("+Inf".to_owned(), ToString::to_string);
            text.line(&format!("{name}_bucket"), &format!("{labels},le=\"{bound}\""), sum);
        }
        text.line(&format!("{name}_sum"), &labels, tally.seconds);
        text.line(&format!("{name}_count"), &labels, sum);
    }
}

/// Without an answer of the database there is none here either: the scrape itself shall not fail.
async fn backups(text: &mut Text, house: &House) {
    let now = house.clock.now().naive_utc();
    text.one(
        "beforehand_backups_wanted",
        "gauge",
        "Whether this server makes backups by the clock.",
        u8::from(house.site.backups.is_some()),
    );
    let found = tokio::time::timeout(PATIENCE, house.store.find_backups(now)).await;
    let found = found.map_err(drop).and_then(|found| found.map_err(drop));
    text.one(
        "beforehand_database_up",
        "gauge",
        "Whether the database answers.",
        u8::from(found.is_ok()),
    );
    let Ok(Some(health)) = found else { return };
    let name = "beforehand_backup_last_ok";
    let fine = u8::from(health.failed.is_none());
    text.one(name, "gauge", "Whether the last backup by the clock went well.", fine);
    if let Some(made) = health.made {
        let name = "beforehand_backup_age_seconds";
        let age = (now - made).num_seconds();
        text.one(name, "gauge", "Since when the last good backup by the clock is there.", age);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_token_is_compared_whole() {
        let check = |sent: &'static str, token: Option<&str>, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(sent));
            assert_eq!(has_token(&headers, token), expected, "{sent}");
        };
        let token = Some("0123456789abcdef");
        check("Bearer 0123456789abcdef", token, true);
        check("Bearer 0123456789abcde", token, false);
        check("Bearer ", token, false);
        check("Basic 0123456789abcdef", token, false);
        check("Bearer 0123456789abcdef", None, false);
        assert!(!has_token(&HeaderMap::new(), token));
    }

    #[test]
    fn requests_are_counted_by_route_class_and_duration() {
        let meter = Meter::default();
        for (method, status, millis) in
            [("GET", 200, 3), ("GET", 200, 30), ("GET", 503, 9000), ("BREW", 405, 1)]
        {
            let status = StatusCode::from_u16(status).unwrap();
            meter.answered(method, "/{service}", status, Duration::from_millis(millis));
        }
        let mut text = Text(String::new());
        requests(&mut text, &meter);
        for line in [
            "beforehand_requests_total{route=\"/{service}\",method=\"GET\",class=\"2xx\"} 2",
            "beforehand_requests_total{route=\"/{service}\",method=\"GET\",class=\"5xx\"} 1",
            "beforehand_requests_total{route=\"/{service}\",method=\"other\",class=\"4xx\"} 1",
            "beforehand_request_seconds_bucket{route=\"/{service}\",method=\"GET\",le=\"0.005\"} 1",
            "beforehand_request_seconds_bucket{route=\"/{service}\",method=\"GET\",le=\"0.05\"} 2",
            "beforehand_request_seconds_bucket{route=\"/{service}\",method=\"GET\",le=\"5\"} 2",
            "beforehand_request_seconds_bucket{route=\"/{service}\",method=\"GET\",le=\"+Inf\"} 3",
            "beforehand_request_seconds_count{route=\"/{service}\",method=\"GET\"} 3",
            "beforehand_request_seconds_sum{route=\"/{service}\",method=\"GET\"} 9.033",
        ] {
            assert!(text.0.lines().any(|own| own == line), "{line}\n{}", text.0);
        }
        assert_eq!(text.0.matches("# TYPE").count(), 2);
    }
}
