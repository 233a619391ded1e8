//! One Markdown text to pieces: read its events, then write them.

use std::cell::RefCell;

use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, LinkType, Parser, RefDefs};

use super::block_attributes::BlockAttributes;
use super::citation::{self, CitationReader};
use super::document::{Piece, UndefinedLabel};
use super::foreign;
use super::goldmark::Prepared;
use super::origin::Mapped;
use super::prose::Prose;
use super::shared::{Region, Shared};
use super::term;
use super::writer::{Writer, is_local};
use crate::finding::{Code, Finding};
use crate::source::{Location, Span};

/// From this length on, in bytes, memory is more important than time.
const LARGE: usize = 8 * 1024 * 1024;

/// Prose has about one event for so many bytes.
const BYTES_PER_EVENT: usize = 24;

impl Shared<'_> {
    /// Renders one text. Only insertions below `limit` may be used, so that none can contain itself.
    pub(super) fn render(&mut self, text: &Mapped, limit: usize, region: Region) -> Vec<Piece> {
        let dialect = self.tools.dialect;
        let attributes =
            if dialect.extensions.block_attributes { BlockAttributes::find(&text.text, dialect) } else { None };
        let source = attributes.as_ref().map_or(text.text.as_str(), BlockAttributes::text);
        let prepared = Prepared::new(source, dialect);
        let undefined = RefCell::new(Vec::new());
        let options = dialect.options();
        let parser = || {
            let links = CitationLinks { text: prepared.text(), citations: self.tools.citations, undefined: &undefined };
            Parser::new_with_broken_link_callback(prepared.text(), options, Some(links)).into_offset_iter()
        };
        // A growing list needs twice its memory for a while, so that the events of a huge text are counted first.
        let count = if source.len() > LARGE { parser().count() } else { source.len() / BYTES_PER_EVENT };
        let mut parser = parser();
        let mut events = Vec::with_capacity(count);
        events.extend(parser.by_ref());
        let events = prepared.corrected(events, dialect);
        let definitions = parser.reference_definitions();
        self.report_swallowed(text, definitions);
        let mut undefined = undefined.take();
        for label in &mut undefined {
            (label.start, label.end) = (prepared.original(label.start), prepared.original(label.end));
        }
        self.add_undefined(text, undefined);
        if region != Region::Cell {
            self.prose.push(Prose::new(text, &events, self.tools.citations));
        }
        if region != Region::Cell {
            foreign::find((text, source), &events, self.tools, &mut self.foreign);
        }
        let occurrences = self.tools.terms.finder().map(|finder| {
            let citations = self.tools.citations;
            term::occurrences(&text.text, &events, citations, finder)
        });
        let mut writer = Writer::new(self, text, source, limit, region);
        writer.terms.occurrences = occurrences.unwrap_or_default();
        if let Some(attributes) = &attributes {
            writer.attach(attributes);
        }
        writer.write(events, definitions)
    }

    /// Adds the undefined labels, of which the parser may give one several times.
    fn add_undefined(&mut self, text: &Mapped, mut found: Vec<Undefined>) {
        found.sort_unstable();
        found.dedup();
        let labels = found.into_iter().map(|Undefined { start, end, label, is_target }| UndefinedLabel {
            text: label,
            span: text.in_file(Span::new(start, end)),
            is_target,
        });
        self.document.undefined.extend(labels);
    }

    /// Reports citations at the start of a line with a colon after them: Markdown reads them as definitions of a link,
    /// which are not shown. Where an address follows, a definition is meant.
    fn report_swallowed(&mut self, text: &Mapped, definitions: &RefDefs<'_>) {
        let mut swallowed: Vec<Finding> = Vec::new();
        for (label, definition) in definitions.iter() {
            if citation::is_address(&definition.dest) || citation::read(label, self.tools.citations).is_none() {
                continue;
            }
            let written = text.text.get(definition.span.clone()).unwrap_or_default();
            let Some(end) = written.find("]:") else { continue };
            let start = definition.span.start;
            let span = text.in_file(Span::new(start, start + end + 2));
            let message = format!("`[{label}]:` at the start of a line defines a link and is not shown");
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
}

/// Makes links of undefined labels that cite a requirement.
struct CitationLinks<'t> {
    text: &'t str,
    citations: &'t dyn CitationReader,
    /// The labels that are neither defined nor cite, each with the range of its construct.
    undefined: &'t RefCell<Vec<Undefined>>,
}

/// An undefined label, with the range of its construct in the text.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Undefined {
    start: usize,
    end: usize,
    label: String,
    is_target: bool,
}

impl<'input> BrokenLinkCallback<'input> for CitationLinks<'_> {
    fn handle_broken_link(&mut self, link: BrokenLink<'input>) -> Option<(CowStr<'input>, CowStr<'input>)> {
        let is_image = self.text.as_bytes().get(link.span.start) == Some(&b'!');
        let is_citation = !is_image
            && citation::read(&link.reference, self.citations).is_some()
            && !citation::is_in_link_text(self.text, link.span.end);
        if !is_citation {
            let has_words = link.link_type == LinkType::Reference || self.text[..link.span.start].ends_with(')');
            let is_target = has_words && is_local(&link.reference);
            if is_target || citation::may_cite(&link.reference) {
                let (start, end, label) = (link.span.start, link.span.end, link.reference.to_string());
                self.undefined.borrow_mut().push(Undefined { start, end, label, is_target });
            }
        }
        is_citation.then_some((link.reference, CowStr::Borrowed("")))
    }
}
