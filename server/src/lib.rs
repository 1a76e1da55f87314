//! What Beforehand stores, guards, draws and serves.
//!
//! A request passes, outside in: [`layers`] (request id, headers, panics, load, size, deadline),
//! [`csrf`], and the guard of its route, which [`router`] builds from the route's row of
//! `beforehand::role::PERMISSIONS`; what reaches a handler is an [`Access`](backend::Access).
//!
//! # How a page is added
//! 1. A row in `PERMISSIONS` (with `.again()` for an act so dangerous that it asks who is there; its
//!    form then needs a place in [`review`]), and in `app` a file with the page's data, its trait and its view.
//! 2. `impl ThatTrait for Access` in `backend/<page>.rs`. It asks the store for `self.place()`'s
//!    data and nothing else; it takes the day from `self.today`.
//! 3. A handler in `pages.rs`, three lines: read the address, call the trait, hand the [`Page`] to
//!    `pages::cached` (which renders only when the service's data changed) or `pages::fresh`.
//! 4. A line in `router.rs`: `.get("/services/{service}/…", pages::that)`. Without the row of step 1
//!    the router cannot be built.
//!
//! A form is `async fn(Signed, Path, Form) -> Answer`: on success `pages::see_other(address)`, on
//! failure `pages::fresh` with 422. A posted form that carries the field `review` must be
//! shown as it was typed and not saved: so does the sign-in page give back what somebody typed
//! before their session ended. For the same reason a form names its own address in `action`.
//!
//! [`Page`]: app::Page

pub mod analyse;
pub mod assets;
pub mod backend;
pub mod backup;
pub mod chart;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod csrf;
pub mod demo;
pub mod error;
pub mod export;
pub mod files;
pub mod forgotten;
pub mod import;
pub mod join;
pub mod layers;
pub mod log;
pub mod mail;
pub mod mailing;
pub mod metrics;
pub mod page;
pub mod pages;
pub mod password;
pub mod provider;
pub mod pulse;
pub mod report;
pub mod review;
pub mod router;
pub mod serve;
pub mod session;
pub mod setup;
pub mod shared;
pub mod sign_in;
pub mod stop;
pub mod store;
pub mod tidying;
pub mod totp;

pub use router::router;
pub use serve::serve;
