//! A table of any kind as heads and rows of text, which every export is written from.

use super::cell::Text;

/// How the text of a cell is written.
pub(super) type Show<'a> = &'a dyn Fn(&Text) -> String;

/// Heads and cells as text.
pub(super) struct Grid {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}
