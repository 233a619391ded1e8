//! What templates see. Nothing of the model is serialised as it is: a template's world is stable even where
//! the code behind it is not.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::front::Date;

/// A page, as `page`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PageView {
    /// `home`, `section`, `article`, `taxonomy`, `term`, or `error` for the 404 page.
    pub kind: &'static str,
    /// Public path, percent-encoded.
    pub url: String,
    /// Public absolute address where the site knows its host, else the same as `url`.
    pub permalink: String,
    /// Path of the source file relative to the root; empty for a page without one.
    pub path: String,
    /// Title.
    pub title: String,
    /// Title for lists and menus.
    pub link_title: String,
    /// One sentence about the page; may be empty.
    pub description: String,
    /// Opening paragraph as plain text; may be empty.
    pub lead: String,
    /// `type` of the front matter; may be empty.
    pub r#type: String,
    /// Whether it is a draft, shown only in previews.
    pub draft: bool,
    /// The day it speaks of.
    pub date: Option<DateView>,
    /// When it was last changed.
    pub lastmod: Option<DateView>,
    /// Its tags.
    pub tags: Vec<LinkView>,
    /// Who contributed.
    pub contributors: Vec<LinkView>,
    /// Public addresses of its images.
    pub images: Vec<String>,
    /// Whether it shows a data table.
    pub has_data_tables: bool,
    /// Whether it shows a matrix or a crosswalk.
    pub has_standards: bool,
    /// Whether it has what no article has: a list of pages, or what the site makes.
    pub has_reference: bool,
    /// Its headings as a nested list, where the page shows its contents.
    pub toc: Vec<TocView>,
    /// Words of prose.
    pub words: usize,
    /// Minutes it takes to read, at least one.
    pub minutes: usize,
    /// Front matter that is no known key, keys in lower case.
    pub params: BTreeMap<String, Value>,
    /// Its control block; absent where it is no controlled document.
    pub control: Option<ControlView>,
    /// Public path of the section as one page for paper; absent where there is none.
    pub print: Option<String>,
    /// Where its source can be edited; absent where the site does not say.
    pub edit_url: Option<String>,
    /// The pages above it, the front page first.
    pub breadcrumbs: Vec<LinkView>,
    /// What it lists, in order: empty for articles.
    pub children: Vec<ListedView>,
    /// The frameworks that it is about, in order of key.
    pub frameworks: Vec<FrameworkView>,
    /// The requirements that it explains, cites or has in a table, each once: by framework, in its order.
    pub requirements: Vec<RequirementView>,
    /// Public path of its feed; sections, terms and the front page have one.
    pub feed: Option<String>,
    /// What the page says of itself to machines, as JSON-LD; absent where the site does not know its host.
    pub linked_data: Option<SafeHtml>,
    /// Public path of the page as Markdown; articles and sections have one.
    pub markdown: Option<String>,
}

/// A link.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// What it says.
    pub title: String,
    /// Public path.
    pub url: String,
}

/// A framework.
#[derive(Debug, Clone, Serialize)]
pub struct FrameworkView {
    /// What stands before the colon of a citation.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its current version.
    pub version: String,
    /// Public path of its page; empty where it has none on this site.
    pub url: String,
}

/// A requirement.
#[derive(Debug, Clone, Serialize)]
pub struct RequirementView {
    /// The framework's key.
    pub framework: String,
    /// The framework's name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Public address, with the anchor.
    pub url: String,
    /// `explains`, `mentions` or `table`: the first of these that holds.
    pub kind: &'static str,
}

/// A page in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ListedView {
    /// `section`, `article`, `term` and so on.
    pub kind: &'static str,
    /// Title for lists.
    pub title: String,
    /// Public path.
    pub url: String,
    /// One sentence; may be empty.
    pub description: String,
    /// The day it speaks of.
    pub date: Option<DateView>,
    /// Minutes it takes to read.
    pub minutes: usize,
    /// How many pages it lists itself.
    pub count: usize,
}

/// A date in the forms that pages need.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// RFC 3339 with time and offset, for feeds and `datetime`.
    pub iso: String,
    /// `2026-11-22`.
    pub day: String,
    /// `22 November 2026`.
    pub text: String,
}

/// What makes a page a controlled document, as `page.control`.
#[derive(Debug, Clone, Serialize)]
pub struct ControlView {
    /// Who answers for it; may be empty.
    pub owner: String,
    /// Who released it; may be empty.
    pub approver: String,
    /// Its version as written; may be empty.
    pub version: String,
    /// The day it was last gone through.
    pub reviewed: Option<DateView>,
    /// How long a review holds, `1 year`; may be empty.
    pub every: String,
    /// The day by which it must be reviewed again.
    pub next: Option<DateView>,
    /// `overdue`, `due` within 60 days, `current`, or `unscheduled`.
    pub review: &'static str,
    /// Its versions, the oldest first.
    pub history: Vec<ChangeView>,
}

/// A version of a controlled document.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeView {
    /// The version as written; may be empty.
    pub version: String,
    /// The day it came out.
    pub date: Option<DateView>,
    /// Who made it; may be empty.
    pub author: String,
    /// What is different; may be empty.
    pub change: String,
}

/// A heading in the list of contents.
#[derive(Debug, Clone, Serialize)]
pub struct TocView {
    /// The heading's id.
    pub id: String,
    /// Its text.
    pub title: String,
    /// The headings below it.
    pub children: Vec<TocView>,
}

/// The nearest section, as `section`: of a section page, the page itself.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// Title.
    pub title: String,
    /// Public path.
    pub url: String,
    /// One sentence; may be empty.
    pub description: String,
}

/// The series that an article is part of, as `series`; absent on other pages.
#[derive(Debug, Clone, Serialize)]
pub struct SeriesView {
    /// The section's title.
    pub title: String,
    /// Public path of the section.
    pub url: String,
    /// The article's place, from 1.
    pub position: usize,
    /// How many articles there are.
    pub total: usize,
    /// The article before this one.
    pub previous: Option<LinkView>,
    /// The article after this one.
    pub next: Option<LinkView>,
    /// What the article after this one is about, in one sentence; may be empty.
    pub next_description: String,
    /// Public path of the series as one page for paper; absent where there is none.
    pub print: Option<String>,
}

/// An entry of `navigation` (the tree beside the text) or of a menu.
///
/// The tree holds the top of the site and, opened, the way down to this page: ancestors with their siblings,
/// and the page's own section with its articles.
#[derive(Debug, Clone, Serialize)]
pub struct NavigationView {
    /// What it says.
    pub title: String,
    /// Public path, or an address elsewhere.
    pub url: String,
    /// Entries below it that this page shows.
    pub children: Vec<NavigationView>,
    /// Of an article beside this page: minutes it takes to read. Else 0.
    pub minutes: usize,
    /// Not 0 in the last entry of a list that is too long to be shown whole: so many are left out, and the entry
    /// leads to the page that has them all.
    pub more: usize,
}

/// The site, as `site`.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// Title.
    pub title: String,
    /// One sentence; may be empty.
    pub description: String,
    /// Language of the text, as BCP 47 has it.
    pub language: String,
    /// Public path of the front page.
    pub url: String,
    /// Absolute address of the front page where the site knows its host, else its path.
    pub base_url: String,
    /// Scheme and host, without a slash; empty where the site does not know them.
    pub origin: String,
    /// Line of rights at the foot; may be empty.
    pub copyright: String,
    /// Public path of the site's feed.
    pub feed: String,
    /// `Clausebook` with its version.
    pub generator: String,
    /// Public path of the search index, for the script that asks it; empty where there is none.
    pub search: String,
    /// Pages of the taxonomies.
    pub taxonomies: Vec<LinkView>,
    /// The pages that the site makes by itself and that stand at its top: the register of documents, the frameworks.
    pub generated: Vec<LinkView>,
    /// What the `theme` part of the configuration says.
    pub theme: ThemeView,
}

/// What a site changes about the default theme, as `site.theme`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ThemeView {
    /// Public path of a picture for the header; may be empty.
    pub logo: String,
    /// Colour of links and marks as CSS writes it; may be empty.
    pub accent: String,
    /// Links in the header.
    pub header: Vec<LinkView>,
    /// Links in the footer.
    pub footer: Vec<LinkView>,
    /// A line in the footer; may be empty.
    pub footer_text: String,
    /// Public paths of further style sheets.
    pub css: Vec<String>,
}

/// A table, as `table` in `tables/markdown.html`.
#[derive(Debug, Clone, Serialize)]
pub struct TableView {
    /// Its id, given by the author; may be empty.
    pub id: String,
    /// What the ids of its rows begin with, before `-row-` and the row's number from 1; may be empty.
    pub name: String,
    /// The address of the same data as comma-separated values; may be empty.
    pub csv: String,
    /// Its classes, given by the author.
    pub classes: Vec<String>,
    /// Its caption; may be empty.
    pub caption: String,
    /// Whether the first cell of each row names the row.
    pub row_headers: bool,
    /// The head cells.
    pub head: Vec<CellView>,
    /// The rows, each a list of cells.
    pub rows: Vec<Vec<CellView>>,
}

/// A cell of a table.
#[derive(Debug, Clone, Serialize)]
pub struct CellView {
    /// Finished HTML.
    pub html: SafeHtml,
    /// `left`, `center`, `right`, or empty.
    pub align: &'static str,
    /// The text of its column's head, for layouts that stack rows; empty where a cell needs none: in the first
    /// column, and where nothing stands in it.
    pub label: String,
}

/// Text that is HTML already and is not escaped again.
#[derive(Debug, Clone, Default)]
pub struct SafeHtml(pub String);

impl Serialize for SafeHtml {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.0).serialize(serializer)
    }
}

impl DateView {
    /// The forms of `date`.
    pub fn new(date: &Date) -> Self {
        Self::with(date.iso(), date.calendar_day())
    }

    /// The forms of a day without a time.
    pub fn of_day(date: jiff::civil::Date) -> Self {
        Self::with(format!("{date}T00:00:00Z"), date)
    }

    fn with(iso: String, date: jiff::civil::Date) -> Self {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let month = MONTHS.get((date.month() - 1).max(0) as usize).copied().unwrap_or_default();
        // Every list has a date for each of its entries, so that this is written without a formatter.
        let text = [&date.day().to_string(), month, &date.year().to_string()].join(" ");
        Self { iso, day: date.to_string(), text }
    }
}
