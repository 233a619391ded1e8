//! What stands at a position of a document, by the pipeline's own reading of the site.

use gen_lsp_types::Position;

use super::query::Query;
use crate::finding::Finding;
use crate::framework::{Framework, RequirementIdx};
use crate::front;
use crate::glossary::DefinedTerm;
use crate::markdown::{Heading, Link, ShortcodeTag, shortcode_tags};
use crate::site::{Address, Page, PageId, Resolution, Target, decode};
use crate::source::{FileId, Location, Span};
use crate::yaml::{Node, parse};

/// A position in a file of the site.
pub(super) struct Cursor<'a> {
    pub(super) query: &'a Query<'a>,
    pub(super) file: FileId,
    /// The page of the article; nothing in other files, and in articles that are left out.
    pub(super) page: Option<(PageId, &'a Page)>,
    pub(super) offset: usize,
}

/// A requirement that stands at a position.
#[derive(Clone, Copy)]
pub(super) struct RequirementAt<'a> {
    pub(super) framework: &'a Framework,
    pub(super) idx: RequirementIdx,
    pub(super) span: Span,
}

/// What a link leads to.
pub(super) struct LinkTarget<'a> {
    pub(super) target: Target,
    /// The anchor on it, decoded; nothing where the link names none.
    pub(super) anchor: Option<String>,
    pub(super) link: &'a Link,
}

impl<'a> Cursor<'a> {
    /// The cursor at a position; nothing in a file that is not part of the site.
    pub(super) fn at(query: &'a Query<'a>, position: Position) -> Option<Self> {
        let file = query.file()?;
        let offset = query.site.lines(file).offset(position);
        Some(Self { query, file, page: query.site.page(file), offset })
    }

    pub(super) fn text(&self) -> &'a str {
        self.query.site.text(self.file)
    }

    /// Whether the span has the position in it, or ends at it.
    pub(super) fn is_in(&self, span: Span) -> bool {
        span.start <= self.offset && self.offset <= span.end && span.start < span.end
    }

    /// The link at the position: the innermost one.
    pub(super) fn link(&self) -> Option<LinkTarget<'a>> {
        let (page, link) = self.own_link()?;
        let resolver = self.query.site.project.resolver();
        let Resolution::Found(route) = resolver.resolve(page, link) else { return None };
        let fragment = Address::parse(&link.destination).fragment;
        let anchor = fragment.filter(|fragment| !fragment.is_empty()).map(decode);
        Some(LinkTarget { target: route.target, anchor, link })
    }

    /// The innermost link, whether or not it leads anywhere, with the page that it is resolved from.
    fn own_link(&self) -> Option<(PageId, &'a Link)> {
        let site = &self.query.site.project.site;
        let of_page = |page: PageId| {
            let links = site.links(page).filter(|(file, link)| *file == self.file && self.is_in(link.span));
            links.min_by_key(|(_, link)| link.span.end - link.span.start).map(|(_, link)| (page, link))
        };
        match self.page {
            Some((page, _)) => of_page(page),
            // A link in a cell is resolved from a page that shows the table.
            None => {
                site.all_shown_tables().find(|(_, shown)| shown.file == self.file).and_then(|(page, _)| of_page(page))
            }
        }
    }

    /// The requirement at the position: one that is cited, named, declared, has a row, or is written here.
    pub(super) fn requirement(&self) -> Option<RequirementAt<'a>> {
        let project = &self.query.site.project;
        let found = |key: &str, idx, span| Some(RequirementAt { framework: project.frameworks.get(key)?, idx, span });
        if let Some((page, _)) = self.page {
            let edges = project.edges.from_page(page).filter(|edge| edge.location.file == self.file);
            let edge = edges.filter(|edge| self.is_in(edge.location.span)).min_by_key(|edge| length(edge.location));
            return edge.and_then(|edge| found(&edge.framework, edge.requirement, edge.location.span));
        }
        if let Some(table) = project.site.table(self.file) {
            let edges = table
                .edges(self.file)
                .into_iter()
                .filter(|edge| edge.location.file == self.file && self.is_in(edge.location.span));
            let edge = edges.min_by_key(|edge| length(edge.location));
            return edge.and_then(|edge| found(edge.framework, edge.requirement, edge.location.span));
        }
        let framework = project.frameworks.iter().find(|framework| framework.is_from(self.file))?;
        let written = framework.requirements().filter_map(|(idx, requirement)| Some((idx, requirement.location?)));
        let (idx, location) =
            written.filter(|(_, location)| location.file == self.file && self.is_in(location.span)).last()?;
        Some(RequirementAt { framework, idx, span: location.span })
    }

    /// The defined term at the position, with its words: one that is used here, or defined.
    pub(super) fn term(&self) -> Option<(Span, &'a DefinedTerm)> {
        let (_, page) = self.page?;
        let terms = self.query.site.project.glossary.terms();
        let used = page.document.terms.iter().filter(|used| self.is_in(used.span));
        if let Some(used) = used.min_by_key(|used| used.span.end - used.span.start) {
            return Some((used.span, terms.get(used.term)?));
        }
        let own = terms.iter().filter(|term| term.file == self.file);
        own.flat_map(|term| term.definition.names.iter().map(move |name| (name.span, term)))
            .find(|(span, _)| self.is_in(*span))
    }

    /// The heading at the position.
    pub(super) fn heading(&self) -> Option<&'a Heading> {
        self.page?.1.document.headings.iter().find(|heading| self.is_in(heading.span))
    }

    /// The tag of a shortcode at the position.
    pub(super) fn shortcode(&self) -> Option<ShortcodeTag> {
        let body = self.page?.1.document.body;
        let tags = shortcode_tags(body.of(self.text())).into_iter();
        let tags = tags.map(|tag| ShortcodeTag { span: tag.span.shifted(body.start), ..tag });
        tags.filter(|tag| self.is_in(tag.span)).min_by_key(|tag| tag.span.end - tag.span.start)
    }

    /// The keys of front matter, or of a data file, from the outermost one to the position, and whether it is on the last of
    /// them; nothing in other places and in what cannot be read.
    pub(super) fn keys(&self) -> Option<Keys> {
        let root = self.root()?;
        let mut keys = Keys { names: Vec::new(), span: Span::default(), is_on_key: false };
        self.descend(&root, &mut keys);
        (!keys.names.is_empty()).then_some(keys)
    }

    /// The tree of the front matter, or of a data file.
    fn root(&self) -> Option<Node> {
        let text = self.text();
        if self.page.is_none() {
            let is_tree = [".yaml", ".yml", ".json"].iter().any(|end| self.query.path.ends_with(end));
            return parse(text, 0).ok().filter(|_| is_tree).map(|document| document.root);
        }
        let block = front::split(text).block.filter(|block| self.is_in(block.content))?;
        block.parse(text).ok().map(|document| document.root)
    }

    /// The depth of the tree is bounded by its reader.
    fn descend(&self, node: &Node, keys: &mut Keys) {
        for (key, value) in node.entries() {
            let is_on_key = self.is_in(key.span);
            if is_on_key || self.is_in(value.span) {
                keys.names.push(key.text().unwrap_or_default().to_owned());
                (keys.span, keys.is_on_key) = (key.span, is_on_key);
                if !is_on_key {
                    self.descend(value, keys);
                }
                return;
            }
        }
        if let Some(item) = node.items().iter().find(|item| self.is_in(item.span)) {
            self.descend(item, keys);
        }
    }

    /// The findings at the position, where the site was checked.
    pub(super) fn findings(&self) -> impl Iterator<Item = &'a Finding> {
        let findings = self.query.site.findings.get().map(Vec::as_slice).unwrap_or_default();
        let is_here = |finding: &&Finding| finding.location.file == self.file && self.is_in(finding.location.span);
        findings.iter().filter(is_here)
    }
}

/// The keys that lead to a position.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Keys {
    /// From the outermost one.
    pub(super) names: Vec<String>,
    /// The last one.
    pub(super) span: Span,
    /// Whether the position is on the last one, and not in its value.
    pub(super) is_on_key: bool,
}

fn length(location: Location) -> usize {
    location.span.end - location.span.start
}
