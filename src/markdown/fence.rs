//! The info string of a fenced code block: ```` ```yaml {hl_lines=[2,"4-5"] linenos=true .class title="x"} ````.
//!
//! Besides Hugo's form, two of other generators are read: a title outside the braces, and braces with nothing but the
//! numbers of highlighted lines: ```` ```yaml title="x" {2,4-5} ````.

use std::ops::Range;

use super::attributes::{Attributes, Value, parse_list};
use super::highlight::Options;
use crate::source::Span;

/// Settings of other highlighters that have no effect here.
const IGNORED: &[&str] = &[
    "anchorlinenos",
    "guesssyntax",
    "hl_inline",
    "lineanchors",
    "linenumbersintable",
    "noclasses",
    "style",
    "tabwidth",
];

/// How many ranges of lines may be marked in a block.
const MAX_RANGES: usize = 1000;

/// The content of an info string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Info {
    /// The language as written, empty where there is none.
    pub(super) language: String,
    /// What stands over the block; empty where it has no title.
    pub(super) title: String,
    /// How the code is shown.
    pub(super) options: Options,
    /// All other attributes.
    pub(super) attributes: Attributes,
    /// The location of attributes that cannot be read and have no effect.
    pub(super) unreadable: Option<Span>,
}

/// Reads an info string. The language is the text before the first space or brace; attributes may follow anywhere.
/// A language written as a class (`{.python}`) is a class, as in Hugo.
pub(super) fn parse_info(info: &str) -> Info {
    let trimmed = info.trim_start();
    let language_end = trimmed.find(|letter: char| letter.is_whitespace() || letter == '{').unwrap_or(trimmed.len());
    let mut parsed = Info { language: trimmed[..language_end].to_owned(), ..Info::default() };
    let begin = info.len() - trimmed.len() + language_end;
    let title = title_in(info, begin);
    // A brace inside the title begins no list.
    let in_title = title.as_ref().map_or(0..0, |(_, range)| range.clone());
    let brace = info.match_indices('{').map(|(at, _)| at).find(|at| !in_title.contains(at));
    let list = brace.filter(|&brace| info[brace..].contains('}')).map(|brace| (brace, parse_list(info, brace)));
    let end = list.as_ref().and_then(|(_, list)| Some(list.as_ref()?.1)).unwrap_or(0);
    // Inside the list, the title is one of its attributes.
    let is_outside = brace.is_none_or(|brace| in_title.start < brace) || in_title.start >= end;
    parsed.title = title.filter(|_| is_outside).map(|(title, _)| title).unwrap_or_default();
    let entries = match list {
        None => return parsed,
        Some((_, Some((entries, _)))) => entries,
        Some((brace, None)) => {
            match lines_alone(&info[brace..]) {
                Some(lines) => add_lines(&Value::Text(lines.to_owned()), &mut parsed.options.marked),
                None => parsed.unreadable = Some(Span::new(brace, info.trim_end().len())),
            }
            parsed.options.marked.truncate(MAX_RANGES);
            return parsed;
        }
    };
    let mut others = Vec::with_capacity(entries.len());
    let (mut is_numbered, mut first_number) = (false, 1);
    for (name, value) in entries {
        match name.to_ascii_lowercase().as_str() {
            "hl_lines" => add_lines(&value, &mut parsed.options.marked),
            "ins_lines" => add_lines(&value, &mut parsed.options.inserted),
            "del_lines" => add_lines(&value, &mut parsed.options.deleted),
            "title" => parsed.title = value.into_text(),
            "linenos" => is_numbered = asks_for_numbers(&value),
            "linenostart" => first_number = whole_number(&value).unwrap_or(1),
            lower if IGNORED.contains(&lower) => {}
            _ => others.push((name, value)),
        }
    }
    let Options { marked, inserted, deleted, .. } = &mut parsed.options;
    for ranges in [marked, inserted, deleted] {
        ranges.truncate(MAX_RANGES);
    }
    parsed.options.numbered_from = is_numbered.then_some(first_number);
    parsed.attributes = Attributes::of(others);
    parsed
}

/// The value of the first `title="…"` or `title='…'` after `from`, and where it stands.
fn title_in(info: &str, from: usize) -> Option<(String, Range<usize>)> {
    const NAME: &str = "title=";
    let at = info.match_indices(NAME).map(|(at, _)| at).find(|&at| {
        let before = info[..at].chars().next_back();
        at >= from && before.is_none_or(|before| before.is_whitespace() || "{,}".contains(before))
    })?;
    let value = &info[at + NAME.len()..];
    let quote = value.chars().next().filter(|quote| "\"'".contains(*quote))?;
    let (title, _) = value[1..].split_once(quote)?;
    Some((title.to_owned(), at..at + NAME.len() + title.len() + 2))
}

/// The content of the braces at the start of `text`, where it is only numbers of lines: `{2,4-5}`.
fn lines_alone(text: &str) -> Option<&str> {
    let (lines, _) = text.strip_prefix('{')?.split_once('}')?;
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, ',' | '-' | ' ');
    (lines.contains(|letter: char| letter.is_ascii_digit()) && lines.chars().all(is_part)).then_some(lines)
}

/// Adds the lines that `2`, `"4-5"`, `"2 4-5"` or a list of these names.
fn add_lines(value: &Value, marked: &mut Vec<(usize, usize)>) {
    match value {
        Value::List(values) => values.iter().take(MAX_RANGES).for_each(|value| match value {
            Value::List(_) => {}
            Value::Text(_) | Value::Number(_) | Value::Boolean(_) | Value::Null | Value::Group => {
                add_lines(value, marked);
            }
        }),
        Value::Number(_) => marked.extend(whole_number(value).filter(|&line| line > 0).map(|line| (line, line))),
        Value::Text(text) => marked.extend(text.split([' ', ',']).take(MAX_RANGES).filter_map(line_range)),
        Value::Boolean(_) | Value::Null | Value::Group => {}
    }
}

/// The lines that `4` or `4-5` names.
fn line_range(text: &str) -> Option<(usize, usize)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (0 < first && first <= last).then_some((first, last))
}

fn asks_for_numbers(value: &Value) -> bool {
    match value {
        Value::Boolean(boolean) => *boolean,
        Value::Text(text) => ["true", "table", "inline"].contains(&text.to_ascii_lowercase().as_str()),
        Value::Number(number) => *number > 0.0,
        Value::Null | Value::List(_) | Value::Group => false,
    }
}

fn whole_number(value: &Value) -> Option<usize> {
    match value {
        // Far more than any block has, and far below an overflow of sums.
        Value::Number(number) if (0.0..1e9).contains(number) => Some(*number as usize),
        Value::Text(text) => text.parse().ok().filter(|&number| number < 1_000_000_000),
        Value::Number(_) | Value::Boolean(_) | Value::Null | Value::List(_) | Value::Group => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, proptest};

    use super::parse_info;

    /// Language, marked lines, first number, and the number of other attributes.
    fn check(info: &str, language: &str, marked: &[(usize, usize)], numbered_from: Option<usize>) {
        let parsed = parse_info(info);
        let found = (parsed.language.as_str(), parsed.options.marked.as_slice(), parsed.options.numbered_from);
        assert_eq!(found, (language, marked, numbered_from), "{info}");
        assert_eq!(parsed.unreadable, None, "{info}");
    }

    #[test]
    fn the_language_is_the_first_word() {
        for (info, language) in [
            ("yaml", "yaml"),
            ("", ""),
            ("  nginx configuration", "nginx"),
            ("yaml title=\"x\"", "yaml"),
            ("c++{.x}", "c++"),
            ("yaml,numbers", "yaml,numbers"),
            ("{.python #x}", ""),
            ("yaml {bad", "yaml"),
        ] {
            check(info, language, &[], None);
        }
    }

    #[test]
    fn lines_are_marked_and_numbered() {
        check("a {hl_lines=[2,\"4-5\"] linenos=true linenostart=3}", "a", &[(2, 2), (4, 5)], Some(3));
        check("a {hl_lines=\"2-3 5\"}", "a", &[(2, 3), (5, 5)], None);
        check("a {hl_Lines=2 LineNos=table}", "a", &[(2, 2)], Some(1));
        check("a {linenos=inline,linenostart=\"7\"} more", "a", &[], Some(7));
        check("a foo {linenos=\"true\"}", "a", &[], Some(1));
        check("a {linenos=false linenostart=3}", "a", &[], None);
        check("{linenos=true}", "", &[], Some(1));
        check("a {hl_lines=[0,-1,\"x\",\"9-8\",\"2-\",null,2.5,[3]]}", "a", &[(2, 2)], None);
        check("a {linenos=true linenostart=1e300}", "a", &[], Some(1));
    }

    #[test]
    fn all_else_is_an_attribute_but_for_settings_without_effect() {
        let info = parse_info("a {anchorlinenos=true lineAnchors=x style=y .one #two title=\"a b\" onclick=z}");
        assert_eq!(info.attributes.id.as_deref(), Some("two"));
        assert_eq!(info.attributes.classes, ["one"]);
        assert_eq!((info.title.as_str(), info.attributes.others.as_slice()), ("a b", [].as_slice()));
    }

    #[test]
    fn a_title_is_read_inside_the_braces_and_outside() {
        for (info, title, marked) in [
            ("yaml {title=\"a {b}\" hl_lines=2}", "a {b}", vec![(2, 2)]),
            ("yaml title=\"a {b}\" {hl_lines=2}", "a {b}", vec![(2, 2)]),
            ("yaml title='a \"b\"' {2,4-5}", "a \"b\"", vec![(2, 2), (4, 5)]),
            ("yaml {2, 4-5} title=\"x\"", "x", vec![(2, 2), (4, 5)]),
            ("yaml {hl_lines=2} title=\"x\"", "x", vec![(2, 2)]),
            ("yaml {hl_lines=2 title=\"in\"} title=\"out\"", "in", vec![(2, 2)]),
            ("yaml subtitle=\"x\"", "", vec![]),
            ("yaml title=x", "", vec![]),
            ("yaml title=\"x", "", vec![]),
            ("{title=\"é\"}", "é", vec![]),
        ] {
            let parsed = parse_info(info);
            assert_eq!((parsed.title.as_str(), parsed.options.marked), (title, marked), "{info}");
            assert_eq!(parsed.unreadable, None, "{info}");
        }
    }

    #[test]
    fn lines_are_shown_as_inserted_and_deleted() {
        let options = parse_info("yaml {ins_lines=[2,\"4-5\"] del_lines=\"1 3\"}").options;
        assert_eq!(options.inserted, [(2, 2), (4, 5)]);
        assert_eq!(options.deleted, [(1, 1), (3, 3)]);
    }

    #[test]
    fn attributes_that_cannot_be_read_are_told() {
        for info in ["yaml {title=a/b}", "yaml {key}", "{python}", "yaml {hl_lines=2-3}"] {
            let parsed = parse_info(info);
            assert_eq!(parsed.unreadable.map(|span| span.of(info)), info.find('{').map(|at| &info[at..]));
            assert_eq!(parsed.options.marked, []);
        }
    }

    proptest! {
        #[test]
        fn any_info_string_is_read_without_panic(
            parts in prop::collection::vec(
                prop::sample::select(vec!["yaml", " ", "{", "}", "title=", "'", "hl_lines=", "[", "]", "\"", "1-2", "99999999999999999999", ",", "é", ".c"]),
                0..16,
            )
        ) {
            let info = parts.concat();
            let parsed = parse_info(&info);
            assert!(parsed.unreadable.is_none_or(|span| info.get(span.start..span.end).is_some()));
        }
    }
}
