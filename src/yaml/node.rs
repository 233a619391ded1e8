//! The tree that YAML and TOML are read into.

use crate::source::Span;

/// A value with its location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its bytes in the file. Empty where nothing was written (`key:`).
    pub span: Span,
    /// Its kind and content.
    pub kind: Kind,
}

/// The kinds of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `null`, `~`, or no value at all.
    Null,
    /// Text, a number or a boolean: which one is decided by the reader of the value.
    Scalar {
        /// The text, escapes and folding resolved, otherwise as written.
        text: String,
        /// Whether it was quoted or a block scalar, and so is text whatever its content.
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
    /// Its value.
    pub root: Node,
    /// Duplicate keys, in the order found; the tree holds the first value of each.
    pub duplicates: Vec<Duplicate>,
}

/// A key that its mapping has already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The key as written.
    pub key: String,
    /// The first occurrence.
    pub first: Span,
    /// The later occurrence.
    pub again: Span,
}

/// Why a document, or a value in it, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its bytes in the file.
    pub span: Span,
    /// The reason in one line.
    pub reason: String,
    /// The remedy, where the cause is a common one.
    pub help: Option<String>,
}

impl Fault {
    /// A fault without a remedy.
    pub fn new(span: Span, reason: impl Into<String>) -> Self {
        Self { span, reason: reason.into(), help: None }
    }
}

impl Node {
    /// No value, at `span`.
    pub const fn null(span: Span) -> Self {
        Self { span, kind: Kind::Null }
    }

    /// Whether there is no value.
    pub const fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The text of a scalar; nothing for other kinds.
    pub fn text(&self) -> Option<&str> {
        if let Kind::Scalar { text, .. } = &self.kind { Some(text) } else { None }
    }

    /// The items of a list; none for other kinds.
    pub fn items(&self) -> &[Node] {
        if let Kind::Sequence(items) = &self.kind { items } else { &[] }
    }

    /// The entries of a mapping, in the order written; none for other kinds.
    pub fn entries(&self) -> &[(Node, Node)] {
        if let Kind::Mapping(entries) = &self.kind { entries } else { &[] }
    }

    /// The value of `key` in a mapping, the key compared as written.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// Its kind, in the words of a message.
    pub const fn description(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Scalar { .. } => "a single value",
            Kind::Sequence(_) => "a list",
            Kind::Mapping(_) => "a mapping",
        }
    }
}
