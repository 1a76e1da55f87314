//! Answers kept for orders that may be sent again.
