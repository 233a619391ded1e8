//! Menus: what the configuration lists, and the articles that join with `menu` in their front matter.

use std::collections::{BTreeMap, BTreeSet};

use super::view::NavigationView;
use super::view_of::address;
use crate::config::Config;
use crate::front::MenuEntry;
use crate::site::{Kind, Page, Site};
use crate::source::Spanned;

/// Which menus templates can ask for: a menu may have an entry for every article, and most sites show two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// Any.
    All,
    /// These and no others.
    Named(BTreeSet<String>),
}

impl Asked {
    /// What the `texts` of templates ask for. Unless each of them names the menu that it wants, it is all of them.
    pub(super) fn by<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut names = BTreeSet::new();
        for text in texts {
            // A template can also ask for everything that there is.
            if text.contains("__tera_context") {
                return Self::All;
            }
            for (at, word) in text.match_indices("menus") {
                let rest = &text[at + word.len()..];
                let Some(rest) = rest.strip_prefix("?.").or_else(|| rest.strip_prefix('.')) else { return Self::All };
                let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
                let name = &rest[..rest.find(|letter| !is_of_name(letter)).unwrap_or(rest.len())];
                names.insert(name.to_owned());
            }
        }
        Self::Named(names)
    }

    fn covers(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(names) => names.contains(name),
        }
    }
}

/// An entry before it has its place.
struct Item<'a> {
    identifier: &'a str,
    title: &'a str,
    url: String,
    /// 0 for none, which comes last.
    weight: i64,
    parent: Option<&'a str>,
}

/// The menus that are `asked` for by name, entries below their parents, by weight and then by title.
///
/// An article's entry that names a section's folder as its parent stands below that section's entry, which is
/// made where there is none. An entry whose parent is nowhere is left out: it is a finding.
pub(super) fn menus(config: &Config, site: &Site, asked: &Asked) -> BTreeMap<String, Vec<NavigationView>> {
    let mut items: BTreeMap<&str, Vec<Item<'_>>> = BTreeMap::new();
    for (name, configured) in config.menus.iter().filter(|(name, _)| asked.covers(name)) {
        let items = items.entry(name).or_default();
        items.extend(configured.iter().map(|item| Item {
            identifier: &item.identifier,
            title: &item.name,
            url: item.url.as_ref().map(|url| address(config, &url.value)).unwrap_or_default(),
            weight: item.weight,
            parent: item.parent.as_deref(),
        }));
    }
    let sections = sections(site);
    // Sections that have their entry already, by menu.
    let mut named: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (name, items) in &items {
        named.extend(items.iter().map(|item| (*name, item.identifier)));
    }
    for (_, page) in site.pages() {
        for entry in page.front.menu.iter().filter(|entry| asked.covers(&entry.menu)) {
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
    let branch = |items| Tree::new(items).branch(None, &mut Vec::new());
    items.into_iter().map(|(name, items)| (name.to_owned(), branch(items))).collect()
}

/// The entry that an article's front matter asks for.
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
        let folder = page.url.trim_matches('/').rsplit('/').next().unwrap_or_default();
        sections.entry(folder).or_insert(page);
    }
    sections
}

/// Entries by their parent. What is its own parent, at any distance, is nobody's child and so never shown.
struct Tree<'a>(BTreeMap<Option<&'a str>, Vec<Item<'a>>>);

impl<'a> Tree<'a> {
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
            let is_above = above.contains(&item.identifier);
            above.push(item.identifier);
            let children = if is_above { Vec::new() } else { self.branch(Some(item.identifier), above) };
            above.pop();
            let (title, url) = (item.title.to_owned(), item.url.clone());
            views.push(NavigationView { title, url, children, minutes: 0, more: 0 });
        }
        views
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;

    fn check(texts: &[&str], expected: Option<&[&str]>) {
        let expected = match expected {
            Some(names) => Asked::Named(names.iter().map(|name| (*name).to_owned()).collect()),
            None => Asked::All,
        };
        assert_eq!(Asked::by(texts.iter().copied()), expected, "{texts:?}");
    }

    #[test]
    fn templates_get_the_menus_that_they_name_and_all_where_they_name_none() {
        check(&["<p>{{ page.title }}</p>"], Some(&[]));
        check(
            &["{{ menus?.main }}", "{% for item in menus.side_bar %}", "{{menus.main}}"],
            Some(&["main", "side_bar"]),
        );
        check(&["{{ menus?.main }}", "{{ menus[page.params.menu] }}"], None);
        check(&["{% for name, menu in menus %}"], None);
        check(&["{{ menus.main }} {% set all = menus %}"], None);
        check(&["{{ __tera_context }}"], None);
    }
}
