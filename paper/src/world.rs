//! All that Typst may see while it sets a paper: the template, the data, the fonts.
//!
//! Refuses everything else: there is no other file, no package, no address and no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::edition::Edition;
use crate::letters::{self, FONTS};

const TEMPLATE: &str = include_str!("edition.typ");

/// The language's own names; with the extra that marks the first cell of a row as its header.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// Where one paper is set.
pub struct Desk {
    template: Source,
    data: (FileId, Bytes),
}

impl Desk {
    /// A desk with that edition on it.
    ///
    /// # Errors
    /// A sentence for the log.
    pub fn new(edition: &Edition) -> Result<Self, String> {
        let mut data = serde_json::to_value(edition).map_err(|error| error.to_string())?;
        let unknown = letters::settle(&mut data);
        data["unknown"] = unknown.into();
        let template = Source::new(file("edition.typ")?, TEMPLATE.to_owned());
        Ok(Self { template, data: (file("edition.json")?, Bytes::from_string(data.to_string())) })
    }
}

fn file(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|error| error.to_string())?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
