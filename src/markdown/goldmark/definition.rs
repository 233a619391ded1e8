//! Definition lists as Goldmark has them.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::event::{Located, is_block};
use super::table::is_below_head;

/// In place of a colon that Goldmark does not read as the mark of a definition. It is taken out again after parsing.
pub(super) const MASK: char = '\u{1a}';

/// `source` with a mask for each colon at the start of a line that is no mark of a definition: one without a blank behind
/// it, or indented more than the text around it.
pub(super) fn masked(source: Cow<'_, str>, options: Options, has_tables: bool) -> Cow<'_, str> {
    let mut lines = colon_lines(&source);
    lines.retain(|line| line.has_blank || !has_tables || !is_below_head(&source, line.start));
    if lines.is_empty() || source.contains(MASK) {
        return source;
    }
    let mut colons: Vec<usize> = lines.iter().filter(|line| !line.has_blank).map(|line| line.colon).collect();
    if lines.iter().any(|line| line.has_blank && line.colon > line.start) {
        colons.extend(indented(&source, options));
    }
    if colons.is_empty() {
        return source;
    }
    let mut bytes = source.into_owned().into_bytes();
    for colon in colons {
        bytes[colon] = MASK as u8;
    }
    // One byte of ASCII stands for another one.
    Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
}

/// A line whose first character is a colon, apart from blanks and the marks of quotes.
struct ColonLine {
    start: usize,
    colon: usize,
    has_blank: bool,
}

fn colon_lines(source: &str) -> Vec<ColonLine> {
    let bytes = source.as_bytes();
    let line = |colon: usize| {
        let before = bytes[..colon].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
        let start = colon - before;
        let is_first = start > 0 && bytes[start - 1] == b'\n';
        is_first.then(|| ColonLine { start, colon, has_blank: matches!(bytes.get(colon + 1), Some(b' ' | b'\t')) })
    };
    memchr::memchr_iter(b':', bytes).filter_map(line).collect()
}

/// The colons of definitions that are indented more than the block that their list is in.
fn indented(source: &str, options: Options) -> Vec<usize> {
    let mut colons = Vec::new();
    // The columns at which the text of each open container begins; absent for a quote, which the line tells.
    let mut containers: Vec<Option<usize>> = Vec::new();
    let mut is_item = false;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        let column = || column(source, range.start);
        if std::mem::take(&mut is_item) {
            containers.push(Some(column()));
        }
        match event {
            Event::Start(Tag::Item) => is_item = true,
            Event::Start(Tag::BlockQuote(_)) => containers.push(None),
            Event::Start(Tag::FootnoteDefinition(_)) => containers.push(Some(4)),
            Event::Start(Tag::DefinitionListDefinition) => {
                let colon = range.start + source[range.clone()].find(':').unwrap_or(0);
                let outer = containers.last().map_or(0, |column| column.unwrap_or_else(|| quoted(source, colon)));
                if source[range.start..colon].trim_start_matches(['>', ' ', '\t']).is_empty()
                    && self::column(source, colon) > outer
                {
                    colons.push(colon);
                }
                is_item = true;
            }
            Event::End(
                TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionListDefinition,
            ) => {
                containers.pop();
            }
            _ => {}
        }
    }
    colons
}

fn column(source: &str, at: usize) -> usize {
    at - source[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The column behind the marks of quotes on the line, and the blank behind them.
fn quoted(source: &str, colon: usize) -> usize {
    let line = &source[colon - column(source, colon)..colon];
    let mark = line.rfind('>').map_or(0, |mark| mark + 1);
    mark + usize::from(line[mark..].starts_with(' '))
}

/// The events with their lists as Goldmark has them: each line above a definition is a term, the first paragraph of a
/// definition is one only below an empty line, and a list ends with its last definition.
pub(super) fn corrected<'e>(events: Vec<Located<'e>>, source: &str) -> Vec<Located<'e>> {
    let is_list = |(event, _): &Located<'_>| matches!(event, Event::Start(Tag::DefinitionList));
    if !events.iter().any(is_list) {
        return events;
    }
    let mut events = tightened(divided(events), source);
    end_lists(&mut events);
    events
}

/// Makes a term of each line.
fn divided(events: Vec<Located<'_>>) -> Vec<Located<'_>> {
    let mut out = Vec::with_capacity(events.len());
    // How many elements are open in the term.
    let mut depth: Option<usize> = None;
    let mut term = 0..0;
    for (event, range) in events {
        match &event {
            Event::Start(Tag::DefinitionListTitle) => (depth, term) = (Some(0), range.clone()),
            Event::End(TagEnd::DefinitionListTitle) => {
                depth = None;
                out.push((event, term.clone()));
                continue;
            }
            Event::Start(_) => depth = depth.map(|depth| depth + 1),
            Event::End(_) => depth = depth.map(|depth| depth.saturating_sub(1)),
            Event::SoftBreak | Event::HardBreak if depth == Some(0) => {
                out.push((Event::End(TagEnd::DefinitionListTitle), term.start..range.start));
                term.start = range.end;
                out.push((Event::Start(Tag::DefinitionListTitle), term.clone()));
                continue;
            }
            _ => {}
        }
        out.push((event, range));
    }
    out
}

/// A definition that is being read.
struct Open {
    is_tight: bool,
    /// How many blocks are open in it.
    depth: usize,
    /// Whether a paragraph around bare text was begun.
    is_wrapped: bool,
    first: First,
}

/// The first paragraph of a definition.
#[derive(PartialEq, Eq)]
enum First {
    Awaited,
    Unwrapped,
    Done,
}

/// Takes the tags from the first paragraph of each definition right below its term, and gives them to all others.
fn tightened<'e>(events: Vec<Located<'e>>, source: &str) -> Vec<Located<'e>> {
    let mut out: Vec<Located<'e>> = Vec::with_capacity(events.len());
    let mut open: Vec<Open> = Vec::new();
    for (event, range) in events {
        let Some(around) = open.last_mut().filter(|_| !starts_definition(&event)) else {
            if starts_definition(&event) {
                if let Some(around) = open.last_mut() {
                    around.depth += 1;
                }
                let is_tight = !is_below_empty_line(source, range.start);
                open.push(Open { is_tight, depth: 0, is_wrapped: false, first: First::Awaited });
            }
            out.push((event, range));
            continue;
        };
        let is_block = is_block(&event);
        if around.depth == 0 && is_block && std::mem::take(&mut around.is_wrapped) {
            out.push((Event::End(TagEnd::Paragraph), range.clone()));
        }
        match &event {
            Event::End(TagEnd::DefinitionListDefinition) if around.depth == 0 => {
                open.pop();
                if let Some(around) = open.last_mut() {
                    around.depth -= 1;
                }
            }
            Event::Start(Tag::Paragraph) if around.depth == 0 && around.is_tight && around.first == First::Awaited => {
                around.first = First::Unwrapped;
                continue;
            }
            Event::End(TagEnd::Paragraph) if around.depth == 0 && around.first == First::Unwrapped => {
                around.first = First::Done;
                continue;
            }
            _ if !is_block && around.depth == 0 && !around.is_tight && !around.is_wrapped => {
                around.is_wrapped = true;
                out.push((Event::Start(Tag::Paragraph), range.clone()));
            }
            Event::Start(_) if is_block => around.depth += 1,
            Event::End(_) if is_block => around.depth = around.depth.saturating_sub(1),
            _ => {}
        }
        out.push((event, range));
    }
    out
}

fn starts_definition(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::DefinitionListDefinition))
}

/// Whether the line above that of `at` is empty, apart from the marks of quotes.
fn is_below_empty_line(source: &str, at: usize) -> bool {
    let above = source[..at].rfind('\n').map_or("", |newline| &source[..newline]);
    let line = above.rsplit('\n').next().unwrap_or_default();
    line.trim_start_matches(['>', ' ', '\t']).trim().is_empty()
}

/// Ends each definition list where its last definition ends. The parser includes the paragraph after it, whose
/// attributes would go to the list.
fn end_lists(events: &mut [Located<'_>]) {
    let mut open: Vec<(usize, usize)> = Vec::new();
    for index in 0..events.len() {
        let end = events[index].1.end;
        match &events[index].0 {
            Event::Start(Tag::DefinitionList) => open.push((index, events[index].1.start)),
            Event::End(TagEnd::DefinitionListDefinition) => {
                if let Some((_, last)) = open.last_mut() {
                    *last = end;
                }
            }
            Event::End(TagEnd::DefinitionList) => {
                if let Some((start, last)) = open.pop() {
                    events[start].1.end = last;
                    events[index].1.end = last;
                }
            }
            _ => {}
        }
    }
}
