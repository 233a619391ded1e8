//! Where Goldmark, the parser of Hugo, reads Markdown in another way than ours: corrections before and after parsing.

mod definition;
mod event;
mod flank;
mod inline;
mod table;
#[cfg(test)]
mod tests;
mod typographer;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::dialect::Dialect;
use table::Changes;

pub(super) use event::{Located, is_block};

/// A text as our parser has to be given it, and the way back.
pub(super) struct Prepared<'t> {
    source: &'t str,
    text: Cow<'t, str>,
    /// What was inserted, in order.
    inserts: Vec<Insert>,
}

/// Text that was inserted for the parser.
struct Insert {
    /// Its bytes in the text for the parser.
    range: Range<usize>,
    /// How many bytes were inserted before it.
    before: usize,
}

impl<'t> Prepared<'t> {
    pub(super) fn new(source: &'t str, dialect: Dialect<'_>) -> Self {
        let mut text = Cow::Borrowed(source);
        let has_tables = dialect.extensions.tables;
        let changes = if has_tables { table::changes(source) } else { Changes::default() };
        if !changes.bytes.is_empty() {
            let mut bytes = source.as_bytes().to_vec();
            changes.bytes.into_iter().for_each(|(at, byte)| bytes[at] = byte);
            // One byte of ASCII stands for another one.
            text = String::from_utf8(bytes).map_or(text, Cow::Owned);
        }
        if dialect.extensions.definition_lists {
            text = definition::masked(text, dialect.options(), has_tables);
        }
        let (text, inserts) = inserted(text, changes.inserts);
        Self { source, text, inserts }
    }

    /// The text to be parsed.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The offset in the source of the offset `at` in the text.
    pub(super) fn original(&self, at: usize) -> usize {
        let count = self.inserts.partition_point(|insert| insert.range.start < at);
        match count.checked_sub(1).map(|last| &self.inserts[last]) {
            Some(insert) => at - insert.before - (at.min(insert.range.end) - insert.range.start),
            None => at,
        }
    }

    /// The events of the text as Goldmark has them, with their ranges in the source.
    pub(super) fn corrected<'e>(&'e self, events: Vec<Located<'e>>, dialect: Dialect<'_>) -> Vec<Located<'e>> {
        let mut events = match &self.text {
            Cow::Borrowed(_) => events,
            Cow::Owned(text) => self.restored(events, text),
        };
        let extensions = dialect.extensions;
        if extensions.definition_lists {
            events = definition::corrected(events, self.source);
        }
        if extensions.subscript {
            events.iter_mut().for_each(|(event, range)| {
                let is_double = self.source[range.start..].starts_with("~~");
                subscript(event, is_double, extensions.strikethrough);
            });
        }
        inline::rewritten(events, self.source, dialect)
    }

    /// The events without what was changed and inserted for the parser.
    fn restored<'e>(&'e self, events: Vec<Located<'e>>, text: &str) -> Vec<Located<'e>> {
        let is_masked = text.contains(definition::MASK) && !self.source.contains(definition::MASK);
        let mut restored = Vec::with_capacity(events.len());
        let mut is_separator = false;
        for (mut event, range) in events {
            if !self.inserts.is_empty() {
                match event {
                    Event::Start(Tag::HtmlBlock) => is_separator = self.is_separator(range.start),
                    Event::End(TagEnd::HtmlBlock) if std::mem::take(&mut is_separator) => continue,
                    _ => {}
                }
                if is_separator {
                    continue;
                }
            }
            let place = self.original(range.start)..self.original(range.end);
            if let Event::Text(written) = &mut event
                && text.get(range) == Some(written)
                && let Some(source) = self.source.get(place.clone())
            {
                *written = CowStr::Borrowed(source);
            }
            if is_masked {
                unmask(&mut event);
            }
            restored.push((event, place));
        }
        restored
    }

    /// Whether a separator was inserted at this offset of the text, or before it on its line.
    fn is_separator(&self, at: usize) -> bool {
        let count = self.inserts.partition_point(|insert| insert.range.start <= at);
        let insert = count.checked_sub(1).map(|last| &self.inserts[last]);
        insert
            .is_some_and(|insert| at < insert.range.end && self.text[insert.range.clone()].ends_with(table::SEPARATOR))
    }
}

/// `text` with the `inserts`, and where they are.
fn inserted<'t>(text: Cow<'t, str>, inserts: Vec<(usize, String)>) -> (Cow<'t, str>, Vec<Insert>) {
    if inserts.is_empty() {
        return (text, Vec::new());
    }
    let mut changed = String::with_capacity(text.len() + 8 * inserts.len());
    let (mut places, mut from, mut before) = (Vec::with_capacity(inserts.len()), 0, 0);
    for (at, insert) in inserts {
        changed.push_str(&text[from..at]);
        from = at;
        let start = changed.len();
        changed.push_str(&insert);
        places.push(Insert { range: start..changed.len(), before });
        before += insert.len();
    }
    changed.push_str(&text[from..]);
    (Cow::Owned(changed), places)
}

/// Puts colons in place of their masks.
fn unmask(event: &mut Event<'_>) {
    let unmask = |text: &mut CowStr<'_>| {
        if text.contains(definition::MASK) {
            *text = text.replace(definition::MASK, ":").into();
        }
    };
    match event {
        Event::Text(text)
        | Event::Code(text)
        | Event::InlineMath(text)
        | Event::DisplayMath(text)
        | Event::Html(text)
        | Event::InlineHtml(text)
        | Event::FootnoteReference(text) => unmask(text),
        Event::Start(Tag::Link { dest_url, title, id, .. } | Tag::Image { dest_url, title, id, .. }) => {
            unmask(dest_url);
            unmask(title);
            unmask(id);
        }
        Event::Start(_)
        | Event::End(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::Rule
        | Event::TaskListMarker(_) => {}
    }
}

/// A subscript has one tilde on both sides, which the parser takes for text that is struck through.
fn subscript(event: &mut Event<'_>, is_double: bool, has_strikethrough: bool) {
    let with = match event {
        Event::Start(Tag::Strikethrough) if !is_double => Event::Start(Tag::Subscript),
        Event::End(TagEnd::Strikethrough) if !is_double => Event::End(TagEnd::Subscript),
        Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough) if !has_strikethrough => {
            Event::Text(CowStr::Borrowed("~~"))
        }
        _ => return,
    };
    *event = with;
}
