//! The source files of a site: listing and reading them, positions in them, and their history in git.
//!
//! The lowest module: paths, bytes and positions, without any meaning of the text.

mod below;
mod character_class;
mod content_rules;
mod discover;
mod earlier;
mod files_below;
mod git;
mod history;
mod ignored;
mod layout;
mod line_table;
mod moved;
mod objects;
mod other_configuration;
pub mod path;
mod regular;
mod revision;
mod script;
mod site_root;
mod snapshot;
mod source_set;
mod span;
mod stamp;
mod unread_format;
mod workbook;
mod workbook_file;

pub use below::read_below;
pub use character_class::{is_accent, is_letter_or_digit, is_letter_or_number, is_punctuation, is_symbol};
pub use content_rules::{ContentRules, SetAside};
pub use discover::{Entry, Inventory, ReadError, SkipReason, SkippedPath, VERSION_CONTROL, discover, read_text};
pub use earlier::{Absence, EarlierText, FileAt, earlier_texts};
pub use files_below::files_below;
pub use git::{GitError, RepositoryState, is_in_checkout, repository_folder, repository_state};
pub use history::{HistoryError, LastChanges, export_merge_base, head, last_changes, last_commit};
pub use ignored::{IgnoreReason, IgnoredFile, ignored_files};
pub use layout::{ARTICLES, Layout, Role, is_html};
pub use line_table::{LineTable, Position};
pub use moved::Collision;
pub use other_configuration::hugo_configuration;
pub use regular::{open_regular, read_regular};
pub use revision::Revision;
pub use script::{is_attached, is_unspaced};
pub use site_root::{configured_root, content_root, site_root};
pub use snapshot::SnapshotError;
pub use source_set::{DataFile, SourceFile, SourceSet};
pub use span::{FileId, Location, Span, Spanned};
pub use stamp::FileStamp;
pub use unread_format::{UnreadFormat, is_leftover};
pub use workbook::{CellName, CellType, LINE_END, Positions, SheetText, is_workbook, sheets};
pub use workbook_file::{read_workbook, text_of};
