//! Links for readers without an account: who may make them, that they show published values only and
//! end when they shall, and that a token is kept nowhere.

use server::store::verify_audit;

use crate::editions::approve;
use crate::said::{says, text};
use crate::signals::Fields;
use crate::support::{Client, Reply, Server, Who, put};

const SHARING: &str = "/services/north/sharing";

/// Makes a link to the latest edition; the form that did, and the answer.
pub async fn make(client: &Client, label: &str, days: &str) -> (Fields, Reply) {
    let mut fields = client.get(SHARING).await.fields(SHARING);
    put(&mut fields, "label", label);
    put(&mut fields, "days", days);
    let reply = client.post(SHARING, &fields).await;
    (fields, reply)
}

/// The way of the link that the page shows.
pub fn link(reply: &Reply) -> String {
    let page = scraper::Html::parse_document(&reply.text);
    let made = scraper::Selector::parse("input#made").unwrap();
    let address = page.select(&made).next().expect(&reply.text).value().attr("value").unwrap();
    let (_, path) = address.split_once("/shared/open/").unwrap();
    format!("/shared/open/{path}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_shows_published_values_to_whoever_has_it() {
    let server = Server::start().await;
    let manager = server.client(Who::Manager).await;
    says(&manager.get(SHARING).await, "No quarter is approved yet");
    approve(&server, "north", "2025-Q4").await;
    for (label, days, field) in
        [("", "30", "label"), ("Report", "0", "days"), ("Report", "366", "days")]
    {
        let (_, again) = make(&manager, label, days).await;
        assert_eq!(again.status, 422);
        assert!(again.text.contains(&format!("id=\"{field}-error\"")), "{label} {days}");
    }
    let quarter = "/services/north/quarter/2025-Q4";
    assert!(!manager.get(quarter).await.text.contains("published on"));
    let (fields, made) = make(&manager, "Annual <b>report</b>", "30").await;
    assert_eq!(made.status, 200);
    says(&manager.get(quarter).await, "edition 1, published on");
    let path = link(&made);
    // The same form again makes no second link and shows the first to nobody.
    let again = manager.post(SHARING, &fields).await;
    says(&again, "That link was made already");
    assert!(!again.text.contains(&path[13..]), "the token");
    assert_eq!(text(&again, "table.links-made tbody th"), "Annual <b>report</b>");

    let reader = Client::new(server.address);
    let opened = reader.get(&path).await;
    assert_eq!((opened.status.as_u16(), opened.location()), (303, "/shared"));
    let page = reader.get("/shared").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
    assert!(page.text.contains("<meta name=\"robots\" content=\"noindex\">"), "{}", page.text);
    assert!(!page.text.contains("<script") && !page.text.contains(&path[13..]));
    // 1,885 calls in all are 1,885; what is no multiple of 5 is rounded in text and file alike.
    let exact = manager.get(quarter).await;
    let (inside, outside) = (text(&exact, "table.channels"), text(&page, "table.channels"));
    assert_ne!(inside, outside);
    for number in text(&page, "table.channels td:nth-child(2)").split_whitespace() {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        assert!(digits.ends_with(['0', '5']) || digits == "7", "{number}");
    }
    let file = reader.get("/shared/numbers.csv").await;
    assert_eq!(file.status, 200);
    let mut rows = csv::Reader::from_reader(file.text.trim_start_matches('\u{feff}').as_bytes());
    let counts = rows.records().map(|row| row.unwrap()[3].to_owned());
    let counts: Vec<_> = counts.filter(|count| !count.is_empty()).collect();
    assert!(counts.len() >= 5, "{counts:?}");
    assert!(counts.iter().all(|count| count.ends_with(['0', '5'])), "{counts:?}");
    assert!(!file.text.contains("does not apply"));
    // Opened, and never by whom.
    says(&manager.get(SHARING).await, "One link works outside");
    assert_eq!(text(&manager.get(SHARING).await, "table.links-made td.n"), "1");
    let rows = server.house.store.list_audit(1).await.unwrap();
    assert_eq!(verify_audit(&rows), None);
    assert!(rows.iter().any(|row| row.action == "link.make"));
    assert!(rows.iter().all(|row| !row.after.contains(&path[13..])), "no token in the record");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_ends_at_once_or_by_itself() {
    let server = Server::start().await;
    approve(&server, "north", "2025-Q4").await;
    let manager = server.client(Who::Manager).await;
    let reader = Client::new(server.address);
    let works = async |path: &str| {
        let fresh = Client::new(server.address).get(path).await.status == 303;
        let page = reader.get("/shared").await;
        let file = reader.get("/shared/numbers.csv").await;
        assert_eq!(page.status, file.status);
        if page.status != 200 {
            assert_eq!(page.status, 404);
            says(&page, "This link does not work");
        }
        (fresh, page.status == 200)
    };
    let first = link(&make(&manager, "First", "30").await.1);
    assert_eq!(works(&first).await, (true, false), "no cookie yet");
    assert_eq!(reader.get(&first).await.status, 303);
    assert_eq!(works(&first).await, (true, true));
    let mut fields = manager.get(SHARING).await.fields(SHARING);
    fields.clear();
    let page = manager.get(SHARING).await;
    put(&mut fields, "end", page.field("end").unwrap());
    assert_eq!(manager.post(SHARING, &fields).await.status, 303);
    assert_eq!(works(&first).await, (false, false), "ended");
    assert_eq!(manager.post(SHARING, &fields).await.status, 303, "once more changes nothing");
    says(&manager.get(SHARING).await, "Nothing is shared outside");

    let second = link(&make(&manager, "Second", "2").await.1);
    assert_eq!(reader.get(&second).await.status, 303);
    server.house.clock.advance(47 * 3600);
    assert_eq!(works(&second).await, (true, true));
    server.house.clock.advance(2 * 3600);
    assert_eq!(works(&second).await, (false, false), "over");
    for path in ["/shared/open/x", "/shared/open/%00", "/shared/other.csv"] {
        assert_eq!(reader.get(path).await.status, 404, "{path}");
    }
    server.stop().await;
}
