//! The sentences: one function for screen, print, file, mail and API.
//!
//! Refuses to claim more than a verdict says.
