//! Nothing here: the tests are the target `it`.
