//! What templates see. Types of the model are not serialised, so that templates do not depend on them.
//!
//! The manual describes each of these fields, and a test reads this file to make sure.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

pub(super) use super::date_view::DateView;

/// A page, as `page`.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct PageView {
    /// `home`, `section`, `article`, `taxonomy`, `term`, or `error` for the 404 page.
    pub(super) kind: &'static str,
    /// Public path, percent-encoded.
    pub(super) url: String,
    /// Public absolute address where the site has a host, else the same as `url`.
    pub(super) permalink: String,
    /// Path of the source file relative to the root; empty for a page without one.
    pub(super) path: String,
    pub(super) title: String,
    /// Title for lists and menus.
    pub(super) link_title: String,
    /// One sentence about the page; may be empty.
    pub(super) description: String,
    /// Opening paragraph as plain text; may be empty.
    pub(super) lead: String,
    /// `type` of the front matter; may be empty.
    pub(super) r#type: String,
    /// For whom it is, where that is another profile than that of the site; else empty.
    pub(super) applies_to: String,
    /// Whether it is a draft, shown only in previews.
    pub(super) draft: bool,
    /// Its date, as the author gave it.
    pub(super) date: Option<DateView>,
    /// When it was last changed.
    pub(super) lastmod: Option<DateView>,
    pub(super) tags: Vec<LinkView>,
    pub(super) contributors: Vec<LinkView>,
    /// Of a taxonomy or a term, the key in front matter that lists terms; else empty.
    pub(super) taxonomy: String,
    /// Its terms of other taxonomies, such as `categories`.
    pub(super) terms: Vec<TermsView>,
    /// Public addresses of its images.
    pub(super) images: Vec<String>,
    /// Public path of its social card; empty where it has none.
    pub(super) social_card: String,
    /// Whether it shows a data table.
    pub(super) has_data_tables: bool,
    /// Whether it has a footnote.
    pub(super) has_footnotes: bool,
    /// Whether it shows a formula.
    pub(super) has_formulas: bool,
    /// Public path of the script that draws its diagrams; empty where it has none.
    pub(super) diagrams: String,
    /// Whether it shows a matrix or a crosswalk.
    pub(super) has_standards: bool,
    /// Whether it needs the styles of lists of pages.
    pub(super) has_lists: bool,
    /// Whether it needs the styles of generated pages, which include those of lists.
    pub(super) has_reference: bool,
    /// Its headings as a nested list, where the page shows its contents.
    pub(super) toc: Vec<TocView>,
    /// Words of prose.
    pub(super) words: usize,
    /// Minutes it takes to read, at least one.
    pub(super) minutes: usize,
    /// Front matter with unknown keys, in lower case.
    pub(super) params: BTreeMap<String, Value>,
    /// Its control block; absent where it is no controlled document.
    pub(super) control: Option<ControlView>,
    /// Public path of the section as one page for paper; absent where there is none.
    pub(super) print: Option<String>,
    /// Where its source can be edited; absent where the site has no such address.
    pub(super) edit_url: Option<String>,
    /// Where readers send feedback about it; absent where the site names no such address.
    pub(super) feedback_url: Option<String>,
    /// The head of the front page, where its front matter describes one.
    pub(super) hero: Option<HeroView>,
    /// The pages above it, the front page first.
    pub(super) breadcrumbs: Vec<LinkView>,
    /// What it lists, in order: empty for articles.
    pub(super) children: Vec<ListedView>,
    /// The frameworks that it is about, in order of key.
    pub(super) frameworks: Vec<FrameworkView>,
    /// The requirements that it explains, cites or has in a table, each once: by framework, in its order.
    pub(super) requirements: Vec<RequirementView>,
    /// Public path of its feed; sections, terms and the front page have one.
    pub(super) feed: Option<String>,
    /// Structured data as JSON-LD; absent where the site has no host.
    pub(super) linked_data: Option<SafeHtml>,
    /// Public path of the page as Markdown; articles and sections have one.
    pub(super) markdown: Option<String>,
    /// The versions of the site, in the order of the configuration.
    pub(super) versions: Vec<VersionView>,
}

/// A version of the site, in `page.versions`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct VersionView {
    /// What readers know it by.
    pub(super) name: String,
    /// The address of this page in that version, or that of the version's front page.
    pub(super) url: String,
    /// Whether it is the version that is shown.
    pub(super) is_current: bool,
    /// Whether the version is known to have this page.
    pub(super) has_page: bool,
}

/// The head of the front page, as `page.hero`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct HeroView {
    /// The heading in place of the page's title; may be empty.
    pub(super) title: String,
    /// The paragraph below it in place of the page's own; may be empty.
    pub(super) lead: String,
    /// At most two links.
    pub(super) buttons: Vec<LinkView>,
    /// Whether it has a search field.
    pub(super) search: bool,
}

/// The terms of a page in one taxonomy.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TermsView {
    /// The title of the taxonomy.
    pub(super) title: String,
    /// Public path of the taxonomy.
    pub(super) url: String,
    pub(super) terms: Vec<LinkView>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct LinkView {
    /// What it says.
    pub(super) title: String,
    /// Public path.
    pub(super) url: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct FrameworkView {
    /// The part of a citation before the colon.
    pub(super) key: String,
    pub(super) name: String,
    /// Its current version.
    pub(super) version: String,
    /// Public path of its page; empty where it has none on this site.
    pub(super) url: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct RequirementView {
    pub(super) framework: String,
    pub(super) name: String,
    pub(super) id: String,
    /// Its title; may be empty.
    pub(super) title: String,
    /// Public address, with the anchor.
    pub(super) url: String,
    /// `explains`, `mentions` or `table`: the first of these that holds.
    pub(super) kind: &'static str,
}

/// A page in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ListedView {
    /// `section`, `article`, `term` and so on.
    pub(super) kind: &'static str,
    pub(super) title: String,
    /// Public path.
    pub(super) url: String,
    /// One sentence; may be empty.
    pub(super) description: String,
    /// Its date, as the author gave it.
    pub(super) date: Option<DateView>,
    /// Minutes it takes to read.
    pub(super) minutes: usize,
    /// How many pages it lists itself.
    pub(super) count: usize,
}

/// What makes a page a controlled document, as `page.control`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ControlView {
    /// Who is responsible for it; may be empty.
    pub(super) owner: String,
    /// Who released it; may be empty.
    pub(super) approver: String,
    /// Its version as written; may be empty.
    pub(super) version: String,
    /// The day of its last review.
    pub(super) reviewed: Option<DateView>,
    /// How long a review holds, `1 year`; may be empty.
    pub(super) every: String,
    /// The day by which it must be reviewed again.
    pub(super) next: Option<DateView>,
    /// `overdue`, `due` within 60 days, `current`, or `unscheduled`.
    pub(super) review: &'static str,
    /// Its versions, the oldest first.
    pub(super) history: Vec<ChangeView>,
    /// Changes since its last approved version; nothing where that names no revision, and in the register.
    pub(super) redline: Option<RedlineLinkView>,
}

/// Whether a document changed since its approval, and the page that says what.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RedlineLinkView {
    /// The address of the page.
    pub(super) url: String,
    /// The approved version.
    pub(super) version: String,
    /// Whether the document changed; false as well where that is not known.
    pub(super) is_changed: bool,
}

/// A version of a controlled document.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ChangeView {
    /// The version as written; may be empty.
    pub(super) version: String,
    /// The day it came out.
    pub(super) date: Option<DateView>,
    /// Who made it; may be empty.
    pub(super) author: String,
    /// What is different; may be empty.
    pub(super) change: String,
}

/// A heading in the list of contents.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TocView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) children: Vec<TocView>,
}

/// The nearest section, as `section`: of a section page, the page itself.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SectionView {
    pub(super) title: String,
    /// Public path.
    pub(super) url: String,
    /// One sentence; may be empty.
    pub(super) description: String,
}

/// The series that an article is part of, as `series`; absent on other pages.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SeriesView {
    /// The section's title.
    pub(super) title: String,
    pub(super) url: String,
    /// The article's position, from 1.
    pub(super) position: usize,
    pub(super) total: usize,
    pub(super) previous: Option<LinkView>,
    pub(super) next: Option<LinkView>,
    /// What the article after this one is about, in one sentence; may be empty.
    pub(super) next_description: String,
    /// Public path of the series as one page for paper; absent where there is none.
    pub(super) print: Option<String>,
}

/// An entry of `navigation` (the list beside the text) or of a menu.
///
/// The list holds the top of the site and the way down to this page: its ancestors with their siblings, and its own
/// section with its articles; of each section beside them the first few articles.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct NavigationView {
    /// What it says.
    pub(super) title: String,
    /// Public path, or an address elsewhere.
    pub(super) url: String,
    /// Entries below it that this page shows. Of a section beside the way to the page they are the first few.
    pub(super) children: Vec<NavigationView>,
    /// Whether the way to the page leads through it.
    pub(super) is_open: bool,
    /// Of an article beside this page: minutes it takes to read. Else 0.
    pub(super) minutes: usize,
    /// Not 0 where so many are left out in its place: it leads to the page that has them all.
    pub(super) more: usize,
}

/// The site, as `site`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SiteView {
    pub(super) title: String,
    /// One or two letters for places that are too narrow for the title; empty where the title has none.
    pub(super) monogram: String,
    /// One sentence; may be empty.
    pub(super) description: String,
    /// Language of the text, by BCP 47.
    pub(super) language: String,
    /// `rtl` where the script of that language runs from right to left, else `ltr`.
    pub(super) direction: &'static str,
    /// Public path of the front page.
    pub(super) url: String,
    /// Absolute address of the front page where the site has a host, else its path.
    pub(super) base_url: String,
    /// Scheme and host, without a slash; empty where the site has no host.
    pub(super) origin: String,
    /// Copyright notice for the footer; may be empty.
    pub(super) copyright: String,
    /// Public path of the site's feed.
    pub(super) feed: String,
    /// `Clausebook` with its version.
    pub(super) generator: String,
    /// Public path of the search index; empty where there is none.
    pub(super) search: String,
    /// Pages of the taxonomies.
    pub(super) taxonomies: Vec<LinkView>,
    /// The generated pages at the top of the site: the register of documents, the frameworks.
    pub(super) generated: Vec<LinkView>,
    /// The links of the footer besides its own: `generated`, `taxonomies` and the feed, without those it has already.
    pub(super) foot: Vec<LinkView>,
    /// What the `theme` part of the configuration says.
    pub(super) theme: ThemeView,
}

/// What a site changes about the default theme, as `site.theme`.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct ThemeView {
    /// Public path of a picture for the header; may be empty.
    pub(super) logo: String,
    /// Public path of the icon that browsers show.
    pub(super) favicon: String,
    /// Colour of links and marks on the light page as CSS writes it; may be empty.
    pub(super) accent: String,
    pub(super) header: Vec<LinkView>,
    pub(super) footer: Vec<LinkView>,
    /// A line in the footer; may be empty.
    pub(super) footer_text: String,
    /// A line above the header of every page, with the address that it leads to, which may be empty.
    pub(super) notice: Option<LinkView>,
    /// Public path of the image for social previews of pages that name none; may be empty.
    pub(super) image: String,
    /// Public paths of further style sheets.
    pub(super) css: Vec<String>,
}

/// A table, as `table` in `tables/markdown.html`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TableView {
    /// Its id, given by the author; may be empty.
    pub(super) id: String,
    /// What the ids of its rows begin with, before `-row-` and the row's number from 1; may be empty.
    pub(super) name: String,
    /// The address of the same data as comma-separated values. Empty where there are none, and where a table of few
    /// rows does not ask for them.
    pub(super) csv: String,
    /// Whether its columns can be sorted, as the author says; absent where the number of rows decides.
    pub(super) sort: Option<bool>,
    /// Its classes, given by the author.
    pub(super) classes: Vec<String>,
    /// Its caption; may be empty.
    pub(super) caption: String,
    /// Whether the first cell of each row names the row.
    pub(super) row_headers: bool,
    pub(super) head: Vec<CellView>,
    pub(super) rows: Vec<Vec<CellView>>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct CellView {
    /// Finished HTML.
    pub(super) html: SafeHtml,
    /// `left`, `center`, `right`, or empty.
    pub(super) align: &'static str,
    /// The head of its column, for layouts that stack rows; empty in the first column and of an empty cell.
    pub(super) label: String,
}

/// Text that is HTML already and is not escaped again.
#[derive(Debug, Clone, Default)]
pub(super) struct SafeHtml(pub(super) String);

impl Serialize for SafeHtml {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tera::Value::safe_string(&self.0).serialize(serializer)
    }
}
