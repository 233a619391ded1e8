//! A tree as YAML text.

use std::fmt::Write as _;

use super::json::json;
use super::node::{Kind, Node};

/// A list of single values that is no longer is written on one line, in bytes.
const MAX_LINE: usize = 90;

/// A parser may refuse a longer key without a mark before it, in bytes.
const MAX_KEY: usize = 500;

/// The mapping `node` as YAML that reads as the same tree, ending with a line feed.
///
/// A text stays a text, in quotes where it needs them. What is neither text, number nor boolean becomes text. A key that is a
/// list or a mapping is left out.
pub fn write(node: &Node) -> String {
    let mut out = String::new();
    block(node, 0, &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Writes a value whose lines are indented by `indent`; the first line is begun already.
fn block(node: &Node, indent: usize, out: &mut String) {
    match &node.kind {
        Kind::Mapping(entries) if !entries.is_empty() => {
            for (index, (key, value)) in entries.iter().filter(|(key, _)| key.text().is_some()).enumerate() {
                begin(index, indent, out);
                self::key(key.text().unwrap_or_default(), indent, out);
                behind_key(value, indent, out);
            }
        }
        Kind::Sequence(items) if !is_line(items) => {
            for (index, item) in items.iter().enumerate() {
                begin(index, indent, out);
                out.push_str("- ");
                block(item, indent + 2, out);
                end(out);
            }
        }
        Kind::Null | Kind::Scalar { .. } | Kind::Sequence(_) | Kind::Mapping(_) => out.push_str(&line(node)),
    }
}

fn begin(index: usize, indent: usize, out: &mut String) {
    if index > 0 {
        out.extend(std::iter::repeat_n(' ', indent));
    }
}

fn end(out: &mut String) {
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

fn key(text: &str, indent: usize, out: &mut String) {
    let written = scalar(text);
    if written.len() <= MAX_KEY {
        let _ = write!(out, "{written}:");
    } else {
        let _ = write!(out, "? {written}\n{:indent$}:", "");
    }
}

fn behind_key(value: &Node, indent: usize, out: &mut String) {
    let is_block = match &value.kind {
        Kind::Mapping(entries) => !entries.is_empty(),
        Kind::Sequence(items) => !is_line(items),
        Kind::Null | Kind::Scalar { .. } => false,
    };
    out.push(if is_block { '\n' } else { ' ' });
    if is_block {
        out.extend(std::iter::repeat_n(' ', indent + 2));
    }
    block(value, indent + 2, out);
    end(out);
}

/// Whether a list is short, and has single values only.
fn is_line(items: &[Node]) -> bool {
    let is_single = |item: &Node| matches!(item.kind, Kind::Null | Kind::Scalar { .. });
    let length = |item: &Node| item.text().map_or(4, str::len) + 2;
    items.iter().all(is_single) && items.iter().map(length).sum::<usize>() <= MAX_LINE
}

/// A value on one line.
fn line(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "null".to_owned(),
        Kind::Scalar { text, quoted } => match json(node) {
            serde_json::Value::Bool(_) | serde_json::Value::Number(_) if !quoted => text.clone(),
            _ => scalar(text),
        },
        Kind::Sequence(items) => format!("[{}]", items.iter().map(line).collect::<Vec<_>>().join(", ")),
        Kind::Mapping(_) => "{}".to_owned(),
    }
}

/// A text, in quotes unless it can only be read as that text.
fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            ' '..='~' => out.push(letter),
            // Spaces, marks and controls of Unicode are hard to see, and some parsers refuse them.
            _ if letter.is_alphanumeric() || is_visible(letter) => out.push(letter),
            _ => {
                let _ = write!(out, "\\U{:08X}", u32::from(letter));
            }
        }
    }
    out.push('"');
    out
}

/// Punctuation and symbols that texts often have.
const fn is_visible(letter: char) -> bool {
    matches!(letter, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{bf}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
        | '\u{20a0}'..='\u{20c0}' | '\u{2190}'..='\u{2bff}' | '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ffee}'
        | '\u{1f300}'..='\u{1faff}')
}

/// Words that some parser reads as another value.
const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

fn is_plain(text: &str) -> bool {
    let is_first = |first: char| first.is_alphabetic() || matches!(first, '/' | '_');
    let is_inside = |letter: char| letter.is_alphanumeric() || " /_-.()'+@&=;".contains(letter);
    let mut letters = text.chars().peekable();
    letters.peek().copied().is_some_and(is_first)
        && !text.ends_with([' ', ':'])
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
        && std::iter::from_fn(|| letters.next().map(|letter| (letter, letters.peek().copied()))).all(
            |(letter, next)| {
                is_inside(letter) || letter == ':' && next.is_some_and(|next| next == '/' || next.is_alphanumeric())
            },
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::write;
    use crate::source::Span;
    use crate::yaml::{Kind, Node, json, parse};

    fn text(text: &str) -> Node {
        Node { span: Span::default(), kind: Kind::Scalar { text: text.to_owned(), quoted: true } }
    }

    fn list(items: Vec<Node>) -> Node {
        Node { span: Span::default(), kind: Kind::Sequence(items) }
    }

    #[track_caller]
    fn check(node: &Node) {
        let node = if node.entries().is_empty() {
            &Node { span: Span::default(), kind: Kind::Mapping(vec![(text("key"), node.clone())]) }
        } else {
            node
        };
        let written = write(node);
        let read = parse(&written, 0).unwrap_or_else(|fault| panic!("{fault:?}: {written}"));
        assert_eq!(json(&read.root), json(node), "{written}");
    }

    #[test]
    fn texts_that_look_like_other_values_stay_texts() {
        for written in [
            "true",
            "True",
            "yes",
            "no",
            "on",
            "~",
            "null",
            "",
            "1",
            "1.5",
            "+1",
            ".5",
            "1e3",
            "0x1F",
            "0o7",
            "010",
            "-",
            "- a",
            "a: b",
            "a #b",
            "#a",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "[a",
            "{a",
            "\"a",
            "'a",
            "a\nb\n",
            "\n",
            " a",
            "a ",
            "\t",
            "a\tb",
            "=",
            "<<",
            "?",
            ".inf",
            ".nan",
            "2024-01-01",
            "12:30",
            "\u{85}",
            "\u{2028}",
            "\u{feff}a",
            "\u{7}",
            "é",
            "…",
        ] {
            check(&text(written));
        }
    }

    #[test]
    fn a_tree_is_written_in_the_order_that_it_has() {
        let node = parse("b: [1, 1.5, x, {z: true, a: ~}]\na: {}\nc: []", 0).unwrap().root;
        let written = "b:\n  - 1\n  - 1.5\n  - x\n  - z: true\n    a: null\na: {}\nc: []\n";
        assert_eq!(write(&node), written);
        check(&node);
        let node = parse("a: [x, 'y, z', 2]\nb: [[1, [{c: [{d: e}]}]], {}, []]", 0).unwrap().root;
        assert_eq!(write(&node).lines().next(), Some("a: [x, \"y, z\", 2]"));
        check(&node);
    }

    #[test]
    fn a_long_key_is_marked() {
        check(&Node { span: Span::default(), kind: Kind::Mapping(vec![(text(&"k".repeat(3000)), text("x"))]) });
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_it_was(any in any::<String>()) {
            check(&text(&any));
            let entries = vec![(text(&any), text(&any)), (text("list"), list(vec![text(&any), list(vec![text(&any)])]))];
            check(&Node { span: Span::default(), kind: Kind::Mapping(entries) });
        }
    }
}
