//! What can be found: one entry a page, with its text and what it can be filtered by.

use super::text::markup;
use crate::framework::Frameworks;
use crate::markdown::{escape_attribute, escape_text};
use crate::site::{Kind, Page, PageId, ShownTable, Site, encode};

/// A page that can be found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its address below the site's base, percent-encoded, with a slash in front.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its text: paragraphs, and headings with their ids. Not the page's HTML.
    pub markup: String,
    /// The section it stands in.
    pub section: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The frameworks it is about.
    pub frameworks: Vec<String>,
}

/// Every page of the site that has a text, in order of address.
pub fn entries(site: &Site, frameworks: &Frameworks) -> Vec<Entry> {
    let has_text = |page: &Page| page.file.is_some() && matches!(page.kind, Kind::Home | Kind::Section | Kind::Article);
    site.pages().filter(|(_, page)| has_text(page)).map(|(id, page)| entry(site, frameworks, id, page)).collect()
}

fn entry(site: &Site, frameworks: &Frameworks, id: PageId, page: &Page) -> Entry {
    let tags = page.terms.iter().map(|term| site.page(*term)).filter(|term| term.url.starts_with("/tags/"));
    let section = page.section.filter(|section| Some(*section) != site.home()).map(|section| site.page(section));
    let about = page.front.lead.as_ref().or(page.front.description.as_ref());
    let about = about.map(|text| escape_text(&text.value).into_owned()).unwrap_or_default();
    Entry {
        url: encode(&page.url),
        title: page.title.clone(),
        markup: markup(&about, &page.document, &tables(site, frameworks, id)),
        section: match page.kind {
            Kind::Section => Some(page.link_title.clone()),
            _ => section.map(|section| section.link_title.clone()),
        },
        tags: tags.map(|term| term.title.clone()).collect(),
        frameworks: names(site, frameworks, page),
    }
}

/// The text of every data table that a page shows, as HTML; empty where its link stands for itself.
fn tables(site: &Site, frameworks: &Frameworks, page: PageId) -> Vec<String> {
    let text = |shown: &Option<ShownTable>| {
        let table = shown.as_ref().and_then(|shown| site.table(shown.file));
        let lines = table.map(|table| table.title.iter().cloned().chain(table.lines(frameworks)));
        let lines = lines.into_iter().flatten().map(|line| format!("<p>{}</p>", escape_text(&line)));
        lines.collect::<String>()
    };
    site.shown_tables(page).iter().map(text).collect()
}

/// The frameworks that a page belongs to: by its folders, its tags, or its own word.
fn names(site: &Site, frameworks: &Frameworks, page: &Page) -> Vec<String> {
    let folders = page.path.split('/').rev().skip(1).filter_map(|folder| frameworks.of_folder(folder));
    let tags = page.front.tags.iter().filter_map(|tag| frameworks.of_tag(&tag.value));
    let mut sections = vec![page];
    while let Some(above) = sections.last().and_then(|page| page.section) {
        sections.push(site.page(above));
    }
    let said = sections.iter().filter_map(|page| frameworks.get(&page.front.framework.as_ref()?.value));
    let explained = page.front.requirements.iter().filter_map(|named| frameworks.get(&named.framework.value));
    let mut names: Vec<String> =
        folders.chain(tags).chain(said).chain(explained).map(|found| found.name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Entry {
    /// The page as Pagefind is given it: no more HTML than says what is a heading and what is not.
    pub(super) fn html(&self) -> String {
        let mut html = String::with_capacity(self.markup.len() + 512);
        // Its title is searched as a title; in the text it would stand at the head of every excerpt.
        let title = escape_text(&self.title);
        html.push_str(&format!("<html><body><h1 data-pagefind-ignore>{title}</h1>"));
        let section = self.section.iter().map(|section| ("section", section));
        let tags = self.tags.iter().map(|tag| ("tag", tag));
        let frameworks = self.frameworks.iter().map(|framework| ("framework", framework));
        for (name, value) in section.chain(tags).chain(frameworks) {
            html.push_str(&format!("<i data-pagefind-filter=\"{name}:{}\"></i>", escape_attribute(value)));
        }
        html.push_str(&self.markup);
        html.push_str("</body></html>");
        html
    }
}
