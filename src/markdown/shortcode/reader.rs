//! Reads the content of one tag: a name, and arguments with and without names. Out of scope: where tags begin.

use memchr::{memchr, memchr3};

use super::call::{Argument, Arguments, Call, Delimiter, Quoting};
use crate::finding::Code;
use crate::source::{Span, Spanned};

/// Why a tag cannot be read.
pub(super) struct TagError {
    pub(super) at: usize,
    /// The offset up to which the text was searched.
    pub(super) reached: usize,
    /// The location; absent where it is the whole tag.
    pub(super) span: Option<Span>,
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) name: Option<String>,
}

impl TagError {
    pub(super) fn new(at: usize, code: Code, message: String) -> Self {
        Self { at, reached: at, span: None, code, message, help: None, name: None }
    }
}

/// A tag that can be read.
pub(super) enum Tag {
    Opening(Box<Call>),
    Closing { name: String, end: usize },
}

/// Reads the content of one tag.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    start: usize,
    delimiter: Delimiter,
}

impl<'a> Reader<'a> {
    /// A reader of the tag whose opening delimiter is at `start`.
    pub(super) fn new(text: &'a str, start: usize, delimiter: Delimiter) -> Self {
        Self { text, at: start + delimiter.opens().len(), start, delimiter }
    }

    /// Reads everything from the name to the end of the tag.
    pub(super) fn tag(&mut self) -> Result<Tag, TagError> {
        self.skip_space();
        let is_closing = self.take("/");
        if is_closing {
            self.skip_space();
        }
        let name = self.name()?;
        let tag = if is_closing { self.closing(&name) } else { self.opening(&name) };
        tag.map_err(|error| TagError { name: (!is_closing).then_some(name.value), ..error })
    }

    fn closing(&mut self, name: &Spanned<String>) -> Result<Tag, TagError> {
        self.skip_space();
        if self.take(self.delimiter.ends()) {
            return Ok(Tag::Closing { name: name.value.clone(), end: self.at });
        }
        Err(self.unexpected("a closing tag holds only a name"))
    }

    fn opening(&mut self, name: &Spanned<String>) -> Result<Tag, TagError> {
        let mut arguments = Arguments::default();
        let mut self_closing = false;
        loop {
            self.skip_space();
            if self.take(self.delimiter.ends()) {
                break;
            }
            if self.take("/") {
                self.skip_space();
                if !self.take(self.delimiter.ends()) {
                    return Err(self.unexpected("put a value with a slash in quotes"));
                }
                self_closing = true;
                break;
            }
            self.argument(&mut arguments)?;
        }
        Ok(Tag::Opening(Box::new(Call {
            name: name.value.clone(),
            span: Span::new(self.start, self.at),
            delimiter: self.delimiter,
            arguments,
            inner: None,
            closing: None,
            self_closing,
        })))
    }

    /// Reads a name. A slash is part of it only before another letter; otherwise it closes the tag.
    fn name(&mut self) -> Result<Spanned<String>, TagError> {
        let start = self.at;
        while let Some(letter) = self.peek() {
            let rest = &self.text[self.at + letter.len_utf8()..];
            let joins = matches!(letter, '/' | '.') && rest.starts_with(is_word) && self.at > start;
            if !is_word(letter) && !joins {
                break;
            }
            self.at += letter.len_utf8();
        }
        let name = &self.text[start..self.at];
        if name.is_empty() && self.rest().starts_with(self.delimiter.ends()) {
            return Err(
                self.malformed("a shortcode without a name".to_owned(), "write a name after the opening delimiter")
            );
        }
        if name.is_empty() {
            return Err(self.unexpected("a tag begins with the name of a shortcode"));
        }
        Ok(Spanned::new(name.to_owned(), Span::new(start, self.at)))
    }

    /// Reads one value, or one name with its value.
    fn argument(&mut self, arguments: &mut Arguments) -> Result<(), TagError> {
        let first = match self.quoted()? {
            Some(quoted) => quoted,
            None => self.word()?,
        };
        self.skip_space();
        if !self.take("=") {
            arguments.positional.push(first);
            return Ok(());
        }
        self.skip_space();
        let value = match self.quoted()? {
            Some(quoted) => quoted,
            None => self.unquoted_value(&first.text)?,
        };
        arguments.named.push((Spanned::new(first.text, first.span), value));
        Ok(())
    }

    /// Reads a value or a name without quotes.
    fn word(&mut self) -> Result<Argument, TagError> {
        let start = self.at;
        if !self.peek().is_some_and(is_word) {
            return Err(self.unexpected("put a value with other characters than letters and digits in quotes"));
        }
        let rest = self.rest();
        self.at += rest.find(|letter| !is_word(letter) && letter != '.').unwrap_or(rest.len());
        Ok(self.since(start, Quoting::Unquoted))
    }

    /// Reads a value after `=` without quotes: everything up to white space or the end of the tag.
    fn unquoted_value(&mut self, name: &str) -> Result<Argument, TagError> {
        let start = self.at;
        while let Some(letter) = self.peek() {
            let rest = self.rest();
            let is_end = rest.starts_with(self.delimiter.ends())
                || rest.strip_prefix('/').is_some_and(|rest| rest.starts_with(self.delimiter.ends()))
                || rest.starts_with("{{<")
                || rest.starts_with("{{%");
            if letter.is_whitespace() || is_end {
                break;
            }
            self.at += letter.len_utf8();
        }
        if self.at == start {
            let message = format!("the argument `{name}` has no value");
            return Err(self.malformed(message, "write a value after `=`, or `\"\"` for none"));
        }
        Ok(self.since(start, Quoting::Unquoted))
    }

    /// Reads `"…"`, `\"…\"` or `` `…` ``; nothing where none of them follows.
    fn quoted(&mut self) -> Result<Option<Argument>, TagError> {
        let start = self.at;
        let rest = self.rest();
        let (opening, length) = match rest.as_bytes() {
            [b'"', ..] => (1, quoted_length(&rest[1..])),
            [b'\\', b'"', ..] => (2, rest[2..].find(['"', '\n']).filter(|&at| rest.as_bytes()[2 + at] == b'"')),
            [b'`', ..] => (1, memchr(b'`', &rest.as_bytes()[1..])),
            _ => return Ok(None),
        };
        let Some(length) = length else {
            let error =
                self.malformed("a quoted value is never closed".to_owned(), "close the quotes on the same line");
            let searched = if rest.starts_with('`') { rest.len() } else { rest.find('\n').unwrap_or(rest.len()) };
            return Err(TagError { reached: start + searched, ..error });
        };
        let inside = &rest[opening..opening + length];
        let text = match rest.as_bytes()[0] {
            b'"' => inside.replace("\\\"", "\""),
            b'\\' => inside.strip_suffix('\\').unwrap_or(inside).to_owned(),
            _ => inside.to_owned(),
        };
        self.at = start + opening + length + 1;
        Ok(Some(Argument { text, span: Span::new(start, self.at), quoting: Quoting::Quoted }))
    }

    fn since(&self, start: usize, quoting: Quoting) -> Argument {
        Argument { text: self.text[start..self.at].to_owned(), span: Span::new(start, self.at), quoting }
    }

    fn unexpected(&self, help: &str) -> TagError {
        let rest = self.rest();
        let Some(letter) = rest.chars().next() else {
            return TagError::new(self.at, Code::UnclosedShortcode, never_closed(self.delimiter));
        };
        if rest.starts_with("{{<") || rest.starts_with("{{%") {
            let message = format!("`{}` is not closed before the next tag", self.delimiter.opens());
            let help = Some(format!("close it with `{}`", self.delimiter.ends()));
            return TagError { help, ..TagError::new(self.at, Code::UnclosedShortcode, message) };
        }
        let other = self.delimiter.other().ends();
        if rest.starts_with(other) {
            let message = format!("a tag opened with `{}` is closed with `{other}`", self.delimiter.opens());
            return self.malformed(message, &format!("close it with `{}`", self.delimiter.ends()));
        }
        let span = Some(Span::new(self.at, self.at + letter.len_utf8()));
        let message = format!("unexpected `{}` in a shortcode", letter.escape_debug());
        TagError { span, ..self.malformed(message, help) }
    }

    fn malformed(&self, message: String, help: &str) -> TagError {
        TagError { help: Some(help.to_owned()), ..TagError::new(self.at, Code::MalformedShortcode, message) }
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, expected: &str) -> bool {
        let is_there = self.rest().starts_with(expected);
        if is_there {
            self.at += expected.len();
        }
        is_there
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }
}

/// The message for a tag without an end.
pub(super) fn never_closed(delimiter: Delimiter) -> String {
    format!("`{}` is never closed with `{}`", delimiter.opens(), delimiter.ends())
}

/// The length of `"…"` without its quotes, in a text that begins after the first; `\"` does not end it.
fn quoted_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(skipped) = memchr3(b'"', b'\\', b'\n', &bytes[at..]) {
        at += skipped;
        match bytes[at] {
            b'"' => return Some(at),
            b'\n' => return None,
            _ if bytes.get(at + 1) == Some(&b'"') => at += 2,
            _ => at += 1,
        }
    }
    None
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '-'
}
