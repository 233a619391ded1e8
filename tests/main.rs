//! The tests of the whole product, in one binary.
