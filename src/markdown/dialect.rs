//! Which Markdown is read: the extensions of the parser that are switched on, and what a site adds to them.

use pulldown_cmark::Options;

/// What a site reads beyond what all sites read, and what its pages may load.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dialect<'a> {
    /// Whether `:::note` begins a callout, as in Docusaurus.
    pub docusaurus: bool,
    /// Whether `!!! note` begins a callout, as in MkDocs.
    pub mkdocs: bool,
    /// Whether `$…$` and `$$…$$` are mathematics.
    pub mathematics: bool,
    /// Whether code in `mermaid` is a diagram.
    pub mermaid: bool,
    /// Whether pages may frame other pages.
    pub frames: bool,
    /// The host of the site itself.
    pub own_host: Option<&'a str>,
}

impl Dialect<'_> {
    /// The dialect of every text of a site, close to Hugo's, with what the site adds.
    pub(super) fn options(self) -> Options {
        if self.mathematics { options() | Options::ENABLE_MATH } else { options() }
    }
}

/// The dialect of every text of a site, close to Hugo's.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}
