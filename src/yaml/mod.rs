//! YAML and TOML as a tree that knows where everything stands; the only room that knows their parsers.
//!
//! A document is read once into [`Node`]s whose scalars stay as written (`12.10` stays `12.10`). Types come
//! later and only where asked for: [`typed()`] for Rust values, [`json()`] for what templates see. Meaning is kept
//! out: no key of ours is named here.

mod build;
mod json;
mod node;
mod offset;
mod outdent;
mod parse;
mod remedy;
mod toml_source;
mod typed;

#[cfg(test)]
mod tests;

pub use json::json;
pub use node::{Document, Duplicate, Fault, Kind, Node};
pub use parse::parse;
pub use toml_source::parse_toml;
pub use typed::{read, typed};
