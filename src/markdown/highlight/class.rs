//! What a piece of code is, and the class it has in HTML. Kept out: the scopes of grammars.

use serde::{Deserialize, Serialize};

/// What a piece of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Class {
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
    /// The class of code within code of this class, for a scope of the class `own`, if it has one.
    pub(crate) fn around(self, own: Option<Self>) -> Self {
        match (self, own) {
            (outer, None) => outer,
            // A key in quotes is a key.
            (Self::Key, Some(Self::String)) => Self::Key,
            (_, Some(class)) => class,
        }
    }

    /// The class in HTML.
    pub(crate) const fn name(self) -> Option<&'static str> {
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
