//! The document around every page, and the one function that turns a page into HTML.

use leptos::prelude::*;

use crate::{Frame, Page, about, entry, home, problem, quarter, sign_in, trends};

/// The page as a whole HTML document, with [`crate::PERSON_SLOT`] where the reader's name goes.
/// Everything was loaded before: rendering waits for nothing and cannot hang.
pub fn render(page: Page, frame: Frame) -> String {
    let _ = (page, frame);
    todo!()
}
