//! Findings: problems in the sources of a site, as plain comparable values.
//!
//! A [`Finding`] has a [`Code`], a location, a message and help. Each output format has a file of its own; whether a
//! finding fails a run is decided by the severities of the site.

mod code;
pub mod concise;
mod explanation;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
mod model;
mod nearest;
mod plain_type;
mod register;
mod report;
#[cfg(test)]
mod sample;
pub mod sarif;
mod severity;
mod visible;
mod xml;

pub use code::Code;
pub use explanation::{explanation, paragraph};
pub use model::{Finding, Fix, Related};
pub use nearest::{NameIndex, edit_distance, nearest};
pub use plain_type::plain_type_reason;
pub use report::{Counts, Levels, Report, Reported, ReportedFix, ReportedLocation, Summary};
pub use severity::{BuildEffect, Severity};
pub use visible::{escaped_json, readable, visible};
pub use xml::{forbidden_character, without_forbidden};
