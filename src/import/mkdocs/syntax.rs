//! Lines with a syntax of their own: what their parts are.

use crate::import::attributes::Attributes;
use crate::import::fence::words;
use crate::import::lines::Line;

/// The title behind `===`.
pub(super) fn tab_title(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("===")?.trim_start_matches(['!', '+']).trim();
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    rest[1..].strip_suffix(quote)
}

/// The options at the start of a block `///`, indented by four, and the rest.
pub(super) fn options(lines: &[Line]) -> (&[Line], &[Line]) {
    let is_option = |line: &&Line| {
        line.indent() >= 4
            && line
                .text
                .trim()
                .split_once(':')
                .is_some_and(|(name, _)| name.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    lines.split_at(lines.iter().take_while(is_option).count())
}

/// A heading without the list of attributes at its end.
pub(super) fn trailing_list(text: &str) -> (&str, Option<Attributes>) {
    let Some(at) = text.rfind('{').filter(|_| text.ends_with('}')) else { return (text, None) };
    match Attributes::read(&text[at..]) {
        Some((list, length)) if at + length == text.len() => (text[..at].trim_end(), Some(list)),
        _ => (text, None),
    }
}

/// An element with the attribute `markdown`: its tag without it, its name, and what follows on the line.
pub(super) fn markdown_element(text: &str) -> Option<(String, String, String)> {
    let end = text.find('>')?;
    let inner = text[1..end].trim_end();
    let words = words(inner);
    let name = words.first().filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    let is_mark = |word: &&str| {
        matches!(*word, "markdown" | "markdown=\"1\"" | "markdown=\"block\"" | "markdown=1" | "markdown=\"\"")
    };
    let others: Vec<&str> = words.iter().filter(|word| !is_mark(word)).copied().collect();
    (others.len() < words.len())
        .then(|| (format!("<{}>", others.join(" ")), (*name).to_owned(), text[end + 1..].trim().to_owned()))
}
