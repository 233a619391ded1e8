//! The Atom feed of a page that lists others.

use serde::Serialize;
use tera::Value;
use uuid::Uuid;

use super::page::{RenderError, Renderer, artifact};
use super::view::DateView;
use super::view_of::latest;
use crate::output::Artifact;
use crate::site::{Kind, PageId};

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

impl Renderer<'_> {
    /// The Atom feed of a page that lists others, newest first.
    pub(super) fn feed(&self, id: PageId, view: &Value) -> Result<Option<Artifact>, RenderError> {
        let page = self.site.page(id);
        let Some(url) = self.feed_url(page) else { return Ok(None) };
        let mut articles = Vec::new();
        self.articles_below(id, &mut articles);
        let newest_first = |id: &PageId| {
            let page = self.site.page(*id);
            (std::cmp::Reverse(page.date.as_ref().map(|date| date.instant())), page.url.as_str())
        };
        articles.sort_by(|a, b| newest_first(a).cmp(&newest_first(b)));
        // A term that a section and its articles carry leads to them twice.
        articles.dedup();
        articles.truncate(self.config.feed_limit);
        let updated = latest(articles.iter().map(|id| self.site.page(*id).lastmod.as_ref()));
        let entries: Vec<EntryView> = articles.into_iter().map(|id| self.entry(id)).collect();
        let mut context = self.shared_context();
        context.insert_value("page", view.clone());
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
}
