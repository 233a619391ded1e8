//! Front matter that is none, because its opening line is missing or is not the first one of the file.
//!
//! Its lines are then the text of the page. Markdown may begin in such a way too, so only what is very likely meant as
//! front matter is reported: it ends with a line of dashes and has a known key, spelt as such.

use super::key::KNOWN;
use super::split::{Format, Split};
use crate::finding::{Code, Finding};
use crate::source::{FileId, Location, Span};

/// The most lines of front matter that are looked at.
const MAX_LINES: usize = 400;

/// The keys by which a single line above a line of dashes is front matter and no heading.
const CERTAIN: [&str; 7] = ["title", "linkTitle", "description", "draft", "weight", "slug", "aliases"];

/// Text that is meant as front matter.
#[derive(Debug)]
pub struct Misplaced {
    /// What is wrong with it.
    pub finding: Finding,
    /// Whether it says that the article is a draft, which must not be published because of a mistake.
    pub is_draft: bool,
}

/// The text of a file without front matter that is meant as such.
pub fn misplaced(file: FileId, text: &str, split: &Split) -> Option<Misplaced> {
    if split.block.is_some() {
        return None;
    }
    let start = split.body.start + leading(&text[split.body.start..]);
    late(file, text, start).or_else(|| without_opening(file, text, start))
}

/// The length of the white space at the start.
fn leading(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Front matter after a comment.
fn late(file: FileId, text: &str, start: usize) -> Option<Misplaced> {
    let mut at = start;
    while text[at..].starts_with("<!--") {
        at += text[at..].find("-->")? + 3;
        at += leading(&text[at..]);
    }
    let opening = [Format::Yaml, Format::Toml].into_iter().find(|format| text[at..].starts_with(format.delimiter()));
    let format = opening.filter(|_| at > start)?;
    let line = end_of_line(text, at);
    if text[at..line].trim_end() != format.delimiter() {
        return None;
    }
    let closing = closing(text, next_line(text, line), format, 1)?;
    let span = Span::new(at, at + 3);
    let message = "front matter after a comment is text of the page: it must begin the file";
    let finding = Finding::new(Code::LateFrontMatter, Location::new(file, span), message)
        .help("move the comment below the front matter");
    Some(Misplaced { finding, is_draft: is_draft(text, Span::new(next_line(text, line), closing), format) })
}

/// Front matter that begins with its first key, or with a line of too few, too many or other dashes.
fn without_opening(file: FileId, text: &str, start: usize) -> Option<Misplaced> {
    let line = end_of_line(text, start);
    let first = text[start..line].trim_end();
    let is_dash = |character: char| matches!(character, '-' | '\u{2013}' | '\u{2014}' | '+');
    let has_dashes = !first.is_empty() && first.chars().all(is_dash);
    let begin = if has_dashes { next_line(text, line) } else { start };
    let format = if is_toml_key(&text[begin..end_of_line(text, begin)]) { Format::Toml } else { Format::Yaml };
    let closing = closing(text, begin, format, if has_dashes { 1 } else { 2 })?;
    let delimiter = format.delimiter();
    let (message, help) = if has_dashes {
        (format!("front matter opens with `{first}` instead of `{delimiter}`"), format!("write `{delimiter}` there"))
    } else {
        let message = format!("the opening `{delimiter}` of the front matter is missing");
        (message, format!("write a line `{delimiter}` above this one"))
    };
    let finding =
        Finding::new(Code::MissingOpeningFence, Location::new(file, Span::new(start, start + first.len())), message);
    let is_draft = is_draft(text, Span::new(begin, closing), format);
    Some(Misplaced { finding: finding.help(format!("{help}; until then it is text of the page")), is_draft })
}

/// Where the closing line is of front matter whose lines begin at `begin`: all of them look like front matter, and at least
/// one has a known key. Fewer lines than `certain` need a key that no heading begins with.
fn closing(text: &str, begin: usize, format: Format, certain: usize) -> Option<usize> {
    let (mut at, mut lines, mut has_known, mut has_certain) = (begin, 0, false, false);
    while at < text.len() && lines < MAX_LINES {
        let end = end_of_line(text, at);
        let line = text[at..end].trim_end();
        if line == format.delimiter() {
            return (has_certain || has_known && lines >= certain).then_some(at);
        }
        let key = key(line, format);
        let is_inner = lines > 0 && (line.is_empty() || line.starts_with([' ', '\t', '-', ']', '}', '[']));
        if key.is_none() && !is_inner && !line.starts_with('#') {
            return None;
        }
        has_known |= key.is_some_and(|key| KNOWN.iter().any(|known| known.name == key));
        has_certain |= key.is_some_and(|key| CERTAIN.contains(&key));
        lines += 1;
        at = next_line(text, end);
    }
    None
}

/// The key of a line such as `title: Access` or `title = "Access"`.
fn key(line: &str, format: Format) -> Option<&str> {
    let separator = match format {
        Format::Toml => '=',
        Format::Yaml | Format::Json => ':',
    };
    let (key, value) = line.split_once(separator)?;
    let key = key.trim_end();
    let is_name = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    (is_name && (value.is_empty() || value.starts_with([' ', '\t']) || format == Format::Toml)).then_some(key)
}

fn is_toml_key(line: &str) -> bool {
    key(line, Format::Yaml).is_none() && key(line, Format::Toml).is_some()
}

/// Whether one of the lines says `draft: true`. What is meant as front matter need not be valid.
fn is_draft(text: &str, content: Span, format: Format) -> bool {
    content.of(text).lines().any(|line| {
        let is_draft = key(line, format).is_some_and(|key| key.eq_ignore_ascii_case("draft"));
        let value = line.split_once([':', '=']).map_or("", |(_, value)| value);
        let value = value.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        is_draft && matches!(value, "true" | "True" | "TRUE" | "t" | "T" | "1")
    })
}

fn end_of_line(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at)
}

fn next_line(text: &str, end: usize) -> usize {
    text.len().min(end + 1)
}

#[cfg(test)]
mod tests {
    use super::misplaced;
    use crate::front::split;
    use crate::source::FileId;

    /// The code with the line, `draft` behind it where the text says so; nothing where there is none.
    fn check(text: &str, expected: &str) {
        let found = misplaced(FileId(0), text, &split(text)).map(|found| {
            let line = 1 + text[..found.finding.location.span.start].matches('\n').count();
            format!("{}:{line}{}", found.finding.code.id(), if found.is_draft { " draft" } else { "" })
        });
        assert_eq!(found.unwrap_or_default(), expected, "{text:?}");
    }

    #[test]
    fn a_missing_or_mistyped_opening_line_is_found() {
        check("title: Access\n---\nText\n", "FM112:1");
        check("\n\ntitle: Access\ndraft: true\ntags:\n  - a\n- b\n\n# c\n---\nText\n", "FM112:3 draft");
        check("\u{feff}title: Access\r\ndescription: d\r\n---\r\nText\r\n", "FM112:1");
        check("--\ntitle: A\n---\n", "FM112:1");
        check("----\ntitle: A\n---\n", "FM112:1");
        check("\u{2014}\ndate: 2024-01-01\n---\n", "FM112:1");
        check("title = 'A'\ndraft = true\n+++\n", "FM112:1 draft");
    }

    #[test]
    fn front_matter_after_a_comment_is_found() {
        check("<!-- Licence -->\n<!-- b -->\n\n---\ntitle: A\ndraft: true\n---\nText\n", "FM113:4 draft");
        check("<!-- Licence -->\n\n---\n\nText\n", "");
        check("<!-- Licence", "");
    }

    #[test]
    fn text_is_left_alone() {
        check("---\ntitle: A\n---\n", "");
        check("Title: A\n---\nText\n", "");
        check("Note: read this first\n---\n", "");
        check("date: to be agreed\n---\n", "");
        check("title: A\n\nText without a closing line\n", "");
        check("title: A\nText\n---\n", "");
        check("# Heading\n---\n", "");
        check("- a\n---\n", "");
        check("---\n", "");
        check("", "");
        check("title: A", "");
    }
}
