//! YAML and TOML as a tree with the location of every value; the only module that uses their parsers.
//!
//! A document is read once into [`Node`]s whose scalars stay as written (`12.10` stays `12.10`). They get a type later:
//! [`typed()`] makes Rust values, [`json()`] the values that templates see. Out of scope: the meaning of any key.

mod build;
mod json;
mod node;
mod offset;
mod outdent;
mod parse;
mod remedy;
mod tab;
mod toml_source;
mod typed;
mod words;
mod write;

#[cfg(test)]
mod tests;

pub use json::json;
pub use node::{Document, Duplicate, Fault, Kind, Node};
pub use parse::{parse, parse_json};
pub use toml_source::parse_toml;
pub use typed::{read, typed};
pub use write::write;
