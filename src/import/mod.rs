//! Turns the configuration of another generator into ours: the text of `clausebook.yaml`, stubs for shortcodes that are
//! missing, and an account of every key that was read.
//!
//! Reads files, and writes none: what is to be written is returned. Out of scope: content, which is read as it stands.

mod hugo;
mod tree;
mod written;

#[cfg(test)]
mod tests;

pub use hugo::{Counts, ImportError, Imported, hugo};
pub use written::Stub;
