//! The two databases as one.
