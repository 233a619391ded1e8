//! Which Markdown is read: the extensions of the parser that are switched on, and what a site adds to them.

use pulldown_cmark::Options;

use crate::markup::{Extensions, HeadingIds};

/// What the Markdown of a site has, and what its pages may load.
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
    /// The extensions of Markdown.
    pub extensions: Extensions,
    /// The texts for typographic characters.
    pub typographer: Typographer<'a>,
    /// How headings get their ids.
    pub heading_ids: HeadingIds,
    /// What the HTML says besides the text.
    pub words: Words<'a>,
}

/// The kinds of callouts whose titles can be in the language of the site, as Markdown names them.
pub const CALLOUTS: [&str; 15] = [
    "note",
    "tip",
    "important",
    "warning",
    "caution",
    "danger",
    "details",
    "info",
    "abstract",
    "success",
    "question",
    "failure",
    "bug",
    "example",
    "quote",
];

/// The words that are not the author's, in the language of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words<'a> {
    /// The titles of callouts that have none of their own, in the order of [`CALLOUTS`].
    pub titles: [&'a str; CALLOUTS.len()],
    /// The name of the link from a footnote to where it is referred to.
    pub back_to_text: &'a str,
    /// The name of a box that is checked.
    pub done: &'a str,
    /// The name of a box that is not.
    pub to_do: &'a str,
}

impl Default for Words<'_> {
    fn default() -> Self {
        let titles = [
            "Note",
            "Tip",
            "Important",
            "Warning",
            "Caution",
            "Danger",
            "Details",
            "Info",
            "Abstract",
            "Success",
            "Question",
            "Failure",
            "Bug",
            "Example",
            "Quote",
        ];
        Self { titles, back_to_text: "Back to the text", done: "done", to_do: "to do" }
    }
}

impl<'a> Words<'a> {
    /// The title of a kind of callouts; nothing where it is none of [`CALLOUTS`].
    pub(super) fn title(&self, kind: &str) -> Option<&'a str> {
        CALLOUTS.iter().position(|callout| *callout == kind).map(|index| self.titles[index])
    }
}

/// The text in place of what is typed; what has none stays as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typographer<'a> {
    /// For `'` in a word.
    pub apostrophe: Option<&'a str>,
    /// For `...`
    pub ellipsis: Option<&'a str>,
    /// For `---`
    pub em_dash: Option<&'a str>,
    /// For `--`
    pub en_dash: Option<&'a str>,
    /// For `<<`
    pub left_angle_quote: Option<&'a str>,
    /// For `"` before a word.
    pub left_double_quote: Option<&'a str>,
    /// For `'` before a word.
    pub left_single_quote: Option<&'a str>,
    /// For `>>`
    pub right_angle_quote: Option<&'a str>,
    /// For `"` behind a word.
    pub right_double_quote: Option<&'a str>,
    /// For `'` behind a word.
    pub right_single_quote: Option<&'a str>,
}

impl Default for Typographer<'_> {
    fn default() -> Self {
        Self {
            apostrophe: Some("’"),
            ellipsis: Some("…"),
            em_dash: Some("—"),
            en_dash: Some("–"),
            left_angle_quote: Some("«"),
            left_double_quote: Some("“"),
            left_single_quote: Some("‘"),
            right_angle_quote: Some("»"),
            right_double_quote: Some("”"),
            right_single_quote: Some("’"),
        }
    }
}

impl Dialect<'_> {
    /// The options of the parser. It reads a single tilde as it reads two, which is put right afterwards.
    pub(super) fn options(self) -> Options {
        let Extensions { footnotes, tables, strikethrough, task_lists, definition_lists, subscript, .. } =
            self.extensions;
        let mut options = Options::ENABLE_GFM;
        options.set(Options::ENABLE_FOOTNOTES, footnotes);
        options.set(Options::ENABLE_TABLES, tables);
        options.set(Options::ENABLE_STRIKETHROUGH, strikethrough || subscript);
        options.set(Options::ENABLE_TASKLISTS, task_lists);
        options.set(Options::ENABLE_DEFINITION_LIST, definition_lists);
        options.set(Options::ENABLE_MATH, self.mathematics);
        options
    }
}

/// The options that most sites have, for readers of the structure of a text.
pub(super) fn options() -> Options {
    Dialect::default().options()
}
