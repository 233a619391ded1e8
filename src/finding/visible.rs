//! Makes characters visible that a terminal or a reader would act on instead of showing.
//!
//! A file can hold escape sequences that clear a screen, or marks that turn the reading direction around so
//! that a line seems to say something else. None of them leaves the program raw.

use std::borrow::Cow;
use std::fmt::Write;
use std::io;

use serde::Serialize;

/// Whether `character` does something instead of being seen: control characters (tab and line ends
/// included), marks that turn the reading direction, and characters without any width.
///
/// The joiners of emoji and of Persian are left alone.
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

/// [`visible`] text for people: a name or an address that is longer than anybody reads is cut in its middle.
///
/// What stands in backticks is cut by itself, so that the sentence around it stays whole.
pub fn readable(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    if shown.len() <= MAX_NAME {
        return shown;
    }
    let parts: Vec<Cow<'_, str>> = shown.split('`').map(|part| cut(part, MAX_NAME)).collect();
    let joined = parts.join("`");
    Cow::Owned(cut(&joined, MAX_SENTENCE).into_owned())
}

/// A name or an address is shown up to so many characters: nearly two lines of a terminal.
const MAX_NAME: usize = 150;
/// A sentence with all its names is shown up to so many.
const MAX_SENTENCE: usize = 600;

/// Two thirds of `most` characters from the beginning of `text` and the rest from its end, if it has more.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(most) else { return Cow::Borrowed(text) };
    let head = text[..end].char_indices().nth(most * 2 / 3).map_or(end, |(at, _)| at);
    let tail = text.char_indices().rev().nth(most / 3 - 2).map_or(text.len(), |(at, _)| at);
    Cow::Owned(format!("{}…{}", &text[..head], &text[tail..]))
}

/// Appends one character the way [`visible`] shows it.
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

/// Writes `value` as one line of JSON in which invisible characters are escaped; what a parser reads is the
/// text as it stands.
pub(super) fn write_json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(escaped_json(&serde_json::to_string(value)?).as_bytes())?;
    out.write_all(b"\n")
}

/// A JSON document in which invisible characters are escaped; what a parser reads is the same.
pub fn escaped_json(document: &str) -> Cow<'_, str> {
    // Outside of strings there is only ASCII without controls but for line ends, which no string has.
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
    fn what_a_terminal_would_act_on_is_spelled_out() {
        check("plain é → 日本", "plain é → 日本");
        check("\u{1b}[2Jgone", "\\u{1b}[2Jgone");
        check("\u{9b}31m", "\\u{9b}31m");
        check("a\tb\r\nc", "a\\tb\\r\\nc");
        check("user\u{202e}nimda", "user\\u{202e}nimda");
        check("a\u{e0041}", "a\\u{e0041}");
    }

    #[test]
    fn what_nobody_reads_to_its_end_is_cut_in_the_middle() {
        let address = format!("/{}/end", "é".repeat(100_000));
        let message = format!("no page `{address}` and no `#x`");
        let shown = readable(&message).into_owned();
        assert!(shown.starts_with("no page `/éé") && shown.ends_with("é/end` and no `#x`"), "{shown}");
        assert_eq!((shown.matches('…').count(), shown.chars().count()), (1, "no page `` and no `#x`".len() + 150));
        // Escapes come first: none is cut into something else unseen, and the width is what is shown.
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
