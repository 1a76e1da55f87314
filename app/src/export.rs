//! The way out: everything of one service as files that any other program reads.
//!
//! Refuses to be the only way: the whole installation is taken out on the machine itself.

use leptos::prelude::*;

use crate::ui::{self, Show};
use crate::{Frame, ServiceLink};

/// The route of this page.
pub const ROUTE: &str = "/services/{service}/export";
/// The counts alone.
pub const COUNTS: &str = "counts.csv";
/// Everything of the service.
pub const EVERYTHING: &str = "everything.xlsx";

/// What can be taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportPage {
    /// The service.
    pub service: ServiceLink,
}

/// Where the page stands.
pub fn address(slug: &str) -> String {
    format!("/services/{slug}/export")
}

/// The way to the page, for who may open it.
pub fn link(frame: &Frame) -> Option<AnyView> {
    let service = frame.service.as_ref().filter(|_| frame.may("GET", ROUTE))?;
    let to = address(&service.slug);
    Some(
        view! { <p class="links no-print"><a href=to>"Take everything with you"</a></p> }
            .into_any(),
    )
}

impl Show for ExportPage {
    fn title(&self) -> String {
        "Take everything with you".to_owned()
    }

    fn view(self, _frame: &Frame) -> AnyView {
        let file = |name: &str| format!("{}/{name}", address(&self.service.slug));
        let title = self.title();
        view! {
            <article class="narrow">
                {ui::heading(self.service.name.clone(), title)}
                <p class="lead">"These files are yours. Any spreadsheet or statistics program reads them, and another Beforehand takes them back as they are."</p>
                <h2>"The counts"</h2>
                <p>"One row for each figure of each week, with its note. A week that was not entered says so. It is never 0."</p>
                <p class="links"><a class="button" href=file(COUNTS) download="">"Counts as CSV"</a></p>
                <h2>"Everything"</h2>
                <p>"One workbook with a sheet for each kind of thing: channels, closed days, events, definitions, counts, what managers said, approved quarters, people and their roles, and every change. The sheet README says what each column is."</p>
                <p class="links"><a class="button" href=file(EVERYTHING) download="">"Everything as Excel workbook"</a></p>
                <p class="soft">"It holds the names and mail addresses of colleagues, and no password. Keep it where only you can read it."</p>
                <h2>"All services at once"</h2>
                <p>"Whoever runs the server takes out all services with " <code>"beforehand export"</code> ", and brings them back with " <code>"beforehand import-all"</code> "."</p>
            </article>
        }
        .into_any()
    }
}
