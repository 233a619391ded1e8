//! A term of a glossary.

use crate::markdown::Definition;
use crate::source::{FileId, Location};

/// Longer names are not looked for, in bytes: the time for a text must not grow with the number of names that begin alike.
pub(super) const MAX_NAME: usize = 100;

/// A term of a glossary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinedTerm {
    /// The article that defines it.
    pub file: FileId,
    /// The folder whose articles it holds for, with a slash at its end: `content/pci-dss/`.
    pub scope: String,
    /// Its names, its id and its text.
    pub definition: Definition,
}

impl DefinedTerm {
    /// Its first name.
    pub fn name(&self) -> &str {
        self.definition.names.first().map_or("", |name| name.value.as_str())
    }

    /// What an abbreviation stands for: its second name, where the first one is an abbreviation and that one is none.
    pub fn expansion(&self) -> Option<&str> {
        let is_short = |name: &str| !name.contains(char::is_whitespace) && capitals(name) >= 2;
        let others = self.definition.names.iter().skip(1).map(|name| name.value.as_str());
        others.filter(|name| is_short(self.name()) && name.contains(char::is_whitespace)).find(|name| !is_short(name))
    }

    /// Where its first name is.
    pub fn location(&self) -> Location {
        let span = self.definition.names.first().map(|name| name.span).unwrap_or_default();
        Location::new(self.file, span)
    }
}

/// The number of capital letters in a word.
pub(super) fn capitals(word: &str) -> usize {
    word.chars().filter(|letter| letter.is_uppercase()).count()
}

/// The folder of `place`, with its slash.
pub(super) fn folder(place: &str) -> &str {
    place.rfind('/').map_or("", |at| &place[..=at])
}
