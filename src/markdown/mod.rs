//! Markdown as Hugo reads it, from text to a [`Document`]: headings with their ids, links with their spans,
//! code, tables and shortcodes.
//!
//! Out of scope: the site. Links are resolved later, and shortcodes are expanded through the trait [`Shortcodes`].

mod admonition;
mod alert;
mod attributes;
mod autolink;
mod block_attributes;
mod called;
mod cell;
mod citation;
mod code_block;
mod dialect;
mod document;
mod expand;
mod fence;
mod foreign;
mod goldmark;
mod heading_id;
pub mod highlight;
pub mod html;
mod ids;
mod mathematics;
mod origin;
mod outline;
mod parse;
mod pieces;
mod placeholder;
mod plain_text;
mod prose;
mod region;
mod render;
mod safe_markdown;
mod shared;
mod shortcode;
mod term;
#[cfg(test)]
mod tests;
mod writer;

pub use called::{Called, ShortcodeTag, called_shortcodes, shortcode_tags};
pub use cell::{CellTools, Cells};
pub use citation::{Citation, CitationReader, CitedId, Form, NoCitations, ReadCitation, ReadId};
pub use code_block::highlighted_block;
pub use dialect::{CALLOUTS, Dialect, Typographer, Words};
pub use document::{Align, Document, Embed, Heading, Link, LinkKind, Piece, Table, UndefinedLabel};
pub use expand::{Expansion, Invocation, ShortcodeFault, Shortcodes};
pub use highlight::Highlighter;
pub use html::{TextPart, decoded, escape_attribute, escape_text, text, text_parts};
pub use outline::{Element, outline};
pub use parse::{Parsed, parse, parse_html};
pub use placeholder::as_markdown;
pub use plain_text::plain_text;
pub use prose::{Block, BlockKind, Prose, Run};
pub use region::with_regions;
pub use safe_markdown::without_unsafe_links;
pub use shared::Tools;
pub use shortcode::{Argument, Arguments, Quoting, Scalar};
pub use term::{Definition, FoundTerm, TermFinder, TermUse, Terms};
