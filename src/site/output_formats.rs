//! `outputs` of front matter: which files Hugo makes of a page.

use crate::finding::{Code, Finding};
use crate::front::FrontMatter;
use crate::source::{FileId, Location, Spanned};

/// What is made of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    /// The page itself.
    pub html: bool,
    /// Its feed, if it lists others.
    pub feed: bool,
}

impl Formats {
    /// What the front matter asks for. As in Hugo, an empty list is none at all.
    pub fn of(front: &FrontMatter) -> Self {
        let texts = front.lists.get("outputs").map(|list| list.texts.as_slice()).unwrap_or_default();
        let has =
            |name: &str| texts.is_empty() || texts.iter().any(|text| text.value.trim().eq_ignore_ascii_case(name));
        Self { html: has("html"), feed: has("rss") }
    }
}

/// The findings on formats that are not written, of the front matter in `file`.
pub(super) fn check(file: FileId, front: &FrontMatter) -> Vec<Finding> {
    let texts = front.lists.get("outputs").map(|list| list.texts.as_slice()).unwrap_or_default();
    let is_written = |name: &str| ["html", "rss"].iter().any(|known| name.trim().eq_ignore_ascii_case(known));
    let unwritten = texts.iter().filter(|text| !is_written(&text.value));
    let finding = |name: &Spanned<String>| {
        let message = format!("`outputs` has `{}`, which is not written", name.value);
        let finding = Finding::new(Code::UnwrittenOutput, Location::new(file, name.span), message).about(&name.value);
        finding.help("`html` and `rss` are; remove the others, or ignore the finding")
    };
    unwritten.map(finding).collect()
}
