//! What a piece of code is, and its class in HTML.

/// What a piece of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Plain,
    Attribute,
    Builtin,
    Comment,
    Deleted,
    Escape,
    Function,
    Heading,
    Inserted,
    Key,
    Keyword,
    Number,
    String,
    Type,
    Variable,
}

impl Class {
    /// The class of code in a scope within code of this class. `own` is the class of that scope, if it has one.
    pub(super) fn nest(self, own: Option<Self>) -> Self {
        match (self, own) {
            (outer, None) => outer,
            // A key in quotes is a key.
            (Self::Key, Some(Self::String)) => Self::Key,
            (_, Some(class)) => class,
        }
    }

    /// The class in HTML; none for plain text.
    pub(super) const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Plain => return None,
            Self::Attribute => "a",
            Self::Builtin => "b",
            Self::Comment => "c",
            Self::Deleted => "d",
            Self::Escape => "e",
            Self::Function => "f",
            Self::Heading => "h",
            Self::Inserted => "i",
            Self::Key => "g",
            Self::Keyword => "k",
            Self::Number => "n",
            Self::String => "s",
            Self::Type => "t",
            Self::Variable => "v",
        })
    }
}
