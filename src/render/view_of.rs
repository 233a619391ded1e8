//! The model as templates see it.

use std::ops::Range;

use super::page::Renderer;
use super::view::{
    DateView, LinkView, ListedView, NavigationView, PageView, SectionView, SeriesView, SiteView, ThemeView, TocView,
};
use crate::config::{Config, TocLevels};
use crate::front::Date;
use crate::markdown::{Document, Heading, Link, LinkKind};
use crate::output::path_of;
use crate::site::{Kind, Missing, Page, PageId, Resolution, Site, Target, print_url};

/// Words that a reader reads in a minute; standards are read slowly.
const WORDS_A_MINUTE: usize = 200;

/// A section with more articles than this lists them on its own page only, and not beside every one of them:
/// else a page would grow with the number of pages.
pub(super) const MAX_IN_NAVIGATION: usize = 150;

/// Above the page's own section, a level with more entries than this shows those around the way to the page.
const MAX_ABOVE: usize = 12;

/// How many entries before the way, and as many after it.
const NEIGHBOURS: usize = 2;

impl Renderer<'_> {
    /// The page as its template sees it.
    pub(super) fn page_view(&self, id: PageId) -> PageView {
        let page = self.site.page(id);
        let front = &page.front;
        let text = |field: &Option<crate::source::Spanned<String>>| {
            field.as_ref().map(|field| field.value.clone()).unwrap_or_default()
        };
        let is_list = page.kind != Kind::Article;
        let has_source = page.file.is_some();
        PageView {
            kind: page.kind.name(),
            url: self.resolver.public(&page.url),
            permalink: self.permalink(&page.url),
            path: page.path.clone(),
            title: page.title.clone(),
            link_title: page.link_title.clone(),
            description: text(&front.description),
            lead: text(&front.lead),
            r#type: text(&front.kind),
            draft: front.draft,
            date: page.date.as_ref().map(DateView::new),
            lastmod: page.lastmod.as_ref().map(DateView::new),
            tags: self.terms(page, "tags"),
            contributors: self.terms(page, "contributors"),
            images: self.pictures(id),
            has_data_tables: self.has_data_tables(id),
            has_standards: self.has_standards(id),
            has_reference: is_list || self.site.generated_on(id).is_some(),
            toc: match front.toc {
                Some(false) => Vec::new(),
                _ => toc(&page.document, self.config.toc),
            },
            words: page.document.words,
            minutes: minutes(&page.document),
            params: front.params.clone(),
            control: front.control.as_ref().map(|control| self.control_view(control)),
            print: self.print_url(id),
            edit_url: has_source.then(|| self.config.edit_link(&page.path)).flatten(),
            breadcrumbs: self.site.ancestors(id).into_iter().map(|above| self.link(above)).collect(),
            children: if is_list {
                page.children.iter().map(|child| self.listed(*child)).collect()
            } else {
                Vec::new()
            },
            frameworks: self.frameworks_of(id),
            requirements: self.requirements_of(id),
            feed: self.feed_url(page).map(|url| self.resolver.public(&url)),
            linked_data: self.linked_data(id),
            markdown: self.twin_url(&page.url).map(|url| self.resolver.public(&url)),
        }
    }

    pub(super) fn section_view(&self, id: PageId) -> Option<SectionView> {
        let page = self.site.page(id);
        let section = if page.kind == Kind::Section { id } else { page.section? };
        let page = self.site.page(section);
        let description = self.description(section);
        Some(SectionView { title: page.title.clone(), url: self.resolver.public(&page.url), description })
    }

    pub(super) fn description(&self, id: PageId) -> String {
        self.site.page(id).front.description.as_ref().map(|text| text.value.clone()).unwrap_or_default()
    }

    pub(super) fn series_view(&self, id: PageId) -> Option<SeriesView> {
        let series = self.site.series(id)?;
        let section = self.site.page(series.section);
        Some(SeriesView {
            title: section.title.clone(),
            url: self.resolver.public(&section.url),
            position: series.position + 1,
            total: series.articles.len(),
            previous: series.previous().map(|page| self.link(page)),
            next: series.next().map(|page| self.link(page)),
            next_description: series.next().map(|page| self.description(page)).unwrap_or_default(),
            print: self.print_url(series.section),
        })
    }

    /// The tree beside the text of every page of one section: the top of the site, opened down to `section`.
    pub(super) fn navigation(&self, section: Option<PageId>) -> Vec<NavigationView> {
        let Some(home) = self.site.home() else { return Vec::new() };
        let mut open: Vec<PageId> = section.map(|section| self.site.ancestors(section)).unwrap_or_default();
        open.extend(section);
        self.branch(home, &open)
    }

    fn branch(&self, id: PageId, open: &[PageId]) -> Vec<NavigationView> {
        let page = self.site.page(id);
        let has_too_many = self.site.articles(id).nth(MAX_IN_NAVIGATION).is_some();
        let is_shown = |child: &PageId| !has_too_many || self.site.page(*child).kind == Kind::Section;
        let listed: Vec<PageId> = page.children.iter().copied().filter(is_shown).collect();
        let way = listed.iter().position(|child| open.contains(child)).filter(|_| listed.len() > MAX_ABOVE);
        let shown = match way {
            Some(way) => neighbours(way, listed.len()),
            None => 0..listed.len(),
        };
        let left_out = listed.len() - shown.len();
        let entry = |child: &PageId| {
            let LinkView { title, url } = self.link(*child);
            let children = if open.contains(child) { self.branch(*child, open) } else { Vec::new() };
            let child = self.site.page(*child);
            let is_beside = child.kind == Kind::Article && open.last() == Some(&id);
            let minutes = if is_beside { minutes(&child.document) } else { 0 };
            NavigationView { title, url, children, minutes, more: 0 }
        };
        let mut entries: Vec<NavigationView> = listed[shown].iter().map(entry).collect();
        if left_out > 0 {
            let LinkView { title, url } = self.link(id);
            entries.push(NavigationView { title, url, children: Vec::new(), minutes: 0, more: left_out });
        }
        entries
    }

    pub(super) fn link(&self, id: PageId) -> LinkView {
        let page = self.site.page(id);
        LinkView { title: page.link_title.clone(), url: self.resolver.public(&page.url) }
    }

    pub(super) fn listed(&self, id: PageId) -> ListedView {
        let page = self.site.page(id);
        ListedView {
            kind: page.kind.name(),
            title: page.link_title.clone(),
            url: self.resolver.public(&page.url),
            description: self.description(id),
            date: page.date.as_ref().map(DateView::new),
            minutes: minutes(&page.document),
            count: page.children.len(),
        }
    }

    fn terms(&self, page: &Page, taxonomy: &str) -> Vec<LinkView> {
        let prefix = format!("/{taxonomy}/");
        let terms = page.terms.iter().filter(|term| self.site.page(**term).url.starts_with(&prefix));
        terms.map(|term| self.link(*term)).collect()
    }

    /// The public addresses of the pictures named in front matter. One that is missing is taken to be at the root.
    fn pictures(&self, id: PageId) -> Vec<String> {
        let pictures = self.site.page(id).references.iter().filter(|link| link.kind == LinkKind::FrontMatterImage);
        let address = |link: &Link| match self.resolver.resolve(id, link) {
            Resolution::Missing(Missing::Asset(url) | Missing::Page(url)) => self.resolver.public(&url),
            _ => self.resolver.href(id, link),
        };
        pictures.map(address).filter(|address| !address.is_empty()).collect()
    }

    /// The public path of a section as one page for paper.
    fn print_url(&self, section: PageId) -> Option<String> {
        let url = print_url(&self.site.page(section).url);
        matches!(self.site.at(&url), Some(Target::Generated(_))).then(|| self.resolver.public(&url))
    }

    /// The absolute address of a path of this site, or its public path where the site knows no host.
    pub(super) fn permalink(&self, url: &str) -> String {
        let mut address = self.resolver.public(url);
        address.insert_str(0, self.config.base.origin.as_deref().unwrap_or_default());
        address
    }

    /// The address of a page's feed, for pages that have one.
    pub(super) fn feed_url(&self, page: &Page) -> Option<String> {
        feed_url(page, self.config).filter(|url| self.site.clash(&path_of(url)).is_none())
    }
}

/// The entries of a list of `length` that are shown around the one at `place`.
pub(super) fn neighbours(place: usize, length: usize) -> Range<usize> {
    place.saturating_sub(NEIGHBOURS)..(place + NEIGHBOURS + 1).min(length)
}

/// The address of a page's feed, for pages that have one unless something else stands there.
pub(super) fn feed_url(page: &Page, config: &Config) -> Option<String> {
    let has_feed = page.kind != Kind::Article && config.feed_limit > 0 && page.url.ends_with('/');
    has_feed.then(|| format!("{}index.xml", page.url))
}

/// Minutes to read a text, at least one.
pub(super) fn minutes(document: &Document) -> usize {
    document.words.div_ceil(WORDS_A_MINUTE).max(1)
}

/// The site as templates see it.
pub(super) fn site_view(config: &Config, site: Option<&Site>) -> SiteView {
    let public = |url: &str| config.base.path(url);
    let listed = |site: &Site| {
        let links = site.taxonomies().iter().map(|id| site.page(*id)).filter(|page| !page.children.is_empty());
        links.map(|page| LinkView { title: page.link_title.clone(), url: public(&page.url) }).collect()
    };
    let generated = |site: &Site| {
        let top = site.all_generated().filter(|(_, page)| page.above.is_none() && page.subject.is_found());
        top.map(|(_, page)| LinkView { title: page.title.clone(), url: public(&page.url) }).collect()
    };
    let theme = &config.theme;
    let links = |links: &[crate::config::Link]| {
        let view =
            |link: &crate::config::Link| LinkView { title: link.name.clone(), url: address(config, &link.url.value) };
        links.iter().map(view).collect()
    };
    SiteView {
        title: config.title.clone(),
        description: config.description.clone().unwrap_or_default(),
        language: config.language.clone(),
        url: public("/"),
        base_url: config.base.absolute("/"),
        origin: config.base.origin.clone().unwrap_or_default(),
        copyright: config.copyright.clone().unwrap_or_default(),
        feed: if config.feed_limit > 0 { public("/index.xml") } else { String::new() },
        generator: format!("Clausebook {}", env!("CARGO_PKG_VERSION")),
        search: String::new(),
        taxonomies: site.map(listed).unwrap_or_default(),
        generated: site.map(generated).unwrap_or_default(),
        theme: ThemeView {
            logo: theme.logo.as_ref().map(|logo| address(config, &logo.value)).unwrap_or_default(),
            accent: theme.accent.clone().unwrap_or_default(),
            header: links(&theme.header),
            footer: links(&theme.footer),
            footer_text: theme.footer_text.clone().unwrap_or_default(),
            css: style_sheets(config),
        },
    }
}

/// The site's own style sheets, behind the one that sets its colour.
fn style_sheets(config: &Config) -> Vec<String> {
    let accent = super::generated_files::accent(config).map(|_| config.base.path(super::generated_files::ACCENT));
    accent.into_iter().chain(config.theme.css.iter().map(|path| address(config, path))).collect()
}

/// An address from the configuration: below the base where it starts at the root.
pub(super) fn address(config: &Config, written: &str) -> String {
    if written.starts_with('/') && !written.starts_with("//") { config.base.path(written) } else { written.to_owned() }
}

/// The headings of the levels a site lists, nested.
pub(super) fn toc(document: &Document, contents: TocLevels) -> Vec<TocView> {
    let listed = |heading: &&Heading| heading.listed && (contents.from..=contents.to).contains(&heading.level);
    let headings: Vec<&Heading> = document.headings.iter().filter(listed).collect();
    nested(&headings)
}

fn nested(headings: &[&Heading]) -> Vec<TocView> {
    let mut views = Vec::new();
    let mut rest = headings;
    while let Some((first, after)) = rest.split_first() {
        let end = after.iter().position(|heading| heading.level <= first.level).unwrap_or(after.len());
        let children = nested(&after[..end]);
        match &first.id {
            Some(id) => views.push(TocView { id: id.clone(), title: first.text.clone(), children }),
            None => views.extend(children),
        }
        rest = &after[end..];
    }
    views
}

/// The latest of some dates.
pub(super) fn latest<'d>(dates: impl Iterator<Item = Option<&'d Date>>) -> Option<DateView> {
    dates.flatten().max_by_key(|date| date.instant()).map(DateView::new)
}
