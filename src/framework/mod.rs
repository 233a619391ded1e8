//! Standards that guides cite: their requirements, their versions, and the history of their ids.
//!
//! Out of scope: which pages cite a requirement, and where it is shown.

mod applicability;
mod applicability_reader;
#[cfg(test)]
mod applicability_tests;
mod assessed;
mod baseline;
#[cfg(test)]
mod baseline_tests;
mod baselines;
mod build;
mod builtin;
mod canonical;
mod collection;
mod counterpart;
mod dimension;
mod extension;
mod faults;
mod form;
mod id_reference;
mod index;
mod likeness;
mod lookup;
mod meant;
mod model;
mod notation;
mod older;
pub mod oscal;
mod read;
mod selection;
mod spelling;
mod succession;
mod suggest;
#[cfg(test)]
mod tests;
mod tree;
mod written;

pub use applicability::{Applicability, Inapplicable};
pub use applicability_reader::{DIMENSION_KEYS, VALUE_KEYS};
pub use baseline::{BASELINE_ENTRY_KEYS, BASELINE_KEYS};
pub use builtin::all as built_in_frameworks;
pub use collection::Frameworks;
pub use dimension::{Dimension, DimensionValue};
pub use lookup::Lookup;
pub use model::{
    BareIds, Head, Notation, Origin, Outline, Renumbering, Requirement, RequirementCounts, RequirementIdx, Superseded,
    Version,
};
pub use read::{Unread, read};
pub use tree::{Framework, slug};
pub use written::{FRAMEWORK_KEYS, NODE_KEYS};

pub(crate) use collection::{NamedFor, split_version};
pub(crate) use id_reference::IdReference;
pub(crate) use likeness::Likeness;
pub(crate) use selection::matches_glob;
pub(crate) use tree::number_of;
