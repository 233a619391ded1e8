//! One page after another, from the model through its template to an artifact.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use foldhash::HashMap;
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use tera::{Context, Value};

use super::card::with_cards;
use super::generated::Standard;
use super::menu::menus;
use super::shortcode::SharedValues;
use super::sidebar::Tree;
use super::theme::Theme;
use super::view::SiteView;
use super::view_of::site_view;
use crate::config::Config;
use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::markdown::{self, Document, Link, Piece, escape_attribute};
use crate::output::{Artifact, Body, OutputError, OutputPath, Sink, path_of};
use crate::site::{Edges, GeneratedId, Kind, PageId, Redirects, Resolution, Resolver, Route, Site, Target};
use crate::source::{FileId, Location, SourceSet};

/// Most pages are not longer, in bytes.
const ORDINARY_PAGE: usize = 16 * 1024;

/// Most holes of an article are filled with less, in bytes.
const HOLE: usize = 64;

/// The width and height of an image, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width.
    pub width: usize,
    /// Height.
    pub height: usize,
}

/// What rendering one site needs to know of files that it does not read, and what is made once for it.
#[derive(Debug, Clone, Default)]
pub struct AssetInfo {
    /// Sizes of images, where they could be read.
    pub sizes: HashMap<FileId, Size>,
    /// The site's own `static/_redirects`; empty where there is none.
    pub redirects: Redirects,
    /// Whether an index to search stands beside the pages.
    pub search: bool,
    /// What every page of the site shares, made when the first one is rendered.
    pub(super) shared: OnceLock<Vec<(&'static str, Value)>>,
}

impl AssetInfo {
    /// AssetInfo of one site, and of no other.
    pub fn new(sizes: HashMap<FileId, Size>, redirects: Redirects, search: bool) -> Self {
        Self { sizes, redirects, search, shared: OnceLock::new() }
    }
}

/// Why rendering ended early.
#[derive(Debug)]
pub enum RenderError {
    /// Templates failed on pages.
    Findings(Vec<Finding>),
    /// The output could not be written.
    Output(OutputError),
}

impl From<Finding> for RenderError {
    fn from(finding: Finding) -> Self {
        Self::Findings(vec![finding])
    }
}

impl From<OutputError> for RenderError {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

/// What a site is rendered from.
#[derive(Clone, Copy)]
pub struct RenderInput<'a> {
    /// What the site has decided about itself.
    pub config: &'a Config,
    /// Its templates.
    pub theme: &'a Theme,
    /// The site, and where its links lead.
    pub resolver: &'a Resolver<'a>,
    /// Its files.
    pub sources: &'a SourceSet,
    /// What is known of files that are not read.
    pub facts: &'a AssetInfo,
    /// The frameworks that it may cite.
    pub frameworks: &'a Frameworks,
    /// What it cites.
    pub edges: &'a Edges,
}

/// Renders the pages of one site.
pub struct Renderer<'a> {
    pub(super) site: &'a Site,
    pub(super) config: &'a Config,
    pub(super) theme: &'a Theme,
    pub(super) resolver: &'a Resolver<'a>,
    pub(super) sources: &'a SourceSet,
    pub(super) facts: &'a AssetInfo,
    pub(super) frameworks: &'a Frameworks,
    pub(super) edges: &'a Edges,
    /// The tree beside the text, by section.
    pub(super) trees: HashMap<Option<PageId>, Tree>,
    /// What the pages of a framework share, by its key.
    pub(super) standards: HashMap<String, Arc<Standard<'a>>>,
}

impl<'a> Renderer<'a> {
    /// A renderer for the site that `resolver` resolves.
    pub fn new(material: RenderInput<'a>) -> Self {
        let RenderInput { config, theme, resolver, sources, facts, frameworks, edges } = material;
        let site = resolver.site();
        let (trees, standards) = (HashMap::default(), HashMap::default());
        Self { site, config, theme, resolver, sources, facts, frameworks, edges, trees, standards }
    }

    /// The same renderer with everything made that many pages share: worth it for more than a few of them.
    #[must_use]
    pub fn for_all(mut self) -> Self {
        let mut sections: Vec<Option<PageId>> = vec![None];
        sections.extend(self.site.pages().filter(|(_, page)| page.kind == Kind::Section).map(|(id, _)| Some(id)));
        // One that fails fails again on the page that asks for it, and is told there.
        let trees = sections.par_iter().filter_map(|section| Some((*section, self.make_tree(*section).ok()?)));
        self.trees = trees.collect();
        self.standards = self.all_standards().collect();
        self
    }

    /// What shortcodes see of a site; made before its articles are read.
    pub fn shared_values(config: &Config) -> SharedValues {
        SharedValues::new(&site_view(config, None), &config.params, config.embeds)
    }

    /// Renders everything into `sink`: pages in parallel, in no particular order.
    ///
    /// # Errors
    /// Every template failure of every page, or the first failure to write.
    pub fn render_all(&self, sink: &dyn Sink) -> Result<(), RenderError> {
        let ids: Vec<PageId> = self.site.pages().map(|(id, _)| id).collect();
        let generated: Vec<GeneratedId> = self.site.all_generated().map(|(id, _)| id).collect();
        type Failures = Result<Vec<Vec<Finding>>, OutputError>;
        let pages = || -> Failures { ids.par_iter().map(|id| deliver(self.page(*id), sink)).collect() };
        let generated = || -> Failures { generated.par_iter().map(|id| deliver(self.generated(*id), sink)).collect() };
        let others = || rayon::join(generated, || deliver(self.made(), sink));
        let (pages, (generated, made)) = rayon::join(pages, others);
        let mut findings: Vec<Finding> = pages?.into_iter().chain(generated?).flatten().collect();
        findings.extend(made?);
        if findings.is_empty() { Ok(()) } else { Err(RenderError::Findings(once_each(findings))) }
    }

    /// The artifacts of one page: the page itself, its Markdown twin, its feed.
    ///
    /// # Errors
    /// The template's failure.
    pub fn page(&self, id: PageId) -> Result<Vec<Artifact>, RenderError> {
        let view = self.page_value(id);
        let mut artifacts = vec![self.html(id, &view)?];
        artifacts.extend(self.feed(id, &view)?);
        artifacts.extend(self.twin(id)?);
        artifacts.extend(self.table_files(id)?);
        Ok(artifacts)
    }

    /// The page as its templates see it.
    pub(super) fn page_value(&self, id: PageId) -> Value {
        Value::from_serializable(&self.page_view(id))
    }

    /// The page itself, seen by its template as `view`.
    pub(super) fn html(&self, id: PageId, view: &Value) -> Result<Artifact, RenderError> {
        let page = self.site.page(id);
        let names = [page.front.layout.as_ref(), page.front.kind.as_ref()];
        let wished: Vec<String> = names.into_iter().flatten().map(|name| format!("{}.html", name.value)).collect();
        let generated = self.site.generated_on(id);
        let name = generated.map_or(page.kind.name(), |id| self.site.generated(id).subject.name());
        let own = format!("{name}.html");
        let template = self.theme.find(wished.iter().map(String::as_str).filter(|name| is_page_template(name)));
        let mut context = self.context(id)?;
        context.insert_value("page", view.clone());
        if let Some(generated) = generated {
            self.insert_subject(generated, &mut context)?;
        }
        let html = self.render(template.unwrap_or(&own), &context, self.place(id))?;
        artifact(&page.url, html)
    }

    fn context(&self, id: PageId) -> Result<Context, RenderError> {
        let page = self.site.page(id);
        let mut context = self.shared_context();
        let cards = self.cards(id);
        let content = with_cards(self.content(id, &page.document)?, &cards);
        context.insert_value("content", Value::safe_string(&content));
        context.insert("cards", &cards);
        if let Some(section) = self.section_view(id) {
            context.insert("section", &section);
        }
        if let Some(series) = self.series_view(id) {
            context.insert("series", &series);
        }
        let section = if page.kind == Kind::Section { Some(id) } else { page.section };
        self.insert_tree(section, &self.resolver.public(&page.url), &mut context)?;
        Ok(context)
    }

    /// What every template sees.
    pub(super) fn shared_context(&self) -> Context {
        let mut context = Context::new();
        let shared = || {
            let search = if self.facts.search { self.resolver.public("/pagefind/") } else { String::new() };
            vec![
                ("site", Value::from_serializable(&SiteView { search, ..site_view(self.config, Some(self.site)) })),
                ("menus", Value::from_serializable(&menus(self.config, self.site, self.theme.menus()))),
                ("params", Value::from_serializable(&self.config.params)),
            ]
        };
        for (name, value) in self.facts.shared.get_or_init(shared) {
            context.insert_value(*name, value.clone());
        }
        context
    }

    pub(super) fn render(&self, template: &str, context: &Context, place: Location) -> Result<String, RenderError> {
        let mut written = Vec::with_capacity(ORDINARY_PAGE);
        let done = self.theme.tera().render_to(template, context, &mut written);
        done.map_err(|error| self.theme.failure(&error, place))?;
        // Templates are text, and so is all that they are given.
        let text = String::from_utf8(written);
        let text = text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok(markdown::with_regions(text))
    }

    /// Where a page's findings point: its file, or the front page's where it has none.
    pub(super) fn place(&self, id: PageId) -> Location {
        let home = || self.site.home().and_then(|home| self.site.page(home).file);
        Location::start_of(self.site.page(id).file.or_else(home).unwrap_or(FileId(0)))
    }

    /// The article's HTML, every hole filled.
    pub(super) fn content(&self, id: PageId, document: &Document) -> Result<String, RenderError> {
        // Most of it is there already, and what fills the holes is short.
        let written = document.pieces.iter().map(|piece| if let Piece::Html(text) = piece { text.len() } else { HOLE });
        let mut html = String::with_capacity(written.sum());
        self.fill(id, document, &document.pieces, &mut html)?;
        Ok(html)
    }

    pub(super) fn fill(
        &self,
        id: PageId,
        document: &Document,
        pieces: &[Piece],
        html: &mut String,
    ) -> Result<(), RenderError> {
        for piece in pieces {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::Href(link) => {
                    html.push_str(&escape_attribute(&self.resolver.href(id, &document.links[*link])));
                }
                Piece::ImageSize { link, lazy } => html.push_str(&self.image_size(id, &document.links[*link], *lazy)),
                Piece::Citation(citation) => self.open_citation(&document.citations[*citation], html),
                Piece::CitationEnd(citation) => self.close_citation(&document.citations[*citation], html),
                Piece::Table(table) => html.push_str(&self.written_table(id, document, *table)?),
                Piece::Embed(embed) => self.embed(id, document, *embed, html)?,
            }
        }
        Ok(())
    }

    fn image_size(&self, id: PageId, link: &Link, lazy: bool) -> String {
        let size = match self.resolver.resolve(id, link) {
            Resolution::Found(Route { target: Target::Asset(file), .. }) => self.facts.sizes.get(&file),
            _ => None,
        };
        let size = size.map(|Size { width, height }| format!(" width=\"{width}\" height=\"{height}\""));
        let loading = if lazy { " loading=\"lazy\"" } else { "" };
        format!("{}{loading}", size.unwrap_or_default())
    }
}

/// Hands artifacts to the sink; the findings that kept them from being made are given back.
fn deliver(artifacts: Result<Vec<Artifact>, RenderError>, sink: &dyn Sink) -> Result<Vec<Finding>, OutputError> {
    match artifacts {
        Ok(artifacts) => artifacts.into_par_iter().try_for_each(|artifact| sink.put(artifact)).map(|()| Vec::new()),
        Err(RenderError::Findings(findings)) => Ok(findings),
        Err(RenderError::Output(error)) => Err(error),
    }
}

/// The artifact at an address: a folder's `index.html`, or the file that the address names.
pub(super) fn artifact(url: &str, text: impl Into<String>) -> Result<Artifact, RenderError> {
    Ok(Artifact::new(OutputPath::new(path_of(url))?, Body::Text(text.into())).at(url))
}

/// The names that `layout` and `type` may ask for: pages, not parts of pages.
fn is_page_template(name: &str) -> bool {
    !name.contains('/') && !matches!(name, "base.html" | "alias.html" | "404.html" | "article.html" | "page.html")
}

/// A template that fails on every page fails for one reason: the first page speaks for all.
fn once_each(findings: Vec<Finding>) -> Vec<Finding> {
    let mut first: BTreeMap<(Location, String), Finding> = BTreeMap::new();
    let mut counts: BTreeMap<(Location, String), usize> = BTreeMap::new();
    for finding in findings {
        let key = (finding.location, finding.message.clone());
        *counts.entry(key.clone()).or_default() += 1;
        first.entry(key).or_insert(finding);
    }
    let counted = first.into_iter().map(|(key, finding)| match counts.get(&key) {
        Some(count) if *count > 1 => finding.help(format!("it fails on {count} pages")),
        _ => finding,
    });
    counted.collect()
}
