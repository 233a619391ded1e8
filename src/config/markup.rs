//! The settings of Markdown, resolved.

use crate::markup::{Extensions, HeadingIds};
use crate::source::Spanned;

/// What the Markdown of articles has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup {
    /// Whether `:::note` begins a callout, as in Docusaurus.
    pub docusaurus: bool,
    /// Whether `!!! note` begins a callout, as in MkDocs.
    pub mkdocs: bool,
    /// Whether `$…$` and `$$…$$` are mathematics.
    pub mathematics: bool,
    /// The path of the script that draws code in `mermaid`; without one, it is shown.
    pub mermaid: Option<Spanned<String>>,
    /// The extensions of Markdown.
    pub extensions: Extensions,
    /// The texts for typographic characters.
    pub typographer: Typographer,
    /// How headings get their ids.
    pub heading_ids: HeadingIds,
}

/// The text in place of what is typed; what has none stays as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typographer {
    /// For `'` in a word.
    pub apostrophe: Option<String>,
    /// For `...`
    pub ellipsis: Option<String>,
    /// For `---`
    pub em_dash: Option<String>,
    /// For `--`
    pub en_dash: Option<String>,
    /// For `<<`
    pub left_angle_quote: Option<String>,
    /// For `"` before a word.
    pub left_double_quote: Option<String>,
    /// For `'` before a word.
    pub left_single_quote: Option<String>,
    /// For `>>`
    pub right_angle_quote: Option<String>,
    /// For `"` behind a word.
    pub right_double_quote: Option<String>,
    /// For `'` behind a word.
    pub right_single_quote: Option<String>,
}
