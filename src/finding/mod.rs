//! What is wrong with the user's material, as plain comparable values.
//!
//! A [`Finding`] names a [`Code`] of the register, a place, a reason and a remedy. How it is shown is decided
//! by one file an output format; whether it fails a run is decided by the levels a site has set.

mod code;
pub mod concise;
mod explanation;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
mod model;
mod nearest;
mod report;
#[cfg(test)]
mod sample;
pub mod sarif;
mod visible;

pub use code::{BuildEffect, Code, Severity};
pub use explanation::explanation;
pub use model::{Finding, Fix, Related};
pub use nearest::{NameIndex, edit_distance, nearest};
pub use report::{Counts, Levels, Report, Reported, ReportedFix, ReportedLocation, Summary};
pub use visible::{escaped_json, readable, visible};
