//! The entry grid as data: what is in its boxes, what that changes, and the way back.
//!
//! The page holds the same boxes without a script; this is what the island thinks with. Refuses to
//! know the browser: moving, undoing, filling and judging are plain functions with tests.

#[cfg(any(feature = "hydrate", test))]
mod board;
#[cfg(any(feature = "hydrate", test))]
mod drafts;
mod setup;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(any(feature = "hydrate", test))]
mod told;
#[cfg(any(feature = "hydrate", test))]
mod ways;
mod wire;
#[cfg(any(feature = "hydrate", test))]
mod wired;

#[cfg(feature = "hydrate")]
pub use board::{Edit, Step, shown_count};
#[cfg(any(feature = "hydrate", test))]
pub use board::{Sheet, Shown};
#[cfg(feature = "hydrate")]
pub use drafts::{Own, Theirs, is_reason};
pub use setup::Setup;
#[cfg(feature = "hydrate")]
pub use setup::SheetCell;
#[cfg(feature = "hydrate")]
pub use told::{Change, Doubted, Row, by_figure};
#[cfg(any(feature = "hydrate", test))]
pub use ways::Way;
