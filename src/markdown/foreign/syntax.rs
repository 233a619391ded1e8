//! The kinds of foreign syntax: their codes, what is said of them, and the remedy.

use super::super::dialect::Dialect;
use crate::finding::Code;

/// A kind of foreign syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::markdown) enum Syntax {
    /// `!!! note`, `??? note`.
    MkdocsAdmonition,
    /// `:::note`.
    DocusaurusAdmonition,
    /// `=== "Tab"`.
    Tabs,
    /// `--8<-- "file"`.
    Snippet,
    /// `{% include x %}`.
    TemplateTag,
    /// `{{ page.title }}`.
    Interpolation,
    /// `[TOC]`.
    Contents,
    /// `*[HTML]: Hyper Text`.
    Abbreviation,
    /// `++ctrl+c++`.
    Keys,
    /// `==marked==`.
    Highlight,
    /// `:material-home:`.
    Icon,
    /// `import X from 'y'`, `export const x`, `{/* comment */}`.
    Module,
    /// `<Tabs>`.
    Component,
    /// `<username>`.
    UnknownElement,
    /// `{: #id}`.
    AttributeList,
    /// `> [!INFO]`.
    Alert,
    /// Lines with cells but without a delimiter row.
    Table,
    /// `$$…$$`.
    Mathematics,
    /// A code block in `mermaid`.
    Diagram,
    /// `[[x]]`.
    WikiLink,
}

impl Syntax {
    /// The code of its finding.
    pub(super) fn code(self) -> Code {
        match self {
            Self::MkdocsAdmonition | Self::DocusaurusAdmonition => Code::ForeignAdmonition,
            Self::Tabs => Code::ForeignTabs,
            Self::Snippet
            | Self::TemplateTag
            | Self::Interpolation
            | Self::Contents
            | Self::Abbreviation
            | Self::Keys
            | Self::Highlight
            | Self::Icon => Code::ForeignMarkup,
            Self::Module | Self::Component | Self::UnknownElement => Code::Mdx,
            Self::AttributeList => Code::ForeignAttributes,
            Self::Alert => Code::UnknownAlert,
            Self::Table => Code::TableWithoutDelimiter,
            Self::Mathematics => Code::MathematicsOff,
            Self::Diagram => Code::DiagramOff,
            Self::WikiLink => Code::WikiLink,
        }
    }

    /// Whether a message lists what was written at different places.
    pub(super) fn lists_names(self) -> bool {
        matches!(self, Self::Component | Self::UnknownElement | Self::Alert)
    }

    /// What is wrong, behind the text as it is written.
    pub(super) fn fault(self) -> &'static str {
        match self {
            Self::MkdocsAdmonition => " begins an admonition of MkDocs, and is shown as text",
            Self::DocusaurusAdmonition => " begins an admonition of Docusaurus, and is shown as text",
            Self::Tabs => " begins a tab of MkDocs, and is shown as text",
            Self::Snippet => " includes a file in MkDocs, and is shown as text",
            Self::TemplateTag => " is a tag of a template language, and is shown as text",
            Self::Interpolation => " is a variable of another generator, and is shown as text",
            Self::Contents => " asks for a table of contents in another generator, and is shown as text",
            Self::Abbreviation => " defines an abbreviation in MkDocs, and is shown as text",
            Self::Keys => " names keys in MkDocs, and is shown as text",
            Self::Highlight => " marks text in another generator, and is shown with its equals signs",
            Self::Icon => " is an icon of MkDocs, and is shown as text",
            Self::Module => " is MDX, and is shown as text",
            Self::Component => ": a component of MDX and no HTML element; browsers show only what is inside",
            Self::UnknownElement => ": no HTML element; browsers show nothing for it",
            Self::AttributeList => " is an attribute list of another generator, and is shown as text",
            Self::Alert => ": no kind of alert, so that it is shown as text in a quote",
            Self::Table => {
                " looks like a row of a table, but there is no delimiter row of as many cells below the head"
            }
            Self::Mathematics => " is mathematics, and is shown as text",
            Self::Diagram => " begins a Mermaid diagram, and its source is shown",
            Self::WikiLink => " is a wiki link, and is shown as text",
        }
    }

    /// What to do.
    pub(super) fn remedy(self, dialect: Dialect<'_>) -> &'static str {
        match self {
            Self::MkdocsAdmonition if dialect.mkdocs => "indent its text by four spaces, outside of a quote",
            Self::MkdocsAdmonition => {
                "write `> [!NOTE]`, or set `markup.admonitions: mkdocs` in `clausebook.yaml`, which reads this form"
            }
            Self::DocusaurusAdmonition if dialect.docusaurus => {
                "the kinds are note, tip, info, important, warning, caution, danger and details, and a line `:::` ends it"
            }
            Self::DocusaurusAdmonition => {
                "write `> [!NOTE]`, or set `markup.admonitions: docusaurus` in `clausebook.yaml`, which reads this form"
            }
            Self::Tabs => "write the shortcodes `tabs` and `tab`",
            Self::Snippet => "write the text itself, or a shortcode of your own with a template for the text",
            Self::TemplateTag => "write a shortcode, or put it in backticks where it is meant literally",
            Self::Interpolation => {
                "write the shortcode `param` for a value, or put it in backticks where it is meant literally"
            }
            Self::Contents => "remove it: every page has a list of its headings",
            Self::Abbreviation => "write the long form where the abbreviation first occurs, or `<abbr title=\"…\">`",
            Self::Keys => "write `<kbd>Ctrl</kbd>+<kbd>C</kbd>`",
            Self::Highlight => "write `<mark>…</mark>`, or `**…**`",
            Self::Icon => "remove it, or write the shortcode `icon`",
            Self::Module => "remove it: a page loads no modules",
            Self::Component => {
                "write a shortcode in its place, such as `tabs` or `details`; where the text is meant literally, write it in backticks"
            }
            Self::UnknownElement => "where the text is meant literally, write it in backticks or with `&lt;`",
            Self::AttributeList => {
                "write `{#id .class}`, without the colon, behind a heading or on the line below a block"
            }
            Self::Alert => {
                "the kinds are NOTE, TIP, IMPORTANT, WARNING and CAUTION; a title of your own may follow: `> [!NOTE] Title`"
            }
            Self::Table => "write `|---|---|` below the first row, with a cell for each of its cells",
            Self::Mathematics if dialect.mathematics => {
                "a formula ends with `$$` before the next empty line, and its braces are in pairs"
            }
            Self::Mathematics => "set `markup.mathematics: true` in `clausebook.yaml`, or put it in a code block",
            Self::Diagram => {
                "set `markup.mermaid` in `clausebook.yaml` to the path of the script, use a picture, or mark the block as `text`"
            }
            Self::WikiLink => "write `[text](page.md)`",
        }
    }
}
