//! The HTML comments of a text that hold tags of shortcodes.
//!
//! Only Markdown tells a comment from an example of one in code, so the text is parsed for them, with the tags that can
//! be read replaced by words: an argument may hold any characters.

use memchr::memmem;
use pulldown_cmark::{Event, Parser, Tag};

use super::super::dialect::options;
use super::super::html::comments;
use super::lexer::{Token, next_opener};
use crate::source::Span;

/// The shortcode whose inner text is code, where nothing is a comment.
const CODE: &str = "highlight";

/// The comments of `text` in which a tag begins, in order. `tokens` are the tags of the text, read without regard to
/// comments.
pub(super) fn commented_out(text: &str, tokens: &[Token]) -> Vec<Span> {
    if tokens.is_empty() || memmem::find(text.as_bytes(), b"<!--").is_none() {
        return Vec::new();
    }
    let masked = masked(text, tokens);
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(&masked, options()).into_offset_iter() {
        let is_html = matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_));
        if is_html && masked[range.clone()].contains("<!--") {
            found.extend(comments(&masked[range.clone()]).into_iter().map(|span| span.shifted(range.start)));
        }
    }
    let code = code(tokens);
    let is_in_code = |comment: &Span| {
        let before = code.partition_point(|code| code.start <= comment.start);
        code[..before].last().is_some_and(|code| comment.start < code.end)
    };
    // A comment without an end would take the rest of the article with it.
    let has_end = |comment: &Span| ["-->", "--!>"].iter().any(|end| comment.of(text).ends_with(end));
    found.retain(|comment| {
        has_end(comment) && next_opener(&text[..comment.end], comment.start).is_some() && !is_in_code(comment)
    });
    found
}

/// `text` with every tag that can be read replaced by a word of the same length.
fn masked(text: &str, tokens: &[Token]) -> String {
    let mut masked = String::with_capacity(text.len());
    for span in tokens.iter().filter_map(readable) {
        masked.push_str(&text[masked.len()..span.start]);
        masked.extend(std::iter::repeat_n('x', span.end - span.start));
    }
    masked.push_str(&text[masked.len()..]);
    masked
}

fn readable(token: &Token) -> Option<Span> {
    match token {
        Token::Literal { span, .. } | Token::Closing { span, .. } => Some(*span),
        Token::Opening(call) => Some(call.span),
        Token::Broken { .. } => None,
    }
}

/// What stands between the tags of shortcodes that hold code, in order.
fn code(tokens: &[Token]) -> Vec<Span> {
    let mut open: Option<usize> = None;
    let mut found = Vec::new();
    for token in tokens {
        match token {
            Token::Opening(call) if call.name == CODE && !call.self_closing => open = open.or(Some(call.span.end)),
            Token::Closing { span, name } if name == CODE => {
                found.extend(open.take().map(|start| Span::new(start, span.start)));
            }
            Token::Opening(_) | Token::Closing { .. } | Token::Literal { .. } | Token::Broken { .. } => {}
        }
    }
    found
}
