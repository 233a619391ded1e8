//! Splits a text into tags, and recovers after a tag that cannot be read.
//!
//! Out of scope: the content of a tag, and which tag closes which.

use memchr::{memchr, memchr3, memmem};

use super::call::{Call, Delimiter, Fault};
use super::reader::{Reader, Tag, TagError, never_closed};
use crate::finding::Code;
use crate::source::Span;

/// One tag.
pub(super) enum Token {
    /// Text that is shown in place of what is at `span`.
    Literal {
        span: Span,
        text: String,
    },
    Opening(Box<Call>),
    Closing {
        span: Span,
        name: String,
    },
    /// A tag that cannot be read. If its name is known, it may still have a closing tag.
    Broken {
        span: Span,
        name: Option<String>,
    },
}

/// What replaces a comment with tags in it: a comment, so that the blocks around it stay as they are.
const EMPTY_COMMENT: &str = "<!-- -->";

/// Every tag of `text` in order, and the faults inside tags. Its time is linear in the length of the text.
///
/// The tags inside `comments`, which are sorted, are not read: each comment is one token.
pub(super) fn tokens(text: &str, comments: &[Span]) -> (Vec<Token>, Vec<Fault>) {
    let mut lexer =
        Lexer { text, tokens: Vec::new(), faults: Vec::new(), allowance: text.len() * 4, open_ended: [false; 2] };
    let mut position = 0;
    let mut comments = comments.iter().peekable();
    while let Some((start, delimiter)) = next_opener(text, position) {
        while comments.next_if(|comment| comment.end <= start).is_some() {}
        position = match comments.next_if(|comment| position <= comment.start && comment.start <= start) {
            Some(comment) => {
                lexer.tokens.push(Token::Literal { span: *comment, text: EMPTY_COMMENT.to_owned() });
                comment.end
            }
            None => lexer.tag(start, delimiter),
        };
    }
    (lexer.tokens, lexer.faults)
}

struct Lexer<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    faults: Vec<Fault>,
    /// How many bytes may still be read a second time. It is used up only by a text written as an attack; a tag without
    /// an end then hides all text that was read for it.
    allowance: usize,
    /// For each delimiter, whether the rest of the text has no end of an escaped call.
    open_ended: [bool; 2],
}

impl Lexer<'_> {
    /// Reads the tag at `start`; returns the offset after it.
    fn tag(&mut self, start: usize, delimiter: Delimiter) -> usize {
        if self.text[start + 3..].starts_with("/*") {
            return self.escaped_call(start, delimiter);
        }
        match Reader::new(self.text, start, delimiter).tag() {
            Ok(Tag::Opening(call)) => {
                let end = call.span.end;
                self.check_arguments(&call);
                self.tokens.push(Token::Opening(call));
                end
            }
            Ok(Tag::Closing { name, end }) => {
                self.tokens.push(Token::Closing { span: Span::new(start, end), name });
                end
            }
            Err(error) => self.recover(start, self.without_end(start, delimiter, error)),
        }
    }

    /// The error of a tag that goes on behind an empty line: its end is missing, and what was read is the text after it.
    fn without_end(&self, start: usize, delimiter: Delimiter, error: TagError) -> TagError {
        let read = &self.text[start..error.at];
        let is_empty = |line: &str| line.trim().is_empty();
        if error.code == Code::UnclosedShortcode || !read.lines().skip(1).any(is_empty) {
            return error;
        }
        let message = never_closed(delimiter);
        TagError { span: None, help: None, code: Code::UnclosedShortcode, message, ..error }
    }

    /// Reads an escaped call, `{{</* … */>}}`.
    fn escaped_call(&mut self, start: usize, delimiter: Delimiter) -> usize {
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
            return self.recover(start, TagError::new(inside, Code::MalformedShortcode, message));
        };
        let end = inside + length + ending.len();
        let text = [delimiter.opens(), &self.text[inside..inside + length], delimiter.ends()].concat();
        self.tokens.push(Token::Literal { span: Span::new(start, end), text });
        end
    }

    fn check_arguments(&mut self, call: &Call) {
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

    /// Reports a tag that cannot be read; returns the offset where it ends.
    fn recover(&mut self, start: usize, error: TagError) -> usize {
        let after_opener = start + 3;
        let (found, reached) = end_before_next_tag(self.text, error.at);
        let reached = reached.max(error.reached);
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
        self.tokens.push(Token::Broken { span: Span::new(start, end), name: error.name });
        let span = error.span.unwrap_or(Span::new(start, end));
        self.faults.push(Fault { code: error.code, span, message: error.message, help: error.help });
        end
    }
}

/// The next `{{<` or `{{%` at or after `from`.
pub(super) fn next_opener(text: &str, from: usize) -> Option<(usize, Delimiter)> {
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

/// The end of the tag around `from`, if it is before the next tag; and the offset up to which it was searched for.
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
