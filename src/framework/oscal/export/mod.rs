//! Exports in OSCAL: catalogs, component definitions, mapping collections.
//!
//! Pure functions from plain values to JSON that is valid by NIST's schemas. Identifiers are derived from what they name,
//! so that two exports of one thing are equal.

mod catalog;
mod component;
mod document;
mod imported;
mod known;
mod mapping;
mod older;
#[cfg(test)]
mod tests;
mod token;

pub use catalog::catalog;
pub use component::{Component, Implementation, Implemented, component_definition};
pub use document::About;
pub use imported::{Exported, imported_catalog};
pub use mapping::{Crosswalk, Relation, mapping_collection};
pub use token::by_token;
