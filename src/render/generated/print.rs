//! A series as one page, for paper: a cover, the contents, and the articles one after the other.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;
use tera::Context;

use super::part::as_part;
use crate::config::Paper;
use crate::glossary::DefinedTerm;
use crate::labels::Labels;
use crate::render::card::Cards;
use crate::render::content::content;
use crate::render::context::RenderContext;
use crate::render::error::RenderError;
use crate::render::page_view::{latest, page_view, toc};
use crate::render::view::{ControlView, DateView, PageView, SafeHtml, TocView};
use crate::site::{PageId, Subject};
use crate::source::FileId;

/// An article of the series, as one of `parts` in `print.html`.
#[derive(Debug, Serialize)]
struct PartView {
    id: String,
    title: String,
    lead: String,
    url: String,
    control: Option<ControlView>,
    toc: Vec<TocView>,
    content: SafeHtml,
}

/// The series itself, as `cover` in `print.html`.
#[derive(Debug, Serialize)]
struct CoverView {
    title: String,
    lead: String,
    url: String,
    permalink: String,
    control: Option<ControlView>,
    lastmod: Option<DateView>,
}

/// A term that an article of the series links, as one of `terms` in `print.html`.
#[derive(Debug, Serialize)]
struct TermView<'a> {
    name: &'a str,
    /// What an abbreviation stands for.
    expansion: &'a str,
    text: &'a str,
}

/// The terms that the articles link and none of them defines, in order of their names.
fn terms<'a>(context: &RenderContext<'a>, articles: &[PageId]) -> Vec<TermView<'a>> {
    let files: HashSet<FileId> = articles.iter().filter_map(|article| context.site.page(*article).file).collect();
    let documents = articles.iter().map(|article| &context.site.page(*article).document);
    let linked: BTreeSet<usize> = documents
        .flat_map(|document| document.terms.iter().filter(|used| used.is_linked))
        .map(|used| used.term)
        .collect();
    let terms = linked.into_iter().filter_map(|term| context.glossary.terms().get(term));
    let shown = terms.filter(|term| context.glossaries.contains_key(&term.file) && !files.contains(&term.file));
    let view = |term: &'a DefinedTerm| TermView {
        name: term.name(),
        expansion: term.expansion().unwrap_or_default(),
        text: &term.definition.text,
    };
    let mut views: Vec<TermView<'a>> = shown.map(view).collect();
    views.sort_by_cached_key(|view| (view.name.to_lowercase(), view.text));
    views
}

/// A text as a CSS string.
fn css_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' | '<' | '\n' => quoted.push_str(&format!("\\{:x} ", u32::from(character))),
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

pub(super) fn insert(context: &RenderContext<'_>, section: PageId, values: &mut Context) -> Result<(), RenderError> {
    let page = context.site.page(section);
    let articles: Vec<PageId> = context.site.articles(section).collect();
    let address = |article: &PageId| context.resolver.public(&context.site.page(*article).url);
    let numbers: HashMap<String, usize> = articles.iter().map(address).zip(1..).collect();
    let parts = articles.iter().zip(1..).map(|(article, number)| part_view(context, *article, number, &numbers));
    values.insert("parts", &parts.collect::<Result<Vec<_>, _>>()?);
    values.insert("terms", &terms(context, &articles));
    let view = page_view(context, section);
    let labels = context.theme.labels();
    values.insert(
        "cover",
        &CoverView {
            title: view.title,
            lead: if view.lead.is_empty() { view.description } else { view.lead },
            url: view.url,
            permalink: view.permalink,
            control: view.control,
            lastmod: latest(articles.iter().map(|article| context.site.page(*article).lastmod.as_ref()), labels)
                .or_else(|| page.lastmod.as_ref().map(|date| DateView::new(date, labels))),
        },
    );
    Ok(())
}

/// The style sheet of the series: the head of every printed sheet has the title of its article, and its foot the
/// version, the day of the last review and the address.
pub(super) fn running_titles(context: &RenderContext<'_>, section: PageId) -> String {
    let title = |(number, article): (usize, PageId)| {
        let part = Subject::part(number);
        let title = css_text(&context.site.page(article).title);
        let imprint = css_text(&imprint(&page_view(context, article), context.theme.labels()));
        format!(
            "@page {part}{{@top-right{{content:{title}}}@bottom-left{{content:{imprint}}}}}#{part}{{page:{part}}}\n"
        )
    };
    let titles: Vec<String> = (1..).zip(context.site.articles(section)).map(title).collect();
    // Without a named page, the footer would be printed on a sheet of its own.
    let last = Subject::part(titles.len());
    let size = context.config.theme.paper.map(sheet_size).unwrap_or_default();
    format!("@media print{{\n{size}{}.colophon{{page:{last}}}\n}}\n", titles.concat())
}

/// The size of the sheets; tables that are wider than the text turn theirs, as in the style sheet of all pages.
fn sheet_size(paper: Paper) -> String {
    let name = paper.css_name();
    format!("@page{{size:{name}}}@page wide{{size:{name} landscape}}\n")
}

/// What stands at the foot of the sheets of an article, as `data-imprint` of `base.html` on the article's own page.
fn imprint(page: &PageView, labels: &Labels) -> String {
    let control = page.control.as_ref();
    let version = control.map(|control| control.version.as_str()).filter(|version| !version.is_empty());
    let on = |key: &str, day: &DateView| labels.fill(key, &[("date", &day.text)]);
    let reviewed = control.and_then(|control| control.reviewed.as_ref()).map(|day| on("reviewed_on", day));
    let changed = || page.lastmod.as_ref().map(|day| on("updated_on", day));
    let version = version.map(|version| labels.fill("version_number", &[("version", version)]));
    let parts = [version, reviewed.or_else(changed)];
    let first = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    if page.permalink.starts_with("http") { format!("{first}\n{}", page.permalink) } else { first }
}

fn part_view(
    context: &RenderContext<'_>,
    article: PageId,
    number: usize,
    parts: &HashMap<String, usize>,
) -> Result<PartView, RenderError> {
    let page = context.site.page(article);
    let view = page_view(context, article);
    // A card would be in each part that cites its requirement.
    let content = content(context, article, &Cards::default())?;
    let mut toc = toc(&page.document, context.config.toc);
    for entry in &mut toc {
        entry.id = Subject::part_anchor(number, &entry.id);
        entry.children.clear();
    }
    Ok(PartView {
        id: Subject::part(number),
        title: view.title,
        lead: if view.lead.is_empty() { view.description } else { view.lead },
        url: view.url,
        control: view.control,
        toc,
        content: SafeHtml(as_part(&content, number, parts)),
    })
}
