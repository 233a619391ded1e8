//! Pages as Markdown, for machines: what a page says, with shortcodes expanded and addresses that hold from anywhere.

use super::page::{RenderError, Renderer, artifact};
use super::view::{ControlView, DateView, LinkView};
use crate::markdown::{Embed, without_unsafe_links};
use crate::output::{Artifact, path_of};
use crate::site::{Address, Kind, PageId, Resolution, ShownTable};
use crate::source::Span;

/// The address of the Markdown twin of the page at `url`; nothing for a page that asked for another file name than that
/// of an HTML page.
pub(super) fn twin_of(url: &str) -> Option<String> {
    match url.strip_suffix(".html") {
        Some(stem) => Some(format!("{stem}.md")),
        None => url.ends_with('/').then(|| format!("{url}index.md")),
    }
}

/// Text that Markdown shows as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '\\' | '[' | ']' | '<' | '*' | '_' | '`') {
            escaped.push('\\');
        }
        escaped.push(sign);
    }
    escaped
}

/// The document block of a controlled document.
pub(super) fn push_control(control: &ControlView, text: &mut String) {
    let day = |date: &Option<DateView>| date.as_ref().map(|date| date.day.clone()).unwrap_or_default();
    let (reviewed, next) = (day(&control.reviewed), day(&control.next));
    let facts = [
        ("Version", &control.version),
        ("Owner", &control.owner),
        ("Approver", &control.approver),
        ("Reviewed", &reviewed),
        ("Next review", &next),
    ];
    for (name, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("- {name}: {value}\n"));
    }
    for entry in &control.history {
        let words = [entry.version.clone(), day(&entry.date), entry.change.clone(), entry.author.clone()];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        text.push_str(&format!("- History: {}\n", words.join(", ")));
    }
    text.push('\n');
}

impl Renderer<'_> {
    /// The address of the Markdown twin of the page at `url`, unless something else stands there.
    pub(super) fn twin_url(&self, url: &str) -> Option<String> {
        twin_of(url).filter(|twin| self.site.clash(&path_of(twin)).is_none())
    }

    /// The Markdown twin of a page, where it has one.
    pub(super) fn twin(&self, id: PageId) -> Result<Option<Artifact>, RenderError> {
        let url = self.twin_url(&self.site.page(id).url);
        url.map(|url| artifact(&url, self.page_as_markdown(id))).transpose()
    }

    /// Title, description, document block and body, then what the page lists and what is made on it.
    pub(super) fn page_as_markdown(&self, id: PageId) -> String {
        let page = self.site.page(id);
        let mut text = format!("# {}\n\n", page.title);
        if let Some(description) = &page.front.description {
            text.push_str(&format!("> {}\n\n", description.value));
        }
        if let Some(control) = &page.front.control {
            push_control(&self.control_view(control), &mut text);
        }
        if let Some(file) = page.file {
            let source = &self.sources.get(file).text;
            match &page.document.expanded {
                Some(expanded) => text.push_str(&self.with_tables(id, expanded.trim_start(), source)),
                None => self.push_body(id, source, &mut text),
            }
        }
        if page.kind != Kind::Article && !page.children.is_empty() {
            begin_part(&mut text);
            page.children.iter().for_each(|child| self.push_entry(*child, &mut text));
        }
        if let Some(generated) = self.site.generated_on(id) {
            begin_part(&mut text);
            self.push_generated(generated, &mut text);
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        without_unsafe_links(text)
    }

    /// A page as an entry of the list on another.
    fn push_entry(&self, id: PageId, text: &mut String) {
        let (LinkView { title, url }, description) = (self.link(id), self.description(id));
        let colon = if description.is_empty() { "" } else { ": " };
        for part in ["- [", &escaped(&title), "](", &url, ")", colon, &description, "\n"] {
            text.push_str(part);
        }
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
        let mut text = String::with_capacity(expanded.len());
        let mut rest = expanded;
        for (span, table) in self.tables_as_markdown(id) {
            // A link that a shortcode made has the span of the call, which does not stand in what it was expanded to.
            let link = Some(span.of(source)).filter(|link| !link.is_empty() && !link.starts_with("{{"));
            if let Some((before, after)) = link.and_then(|link| rest.split_once(link)) {
                text.push_str(before);
                text.push_str(&table);
                rest = after;
            }
        }
        text + rest
    }

    /// The body as written, its links within the site led to their public address.
    fn push_body(&self, id: PageId, source: &str, text: &mut String) {
        let document = &self.site.page(id).document;
        let mut links: Vec<_> = document.links.iter().filter_map(|link| Some((link.destination_span?, link))).collect();
        links.sort_by_key(|(span, _)| *span);
        links.dedup_by_key(|(span, _)| *span);
        let mut tables = self.tables_as_markdown(id);
        tables.sort_by_key(|(span, _)| *span);
        let mut written = document.body.start + leading_blank(document.body.of(source));
        for (span, link) in links {
            let is_rooted = Address::parse(&link.destination).path.starts_with('/');
            let before = tables.partition_point(|(whole, _)| whole.start <= span.start);
            let around = tables[..before].last().filter(|(whole, _)| span.end <= whole.end);
            if let Some((whole, table)) = around {
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

/// Leaves an empty line before what follows.
fn begin_part(text: &mut String) {
    let end = text.trim_end().len();
    text.truncate(end);
    text.push_str("\n\n");
}

fn leading_blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}
