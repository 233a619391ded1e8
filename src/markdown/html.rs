//! Raw HTML: the links, anchors and inline styles in it, and text made safe to stand in it.
//!
//! Any text is HTML, as it is to a browser. Kept out: the tree of elements, and what a link leads to.

mod address;
mod escape;
mod hidden;
mod mark;
mod safe;
mod scan;
mod tag;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unsafe_tests;

pub(super) use address::shows_media;
pub use escape::{decoded, escape_attribute, escape_text, push_text, without_tags};
pub use mark::{Holds, Mark};
pub(super) use safe::{script_scheme, unsafe_part, without_unsafe};
pub use scan::scan;
pub use tag::{Attribute, Tag, tags};
