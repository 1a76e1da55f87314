//! Only what two pages share.
