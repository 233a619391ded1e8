//! What machines read beside a page: its feed and its Markdown twin.

use serde::Serialize;
use uuid::Uuid;

use super::page::{Renderer, Stop, artifact};
use super::view::DateView;
use super::view_of::latest;
use crate::markdown::Embed;
use crate::output::Artifact;
use crate::site::{Address, Kind, Page, PageId, Resolution, ShownTable};
use crate::source::Span;

/// An entry of a feed, as `entries` in `feed.xml`.
#[derive(Debug, Serialize)]
struct EntryView {
    title: String,
    permalink: String,
    id: String,
    date: Option<DateView>,
    lastmod: Option<DateView>,
    description: String,
    author: String,
}

/// The address of a page's Markdown twin.
pub(super) fn twin_url(page: &Page) -> String {
    match page.url.strip_suffix(".html") {
        Some(stem) => format!("{stem}.md"),
        None => format!("{}index.md", page.url),
    }
}

impl Renderer<'_> {
    /// The Atom feed of a page that lists others, newest first.
    pub(super) fn feed(&self, id: PageId) -> Result<Option<Artifact>, Stop> {
        let page = self.site.page(id);
        let Some(url) = self.feed_url(page) else { return Ok(None) };
        let mut articles = Vec::new();
        self.articles_below(id, &mut articles);
        let newest_first = |id: &PageId| {
            let page = self.site.page(*id);
            (std::cmp::Reverse(page.date.as_ref().map(|date| date.instant())), page.url.as_str())
        };
        articles.sort_by(|a, b| newest_first(a).cmp(&newest_first(b)));
        articles.truncate(self.config.feed_limit);
        let updated = latest(articles.iter().map(|id| self.site.page(*id).lastmod.as_ref()));
        let entries: Vec<EntryView> = articles.into_iter().map(|id| self.entry(id)).collect();
        let mut context = self.base_context();
        context.insert("page", &self.page_view(id));
        context.insert("entries", &entries);
        context.insert("feed_permalink", &self.permalink(&url));
        context.insert("feed_id", &self.feed_id(&page.url));
        if let Some(updated) = updated {
            context.insert("updated", &updated);
        }
        let text = self.render("feed.xml", &context, self.place(id))?;
        artifact(&url, text).map(Some)
    }

    /// What a feed calls a page: its whole address, which Atom asks for. A site that knows no host has a name made of
    /// the path in its place.
    fn feed_id(&self, url: &str) -> String {
        let permalink = self.permalink(url);
        match self.config.base.origin {
            Some(_) => permalink,
            None => Uuid::new_v5(&Uuid::NAMESPACE_URL, permalink.as_bytes()).urn().to_string(),
        }
    }

    fn articles_below(&self, id: PageId, articles: &mut Vec<PageId>) {
        for child in &self.site.page(id).children {
            match self.site.page(*child).kind {
                Kind::Article => articles.push(*child),
                Kind::Section => self.articles_below(*child, articles),
                Kind::Home | Kind::Taxonomy | Kind::Term => {}
            }
        }
    }

    fn entry(&self, id: PageId) -> EntryView {
        let page = self.site.page(id);
        let author = page.front.contributors.first().map(|name| name.value.clone());
        EntryView {
            title: page.title.clone(),
            permalink: self.permalink(&page.url),
            id: self.feed_id(&page.url),
            date: page.date.as_ref().map(DateView::new),
            lastmod: page.lastmod.as_ref().map(DateView::new),
            description: page.front.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
            author: author.or_else(|| self.config.author.clone()).unwrap_or_default(),
        }
    }

    /// The page as Markdown: title, description, and the body with shortcodes expanded and addresses that hold
    /// from anywhere.
    pub(super) fn twin(&self, id: PageId) -> Result<Option<Artifact>, Stop> {
        let page = self.site.page(id);
        let Some(file) = page.file else { return Ok(None) };
        let mut text = format!("# {}\n\n", page.title);
        if let Some(description) = &page.front.description {
            text.push_str(&format!("> {}\n\n", description.value));
        }
        match &page.document.expanded {
            Some(expanded) => text.push_str(&self.with_tables(id, expanded.trim_start(), &self.sources.get(file).text)),
            None => self.push_body(id, &self.sources.get(file).text, &mut text),
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        artifact(&twin_url(page), text).map(Some)
    }

    /// Every data table of a page as Markdown, with where its link stands.
    fn tables_as_markdown(&self, id: PageId) -> Vec<(Span, String)> {
        let document = &self.site.page(id).document;
        let shown = document.embeds.iter().zip(self.site.shown_tables(id));
        let table = |(embed, shown): (&Embed, &Option<ShownTable>)| {
            let table = self.site.table(shown.as_ref()?.file)?;
            let caption = table.title.as_deref().unwrap_or(&embed.caption);
            let markdown = table.markdown(self.frameworks);
            Some((document.links[embed.link].span, format!("**{caption}**\n\n{}", markdown.trim_end())))
        };
        shown.filter_map(table).collect()
    }

    /// An expanded body with the data tables in place of their links, which stand in it as they do in the source.
    fn with_tables(&self, id: PageId, expanded: &str, source: &str) -> String {
        let mut text = expanded.to_owned();
        for (span, table) in self.tables_as_markdown(id) {
            let link = span.of(source);
            if !link.is_empty() {
                text = text.replacen(link, &table, 1);
            }
        }
        text
    }

    /// The body as written, its links within the site led to their public address.
    fn push_body(&self, id: PageId, source: &str, text: &mut String) {
        let document = &self.site.page(id).document;
        let mut links: Vec<_> = document.links.iter().filter_map(|link| Some((link.destination_span?, link))).collect();
        links.sort_by_key(|(span, _)| *span);
        links.dedup_by_key(|(span, _)| *span);
        let tables = self.tables_as_markdown(id);
        let mut written = document.body.start + leading_blank(document.body.of(source));
        for (span, link) in links {
            let is_rooted = Address::parse(&link.destination).path.starts_with('/');
            if let Some((whole, table)) =
                tables.iter().find(|(whole, _)| whole.start <= span.start && span.end <= whole.end)
            {
                if whole.start >= written {
                    text.push_str(&source[written..whole.start]);
                    text.push_str(table);
                    written = whole.end;
                }
                continue;
            }
            if span.start < written || is_rooted && self.config.base.path == "/" {
                continue;
            }
            if let Resolution::Found(_) = self.resolver.resolve(id, link) {
                text.push_str(&source[written..span.start]);
                text.push_str(&self.resolver.href(id, link));
                written = span.end;
            }
        }
        text.push_str(&source[written..document.body.end]);
    }
}

fn leading_blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}
