//! What a site has besides its articles: redirects, the 404 page, the site map and what hosts and robots read.

use std::collections::BTreeSet;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::address::{feed_url_of, link, markdown_url, markdown_url_of, permalink};
use super::context::{RenderContext, artifact, global_values, home_location, render};
use super::error::RenderError;
use super::navigation::insert_top_sidebar;
use super::page_view::page_view;
use super::site_view::{ACCENT, FAVICON, accent, favicon};
use super::sitemap::{SITE_MAP, site_maps};
use super::theme::default_files;
use super::versions::versions;
use super::view::PageView;
use super::{edge_list, policy};
use crate::config::{Config, Part};
use crate::markdown::without_unsafe_links;
use crate::output::{Artifact, MANIFEST, path_of};
use crate::site::{Clash, EDGES_URL, Kind, Obstacle, Site, Target, encode};

/// A file with an address of its own that the build makes beside the pages. A file of the same address in `static/`
/// takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SiteFile {
    /// The page for addresses where there is nothing.
    NotFound,
    /// The site map, or the index of several.
    SiteMap,
    Robots,
    /// The site for language models.
    Llms,
    /// Redirects as hosts read them.
    Redirects,
    /// Headers as hosts read them.
    Headers,
    /// Which page cites which requirement.
    Edges,
    /// The style sheet that sets the site's colour.
    Accent,
    /// The icon that browsers show.
    Favicon,
}

impl SiteFile {
    const ALL: [Self; 9] = [
        Self::NotFound,
        Self::SiteMap,
        Self::Robots,
        Self::Llms,
        Self::Redirects,
        Self::Headers,
        Self::Edges,
        Self::Accent,
        Self::Favicon,
    ];

    const fn url(self) -> &'static str {
        match self {
            Self::NotFound => "/404.html",
            Self::SiteMap => SITE_MAP,
            Self::Robots => "/robots.txt",
            Self::Llms => "/llms.txt",
            Self::Redirects => "/_redirects",
            Self::Headers => "/_headers",
            Self::Edges => EDGES_URL,
            Self::Accent => ACCENT,
            Self::Favicon => FAVICON,
        }
    }

    /// Whether only the host reads it.
    const fn is_for_host(self) -> bool {
        matches!(self, Self::Redirects | Self::Headers)
    }

    /// Those of a site with this configuration.
    fn of(config: &Config) -> impl Iterator<Item = Self> + use<'_> {
        let has = |file: Self| match file {
            // It is made of the front page.
            Self::NotFound => config.addresses.has(Part::NotFound) && config.addresses.has(Part::Home),
            Self::SiteMap => config.addresses.has(Part::SiteMap),
            Self::Robots => config.addresses.has(Part::Robots),
            Self::Accent => accent(config).is_some(),
            Self::Favicon => favicon(config).is_some(),
            Self::Llms | Self::Redirects | Self::Headers | Self::Edges => true,
        };
        Self::ALL.into_iter().filter(move |file| has(*file))
    }
}

/// The addresses of what is written beside pages, tables and the site's own files, but for what only hosts read and for
/// the files of the search.
pub fn addresses_beside(site: &Site, config: &Config) -> BTreeSet<String> {
    let files = SiteFile::of(config).filter(|file| !file.is_for_host()).map(|file| file.url().to_owned());
    let theme = default_files().map(|(name, _)| format!("/{name}"));
    let feeds = site.pages().filter_map(|(_, page)| feed_url_of(page, config));
    files.chain(theme).chain(feeds).chain([format!("/{MANIFEST}")]).collect()
}

/// The addresses of everything that the build makes beside pages and tables, as far as another output may be in its
/// way: of feeds and pages as Markdown only those that are not written.
pub fn generated_addresses(site: &Site, config: &Config) -> Vec<String> {
    let files = SiteFile::of(config).map(|file| file.url().to_owned());
    let theme = default_files().map(|(name, _)| format!("/{name}"));
    let feeds = site.pages().filter_map(|(_, page)| feed_url_of(page, config));
    let generated = site.all_generated().filter(|(_, page)| page.page.is_none()).map(|(_, page)| page.url.as_str());
    let urls = site.pages().map(|(_, page)| page.url.as_str()).chain(generated);
    let markdown = urls.filter_map(|url| markdown_url_of(url, config));
    let beside = feeds.chain(markdown).filter(|url| site.clash(&path_of(url)).is_some());
    files.chain(theme).chain(beside).collect()
}

/// Everything that is written beside the pages, aliases included.
///
/// # Errors
/// The failure of a template.
pub(super) fn site_files(context: &RenderContext<'_>) -> Result<Vec<Artifact>, RenderError> {
    let has_pages = context.config.addresses.has(Part::Aliases);
    let aliases = if has_pages { context.site.aliases() } else { &[] };
    let aliases = aliases.par_iter().map(|alias| alias_page(context, &alias.url, &context.site.page(alias.page).url));
    let mut artifacts = aliases.collect::<Result<Vec<Artifact>, RenderError>>()?;
    for file in SiteFile::of(context.config) {
        artifacts.extend(artifacts_of(context, file)?);
    }
    Ok(artifacts)
}

/// The file at this address, where it is one of these.
///
/// # Errors
/// The failure of a template.
pub(super) fn site_file_at(context: &RenderContext<'_>, url: &str) -> Result<Option<Artifact>, RenderError> {
    // The parts of a site map have addresses of their own.
    let is_at = |file: &SiteFile| file.url() == url || *file == SiteFile::SiteMap && url.starts_with("/sitemap-");
    let Some(file) = SiteFile::of(context.config).find(is_at) else { return Ok(None) };
    Ok(artifacts_of(context, file)?.into_iter().find(|artifact| artifact.route.as_deref() == Some(url)))
}

/// The file, or nothing where another output has its path; of a site map all parts.
fn artifacts_of(context: &RenderContext<'_>, file: SiteFile) -> Result<Vec<Artifact>, RenderError> {
    match context.site.clash(&path_of(file.url())) {
        None => {}
        // The site's own redirects become part of the file.
        Some(Clash { target: Target::Asset(_), how: Obstacle::SamePath }) if file == SiteFile::Redirects => {}
        Some(_) => return Ok(Vec::new()),
    }
    let text = match file {
        SiteFile::SiteMap => return site_maps(context),
        SiteFile::NotFound if context.site.home().is_none() => return Ok(Vec::new()),
        SiteFile::NotFound => not_found(context)?,
        SiteFile::Robots => robots(context)?,
        SiteFile::Llms => without_unsafe_links(llms(context)),
        SiteFile::Redirects => redirects(context),
        SiteFile::Headers => headers(context),
        SiteFile::Edges => edge_list::json(context, None),
        SiteFile::Accent => accent(context.config).unwrap_or_default(),
        SiteFile::Favicon => favicon(context.config).unwrap_or_default(),
    };
    Ok(vec![artifact(file.url(), text)?])
}

/// The page at an alias, which leads to the page at `target`.
pub(super) fn alias_page(context: &RenderContext<'_>, url: &str, target: &str) -> Result<Artifact, RenderError> {
    let mut values = global_values(context);
    values.insert("target", &context.resolver.public(target));
    values.insert("permalink", &permalink(context, target));
    artifact(url, render(context, "alias.html", &values, home_location(context))?)
}

fn not_found(context: &RenderContext<'_>) -> Result<String, RenderError> {
    let Some(home) = context.site.home() else { return Ok(String::new()) };
    let mut values = global_values(context);
    let title = context.theme.labels().text("not_found").to_owned();
    let page = PageView {
        kind: "error",
        url: context.resolver.public("/404.html"),
        permalink: permalink(context, "/404.html"),
        link_title: title.clone(),
        title,
        breadcrumbs: vec![link(context, home)],
        children: Vec::new(),
        toc: Vec::new(),
        has_footnotes: false,
        has_formulas: false,
        diagrams: String::new(),
        description: String::new(),
        lead: String::new(),
        feed: None,
        linked_data: None,
        markdown: None,
        versions: versions(context, "/"),
        edit_url: None,
        has_reference: false,
        feedback_url: None,
        hero: None,
        path: String::new(),
        control: None,
        print: None,
        date: None,
        lastmod: None,
        tags: Vec::new(),
        contributors: Vec::new(),
        terms: Vec::new(),
        images: Vec::new(),
        frameworks: Vec::new(),
        requirements: Vec::new(),
        ..page_view(context, home)
    };
    insert_top_sidebar(context, &page.url, &mut values)?;
    values.insert("page", &page);
    render(context, "404.html", &values, home_location(context))
}

fn robots(context: &RenderContext<'_>) -> Result<String, RenderError> {
    let mut values = global_values(context);
    if context.config.addresses.has(Part::SiteMap) {
        values.insert("sitemap", &permalink(context, SITE_MAP));
    }
    render(context, "robots.txt", &values, home_location(context))
}

/// The site for language models as <https://llmstxt.org> has it: titles with the addresses of pages as Markdown, or of
/// the pages themselves where they are not written as Markdown.
fn llms(context: &RenderContext<'_>) -> String {
    let address = |url: &str| permalink(context, markdown_url(context, url).as_deref().unwrap_or(url));
    let mut text = format!("# {}\n\n", context.config.title);
    if let Some(description) = &context.config.description {
        text.push_str(&format!("> {description}\n\n"));
    }
    for (id, page) in context.site.pages().filter(|(_, page)| matches!(page.kind, Kind::Home | Kind::Section)) {
        let articles: Vec<_> = context.site.articles(id).map(|article| context.site.page(article)).collect();
        if articles.is_empty() {
            continue;
        }
        text.push_str(&format!("## {}\n\n", page.title));
        for article in articles {
            let description = article.front.description.as_ref().map(|text| format!(": {}", text.value));
            text.push_str(&format!(
                "- [{}]({}){}\n",
                article.title,
                address(&article.url),
                description.unwrap_or_default()
            ));
        }
        text.push('\n');
    }
    let generated = context.site.all_generated().map(|(_, page)| page);
    let mut generated = generated.filter(|page| page.page.is_none() && page.subject.is_found()).peekable();
    if generated.peek().is_some() {
        text.push_str(&format!("## {}\n\n", context.theme.labels().text("reference")));
    }
    for page in generated {
        text.push_str(&format!("- [{}]({}): {}\n", page.title, address(&page.url), page.description));
    }
    text
}

/// Redirects as Netlify and Cloudflare Pages read them: the site's own first, then one for each alias.
fn redirects(context: &RenderContext<'_>) -> String {
    let mut text = context.assets.redirects.as_str().to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for alias in context.site.aliases() {
        let to = context.resolver.public(&context.site.page(alias.page).url);
        // There `*` and `:` would stand for other addresses.
        let from = context.resolver.public(&alias.url).replace('*', "%2A").replace(':', "%3A");
        text.push_str(&format!("{from} {to} 301\n"));
    }
    text
}

/// Headers as Netlify and Cloudflare Pages read them.
fn headers(context: &RenderContext<'_>) -> String {
    let headers = policy::headers(context.config, context.site, context.assets);
    let lines = headers.iter().map(|(name, value)| format!("  {name}: {value}\n"));
    format!("{}*\n{}", encode(&context.config.base.path), lines.collect::<String>())
}
