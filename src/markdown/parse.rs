//! One body, from text to document: expand shortcodes, read Markdown, write pieces.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, Event, Options, Parser, RefDefs, Tag, TagEnd};

use super::block_attributes::BlockAttributes;
use super::citation::{self, Citable};
use super::document::{Document, Piece};
use super::expand::{self, Insertion, Shortcodes};
use super::highlight::Highlighter;
use super::html::without_unsafe;
use super::mention;
use super::origin::Mapped;
use super::safe_markdown::without_unsafe_links;
use super::writer::Writer;
use crate::finding::{Code, Finding};
use crate::source::{FileId, Location, Span};

/// The engines that reading Markdown needs; built once and lent to every page.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// Expands shortcodes.
    pub shortcodes: &'a dyn Shortcodes,
    /// Highlights code.
    pub highlighter: &'a Highlighter,
    /// The frameworks whose requirements may be cited, sorted by key.
    pub citable: &'a [Citable],
}

/// A body as read, with what is wrong with it.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The document.
    pub document: Document,
    /// Faults of shortcodes, code blocks and raw HTML.
    pub findings: Vec<Finding>,
}

/// Reads the Markdown of `text` from byte `body_start` on. Spans in the result count over the whole of `text`.
///
/// The dialect is Hugo's: CommonMark with tables, footnotes, task lists, strikethrough, definition lists,
/// smart punctuation, bare URLs as links, attribute lists, and raw HTML passed through.
pub fn parse(file: FileId, text: &str, body_start: usize, tools: Tools<'_>) -> Parsed {
    let body = text.get(body_start..).unwrap_or_default();
    let expanded = expand::expand(file, body, body_start, tools.shortcodes);
    let mut shared = Shared {
        body: &expanded.body.text,
        insertions: expanded.insertions,
        findings: expanded.findings,
        ..Shared::new(file, tools)
    };
    let everything = shared.insertions.len();
    let pieces = shared.render(&expanded.body, everything, Region::Article);
    shared.document.pieces = pieces;
    shared.document.body = Span::new(body_start, text.len());
    // Those of parts of the page come before the page's own, which may hold them.
    shared.document.unshown.sort_by_key(|note| (note.start, std::cmp::Reverse(note.end)));
    shared.document.unshown.dedup_by(|note, before| note.end <= before.end);
    if !shared.insertions.is_empty() {
        shared.document.expanded = Some(shared.twin(&expanded.body.text, everything));
    }
    Parsed { document: shared.document, findings: shared.findings }
}

/// Which text is being rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// The article's own.
    Article,
    /// A part that the shortcode insertion of this index asked to be rendered.
    Shortcode(usize),
    /// A cell of a data table.
    Cell,
}

/// What all texts of one page add to.
pub(super) struct Shared<'a> {
    pub(super) file: FileId,
    pub(super) tools: Tools<'a>,
    /// The body with its shortcodes expanded; empty for cells of a data table.
    pub(super) body: &'a str,
    /// The scheme of an address that runs code anywhere in the body, once it has been looked for.
    pub(super) script_scheme: Option<Option<&'static str>>,
    pub(super) insertions: Vec<Insertion>,
    pub(super) document: Document,
    pub(super) findings: Vec<Finding>,
    /// Images seen so far: the first is loaded at once, the others when they come near.
    pub(super) images: usize,
}

/// From this length on, in bytes, memory counts for more than time.
const LARGE: usize = 8 * 1024 * 1024;

/// Prose has an event for about so many bytes.
const BYTES_AN_EVENT: usize = 24;

impl<'a> Shared<'a> {
    /// Nothing yet, of `file`.
    pub(super) fn new(file: FileId, tools: Tools<'a>) -> Self {
        let (insertions, findings) = (Vec::new(), Vec::new());
        let (body, script_scheme) = ("", None);
        Self { file, tools, body, script_scheme, insertions, document: Document::default(), findings, images: 0 }
    }

    /// Renders one text. Only insertions below `limit` may be used, so that none can contain itself.
    pub(super) fn render(&mut self, text: &Mapped, limit: usize, region: Region) -> Vec<Piece> {
        let attributes = BlockAttributes::find(&text.text, options());
        let source = attributes.as_ref().map_or(text.text.as_str(), BlockAttributes::text);
        let parser = || {
            let cited = Cited { text: source, citable: self.tools.citable };
            Parser::new_with_broken_link_callback(source, options(), Some(cited)).into_offset_iter()
        };
        // A list that grows stands in memory twice for a while: that of a huge text is counted first.
        let count = if source.len() > LARGE { parser().count() } else { source.len() / BYTES_AN_EVENT };
        let mut parser = parser();
        let mut events = Vec::with_capacity(count);
        events.extend(parser.by_ref());
        mend_definition_lists(&mut events);
        let definitions = parser.reference_definitions();
        self.report_swallowed(text, definitions);
        self.document.mentions.extend(mention::find(text, &events, self.tools.citable));
        let mut writer = Writer::new(self, text, source, limit, region);
        if let Some(attributes) = &attributes {
            writer.attach(attributes);
        }
        writer.write(events, definitions)
    }

    /// Reports citations at the start of a line with a colon behind them: Markdown takes them for definitions of a
    /// link, and nobody sees them. Where an address follows, a definition is meant.
    fn report_swallowed(&mut self, text: &Mapped, definitions: &RefDefs<'_>) {
        let mut swallowed: Vec<Finding> = Vec::new();
        for (label, definition) in definitions.iter() {
            if citation::is_address(&definition.dest) || citation::read(label, self.tools.citable).is_none() {
                continue;
            }
            let written = text.text.get(definition.span.clone()).unwrap_or_default();
            let Some(end) = written.find("]:") else { continue };
            let start = definition.span.start;
            let span = text.in_file(Span::new(start, start + end + 2));
            let message = format!("`[{label}]:` at the start of a line defines a link: nobody sees it");
            let finding = Finding::new(Code::CitationAsDefinition, Location::new(self.file, span), message)
                .about(label)
                .help("write `\\:` for the colon, or put a word before the citation");
            let colon = Span::new(start + end + 1, start + end + 2);
            swallowed.push(match text.verbatim_in_file(colon) {
                Some(colon) => finding.fix(colon, "\\:"),
                None => finding,
            });
        }
        // Definitions come in no particular order.
        swallowed.sort_by_key(|finding| finding.location);
        self.findings.extend(swallowed);
    }

    /// The text with placeholders replaced by what they stand for, as far as Markdown can say it.
    pub(super) fn twin(&self, text: &str, limit: usize) -> String {
        let mut twin = String::with_capacity(text.len());
        for part in expand::split_placeholders(text) {
            match part {
                expand::Part::Text(text) => twin.push_str(text),
                expand::Part::Insertion(index) if index < limit => match &self.insertions[index] {
                    Insertion::Html(inner) => twin.push_str(&self.twin(&without_unsafe(&inner.text), index)),
                    // Within an element it is read as HTML by the time that the whole text is.
                    Insertion::Markdown(inner) => {
                        twin.push_str(&without_unsafe_links(self.twin(&inner.text, index)));
                    }
                    Insertion::SourcePath(path, _) => twin.push_str(path),
                },
                expand::Part::Insertion(_) => {}
            }
        }
        twin
    }
}

/// Makes links of undefined labels that cite a requirement.
struct Cited<'t> {
    text: &'t str,
    citable: &'t [Citable],
}

impl<'input> BrokenLinkCallback<'input> for Cited<'_> {
    fn handle_broken_link(&mut self, link: BrokenLink<'input>) -> Option<(CowStr<'input>, CowStr<'input>)> {
        let is_image = self.text.as_bytes().get(link.span.start) == Some(&b'!');
        let is_citation = !is_image
            && citation::read(&link.reference, self.citable).is_some()
            && !citation::is_in_link_text(self.text, link.span.end);
        is_citation.then_some((link.reference, CowStr::Borrowed("")))
    }
}

/// Ends each definition list where its last definition ends: the parser counts the paragraph behind it in, which
/// would hand that paragraph's attributes to the list.
fn mend_definition_lists(events: &mut [(Event<'_>, Range<usize>)]) {
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

pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}
