//! The text that the id of a heading is made from, as in Hugo.
//!
//! All text directly in the heading counts. Of a link, an emphasis or an image Hugo follows only the first child of
//! each level. So only the first run of text inside counts, up to where Goldmark begins another one: at a typographic
//! quotation mark, at a character that might have been emphasis, at anything that is not text.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::placeholder::{Part, split_placeholders};

/// The text that counts so far.
#[derive(Debug, Default)]
pub(super) struct IdText {
    text: String,
    /// The number of open links, emphases and images.
    depth: usize,
    /// For each open link or image, whether it is one to Hugo: a citation is text.
    links: Vec<bool>,
    run: Run,
}

/// The run of text that counts inside the outermost link, emphasis or image.
#[derive(Debug, Default, PartialEq, Eq)]
enum Run {
    /// It has not begun.
    #[default]
    Pending,
    /// It reaches up to this offset.
    Open(usize),
    /// It has ended.
    Closed,
}

impl IdText {
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Adds an event in the heading, at `range` of `source`.
    pub(super) fn read(&mut self, event: &Event<'_>, range: &Range<usize>, source: &str) {
        match event {
            Event::Text(text) => self.text(text, range, source),
            Event::Code(code) => {
                self.enter();
                self.whole(&with_named_references(code));
                self.leave();
            }
            Event::Start(tag) if is_emphasis(&tag.to_end()) => self.enter(),
            Event::End(tag) if is_emphasis(tag) => self.leave(),
            Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => self.enter_link(*link_type),
            Event::End(TagEnd::Link | TagEnd::Image) => self.leave_link(),
            Event::SoftBreak | Event::HardBreak => self.line_break(),
            _ if self.depth > 0 => self.run = Run::Closed,
            _ => {}
        }
    }

    fn enter_link(&mut self, kind: LinkType) {
        let is_citation =
            matches!(kind, LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown);
        self.links.push(!is_citation);
        if !is_citation {
            self.enter();
        }
        // The text of an autolink does not count.
        if matches!(kind, LinkType::Autolink | LinkType::Email) {
            self.run = Run::Closed;
        }
    }

    fn leave_link(&mut self) {
        if self.links.pop() == Some(true) {
            self.leave();
        }
    }

    fn enter(&mut self) {
        match self.run {
            _ if self.depth == 0 => self.run = Run::Pending,
            Run::Open(_) => self.run = Run::Closed,
            Run::Pending | Run::Closed => {}
        }
        self.depth += 1;
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.run = Run::Closed;
    }

    /// Adds a URL or an e-mail address in text, which becomes a link and does not count.
    pub(super) fn autolink(&mut self) {
        if self.depth > 0 {
            self.run = Run::Closed;
        }
    }

    /// Adds text at `range` of `source`.
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>, source: &str) {
        let written = source.get(range.clone()).unwrap_or_default();
        if self.depth == 0 {
            // Goldmark makes ids before it resolves numeric references, but after all other changes of text.
            // Nor does it know emoji then.
            let is_written = written.starts_with("&#") || is_emoji(text, written);
            return self.push(if is_written { written } else { text });
        }
        let is_escaped = source.get(..range.start).is_some_and(|before| before.ends_with('\\'));
        let continues = match self.run {
            Run::Pending => true,
            Run::Open(end) => end == range.start || end + 1 == range.start && is_escaped,
            Run::Closed => false,
        };
        if !continues {
            self.run = Run::Closed;
            return;
        }
        // A typographic quotation mark or dash is a run of its own.
        if written != text && !written.starts_with('&') {
            if self.run == Run::Pending {
                self.push(text);
            }
            self.run = Run::Closed;
            return;
        }
        let text = if written.starts_with("&#") { written } else { text };
        let (run, goes_on) = first_run(text, usize::from(is_escaped));
        self.run = if goes_on { Run::Open(range.end) } else { Run::Closed };
        self.push(run);
    }

    /// Adds text that is one run whatever its content.
    fn whole(&mut self, text: &str) {
        if self.run == Run::Pending {
            self.push(text);
        }
    }

    fn line_break(&mut self) {
        // As in Goldmark, only the last line of a heading of several lines counts.
        if self.depth == 0 || self.run != Run::Closed {
            self.text.clear();
        }
        if self.depth > 0 {
            self.run = Run::Closed;
        }
    }

    fn push(&mut self, text: &str) {
        for part in split_placeholders(text) {
            // Hugo adds an internal marker of the shortcode to the id; that is left out.
            if let Part::Text(text) = part {
                self.text.push_str(text);
            }
        }
    }
}

fn is_emphasis(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript)
}

/// Whether `text` was written as the name of an emoji.
fn is_emoji(text: &str, written: &str) -> bool {
    written.len() > 2 && written.starts_with(':') && written.ends_with(':') && text != written
}

/// The beginning of `text` up to and including the first characters, at or after `from`, that end a run: those of
/// emphasis, or a bracket. Also whether the run goes on after `text`.
fn first_run(text: &str, from: usize) -> (&str, bool) {
    let is_emphasis = |letter: char| matches!(letter, '_' | '*' | '~');
    let rest = text.get(from..).unwrap_or_default();
    let Some(at) = rest.find(|letter: char| is_emphasis(letter) || letter == '[') else { return (text, true) };
    let at = from + at;
    let length = text[at..].find(|letter: char| !is_emphasis(letter)).unwrap_or(text.len() - at).max(1);
    (&text[..at + length], false)
}

/// Code with its named references resolved: Goldmark does not, but Hugo does for the whole text of the heading.
fn with_named_references(code: &str) -> Cow<'_, str> {
    if !code.contains('&') {
        return Cow::Borrowed(code);
    }
    let mut text = String::new();
    for part in code.split_inclusive(';') {
        let start = part.rfind('&').filter(|start| !part[*start..].starts_with("&#")).unwrap_or(part.len());
        text.push_str(&part[..start]);
        text.push_str(&html_escape::decode_html_entities(&part[start..]));
    }
    text.into()
}
