//! A series as one page, for paper: a cover, the contents, and every article after the other.

use std::collections::HashMap;

use serde::Serialize;
use tera::Context;

use super::part::as_part;
use crate::render::card::with_cards;
use crate::render::page::{RenderError, Renderer};
use crate::render::view::{ControlView, DateView, SafeHtml, TocView};
use crate::render::view_of::{latest, toc};
use crate::site::{PageId, Subject};

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

/// A text as CSS quotes it.
fn css_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' | '<' | '\n' => quoted.push_str(&format!("\\{:x} ", u32::from(sign))),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

impl Renderer<'_> {
    pub(super) fn insert_print(&self, section: PageId, context: &mut Context) -> Result<(), RenderError> {
        let page = self.site.page(section);
        let articles: Vec<PageId> = self.site.articles(section).collect();
        let address = |article: &PageId| self.resolver.public(&self.site.page(*article).url);
        let numbers: HashMap<String, usize> = articles.iter().map(address).zip(1..).collect();
        let parts = articles.iter().zip(1..).map(|(article, number)| self.part_view(*article, number, &numbers));
        context.insert("parts", &parts.collect::<Result<Vec<_>, _>>()?);
        let view = self.page_view(section);
        context.insert(
            "cover",
            &CoverView {
                title: view.title,
                lead: if view.lead.is_empty() { view.description } else { view.lead },
                url: view.url,
                permalink: view.permalink,
                control: view.control,
                lastmod: latest(articles.iter().map(|article| self.site.page(*article).lastmod.as_ref()))
                    .or_else(|| page.lastmod.as_ref().map(DateView::new)),
            },
        );
        Ok(())
    }

    /// The style sheet beside the series: the head of every sheet of paper tells the article that stands there.
    pub(super) fn running_titles(&self, section: PageId) -> String {
        let title = |(number, article): (usize, PageId)| {
            let part = Subject::part(number);
            let title = css_text(&self.site.page(article).title);
            format!("@page {part}{{@top-right{{content:{title}}}}}#{part}{{page:{part}}}\n")
        };
        let titles: Vec<String> = (1..).zip(self.site.articles(section)).map(title).collect();
        // On a page of no name the foot would take a sheet of its own.
        let last = Subject::part(titles.len());
        format!("@media print{{\n{}.colophon{{page:{last}}}\n}}\n", titles.concat())
    }

    fn part_view(
        &self,
        article: PageId,
        number: usize,
        parts: &HashMap<String, usize>,
    ) -> Result<PartView, RenderError> {
        let page = self.site.page(article);
        let view = self.page_view(article);
        let content = with_cards(self.content(article, &page.document)?, &[]);
        let mut toc = toc(&page.document, self.config.toc);
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
}
