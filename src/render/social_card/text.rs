//! What a social card says.

use unicode_normalization::UnicodeNormalization;

/// What a social card says, in characters that are shown as they are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct CardText {
    /// The title of the article.
    pub(super) title: String,
    /// The title of its section; empty at the top of the site.
    pub(super) section: String,
    /// The title of the site.
    pub(super) site: String,
    /// The colour of the site: red, green and blue.
    pub(super) accent: [u8; 3],
}

/// A text without characters that have no shape, its accents part of their letters, in one line.
pub(super) fn plain(text: &str) -> String {
    let shown = text.nfc().filter_map(|character| match character {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}' => None,
        '\u{2010}' | '\u{2011}' => Some('-'),
        character if character.is_whitespace() => Some(' '),
        character => Some(character),
    });
    shown.collect()
}
