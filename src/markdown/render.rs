//! One Markdown text to pieces: read its events, then write them.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, Event, Parser, RefDefs, Tag, TagEnd};

use super::block_attributes::BlockAttributes;
use super::citation::{self, CitationReader};
use super::document::Piece;
use super::foreign;
use super::origin::Mapped;
use super::prose::Prose;
use super::shared::{Region, Shared};
use super::writer::Writer;
use crate::finding::{Code, Finding};
use crate::source::{Location, Span};

/// From this length on, in bytes, memory is more important than time.
const LARGE: usize = 8 * 1024 * 1024;

/// Prose has about one event for so many bytes.
const BYTES_PER_EVENT: usize = 24;

impl Shared<'_> {
    /// Renders one text. Only insertions below `limit` may be used, so that none can contain itself.
    pub(super) fn render(&mut self, text: &Mapped, limit: usize, region: Region) -> Vec<Piece> {
        let attributes = BlockAttributes::find(&text.text);
        let source = attributes.as_ref().map_or(text.text.as_str(), BlockAttributes::text);
        let options = self.tools.dialect.options();
        let parser = || {
            let links = CitationLinks { text: source, citations: self.tools.citations };
            Parser::new_with_broken_link_callback(source, options, Some(links)).into_offset_iter()
        };
        // A growing list needs twice its memory for a while, so that the events of a huge text are counted first.
        let count = if source.len() > LARGE { parser().count() } else { source.len() / BYTES_PER_EVENT };
        let mut parser = parser();
        let mut events = Vec::with_capacity(count);
        events.extend(parser.by_ref());
        correct_definition_lists(&mut events);
        let definitions = parser.reference_definitions();
        self.report_swallowed(text, definitions);
        if region != Region::Cell {
            self.prose.push(Prose::new(text, &events, self.tools.citations));
        }
        if region != Region::Cell {
            foreign::find((text, source), &events, self.tools.dialect, &mut self.foreign);
        }
        let mut writer = Writer::new(self, text, source, limit, region);
        if let Some(attributes) = &attributes {
            writer.attach(attributes);
        }
        writer.write(events, definitions)
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
}

impl<'input> BrokenLinkCallback<'input> for CitationLinks<'_> {
    fn handle_broken_link(&mut self, link: BrokenLink<'input>) -> Option<(CowStr<'input>, CowStr<'input>)> {
        let is_image = self.text.as_bytes().get(link.span.start) == Some(&b'!');
        let is_citation = !is_image
            && citation::read(&link.reference, self.citations).is_some()
            && !citation::is_in_link_text(self.text, link.span.end);
        is_citation.then_some((link.reference, CowStr::Borrowed("")))
    }
}

/// Ends each definition list where its last definition ends. The parser includes the paragraph after it, whose
/// attributes would go to the list.
fn correct_definition_lists(events: &mut [(Event<'_>, Range<usize>)]) {
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
