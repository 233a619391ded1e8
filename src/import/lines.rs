//! The lines of an article, with what is code and what is prose. Out of scope: what the markup means.

/// A line, and where it stands in the old article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Without its end.
    pub(super) text: String,
    /// From 1. A line that was inserted has the number of the line that inserts it.
    pub(super) number: usize,
}

impl Line {
    pub(super) fn new(text: impl Into<String>, number: usize) -> Self {
        Self { text: text.into(), number }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The width of the white space at its start; a tab reaches to the next multiple of four.
    pub(super) fn indent(&self) -> usize {
        indent(&self.text)
    }
}

/// The lines of `text`, whose first has this number.
pub(super) fn lines(text: &str, first: usize) -> Vec<Line> {
    text.lines().enumerate().map(|(at, line)| Line::new(line, first + at)).collect()
}

/// The lines of `written`, which stands for those of `paragraph`: each has the number of the line in its place, and those
/// beyond them have `beyond`.
pub(super) fn in_place_of(paragraph: &[Line], written: &str, beyond: usize) -> Vec<Line> {
    let number = |at: usize| paragraph.get(at).map_or(beyond, |line| line.number);
    written.split('\n').enumerate().map(|(at, line)| Line::new(line, number(at))).collect()
}

/// The lines as a text that ends with a line feed.
pub(super) fn text(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(&line.text);
        out.push('\n');
    }
    out
}

pub(super) fn indent(text: &str) -> usize {
    let mut width = 0;
    for byte in text.bytes() {
        match byte {
            b' ' => width += 1,
            b'\t' => width += 4 - width % 4,
            _ => break,
        }
    }
    width
}

/// The line without white space of this width at its start.
pub(super) fn outdented(text: &str, width: usize) -> String {
    let mut seen = 0;
    for (at, byte) in text.bytes().enumerate() {
        if seen >= width {
            return format!("{}{}", " ".repeat(seen - width), &text[at..]);
        }
        match byte {
            b' ' => seen += 1,
            b'\t' => seen += 4 - seen % 4,
            _ => return text[at..].to_owned(),
        }
    }
    String::new()
}

/// The beginning of a fenced block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fence<'t> {
    mark: u8,
    length: usize,
    /// What is before the mark: white space, and the marks of quotes.
    pub(super) before: &'t str,
    /// What follows the mark.
    pub(super) info: &'t str,
}

impl<'t> Fence<'t> {
    /// The fence that `line` opens.
    pub(super) fn open(line: &'t str) -> Option<Self> {
        // A fence may begin an item of a list.
        let mut start = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        if let Some(marker) = list_marker(&line[start..]) {
            let inner = &line[start + marker..];
            if inner.trim_start().starts_with("```") || inner.trim_start().starts_with("~~~") {
                start += marker + (inner.len() - inner.trim_start().len());
            }
        }
        let rest = &line[start..];
        let mark = *rest.as_bytes().first().filter(|mark| matches!(mark, b'`' | b'~'))?;
        let length = rest.bytes().take_while(|byte| *byte == mark).count();
        let info = &rest[length..];
        (length >= 3 && !(mark == b'`' && info.contains('`'))).then_some(Self {
            mark,
            length,
            before: &line[..start],
            info: info.trim(),
        })
    }

    /// The mark itself.
    pub(super) fn mark(&self) -> String {
        char::from(self.mark).to_string().repeat(self.length)
    }

    /// Whether `line` closes it: it is not indented further than the fence by a block of code.
    pub(super) fn is_closed_by(&self, line: &str) -> bool {
        if indent(line) > self.before.len() + 3 {
            return false;
        }
        let rest = line.trim_matches([' ', '\t', '>']);
        rest.len() >= self.length && rest.bytes().all(|byte| byte == self.mark)
    }
}

/// The length of the marker of a list item with the space behind it.
pub(super) fn list_marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let length = match text.as_bytes().get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let spaces = indent(&text[length..]);
    match spaces {
        0 => text.len().eq(&length).then_some(length),
        1..=4 => Some(length + text[length..].len() - text[length..].trim_start().len()),
        _ => Some(length + 1),
    }
}

/// The index behind the block that `lines[from]` opens: behind its end, or behind the last line that it may have.
pub(super) fn fence_end(lines: &[Line], from: usize, fence: &Fence<'_>) -> usize {
    let mut at = from + 1;
    while at < lines.len() {
        if fence.is_closed_by(&lines[at].text) {
            return at + 1;
        }
        at += 1;
    }
    lines.len()
}

/// What a part of a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Markdown.
    Text,
    /// Code between backticks, with them.
    Code,
    /// A comment of HTML.
    Comment,
    /// A tag of HTML, or an address between angle brackets.
    Tag,
}

/// The parts of a paragraph in order; together they are the whole of it.
pub(super) fn parts(text: &str) -> Vec<(Part, &str)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    // The lengths of runs of backticks that nothing closes further on.
    let mut unclosed = Vec::new();
    let mut no_comment_end = false;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'\\' => {
                at += 2;
                continue;
            }
            b'`' => {
                let length = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
                let end = if unclosed.contains(&length) { None } else { closing(bytes, at + length, length) };
                if end.is_none() {
                    unclosed.push(length);
                    at += length;
                    continue;
                }
                end.map(|end| (Part::Code, end))
            }
            b'<' if bytes[at..].starts_with(b"<!--") && !no_comment_end => {
                let end = text[at..].find("-->").map(|end| (Part::Comment, at + end + 3));
                no_comment_end = end.is_none();
                end
            }
            b'<' => tag_end(bytes, at).map(|end| (Part::Tag, end)),
            _ => None,
        };
        match end {
            Some((part, end)) => {
                if start < at {
                    found.push((Part::Text, &text[start..at]));
                }
                found.push((part, &text[at..end]));
                (start, at) = (end, end);
            }
            None => at += 1,
        }
    }
    if start < text.len() {
        found.push((Part::Text, &text[start..]));
    }
    found
}

/// The end of a run of exactly `length` backticks behind `from`.
fn closing(bytes: &[u8], from: usize, length: usize) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        if bytes[at] != b'`' {
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
        at += run;
        if run == length {
            return Some(at);
        }
    }
    None
}

/// No tag is longer, in bytes: a text written as an attack has many beginnings.
const MAX_TAG: usize = 4000;

/// The end of the tag at `at`.
fn tag_end(bytes: &[u8], at: usize) -> Option<usize> {
    let first = *bytes.get(at + 1)?;
    if !(first.is_ascii_alphabetic() || first == b'/' && bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic)) {
        return None;
    }
    let mut quote = None;
    for (index, byte) in bytes.iter().enumerate().skip(at + 2).take(MAX_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(index + 1),
            (None, b'<') => return None,
            (None, b'"' | b'\'') if bytes[index - 1] == b'=' => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Fence, Part, indent, list_marker, outdented, parts};

    #[test]
    fn code_comments_and_tags_are_no_text() {
        let found: Vec<_> = parts("a `b` \\`c <i title=\">\"> <!-- d --> ``e`f`` `g < h").into_iter().collect();
        let kinds: Vec<_> = found.iter().map(|(part, text)| (*part, *text)).collect();
        assert_eq!(
            kinds,
            [
                (Part::Text, "a "),
                (Part::Code, "`b`"),
                (Part::Text, " \\`c "),
                (Part::Tag, "<i title=\">\">"),
                (Part::Text, " "),
                (Part::Comment, "<!-- d -->"),
                (Part::Text, " "),
                (Part::Code, "``e`f``"),
                (Part::Text, " `g < h"),
            ]
        );
    }

    #[test]
    fn fences_open_and_close() {
        let fence = Fence::open("  - ````py title=\"x\"").unwrap();
        assert_eq!((fence.before, fence.info), ("  - ", "py title=\"x\""));
        assert!(!fence.is_closed_by("```") && fence.is_closed_by("    `````") && !fence.is_closed_by("        `````"));
        assert!(Fence::open("``` a `b`").is_none() && Fence::open("``").is_none());
        assert_eq!((list_marker("-   a"), list_marker("12. a"), list_marker("-a")), (Some(4), Some(4), None));
        assert_eq!(
            (indent("  \ta"), outdented("\t  a", 4), outdented("  a", 4)),
            (4, "  a".to_owned(), "a".to_owned())
        );
    }
}
