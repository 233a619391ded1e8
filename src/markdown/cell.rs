//! The cells of a data table, parsed into one document.
//!
//! They are Markdown like the body of an article, but without shortcodes and data tables.

use super::citation::CitationReader;
use super::dialect::{Dialect, Words};
use super::document::Piece;
use super::expand::{Expansion, Invocation, ShortcodeFault, Shortcodes};
use super::highlight::Highlighter;
use super::origin::Mapped;
use super::parse::Parsed;
use super::pieces::without_sole_paragraph;
use super::shared::{Region, Shared, Tools};
use super::term::Terms;
use crate::source::{FileId, Span};

/// What parsing cells needs.
#[derive(Clone, Copy)]
pub struct CellTools<'a> {
    /// Highlights code.
    pub highlighter: &'a Highlighter,
    /// Decides which links cite.
    pub citations: &'a dyn CitationReader,
    /// What the HTML says besides the text.
    pub words: Words<'a>,
}

/// Parses cells one after another and collects their links and anchors in one document.
pub struct Cells<'a> {
    shared: Shared<'a>,
    source: &'a str,
}

impl<'a> Cells<'a> {
    /// A reader for `file`, whose text is `source`.
    pub fn new(file: FileId, source: &'a str, tools: CellTools<'a>) -> Self {
        let CellTools { highlighter, citations, words } = tools;
        let dialect = Dialect { words, ..Dialect::default() };
        let tools = Tools { shortcodes: &NoShortcodes, highlighter, citations, terms: Terms::Ignored, dialect };
        Self { shared: Shared::new(file, tools), source }
    }

    /// The pieces of the Markdown `text` at `span`, a single paragraph without its tags.
    pub fn read(&mut self, text: &str, span: Span) -> Vec<Piece> {
        if is_plain(text) {
            return vec![Piece::Html(text.to_owned())];
        }
        let mapped = match span.of(self.source).find(text) {
            Some(at) => Mapped::verbatim(text, span.start + at),
            None => Mapped::generated(text.to_owned(), span),
        };
        let mut pieces = without_sole_paragraph(self.shared.render(&mapped, 0, Region::Cell));
        if let Some(Piece::Html(last)) = pieces.last_mut() {
            last.truncate(last.trim_end().len());
        }
        pieces
    }

    /// The document of all cells, which has no pieces of its own, and their findings.
    pub fn finish(mut self) -> Parsed {
        self.shared.findings.extend(self.shared.structure.findings(self.shared.file, |_| true));
        Parsed { document: self.shared.document, prose: self.shared.prose, findings: self.shared.findings }
    }
}

struct NoShortcodes;

impl Shortcodes for NoShortcodes {
    fn expand(&self, _: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        Ok(Expansion::Text(String::new()))
    }
}

/// Whether Markdown does not change `text`. Most cells of large tables are a word or two.
fn is_plain(text: &str) -> bool {
    let is_plain_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '/' | '%');
    text.chars().all(is_plain_letter) && !text.starts_with(' ') && !text.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::{CellTools, Cells};
    use crate::markdown::{Highlighter, NoCitations, Piece, Words};
    use crate::source::{FileId, Span};

    #[test]
    fn a_cell_is_inline_markdown_and_its_links_know_where_they_stand() {
        let source = "help: \"See [the SLA](/sla/), *please*\"\n";
        let highlighter = Highlighter::plain();
        let tools = CellTools { highlighter: &highlighter, citations: &NoCitations, words: Words::default() };
        let mut cells = Cells::new(FileId(0), source, tools);
        let pieces = cells.read("See [the SLA](/sla/), *please*", Span::new(6, source.len() - 1));
        assert_eq!(pieces.first(), Some(&Piece::Html("See <a href=\"".to_owned())));
        assert_eq!(pieces.last(), Some(&Piece::Html("\">the SLA</a>, <em>please</em>".to_owned())));
        assert_eq!(cells.read("{{< x >}}", Span::default()), [Piece::Html("{{&lt; x &gt;}}".to_owned())]);
        assert_eq!(cells.read("Yes, 12 of 14", Span::default()), [Piece::Html("Yes, 12 of 14".to_owned())]);
        assert_eq!(cells.read("[a](b.csv)", Span::default()).len(), 3);
        let document = cells.finish().document;
        assert_eq!(document.links[0].span.of(source), "[the SLA](/sla/)");
        assert_eq!(document.links[0].destination_span.map(|span| span.of(source)), Some("/sla/"));
        assert!(document.embeds.is_empty());
    }
}
