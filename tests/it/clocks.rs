//! Clocks that jump, both changes of the UK's clocks, 29 February and week 53: no week is doubled
//! or missing, no session comes back, and the history keeps its order.

use beforehand::week::Week;
use chrono::{DateTime, Utc};
use server::backend::Site;
use server::clock::Clock;
use server::store::{Store, verify_audit};

use crate::pair::Beside;
use crate::support::{Client, Database, PASSWORD, TODAY, Who, put, seed};

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A server's clock: it goes on from eleven o'clock in London on [`TODAY`], whatever time it is where
/// the tests run, and its date stays.
pub fn eleven() -> Clock {
    let clock = Clock::on(TODAY);
    let moment = TODAY.and_hms_opt(10, 0, 0).unwrap().and_utc();
    clock.jump((moment - clock.now()).num_seconds());
    clock
}

/// A seeded server whose clock goes on from a moment.
async fn server(database: &Database, at: &str) -> Beside {
    seed(&database.open().await).await;
    Beside::start(database, Clock::at(moment(at)), Site::default()).await
}

/// Puts the server's clock to a moment.
fn put_to(server: &Beside, at: &str) {
    let away = moment(at) - server.house.clock.now();
    server.house.clock.jump(away.num_seconds());
}

async fn staff(server: &Beside) -> Client {
    let client = Client::new(server.address);
    assert_eq!(client.sign_in(&Who::Staff.email(), PASSWORD).await.status, 303);
    client
}

/// The week that is asked for: the last one that is over.
async fn due(client: &Client) -> String {
    let reply = client.get("/services/north/week").await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    reply.location().strip_prefix("/services/north/week/").unwrap().to_owned()
}

/// How often a week stands in the history.
async fn entered(store: &Store, week: &str) -> usize {
    let north = store.find_service("north").await.unwrap().unwrap().id;
    let rows = store.list_audit(north).await.unwrap();
    assert_eq!(verify_audit(&rows), None);
    rows.iter().filter(|row| row.object == format!("week {week}")).count()
}

/// Before and at the midnight in London that ends a week.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn weeks_end_at_midnight_in_london_each_once() {
    let database = Database::new();
    let server = server(&database, "2026-10-18T22:59:00Z").await;
    for (what, before, after, over, next) in [
        ("in summer", "2026-10-18T22:59:00Z", "2026-10-18T23:00:30Z", "2026-10-05", "2026-10-12"),
        (
            "as summer ends",
            "2026-10-25T23:59:00Z",
            "2026-10-26T00:00:30Z",
            "2026-10-12",
            "2026-10-19",
        ),
        ("week 53", "2027-01-03T23:59:00Z", "2027-01-04T00:00:30Z", "2026-12-21", "2026-12-28"),
        (
            "as summer begins",
            "2027-03-28T22:59:00Z",
            "2027-03-28T23:00:30Z",
            "2027-03-15",
            "2027-03-22",
        ),
        ("29 February", "2028-03-05T23:59:00Z", "2028-03-06T00:00:30Z", "2028-02-21", "2028-02-28"),
    ] {
        put_to(&server, before);
        let client = staff(&server).await;
        // What was entered in an earlier round is not due again.
        let first = due(&client).await;
        assert!(first == over || entered(&server.house.store, over).await == 1, "{what}: {first}");
        put_to(&server, after);
        assert_eq!(due(&client).await, next, "{what}");
        // Thirteen weeks side by side: each once, none left out.
        let block = client.get(&format!("/services/north/weeks/{next}")).await;
        assert_eq!(block.status, 200, "{}", block.text);
        let last = Week::parse(next).unwrap();
        for back in 0..13 {
            let name = format!("name=\"{}.version\"", last.plus(-back));
            assert_eq!(block.text.matches(&name).count(), 1, "{what}: {name}");
        }
        assert_eq!(block.text.matches(".version\"").count(), 13, "{what}");
        // It is entered once, also where the clock goes back over midnight and the form is sent again.
        let path = format!("/services/north/week/{next}");
        let mut fields = client.get(&path).await.fields(&path);
        put(&mut fields, "website.visits", 5050);
        put(&mut fields, "website.visitors", 4000);
        for field in [
            "calls.answered",
            "calls.missed",
            "calls.before",
            "calls.after",
            "calls.does_not_apply",
        ] {
            put(&mut fields, field, "");
        }
        assert_eq!(client.post(&path, &fields).await.status, 303, "{what}");
        server.house.clock.jump(-120);
        assert_eq!(client.post(&path, &fields).await.status, 303, "{what}: the same form");
        assert_eq!(client.get(&path).await.status, 200, "{what}");
        assert_eq!(client.get("/").await.status, 200, "{what}");
        server.house.clock.jump(120);
        assert_eq!(entered(&server.house.store, next).await, 1, "{what}");
        assert_eq!(due(&client).await, next, "{what}: the calls are still missing");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_session_comes_back() {
    const HOUR: i64 = 3600;
    let database = Database::new();
    let server = server(&database, "2026-10-24T12:00:00Z").await;
    let clock = &server.house.clock;
    for (what, jumps, expected) in [
        // Each jump in seconds, and whether one is still signed in after it.
        ("idle, and the clock is put back", &[(31 * 60, false), (-31 * 60, false)][..], "ended"),
        ("a jump of a day ahead and back", &[(24 * HOUR, false), (-24 * HOUR, false)], "ended"),
        ("a jump of a day back and ahead", &[(-24 * HOUR, false), (24 * HOUR, false)], "ended"),
        ("an hour back", &[(-HOUR, false), (HOUR, false)], "ended"),
        ("two minutes back, as time servers do", &[(-120, true), (120, true)], "goes on"),
        ("over the end of summer time", &[(13 * HOUR, false)], "ended"),
    ] {
        let client = staff(&server).await;
        for (seconds, signed_in) in jumps {
            clock.jump(*seconds);
            let status = client.get("/").await.status;
            assert_eq!(status == 200, *signed_in, "{what}: {seconds} s: {status}");
            assert!(status == 200 || status == 303, "{what}: {status}");
        }
        assert_eq!(client.get("/").await.status == 200, expected == "goes on", "{what}");
    }
    // A clock that goes back leaves the order of the history and the weeks as they are.
    let client = staff(&server).await;
    let path = "/services/north/week/2026-10-12";
    for visits in [5050, 5060, 5070] {
        let mut fields = client.get(path).await.fields(path);
        put(&mut fields, "website.visits", visits);
        put(&mut fields, "website.visitors", 4000);
        put(&mut fields, "correction", "Counted again");
        assert_eq!(client.post(path, &fields).await.status, 303, "{visits}");
        clock.jump(-60);
    }
    assert_eq!(entered(&server.house.store, "2026-10-12").await, 3);
    let shown = client.get(path).await.field("website.visits");
    assert_eq!(
        shown.as_deref(),
        Some("5,070"),
        "the last one written, not the latest by the clock"
    );
    server.stop().await;
}
