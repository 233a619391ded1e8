//! What a site has besides its articles: redirects, the 404 page, the site map and what hosts and robots read.

use std::collections::BTreeSet;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::markdown_alternate::twin_of;
use super::page::{RenderError, Renderer, artifact};
use super::sitemap::SITE_MAP;
use super::theme::default_files;
use super::view::PageView;
use super::view_of::feed_url;
use crate::config::Config;
use crate::markdown::without_unsafe_links;
use crate::output::{Artifact, MANIFEST, path_of};
use crate::site::{Clash, Kind, Obstacle, Site, Target, encode};

/// The addresses made here, which a file of that name in `static/` takes the place of.
const NAMES: [&str; 7] =
    ["/404.html", SITE_MAP, "/robots.txt", "/llms.txt", "/_redirects", "/_headers", super::requirement::EDGES];

/// The address of the style sheet that sets the site's colour.
pub(super) const ACCENT: &str = "/accent.css";

/// The style sheet that sets the site's colour, where the configuration names one.
pub(super) fn accent(config: &Config) -> Option<String> {
    let colour = config.theme.accent.as_deref()?.trim();
    let is_colour = |sign: char| {
        sign.is_ascii_alphanumeric() || matches!(sign, '#' | '(' | ')' | ',' | '.' | '%' | ' ' | '-' | '/')
    };
    let is_safe = !colour.is_empty() && colour.chars().all(is_colour);
    is_safe.then(|| {
        format!(":root {{ --accent: {colour}; --accent-wash: color-mix(in srgb, {colour} 12%, transparent); }}\n")
    })
}

/// The addresses of what is written beside the pages and is no page, no file of the site's own and no table.
///
/// What only hosts read is not among it, nor what search is made of.
pub fn addresses_beside(site: &Site, config: &Config) -> BTreeSet<String> {
    let named = NAMES.into_iter().filter(|name| !name.starts_with("/_")).map(str::to_owned);
    let theme = default_files().map(|(name, _)| format!("/{name}"));
    let feeds = site.pages().filter_map(|(_, page)| feed_url(page, config));
    let accent = accent(config).map(|_| ACCENT.to_owned());
    named.chain(theme).chain(feeds).chain(accent).chain([format!("/{MANIFEST}")]).collect()
}

/// The addresses of everything that the build makes beside pages and tables, as far as another output may be in its
/// way: of feeds and Markdown twins only those that are not written.
pub fn made_addresses(site: &Site, config: &Config) -> Vec<String> {
    let named = NAMES.into_iter().map(str::to_owned);
    let theme = default_files().map(|(name, _)| format!("/{name}"));
    let accent = accent(config).map(|_| ACCENT.to_owned());
    let feeds = site.pages().filter_map(|(_, page)| feed_url(page, config));
    let generated = site.all_generated().filter(|(_, page)| page.page.is_none()).map(|(_, page)| page.url.as_str());
    let urls = site.pages().map(|(_, page)| page.url.as_str()).chain(generated);
    let beside = feeds.chain(urls.filter_map(twin_of)).filter(|url| site.clash(&path_of(url)).is_some());
    named.chain(theme).chain(accent).chain(beside).collect()
}

impl Renderer<'_> {
    /// Everything that stands beside the pages.
    pub(super) fn made(&self) -> Result<Vec<Artifact>, RenderError> {
        let aliases = self.site.aliases().par_iter();
        let aliases = aliases.map(|alias| self.alias(&alias.url, &self.site.page(alias.page).url));
        let mut artifacts = aliases.collect::<Result<Vec<Artifact>, RenderError>>()?;
        if let Some(css) = accent(self.config).filter(|_| self.site.clash(&path_of(ACCENT)).is_none()) {
            artifacts.push(artifact(ACCENT, css)?);
        }
        for name in NAMES.into_iter().filter(|name| *name != SITE_MAP) {
            artifacts.extend(self.made_at(name)?);
        }
        artifacts.extend(self.site_maps()?);
        Ok(artifacts)
    }

    /// What is made at this address.
    pub(super) fn made_at(&self, url: &str) -> Result<Option<Artifact>, RenderError> {
        if url.starts_with("/sitemap") {
            return Ok(self.site_maps()?.into_iter().find(|map| map.route.as_deref() == Some(url)));
        }
        let Some(name) = NAMES.into_iter().find(|name| *name == url) else { return Ok(None) };
        match self.site.clash(&path_of(name)) {
            None => {}
            // What the site redirects by itself becomes part of the file.
            Some(Clash { target: Target::Asset(_), how: Obstacle::SamePath }) if name == "/_redirects" => {}
            Some(_) => return Ok(None),
        }
        if name == super::requirement::EDGES {
            return self.edge_list().map(Some);
        }
        artifact(name, self.made_text(name)?).map(Some)
    }

    fn made_text(&self, name: &str) -> Result<String, RenderError> {
        match name {
            "/404.html" => self.not_found(),
            "/robots.txt" => self.robots(),
            "/llms.txt" => Ok(without_unsafe_links(self.llms())),
            "/_redirects" => Ok(self.redirects()),
            _ => Ok(self.headers()),
        }
    }

    pub(super) fn alias(&self, url: &str, target: &str) -> Result<Artifact, RenderError> {
        let mut context = self.shared_context();
        context.insert("target", &self.resolver.public(target));
        context.insert("permalink", &self.permalink(target));
        let place = self.site.home().map(|home| self.place(home));
        artifact(url, self.render("alias.html", &context, place.unwrap_or_else(no_place))?)
    }

    fn not_found(&self) -> Result<String, RenderError> {
        let Some(home) = self.site.home() else { return Ok(String::new()) };
        let mut context = self.shared_context();
        let title = "Page not found".to_owned();
        let page = PageView {
            kind: "error",
            url: self.resolver.public("/404.html"),
            permalink: self.permalink("/404.html"),
            link_title: title.clone(),
            title,
            breadcrumbs: vec![self.link(home)],
            children: Vec::new(),
            toc: Vec::new(),
            description: String::new(),
            lead: String::new(),
            feed: None,
            linked_data: None,
            markdown: None,
            edit_url: None,
            path: String::new(),
            control: None,
            print: None,
            date: None,
            lastmod: None,
            tags: Vec::new(),
            contributors: Vec::new(),
            images: Vec::new(),
            frameworks: Vec::new(),
            requirements: Vec::new(),
            ..self.page_view(home)
        };
        self.insert_tree(None, &page.url, &mut context)?;
        context.insert("page", &page);
        self.render("404.html", &context, self.place(home))
    }

    fn robots(&self) -> Result<String, RenderError> {
        let mut context = self.shared_context();
        context.insert("sitemap", &self.permalink(SITE_MAP));
        self.render("robots.txt", &context, self.site.home().map_or_else(no_place, |home| self.place(home)))
    }

    /// The site for language models, as <https://llmstxt.org> has it: titles with the address of their
    /// Markdown twin.
    fn llms(&self) -> String {
        let mut text = format!("# {}\n\n", self.config.title);
        if let Some(description) = &self.config.description {
            text.push_str(&format!("> {description}\n\n"));
        }
        for (id, page) in self.site.pages().filter(|(_, page)| matches!(page.kind, Kind::Home | Kind::Section)) {
            let articles: Vec<_> = self.site.articles(id).map(|article| self.site.page(article)).collect();
            if articles.is_empty() {
                continue;
            }
            text.push_str(&format!("## {}\n\n", page.title));
            for article in articles {
                let address = self.permalink(self.twin_url(&article.url).as_deref().unwrap_or(&article.url));
                let description = article.front.description.as_ref().map(|text| format!(": {}", text.value));
                text.push_str(&format!("- [{}]({address}){}\n", article.title, description.unwrap_or_default()));
            }
            text.push('\n');
        }
        let generated = self.site.all_generated().map(|(_, page)| page);
        let mut generated = generated.filter(|page| page.page.is_none() && page.subject.is_found()).peekable();
        if generated.peek().is_some() {
            text.push_str("## Reference\n\n");
        }
        for page in generated {
            let address = self.permalink(self.twin_url(&page.url).as_deref().unwrap_or(&page.url));
            text.push_str(&format!("- [{}]({address}): {}\n", page.title, page.description));
        }
        text
    }

    /// Redirects as Netlify and Cloudflare Pages read them: the site's own first, then one for each alias.
    fn redirects(&self) -> String {
        let mut text = self.facts.redirects.as_str().to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for alias in self.site.aliases() {
            let to = self.resolver.public(&self.site.page(alias.page).url);
            text.push_str(&format!("{} {to} 301\n", self.resolver.public(&alias.url)));
        }
        text
    }

    /// Headers as Netlify and Cloudflare Pages read them.
    fn headers(&self) -> String {
        let headers = super::policy::headers(self.config, self.site, self.facts);
        let lines = headers.iter().map(|(name, value)| format!("  {name}: {value}\n"));
        format!("{}*\n{}", encode(&self.config.base.path), lines.collect::<String>())
    }
}

/// A site without a front page has no file to point at.
fn no_place() -> crate::source::Location {
    crate::source::Location::start_of(crate::source::FileId(0))
}
