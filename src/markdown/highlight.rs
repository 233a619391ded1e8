//! To be filled.
use std::borrow::Cow;
/// How the code is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The lines that stand out.
    pub marked: Vec<(usize, usize)>,
    /// The number of the first line, where lines are numbered.
    pub numbered_from: Option<usize>,
}
/// x
#[derive(Default)]
pub struct Highlighter;
/// x
pub struct Highlighted { /// x
pub html: String, /// x
pub known: bool }
impl Highlighter {
    /// x
    pub fn new() -> Self { Self }
    /// x
    pub fn highlight(&self, code: &str, _language: &str, _options: &Options) -> Highlighted {
        Highlighted { html: Cow::into_owned(super::html::escape_text(code)), known: true }
    }
    /// x
    pub fn nearest_language(&self, _l: &str) -> Option<&'static str> { None }
}
