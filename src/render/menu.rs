//! Menus: what the configuration lists, and the articles that join with `menu` in their front matter.

use std::collections::{BTreeMap, BTreeSet};

use super::view::NavigationView;
use super::view_of::address;
use crate::config::Config;
use crate::site::{Kind, Site};

/// An entry before it has its place.
struct Item {
    identifier: String,
    title: String,
    url: String,
    /// 0 for none, which comes last.
    weight: i64,
    parent: Option<String>,
}

/// Every menu by name, entries below their parents, by weight and then by title.
///
/// An article's entry that names a section's folder as its parent stands below that section's entry, which is
/// made where there is none. An entry whose parent is nowhere is left out: it is a finding.
pub(super) fn menus(config: &Config, site: &Site) -> BTreeMap<String, Vec<NavigationView>> {
    let mut items: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for (name, configured) in &config.menus {
        let item = |item: &crate::config::MenuItem| Item {
            identifier: item.identifier.clone(),
            title: item.name.clone(),
            url: item.url.as_ref().map(|url| address(config, &url.value)).unwrap_or_default(),
            weight: item.weight,
            parent: item.parent.clone(),
        };
        items.entry(name.clone()).or_default().extend(configured.iter().map(item));
    }
    let sections = sections(config, site);
    // Sections that have their entry already, by menu.
    let mut named: BTreeSet<(String, String)> = BTreeSet::new();
    for (name, items) in &items {
        named.extend(items.iter().map(|item| (name.clone(), item.identifier.clone())));
    }
    for (_, page) in site.pages() {
        for entry in &page.front.menu {
            let text = |field: &Option<crate::source::Placed<String>>| field.as_ref().map(|field| field.value.clone());
            let weight = entry.weight.as_ref().or(page.front.weight.as_ref());
            let title = text(&entry.name).unwrap_or_else(|| page.link_title.clone());
            let item = Item {
                identifier: text(&entry.identifier).unwrap_or_else(|| title.clone()),
                title,
                url: config.base.path(&page.url),
                weight: weight.map_or(0, |weight| weight.value),
                parent: text(&entry.parent).filter(|parent| !parent.is_empty()),
            };
            let menu = items.entry(entry.menu.clone()).or_default();
            if let Some((folder, section)) = item.parent.as_ref().and_then(|parent| sections.get_key_value(parent))
                && named.insert((entry.menu.clone(), folder.clone()))
            {
                let (title, url) = section.clone();
                menu.push(Item { identifier: folder.clone(), title, url, weight: 0, parent: None });
            }
            menu.push(item);
        }
    }
    items.into_iter().map(|(name, items)| (name, Tree::new(items).branch(None, &mut Vec::new()))).collect()
}

/// Title and public path of each section, by the name of its folder.
fn sections(config: &Config, site: &Site) -> BTreeMap<String, (String, String)> {
    let mut sections = BTreeMap::new();
    for (_, page) in site.pages().filter(|(_, page)| page.kind == Kind::Section) {
        let folder = page.url.trim_matches('/').rsplit('/').next().unwrap_or_default();
        sections.entry(folder.to_owned()).or_insert((page.link_title.clone(), config.base.path(&page.url)));
    }
    sections
}

/// Entries by their parent. What is its own parent, at any distance, is nobody's child and so never shown.
struct Tree(BTreeMap<Option<String>, Vec<Item>>);

impl Tree {
    fn new(items: Vec<Item>) -> Self {
        let mut by_parent: BTreeMap<Option<String>, Vec<Item>> = BTreeMap::new();
        for item in items {
            by_parent.entry(item.parent.clone()).or_default().push(item);
        }
        for items in by_parent.values_mut() {
            items.sort_by(|a, b| {
                let weight = |item: &Item| if item.weight == 0 { i64::MAX } else { item.weight };
                weight(a).cmp(&weight(b)).then_with(|| a.title.cmp(&b.title))
            });
        }
        Self(by_parent)
    }

    /// The entries below `parent`; `above` holds the identifiers on the way there, none of which comes again.
    fn branch<'t>(&'t self, parent: Option<&'t str>, above: &mut Vec<&'t str>) -> Vec<NavigationView> {
        let items = self.0.get(&parent.map(str::to_owned)).map(Vec::as_slice).unwrap_or_default();
        let mut views = Vec::with_capacity(items.len());
        for item in items {
            let is_above = above.contains(&item.identifier.as_str());
            above.push(&item.identifier);
            let children = if is_above { Vec::new() } else { self.branch(Some(&item.identifier), above) };
            above.pop();
            views.push(NavigationView { title: item.title.clone(), url: item.url.clone(), children, more: 0 });
        }
        views
    }
}
