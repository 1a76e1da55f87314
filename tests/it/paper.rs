//! The paper of an edition, read by another program than the one that wrote it (poppler), and who gets
//! it when.

use std::io::Write;
use std::process::{Command, Stdio};

use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use scraper::{ElementRef, Html, Selector};

use crate::editions::{approve, reopen};
use crate::program::{Serving, run};
use crate::support::{Client, Database, Server, Who};

const TODAY: &str = "2026-04-15";
const FOUNDING: &str = "/services/demo/quarter/2018-Q4/edition/1";

/// A PDF as it came.
pub struct Paper(Vec<u8>);

impl Paper {
    /// Asks for it.
    pub async fn get(client: &Client, address: &str) -> Self {
        let reply = client.request("GET", address).send().await.unwrap();
        assert_eq!(reply.status(), 200, "{address}");
        assert_eq!(reply.headers()[CONTENT_TYPE], "application/pdf");
        Self(reply.bytes().await.unwrap().to_vec())
    }

    /// What a program of poppler says of it; none where it is not installed and nobody insists.
    fn read(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let mut asked = Command::new(program);
        asked.args(arguments).arg("-").stdin(Stdio::piped()).stdout(Stdio::piped());
        if program == "pdftotext" {
            // Where to write, which only this one asks for.
            asked.arg("-");
        }
        let mut child = match asked.spawn() {
            Ok(child) => child,
            Err(error) => {
                assert!(std::env::var("BEFOREHAND_TEST_ALL").is_err(), "{program}: {error}");
                eprintln!("{program} is missing: run cargo xtask test sqlite");
                return None;
            }
        };
        child.stdin.take().unwrap().write_all(&self.0).unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{program}");
        Some(String::from_utf8_lossy(&done.stdout).into_owned())
    }

    /// Its words in reading order, spaces evened out.
    pub fn words(&self) -> Option<String> {
        let text = self.read("pdftotext", &["-raw"])?;
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// What each element of a page says, the cells of a row with a space between them.
fn each(html: &str, choice: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let [choice, cells] = [choice, "th, td"].map(|choice| Selector::parse(choice).unwrap());
    let said = |element: ElementRef<'_>| element.text().collect::<String>();
    let words = |element: ElementRef<'_>| {
        let cells: Vec<_> = element.select(&cells).map(said).collect();
        let text = if cells.is_empty() { said(element) } else { cells.join(" ") };
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    page.select(&choice).map(words).collect()
}

#[tokio::test]
async fn the_founding_sentence_is_on_paper_as_on_the_page() {
    let database = Database::new();
    run(&database, &["demo", "--today", TODAY]).ok();
    let serving = Serving::start(&database, TODAY);
    let trustee = serving.client("priya@demo.example", "three-honest-sentences").await;
    let paper = Paper::get(&trustee, &format!("{FOUNDING}/quarter.pdf")).await;
    let Some(words) = paper.words() else { return };
    for part in [
        "Calls rose 25% on October to December",
        "Website visits rose 40% on October to December",
        "Two in five (40%) of the 1,450 contacts with a known answer came before an offence",
        "Edition 1",
        "All channels",
        "What “before an offence” means here",
        "Prepared on 15 April 2026",
        FOUNDING,
    ] {
        assert!(words.contains(part), "{part} is not in: {words}");
    }
    // Finding, sentences, numbers, and both tables row by row: the page's, to the last digit.
    let page = trustee.get(FOUNDING).await;
    let choices = [
        ("h1", 1),
        (".sentences p", 3),
        (".figure .big, .figure .verdict, .figure .detail", 9),
        (".channels tbody tr", 5),
        (".contacts tbody tr", 3),
    ];
    for (choice, least) in choices {
        let said = each(&page.text, choice);
        assert!(said.len() >= least, "{choice}: {said:?}");
        for part in said {
            assert!(words.contains(&part), "{part} is not in: {words}");
        }
    }

    let Some(info) = paper.read("pdfinfo", &[]) else { return };
    let of = |name: &str| {
        let line = info.lines().find(|line| line.starts_with(&format!("{name}:")));
        line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
    };
    assert_eq!(of("Title"), format!("Helpline North: {}", each(&page.text, "h1")[0]));
    assert_eq!((of("Author"), of("Tagged"), of("JavaScript")), ("Helpline North", "yes", "no"));
    assert!(of("Page size").contains("A4"), "{info}");
    let pages: u32 = of("Pages").parse().unwrap();
    assert!((2..=4).contains(&pages), "{info}");
    assert!(words.contains(&format!("Page {pages} of {pages}")), "{words}");

    // The standards it keeps, and its language.
    let meta = paper.read("pdfinfo", &["-meta"]).unwrap_or_default();
    for kept in ["<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<", "en-GB"] {
        assert!(meta.contains(kept), "{kept} is not in {meta}");
    }
    let fonts = paper.read("pdffonts", &[]).unwrap_or_default();
    let fonts: Vec<&str> = fonts.lines().skip(2).collect();
    let embedded = |line: &&str| line.split_whitespace().rev().nth(4) == Some("yes");
    assert!(!fonts.is_empty() && fonts.iter().all(embedded), "{fonts:#?}");

    // What a reader aloud goes by: one title, headers of rows and columns, a text for each drawing.
    let tags = paper.read("pdfinfo", &["-struct"]).unwrap_or_default();
    let count = |tag: &str| tags.lines().filter(|line| line.trim().starts_with(tag)).count();
    assert_eq!((count("H1"), count("Figure")), (1, 3), "{tags}");
    let alone =
        |said: &str| paper.0.windows(said.len()).filter(|at| *at == said.as_bytes()).count();
    assert_eq!((alone("/Alt"), alone("/Alt(Calls answered: Rose 25%. ")), (3, 1));
    assert!(count("H2") >= 5 && count("TH") >= 12 && count("Table") >= 3, "{tags}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_edition_keeps_its_paper_and_a_draft_has_none() {
    let server = Server::start().await;
    let quarter = "/services/north/quarter/2025-Q4";
    let (first, second) =
        (format!("{quarter}/edition/1/quarter.pdf"), format!("{quarter}/edition/2/quarter.pdf"));
    let manager = server.client(Who::Manager).await;
    for none in [&first, &format!("{quarter}/quarter.pdf")] {
        assert_eq!(manager.get(none).await.status, 404, "{none}");
    }
    approve(&server, "north", "2025-Q4").await;
    for (who, expected) in [
        (Who::Manager, 200),
        (Who::Staff, 200),
        (Who::Trustee, 200),
        (Who::Stranger, 404),
        (Who::Nobody, 303),
    ] {
        assert_eq!(server.client(who).await.get(&first).await.status, expected, "{who:?}");
    }
    let trustee = server.client(Who::Trustee).await;
    let reply = trustee.request("GET", &first).send().await.unwrap();
    let name = "attachment; filename=\"north-quarter-2025-Q4-edition-1.pdf\"";
    assert_eq!(reply.headers()[CONTENT_DISPOSITION], name);
    for page in [format!("{quarter}/edition/1"), "/services/north/quarters".to_owned()] {
        let page = trustee.get(&page).await.text;
        assert!(page.contains(&format!("href=\"{first}\"")), "{page}");
    }

    let before = Paper::get(&trustee, &first).await;
    assert_eq!(reopen(&manager, "A call log was found").await.status, 303);
    assert_eq!(Paper::get(&trustee, &first).await.0, before.0);
    assert_eq!(trustee.get(&second).await.status, 404);
    approve(&server, "north", "2025-Q4").await;
    assert_eq!(trustee.get(&second).await.status, 200);
    assert_eq!(Paper::get(&trustee, &first).await.0, before.0, "the first edition has changed");
    server.stop().await;
}
