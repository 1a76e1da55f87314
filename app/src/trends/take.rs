//! The links under a chart that take it away: picture, numbers, workbook.
//!
//! Refuses to offer what the address of the page does not show: the query goes with them.

use leptos::prelude::*;

use super::{FileKind, TrendsQuery};

/// "Take it away: SVG · PNG · CSV · Excel". `label` names the line for those who hear the links;
/// without a drawing only the numbers are offered.
pub fn take_away(
    service: &str,
    anchor: &str,
    label: &str,
    query: &TrendsQuery,
    drawn: bool,
) -> AnyView {
    let pictures = |kind: &FileKind| drawn || !matches!(kind, FileKind::Svg | FileKind::Png);
    let links: Vec<_> = FileKind::ALL
        .into_iter()
        .filter(pictures)
        .enumerate()
        .map(|(n, kind)| {
            let to = address(service, anchor, kind, query);
            let dot = (n > 0).then_some(" · ");
            let of = format!(": {label}");
            view! { {dot}<a href=to>{kind.name()}<span class="hidden">{of}</span></a> }
        })
        .collect();
    view! { <p class="take no-print">"Take it away: "{links}</p> }.into_any()
}

fn address(service: &str, anchor: &str, kind: FileKind, query: &TrendsQuery) -> String {
    format!("/services/{service}/files/{anchor}.{}{}", kind.ending(), query.canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trends::Span;

    #[test]
    fn a_file_has_the_query_of_its_page() {
        let query = TrendsQuery { span: Span::All, ..TrendsQuery::default() };
        let check = |kind, query: &TrendsQuery, expected: &str| {
            assert_eq!(address("north", "calls-answered", kind, query), expected);
        };
        check(FileKind::Csv, &TrendsQuery::default(), "/services/north/files/calls-answered.csv");
        check(FileKind::Png, &query, "/services/north/files/calls-answered.png?weeks=all");
    }
}
