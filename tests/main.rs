//! The tests of the whole product, in one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod architecture;
mod bad_input;
mod faults;
mod serve;
mod support;
