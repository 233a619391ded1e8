//! Attribute lists: `{#id .class key="v w"}` at the end of a heading, and in the info string of a code block.
//!
//! The grammar is Goldmark's, so that a list is read exactly where Hugo reads one, and `## GET /users/{id}` stays text.

#[cfg(test)]
mod tests;

use super::html::escape_attribute;

/// How deep lists may be nested.
const MAX_DEPTH: usize = 8;

/// A list with more entries is text.
const MAX_ENTRIES: usize = 256;

/// The attributes of longer headings are not read, in bytes.
const MAX_HEADING_LEN: usize = 16 * 1024;

/// The attributes of an element.
///
/// Event handlers (`onclick` and all else that begins with `on`) are left out, as Hugo leaves them out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// The id; the last one where several are given. It may be empty.
    pub(super) id: Option<String>,
    /// The classes, in order.
    pub(super) classes: Vec<String>,
    /// All other attributes, in order; each name occurs once, with its last value. Values are not escaped.
    pub(super) others: Vec<(String, String)>,
}

/// A typed value of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Boolean(bool),
    Null,
    List(Vec<Value>),
    Group,
}

/// The attributes of `text`, which is a list and white space around it.
pub(super) fn parse_attributes(text: &str) -> Option<Attributes> {
    let (entries, end) = parse_list(text, text.len() - text.trim_start().len())?;
    text[end..].trim_start().is_empty().then(|| collect(entries))
}

/// The attributes at the end of a heading, and the byte of `source` where its text ends.
///
/// `source` is the whole heading as written: with its `#` marks, or with the line under it. The text
/// ends before the white space and the closing `#` in front of the list; with closing `#` after it, the list is text.
pub(super) fn heading_attributes(source: &str) -> Option<(usize, Attributes)> {
    if !source.contains('{') || source.len() > MAX_HEADING_LEN {
        return None;
    }
    let text = source.trim_end();
    let marks = text.len() - text.trim_start_matches('#').len();
    let is_atx = (1..=6).contains(&marks) && text[marks..].starts_with([' ', '\t']);
    let (line_start, line_end) = if is_atx {
        (marks, text.find('\n').unwrap_or(text.len()))
    } else {
        let end = text.rfind('\n')?;
        (text[..end].rfind('\n').map_or(0, |at| at + 1), end)
    };
    let (begin, entries) = trailing_list(text[..line_end].trim_end(), line_start)?;
    let mut cut = text[..begin].trim_end().len();
    if is_atx {
        cut = without_closing_marks(text, marks, cut);
    }
    Some((cut.max(if is_atx { marks } else { 0 }), collect(entries)))
}

/// The list at the end of `text`, after `from`, and where it begins.
fn trailing_list(text: &str, from: usize) -> Option<(usize, Entries)> {
    let bytes = text.as_bytes();
    let mut found = None;
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) { 2 } else { 1 },
            b'{' => match parse_list(text, at) {
                Some((entries, end)) => {
                    found = Some((at, entries, end));
                    at = end;
                }
                None => {
                    found = None;
                    at += 1;
                }
            },
            _ => at += 1,
        }
    }
    found.filter(|(_, _, end)| *end == text.len()).map(|(begin, entries, _)| (begin, entries))
}

/// The end of `text[..end]` without a run of `#` that closes the heading.
fn without_closing_marks(text: &str, marks: usize, end: usize) -> usize {
    let end = end.max(marks);
    let before = text[marks..end].trim_end_matches('#');
    let is_closing = before.is_empty() || before.ends_with([' ', '\t']);
    if is_closing { marks + before.trim_end().len() } else { end }
}

type Entries = Vec<(String, Value)>;

fn collect(entries: Entries) -> Attributes {
    let mut attributes = Attributes::default();
    for (name, value) in entries {
        let text = value.into_text();
        match name.as_str() {
            "id" => attributes.id = Some(text),
            "class" => attributes.classes.extend(text.split_ascii_whitespace().map(str::to_owned)),
            _ if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) => {}
            _ => match attributes.others.iter_mut().find(|(other, _)| *other == name) {
                Some((_, earlier)) => *earlier = text,
                None => attributes.others.push((name, text)),
            },
        }
    }
    attributes
}

impl Value {
    /// The value in HTML; empty for a list.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
            Self::Boolean(boolean) => boolean.to_string(),
            Self::Null | Self::List(_) | Self::Group => String::new(),
        }
    }
}

impl Attributes {
    /// The attributes of entries that were read with [`parse_list`].
    pub(super) fn of(entries: Entries) -> Self {
        collect(entries)
    }
}

/// Writes ` id="…" class="…" key="…"`.
pub(super) fn push_attributes(html: &mut String, attributes: &Attributes) {
    if let Some(id) = &attributes.id {
        push_attribute(html, "id", id);
    }
    if !attributes.classes.is_empty() {
        push_attribute(html, "class", &attributes.classes.join(" "));
    }
    for (name, value) in &attributes.others {
        push_attribute(html, name, value);
    }
}

pub(super) fn push_attribute(html: &mut String, name: &str, value: &str) {
    for part in [" ", name, "=\"", &escape_attribute(value), "\""] {
        html.push_str(part);
    }
}

/// Reads the list whose brace is at `at`; also returns the offset after its closing brace.
pub(super) fn parse_list(text: &str, at: usize) -> Option<(Entries, usize)> {
    let mut parser = Parser { text, at, depth: 0 };
    let entries = parser.list()?;
    Some((entries, parser.at))
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn list(&mut self) -> Option<Entries> {
        self.expect(b'{')?;
        let mut entries = Vec::new();
        loop {
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Some(entries);
            }
            if entries.len() == MAX_ENTRIES {
                return None;
            }
            entries.push(self.entry()?);
            self.skip_space();
            if self.peek() == Some(b',') {
                self.at += 1;
                self.skip_space();
            }
        }
    }

    fn entry(&mut self) -> Option<(String, Value)> {
        self.skip_space();
        let short = match self.peek()? {
            b'#' => Some("id"),
            b'.' => Some("class"),
            _ => None,
        };
        if let Some(name) = short {
            self.at += 1;
            let is_part = |letter: char| {
                !letter.is_ascii_whitespace()
                    && (!letter.is_ascii_punctuation() || matches!(letter, '_' | '-' | ':' | '.'))
            };
            return Some((name.to_owned(), Value::Text(self.take_while(is_part))));
        }
        let name = self.word()?;
        self.skip_space();
        self.expect(b'=')?;
        let value = self.value()?;
        (name != "class" || matches!(value, Value::Text(_))).then_some((name, value))
    }

    fn value(&mut self) -> Option<Value> {
        self.skip_space();
        match self.peek()? {
            b'"' => self.quoted().map(Value::Text),
            b'+' | b'-' | b'0'..=b'9' => self.number().map(Value::Number),
            b'[' => self.nested(Self::values).map(Value::List),
            b'{' => self.nested(Self::list).map(|_| Value::Group),
            _ => Some(match self.word()?.as_str() {
                "true" => Value::Boolean(true),
                "false" => Value::Boolean(false),
                "null" => Value::Null,
                word => Value::Text(word.to_owned()),
            }),
        }
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let value = if self.depth > MAX_DEPTH { None } else { read(self) };
        self.depth -= 1;
        value
    }

    fn values(&mut self) -> Option<Vec<Value>> {
        self.expect(b'[')?;
        let mut values = Vec::new();
        loop {
            self.skip_space();
            match self.peek()? {
                b']' => {
                    self.at += 1;
                    return Some(values);
                }
                b',' if !values.is_empty() => self.at += 1,
                _ => values.push(self.value()?),
            }
        }
    }

    /// Reads `"…"`, which ends on its line.
    fn quoted(&mut self) -> Option<String> {
        self.expect(b'"')?;
        let mut value = String::new();
        let mut letters = self.text[self.at..].char_indices().peekable();
        while let Some((offset, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += offset + 1;
                    return Some(value);
                }
                '\n' => return None,
                '\\' => {
                    match letters.next_if(|(_, next)| matches!(next, '"' | '/' | '\\' | 'b' | 'f' | 'n' | 'r' | 't')) {
                        Some((_, escaped)) => value.push(unescaped(escaped)),
                        None => value.push('\\'),
                    }
                }
                _ => value.push(letter),
            }
        }
        None
    }

    fn number(&mut self) -> Option<f64> {
        let start = self.at;
        self.skip_sign();
        self.take_while(|letter| letter.is_ascii_digit());
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.take_while(|letter| letter.is_ascii_digit());
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.skip_sign();
            self.take_while(|letter| letter.is_ascii_digit());
        }
        self.text[start..self.at].parse().ok()
    }

    /// Reads a name, or a value without quotes.
    fn word(&mut self) -> Option<String> {
        let first = self.peek()?;
        let starts = first.is_ascii_alphabetic() || matches!(first, b'_' | b':');
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ':' | '.' | '-');
        starts.then(|| self.take_while(is_part))
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> String {
        let rest = &self.text[self.at..];
        let taken = &rest[..rest.find(|letter| !is_part(letter)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken.to_owned()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == 0x0b) {
            self.at += 1;
        }
    }

    fn skip_sign(&mut self) {
        if matches!(self.peek(), Some(b'+' | b'-')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

fn unescaped(letter: char) -> char {
    match letter {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        other => other,
    }
}
