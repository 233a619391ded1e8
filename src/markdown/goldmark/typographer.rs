//! Typographic characters for what is typed, at the places where Goldmark has them.

use super::super::dialect::Typographer;
use super::flank::{flanks, is_mark};
use crate::source::{is_letter_or_digit, is_punctuation};

/// So many bytes behind a character decide what becomes of it.
const WINDOW: usize = 12;

/// The quotation marks of one block that are open.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    single: usize,
    double: usize,
    /// The end of the run of equal marks that was read last: a run of any length is read once.
    run: usize,
}

/// A place in a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'s> {
    pub(super) source: &'s str,
    /// Where the block ends.
    pub(super) end: usize,
    pub(super) at: usize,
    /// The character before it; the end of a line at the start of the block.
    pub(super) before: char,
}

impl<'s> Place<'s> {
    /// The text from here on, to the end of the line or as far as it matters.
    fn rest(&self) -> &'s str {
        let end = self.source.floor_char_boundary((self.at + WINDOW).min(self.end));
        let rest = self.source.get(self.at..end).unwrap_or_default();
        rest.find('\n').map_or(rest, |newline| &rest[..=newline])
    }

    /// The character at `at`, or a blank where the block ends.
    pub(super) fn character(&self, at: usize) -> char {
        self.source.get(at..self.end).and_then(|rest| rest.chars().next()).unwrap_or(' ')
    }
}

impl Quotes {
    /// The number of bytes that are replaced, and their text; nothing where they stay.
    pub(super) fn substitute<'t>(&mut self, place: Place<'_>, with: &Typographer<'t>) -> Option<(usize, &'t str)> {
        let rest = place.rest();
        let part = |written: &str, text: Option<&'t str>| {
            text.filter(|_| rest.starts_with(written)).map(|text| (written.len(), text))
        };
        match rest.as_bytes().first()? {
            b'-' => part("---", with.em_dash).or_else(|| part("--", with.en_dash)),
            b'.' => part("...", with.ellipsis),
            b'<' => part("<<", with.left_angle_quote),
            b'>' => part(">>", with.right_angle_quote),
            b'\'' => self.single(place, rest, with).map(|text| (1, text)),
            b'"' => self.double(place, rest, with).map(|text| (1, text)),
            _ => None,
        }
    }

    /// Whether the run of marks at `place` can open and close.
    fn flanks(&mut self, place: Place<'_>) -> (bool, bool) {
        if self.run <= place.at {
            let mark = place.source.as_bytes()[place.at];
            let rest = &place.source.as_bytes()[place.at..place.end];
            self.run = place.at + rest.iter().take_while(|byte| **byte == mark).count();
        }
        flanks(place.before, place.character(self.run))
    }

    fn single<'t>(&mut self, place: Place<'_>, rest: &str, with: &Typographer<'t>) -> Option<&'t str> {
        let (opens, closes) = self.flanks(place);
        if with.apostrophe.is_some() && is_apostrophe(place, rest, opens && !closes) {
            return with.apostrophe;
        }
        if with.left_single_quote.is_some() && opens && !closes {
            if is_contraction(rest.as_bytes()) {
                return with.right_single_quote;
            }
            self.single += 1;
            return with.left_single_quote;
        }
        let next = place.character(place.at + 1);
        if rest.len() > 2 && !is_digit(next) {
            return with.right_single_quote;
        }
        let ends = self.single > 0 && closes && (!opens || is_before_mark(next, rest.as_bytes()));
        if ends && with.right_single_quote.is_some() {
            self.single -= 1;
            return with.right_single_quote;
        }
        None
    }

    fn double<'t>(&mut self, place: Place<'_>, rest: &str, with: &Typographer<'t>) -> Option<&'t str> {
        let (opens, closes) = self.flanks(place);
        if with.left_double_quote.is_some() && opens && !closes {
            self.double += 1;
            return with.left_double_quote;
        }
        let next = place.character(place.at + 1);
        let ends = self.double > 0 && closes && (!opens || is_before_mark(next, rest.as_bytes()));
        // The first of two marks behind a number is one of inches.
        let is_inch = next == '"' && rest.len() > 1 && is_digit(place.before);
        if ends && !is_inch && with.right_double_quote.is_some() {
            self.double -= 1;
            return with.right_double_quote;
        }
        None
    }
}

/// Whether the mark that `rest` begins with is an apostrophe: `it's`, `'90s`, and what may be `'twas`, `'em`.
fn is_apostrophe(place: Place<'_>, rest: &str, opens: bool) -> bool {
    let bytes = rest.as_bytes();
    let is_decade = || {
        let is_number = bytes.len() > 3 && bytes[1].is_ascii_digit() && bytes[2].is_ascii_digit() && bytes[3] == b's';
        let after = if bytes.len() > 4 { place.character(place.at + 4) } else { ' ' };
        opens && is_number && (after.is_whitespace() || is_mark(after))
    };
    let is_before = |letters: &[u8]| bytes.get(1).is_some_and(|next| letters.contains(next));
    let is_short = || (place.before.is_whitespace() || is_punctuation(place.before)) && is_before(b"tenl");
    let is_inside = || bytes.len() > 1 && is_letter_or_digit(place.before) && is_letter(place.character(place.at + 1));
    is_decade() || is_short() || is_inside()
}

/// `'s`, `'m`, `'t`, `'d`, `'ve`, `'ll` and `'re` behind what is no word, such as markup.
fn is_contraction(rest: &[u8]) -> bool {
    let ends = |at: usize| rest.get(at).is_none_or(|byte| byte.is_ascii_punctuation() || byte.is_ascii_whitespace());
    matches!(rest.get(1), Some(b's' | b'm' | b't' | b'd')) && ends(2)
        || matches!(rest.get(1..3), Some(b"ve" | b"ll" | b"re")) && ends(3)
}

/// Whether punctuation follows, and the end of the line or a blank or more punctuation behind it.
fn is_before_mark(next: char, rest: &[u8]) -> bool {
    let ends = |byte: &u8| byte.is_ascii_punctuation() || byte.is_ascii_whitespace();
    rest.len() > 1 && is_punctuation(next) && rest.get(2).is_none_or(ends)
}

fn is_letter(character: char) -> bool {
    is_letter_or_digit(character) && !is_digit(character)
}

/// Whether a character is a decimal digit of any script.
fn is_digit(character: char) -> bool {
    character.is_numeric() && is_letter_or_digit(character)
}
