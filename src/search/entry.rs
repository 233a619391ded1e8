//! The pages of the index, with their texts and filters.

use std::collections::BTreeMap;

use super::requirement::RequirementEntry;
use super::text::{indexed, markup};
use super::words::Words;
use crate::framework::{Framework, Frameworks, Requirement, RequirementIdx};
use crate::labels::Labels;
use crate::markdown::{escape_attribute, escape_text};
use crate::site::{FrameworkScopes, GeneratedPage, Kind, Page, PageId, ShownMatrix, ShownTable, Site, Subject, encode};

/// A page of the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its URL below the site's base, percent-encoded, with a leading slash.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its text: paragraphs, and headings with their ids. Not the page's HTML.
    pub markup: String,
    /// Its section.
    pub section: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The names of its frameworks.
    pub frameworks: Vec<String>,
}

/// Every written page of the site in order of URLs, then the generated pages.
pub fn entries(site: &Site, frameworks: &Frameworks, scopes: &FrameworkScopes) -> Vec<Entry> {
    let has_text = |page: &Page| page.file.is_some() && matches!(page.kind, Kind::Home | Kind::Section | Kind::Article);
    let written = site.pages().filter(|(_, page)| has_text(page)).map(|(id, page)| {
        let names = scopes.of(id, frameworks).map(|framework| framework.name.clone());
        let tables = tables(site, frameworks, id);
        Entry { frameworks: names.collect(), ..entry(site, page, &tables) }
    });
    let is_indexed = |generated: &GeneratedPage| generated.subject.is_found() && generated.page.is_none();
    let generated = site.all_generated().filter(|(_, generated)| is_indexed(generated));
    written.chain(generated.map(|(_, generated)| generated_entry(frameworks, generated))).collect()
}

fn entry(site: &Site, page: &Page, tables: &[String]) -> Entry {
    let tags = page.terms.iter().map(|term| site.page(*term)).filter(|term| term.taxonomy == "tags");
    let section = page.section.filter(|section| Some(*section) != site.home()).map(|section| site.page(section));
    let about = page.front.lead.as_ref().or(page.front.description.as_ref());
    let about = about.map(|text| escape_text(&text.value).into_owned()).unwrap_or_default();
    Entry {
        url: encode(&page.url),
        title: page.title.clone(),
        markup: markup(&about, &page.document, tables),
        section: match page.kind {
            Kind::Section => Some(page.link_title.clone()),
            Kind::Home | Kind::Article | Kind::Taxonomy | Kind::Term => {
                section.map(|section| section.link_title.clone())
            }
        },
        tags: tags.map(|term| term.title.clone()).collect(),
        frameworks: Vec::new(),
    }
}

/// The text of every data table that a page shows, as HTML; empty where the page shows a link instead.
fn tables(site: &Site, frameworks: &Frameworks, page: PageId) -> Vec<String> {
    let text = |shown: &Option<ShownTable>| {
        let table = shown.as_ref().and_then(|shown| site.table_on(page, shown.file, frameworks));
        let Some(table) = table else { return String::new() };
        let lines = table.title.iter().cloned().chain(table.lines(frameworks));
        lines.map(|line| format!("<p>{}</p>", escape_text(&line))).collect::<String>()
    };
    site.shown_tables(page).iter().map(text).collect()
}

/// The entry of a generated page; for that of a requirement with all requirements below it as headings.
fn generated_entry(frameworks: &Frameworks, generated: &GeneratedPage) -> Entry {
    let framework = generated.subject.framework().and_then(|key| frameworks.get(key));
    let mut html = format!("<p>{}</p>", escape_text(&generated.description));
    if let (Subject::Principal(_, idx), Some(framework)) = (&generated.subject, framework) {
        for (_, requirement) in shown(framework, *idx) {
            let (id, title) = (escape_attribute(&requirement.id), escape_text(&requirement.title));
            html.push_str(&format!("<h2 id=\"{id}\">{} {title}</h2>", escape_text(&requirement.id)));
        }
    }
    Entry {
        url: encode(&generated.url),
        title: generated.title.clone(),
        markup: indexed(&html),
        section: framework.map(|framework| framework.name.clone()),
        tags: Vec::new(),
        frameworks: framework.map(|framework| framework.name.clone()).into_iter().collect(),
    }
}

/// Every requirement that is on a page.
pub fn requirements(site: &Site, frameworks: &Frameworks, labels: &Labels) -> Vec<RequirementEntry> {
    let mut entries = Vec::new();
    let mut matrices: BTreeMap<&str, Vec<ShownMatrix<'_>>> = BTreeMap::new();
    for (_, generated) in site.all_generated() {
        let Subject::Principal(key, idx) = &generated.subject else { continue };
        let Some(framework) = frameworks.get(key) else { continue };
        let matrices = matrices.entry(key).or_insert_with(|| site.matrices(framework));
        entries.extend(shown(framework, *idx).map(|(idx, requirement)| RequirementEntry {
            framework: framework.name.clone(),
            url: format!("{}#{}", encode(&generated.url), requirement.id),
            id: requirement.id.clone(),
            title: requirement.title.clone(),
            responsible: responsible(matrices, idx, labels),
        }));
    }
    entries
}

/// Who is responsible for a requirement; by matrix where there are several.
fn responsible(matrices: &[ShownMatrix<'_>], idx: RequirementIdx, labels: &Labels) -> String {
    let words = matrices.iter().filter_map(|shown| {
        let who = shown.matrix.name(shown.matrix.who(shown.of(idx)?)?, labels);
        Some(if matrices.len() > 1 { format!("{}: {who}", shown.name) } else { who })
    });
    words.collect::<Vec<_>>().join(labels.text("separator"))
}

/// The requirements on the page of a principal one: itself, and all below it.
fn shown(framework: &Framework, idx: RequirementIdx) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
    std::iter::once((idx, framework.requirement(idx))).chain(framework.below(idx))
}

impl Entry {
    /// The HTML for Pagefind: headings and paragraphs only.
    pub(super) fn html(&self) -> String {
        let mut html = String::with_capacity(self.markup.len() + 512);
        // The title is indexed as such; in the text it would be at the start of every excerpt.
        let title = Words::of(&self.title);
        let title = escape_text(&title);
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
