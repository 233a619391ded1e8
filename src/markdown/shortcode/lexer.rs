//! Tags one by one: where each begins and ends, and what stands in it. Kept out: which tag closes which.

use memchr::{memchr, memchr3, memmem};

use crate::finding::Code;
use crate::markdown::shortcode::{Argument, Arguments, Call, Delimiter, Fault, Quoting};
use crate::source::{Placed, Span};

/// One tag, as it stands.
pub(super) enum Token {
    Literal {
        span: Span,
        text: String,
    },
    Opening(Box<Call>),
    Closing {
        span: Span,
        name: String,
    },
    /// A tag that cannot be read. One whose name is known may still have a closing tag.
    Broken {
        span: Span,
        name: Option<String>,
    },
}

/// Every tag of `text` in order, and the faults inside tags. Takes time in proportion to the text.
pub(super) fn tokens(text: &str) -> (Vec<Token>, Vec<Fault>) {
    let mut lexer =
        Lexer { text, tokens: Vec::new(), faults: Vec::new(), allowance: text.len() * 4, open_ended: [false; 2] };
    let mut position = 0;
    while let Some((start, delimiter)) = next_opener(text, position) {
        position = lexer.tag(start, delimiter);
    }
    (lexer.tokens, lexer.faults)
}

struct Lexer<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    faults: Vec<Fault>,
    /// How many bytes may still be read a second time. It runs out only on text made to be slow, where a tag
    /// that never ends then hides what it has swallowed.
    allowance: usize,
    /// Whether no comment of this delimiter ends in the rest of the text.
    open_ended: [bool; 2],
}

/// Why a tag cannot be read.
struct Trouble {
    at: usize,
    /// How far the text was looked through to know it.
    reached: usize,
    /// The very place, where it is not the tag as a whole.
    span: Option<Span>,
    code: Code,
    message: String,
    help: Option<String>,
    name: Option<String>,
}

impl Trouble {
    fn new(at: usize, code: Code, message: String) -> Self {
        Self { at, reached: at, span: None, code, message, help: None, name: None }
    }
}

/// A tag that can be read.
enum Tag {
    Opening(Box<Call>),
    Closing { name: String, end: usize },
}

impl Lexer<'_> {
    /// Reads the tag at `start`; the answer is where to go on.
    fn tag(&mut self, start: usize, delimiter: Delimiter) -> usize {
        if self.text[start + 3..].starts_with("/*") {
            return self.comment(start, delimiter);
        }
        match (Reader { text: self.text, at: start + 3, start, delimiter }).tag() {
            Ok(Tag::Opening(call)) => {
                let end = call.span.end;
                self.check_mixture(&call);
                self.tokens.push(Token::Opening(call));
                end
            }
            Ok(Tag::Closing { name, end }) => {
                self.tokens.push(Token::Closing { span: Span::new(start, end), name });
                end
            }
            Err(trouble) => self.recover(start, trouble),
        }
    }

    /// Reads `{{</* … */>}}`.
    fn comment(&mut self, start: usize, delimiter: Delimiter) -> usize {
        let (opening, ending) = match delimiter {
            Delimiter::Angle => ("{{</*", "*/>}}"),
            Delimiter::Percent => ("{{%/*", "*/%}}"),
        };
        let inside = start + opening.len();
        let open_ended = &mut self.open_ended[delimiter as usize];
        let found = if *open_ended { None } else { memmem::find(&self.text.as_bytes()[inside..], ending.as_bytes()) };
        let Some(length) = found else {
            *open_ended = true;
            let message = format!("`{opening}` is never closed with `{ending}`");
            return self.recover(start, Trouble::new(inside, Code::MalformedShortcode, message));
        };
        let end = inside + length + ending.len();
        let text = [delimiter.opens(), &self.text[inside..inside + length], delimiter.ends()].concat();
        self.tokens.push(Token::Literal { span: Span::new(start, end), text });
        end
    }

    fn check_mixture(&mut self, call: &Call) {
        let (Some(positional), false) = (call.arguments.positional.first(), call.arguments.named.is_empty()) else {
            return;
        };
        self.faults.push(Fault {
            code: Code::MalformedShortcode,
            span: positional.span,
            message: format!("`{}` mixes arguments with and without names", call.name),
            help: Some("give every argument a name, or none".to_owned()),
        });
    }

    /// Reports a tag that cannot be read and finds the end of it; the answer is where to go on.
    fn recover(&mut self, start: usize, trouble: Trouble) -> usize {
        let after_opener = start + 3;
        let (found, reached) = end_before_next_tag(self.text, trouble.at);
        let reached = reached.max(trouble.reached);
        let end = found.unwrap_or_else(|| {
            let opener = next_opener(self.text, after_opener).map_or(self.text.len(), |(at, _)| at);
            memchr(b'\n', &self.text.as_bytes()[after_opener..opener]).map_or(opener, |length| after_opener + length)
        });
        let end = match self.allowance.checked_sub(reached.saturating_sub(end)) {
            Some(left) => {
                self.allowance = left;
                end
            }
            None => reached,
        };
        self.tokens.push(Token::Broken { span: Span::new(start, end), name: trouble.name });
        let span = trouble.span.unwrap_or(Span::new(start, end));
        self.faults.push(Fault { code: trouble.code, span, message: trouble.message, help: trouble.help });
        end
    }
}

/// The next `{{<` or `{{%` at or after `from`.
fn next_opener(text: &str, from: usize) -> Option<(usize, Delimiter)> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(skipped) = memchr(b'{', bytes.get(at..)?) {
        at += skipped;
        match bytes.get(at + 1..at + 3) {
            Some(b"{<") => return Some((at, Delimiter::Angle)),
            Some(b"{%") => return Some((at, Delimiter::Percent)),
            _ => at += 1,
        }
    }
    None
}

/// Where the tag around `from` ends, if it does before another begins; and how far the answer was looked for.
fn end_before_next_tag(text: &str, from: usize) -> (Option<usize>, usize) {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(skipped) = memchr3(b'{', b'>', b'%', &bytes[at..]) {
        at += skipped;
        match bytes.get(at..at + 3) {
            Some(b">}}" | b"%}}") => return (Some(at + 3), at + 3),
            Some(b"{{<" | b"{{%") => return (None, at),
            _ => at += 1,
        }
    }
    (None, text.len())
}

/// Reads the inside of one tag.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    start: usize,
    delimiter: Delimiter,
}

impl Reader<'_> {
    fn tag(&mut self) -> Result<Tag, Trouble> {
        self.skip_space();
        let is_closing = self.take("/");
        if is_closing {
            self.skip_space();
        }
        let name = self.name()?;
        let tag = if is_closing { self.closing(&name) } else { self.opening(&name) };
        tag.map_err(|trouble| Trouble { name: (!is_closing).then_some(name.value), ..trouble })
    }

    fn closing(&mut self, name: &Placed<String>) -> Result<Tag, Trouble> {
        self.skip_space();
        if self.take(self.delimiter.ends()) {
            return Ok(Tag::Closing { name: name.value.clone(), end: self.at });
        }
        Err(self.unexpected("a closing tag holds only a name"))
    }

    fn opening(&mut self, name: &Placed<String>) -> Result<Tag, Trouble> {
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
            name_span: name.span,
            span: Span::new(self.start, self.at),
            delimiter: self.delimiter,
            arguments,
            inner: None,
            closing: None,
            self_closing,
        })))
    }

    /// Reads a name. A slash belongs to it only before another part, else it closes the tag.
    fn name(&mut self) -> Result<Placed<String>, Trouble> {
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
            return Err(self.malformed("a shortcode without a name".to_owned(), "write a name after the opening mark"));
        }
        if name.is_empty() {
            return Err(self.unexpected("a tag begins with the name of a shortcode"));
        }
        if name.ends_with(".inline") {
            let message = format!("`{name}` is an inline shortcode, which is not supported");
            return Err(self.malformed(message, "make it a template in `templates/shortcodes/`"));
        }
        Ok(Placed::new(name.to_owned(), Span::new(start, self.at)))
    }

    /// Reads one value, or one name with its value.
    fn argument(&mut self, arguments: &mut Arguments) -> Result<(), Trouble> {
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
            None => self.bare_value(&first.text)?,
        };
        arguments.named.push((Placed::new(first.text, first.span), value));
        Ok(())
    }

    /// Reads a value or a name without quotes.
    fn word(&mut self) -> Result<Argument, Trouble> {
        let start = self.at;
        if !self.peek().is_some_and(is_word) {
            return Err(self.unexpected("put a value with other signs than letters and digits in quotes"));
        }
        let rest = self.rest();
        self.at += rest.find(|letter| !is_word(letter) && letter != '.').unwrap_or(rest.len());
        Ok(self.since(start, Quoting::Bare))
    }

    /// Reads what stands after `=` without quotes: everything up to a space or the end of the tag.
    fn bare_value(&mut self, name: &str) -> Result<Argument, Trouble> {
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
        Ok(self.since(start, Quoting::Bare))
    }

    /// Reads `"…"`, `\"…\"` or `` `…` ``, if one of them stands here.
    fn quoted(&mut self) -> Result<Option<Argument>, Trouble> {
        let start = self.at;
        let rest = self.rest();
        let (opening, length) = match rest.as_bytes() {
            [b'"', ..] => (1, quoted_length(&rest[1..])),
            [b'\\', b'"', ..] => (2, rest[2..].find(['"', '\n']).filter(|&at| rest.as_bytes()[2 + at] == b'"')),
            [b'`', ..] => (1, memchr(b'`', &rest.as_bytes()[1..])),
            _ => return Ok(None),
        };
        let Some(length) = length else {
            let trouble = self.malformed("a quoted value never ends".to_owned(), "close the quotes on the same line");
            let looked_through = if rest.starts_with('`') { rest.len() } else { rest.find('\n').unwrap_or(rest.len()) };
            return Err(Trouble { reached: start + looked_through, ..trouble });
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

    fn unexpected(&self, help: &str) -> Trouble {
        let rest = self.rest();
        let Some(letter) = rest.chars().next() else {
            let message = format!("`{}` is never closed with `{}`", self.delimiter.opens(), self.delimiter.ends());
            return Trouble::new(self.at, Code::UnclosedShortcode, message);
        };
        if rest.starts_with("{{<") || rest.starts_with("{{%") {
            let message = format!("`{}` is not closed before the next tag", self.delimiter.opens());
            let help = Some(format!("close it with `{}`", self.delimiter.ends()));
            return Trouble { help, ..Trouble::new(self.at, Code::UnclosedShortcode, message) };
        }
        let other = self.delimiter.other().ends();
        if rest.starts_with(other) {
            let message = format!("a tag opened with `{}` is closed with `{other}`", self.delimiter.opens());
            return self.malformed(message, &format!("close it with `{}`", self.delimiter.ends()));
        }
        let span = Some(Span::new(self.at, self.at + letter.len_utf8()));
        let message = format!("`{}` cannot stand here in a shortcode", letter.escape_debug());
        Trouble { span, ..self.malformed(message, help) }
    }

    fn malformed(&self, message: String, help: &str) -> Trouble {
        Trouble { help: Some(help.to_owned()), ..Trouble::new(self.at, Code::MalformedShortcode, message) }
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

/// The length of `"…"` without its quotes, in a text that begins behind the first; `\"` does not end it.
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
