//! An edition of a quarter on paper: a tagged PDF (PDF/UA-1 and PDF/A-2a), typeset by Typst as a
//! library, in letters of our own.
//!
//! Refuses to read a file, an address or a clock, to compute a figure, and to take anything that was
//! typed for markup: words come in as finished data, and the same data gives the same bytes.

mod edition;
pub mod letters;
mod world;

pub use edition::{Cell, Column, Comment, Edition, Figure, Part, Section, Sides, Table, Tone};

use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use world::Desk;

/// The file's bytes. Takes a good part of a second: not for a thread that answers requests.
///
/// # Errors
/// A sentence for the log.
pub fn pdf(edition: &Edition) -> Result<Vec<u8>, String> {
    let desk = Desk::new(edition)?;
    let made = typeset(&desk, edition);
    // What Typst remembers between documents would only grow.
    typst::comemo::evict(0);
    made
}

fn typeset(desk: &Desk, edition: &Edition) -> Result<Vec<u8>, String> {
    let document: PagedDocument = typst::compile(desk).output.map_err(|errors| said(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]);
    let options = PdfOptions {
        ident: Smart::Custom(edition.address.clone()),
        creator: Smart::Custom(Some("Beforehand".to_owned())),
        timestamp: day(edition.prepared).map(Timestamp::new_utc),
        standards: standards.map_err(|error| error.message().to_string())?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| said(&errors))
}

fn day(day: chrono::NaiveDate) -> Option<Datetime> {
    use chrono::Datelike;
    Datetime::from_ymd_hms(day.year(), day.month() as u8, day.day() as u8, 0, 0, 0)
}

fn said(errors: &[SourceDiagnostic]) -> String {
    let messages: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
    messages.join("; ")
}

#[cfg(test)]
mod tests;
