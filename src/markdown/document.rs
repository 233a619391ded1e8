//! The result of parsing a Markdown body: HTML with gaps for what depends on the whole site.
//!
//! Destinations of links, sizes of images, citations and tables are [`Piece`]s of their own; everything else is final
//! HTML. That keeps a parsed page small and quick to render.

use super::citation::Citation;
use super::html::{escape_attribute, without_unsafe};
use super::term::{Definition, TermUse};
use crate::output::{AddressUse, unsafe_scheme};
use crate::source::{Span, Spanned};

/// A parsed body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The body in reading order.
    pub pieces: Vec<Piece>,
    /// Every heading, in reading order.
    pub headings: Vec<Heading>,
    /// Every link, image and other reference, in reading order. [`Piece::Href`] points in here.
    pub links: Vec<Link>,
    /// Ids other than headings': of raw HTML, attribute lists and footnotes.
    pub anchors: Vec<Spanned<String>>,
    /// Labels in brackets that could be links or citations and are defined nowhere, in reading order.
    pub undefined: Vec<UndefinedLabel>,
    /// Whether it has a formula.
    pub has_formulas: bool,
    /// Whether the text has a footnote.
    pub has_footnotes: bool,
    /// Whether it has a diagram, which a script of the site draws.
    pub has_diagrams: bool,
    /// The links that are framed pages, by index into [`Document::links`].
    pub frames: Vec<usize>,
    /// Every requirement that is cited, in reading order. [`Piece::Citation`] points in here.
    pub citations: Vec<Citation>,
    /// Every use of a term, in reading order. [`Piece::Term`] points in here.
    pub terms: Vec<TermUse>,
    /// The terms that its definition lists define, in reading order.
    pub definitions: Vec<Definition>,
    /// Every table. [`Piece::Table`] points in here.
    pub tables: Vec<Table>,
    /// Every paragraph that holds only a link to a data file. [`Piece::Embed`] points in here.
    pub embeds: Vec<Embed>,
    /// Code in the file, in blocks and inline: it is shown and not interpreted.
    pub code: Vec<Span>,
    /// Footnotes without a reference, in reading order and not nested: no page shows them.
    pub unshown: Vec<Span>,
    /// Words of prose, for the time a page takes to read.
    pub words: usize,
    /// The body in its file.
    pub body: Span,
    /// The body as Markdown with shortcodes expanded; absent where there is none to expand.
    pub expanded: Option<String>,
    /// What in the file is Markdown of another dialect, with what stands for it; in order. Empty where `expanded` is
    /// there, which has it.
    pub rewritten: Vec<(Span, String)>,
}

impl Document {
    /// Whether the page shows what is at `span`: it is in no footnote without a reference.
    pub fn shows(&self, span: Span) -> bool {
        !is_in(&self.unshown, span)
    }

    /// Leaves out the heading of level 1 at the start, which the page shows as its title. Its id stays an anchor. `text` is
    /// the whole file.
    pub fn leave_out_title(&mut self, text: &str) {
        let is_title = |heading: &&Heading| heading.level == 1 && heading.listed && !heading.text.is_empty();
        let Some(heading) = self.headings.first().filter(is_title) else { return };
        let anchor = heading.id.as_ref().map(|id| format!(" id=\"{}\"", escape_attribute(id)));
        let opening = format!("<h1{}", anchor.as_deref().unwrap_or_default());
        if !matches!(self.pieces.first(), Some(Piece::Html(html)) if html.starts_with(&opening)) {
            return;
        }
        const CLOSING: &str = "</h1>\n";
        let end = |piece: &Piece| piece.html().and_then(|html| html.find(CLOSING));
        let Some((index, at)) = self.pieces.iter().enumerate().find_map(|(index, piece)| Some((index, end(piece)?)))
        else {
            return;
        };
        let written = heading.span.of(text).trim_end();
        self.pieces.drain(..index);
        if let Some(Piece::Html(html)) = self.pieces.first_mut() {
            let anchor = anchor.map(|id| format!("<span{id}></span>\n")).unwrap_or_default();
            html.replace_range(..at + CLOSING.len(), &anchor);
        }
        match &mut self.expanded {
            Some(expanded) => {
                let body = expanded.trim_start();
                // A heading with a shortcode is one line.
                let line = || body.starts_with("# ").then(|| body.split_once('\n').map_or("", |(_, rest)| rest));
                if let Some(rest) = body.strip_prefix(written).or_else(line) {
                    *expanded = rest.to_owned();
                }
            }
            None => self.body.start = self.body.start.max(heading.span.end),
        }
    }

    /// Keeps a body that is HTML safe as Markdown too, which would take indented HTML for code. `body` is its text with
    /// placeholders for shortcodes.
    pub(super) fn keep_safe(&mut self, body: &str) {
        let text = self.expanded.as_deref().unwrap_or(body);
        let safe = without_unsafe(text);
        if safe != text {
            self.expanded = Some(safe.into_owned());
        }
    }

    /// The links that the page shows, in reading order.
    pub fn shown_links(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| self.shows(link.span))
    }

    /// The citations that the page shows, in reading order.
    pub fn shown_citations(&self) -> impl Iterator<Item = &Citation> {
        self.citations.iter().filter(|citation| self.shows(citation.span))
    }
}

/// Whether `span` is part of one of `notes`, which are sorted, and none in another.
fn is_in(notes: &[Span], span: Span) -> bool {
    let before = notes.partition_point(|note| note.start <= span.start);
    notes[..before].last().is_some_and(|note| span.end <= note.end)
}

/// A part of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Finished HTML.
    Html(String),
    /// The final address of a link, by index, inside a double-quoted attribute.
    Href(usize),
    /// `width`, `height` and `loading` of the image that the link with this index names.
    ImageSize {
        /// Index into [`Document::links`].
        link: usize,
        /// Whether the image is far enough down the page to be loaded late.
        lazy: bool,
    },
    /// A citation, by index: all of it, or only its opening tag where it has words of its own.
    Citation(usize),
    /// The end of a citation with words of its own, by index.
    CitationEnd(usize),
    /// The start of the link to a term, by the index of its use.
    Term(usize),
    /// The end of the link to a term, by the index of its use.
    TermEnd(usize),
    /// A table, by index, rendered through a template.
    Table(usize),
    /// A data file, by index, shown as a table where it is one.
    Embed(usize),
}

impl Piece {
    /// The text of finished HTML.
    pub(super) fn html(&self) -> Option<&str> {
        if let Self::Html(text) = self { Some(text) } else { None }
    }
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The id; unique on the page unless the author chose it. Absent for an empty heading.
    pub id: Option<String>,
    /// The heading as plain text.
    pub text: String,
    /// The heading in its file.
    pub span: Span,
    /// Whether `-1`, `-2` and so on was added because another heading has the same text.
    pub numbered: bool,
    /// Whether it is in the table of contents: it is in the article itself and not inside a shortcode.
    pub listed: bool,
}

/// How a link was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](destination)`.
    Inline,
    /// `[text][label]` and its short forms.
    Reference,
    /// `<https://…>` or a bare URL.
    Automatic,
    /// `![alt](destination)`.
    Image,
    /// An attribute with the address of a page, in raw HTML.
    Html,
    /// An attribute with the address of an image, a video or a sound, in raw HTML: `src`, `srcset`, `poster`.
    HtmlResource,
    /// The `ref` and `relref` shortcodes: a path of the source tree, not a URL.
    SourcePath,
    /// A link to a data file, alone in its paragraph: a path of the source tree, else a URL.
    Data,
    /// An address in front matter.
    FrontMatter,
    /// The address of an image in front matter: relative to the article, or to the root.
    FrontMatterImage,
}

/// A link, an image, or another reference in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The destination with escapes and character references resolved.
    pub destination: String,
    /// How it was written.
    pub kind: LinkKind,
    /// The whole construct in its file.
    pub span: Span,
    /// The destination alone; absent where it is not written in the file in one piece and without escapes.
    pub destination_span: Option<Span>,
    /// Whether it has text, or an image with an alternative text.
    pub has_text: bool,
}

impl Link {
    /// The scheme of the destination, with its colon, where the destination is unsafe to write into a page.
    pub fn unsafe_scheme(&self) -> Option<&'static str> {
        let usage = match self.kind {
            LinkKind::Image | LinkKind::HtmlResource => AddressUse::Show,
            LinkKind::Inline
            | LinkKind::Reference
            | LinkKind::Automatic
            | LinkKind::Html
            | LinkKind::SourcePath
            | LinkKind::Data
            | LinkKind::FrontMatter
            | LinkKind::FrontMatterImage => AddressUse::Follow,
        };
        unsafe_scheme(&self.destination, usage)
    }
}

/// A label in brackets that no definition has: `[label]`, or that of `[text][label]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndefinedLabel {
    /// The label.
    pub text: String,
    /// The whole construct in its file.
    pub span: Span,
    /// Whether it is an address that is meant to be the target of a link: `[words][/address/]`, `(words)[/address/]`.
    pub is_target: bool,
}

/// A paragraph with only a link to a data file; the table is shown instead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Embed {
    /// The link, by index into [`Document::links`].
    pub link: usize,
    /// The text of the link: the caption of a table that has no title.
    pub caption: String,
    /// The paragraph as it is shown where the file is no table.
    pub paragraph: Vec<Piece>,
}

/// A Markdown table, cells already rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// How each column is aligned.
    pub columns: Vec<Align>,
    /// The head cells.
    pub head: Vec<Vec<Piece>>,
    /// The body, row by row.
    pub rows: Vec<Vec<Vec<Piece>>>,
    /// Whether the cells of the first column are row headers: each is bold as a whole.
    pub row_headers: bool,
    /// The `id` given by an attribute list.
    pub id: Option<String>,
    /// The heading above it, by index into [`Document::headings`].
    pub heading: Option<usize>,
    /// The classes given by an attribute list.
    pub classes: Vec<String>,
    /// The `caption` given by an attribute list.
    pub caption: Option<String>,
    /// The `csv` given by an attribute list: whether the table is also written as comma-separated values.
    pub csv: Option<bool>,
    /// The `sort` given by an attribute list: whether its columns can be sorted.
    pub sort: Option<bool>,
    /// The table in its file; the whole call where a shortcode generated an end of it.
    pub span: Span,
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the start of a line, by the direction of the script.
    Start,
    /// `:-`
    Left,
    /// `:-:`
    Center,
    /// `-:`
    Right,
}
