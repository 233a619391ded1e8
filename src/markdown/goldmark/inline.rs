//! Texts as Goldmark has them: typographic characters, emoji, and delimiters that our parser does not know.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::super::autolink::{Brackets, find};
use super::super::dialect::Dialect;
use super::event::{Located, is_block};
use super::flank::flanks;
use super::typographer::{Place, Quotes};

/// The longest name of an emoji.
const MAX_NAME: usize = 64;

/// Part of a text that becomes something else.
#[derive(Debug)]
struct Edit {
    range: Range<usize>,
    with: With,
}

#[derive(Debug)]
enum With {
    Text(String),
    /// A delimiter without a partner so far.
    Pending,
    /// A delimiter that opens or closes an element, which extends over this range.
    Open(Element, Range<usize>),
    Close(Element, Range<usize>),
}

/// An element made of delimiters. What Markdown writes with them is told by their first character, since the parser
/// has no tags for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Strike,
    Subscript,
    Raised,
}

/// A delimiter that may open an element.
#[derive(Debug)]
struct Opener {
    mark: u8,
    range: Range<usize>,
    edit: usize,
}

/// The delimiters in one element that may open another.
#[derive(Debug, Default)]
struct Openers {
    openers: Vec<Opener>,
    /// How many there are of each form: without them the time for a closing one that has no partner would be quadratic.
    counts: [usize; 8],
}

impl Openers {
    fn push(&mut self, opener: Opener) {
        self.counts[form(opener.mark, opener.range.len())] += 1;
        self.openers.push(opener);
    }

    /// The last one of this form. It is removed with all behind it.
    fn take(&mut self, mark: u8, length: usize) -> Option<Opener> {
        let wanted = form(mark, length);
        if self.counts[wanted] == 0 {
            return None;
        }
        while let Some(opener) = self.openers.pop() {
            let found = form(opener.mark, opener.range.len());
            self.counts[found] -= 1;
            if found == wanted {
                return Some(opener);
            }
        }
        None
    }
}

/// The number of a form of delimiters: one of four characters, once or twice.
fn form(mark: u8, length: usize) -> usize {
    let kind = match mark {
        b'~' => 0,
        b'^' => 1,
        b'+' => 2,
        _ => 3,
    };
    2 * kind + usize::from(length > 1)
}

/// `events` with their texts as Goldmark has them. They were parsed from `source`.
pub(super) fn rewritten<'e>(events: Vec<Located<'e>>, source: &'e str, dialect: Dialect<'_>) -> Vec<Located<'e>> {
    let mut events = events;
    if dialect.typographer.left_angle_quote.is_some() && memmem::find(source.as_bytes(), b"<<").is_some() {
        quote(&mut events, source);
    }
    let mut edits = Vec::new();
    let mut index = 0;
    let mut is_code = false;
    while index < events.len() {
        let start = index;
        while index < events.len() && !is_block(&events[index].0) {
            index += 1;
        }
        if index == start {
            is_code = matches!(events[index].0, Event::Start(Tag::CodeBlock(_)));
            index += 1;
        } else if !is_code {
            Block::new(&events[start..index], source, dialect).read(&mut edits);
        }
    }
    edits.retain(|edit| !matches!(edit.with, With::Pending));
    if edits.is_empty() { events } else { applied(events, edits, source) }
}

/// Makes text of a tag behind a `<`: with that, its own `<` is a quotation mark.
fn quote(events: &mut [Located<'_>], source: &str) {
    for index in 1..events.len() {
        let (before, rest) = events.split_at_mut(index);
        let (Some((Event::Text(text), place)), Some((event @ Event::InlineHtml(_), range))) =
            (before.last(), rest.first_mut())
        else {
            continue;
        };
        let is_escaped = text.len() == 1 && source[..place.start].ends_with('\\');
        if text.ends_with('<') && place.end == range.start && !is_escaped {
            *event = Event::Text(CowStr::from(source[range.clone()].to_owned()));
        }
    }
}

/// The text of one block.
struct Block<'b, 'e> {
    events: &'b [Located<'e>],
    source: &'b str,
    dialect: Dialect<'b>,
    start: usize,
    end: usize,
    quotes: Quotes,
    /// The delimiters that may open an element, for each element that is open around them.
    openers: Vec<Openers>,
    /// Addresses that become links.
    addresses: Vec<Range<usize>>,
}

impl<'b, 'e> Block<'b, 'e> {
    fn new(events: &'b [Located<'e>], source: &'b str, dialect: Dialect<'b>) -> Self {
        let start = events.first().map_or(0, |(_, range)| range.start);
        let end = events.iter().map(|(_, range)| range.end).max().unwrap_or(start);
        let (quotes, openers, addresses) = (Quotes::default(), vec![Openers::default()], Vec::new());
        Self { events, source, dialect, start, end, quotes, openers, addresses }
    }

    /// Adds the edits of this block.
    fn read(mut self, edits: &mut Vec<Edit>) {
        let Some(text) = self.source.as_bytes().get(self.start..self.end) else { return };
        if !text.iter().any(|byte| is_trigger(*byte)) {
            return;
        }
        self.find_addresses(text);
        let mut index = 0;
        while let Some((event, range)) = self.events.get(index) {
            let before = index.checked_sub(1).and_then(|before| self.events.get(before));
            index += 1;
            match event {
                Event::Start(_) => self.openers.push(Openers::default()),
                Event::End(_) if self.openers.len() > 1 => self.openers.truncate(self.openers.len() - 1),
                Event::Text(text) if self.is_verbatim(text, range) => {
                    let mut end = range.end;
                    while let Some((Event::Text(text), next)) = self.events.get(index)
                        && next.start == end
                        && self.is_verbatim(text, next)
                    {
                        end = next.end;
                        index += 1;
                    }
                    let is_escaped = self.source[..range.start].ends_with('\\')
                        && before.is_none_or(|(_, before)| before.end != range.start);
                    let skip = if is_escaped { 1 } else { 0 };
                    self.text(range.start + skip..end, edits);
                }
                _ => {}
            }
        }
    }

    fn is_verbatim(&self, text: &str, range: &Range<usize>) -> bool {
        self.source.get(range.clone()) == Some(text)
    }

    fn find_addresses(&mut self, text: &[u8]) {
        let mentions = |words: &str| memmem::find(text, words.as_bytes()).is_some();
        if !self.dialect.extensions.linkify || !(mentions("://") || mentions("www.") || mentions("@")) {
            return;
        }
        let (mut links, mut brackets) = (0_usize, Brackets::default());
        for (event, range) in self.events {
            match event {
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
                Event::End(TagEnd::Link | TagEnd::Image) => links = links.saturating_sub(1),
                Event::Text(text) if links == 0 && self.is_verbatim(text, range) => {
                    let found = find(self.source, range, &mut brackets);
                    self.addresses.extend(found.into_iter().map(|address| address.range));
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, range: Range<usize>, edits: &mut Vec<Edit>) {
        let bytes = self.source.as_bytes();
        let mut addresses = self.addresses.partition_point(|address| address.end <= range.start);
        let mut at = range.start;
        while at < range.end {
            if !is_trigger(bytes[at]) {
                at += 1;
                continue;
            }
            while self.addresses.get(addresses).is_some_and(|address| address.end <= at) {
                addresses += 1;
            }
            if let Some(address) = self.addresses.get(addresses).filter(|address| address.start <= at) {
                at = address.end;
                continue;
            }
            at += self.mark(at, range.end, edits).max(1);
        }
    }

    /// Reads the character at `at`, which may begin something; the number of bytes that were read.
    fn mark(&mut self, at: usize, end: usize, edits: &mut Vec<Edit>) -> usize {
        let place = Place { source: self.source, end: self.end, at, before: self.before(at) };
        match self.source.as_bytes()[at] {
            b'~' | b'^' | b'+' | b'=' => self.delimiter(place, edits),
            b':' => {
                let Some((length, emoji)) = self.emoji(at, end) else { return 1 };
                edits.push(Edit { range: at..at + length, with: With::Text(emoji.to_owned()) });
                length
            }
            _ => {
                let with = self.dialect.typographer;
                let Some((length, text)) = self.quotes.substitute(place, &with) else { return 1 };
                if at + length > end {
                    return 1;
                }
                edits.push(Edit { range: at..at + length, with: With::Text(text.to_owned()) });
                length
            }
        }
    }

    fn before(&self, at: usize) -> char {
        if at <= self.start { '\n' } else { self.source[..at].chars().next_back().unwrap_or('\n') }
    }

    fn emoji(&self, at: usize, end: usize) -> Option<(usize, &'static str)> {
        if !self.dialect.extensions.emoji {
            return None;
        }
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
        let rest = &self.source.as_bytes()[at + 1..end];
        let length = rest.iter().take(MAX_NAME).take_while(|byte| is_part(byte)).count();
        let name = self.source.get(at + 1..at + 1 + length).filter(|_| rest.get(length) == Some(&b':'))?;
        Some((length + 2, emojis::get_by_shortcode(name)?.as_str()))
    }

    fn delimiter(&mut self, place: Place<'_>, edits: &mut Vec<Edit>) -> usize {
        let at = place.at;
        let mark = self.source.as_bytes()[at];
        let length = self.source.as_bytes()[at..self.end].iter().take_while(|byte| **byte == mark).count();
        if !self.is_delimiter(mark, length) {
            return length;
        }
        let after = match place.character(at + length) {
            '+' | '-' | '\'' if mark == b'^' => 'a',
            after => after,
        };
        let (opens, closes) = flanks(place.before, after);
        let range = at..at + length;
        let Some(openers) = self.openers.last_mut() else { return length };
        if closes && let Some(opener) = openers.take(mark, length) {
            let whole = opener.range.start..range.end;
            let element = element(mark, self.dialect.extensions.subscript);
            edits[opener.edit].with = With::Open(element, whole.clone());
            edits.push(Edit { range, with: With::Close(element, whole) });
        } else if opens {
            openers.push(Opener { mark, range: range.clone(), edit: edits.len() });
            edits.push(Edit { range, with: With::Pending });
        }
        length
    }

    /// Whether so many of this character are a delimiter. Two tildes are one to our parser already.
    fn is_delimiter(&self, mark: u8, length: usize) -> bool {
        let extensions = &self.dialect.extensions;
        match mark {
            b'~' => length == 1 && (extensions.strikethrough || extensions.subscript),
            b'^' => length <= 2 && extensions.superscript,
            b'+' => length == 2 && extensions.insert,
            _ => length == 2 && extensions.mark,
        }
    }
}

fn element(mark: u8, has_subscripts: bool) -> Element {
    match mark {
        b'~' if has_subscripts => Element::Subscript,
        b'~' => Element::Strike,
        _ => Element::Raised,
    }
}

const fn is_trigger(byte: u8) -> bool {
    matches!(byte, b'\'' | b'"' | b'-' | b'.' | b'<' | b'>' | b':' | b'~' | b'^' | b'+' | b'=')
}

/// The events with the edits in their texts. Both are in the order of the text.
fn applied<'e>(events: Vec<Located<'e>>, edits: Vec<Edit>, source: &'e str) -> Vec<Located<'e>> {
    let mut out = Vec::with_capacity(events.len() + 2 * edits.len());
    let mut edits = edits.into_iter().peekable();
    // Where the last edit ends.
    let mut cut = 0;
    for (event, range) in events {
        if !matches!(event, Event::Text(_)) {
            out.push((event, range));
            continue;
        }
        let mut from = range.start.max(cut);
        let mut is_whole = from == range.start;
        while let Some(edit) = edits.next_if(|edit| (range.start..range.end).contains(&edit.range.start)) {
            is_whole = false;
            push_text(source, from..edit.range.start, &mut out);
            from = edit.range.end;
            cut = from;
            out.push(edit.event());
        }
        if is_whole {
            out.push((event, range));
        } else {
            push_text(source, from..range.end, &mut out);
        }
    }
    out
}

fn push_text<'e>(source: &'e str, range: Range<usize>, out: &mut Vec<Located<'e>>) {
    if range.start < range.end
        && let Some(text) = source.get(range.clone())
    {
        out.push((Event::Text(CowStr::Borrowed(text)), range));
    }
}

impl Edit {
    fn event<'e>(self) -> Located<'e> {
        match self.with {
            With::Text(text) => (Event::Text(CowStr::from(text)), self.range),
            With::Pending => (Event::Text(CowStr::Borrowed("")), self.range),
            With::Open(element, whole) => (Event::Start(element.tag()), self.range.start..whole.end),
            With::Close(element, whole) => (Event::End(element.tag().to_end()), whole),
        }
    }
}

impl Element {
    fn tag<'e>(self) -> Tag<'e> {
        match self {
            Self::Strike => Tag::Strikethrough,
            Self::Subscript => Tag::Subscript,
            Self::Raised => Tag::Superscript,
        }
    }
}
