//! A page of the site through its template.

use memchr::memmem;
use tera::{Context, Value};

use super::card::Cards;
use super::content::content;
use super::context::{RenderContext, artifact, global_values, page_location, render};
use super::error::RenderError;
use super::generated::home::insert_maps;
use super::generated::page::insert_subject;
use super::navigation::insert_sidebar;
use super::page_view::{page_view, section_view, series_view};
use crate::output::Artifact;
use crate::site::{Kind, PageId};

/// What templates see as `page`.
pub(super) fn page_value(context: &RenderContext<'_>, id: PageId) -> Value {
    Value::from_serializable(&page_view(context, id))
}

/// The page itself; `page` is its [`page_value`].
///
/// # Errors
/// The template's failure.
pub(super) fn html(context: &RenderContext<'_>, id: PageId, page: &Value) -> Result<Artifact, RenderError> {
    let mut values = global_values(context);
    insert_content(context, id, &mut values)?;
    values.insert_value("page", page.clone());
    let generated = context.site.generated_on(id);
    if let Some(generated) = generated {
        insert_subject(context, generated, &mut values)?;
    }
    let page = context.site.page(id);
    let kind = generated.map_or(page.kind.name(), |id| context.site.generated(id).subject.name());
    let names = [page.front.layout.as_ref(), page.front.kind.as_ref()].into_iter().flatten();
    let wished: Vec<String> = names.map(|name| format!("{}.html", name.value)).collect();
    let wished = context.theme.find(wished.iter().map(String::as_str).filter(|name| is_page_template(name)));
    let template = wished.map_or_else(|| format!("{kind}.html"), str::to_owned);
    artifact(&page.url, render(context, &template, &values, page_location(context, id))?)
}

fn insert_content(context: &RenderContext<'_>, id: PageId, values: &mut Context) -> Result<(), RenderError> {
    let cards = Cards::of(context, id);
    let html = content(context, id, &cards)?;
    values.insert("has_parts", &has_parts(&html));
    values.insert_value("content", Value::safe_string(&html));
    values.insert("cards", &cards);
    if let Some(section) = section_view(context, id) {
        values.insert("section", &section);
    }
    if context.site.page(id).kind == Kind::Home {
        insert_maps(context, values);
    }
    if let Some(series) = series_view(context, id) {
        values.insert("series", &series);
    }
    insert_sidebar(context, id, values)
}

/// Whether the HTML has something that `parts.css` styles. Shortcodes of the site and raw HTML may have it too, so that
/// the HTML is looked at.
fn has_parts(html: &str) -> bool {
    const CLASSES: [&str; 6] = ["tab", "video-", "ln\"", "hl\"", "ins\"", "del\""];
    let mut attributes = memmem::find_iter(html.as_bytes(), "class=\"").map(|at| &html[at + "class=\"".len()..]);
    attributes.any(|value| CLASSES.iter().any(|class| value.starts_with(class)))
}

/// Whether `layout` and `type` may name this template: one of a page, not of a part of pages.
pub(super) fn is_page_template(name: &str) -> bool {
    !name.contains('/') && !matches!(name, "base.html" | "alias.html" | "404.html" | "article.html" | "page.html")
}
