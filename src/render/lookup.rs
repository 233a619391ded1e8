//! One output of the site, by its address: what the preview serves.

use super::context::RenderContext;
use super::error::RenderError;
use super::feed::feed;
use super::generated;
use super::markdown_alternate::{generated_alternate, page_alternate};
use super::page::{html, page_value};
use super::site_files::{alias_page, site_file_at};
use super::social_card::card_at;
use super::table_files::table_files;
use crate::output::Artifact;
use crate::site::Target;

/// What the build writes at `url`; nothing where that is a file to be copied, or where there is nothing.
///
/// # Errors
/// The template's failure.
pub(super) fn at(context: &RenderContext<'_>, url: &str) -> Result<Option<Artifact>, RenderError> {
    match context.site.at(url) {
        Some(Target::Page(id)) => return html(context, id, &page_value(context, id)).map(Some),
        Some(Target::Alias(index)) => {
            let alias = &context.site.aliases()[index];
            return alias_page(context, &alias.url, &context.site.page(alias.page).url).map(Some);
        }
        Some(Target::GeneratedPage(id)) => return generated::page::html(context, id).map(Some),
        Some(Target::Asset(_) | Target::GeneratedFile) | None => {}
    }
    if let Some(page) = context.site.page_with_table_file(url) {
        return Ok(table_files(context, page)?.into_iter().find(|artifact| artifact.route.as_deref() == Some(url)));
    }
    if let Some(file) = site_file_at(context, url)? {
        return Ok(Some(file));
    }
    if let Some(card) = card_at(context, url)? {
        return Ok(Some(card));
    }
    if let Some((id, file)) = context.site.generated_beside(url) {
        return generated::page::file(context, id, file).map(Some);
    }
    let alternates = match page_beside(context, url) {
        Some(Target::Page(id)) => [page_alternate(context, id)?, feed(context, id, &page_value(context, id))?],
        Some(Target::GeneratedPage(id)) => [generated_alternate(context, id)?, None],
        Some(Target::Alias(_) | Target::Asset(_) | Target::GeneratedFile) | None => return Ok(None),
    };
    Ok(alternates.into_iter().flatten().find(|artifact| artifact.route.as_deref() == Some(url)))
}

/// The page whose feed or Markdown could have this address.
fn page_beside(context: &RenderContext<'_>, url: &str) -> Option<Target> {
    let folder = url.rfind('/').map(|slash| &url[..=slash])?;
    let file = url.strip_suffix(".md").map(|stem| format!("{stem}.html"));
    file.and_then(|file| context.site.at(&file)).or_else(|| context.site.at(folder))
}
