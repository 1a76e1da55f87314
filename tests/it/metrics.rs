//! `/metrics`: for this machine, or with the token; numbers on routes, and nothing of anybody.

use server::backend::{Metrics, Site};

use crate::support::{Client, PASSWORD, Reply, Server, Who, put};

/// The value of a line.
fn value(reply: &Reply, name: &str) -> f64 {
    let line = reply.text.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
    line.unwrap_or_else(|| panic!("{name}: {}", reply.text)).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_is_counted_by_route() {
    let server = Server::start().await;
    let nobody = Client::new(server.address);
    let before = nobody.get("/metrics").await;
    assert_eq!(before.status, 200);
    assert!(
        before.headers["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4")
    );
    let staff = server.client(Who::Staff).await;
    assert_eq!(nobody.sign_in(&Who::Staff.email(), "not the password").await.status, 422);
    let week = "/services/north/week/2026-04-06";
    let mut fields = staff.get(week).await.fields(week);
    put(&mut fields, "website.visits", 5050);
    put(&mut fields, "website.visitors", 4000);
    assert_eq!(staff.post(week, &fields).await.status, 303);
    for _ in 0..2 {
        assert_eq!(staff.get("/services/north/quarter/2025-Q4").await.status, 200);
    }
    assert_eq!(nobody.get("/services/north/no-such-page/s3cret").await.status, 404);
    let after = nobody.get("/metrics").await;
    let rise = |name: &str| value(&after, name) - value(&before, name);
    assert_eq!(rise("beforehand_changes_saved_total"), 1.0);
    assert_eq!(rise("beforehand_sign_ins_refused_total"), 1.0);
    assert!(rise("beforehand_page_cache_hits_total") >= 1.0);
    assert!(rise("beforehand_page_cache_misses_total") >= 1.0);
    let post = "route=\"/services/{service}/week/{week}\",method=\"POST\"";
    let counted = format!("beforehand_requests_total{{{post},class=\"3xx\"}}");
    assert_eq!(value(&after, &counted), 1.0);
    let timed = format!("beforehand_request_seconds_bucket{{{post},le=\"+Inf\"}}");
    assert_eq!(value(&after, &timed), 1.0);
    let lost = "beforehand_requests_total{route=\"(none)\",method=\"GET\",class=\"4xx\"}";
    assert_eq!(value(&after, lost), 1.0);
    assert_eq!(value(&after, "beforehand_database_up"), 1.0);
    assert_eq!(value(&after, "beforehand_backups_wanted"), 0.0);
    assert!(after.text.contains("beforehand_database_connections{pool="), "{}", after.text);
    for secret in ["north", "s3cret", PASSWORD, "example.org", "5050", "O'Neil"] {
        assert!(!after.text.contains(secret), "{secret}: {}", after.text);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_reads_it() {
    let token = "0123456789abcdef0123";
    let with = |off, token: Option<&str>| Site {
        metrics: Metrics { off, token: token.map(str::to_owned) },
        ..Site::default()
    };
    for (site, forwarded, sent, expected) in [
        (with(false, None), false, None, 200),
        (with(false, None), true, None, 404),
        (with(false, None), true, Some(token), 404),
        (with(false, Some(token)), true, None, 404),
        (with(false, Some(token)), true, Some("0123456789abcdef0124"), 404),
        (with(false, Some(token)), true, Some(token), 200),
        (with(false, Some(token)), false, None, 200),
        (with(true, Some(token)), false, Some(token), 404),
    ] {
        let server = Server::start_with(site.clone()).await;
        let nobody = Client::new(server.address);
        let mut request = nobody.request("GET", "/metrics");
        if forwarded {
            // What a proxy on this machine passes on is not from this machine.
            request = request.header("x-forwarded-for", "127.0.0.1");
        }
        if let Some(sent) = sent {
            request = request.bearer_auth(sent);
        }
        let reply = nobody.send(request).await;
        assert_eq!(reply.status, expected, "{site:?} {forwarded} {sent:?}");
        assert_eq!(reply.text.contains("beforehand_build_info"), expected == 200);
        server.stop().await;
    }
}
