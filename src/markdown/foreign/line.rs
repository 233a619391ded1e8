//! Foreign syntax that begins a line.

use super::syntax::Syntax;

/// The kinds of admonitions that the documentation of MkDocs and its themes names. Any other word may be prose.
const KINDS: &[&str] = &[
    "abstract",
    "attention",
    "bug",
    "caution",
    "check",
    "cite",
    "danger",
    "done",
    "error",
    "example",
    "fail",
    "failure",
    "faq",
    "help",
    "hint",
    "important",
    "info",
    "missing",
    "note",
    "question",
    "quote",
    "seealso",
    "success",
    "summary",
    "tip",
    "tldr",
    "todo",
    "warning",
];

/// The syntax that `line`, without its indentation, begins with.
pub(super) fn read(line: &str) -> Option<Syntax> {
    let line = line.trim_end();
    match line.as_bytes().first()? {
        b'!' => admonition(line.strip_prefix("!!!")?).then_some(Syntax::MkdocsAdmonition),
        b'?' => {
            let rest = line.strip_prefix("???")?;
            admonition(rest.strip_prefix('+').unwrap_or(rest)).then_some(Syntax::MkdocsAdmonition)
        }
        b':' => is_container(line).then_some(Syntax::DocusaurusAdmonition),
        b'=' => is_tab(line.strip_prefix("===")?).then_some(Syntax::Tabs),
        b'-' => is_snippet(line).then_some(Syntax::Snippet),
        b'i' | b'e' => is_module(line).then_some(Syntax::Module),
        b'{' => line.starts_with("{/*").then_some(Syntax::Module),
        b'*' => is_abbreviation(line).then_some(Syntax::Abbreviation),
        b'[' => matches!(line, "[TOC]" | "[[TOC]]" | "[[_TOC_]]" | "[toc]").then_some(Syntax::Contents),
        _ => None,
    }
}

/// Whether `rest`, behind the marks, is a known kind, or a word and a title in quotes.
fn admonition(rest: &str) -> bool {
    let rest = rest.trim_start_matches(' ');
    let kind = rest.split([' ', '"']).next().unwrap_or_default();
    let has_title = rest.ends_with('"') && rest.find('"').is_some_and(|first| first + 1 < rest.len());
    let is_word =
        !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_word && (has_title || KINDS.contains(&kind) && is_words(rest))
}

/// Whether a text has only words, as several kinds of one admonition.
fn is_words(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'_'))
}

fn is_container(line: &str) -> bool {
    let name = line.trim_start_matches(':');
    let name = name.strip_prefix(' ').unwrap_or(name);
    let name = name.strip_prefix('{').unwrap_or(name);
    line.starts_with(":::") && name.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// `=== "Tab"`, `===! "Tab"` and `===+ "Tab"`.
fn is_tab(rest: &str) -> bool {
    let title = rest.trim_start_matches(['!', '+']).trim_start_matches(' ');
    title.len() > 2
        && (title.starts_with('"') && title.ends_with('"') || title.starts_with('\'') && title.ends_with('\''))
}

fn is_snippet(line: &str) -> bool {
    let rest = line.trim_start_matches('-');
    line.starts_with("--") && rest.strip_prefix("8<").is_some_and(|rest| rest.starts_with("--"))
}

fn is_module(line: &str) -> bool {
    if let Some(rest) = line.strip_prefix("import ") {
        let path = rest.rsplit_once(" from ").map_or(rest, |(_, path)| path);
        let path = path.trim().trim_end_matches(';');
        let quoted = |mark: char| path.len() > 2 && path.starts_with(mark) && path.ends_with(mark);
        return quoted('\'') || quoted('"');
    }
    let Some(rest) = line.strip_prefix("export ") else { return false };
    let declares =
        ["const ", "let ", "function ", "default function", "default ("].iter().any(|word| rest.starts_with(word));
    declares && rest.contains(['=', '('])
}

fn is_abbreviation(line: &str) -> bool {
    let name = line.strip_prefix("*[").and_then(|rest| rest.split_once("]:"));
    name.is_some_and(|(name, _)| !name.is_empty() && !name.contains(['[', ']', '*']))
}
