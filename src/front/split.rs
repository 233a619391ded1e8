//! Where front matter begins and ends in a file.

use crate::source::Span;

/// The language of a front matter block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Between lines of `---`.
    Yaml,
    /// Between lines of `+++`.
    Toml,
    /// One object in braces, which are part of the content.
    Json,
}

impl Format {
    /// The characters that open it.
    pub const fn delimiter(self) -> &'static str {
        match self {
            Self::Yaml => "---",
            Self::Toml => "+++",
            Self::Json => "{",
        }
    }
}

/// The front matter of a file, not parsed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its language.
    pub format: Format,
    /// The delimiter that opens it.
    pub opening: Span,
    /// The lines between the delimiters.
    pub content: Span,
    /// The delimiter that closes it; without one, `content` is assumed to end at the first empty line.
    pub closing: Option<Span>,
}

/// A file divided into front matter and body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The front matter, where there is any.
    pub block: Option<Block>,
    /// The Markdown up to the end of the file, without a byte order mark.
    pub body: Span,
}

/// Divides `text`, a whole file, as Hugo does.
///
/// Front matter opens with a line of three `-` or `+`, after white space and a byte order mark at most; a comment may
/// follow on that line. It closes at the next line that begins with the same three characters, even inside a block
/// of text; the rest of that line belongs to the body. A longer row of dashes, or a list, opens nothing. A brace before
/// a key in quotes opens JSON, which ends with its closing brace.
pub fn split(text: &str) -> Split {
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let without = Split { block: None, body: Span::new(start, text.len()) };
    let opening = start + (text.len() - start - text[start..].trim_start_matches(is_blank).len());
    if is_json(&text[opening..]) {
        return json(text, opening);
    }
    let Some(format) = format_at(&text[opening..]) else { return without };
    let opening = Span::new(opening, opening + 3);
    let line_end = end_of_line(text, opening.end);
    let behind = text[opening.end..line_end].trim_matches([' ', '\t']);
    if !(behind.is_empty() || behind.starts_with('#') && text[opening.end..].starts_with([' ', '\t'])) {
        return without;
    }
    let begin = after_break(text, line_end);
    match find_closing(text, begin, format) {
        Some(closing) => {
            let block = Block {
                format,
                opening,
                content: Span::new(begin, closing),
                closing: Some(Span::new(closing, closing + 3)),
            };
            Split { block: Some(block), body: Span::new(after_closing(text, closing + 3), text.len()) }
        }
        None => {
            let end = first_blank_line(text, begin);
            let block = Block { format, opening, content: Span::new(begin, end), closing: None };
            Split { block: Some(block), body: Span::new(end, text.len()) }
        }
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

fn format_at(text: &str) -> Option<Format> {
    [Format::Yaml, Format::Toml].into_iter().find(|format| text.starts_with(format.delimiter()))
}

/// Whether the text begins as a JSON object; `{{< name >}}` does not.
fn is_json(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|rest| rest.trim_start_matches(is_blank).starts_with(['"', '}']))
}

/// The file with the JSON object that opens at byte `start`.
fn json(text: &str, start: usize) -> Split {
    let opening = Span::new(start, start + 1);
    match end_of_object(&text[start..]) {
        Some(length) => {
            let (content, end) = (Span::new(start, start + length), start + length);
            let block = Block { format: Format::Json, opening, content, closing: Some(Span::new(end - 1, end)) };
            Split { block: Some(block), body: Span::new(after_closing(text, end), text.len()) }
        }
        None => {
            let end = first_blank_line(text, start);
            let block = Block { format: Format::Json, opening, content: Span::new(start, end), closing: None };
            Split { block: Some(block), body: Span::new(end, text.len()) }
        }
    }
}

/// The length of the object at the start of `text`, up to its closing brace.
fn end_of_object(text: &str) -> Option<usize> {
    let (mut depth, mut in_quotes, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_quotes => is_escaped = true,
            b'"' => in_quotes = !in_quotes,
            b'{' if !in_quotes => depth += 1,
            b'}' if !in_quotes => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn end_of_line(text: &str, from: usize) -> usize {
    text[from..].find(['\n', '\r']).map_or(text.len(), |at| from + at)
}

/// The offset after the line break at `at`, of one or two characters.
fn after_break(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let width = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) };
    at + width
}

fn find_closing(text: &str, begin: usize, format: Format) -> Option<usize> {
    let mut line = begin;
    while line < text.len() {
        if text[line..].starts_with(format.delimiter()) {
            return Some(line);
        }
        line = after_break(text, end_of_line(text, line));
    }
    None
}

/// The offset after the closing line where only white space follows the delimiter, else right after the delimiter.
fn after_closing(text: &str, end: usize) -> usize {
    let line_end = end_of_line(text, end);
    if text[end..line_end].trim_matches([' ', '\t']).is_empty() { after_break(text, line_end) } else { end }
}

fn first_blank_line(text: &str, begin: usize) -> usize {
    let mut line = begin;
    while line < text.len() {
        let end = end_of_line(text, line);
        if text[line..end].trim().is_empty() {
            return line;
        }
        line = after_break(text, end);
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Format, split};

    /// Content and body as cut out of the text; no content where there is no block, `!` before an unclosed one.
    fn check(text: &str, content: &str, body: &str) {
        let split = split(text);
        let seen = split.block.map_or("none".to_owned(), |block| {
            format!("{}{}", if block.closing.is_some() { "" } else { "!" }, block.content.of(text))
        });
        assert_eq!((seen.as_str(), split.body.of(text)), (content, body), "{text:?}");
    }

    #[test]
    fn a_block_is_between_two_lines_of_dashes_or_pluses() {
        check("---\ntitle: t\n---\nbody", "title: t\n", "body");
        check("+++\ntitle = 't'\n+++\nbody", "title = 't'\n", "body");
        check("---\n---\nbody", "", "body");
        assert_eq!(split("+++\n+++").block.unwrap().format, Format::Toml);
    }

    #[test]
    fn the_closing_line_may_end_the_file_and_lines_may_end_in_any_way() {
        check("---\ntitle: t\n---", "title: t\n", "");
        check("\u{feff}---\r\ntitle: t\r\n---\r\nbody", "title: t\r\n", "body");
        check("---\rtitle: t\r---\rbody", "title: t\r", "body");
    }

    #[test]
    fn white_space_around_delimiters_and_a_comment_after_the_first_are_ignored() {
        check("---  \ntitle: t\n--- \t\nbody", "title: t\n", "body");
        check("\n  ---\ntitle: t\n---\nbody", "title: t\n", "body");
        check("--- # note\ntitle: t\n---\nbody", "title: t\n", "body");
    }

    #[test]
    fn dashes_elsewhere_are_no_delimiters() {
        check("---\ntitle: a --- b\n ---\n---\nbody\n---\n", "title: a --- b\n ---\n", "body\n---\n");
        check("text\n---\nmore", "none", "text\n---\nmore");
        check("- a\n- b\n", "none", "- a\n- b\n");
        check("-----\ntext\n---\n", "none", "-----\ntext\n---\n");
        check("---title\n---\n", "none", "---title\n---\n");
    }

    #[test]
    fn a_line_that_begins_with_the_delimiter_closes_the_block() {
        check("---\ntitle: |\n  x\n---\n  y\n---\nb", "title: |\n  x\n", "  y\n---\nb");
        check("---\ntitle: t\n----\nbody", "title: t\n", "-\nbody");
        check("---\ntitle: t\n--- body\nx", "title: t\n", " body\nx");
    }

    #[test]
    fn an_unclosed_block_is_guessed_to_end_at_a_blank_line() {
        check("---\ntitle: t\n\nbody\n", "!title: t\n", "\nbody\n");
        check("---", "!", "");
        check("---\ntitle: t\n...\n", "!title: t\n...\n", "");
    }

    #[test]
    fn json_is_one_object_in_braces() {
        check("{\"a\": {\"b\": \"}\\\"}\"}}\nbody", "{\"a\": {\"b\": \"}\\\"}\"}}", "body");
        check("\u{feff}\n{\n\t\"title\": \"t\"\n}\n\nbody", "{\n\t\"title\": \"t\"\n}", "\nbody");
        check("{}body", "{}", "body");
        check("{\n \"title\": \"t\"\n\nbody", "!{\n \"title\": \"t\"\n", "\nbody");
        check("{{< note >}}x{{< /note >}}", "none", "{{< note >}}x{{< /note >}}");
        check("{#id .class}", "none", "{#id .class}");
    }

    #[test]
    fn a_file_without_a_block_is_all_body() {
        check("", "none", "");
        check("\u{feff}# Hi\n", "none", "# Hi\n");
    }
}
