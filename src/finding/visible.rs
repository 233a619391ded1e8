//! Escapes control characters and invisible characters in output.
//!
//! A file can hold escape sequences that clear a terminal, or bidirectional control characters that reorder a line so
//! that it seems to say something else.

use std::borrow::Cow;
use std::fmt::Write;
use std::io;

use serde::Serialize;

/// Whether `character` is a control character (tab and line ends included), a bidirectional control character, or one
/// without width. The zero-width joiner and non-joiner are not: emoji and Persian need them.
pub(super) const fn is_invisible(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'
        | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// `text` on one line, with every invisible character written as `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push_visible(&mut shown, character);
    }
    Cow::Owned(shown)
}

/// [`visible`] text for people: a long name or URL is shortened in the middle. Each part in backticks is shortened by
/// itself, so that the sentence around it stays whole.
pub fn readable(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    if shown.len() <= MAX_NAME {
        return shown;
    }
    let parts: Vec<Cow<'_, str>> = shown.split('`').map(|part| shortened(part, MAX_NAME)).collect();
    let joined = parts.join("`");
    Cow::Owned(shortened(&joined, MAX_MESSAGE).into_owned())
}

/// The length of a name or a URL, in characters: nearly two lines of a terminal.
const MAX_NAME: usize = 150;
/// The length of a message with all its names, in characters.
const MAX_MESSAGE: usize = 600;

/// The text, or where it has more than `max` characters two thirds of them from its start and the rest from its end.
fn shortened(text: &str, max: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(max) else { return Cow::Borrowed(text) };
    let head = text[..end].char_indices().nth(max * 2 / 3).map_or(end, |(at, _)| at);
    let tail = text.char_indices().rev().nth(max / 3 - 2).map_or(text.len(), |(at, _)| at);
    Cow::Owned(format!("{}…{}", &text[..head], &text[tail..]))
}

/// Appends one character, escaped as in [`visible`].
pub(super) fn push_visible(shown: &mut String, character: char) {
    match character {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        _ if is_invisible(character) => {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        }
        _ => shown.push(character),
    }
}

/// Writes `value` as one line of JSON, with invisible characters escaped.
pub(super) fn write_json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(escaped_json(&serde_json::to_string(value)?).as_bytes())?;
    out.write_all(b"\n")
}

/// A JSON document with invisible characters escaped, which does not change what a parser reads.
pub fn escaped_json(document: &str) -> Cow<'_, str> {
    // The only control characters outside of strings are line ends, and these are not in strings.
    let is_escaped = |character: char| character != '\n' && is_invisible(character);
    if !document.contains(is_escaped) {
        return Cow::Borrowed(document);
    }
    let mut escaped = String::with_capacity(document.len() + 64);
    for character in document.chars() {
        if !is_escaped(character) {
            escaped.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::{readable, visible, write_json};

    fn check(text: &str, expected: &str) {
        assert_eq!(visible(text), expected);
    }

    #[test]
    fn control_characters_are_escaped() {
        check("plain é → 日本", "plain é → 日本");
        check("\u{1b}[2Jgone", "\\u{1b}[2Jgone");
        check("\u{9b}31m", "\\u{9b}31m");
        check("a\tb\r\nc", "a\\tb\\r\\nc");
        check("user\u{202e}nimda", "user\\u{202e}nimda");
        check("a\u{e0041}", "a\\u{e0041}");
    }

    #[test]
    fn long_names_are_shortened_in_the_middle() {
        let address = format!("/{}/end", "é".repeat(100_000));
        let message = format!("no page `{address}` and no `#x`");
        let shown = readable(&message).into_owned();
        assert!(shown.starts_with("no page `/éé") && shown.ends_with("é/end` and no `#x`"), "{shown}");
        assert_eq!((shown.matches('…').count(), shown.chars().count()), (1, "no page `` and no `#x`".len() + 150));
        // Escaping comes first, so that the length is that of the output.
        assert_eq!(readable(&"\u{1b}".repeat(1000)).chars().count(), 150);
        let whole = "word ".repeat(29);
        assert_eq!(readable(&whole), whole);
        assert!(readable(&"`word`".repeat(1000)).chars().count() <= 600);
    }

    #[test]
    fn json_keeps_the_text_and_hides_nothing() {
        let text = "\u{1b}[2J \u{202e}\u{e0041} \u{7f} é \"";
        let mut out = Vec::new();
        write_json(&text, &mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, "\"\\u001b[2J \\u202e\\udb40\\udc41 \\u007f é \\\"\"\n");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        let pretty = serde_json::to_string_pretty(&[text]).unwrap();
        assert_eq!(super::escaped_json(&pretty), format!("[\n  {}\n]", written.trim_end()));
    }
}
