//! The Atom feed of a page that lists others.

use serde::Serialize;
use tera::Value;
use uuid::Uuid;

use super::address::{feed_url, permalink};
use super::context::{RenderContext, artifact, global_values, page_location, render};
use super::error::RenderError;
use super::page_view::latest;
use super::view::DateView;
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

/// The Atom feed of a page that lists others, newest first; nothing for other pages. `view` is the page as its template
/// sees it.
pub(super) fn feed(context: &RenderContext<'_>, id: PageId, view: &Value) -> Result<Option<Artifact>, RenderError> {
    let page = context.site.page(id);
    let Some(url) = feed_url(context, page) else { return Ok(None) };
    let mut articles = Vec::new();
    articles_below(context, id, &mut articles);
    let newest_first = |id: &PageId| {
        let page = context.site.page(*id);
        (std::cmp::Reverse(page.date.as_ref().map(|date| date.instant())), page.url.as_str())
    };
    articles.sort_by(|a, b| newest_first(a).cmp(&newest_first(b)));
    // A term that a section and its articles carry leads to them twice.
    articles.dedup();
    articles.truncate(context.config.feed_limit);
    let labels = context.theme.labels();
    let updated = latest(articles.iter().map(|id| context.site.page(*id).lastmod.as_ref()), labels);
    let entries: Vec<EntryView> = articles.into_iter().map(|id| entry(context, id)).collect();
    let mut values = global_values(context);
    values.insert_value("page", view.clone());
    values.insert("entries", &entries);
    values.insert("feed_permalink", &permalink(context, &url));
    values.insert("feed_id", &feed_id(context, &page.url));
    if let Some(updated) = updated {
        values.insert("updated", &updated);
    }
    let text = render(context, "feed.xml", &values, page_location(context, id))?;
    artifact(&url, text).map(Some)
}

/// The id of a page in feeds: its absolute address, as Atom requires one, or a UUID of its path where the site has no
/// host.
fn feed_id(context: &RenderContext<'_>, url: &str) -> String {
    let permalink = permalink(context, url);
    match context.config.base.origin {
        Some(_) => permalink,
        None => Uuid::new_v5(&Uuid::NAMESPACE_URL, permalink.as_bytes()).urn().to_string(),
    }
}

fn articles_below(context: &RenderContext<'_>, id: PageId, articles: &mut Vec<PageId>) {
    for child in &context.site.page(id).children {
        match context.site.page(*child).kind {
            Kind::Article => articles.push(*child),
            Kind::Section => articles_below(context, *child, articles),
            Kind::Home | Kind::Taxonomy | Kind::Term => {}
        }
    }
}

fn entry(context: &RenderContext<'_>, id: PageId) -> EntryView {
    let page = context.site.page(id);
    let labels = context.theme.labels();
    let author = page.front.contributors.first().map(|name| name.value.clone());
    EntryView {
        title: page.title.clone(),
        permalink: permalink(context, &page.url),
        id: feed_id(context, &page.url),
        date: page.date.as_ref().map(|date| DateView::new(date, labels)),
        lastmod: page.lastmod.as_ref().map(|date| DateView::new(date, labels)),
        description: page.front.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        author: author.or_else(|| context.config.author.clone()).unwrap_or_default(),
    }
}
