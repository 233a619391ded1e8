//! The source files of a site: listing and reading them, positions in them, and their history in git.
//!
//! The lowest module: paths, bytes and positions, without any meaning of the text.

mod character_class;
mod discover;
mod git;
mod history;
mod ignored;
mod line_table;
mod other_configuration;
pub mod path;
mod regular;
mod snapshot;
mod source_set;
mod span;
mod stamp;
mod unread_format;

pub use character_class::{is_accent, is_letter_or_digit, is_letter_or_number, is_punctuation, is_symbol};
pub use discover::{
    ARTICLES, Entry, Inventory, Layout, ReadError, Role, SkipReason, SkippedPath, VERSION_CONTROL, discover, is_html,
    read_text,
};
pub use git::{GitError, is_in_checkout, repository_folder};
pub use history::{HistoryError, LastChanges, export_merge_base, head, last_changes, last_commit};
pub use ignored::{IgnoreReason, IgnoredFile, ignored_files};
pub use line_table::{LineTable, Position};
pub use regular::{open_regular, read_regular};
pub use snapshot::SnapshotError;
pub use source_set::{DataFile, SourceFile, SourceSet};
pub use span::{FileId, Location, Span, Spanned};
pub use stamp::FileStamp;
pub use unread_format::{UnreadFormat, is_leftover};
