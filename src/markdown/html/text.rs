//! The text that a reader gets from HTML: for export, sorting and search alike.

use std::borrow::Cow;

use memchr::memchr;

use super::escape::{decoded, escape_text};
use super::tag::{Tag, declaration_end, tags};

/// Elements inside a line; every other one begins a new one.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "input", "ins",
    "kbd", "label", "mark", "nobr", "picture", "q", "ruby", "s", "samp", "small", "source", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Elements whose content is not text of the page.
const HIDDEN: &[&str] =
    &["script", "style", "svg", "template", "iframe", "math", "button", "select", "textarea", "rp", "rt"];

/// Classes of what belongs to the page and not to its text: footnote marks and line numbers.
const HIDDEN_CLASSES: &[&str] = &["footnote-ref", "footnote-backref", "ln"];

/// A part of the text of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPart<'h> {
    /// Text with character references as written.
    Text(Cow<'h, str>),
    /// A line break.
    Break,
    /// The start or the end of a block.
    Block(Tag),
}

/// The parts of `html` in order, without hidden elements and comments. The alternative text of an image is text.
pub fn text_parts(html: &str) -> impl Iterator<Item = TextPart<'_>> {
    let mut position = 0;
    let mut tags = tags(html);
    let mut next: Option<TextPart<'_>> = None;
    let mut is_done = false;
    // The element that is hidden, and its depth inside others of the same name.
    let mut hidden: Option<(String, usize)> = None;
    std::iter::from_fn(move || {
        loop {
            if let Some(part) = next.take() {
                return Some(part);
            }
            if is_done {
                return None;
            }
            let tag = tags.next();
            let end = tag.as_ref().map_or(html.len(), |tag| tag.span.start);
            let text = html.get(position..end).unwrap_or_default();
            let is_shown = hidden.is_none() && !text.is_empty();
            match tag {
                Some(tag) => {
                    position = tag.span.end;
                    next = part_of(html, tag, &mut hidden);
                }
                None => is_done = true,
            }
            if is_shown {
                return Some(TextPart::Text(without_comments(text)));
            }
        }
    })
}

/// What a tag is for the text: nothing for an inline element and inside the element that is `hidden`.
fn part_of<'h>(html: &'h str, tag: Tag, hidden: &mut Option<(String, usize)>) -> Option<TextPart<'h>> {
    if let Some((name, depth)) = hidden {
        if *name == tag.name {
            *depth = if tag.is_closing { depth.saturating_sub(1) } else { *depth + 1 };
        }
        if *depth == 0 {
            *hidden = None;
        }
        return None;
    }
    let value = |name: &str| tag.attribute(html, name).map(|attribute| attribute.value.of(html));
    match tag.name.as_str() {
        "br" => Some(TextPart::Break),
        "img" => value("alt").map(|alt| TextPart::Text(Cow::Owned(escape_text(&decoded(alt)).into_owned()))),
        name if !tag.is_closing && is_hidden(name, value("class").unwrap_or_default()) => {
            *hidden = Some((tag.name, 1));
            None
        }
        name => (!INLINE.contains(&name)).then_some(TextPart::Block(tag)),
    }
}

fn is_hidden(name: &str, classes: &str) -> bool {
    HIDDEN.contains(&name) || classes.split_ascii_whitespace().any(|class| HIDDEN_CLASSES.contains(&class))
}

/// `text`, which has no tags, without comments and declarations.
pub fn without_comments(text: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut position = 0;
    let mut at = 0;
    while let Some(found) = memchr(b'<', &text.as_bytes()[at..]) {
        at += found;
        match declaration_end(text, at) {
            Some(end) => {
                kept.push_str(&text[position..at]);
                position = end;
                at = end;
            }
            None => at += 1,
        }
    }
    if position == 0 { Cow::Borrowed(text) } else { Cow::Owned(kept + &text[position..]) }
}

/// The text of `html` as lines: line breaks and blocks end a line, items of a list are separated with `;`.
pub fn text(html: &str) -> String {
    if memchr(b'<', html.as_bytes()).is_none() {
        return decoded(html).trim().to_owned();
    }
    let mut lines = Lines::default();
    for part in text_parts(html) {
        match part {
            TextPart::Text(text) => lines.push(&decoded(&text)),
            TextPart::Break => lines.end("\n"),
            TextPart::Block(tag) if tag.name == "li" && tag.is_closing => lines.end("; "),
            TextPart::Block(_) => lines.end("\n"),
        }
    }
    lines.written
}

/// Text with white space as a browser shows it: one space, and none at the end of a line.
#[derive(Default)]
struct Lines {
    written: String,
    /// What separates the next word from the text before it.
    separator: &'static str,
}

impl Lines {
    fn push(&mut self, text: &str) {
        for (index, word) in text.split_ascii_whitespace().enumerate() {
            if (index > 0 || text.starts_with(|first: char| first.is_ascii_whitespace())) && self.separator.is_empty() {
                self.separator = " ";
            }
            if !self.written.is_empty() {
                self.written.push_str(self.separator);
            }
            self.separator = "";
            self.written.push_str(word);
        }
        if text.ends_with(|last: char| last.is_ascii_whitespace()) && self.separator.is_empty() {
            self.separator = " ";
        }
    }

    fn end(&mut self, separator: &'static str) {
        if self.separator != "; " {
            self.separator = separator;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(text(html), expected, "{html}");
    }

    #[test]
    fn a_line_break_in_any_form_ends_a_line() {
        for form in ["<br>", "<BR>", "<br/>", "<br />", "<Br class=x>", " <br>\n", "<br><br>"] {
            check(&format!("one{form}two"), "one\ntwo");
        }
    }

    #[test]
    fn words_of_two_blocks_are_two_words() {
        check("<p>one</p><p>two</p>", "one\ntwo");
        check("<div>one</div>two<hr>three", "one\ntwo\nthree");
        check("<ul><li>a &amp; b</li><li><em>c</em></li></ul>d", "a & b; c; d");
        check("<UL>\n<LI>a\n<LI>b</UL>", "a\nb");
        check("a<em>b</em> <b> c</b>\n d", "ab c d");
    }

    #[test]
    fn marks_of_footnotes_are_no_text_and_images_have_theirs() {
        check(
            "a<sup id=\"fnref:1\"><a href=\"#fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup> b",
            "a b",
        );
        check("<img src=\"y.png\" alt=\"Yes &amp; &lt;b&gt;\"> x<IMG ALT=no>", "Yes & <b> xno");
        check("<img src=\"y.png\">", "");
        check("a <svg><title>t</title></svg><script>x < y</script>b", "a b");
    }

    #[test]
    fn comments_are_no_text_and_a_lone_sign_is() {
        check("a<!-- <b>x</b> > -->b", "ab");
        check("a <b>b</b> &lt; c < d <3", "a b < c < d <3");
        check("1 &lt; 2", "1 < 2");
        check("a <!-- never closed <b>", "a");
        check("<b", "");
        check("", "");
    }
}
