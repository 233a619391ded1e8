//! The structure of a Markdown text: its blocks and its markup with their locations. Fixes may not change it.
//!
//! Out of scope: links, which are compared by their targets, and the text itself.

use pulldown_cmark::{Event, Parser, TagEnd};

use super::dialect::options;
use crate::source::Span;

/// A block, or a piece of markup within one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Element {
    /// Its bytes in the file.
    pub span: Span,
    kind: ElementKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ElementKind {
    Block(TagEnd),
    Rule,
    Inline(TagEnd),
    Code,
    Html,
    FootnoteReference,
    Task,
}

impl Element {
    /// Whether it is a paragraph.
    pub fn is_paragraph(&self) -> bool {
        self.kind == ElementKind::Block(TagEnd::Paragraph)
    }

    /// Whether it is a block and not markup within one.
    pub fn is_block(&self) -> bool {
        matches!(self.kind, ElementKind::Block(_) | ElementKind::Rule)
    }

    /// The same element at `span`.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        Self { span, ..self }
    }
}

/// The elements of `text` from byte `body_start` on, in reading order. Shortcodes count as text.
pub fn outline(text: &str, body_start: usize) -> Vec<Element> {
    let body = text.get(body_start..).unwrap_or_default();
    let events = Parser::new_ext(body, options()).into_offset_iter();
    let element = |(event, range): (Event<'_>, std::ops::Range<usize>)| {
        let kind = match event {
            Event::Start(tag) => of_tag(tag.to_end())?,
            Event::Rule => ElementKind::Rule,
            Event::Code(_) => ElementKind::Code,
            Event::InlineHtml(_) => ElementKind::Html,
            Event::FootnoteReference(_) => ElementKind::FootnoteReference,
            Event::TaskListMarker(_) => ElementKind::Task,
            Event::End(_)
            | Event::Text(_)
            | Event::Html(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::SoftBreak
            | Event::HardBreak => return None,
        };
        Some(Element { kind, span: Span::from(range).shifted(body_start) })
    };
    events.filter_map(element).collect()
}

fn of_tag(tag: TagEnd) -> Option<ElementKind> {
    match tag {
        TagEnd::Link | TagEnd::Image => None,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
            Some(ElementKind::Inline(tag))
        }
        TagEnd::Paragraph
        | TagEnd::Heading(_)
        | TagEnd::BlockQuote(_)
        | TagEnd::CodeBlock
        | TagEnd::HtmlBlock
        | TagEnd::List(_)
        | TagEnd::Item
        | TagEnd::FootnoteDefinition
        | TagEnd::DefinitionList
        | TagEnd::DefinitionListTitle
        | TagEnd::DefinitionListDefinition
        | TagEnd::Table
        | TagEnd::TableHead
        | TagEnd::TableRow
        | TagEnd::TableCell
        | TagEnd::MetadataBlock(_) => Some(ElementKind::Block(tag)),
    }
}

#[cfg(test)]
mod tests {
    use super::outline;

    #[test]
    fn blocks_and_markup_have_their_locations() {
        let text = "---\nx\n---\n# A *b*\n\n- c `d`\n\n---\n";
        let found = outline(text, 10);
        let spans: Vec<&str> = found.iter().map(|element| element.span.of(text).trim_end()).collect();
        assert_eq!(spans, ["# A *b*", "*b*", "- c `d`", "- c `d`", "`d`", "---"]);
        let blocks: Vec<bool> = found.iter().map(super::Element::is_block).collect();
        assert_eq!(blocks, [true, false, true, true, false, true]);
        assert_eq!(outline("[a](b) c", 0).iter().filter(|element| element.is_paragraph()).count(), 1);
    }
}
