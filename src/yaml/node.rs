//! The tree that YAML and TOML are read into.

use crate::source::Span;

/// A value and the bytes of its file that it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands, over the whole file. Empty where nothing was written (`key:`).
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The four things a value can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing: `null`, `~`, or no value at all.
    Null,
    /// Text, a number, a truth value: not told apart until someone asks.
    Scalar {
        /// The text, escapes and folding resolved, otherwise as written.
        text: String,
        /// Whether it was quoted or a block, and so is text whatever it looks like.
        quoted: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys with values, in the order written; no key twice.
    Mapping(Vec<(Node, Node)>),
}

/// A whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its one value.
    pub root: Node,
    /// Keys given again, in the order found; the tree holds the first value of each.
    pub duplicates: Vec<Duplicate>,
}

/// A key that its mapping had already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The key as written.
    pub key: String,
    /// Where it stands first.
    pub first: Span,
    /// Where it stands again.
    pub again: Span,
}

/// Why a document, or a value of it, cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The place, over the whole file.
    pub span: Span,
    /// The reason in one line.
    pub reason: String,
    /// What to do about it, where the cause is a common one.
    pub help: Option<String>,
}

impl Fault {
    /// A fault without advice.
    pub fn new(span: Span, reason: impl Into<String>) -> Self {
        Self { span, reason: reason.into(), help: None }
    }
}

impl Node {
    /// Nothing, at `span`.
    pub const fn null(span: Span) -> Self {
        Self { span, kind: Kind::Null }
    }

    /// Whether there is no value.
    pub const fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The text of a scalar; nothing for all else.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The items of a list; none for all else.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The entries of a mapping, in the order written; none for all else.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.kind {
            Kind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The value of `key` in a mapping, the key compared as written.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// What it is, in the words of a message.
    pub const fn description(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Scalar { .. } => "a single value",
            Kind::Sequence(_) => "a list",
            Kind::Mapping(_) => "a mapping",
        }
    }
}
