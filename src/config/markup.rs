//! The settings of Markdown, resolved.

use serde::Deserialize;

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

/// The extensions of Markdown, each on or off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extensions {
    /// Whether bare addresses become links.
    pub linkify: bool,
    /// Whether `:smile:` becomes a character.
    pub emoji: bool,
    /// Whether a list of attributes may stand below a block.
    pub block_attributes: bool,
    /// Whether a heading may end with a list of attributes.
    pub heading_attributes: bool,
    /// Whether each end of a line breaks the line.
    pub hard_wraps: bool,
    /// `[^1]`
    pub footnotes: bool,
    /// Tables with pipes.
    pub tables: bool,
    /// `~~a~~`
    pub strikethrough: bool,
    /// `- [ ]`
    pub task_lists: bool,
    /// `: a`
    pub definition_lists: bool,
    /// `^a^`
    pub superscript: bool,
    /// `~a~`
    pub subscript: bool,
    /// `++a++`
    pub insert: bool,
    /// `==a==`
    pub mark: bool,
}

impl Default for Extensions {
    fn default() -> Self {
        Self {
            linkify: true,
            emoji: false,
            block_attributes: true,
            heading_attributes: true,
            hard_wraps: false,
            footnotes: true,
            tables: true,
            strikethrough: true,
            task_lists: true,
            definition_lists: true,
            superscript: false,
            subscript: false,
            insert: false,
            mark: false,
        }
    }
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

/// How the id of a heading is made from its text, by the names that Hugo has for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadingIds {
    /// Letters of all scripts stay; each space is a hyphen.
    #[default]
    Github,
    /// The same with letters of ASCII only, accents removed.
    GithubAscii,
    /// All but letters and numbers is a hyphen, several of them one.
    Blackfriday,
    /// A heading has only the id that its author gives.
    None,
}
