//! Where a link can lead: pages by title and address, their anchors, files, and requirements.

use gen_lsp_types::CompletionItemKind;

use super::citation;
use super::item::{Item, Items};
use crate::lsp::query::Query;
use crate::markdown::{Link, LinkKind};
use crate::site::{Page, PageId, Resolution, Target, decode, encode};
use crate::source::Span;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Pages,
    /// Files with pictures.
    Pictures,
}

/// The ends of the names of pictures, and of what else a page embeds.
const PICTURES: [&str; 10] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".mp4", ".webm", ".mp3"];

pub(super) fn items(query: &Query<'_>, span: Span, wanted: Wanted) -> Items {
    let written = span.of(query.text);
    if let Some((path, _)) = written.split_once('#') {
        let span = Span::new(span.start + path.len() + 1, span.end);
        return Items { span, items: anchors(query, path) };
    }
    if written.contains(':') && !written.contains('/') {
        return Items { span, items: citation::items(query, written) };
    }
    let site = &query.site.project.site;
    let address = |url: &str| format!("/{}", encode(url.trim_start_matches('/')));
    let is_picture = |url: &str| PICTURES.iter().any(|end| url.to_ascii_lowercase().ends_with(end));
    let mut items = Vec::new();
    if wanted == Wanted::Pages {
        let page = |page: &Page| {
            let item = Item::new(page.url.clone(), page.title.clone(), CompletionItemKind::Reference);
            item.inserting(address(&page.url))
        };
        items.extend(site.pages().map(|(_, found)| page(found)));
    }
    let files = site.assets().iter().filter(|(_, url)| wanted == Wanted::Pages || is_picture(url));
    items.extend(files.map(|(file, url)| {
        let path = &query.site.project.sources.get(*file).path;
        Item::new(url.clone(), path.clone(), CompletionItemKind::File).inserting(address(url))
    }));
    Items { span, items }
}

/// The anchors of the page that `path` leads to; of the document itself where it is empty.
fn anchors(query: &Query<'_>, path: &str) -> Vec<Item> {
    let Some(page) = page_at(query, path) else { return Vec::new() };
    let site = &query.site.project.site;
    let document = &site.page(page).document;
    let headings = document.headings.iter().filter_map(|heading| Some((heading.id.clone()?, heading.text.clone())));
    let others = document.anchors.iter().map(|anchor| (anchor.value.clone(), String::new()));
    let tables = site.table_anchors(page).map(|anchor| (anchor.into_owned(), "table".to_owned()));
    let all = headings.chain(others).chain(tables);
    all.map(|(id, text)| Item::new(id, text, CompletionItemKind::Constant)).collect()
}

/// The page that a link to `path` in the document leads to. A document that the site does not have yet can only name it from
/// the root.
fn page_at(query: &Query<'_>, path: &str) -> Option<PageId> {
    let resolver = query.site.project.resolver();
    let here = query.file().and_then(|file| query.site.page(file));
    let resolution = match here {
        Some((page, _)) => resolver.resolve(page, &link_to(path)),
        None => resolver.route(&decode(path)),
    };
    match resolution {
        Resolution::Found(route) => match route.target {
            Target::Page(page) => Some(page),
            Target::Alias(_) | Target::Asset(_) | Target::GeneratedPage(_) | Target::GeneratedFile => None,
        },
        Resolution::Elsewhere | Resolution::Missing(_) => None,
    }
}

/// The link that is being typed.
fn link_to(path: &str) -> Link {
    let (destination, span) = (path.to_owned(), Span::default());
    Link { destination, kind: LinkKind::Inline, span, destination_span: None, has_text: true }
}
