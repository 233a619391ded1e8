//! Ids of headings as other generators make them, so that links to them stay valid.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use unicode_normalization::UnicodeNormalization;

/// How ids are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slugs {
    /// Python-Markdown's own: ASCII alone, hyphens for spaces; `_1` for the second one.
    Ascii,
    /// Those of its extensions: letters of all scripts, a hyphen for each space; in lower case or not.
    Unicode { lower: bool },
    /// As GitHub does; `-1` for the second one.
    Github,
}

/// A heading as plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) text: String,
    /// Whether it has an image or HTML, which some count and some do not.
    pub(super) is_unclear: bool,
}

/// The plain text of the Markdown of a heading.
pub(super) fn plain(markdown: &str) -> Plain {
    let mut found = Plain { text: String::new(), is_unclear: false };
    let mut images = 0;
    // The mark keeps a text such as `1. a` a heading.
    let heading = format!("# {}", markdown.replace('\n', " "));
    for event in Parser::new_ext(&heading, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Image { .. }) => {
                images += 1;
                found.is_unclear = true;
            }
            Event::End(TagEnd::Image) => images -= 1,
            Event::Text(text) | Event::Code(text) if images == 0 => found.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => found.text.push(' '),
            Event::InlineHtml(_) | Event::Html(_) => found.is_unclear = true,
            _ => {}
        }
    }
    found.text = found.text.trim().to_owned();
    found
}

/// The ids of one article.
#[derive(Debug)]
pub(super) struct Ids {
    slugs: Slugs,
    separator: String,
    used: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Ids {
    pub(super) fn new(slugs: Slugs, separator: &str) -> Self {
        Self { slugs, separator: separator.to_owned(), used: BTreeSet::new(), next: BTreeMap::new() }
    }

    /// Marks an id of the author's as used.
    pub(super) fn reserve(&mut self, id: &str) {
        self.used.insert(id.to_owned());
    }

    /// The id of a heading of this text.
    pub(super) fn claim(&mut self, text: &str) -> String {
        let wanted = slug(text, self.slugs, &self.separator);
        if !wanted.is_empty() && self.used.insert(wanted.clone()) {
            return wanted;
        }
        let mark = if self.slugs == Slugs::Github { '-' } else { '_' };
        // Python-Markdown counts on from a number that the id ends with.
        let numbered = wanted.rsplit_once('_').and_then(|(start, number)| Some((start, number.parse::<usize>().ok()?)));
        let (start, first) = match numbered {
            Some((start, number)) if mark == '_' => (start.to_owned(), number.saturating_add(1)),
            _ => (wanted.clone(), 1),
        };
        let mut number = self.next.get(&start).copied().unwrap_or(first).max(first);
        loop {
            let id = format!("{start}{mark}{number}");
            number = number.saturating_add(1);
            if self.used.insert(id.clone()) {
                self.next.insert(start, number);
                return id;
            }
        }
    }

    /// Whether the program makes the same id of the same text: one that nothing else on the page can change.
    pub(super) fn is_own(id: &str, plain: &Plain) -> bool {
        !plain.is_unclear
            && plain.text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-'))
            && slug(&plain.text, Slugs::Github, "-") == id
    }
}

/// The id of `text` before it is made unique.
pub(super) fn slug(text: &str, slugs: Slugs, separator: &str) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    match slugs {
        Slugs::Ascii => {
            let ascii: String = text.nfkd().filter(char::is_ascii).collect();
            let kept: String =
                ascii.chars().filter(|letter| is_word(*letter) || letter.is_whitespace() || *letter == '-').collect();
            let mut out = String::new();
            let mut apart = false;
            for letter in kept.trim().to_lowercase().chars() {
                if letter.is_whitespace() || letter == '-' || separator.starts_with(letter) && separator != "_" {
                    apart = true;
                    continue;
                }
                if std::mem::take(&mut apart) {
                    out.push_str(separator);
                }
                out.push(letter);
            }
            if apart {
                out.push_str(separator);
            }
            out
        }
        Slugs::Unicode { .. } | Slugs::Github => {
            let lower = slugs != Slugs::Unicode { lower: false };
            let cased = if lower { text.nfc().collect::<String>().to_lowercase() } else { text.nfc().collect() };
            let kept = cased
                .trim()
                .chars()
                .filter(|letter| is_word(*letter) || matches!(letter, ' ' | '-'))
                .collect::<String>();
            kept.replace(' ', separator)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ids, Slugs, plain, slug};

    #[test]
    fn ids_are_those_of_the_other_generator() {
        assert_eq!(slug("A  & B -- Größe!", Slugs::Ascii, "-"), "a-b-groe");
        assert_eq!(slug("A & Größe", Slugs::Unicode { lower: true }, "-"), "a--größe");
        let mut ids = Ids::new(Slugs::Ascii, "-");
        let found: Vec<String> = ["A", "a", "A", "x_1", "x_1", "日本"].iter().map(|text| ids.claim(text)).collect();
        assert_eq!(found, ["a", "a_1", "a_2", "x_1", "x_2", "_1"]);
        let mut ids = Ids::new(Slugs::Github, "-");
        assert_eq!([ids.claim("A B"), ids.claim("A B")], ["a-b", "a-b-1"]);
    }

    #[test]
    fn the_text_of_a_heading_has_no_markup() {
        let found = plain("The `a_b` of *c* [d](e)");
        assert_eq!((found.text.as_str(), found.is_unclear), ("The a_b of c d", false));
        assert!(plain("![x](y) z").is_unclear);
    }
}
