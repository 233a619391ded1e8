//! Addresses by the rules of the configuration, and by tokens in `url` of front matter.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::classify::{self, Folders, PageLayout, Plan};
use super::page::Kind;
use super::parsed::{self, Head};
use super::route;
use crate::config::{Addresses, Part, Permalink, TokenValues};
use crate::finding::{Code, Finding};
use crate::front::Date;
use crate::source::path::{Case, name, sanitized, stem};
use crate::source::{Location, Spanned};

/// What the addresses of a site depend on.
#[derive(Debug)]
pub(super) struct Rules<'a> {
    pub(super) addresses: &'a Addresses,
    pub(super) folders: &'a Folders,
    pub(super) plan: &'a Plan,
    /// The latest date in and below each folder; empty where no rule needs it.
    pub(super) dates: BTreeMap<String, Date>,
}

/// A page as far as its address depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) kind: Kind,
    /// The place of its file; nothing for a page without one.
    pub(super) place: Option<&'a str>,
    /// Its own folder below `content/`, of a taxonomy or a term its key.
    pub(super) folder: &'a str,
    pub(super) title: &'a str,
    pub(super) slug: Option<&'a str>,
    pub(super) date: Option<Date>,
}

impl<'a> Named<'a> {
    /// The page of an article. `folder` is that of a taxonomy or a term.
    pub(super) fn of(head: &'a Head, kind: Kind, folder: Option<&'a str>) -> Self {
        let slug = head.front.slug.as_ref().map(|slug| slug.value.as_str());
        Self {
            kind,
            place: Some(&head.place),
            folder: folder.unwrap_or_else(|| classify::folder(&head.place)),
            title: parsed::title(&head.front).unwrap_or_default(),
            slug,
            date: head.front.dated().map(|date| date.value),
        }
    }

    fn layout(&self) -> PageLayout {
        self.place.map_or(PageLayout::Section, classify::layout)
    }

    /// The folder that an article lies in; the own one of other pages.
    fn folder_around(&self) -> &'a str {
        match self.layout() {
            PageLayout::Bundle => self.folder.rsplit_once('/').map_or("", |(above, _)| above),
            PageLayout::Home | PageLayout::Section | PageLayout::Single => self.folder,
        }
    }

    /// The name of the file without extension, or of the folder of a bundle or a section.
    fn base_name(&self) -> &'a str {
        match (self.layout(), self.place) {
            (PageLayout::Single, Some(place)) => stem(place),
            _ => name(self.folder),
        }
    }

    /// The path that patterns are compared with.
    fn path(&self) -> String {
        match (self.layout(), self.folder) {
            (PageLayout::Single, "") => self.base_name().to_owned(),
            (PageLayout::Single, folder) => format!("{folder}/{}", self.base_name()),
            (_, folder) => folder.to_owned(),
        }
    }
}

/// The part of the site that a page is.
pub(super) const fn part_of(kind: Kind) -> Part {
    match kind {
        Kind::Home => Part::Home,
        Kind::Section => Part::Section,
        Kind::Article => Part::Page,
        Kind::Taxonomy => Part::Taxonomy,
        Kind::Term => Part::Term,
    }
}

impl<'a> Rules<'a> {
    /// The rules of a site with these `heads`.
    pub(super) fn new(addresses: &'a Addresses, folders: &'a Folders, plan: &'a Plan, heads: &[Arc<Head>]) -> Self {
        let mut rules = Self { addresses, folders, plan, dates: BTreeMap::new() };
        let of_sections = addresses.permalinks.iter().filter(|rule| rule.kinds.contains(&Part::Section));
        if of_sections.into_iter().any(|rule| rule.permalink.date_token().is_some()) {
            heads.iter().for_each(|head| rules.note_date(head));
        }
        rules
    }

    /// As in Hugo, a section without a date has the latest one below it.
    fn note_date(&mut self, head: &Head) {
        let Some(date) = head.front.dated().map(|date| date.value) else { return };
        let mut folder = classify::folder(&head.place);
        loop {
            let known = self.dates.entry(folder.to_owned()).or_insert(date);
            if known.instant() < date.instant() {
                *known = date;
            } else if *known != date {
                return;
            }
            match folder.rsplit_once('/') {
                Some((above, _)) => folder = above,
                None => return,
            }
        }
    }

    pub(super) const fn case(&self) -> Case {
        self.folders.case
    }

    /// The address of a page by the first rule that covers it, and the rule.
    pub(super) fn permalink(&self, page: &Named<'_>) -> Option<(String, &'a Permalink)> {
        let kind = part_of(page.kind);
        let permalink = self.addresses.permalink(kind, page.folder_around(), &page.path())?;
        let url = route::permalink(&permalink.expand(&self.values(page)), self.case());
        Some((self.shaped(page, url), permalink))
    }

    /// The address of a page as a file where its folder has such addresses.
    pub(super) fn shaped(&self, page: &Named<'_>, url: String) -> String {
        match page.kind {
            Kind::Article | Kind::Term if self.addresses.ugly.covers(page.folder) => route::ugly(url),
            Kind::Home | Kind::Section | Kind::Article | Kind::Taxonomy | Kind::Term => url,
        }
    }

    /// The address in `url` of front matter, with its tokens replaced; nothing where it is invalid.
    pub(super) fn written(&self, url: &str, page: &Named<'_>) -> Option<(String, Option<Permalink>)> {
        if !url.contains(':') {
            return route::front_matter_url(url).map(|url| (url, None));
        }
        let permalink = Permalink::parse(url).ok()?;
        let url = route::front_matter_url(&permalink.expand(&self.values(page)))?;
        Some((url, Some(permalink)))
    }

    /// The date that the address of a page has.
    fn date(&self, page: &Named<'_>) -> Option<Date> {
        page.date.or_else(|| self.dates.get(page.folder).copied().filter(|_| page.kind == Kind::Section))
    }

    /// Whether there is a date for the address of a page.
    pub(super) fn is_dated(&self, page: &Named<'_>) -> bool {
        self.date(page).is_some()
    }

    fn values(&self, page: &Named<'_>) -> TokenValues {
        let clean = |text: &str| sanitized(text, self.case());
        let (sections, section_slugs) = match page.kind {
            Kind::Taxonomy | Kind::Term => {
                let names: Vec<String> = page.folder.split('/').map(str::to_owned).collect();
                (names.clone(), names)
            }
            Kind::Home | Kind::Section | Kind::Article => {
                let folder = self.plan.section_around(page.folder_around());
                let names = folder.split('/').filter_map(|name| route::folder_segment(name, self.case()));
                (names.collect(), self.folders.names(folder))
            }
        };
        // As in Hugo, the name of a term alone may be several parts of an address.
        let is_bare_term = page.kind == Kind::Term && page.place.is_none();
        let title = page.title.replace('/', "-");
        let base = clean(if is_bare_term { &title } else { page.base_name() });
        TokenValues {
            date: self.date(page).map(|date| (date.local(), date.offset_seconds())),
            sections,
            section_slugs,
            title: clean(if is_bare_term { page.title } else { &title }),
            slug: page.slug.map(clean).unwrap_or_default(),
            filename: if page.layout() == PageLayout::Section { String::new() } else { base.clone() },
            content_basename: base,
        }
    }
}

/// The finding that an address has a part of a date, and the page has none.
pub(super) fn without_date(head: &Head, token: &str, url: &str, at: Option<&Spanned<String>>) -> Finding {
    let location = at.map_or_else(|| Location::start_of(head.file), |written| Location::new(head.file, written.span));
    let message = format!("the address `{url}` has `{token}`, and the page has no date");
    let finding = Finding::new(Code::AddressWithoutDate, location, message).about(url);
    finding.help("add `date:`; until then the address has the first day of year 1, as in Hugo")
}
