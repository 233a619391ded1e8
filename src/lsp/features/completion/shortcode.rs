//! The names of shortcodes, and their arguments.

use gen_lsp_types::CompletionItemKind;

use super::item::{Item, Items};
use crate::lsp::query::Query;
use crate::render::{shortcode_arguments, shortcode_names};
use crate::source::Span;
use crate::source::path::below_content;

pub(super) fn names(query: &Query<'_>) -> Vec<Item> {
    let theme = &query.site.project.theme;
    let detail = |name: &str| match theme.shortcode_file(name) {
        Some(file) => query.site.project.sources.get(file).path.clone(),
        None => "built in".to_owned(),
    };
    shortcode_names(theme).into_iter().map(|name| Item::new(name, detail(name), CompletionItemKind::Function)).collect()
}

pub(super) fn arguments(query: &Query<'_>, name: &str, span: Span) -> Items {
    let project = &query.site.project;
    if matches!(name, "ref" | "relref") && query.text[..span.start].ends_with('"') {
        let pages = project.site.pages().filter(|(_, page)| page.file.is_some());
        let item = |place: &str, title: &str| {
            Item::new(format!("/{}", below_content(place)), title, CompletionItemKind::Reference)
        };
        return Items { span, items: pages.map(|(_, page)| item(&page.place, &page.title)).collect() };
    }
    let own = project.theme.shortcode_file(name).map(|file| query.site.text(file));
    let item = |argument: String| {
        Item::new(argument.clone(), format!("argument of {name}"), CompletionItemKind::Property)
            .inserting(format!("{argument}=\""))
    };
    Items { span, items: shortcode_arguments(name, own).into_iter().map(item).collect() }
}
