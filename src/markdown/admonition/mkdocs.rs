//! `!!! note "Title"`, `??? note` and `???+ note`, whose text is indented by four spaces.

use super::super::alert::{Fold, Kind};
use super::opening::{Opening, kind_of, split_indent};

/// How far the text is indented, in columns.
pub(super) const INDENTATION: usize = 4;

/// The callout that `line` opens.
pub(super) fn read(line: &str) -> Option<Opening<'_>> {
    let (indent, rest) = split_indent(line)?;
    let (fold, words) = match (rest.strip_prefix("!!!"), rest.strip_prefix("???+"), rest.strip_prefix("???")) {
        (Some(words), _, _) => (Fold::None, words),
        (_, Some(words), _) => (Fold::Open, words),
        (_, _, Some(words)) => (Fold::Closed, words),
        (None, None, None) => return None,
    };
    let (kinds, title) = match words.split_once('"') {
        Some((kinds, title)) => (kinds, Some(title.strip_suffix('"').filter(|title| !title.contains('"'))?)),
        None => (words, None),
    };
    let kinds = kinds.trim();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b' ');
    if kinds.is_empty() || !kinds.bytes().all(is_name) {
        return None;
    }
    // Of several words, such as `note inline end`, the first is the kind.
    let name = kinds.split(' ').next().unwrap_or_default().to_ascii_lowercase();
    let kind = kind_of(&name);
    let start = title.map(|title| indent.len() + rest.len() - title.len() - 1);
    Some(Opening {
        indent,
        kind: kind.unwrap_or(Kind::Note),
        name,
        fold,
        title: start.zip(title).map(|(start, title)| start..start + title.len()),
        attributes: None,
        is_certain: kind.is_some() && !kinds.contains(' ') || title.is_some(),
    })
}

/// The line after the last one of the text that begins at the line `from`: indented lines, and empty ones between.
pub(super) fn end_of_body<'t>(from: usize, indent: usize, count: usize, line: impl Fn(usize) -> &'t str) -> usize {
    let mut end = from;
    for index in from..count {
        let text = line(index);
        if text.trim().is_empty() {
            continue;
        }
        if columns(text) < indent + INDENTATION {
            break;
        }
        end = index + 1;
    }
    end
}

/// The column of the first character that is no white space.
fn columns(line: &str) -> usize {
    line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).fold(0, |column, byte| match byte {
        b'\t' => column + 4 - column % 4,
        _ => column + 1,
    })
}
