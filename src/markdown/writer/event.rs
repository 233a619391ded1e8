//! Calls the method for each event of the parser.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, RefDefs, Tag, TagEnd};

use super::super::alert::{self, Titled};
use super::super::autolink::Brackets;
use super::super::document::Piece;
use super::super::goldmark::is_block;
use super::super::origin::Mapped;
use super::super::pieces::Pieces;
use super::super::placeholder::sole_placeholder;
use super::super::shared::Region;
use super::embed;
use super::open::Written;
use super::state::Writer;
use super::table::Row;

impl Writer<'_, '_> {
    /// Writes every event.
    pub(in crate::markdown) fn write(
        mut self,
        events: Vec<(Event<'_>, Range<usize>)>,
        definitions: &RefDefs<'_>,
    ) -> Vec<Piece> {
        let shortcodes = shortcode_paragraphs(&events);
        let mut titled: BTreeMap<usize, Titled> =
            alert::titled(self.source, &events).into_iter().map(|titled| (titled.index, titled)).collect();
        let embeds = if self.region == Region::Cell { Vec::new() } else { embed::paragraphs(&events) };
        for (index, (event, range)) in events.into_iter().enumerate() {
            self.is_shortcode_paragraph = shortcodes.binary_search(&index).is_ok();
            if embeds.binary_search(&index).is_ok() {
                self.start_embed();
            }
            match event {
                Event::Start(Tag::BlockQuote(kind)) => self.start_quote(kind, titled.remove(&index), &range),
                Event::SoftBreak | Event::HardBreak if self.end_title(index, true) => {}
                Event::End(TagEnd::Paragraph) if self.end_title(index, false) => {}
                event => self.event(event, range, definitions),
            }
        }
        self.write_footnotes();
        self.outputs.pop().map(Pieces::finish).unwrap_or_default()
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>, definitions: &RefDefs<'_>) {
        // Text is added to the id when it is written, except in a citation: that is written already, and no link to Hugo.
        if let Some(heading) = &mut self.heading
            && (self.is_in_mark || !matches!(event, Event::Text(_)))
        {
            heading.id_text.read(&event, &range, &self.text.text);
        }
        if is_block(&event) {
            self.brackets = Brackets::default();
        }
        if self.is_in_mark {
            return self.inside_mark(&event);
        }
        match event {
            Event::Start(tag) => self.start(tag, range, definitions),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.inline_code(&code, range),
            Event::Html(html) => self.html_line(&html, range),
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::SoftBreak if !self.shared.tools.dialect.extensions.hard_wraps => self.line_break("\n"),
            Event::SoftBreak | Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => self.out().html().push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task_marker(done),
            Event::InlineMath(tex) => self.formula(&tex, &range, false),
            Event::DisplayMath(tex) => self.formula(&tex, &range, true),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>, definitions: &RefDefs<'_>) {
        match tag {
            Tag::Paragraph if self.is_shortcode_paragraph || self.start_title() => {}
            Tag::Paragraph => self.open("p", &range),
            Tag::Heading { .. } => self.start_heading(&range),
            Tag::BlockQuote(kind) => self.start_quote(kind, None, &range),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => self.html = Some(Mapped::default()),
            Tag::List(first) => self.start_list(first, &range),
            Tag::Item => self.out().html().push_str("<li>"),
            Tag::FootnoteDefinition(label) => self.start_footnote(&label, &range),
            Tag::DefinitionList => self.start_definition_list(&range),
            Tag::DefinitionListTitle => self.start_name(),
            Tag::DefinitionListDefinition => self.start_meaning(),
            Tag::Table(alignments) => self.start_table(&alignments, &range),
            Tag::TableHead | Tag::TableRow => self.start_row(),
            Tag::TableCell => self.start_cell(&range),
            Tag::Emphasis => self.inline_tag("<em>"),
            Tag::Strong => self.start_strong(&range),
            Tag::Strikethrough => self.inline_tag("<del>"),
            Tag::Superscript => {
                let name = element_name(self.source, &range);
                self.inline_tag(&format!("<{name}>"));
            }
            Tag::Subscript => self.inline_tag("<sub>"),
            Tag::Link { link_type, dest_url, title, id } => {
                let written = Written { link_type, destination: &dest_url, title: &title, label: &id };
                self.start_link(&written, range, definitions);
            }
            Tag::Image { link_type, dest_url, title, id } => {
                let written = Written { link_type, destination: &dest_url, title: &title, label: &id };
                self.start_image(&written, range, definitions);
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph if self.is_shortcode_paragraph => self.out().html().push('\n'),
            TagEnd::Paragraph => {
                self.end_paragraph();
                self.end_embed();
            }
            TagEnd::Heading(level) => self.end_heading(level as u8, range),
            TagEnd::BlockQuote(_) => self.end_quote(),
            TagEnd::CodeBlock => self.end_code(range),
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::List(true) => self.out().html().push_str("</ol>\n"),
            TagEnd::List(false) => self.out().html().push_str("</ul>\n"),
            TagEnd::Item => self.out().html().push_str("</li>\n"),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::DefinitionList => self.end_definition_list(),
            TagEnd::DefinitionListTitle => self.end_name(&range),
            TagEnd::DefinitionListDefinition => self.end_meaning(),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_row(Row::Head),
            TagEnd::TableRow => self.end_row(Row::Body),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.inline_tag("</em>"),
            TagEnd::Strong => self.inline_tag("</strong>"),
            TagEnd::Strikethrough => self.inline_tag("</del>"),
            TagEnd::Superscript => {
                let name = element_name(self.source, &range);
                self.inline_tag(&format!("</{name}>"));
            }
            TagEnd::Subscript => self.inline_tag("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::MetadataBlock(_) => {}
        }
    }
}

/// The name of the HTML element that a superscript at `range` of `source` stands for.
fn element_name(source: &str, range: &Range<usize>) -> &'static str {
    match source.as_bytes().get(range.start) {
        Some(b'+') => "ins",
        Some(b'=') => "mark",
        _ => "sup",
    }
}

/// The indexes of the events that begin and end a paragraph with only a shortcode, sorted.
fn shortcode_paragraphs(events: &[(Event<'_>, Range<usize>)]) -> Vec<usize> {
    let is_sole = |window: &[(Event<'_>, Range<usize>)]| match window {
        [(Event::Start(Tag::Paragraph), _), (Event::Text(text), _), (Event::End(TagEnd::Paragraph), _)] => {
            sole_placeholder(text).is_some()
        }
        _ => false,
    };
    let starts = events.windows(3).enumerate().filter(|(_, window)| is_sole(window)).map(|(index, _)| index);
    starts.flat_map(|index| [index, index + 2]).collect()
}
