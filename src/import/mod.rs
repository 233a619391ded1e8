//! Turns sites for other generators into ours. Of Hugo it is the configuration: the text of `clausebook.yaml`, stubs for
//! shortcodes that are missing, and an account of every key that was read. Of MkDocs and Docusaurus it is the whole site, with an account of
//! every file and of the markup.
//!
//! Reads files, and writes none: what is to be written is returned. No program of a site is run.

mod account;
mod attributes;
mod destination;
mod docusaurus;
mod draft;
mod escape;
mod fence;
mod heading;
mod headings;
mod html;
mod hugo;
mod lines;
mod matter;
mod mkdocs;
mod moved;
mod nav;
mod output;
mod read;
mod tree;
mod written;

#[cfg(test)]
mod tests;

pub use docusaurus::docusaurus;
pub use hugo::{Imported, hugo};
pub use mkdocs::mkdocs;
pub use moved::{Content, Moved, REPORT};
pub use output::Counts;
pub use read::ImportError;
pub use written::Stub;
