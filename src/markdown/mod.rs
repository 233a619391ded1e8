//! Markdown as Hugo reads it, from text to a [`Document`]: headings with their ids, links with their spans,
//! code, tables and shortcodes.
//!
//! Nothing here knows the site: where a link leads and what a template makes of a shortcode is asked of others.

pub mod attributes;
mod block_attributes;
mod cell;
mod citation;
mod document;
mod expand;
pub mod fence;
mod heading_id;
pub mod highlight;
pub mod html;
mod origin;
mod outline;
mod parse;
mod prose;
mod region;
mod safe_markdown;
pub mod shortcode;
#[cfg(test)]
mod tests;
mod writer;

pub use cell::{CellTools, Cells};
pub use citation::{Citation, CitationReader, CitedId, Form, NoCitations, ReadCitation};
pub use document::{Align, Document, Embed, Heading, Link, LinkKind, Piece, Table};
pub use expand::{Expansion, Invocation, ShortcodeFault, Shortcodes};
pub use highlight::Highlighter;
pub use html::{decoded, escape_attribute, escape_text, without_tags};
pub use outline::{Element, outline};
pub use parse::{Parsed, Tools, parse};
pub use prose::{Prose, Run};
pub use region::{as_markdown, with_regions};
pub use safe_markdown::without_unsafe_links;
pub use shortcode::{Argument, Arguments, Scalar};

/// A block of code as every page shows it; `options` as in the info string of a fence, without braces.
pub fn highlighted_block(highlighter: &Highlighter, language: &str, options: &str, code: &str) -> String {
    writer::highlighted_block(highlighter, language, options, code)
}
