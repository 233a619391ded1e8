//! Foreign syntax inside a line.

use memchr::memchr_iter;

use super::syntax::Syntax;

/// How far the end of a construct is searched for, in bytes: a text written as an attack has many beginnings.
const MAX_LEN: usize = 200;

/// The constructs that begin in `text[from..to]`: the offset, the length and the kind of each. They may reach beyond
/// `to`, on the same line.
pub(super) fn read(text: &str, from: usize, to: usize) -> Vec<(usize, usize, Syntax)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let starts =
        bytes[from..to].iter().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b'[' | b'+' | b'=' | b':'));
    let mut end = from;
    for at in starts.map(|(at, _)| from + at) {
        if at < end || !text.is_char_boundary(at) || at.checked_sub(1).is_some_and(|before| bytes[before] == b'\\') {
            continue;
        }
        let line = line_from(text, at);
        let before = at.checked_sub(1).map(|before| bytes[before]);
        if let Some((syntax, length)) = construct(line, before) {
            found.push((at, length, syntax));
            end = at + length;
        }
    }
    found
}

/// The rest of the line at `at`, as far as it is looked at.
fn line_from(text: &str, at: usize) -> &str {
    let mut end = text.len().min(at + MAX_LEN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let rest = &text[at..end];
    rest.split(['\n', '\r']).next().unwrap_or_default()
}

fn construct(line: &str, before: Option<u8>) -> Option<(Syntax, usize)> {
    let is_inside_word = before.is_some_and(|byte| byte.is_ascii_alphanumeric());
    match line.as_bytes() {
        [b'{', b'%', ..] => Some((Syntax::TemplateTag, template_tag(line)?)),
        [b'{', b'{', ..] if before != Some(b'$') => Some((Syntax::Interpolation, interpolation(line)?)),
        [b'{', b':', ..] => Some((Syntax::AttributeList, attribute_list(line)?)),
        [b'[', b'[', ..] => Some((Syntax::WikiLink, wiki_link(line)?)),
        [b'+', b'+', ..] if !is_inside_word => Some((Syntax::Keys, keys(line)?)),
        [b'=', b'=', ..] if !is_inside_word && before != Some(b'=') => Some((Syntax::Highlight, highlight(line)?)),
        [b':', ..] if !is_inside_word => Some((Syntax::Icon, icon(line)?)),
        _ => None,
    }
}

/// `{% name … %}`.
fn template_tag(line: &str) -> Option<usize> {
    let inner = &line[2..2 + line[2..].find("%}")?];
    let name = inner.trim_start_matches('-').trim_start();
    (inner.len() > name.len() && name.starts_with(|first: char| first.is_ascii_alphabetic())).then_some(inner.len() + 4)
}

/// `{{ name.part }}`, with filters.
fn interpolation(line: &str) -> Option<usize> {
    let inner = &line[2..2 + line[2..].find("}}")?];
    let name = inner.split('|').next().unwrap_or_default().trim();
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
    is_name.then_some(inner.len() + 4)
}

/// `{: #id .class key="value" }`.
fn attribute_list(line: &str) -> Option<usize> {
    let inner = &line[2..line.find('}')?];
    let first = inner.trim_start();
    let is_list = first.starts_with(['#', '.', ':']) || first.contains('=') || matches!(first.trim(), "toc");
    (is_list && first.len() > 1).then_some(inner.len() + 3)
}

/// `[[page]]` and `[[page|text]]`.
fn wiki_link(line: &str) -> Option<usize> {
    let inner = &line[2..2 + line[2..].find("]]")?];
    let is_link = !inner.is_empty()
        && !inner.starts_with([' ', '[', '^'])
        && !inner.ends_with(' ')
        && !inner.contains(['[', ']']);
    // `[[text]](address)` is a link.
    (is_link && !line[inner.len() + 4..].starts_with(['(', '['])).then_some(inner.len() + 4)
}

/// `++ctrl+alt+del++`.
fn keys(line: &str) -> Option<usize> {
    let inner = &line[2..2 + line[2..].find("++")?];
    let is_key = |key: &str| {
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    inner.split('+').all(is_key).then_some(inner.len() + 4)
}

/// `==text==`.
fn highlight(line: &str) -> Option<usize> {
    let rest = &line[2..];
    let end = memchr_iter(b'=', rest.as_bytes()).find(|at| rest[*at..].starts_with("=="))?;
    let inner = &rest[..end];
    let after = rest[end + 2..].bytes().next();
    let is_marked = !inner.is_empty()
        && !inner.starts_with(char::is_whitespace)
        && !inner.ends_with(char::is_whitespace)
        && after.is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte != b'=');
    is_marked.then_some(inner.len() + 4)
}

/// `:material-home:`.
fn icon(line: &str) -> Option<usize> {
    let rest = &line[1..];
    let inner = &rest[..rest.find(':')?];
    let is_icon = ["material-", "octicons-", "fontawesome-", "simple-"].iter().any(|set| inner.starts_with(set))
        && inner.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    is_icon.then_some(inner.len() + 2)
}
