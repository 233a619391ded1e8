//! The first line of a callout, whatever its dialect.

use std::ops::Range;

use super::super::alert::{Fold, Kind};

/// A deeper indentation is no callout, in bytes: each line within is indented as much.
const MAX_INDENT: usize = 40;

/// The first line of a callout. Ranges count from the start of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening<'t> {
    /// The white space before it.
    pub(super) indent: &'t str,
    pub(super) kind: Kind,
    /// The name of its kind, in lower case.
    pub(super) name: String,
    pub(super) fold: Fold,
    /// Its title as written; an empty one means none, and none the name.
    pub(super) title: Option<Range<usize>>,
    /// Its attribute list.
    pub(super) attributes: Option<Range<usize>>,
    /// Whether it is a callout also without a text.
    pub(super) is_certain: bool,
}

/// The white space at the start of `line` and the rest, unless it is indented too deep.
pub(super) fn split_indent(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start_matches([' ', '\t']);
    let (indent, rest) = line.split_at(line.len() - rest.len());
    (indent.len() <= MAX_INDENT && !indent.contains('\t')).then_some((indent, rest.trim_end()))
}

/// The kind that a name of a dialect stands for.
pub(super) fn kind_of(name: &str) -> Option<Kind> {
    Some(match name {
        "note" | "info" | "secondary" | "abstract" | "summary" | "tldr" | "todo" | "question" | "help" | "faq"
        | "example" | "quote" | "cite" | "seealso" | "details" => Kind::Note,
        "tip" | "hint" | "success" | "check" | "done" => Kind::Tip,
        "important" => Kind::Important,
        "warning" | "attention" => Kind::Warning,
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" | "bug" => Kind::Caution,
        _ => return None,
    })
}

/// A name as a title.
pub(super) fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}
