//! Definitions: none yet, several, words to be put right, the step before, a clash and what was stored.

use beforehand::invalid::Invalid;
use beforehand::service::Definition;

use super::fixtures::week;
use super::weeks::ledger;
use crate::Page;
use crate::definitions::{DefinitionsPage, Sources, Step, TypedDefinition, compose};

fn page(known: bool, text: &str) -> DefinitionsPage {
    let mut service = ledger().service;
    let definition = |version, from: &str, text: &str| Definition {
        version,
        from: week(from),
        text: text.to_owned(),
    };
    if known {
        service.definitions = vec![
            definition(1, "2018-01-01", "Before: no offence has been committed.\nAfter: one has."),
            definition(2, "2019-04-08", "Before: as the caller says. After: as the caller says."),
        ];
    }
    let at = "2019-04-02T09:42:00".parse().unwrap_or_default();
    let from = Sources {
        service: &service,
        written: vec![(2, "Alex".to_owned(), at)],
        today: week("2019-04-15").monday(),
        key: "4f2a9c".to_owned(),
    };
    let typed = TypedDefinition { text: text.to_owned(), ..TypedDefinition::default() };
    compose(from, typed, None)
}

/// Name and page.
pub fn pages() -> Vec<(&'static str, Page)> {
    let wrong = Invalid::new("from", "Give the day from which the words hold.");
    let typed = "Typed </textarea> with care";
    let definition = page(true, "").versions.remove(1).definition;
    let effect = vec!["No figure is changed by it.".to_owned()];
    let step = Step::Confirm { definition, effect, mark: "7a".into() };
    let all = [
        ("definitions", page(true, "")),
        ("definitions-none", page(false, "")),
        ("definitions-refused", DefinitionsPage { problems: vec![wrong], ..page(true, typed) }),
        ("definitions-confirm", DefinitionsPage { step, ..page(true, typed) }),
        ("definitions-clash", DefinitionsPage { step: Step::Clash, ..page(true, typed) }),
        ("definitions-saved", DefinitionsPage { saved: Some(2), ..page(true, "") }),
    ];
    all.into_iter().map(|(name, page)| (name, Page::Definitions(Box::new(page)))).collect()
}
