//! Markdown as Hugo reads it, from text to a [`Document`]: headings with their ids, links with their spans,
//! code, tables and shortcodes.
//!
//! Nothing here knows the site: where a link leads and what a template makes of a shortcode is asked of others.

mod attributes;
mod block_attributes;
mod document;
mod expand;
mod fence;
mod heading_id;
mod highlight;
mod html;
mod origin;
mod parse;
mod shortcode;
mod writer;

pub use document::{Align, Document, Heading, Link, LinkKind, Piece, Table};
pub use expand::{Expansion, Invocation, ShortcodeFault, Shortcodes, as_markdown};
pub use highlight::Highlighter;
pub use parse::{Parsed, Tools, parse};
pub use shortcode::Arguments;
