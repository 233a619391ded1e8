//! The words of the theme: what pages say besides the texts of their authors, in the language of the site.
//!
//! A label has a key and a text, which may have names in braces to fill in. Those of English are complete and are the
//! reference: keys and names of every other file are compared with them. What a language lacks is in English.

mod file;
mod language;
mod set;
mod shipped;
mod text;

#[cfg(test)]
mod tests;

pub use file::LabelFile;
pub use language::is_right_to_left;
pub use set::Labels;
pub use text::{Part, Text, parts};
