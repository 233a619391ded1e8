//! Menus: lists of entries, each with the address of its page.

use std::collections::BTreeSet;

use crate::import::draft::{Draft, Outcome};
use crate::import::tree::{Place, Table, Taken, Value, has_mappings, keys, list, mapping, plain, same, text};
use crate::source::path::segment;
use crate::yaml::Node;

/// The menus, and which files of content there are, as paths below the content folder without extension, in lower case.
pub(super) fn menus(table: &mut Table, pages: &BTreeSet<String>, draft: &mut Draft) {
    let Some(taken) = table.take(&["menus"]) else { return };
    let Value::Table(menus) = &taken.value else {
        return draft.wrong_type(&taken, "lists of entries by menu");
    };
    let mut all = Vec::new();
    for entry in &menus.entries {
        let path = format!("{}.{}", taken.path, entry.name);
        let of = |value: Value| Taken { path: path.clone(), place: entry.place, value };
        match &entry.value {
            Value::Leaf(menu) if has_mappings(menu) => {
                let mut reader = Entries { path: &path, file: entry.place.file, pages, draft };
                let mut read: Vec<Read> =
                    menu.items().iter().filter_map(|item| reader.read(item, entry.place)).collect();
                sort(&mut read);
                if !read.is_empty() {
                    all.push((entry.name.clone(), list(read.into_iter().map(|read| read.node))));
                }
            }
            value if value.is_empty() => draft.needless(&of(value.clone()), "it is empty"),
            value => draft.wrong_type(&of(value.clone()), "a list of entries"),
        }
    }
    if menus.entries.is_empty() {
        draft.needless(&taken, "it is empty");
    }
    if !all.is_empty() {
        draft.set("menus", mapping(all.iter().map(|(name, node)| (name.as_str(), node.clone()))), 0);
    }
}

/// The keys of an entry that are carried over.
const KNOWN: [&str; 6] = ["identifier", "name", "parent", "pageRef", "url", "weight"];

const UNKNOWN: &str = "an entry of a menu has no such key";
const EMPTY: &str = "it is not a text";

/// An entry with what it is sorted by.
struct Read {
    weight: i64,
    name: String,
    node: Node,
}

/// As Hugo does: by weight, those without one last, then by name.
fn sort(entries: &mut [Read]) {
    entries.sort_by(|one, other| {
        let weight = |read: &Read| if read.weight == 0 { i64::MAX } else { read.weight };
        weight(one).cmp(&weight(other)).then_with(|| one.name.to_lowercase().cmp(&other.name.to_lowercase()))
    });
}

struct Entries<'e> {
    /// The name of the menu with those above it.
    path: &'e str,
    file: usize,
    pages: &'e BTreeSet<String>,
    draft: &'e mut Draft,
}

impl Entries<'_> {
    /// An entry with the keys that are known; all others are remarks.
    fn read(&mut self, item: &Node, place: Place) -> Option<Read> {
        let mut entry = Table::of(item, self.file);
        if entry.entries.is_empty() {
            let reason = ("an entry takes keys such as `name` and `url`".to_owned(), keys(item));
            self.draft.remark(self.path, place, Outcome::LeftOut, reason);
            return None;
        }
        let mut carried = 0;
        let mut take = |name: &str| {
            let at = entry.get(name).filter(|found| found.value.text().is_some_and(|text| !text.is_empty()))?;
            let text = at.value.text().unwrap_or_default().to_owned();
            entry.take(&[name]);
            carried += 1;
            Some(text)
        };
        let (identifier, name, parent) = (take("identifier"), take("name"), take("parent"));
        let (page, url) = (take("pageRef"), take("url"));
        let weight = take("weight");
        let number = weight.as_ref().and_then(|weight| weight.parse::<f64>().ok()).unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, reason = "out of range is as good as the nearest")]
        let number = number as i64;
        let page = page.filter(|page| url.is_none() || self.has_page(page)).map(|page| address_of(&page));
        let url = page.or(url);
        let shown = name.clone().or_else(|| identifier.clone()).or_else(|| url.as_deref().map(last_part));
        for rest in entry.entries {
            let key = format!("{}[].{}", self.path, rest.name);
            let reason = if KNOWN.iter().any(|known| same(known, &rest.name)) { EMPTY } else { UNKNOWN };
            let reason = (reason.to_owned(), rest.value.keys());
            self.draft.remark(&key, rest.place, Outcome::LeftOut, reason);
        }
        let Some(shown) = shown.filter(|name| !name.is_empty()) else {
            if carried > 0 {
                let reason = ("an entry needs a name".to_owned(), carried);
                self.draft.remark(self.path, place, Outcome::LeftOut, reason);
            }
            return None;
        };
        self.draft.carried += carried;
        let fields = [
            ("identifier", identifier.as_deref().map(text)),
            ("name", name.as_deref().or(identifier.is_none().then_some(shown.as_str())).map(text)),
            ("url", url.as_deref().map(text)),
            ("weight", weight.map(|_| plain(number))),
            ("parent", parent.as_deref().map(text)),
        ];
        let node = mapping(fields.into_iter().filter_map(|(key, value)| Some((key, value?))));
        Some(Read { weight: number, name: shown, node })
    }

    fn has_page(&self, page: &str) -> bool {
        let path = page.trim_matches('/').to_lowercase();
        let path = path.strip_suffix(".md").unwrap_or(&path);
        path.is_empty() || self.pages.contains(path)
    }
}

/// The address of the page at a path below the content folder.
fn address_of(page: &str) -> String {
    let path = page.trim_matches('/');
    let path = path.strip_suffix(".md").unwrap_or(path);
    let path = ["/_index", "/index"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(segment).collect();
    match parts.as_slice() {
        [] => "/".to_owned(),
        [one] if one == "_index" || one == "index" => "/".to_owned(),
        parts => format!("/{}/", parts.join("/")),
    }
}

/// A name for an entry that has none: the last part of its address.
fn last_part(url: &str) -> String {
    let part = url.trim_matches('/').rsplit('/').next().unwrap_or_default().replace(['-', '_'], " ");
    let mut letters = part.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{address_of, last_part};

    #[test]
    fn the_page_of_an_entry_has_an_address() {
        for (page, expected) in [
            ("/docs/Set Up", "/docs/set-up/"),
            ("docs", "/docs/"),
            ("/", "/"),
            ("_index.md", "/"),
            ("/docs/_index.md", "/docs/"),
            ("/docs/a.md", "/docs/a/"),
        ] {
            assert_eq!(address_of(page), expected, "{page}");
        }
        assert_eq!(last_part("/docs/set-up/"), "Set up");
    }
}
