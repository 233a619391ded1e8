//! Blocks: paragraphs, headings, lists, quotes, code, raw HTML, footnotes.

use std::ops::Range;

use pulldown_cmark::CodeBlockKind;

use super::super::attributes::{Attributes, heading_attributes, push_attribute, push_attributes};
use super::super::code_block::block_of_code;
use super::super::document::Heading;
use super::super::fence::parse_info;
use super::super::highlight::Highlighter;
use super::super::html::escape_attribute;
use super::super::ids::GivenBy;
use super::super::pieces::trim_end;
use super::super::shared::Region;
use super::open::{OpenCode, OpenHeading};
use super::state::Writer;
use crate::finding::{Code, Finding};
use crate::source::Spanned;

impl Writer<'_, '_> {
    /// Writes the start tag of a block, with the attributes of the list below it.
    pub(super) fn open(&mut self, tag: &str, range: &Range<usize>) {
        let attributes = self.attributes_below(range);
        let html = self.opening(tag, attributes, range);
        self.out().html().push_str(&html);
    }

    pub(super) fn open_line(&mut self, tag: &str, range: &Range<usize>) {
        self.open(tag, range);
        self.out().html().push('\n');
    }

    pub(super) fn end_paragraph(&mut self) {
        self.out().html().push_str("</p>\n");
    }

    pub(super) fn start_list(&mut self, first: Option<u64>, range: &Range<usize>) {
        match first {
            None => self.open_line("ul", range),
            Some(1) => self.open_line("ol", range),
            Some(number) => {
                self.open("ol", range);
                let html = self.out().html();
                html.pop();
                html.push_str(&format!(" start=\"{number}\">\n"));
            }
        }
    }

    pub(super) fn start_heading(&mut self, range: &Range<usize>) {
        let source = &self.text.text[range.clone()];
        let mut heading = OpenHeading::default();
        let has_attributes = self.shared.tools.dialect.extensions.heading_attributes;
        if let Some((cut, attributes)) = has_attributes.then(|| heading_attributes(source)).flatten() {
            self.heading_end = range.start + cut..range.end;
            heading.attributes = attributes;
        }
        if let Some(below) = self.attributes_below(range) {
            heading.attributes = below;
        }
        self.heading = Some(heading);
        self.start_capture();
    }

    pub(super) fn end_heading(&mut self, level: u8, range: Range<usize>) {
        let content = self.end_capture();
        let heading = self.heading.take().unwrap_or_default();
        let (by, claimed) = match &heading.attributes.id {
            Some(id) => {
                self.ids.reserve(id);
                (GivenBy::Author, Some((id.clone(), false)))
            }
            None => (GivenBy::Program, self.ids.claim(heading.id_text.as_str())),
        };
        let mut others = heading.attributes;
        others.id = None;
        let digit = char::from(b'0' + level);
        let mut html = String::from_iter(['<', 'h', digit]);
        if let Some((id, _)) = &claimed {
            push_attribute(&mut html, "id", id);
        }
        push_attributes(&mut html, &others);
        html.push('>');
        self.out().html().push_str(&html);
        self.out().append(trim_end(content));
        self.out().html().extend(['<', '/', 'h', digit, '>', '\n']);
        let (id, numbered) = claimed.map_or((None, false), |(id, numbered)| (Some(id), numbered));
        let listed = self.region == Region::Article;
        let (text, span) = (heading.text.trim().to_owned(), self.span(&range));
        if let Some(id) = &id {
            self.use_id(id, by, span);
        }
        self.shared.document.headings.push(Heading { level, id, text, span, numbered, listed });
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        let info = match kind {
            CodeBlockKind::Indented => String::new(),
            CodeBlockKind::Fenced(info) => info.to_string(),
        };
        self.code = Some(OpenCode { info, text: String::new() });
    }

    pub(super) fn end_code(&mut self, range: Range<usize>) {
        let code = self.code.take().unwrap_or_default();
        let mut fence = parse_info(&code.info);
        let span = self.span(&range);
        self.shared.document.code.push(span);
        let highlighter = self.shared.tools.highlighter;
        let highlighted = highlighter.highlight(&code.text, &fence.language, &fence.options);
        let is_mermaid = fence.language.eq_ignore_ascii_case("mermaid");
        if is_mermaid && self.shared.tools.dialect.mermaid {
            self.shared.document.has_diagrams = true;
            fence.attributes.classes.insert(0, "diagram".to_owned());
        }
        if !highlighted.known && !is_mermaid {
            let message = format!("no grammar for code in `{}`", fence.language);
            let finding =
                Finding::new(Code::UnknownLanguage, self.location(&first_line(&self.text.text, &range)), message)
                    .about(&fence.language)
                    .optional_help(
                        Highlighter::nearest_language(&fence.language).map(|name| format!("did you mean `{name}`?")),
                    )
                    .optional_help(Some(
                        "the block is shown as plain text; write `text` where that is meant".to_owned(),
                    ));
            self.shared.findings.push(finding);
        }
        let html = block_of_code(&fence, &code.text, &highlighted.html);
        self.filled(&html);
    }

    /// One line of a block of raw HTML.
    pub(super) fn html_line(&mut self, line: &str, range: Range<usize>) {
        match &mut self.html {
            Some(block) => block.push_verbatim(line, range.start),
            None => self.inline_html(line, range),
        }
    }

    pub(super) fn task_marker(&mut self, done: bool) {
        let words = self.shared.tools.dialect.words;
        let (checked, name) = if done { (" checked", words.done) } else { ("", words.to_do) };
        let name = escape_attribute(name);
        let html = format!("<input type=\"checkbox\"{checked} disabled aria-label=\"{name}\"> ");
        self.out().html().push_str(&html);
    }

    pub(super) fn anchor(&mut self, id: String) {
        self.shared.document.anchors.push(Spanned::new(id, crate::source::Span::default()));
    }

    /// Takes the attribute list on the line right below the block at `range`. Of nested blocks that end there, the
    /// outermost has it.
    pub(super) fn attributes_below(&mut self, range: &Range<usize>) -> Option<Attributes> {
        if self.attributes.is_empty() {
            return None;
        }
        let source = self.source;
        let end = range.start + source[range.clone()].trim_end().len();
        let after = source[end..].strip_prefix('\r').unwrap_or(&source[end..]).strip_prefix('\n')?;
        let below = source.len() - after.len();
        self.attributes.remove(&below)
    }

    /// A start tag with its attributes; an id becomes an anchor.
    fn opening(&mut self, tag: &str, attributes: Option<Attributes>, range: &Range<usize>) -> String {
        let mut html = ["<", tag].concat();
        if let Some(attributes) = attributes {
            if let Some(id) = &attributes.id {
                self.ids.reserve(id);
                self.use_id(id, GivenBy::Author, self.span(range));
                self.anchor(id.clone());
            }
            push_attributes(&mut html, &attributes);
        }
        html.push('>');
        html
    }
}

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let block = &text[range.clone()];
    let line = block.lines().next().unwrap_or_default();
    range.start..range.start + line.len()
}
