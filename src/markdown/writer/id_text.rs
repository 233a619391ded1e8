//! The text that a heading's id is made from, as Hugo picks it out of the heading.
//!
//! All text right in the heading counts. Of a link, an emphasis or an image Hugo follows only the first child of each
//! level, so what counts is the first run of text inside, up to where Goldmark begins another one: at a quotation mark
//! that it has made, at a sign that might have been emphasis, at anything that is no text.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::placeholder::{Part, split_placeholders};

/// What was read of a heading so far.
#[derive(Debug, Default)]
pub(super) struct IdText {
    text: String,
    /// Links, emphases and images around what is read now.
    depth: usize,
    /// Whether each open link or image is one for Hugo too: a citation is text there.
    links: Vec<bool>,
    run: Run,
}

/// The one run of text that counts inside the outermost link, emphasis or image.
#[derive(Debug, Default, PartialEq, Eq)]
enum Run {
    /// It is still to come.
    #[default]
    Awaited,
    /// It has come as far as this offset.
    Open(usize),
    /// It is over.
    Closed,
}

impl IdText {
    /// The text.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Takes in what stands in the heading at `range` of `source`.
    pub(super) fn read(&mut self, event: &Event<'_>, range: &Range<usize>, source: &str) {
        match event {
            Event::Text(text) => self.text(text, range, source),
            Event::Code(code) => {
                self.enter();
                self.whole(&with_named_references(code));
                self.leave();
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => self.enter(),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => self.leave(),
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
        // An address that is its own text adds nothing.
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
            _ if self.depth == 0 => self.run = Run::Awaited,
            Run::Open(_) => self.run = Run::Closed,
            Run::Awaited | Run::Closed => {}
        }
        self.depth += 1;
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.run = Run::Closed;
    }

    /// A bare address, which becomes a link and adds nothing.
    pub(super) fn address(&mut self) {
        if self.depth > 0 {
            self.run = Run::Closed;
        }
    }

    /// Text at `range` of `source`.
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>, source: &str) {
        let written = source.get(range.clone()).unwrap_or_default();
        if self.depth == 0 {
            // Goldmark makes ids before it resolves `&#8212;`; all other text counts as it is read.
            return self.push(if written.starts_with("&#") { written } else { text });
        }
        let is_escaped = source.get(..range.start).is_some_and(|before| before.ends_with('\\'));
        let continues = match self.run {
            Run::Awaited => true,
            Run::Open(end) => end == range.start || end + 1 == range.start && is_escaped,
            Run::Closed => false,
        };
        if !continues {
            self.run = Run::Closed;
            return;
        }
        // A quotation mark or a dash that was made of another sign is a run of its own.
        if written != text && !written.starts_with('&') {
            if self.run == Run::Awaited {
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

    /// Text that is one run whatever stands in it.
    fn whole(&mut self, text: &str) {
        if self.run == Run::Awaited {
            self.push(text);
        }
    }

    fn line_break(&mut self) {
        // As Goldmark has it: of a heading of several lines only the last makes the id.
        if self.depth == 0 || self.run != Run::Closed {
            self.text.clear();
        }
        if self.depth > 0 {
            self.run = Run::Closed;
        }
    }

    fn push(&mut self, text: &str) {
        for part in split_placeholders(text) {
            // Hugo puts an internal marker of the shortcode into the id; nothing is better than that.
            if let Part::Text(text) = part {
                self.text.push_str(text);
            }
        }
    }
}

/// The beginning of `text` up to and with the first sign, from this offset on, that ends a run: signs of emphasis, or
/// a bracket; and whether there was none.
fn first_run(text: &str, from: usize) -> (&str, bool) {
    let is_emphasis = |sign: char| matches!(sign, '_' | '*' | '~');
    let rest = text.get(from..).unwrap_or_default();
    let Some(at) = rest.find(|sign: char| is_emphasis(sign) || sign == '[') else { return (text, true) };
    let at = from + at;
    let signs = text[at..].find(|sign: char| !is_emphasis(sign)).unwrap_or(text.len() - at).max(1);
    (&text[..at + signs], false)
}

/// Code with its named references resolved: Goldmark leaves them, and Hugo resolves those of the whole text.
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
