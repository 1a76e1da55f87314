//! What a page says, as a reader sees it.

use scraper::{Html, Selector};

use crate::support::Reply;

/// The page's words, each run of white space as one space.
pub fn words(reply: &Reply) -> String {
    let page = Html::parse_document(&reply.text);
    let main = Selector::parse("main").unwrap();
    let text: Vec<_> = page.select(&main).flat_map(|main| main.text()).collect();
    text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The page says that somewhere.
#[track_caller]
pub fn says(reply: &Reply, expected: &str) {
    let words = words(reply);
    assert!(words.contains(expected), "\"{expected}\" is not said in: {words}");
}

/// The addresses of the links with that text.
pub fn links(reply: &Reply, text: &str) -> Vec<String> {
    let page = Html::parse_document(&reply.text);
    let all = Selector::parse("main a").unwrap();
    let named = page.select(&all).filter(|link| link.text().collect::<String>() == text);
    named.map(|link| link.value().attr("href").unwrap().to_owned()).collect()
}

/// The text of the elements that a selector finds.
pub fn text(reply: &Reply, choice: &str) -> String {
    let page = Html::parse_document(&reply.text);
    let choice = Selector::parse(choice).unwrap();
    page.select(&choice).flat_map(|found| found.text()).collect()
}
