//! What a site may switch in Markdown: the configuration sets it, and the reader of articles follows it.

use serde::Deserialize;

/// The extensions of Markdown, each on or off. The default is what Hugo has on, and attributes of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// `~~a~~`, and `~a~` without subscripts.
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
