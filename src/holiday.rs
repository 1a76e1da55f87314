//! The one list of bank holidays. To be written.
