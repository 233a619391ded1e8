//! The stages of a build. Each is one call that takes the value of the one before:
//!
//! ```text
//! discover    source::discover   folder                 -> Inventory
//! read        file_cache         Inventory              -> SourceTexts
//! configure   settings           SourceTexts            -> Settings    configuration, theme, frameworks
//! parse       parse              SourceTexts, Settings  -> Parsed      articles and data tables
//! assemble    assemble           Parsed                 -> Site, Edges
//! check       check              Project                -> findings
//! render      render, search     Project                -> artifacts, one by one into a sink
//! write       output::Staging    artifacts              -> folder
//! ```
//!
//! [`load()`] is the part up to `assemble`; what it returns is a [`Project`]. Findings are collected along the way, and
//! none of them ends a stage early. [`reload`] runs the same stages with a [`BuildCache`], from which they take what
//! has not changed.

mod approval_cache;
mod approvals;
mod articles;
mod assemble;
mod build_cache;
mod cached_file;
mod check;
mod commit_dates;
mod deployments;
mod file_cache;
mod fixes;
mod frame_cache;
mod glossary;
mod ignore;
mod ledger;
mod load;
mod memo;
mod migrate;
mod overlay;
mod parse;
mod project;
mod render;
mod request;
mod search;
mod settings;
mod since;
mod sources;
mod suppress;
mod tables;
mod trial;
mod unread;

pub use build_cache::BuildCache;
pub use cached_file::FileDigest;
pub use file_cache::UnhashedFile;
pub use fixes::{CheckedProject, Decision, Edit, Fixer, Withheld};
pub use ledger::{FileState, LedgerEntry};
pub use load::{ChangeSet, load, reload};
pub use migrate::{Carried, Left, Migration, OldVersion, Outcome, PlaceKind};
pub use overlay::Overlay;
pub use project::Project;
pub use request::{Purpose, Request};
pub use search::{Indexing, SearchState};
pub use settings::{content_folder, content_rules};
pub use since::{Change, compare, is_same};
pub use trial::Trial;
