//! Menus: what the configuration lists, and the articles that name a menu in their front matter.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use super::site_view::address;
use super::used_menus::UsedMenus;
use super::view::NavigationView;
use crate::config::Config;
use crate::front::MenuEntry;
use crate::site::{Kind, MAX_MENU_DEPTH, Page, Resolver, Site, folder_names};
use crate::source::Spanned;

/// An entry that is not sorted into its menu yet.
struct Item<'a> {
    identifier: &'a str,
    title: &'a str,
    url: String,
    /// 0 for none, which comes last.
    weight: i64,
    parent: Option<&'a str>,
}

/// The menus that are `used`, by name: entries below their parents, by weight and then by title.
///
/// An article's entry whose parent is the name of a section's folder is put below that section's entry, which is added
/// where there is none. An entry whose parent does not exist, that is below itself, or nested too
/// deep, is left out: it is a finding.
pub(super) fn menus(
    config: &Config,
    resolver: &Resolver<'_>,
    used: &UsedMenus,
) -> BTreeMap<String, Vec<NavigationView>> {
    let site = resolver.site();
    let mut items: BTreeMap<&str, Vec<Item<'_>>> = BTreeMap::new();
    for (name, configured) in config.menus.iter().filter(|(name, _)| used.includes(name)) {
        let items = items.entry(name).or_default();
        items.extend(configured.iter().map(|item| Item {
            identifier: &item.identifier,
            title: &item.name,
            url: item.url.as_ref().map(|url| address(config, Some(resolver), url)).unwrap_or_default(),
            weight: item.weight,
            parent: item.parent.as_ref().map(|parent| parent.value.as_str()),
        }));
    }
    // Few menus have entries with a parent.
    let sections = LazyCell::new(|| sections(site));
    // Sections that have their entry already, by menu.
    let mut named: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (name, items) in &items {
        named.extend(items.iter().map(|item| (*name, item.identifier)));
    }
    for (_, page) in site.pages() {
        for entry in page.front.menu.iter().filter(|entry| used.includes(&entry.menu)) {
            let menu = items.entry(&entry.menu).or_default();
            let item = of_page(config, page, entry);
            if let Some((folder, section)) = item.parent.and_then(|parent| sections.get_key_value(parent))
                && named.insert((&entry.menu, folder))
            {
                let (title, url) = (&section.link_title, config.base.path(&section.url));
                menu.push(Item { identifier: folder, title, url, weight: 0, parent: None });
            }
            menu.push(item);
        }
    }
    let branch = |items| Branches::new(items).branch(None, &mut Vec::new());
    items.into_iter().map(|(name, items)| (name.to_owned(), branch(items))).collect()
}

/// The entry that an article's front matter describes.
fn of_page<'a>(config: &Config, page: &'a Page, entry: &'a MenuEntry) -> Item<'a> {
    let text = |field: &'a Option<Spanned<String>>| field.as_ref().map(|field| field.value.as_str());
    let weight = entry.weight.as_ref().or(page.front.weight.as_ref());
    let title = text(&entry.name).unwrap_or(&page.link_title);
    Item {
        identifier: text(&entry.identifier).unwrap_or(title),
        title,
        url: config.base.path(&page.url),
        weight: weight.map_or(0, |weight| weight.value),
        parent: text(&entry.parent).filter(|parent| !parent.is_empty()),
    }
}

/// Each section by the name of its folder; of several with one name the first.
fn sections(site: &Site) -> BTreeMap<&str, &Page> {
    let mut sections = BTreeMap::new();
    for (_, page) in site.pages().filter(|(_, page)| page.kind == Kind::Section) {
        for folder in folder_names(page) {
            sections.entry(folder).or_insert(page);
        }
    }
    sections
}

/// Entries by their parent. What is its own parent, at any distance, is left out.
struct Branches<'a>(BTreeMap<Option<&'a str>, Vec<Item<'a>>>);

impl<'a> Branches<'a> {
    fn new(items: Vec<Item<'a>>) -> Self {
        let mut by_parent: BTreeMap<Option<&str>, Vec<Item<'_>>> = BTreeMap::new();
        for item in items {
            by_parent.entry(item.parent).or_default().push(item);
        }
        for items in by_parent.values_mut() {
            items.sort_by(|a, b| {
                let weight = |item: &Item<'_>| if item.weight == 0 { i64::MAX } else { item.weight };
                weight(a).cmp(&weight(b)).then_with(|| a.title.cmp(b.title))
            });
        }
        Self(by_parent)
    }

    /// The entries below `parent`; `above` holds the identifiers on the way there, none of which comes again.
    fn branch(&self, parent: Option<&str>, above: &mut Vec<&'a str>) -> Vec<NavigationView> {
        let items = self.0.get(&parent).map(Vec::as_slice).unwrap_or_default();
        let mut views = Vec::with_capacity(items.len());
        for item in items {
            let is_end = above.len() + 1 >= MAX_MENU_DEPTH || above.contains(&item.identifier);
            above.push(item.identifier);
            let children = if is_end { Vec::new() } else { self.branch(Some(item.identifier), above) };
            above.pop();
            let (title, url) = (item.title.to_owned(), item.url.clone());
            views.push(NavigationView { title, url, children, ..NavigationView::default() });
        }
        views
    }
}
