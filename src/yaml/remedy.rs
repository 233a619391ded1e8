//! Remedies for YAML that cannot be read. A few causes make up nearly all such faults.

use super::node::Fault;
use super::words::plain;
use crate::source::Span;

/// The fault at byte `at` of `text`, which begins at `base`, with a remedy where its line shows a common cause.
pub(super) fn fault(text: &str, base: usize, at: usize, reason: &str) -> Fault {
    let at = text.floor_char_boundary(at);
    let at = if reason.contains("tab") { indenting_tab(text, at).unwrap_or(at) } else { at };
    let mut fault = Fault::new(character(text, at).shifted(base), plain(reason));
    // The parser often notices only on the line after the one that is wrong.
    let here = line_start(text, at);
    let before = here.checked_sub(1).map(|end| line_start(text, end));
    let starts = std::iter::once(here).chain(before);
    fault.help = starts.filter_map(|start| advice(line(text, start))).next().or_else(|| by_reason(reason));
    fault
}

/// The character at `at`, or the last one of the text at its end, so that the location is not empty.
fn character(text: &str, at: usize) -> Span {
    match text[at..].chars().next() {
        Some(next) => Span::new(at, at + next.len_utf8()),
        None => {
            let written = text.trim_end();
            let start = written.char_indices().next_back().map_or(0, |(start, _)| start);
            Span::new(start, written.len())
        }
    }
}

/// The first tab that indents a line from `at` on; the parser reports the value before it.
fn indenting_tab(text: &str, at: usize) -> Option<usize> {
    let start = line_start(text, at);
    let mut offset = start;
    for line in text[start..].split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t') {
            return Some(offset + tab);
        }
        offset += line.len();
    }
    None
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn line(text: &str, start: usize) -> &str {
    text[start..].lines().next().unwrap_or_default()
}

fn advice(line: &str) -> Option<String> {
    let content = line.trim_start_matches([' ', '\t']);
    if line[..line.len() - content.len()].contains('\t') {
        return Some("indent with spaces; YAML allows no tabs there".to_owned());
    }
    let (key, value) = content.split_once(':')?;
    let value = value.trim();
    let first = value.chars().next()?;
    match first {
        '"' | '\'' if value.matches(first).count() % 2 == 1 => {
            Some(format!("close the value of `{}` with {first}, or double the quote inside it", short(key)))
        }
        '"' | '\'' if !value.ends_with(first) => {
            Some(format!("put all of the value of `{}` inside the quotes", short(key)))
        }
        ',' | ']' | '}' | '@' | '`' | '%' | '*' | '&' | '!' | '|' | '>' => Some(in_quotes(key, value)),
        '[' | '{' if !value.ends_with([']', '}']) => Some(format!("close the `{first}` after `{}:`", short(key))),
        '[' | '{' | '"' | '\'' => None,
        _ if value.contains(": ") || value.ends_with(':') => Some(in_quotes(key, value)),
        _ => None,
    }
}

/// The remedy by the parser's reason, where the line itself shows no cause.
fn by_reason(reason: &str) -> Option<String> {
    let help = if reason.contains("simple key") {
        "write it as `key: value`, or indent it so that it continues the value above"
    } else if reason.contains("mapping values") || reason.contains("expected key") || reason.contains("indentation") {
        "line it up with the keys around it"
    } else if reason.contains("flow mapping") || reason.contains("flow sequence") {
        "add the closing bracket, or the `,` between two entries"
    } else if reason.contains("escape") {
        "write a backslash as `\\\\` inside double quotes, or use single quotes"
    } else {
        return None;
    };
    Some(help.to_owned())
}

fn in_quotes(key: &str, value: &str) -> String {
    if value.contains('"') || value.chars().count() > 60 {
        return format!("put the value of `{}` in quotes", short(key));
    }
    format!("put the value in quotes: `{}: \"{}\"`", short(key), value.replace('\\', "\\\\"))
}

/// At most the last 40 characters of a key: on a broken line it may be long.
fn short(key: &str) -> &str {
    let key = key.trim();
    key.char_indices().rev().nth(39).map_or(key, |(at, _)| &key[at..])
}
