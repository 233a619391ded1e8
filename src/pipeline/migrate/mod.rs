//! Carries a site from an older version of a framework to the current one.
//!
//! Ids that became one other id, which holds nothing else, are rewritten; the others are left, with the reason and with what
//! may take their place. Ids that stand under one version, those of a citation, of a table, or of pages that are about the
//! older version, are rewritten together or not at all: half of them would mean something else.
//!
//! What is rewritten is tried in memory as fixes are, so that nothing else changes.

mod decide;
mod fate;
mod group;
mod pages;
mod scope;
mod tables;

pub use decide::{Migration, Outcome};
pub use fate::OldVersion;
pub use group::{Carried, Left, PlaceKind};
