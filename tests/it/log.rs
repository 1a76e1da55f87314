//! What the log holds: one line a request with id, route, status and duration; and no password, cookie,
//! token or typed word, at the most talkative level.

use serde_json::Value;

use crate::pair::Folder;
use crate::program::Serving;
use crate::support::{Database, PASSWORD, Who, put, seed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_logged() {
    let database = Database::new();
    let store = database.open().await;
    seed(&store).await;
    store.close().await;
    let folder = Folder::new("log");
    for format in ["json", "text"] {
        let log = folder.0.join(format);
        let arguments = [
            "--today",
            "2026-04-15",
            "--log-format",
            format,
            "--log-level",
            "trace",
            "--smtp",
            "smtp://sam:smtp-s3cret@localhost:9",
            "--mail-from",
            "counts@example.org",
            "--metrics-token",
            "metrics-s3cret-metrics",
        ];
        let mut serving = Serving::start_with(&database, &arguments, &log);
        let client = crate::support::Client::new(serving.address);
        let mut secrets: Vec<String> = [
            "smtp-s3cret",
            "metrics-s3cret",
            "wrong-s3cret",
            "query-s3cret",
            "path-s3cret",
            "note-s3cret",
            "agent-s3cret",
            PASSWORD,
        ]
        .map(str::to_owned)
        .to_vec();
        let reply = client.sign_in(&Who::Staff.email(), PASSWORD).await;
        assert_eq!(reply.status, 303);
        for line in reply.headers.get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            secrets.push(pair.split_once('=').unwrap().1.to_owned());
        }
        assert_eq!(secrets.len(), 10, "session and device");
        // Another address each time, so that nobody has to wait for the next try.
        let guesser = crate::support::Client::new(serving.address);
        let email = format!("{format}@example.org");
        assert_eq!(guesser.sign_in(&email, "wrong-s3cret-15").await.status, 422);
        for (path, status) in [
            ("/mail/stop/aaaabbbbccccdddd", 404),
            ("/shared/open/aaaabbbbccccdddd", 404),
            ("/services/north/trends?weeks=query-s3cret", 200),
            ("/services/north/path-s3cret", 404),
            ("/", 200),
        ] {
            let request = client.request("GET", path).header("user-agent", "agent-s3cret");
            let reply = client.send(request.bearer_auth("metrics-s3cret-metrics")).await;
            assert_eq!(reply.status, status, "{path}");
        }
        secrets.push("aaaabbbbccccdddd".to_owned());
        let week = "/services/north/week/2026-04-06";
        let mut fields = client.get(week).await.fields(week);
        put(&mut fields, "website.visits", "note-s3cret");
        assert_eq!(client.post(week, &fields).await.status, 422);
        serving.terminate();
        for _ in 0..300 {
            if serving.ended().is_some() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let text = std::fs::read_to_string(&log).unwrap();
        for secret in &secrets {
            assert!(!text.contains(secret), "{secret} is in the log:\n{text}");
        }
        assert!(text.contains("/mail/stop/{token}") && text.contains("stopped"), "{text}");
        assert!(text.contains("a sign-in was refused"), "{text}");
        if format == "json" {
            let lines: Vec<Value> = text
                .lines()
                .filter(|line| !line.starts_with("beforehand: "))
                .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
                .collect();
            let route = "/services/{service}/week/{week}";
            let own = |line: &&Value| line["route"] == route && line["method"] == "POST";
            let line = lines.iter().find(own).unwrap();
            assert_eq!(line["status"], 422);
            assert!(line["id"].as_str().unwrap().len() == 16 && line["ms"].is_number(), "{line}");
            assert!(line["timestamp"].is_string() && line["level"] == "INFO", "{line}");
        }
    }
}
