//! What a Markdown body becomes: HTML with holes where only the whole site can answer.
//!
//! A destination, an image's size and a table's look are left open as [`Piece`]s; everything else is final
//! text. That keeps a parsed page small, and rendering it a matter of filling holes.

use super::citation::Citation;
use super::mention::Mention;
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
    /// Every requirement that is cited, in reading order. [`Piece::Citation`] points in here.
    pub citations: Vec<Citation>,
    /// Every requirement that prose names without citing it, in reading order.
    pub mentions: Vec<Mention>,
    /// Every table. [`Piece::Table`] points in here.
    pub tables: Vec<Table>,
    /// Every paragraph that holds only a link to a data file. [`Piece::Embed`] points in here.
    pub embeds: Vec<Embed>,
    /// Code in the file, in blocks and in lines: what stands there is shown and says nothing to us.
    pub code: Vec<Span>,
    /// Footnotes that nothing refers to, in reading order and none in another: they are on no page.
    pub unshown: Vec<Span>,
    /// Words of prose, for the time a page takes to read.
    pub words: usize,
    /// Where the body stands in its file.
    pub body: Span,
    /// The body as Markdown with shortcodes expanded; absent where there is none to expand.
    pub expanded: Option<String>,
}

impl Document {
    /// Whether the page shows what stands at `span`: it is in no footnote that nothing refers to.
    pub fn shows(&self, span: Span) -> bool {
        !lies_in(&self.unshown, span)
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
pub(super) fn lies_in(notes: &[Span], span: Span) -> bool {
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
    /// A citation, by index: the whole of it, or where it has words of its own, what opens it.
    Citation(usize),
    /// Behind the words of the citation with this index.
    CitationEnd(usize),
    /// A table, by index, rendered through a template.
    Table(usize),
    /// A data file, by index, shown as a table where it is one.
    Embed(usize),
}

/// A heading and the id that links reach it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The id, unique on the page as far as the author left it to us; absent for an empty heading.
    pub id: Option<String>,
    /// The heading as plain text.
    pub text: String,
    /// The heading in its file.
    pub span: Span,
    /// Whether `-1`, `-2` was added to tell it from a heading of the same text.
    pub numbered: bool,
    /// Whether it stands in the article itself and not inside a shortcode: only these are listed as contents.
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
    /// An attribute that leads somewhere, in raw HTML.
    Html,
    /// An attribute that loads a picture, a film or a sound, in raw HTML: `src`, `srcset`, `poster`.
    HtmlResource,
    /// The `ref` and `relref` shortcodes: a path of the source tree, not a URL.
    SourcePath,
    /// A link to a data file, alone in its paragraph: a path of the source tree, else a URL.
    Data,
    /// A value of front matter that leads somewhere.
    FrontMatter,
    /// A picture that front matter names: beside the article, or from the root.
    FrontMatterImage,
}

/// A reference from the body to somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The destination as written, escapes and character references resolved.
    pub destination: String,
    /// How it was written.
    pub kind: LinkKind,
    /// The whole construct in its file.
    pub span: Span,
    /// The destination alone, where it stands in the file in one piece and as written.
    pub destination_span: Option<Span>,
    /// Whether a reader sees or hears something to follow: text, or an image with an alternative.
    pub has_text: bool,
}

impl Link {
    /// The scheme of the destination, with its colon, where the destination may not be written into a page.
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

/// A paragraph that holds only a link to a data file: the table stands in its place.
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
    /// Whether the first column names its row: every cell of it is set in bold as a whole.
    pub row_headers: bool,
    /// The `id` given by an attribute list.
    pub id: Option<String>,
    /// The heading above it, by index into [`Document::headings`].
    pub heading: Option<usize>,
    /// The classes given by an attribute list.
    pub classes: Vec<String>,
    /// The `caption` given by an attribute list.
    pub caption: Option<String>,
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// As the reader's language has it.
    Start,
    /// `:-`
    Left,
    /// `:-:`
    Center,
    /// `-:`
    Right,
}
