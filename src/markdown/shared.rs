//! What all texts of one file add to: an article, the Markdown in its shortcodes, the cells of a data table.

use foldhash::HashSet;

use super::citation::CitationReader;
use super::dialect::Dialect;
use super::document::Document;
use super::expand::{Insertion, Shortcodes};
use super::foreign::Foreign;
use super::highlight::Highlighter;
use super::html::{Structure, without_unsafe};
use super::ids::UsedId;
use super::placeholder::{Part, split_placeholders};
use super::prose::Prose;
use super::safe_markdown::without_unsafe_links;
use super::term::Terms;
use crate::finding::Finding;
use crate::source::FileId;

/// What reading Markdown needs; built once and shared by all pages.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// Expands shortcodes.
    pub shortcodes: &'a dyn Shortcodes,
    /// Highlights code.
    pub highlighter: &'a Highlighter,
    /// Decides which links cite.
    pub citations: &'a dyn CitationReader,
    /// Which terms it defines or uses.
    pub terms: Terms<'a>,
    /// What the site reads beyond what all sites read.
    pub dialect: Dialect<'a>,
}

/// Which text is being rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// The article.
    Article,
    /// The Markdown insertion of this index.
    Shortcode(usize),
    /// A cell of a data table.
    Cell,
}

/// The state that all texts of one page share.
pub(super) struct Shared<'a> {
    pub(super) file: FileId,
    pub(super) tools: Tools<'a>,
    /// The body with its shortcodes expanded; empty for cells of a data table.
    pub(super) body: &'a str,
    /// The scheme of the first address in the body that runs code; absent until it is searched for.
    pub(super) script_scheme: Option<Option<&'static str>>,
    pub(super) insertions: Vec<Insertion>,
    pub(super) document: Document,
    pub(super) prose: Vec<Prose>,
    pub(super) findings: Vec<Finding>,
    /// The ids so far.
    pub(super) ids: Vec<UsedId>,
    /// What the raw HTML so far has left open.
    pub(super) structure: Structure,
    /// The syntax of other generators.
    pub(super) foreign: Foreign,
    /// The terms that have a link already.
    pub(super) linked_terms: HashSet<usize>,
    /// How many shortcodes are being written whose HTML has a link or a control.
    pub(super) controls: usize,
    /// The number of images so far: the first is loaded at once, the others lazily.
    pub(super) images: usize,
}

impl<'a> Shared<'a> {
    pub(super) fn new(file: FileId, tools: Tools<'a>) -> Self {
        let (insertions, prose, findings) = (Vec::new(), Vec::new(), Vec::new());
        let (body, script_scheme, document) = ("", None, Document::default());
        let (foreign, ids, structure) = (Foreign::default(), Vec::new(), Structure::default());
        Self {
            file,
            tools,
            body,
            script_scheme,
            insertions,
            document,
            prose,
            findings,
            structure,
            foreign,
            ids,
            linked_terms: HashSet::default(),
            controls: 0,
            images: 0,
        }
    }

    /// `text` as Markdown, its placeholders below `limit` replaced by their insertions.
    pub(super) fn expanded(&self, text: &str, limit: usize) -> String {
        let mut markdown = String::with_capacity(text.len());
        for part in split_placeholders(text) {
            match part {
                Part::Text(text) => markdown.push_str(text),
                Part::Insertion(index) if index < limit => match &self.insertions[index] {
                    Insertion::Html(inner) => markdown.push_str(&self.expanded(&without_unsafe(&inner.text), index)),
                    // Made safe now: inside an HTML element, the whole text will be read as HTML and not as Markdown.
                    Insertion::Markdown(inner) => {
                        markdown.push_str(&without_unsafe_links(self.expanded(&inner.text, index)));
                    }
                    Insertion::SourcePath(path, _) => markdown.push_str(path),
                },
                Part::Insertion(_) => {}
            }
        }
        markdown
    }
}
