//! Finds foreign syntax in the events of a text.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::super::alert::Marker;
use super::super::fence::parse_info;
use super::super::origin::Mapped;
use super::super::shared::Tools;
use super::seen::Foreign;
use super::syntax::Syntax;
use super::{inline, line};
use crate::source::Span;

/// The language of diagrams.
const MERMAID: &str = "mermaid";

/// Finds the foreign syntax in a text. `source` is the text as it was parsed into `events`.
pub(in crate::markdown) fn find(
    (text, source): (&Mapped, &str),
    events: &[(Event<'_>, Range<usize>)],
    tools: Tools<'_>,
    foreign: &mut Foreign,
) {
    let mut scanner = Scanner {
        text,
        source,
        tools,
        foreign,
        hidden: 0,
        links: 0,
        is_at_line_start: true,
        read: 0,
        dollars: Vec::new(),
    };
    let mut before = None;
    for (event, range) in events {
        scanner.event(event, range, before);
        before = Some(event);
    }
    scanner.end_paragraph();
}

/// No line that begins a construct of another dialect is longer, in bytes.
const MAX_LINE: usize = 1000;

struct Scanner<'s> {
    text: &'s Mapped,
    source: &'s str,
    tools: Tools<'s>,
    foreign: &'s mut Foreign,
    /// How many constructs are open whose text is no prose.
    hidden: usize,
    links: usize,
    /// Whether the next text begins a line.
    is_at_line_start: bool,
    /// The end of what is read already.
    read: usize,
    /// Where `$$` is in the open paragraph.
    dollars: Vec<usize>,
}

impl<'s> Scanner<'s> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>, before: Option<&Event<'_>>) {
        match event {
            Event::Start(tag) => self.start(tag, range, before),
            Event::End(tag) => self.end(*tag),
            Event::Text(_) if self.hidden == 0 => self.prose(range),
            Event::SoftBreak | Event::HardBreak => self.is_at_line_start = true,
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::Rule => self.is_at_line_start = false,
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, before: Option<&Event<'_>>) {
        match tag {
            Tag::CodeBlock(kind) => {
                self.hidden += 1;
                self.code(kind, range);
            }
            Tag::HtmlBlock | Tag::Image { .. } | Tag::MetadataBlock(_) => self.hidden += 1,
            Tag::Link { .. } => self.links += 1,
            Tag::Paragraph => {
                self.begin_paragraph();
                if matches!(before, Some(Event::Start(Tag::BlockQuote(None)))) {
                    self.alert(range);
                }
                self.table(range);
            }
            Tag::Item
            | Tag::TableCell
            | Tag::Heading { .. }
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::FootnoteDefinition(_) => self.begin_paragraph(),
            Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::DefinitionList
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image | TagEnd::MetadataBlock(_) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            TagEnd::Link => self.links = self.links.saturating_sub(1),
            TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_) | TagEnd::TableCell => self.end_paragraph(),
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
        }
    }

    fn begin_paragraph(&mut self) {
        self.end_paragraph();
        self.is_at_line_start = true;
    }

    /// Mathematics begins and ends with `$$`; one alone may be anything.
    fn end_paragraph(&mut self) {
        let dollars = std::mem::take(&mut self.dollars);
        let is_alone = |at: usize| self.line(at).trim() == "$$";
        if let Some(first) = dollars.first().filter(|first| dollars.len() > 1 || is_alone(**first)) {
            let line = self.line(*first);
            self.add(Syntax::Mathematics, *first..*first + line.len(), line);
        }
    }

    fn prose(&mut self, range: &Range<usize>) {
        let begins_line = std::mem::take(&mut self.is_at_line_start);
        let (mut start, end) = (range.start.max(self.read), range.end);
        if begins_line {
            // After a paragraph, the parser takes a colon at the start of a line for a definition.
            start -= self.source.as_bytes()[self.read..start].iter().rev().take_while(|byte| **byte == b':').count();
        }
        if start >= end || !self.source.is_char_boundary(start) || !self.source.is_char_boundary(end) {
            return;
        }
        let is_escaped = start > 0 && self.source.as_bytes()[start - 1] == b'\\';
        if begins_line && !is_escaped {
            let line = self.line(start);
            if let Some(syntax) = line::read(line) {
                self.add(syntax, start..start + line.len(), line);
                self.read = start + line.len();
                return;
            }
        }
        if self.links > 0 {
            return;
        }
        for (at, length, syntax) in inline::read(self.source, start, end) {
            let written = &self.source[at..at + length];
            // SC107 reports what is meant as the call of a shortcode.
            if !called_name(written).is_some_and(|name| self.tools.shortcodes.is_known(name)) {
                self.add(syntax, at..at + length, written);
            }
            self.read = at + length;
        }
        if !is_escaped {
            // Each sign may be a text of its own.
            let text = &self.source.as_bytes()[start..self.source.len().min(end + 1)];
            self.dollars.extend(memmem::find_iter(text, "$$").map(|at| start + at));
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        let CodeBlockKind::Fenced(info) = kind else { return };
        if !self.tools.dialect.mermaid && parse_info(info).language.eq_ignore_ascii_case(MERMAID) {
            let line = self.line(range.start);
            self.add(Syntax::Diagram, range.start..range.start + line.len(), MERMAID);
        }
    }

    fn alert(&mut self, paragraph: &Range<usize>) {
        let line = self.line(paragraph.start);
        if let Some(Marker { written, kind: None, .. }) = Marker::read(line) {
            self.add(Syntax::Alert, paragraph.start..paragraph.start + written.len(), written);
        }
    }

    /// Looks for rows of a table, which a paragraph is none of.
    fn table(&mut self, paragraph: &Range<usize>) {
        let text = &self.source[paragraph.clone()];
        if memchr::memchr(b'|', text.as_bytes()).is_none() {
            return;
        }
        let mut before: Option<(usize, &str)> = None;
        let mut at = paragraph.start;
        for written in text.split_inclusive('\n') {
            let row = written.trim_start_matches([' ', '\t', '>']);
            let start = at + written.len() - row.len();
            let row = row.trim_end();
            if let Some((head, cells)) = before
                && (is_row(cells) && is_row(row) || is_delimiter_row(row) && cells.contains('|'))
            {
                return self.add(Syntax::Table, head..head + cells.len(), cells);
            }
            before = Some((start, row));
            at += written.len();
        }
    }

    /// The line from `at` on, or its first [`MAX_LINE`] bytes: every cell of a long row asks for the rest of it.
    fn line(&self, at: usize) -> &'s str {
        let rest = &self.source[at..];
        rest[..rest.floor_char_boundary(MAX_LINE)].lines().next().unwrap_or_default()
    }

    fn add(&mut self, syntax: Syntax, range: Range<usize>, written: &str) {
        self.foreign.add(syntax, self.text.in_file(Span::from(range)), written);
    }
}

/// Whether a line is a row with a bar at both ends.
fn is_row(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|') && !line.ends_with("\\|")
}

/// Whether a line has only what a delimiter row has, for more than one column.
fn is_delimiter_row(line: &str) -> bool {
    line.contains('|')
        && line.contains("--")
        && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// The name in `{{ name }}` and `{% name %}`.
fn called_name(written: &str) -> Option<&str> {
    let inside = written.strip_prefix("{{").or_else(|| written.strip_prefix("{%"))?.trim_start_matches(['-', ' ', '/']);
    inside.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '_')).next()
}
