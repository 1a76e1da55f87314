//! What Beforehand stores, guards, draws and serves.

pub mod backend;
pub mod store;
