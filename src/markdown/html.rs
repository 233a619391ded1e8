//! Raw HTML: its links, anchors and inline styles, the removal of unsafe addresses, and escaping.
//!
//! Any text is valid, as in a browser. Out of scope: the tree of elements, and the targets of links.

mod address;
mod blocked;
mod comment;
mod element;
mod escape;
mod hidden;
mod mark;
mod safe;
mod scan;
mod structure;
mod tag;
mod text;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unsafe_tests;

pub(super) use address::shows_media;
pub(super) use blocked::blocked;
pub(super) use comment::comments;
pub(super) use element::is_known;
pub(super) use escape::push_text;
pub use escape::{decoded, escape_attribute, escape_text, without_tags};
pub use mark::{Holds, Mark};
pub(super) use safe::{script_scheme, unsafe_part, without_unsafe};
pub use scan::scan;
pub(super) use scan::scan_inside;
pub(super) use structure::Structure;
pub use tag::{Attribute, Tag, tags};
pub use text::{TextPart, text, text_parts, without_comments};
