//! Pages as Markdown, for programs: shortcodes are expanded, and addresses do not depend on where the text is read.

use super::address::{link, markdown_url};
use super::context::{RenderContext, artifact};
use super::control::control_view;
use super::error::RenderError;
use super::generated::markdown_alternate::push_subject;
use super::markdown_text::{escaped, push_control};
use super::page_view::description;
use super::view::LinkView;
use crate::markdown::{Embed, without_unsafe_links};
use crate::output::Artifact;
use crate::site::{Address, GeneratedId, Kind, PageId, Resolution, ShownTable, Subject};
use crate::source::Span;

/// The page as Markdown, where it has such a file.
pub(super) fn page_alternate(context: &RenderContext<'_>, id: PageId) -> Result<Option<Artifact>, RenderError> {
    let url = markdown_url(context, &context.site.page(id).url);
    url.map(|url| artifact(&url, page_as_markdown(context, id))).transpose()
}

/// A generated page that no article carries as Markdown, where it has such a file.
pub(super) fn generated_alternate(
    context: &RenderContext<'_>,
    id: GeneratedId,
) -> Result<Option<Artifact>, RenderError> {
    let generated = context.site.generated(id);
    let Some(url) = markdown_url(context, &generated.url) else { return Ok(None) };
    let mut text = format!("# {}\n\n", generated.title);
    if !generated.description.is_empty() {
        text.push_str(&format!("> {}\n\n", generated.description));
    }
    push_generated(context, id, &mut text);
    artifact(&url, without_unsafe_links(format!("{}\n", text.trim_end()))).map(Some)
}

/// Title, description, document block and body, then what the page lists and the generated page that it carries.
fn page_as_markdown(context: &RenderContext<'_>, id: PageId) -> String {
    let page = context.site.page(id);
    let mut text = format!("# {}\n\n", page.title);
    if let Some(description) = &page.front.description {
        text.push_str(&format!("> {}\n\n", description.value));
    }
    if let Some(control) = &page.front.control {
        push_control(&control_view(context, control), context.theme.labels(), &mut text);
    }
    if let Some(file) = page.file {
        let source = &context.sources.get(file).text;
        match &page.document.expanded {
            Some(expanded) => text.push_str(&with_tables(context, id, expanded.trim_start(), source)),
            None => push_body(context, id, source, &mut text),
        }
    }
    if page.kind != Kind::Article && !page.children.is_empty() {
        begin_part(&mut text);
        page.children.iter().for_each(|child| push_entry(context, *child, &mut text));
    }
    if let Some(generated) = context.site.generated_on(id) {
        begin_part(&mut text);
        push_generated(context, generated, &mut text);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    without_unsafe_links(text)
}

/// Writes what a generated page says below its title.
fn push_generated(context: &RenderContext<'_>, id: GeneratedId, text: &mut String) {
    let subject = &context.site.generated(id).subject;
    if let Subject::Print(section) = subject {
        push_series(context, *section, text);
    } else {
        push_subject(context, subject, text);
    }
}

/// Writes the articles of a series one after the other.
fn push_series(context: &RenderContext<'_>, section: PageId, text: &mut String) {
    if let Some(control) = &context.site.page(section).front.control {
        push_control(&control_view(context, control), context.theme.labels(), text);
    }
    for article in context.site.articles(section) {
        text.push_str(&format!("---\n\n{}\n", page_as_markdown(context, article)));
    }
}

/// Writes an entry of the list of pages on another.
fn push_entry(context: &RenderContext<'_>, id: PageId, text: &mut String) {
    let (LinkView { title, url }, description) = (link(context, id), description(context, id));
    let colon = if description.is_empty() { "" } else { ": " };
    for part in ["- [", &escaped(&title), "](", &url, ")", colon, &description, "\n"] {
        text.push_str(part);
    }
}

/// Every data table of a page as Markdown, with the place of its link.
fn tables_as_markdown(context: &RenderContext<'_>, id: PageId) -> Vec<(Span, String)> {
    let document = &context.site.page(id).document;
    let shown = document.embeds.iter().zip(context.site.shown_tables(id));
    let table = |(embed, shown): (&Embed, &Option<ShownTable>)| {
        let table = context.site.table_on(id, shown.as_ref()?.file, context.frameworks)?;
        let caption = table.title.as_deref().unwrap_or(&embed.caption);
        let markdown = table.markdown(context.frameworks, context.theme.labels());
        Some((document.links[embed.link].span, format!("**{caption}**\n\n{}", markdown.trim_end())))
    };
    shown.filter_map(table).collect()
}

/// An expanded body with the data tables in place of their links, which are the same there as in the source.
fn with_tables(context: &RenderContext<'_>, id: PageId, expanded: &str, source: &str) -> String {
    let mut text = String::with_capacity(expanded.len());
    let mut rest = expanded;
    for (span, table) in tables_as_markdown(context, id) {
        // A link from a shortcode has the span of the call, which is not in what it was expanded to.
        let link = Some(span.of(source)).filter(|link| !link.is_empty() && !link.starts_with("{{"));
        if let Some((before, after)) = link.and_then(|link| rest.split_once(link)) {
            text.push_str(before);
            text.push_str(&table);
            rest = after;
        }
    }
    text + rest
}

/// Writes the body as it is in the source, with public addresses in its links within the site, and with the Markdown of
/// other dialects rewritten.
fn push_body(context: &RenderContext<'_>, id: PageId, source: &str, text: &mut String) {
    let document = &context.site.page(id).document;
    let mut edits = tables_as_markdown(context, id);
    edits.extend(document.rewritten.iter().cloned());
    edits.extend(document.links.iter().filter_map(|link| {
        let span = link.destination_span?;
        let is_rooted = Address::parse(&link.destination).path.starts_with('/');
        let stays = is_rooted && context.config.base.path == "/";
        let is_found = !stays && matches!(context.resolver.resolve(id, link), Resolution::Found(_));
        is_found.then(|| (span, context.resolver.href(id, link)))
    }));
    // Of what begins at one place, text that is only added comes first, and then what holds the rest.
    edits.sort_by_key(|(span, _)| (span.start, span.end > span.start, std::cmp::Reverse(span.end)));
    let mut written = document.body.start + leading_blank(document.body.of(source));
    for (span, instead) in edits {
        if span.start >= written {
            text.push_str(&source[written..span.start]);
            text.push_str(&instead);
            written = span.end;
        }
    }
    text.push_str(&source[written..document.body.end]);
}

/// Ends the text with one empty line.
fn begin_part(text: &mut String) {
    let end = text.trim_end().len();
    text.truncate(end);
    text.push_str("\n\n");
}

fn leading_blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}
