//! What Beforehand stores, guards, draws and serves.

pub mod analyse;
pub mod backend;
pub mod cli;
pub mod config;
pub mod store;
