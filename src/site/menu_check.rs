//! What is wrong with menus: parents that do not exist, entries that are below themselves or nested too deep.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::content::SiteContent;
use super::navigation::folder_names;
use super::page::Kind;
use crate::config::Config;
use crate::finding::{Code, Finding, NameIndex};
use crate::source::{FileId, Location};

/// An entry of a menu: one of the configuration, or of an article.
struct Entry<'a> {
    /// Its identifier, or its name where it has none.
    key: &'a str,
    parent: Option<Parent<'a>>,
}

struct Parent<'a> {
    name: &'a str,
    location: Location,
    /// Whether the folder of a section can be meant, and not only an entry of the menu.
    may_be_section: bool,
}

/// How deep the entries of a menu may be nested; deeper ones are not shown.
pub const MAX_MENU_DEPTH: usize = 16;

/// So many entries of a circle are named.
const MAX_NAMED: usize = 5;

/// The findings about the menus of the configuration, which is `file`, and of the front matter of articles.
///
/// A parent is another entry of the same menu; for an article also a section, by the name of its folder.
pub(super) fn check(content: &SiteContent, config: &Config, file: Option<FileId>) -> Vec<Finding> {
    let menus = menus(content, config, file);
    let sections = content.pages().filter(|(_, page)| page.kind == Kind::Section);
    let folders: BTreeSet<&str> = sections.flat_map(|(_, page)| folder_names(page)).collect();
    let mut findings = Vec::new();
    for (menu, entries) in &menus {
        findings.extend(undefined(menu, entries, &folders));
        findings.extend(unshown(menu, entries));
    }
    findings
}

fn menus<'a>(content: &'a SiteContent, config: &'a Config, file: Option<FileId>) -> BTreeMap<&'a str, Vec<Entry<'a>>> {
    let mut menus: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
    for (name, items) in &config.menus {
        let entries = items.iter().map(|item| {
            let parent = item.parent.as_ref().zip(file).map(|(parent, file)| {
                let location = Location::new(file, parent.span);
                Parent { name: &parent.value, location, may_be_section: false }
            });
            Entry { key: &item.identifier, parent }
        });
        menus.entry(name).or_default().extend(entries);
    }
    for (_, page) in content.pages() {
        for entry in &page.front.menu {
            let key = entry.identifier.as_ref().or(entry.name.as_ref()).map_or(&page.link_title, |key| &key.value);
            let parent = entry.parent.as_ref().zip(page.file).filter(|(parent, _)| !parent.value.is_empty());
            let parent = parent.map(|(parent, file)| {
                let location = Location::new(file, parent.span);
                Parent { name: &parent.value, location, may_be_section: true }
            });
            menus.entry(&entry.menu).or_default().push(Entry { key, parent });
        }
    }
    menus
}

/// The parents that do not exist.
fn undefined(menu: &str, entries: &[Entry<'_>], folders: &BTreeSet<&str>) -> Vec<Finding> {
    let keys: BTreeSet<&str> = entries.iter().map(|entry| entry.key).collect();
    // A wrong name is often repeated in every article of a series.
    let mut nearest: HashMap<&str, Option<&str>> = HashMap::new();
    let names = LazyCell::new(|| NameIndex::new(keys.union(folders).copied()));
    let mut findings = Vec::new();
    for parent in entries.iter().filter_map(|entry| entry.parent.as_ref()) {
        let name = parent.name;
        if keys.contains(name) || parent.may_be_section && folders.contains(name) {
            continue;
        }
        let (message, help) = match parent.may_be_section {
            true => (
                format!("the menu parent `{name}` is neither in the menu `{menu}` nor a section"),
                format!("name a section's folder, or add an entry under `menus.{menu}` in `clausebook.yaml`"),
            ),
            false => (
                format!("the menu parent `{name}` is not in the menu `{menu}`"),
                "name the `identifier` of another entry of this menu, or its `name` where it has none".to_owned(),
            ),
        };
        let near = *nearest.entry(name).or_insert_with(|| names.nearest(name));
        let near = near.filter(|near| parent.may_be_section || keys.contains(near));
        let finding = Finding::new(Code::UndefinedMenuParent, parent.location, message).about(name).help(help);
        findings.push(finding.optional_help(near.map(|near| format!("did you mean `{near}`?"))));
    }
    findings
}

/// Entries that no menu shows: those below themselves at any distance, and those that are nested too deep.
fn unshown(menu: &str, entries: &[Entry<'_>]) -> Vec<Finding> {
    let parents = parents(entries);
    // How deep each entry is, from 1 on.
    let mut depths: HashMap<&str, usize> = HashMap::new();
    let mut findings = Vec::new();
    let mut too_deep: Option<Finding> = None;
    for entry in entries {
        let mut way: Vec<&str> = Vec::new();
        let mut at: HashMap<&str, usize> = HashMap::new();
        let mut key = entry.key;
        while let Some(parent) = parents.get(key).filter(|_| !depths.contains_key(key)) {
            if let Some(start) = at.get(key) {
                findings.push(circle(&way[*start..], parent.location));
                break;
            }
            at.insert(key, way.len());
            way.push(key);
            key = parent.name;
        }
        let mut depth = depths.get(key).copied().unwrap_or(1);
        for key in way.into_iter().rev() {
            depth += 1;
            depths.insert(key, depth);
            if let Some(parent) = parents.get(key).filter(|_| depth == MAX_MENU_DEPTH + 1 && too_deep.is_none()) {
                let message =
                    format!("the menu `{menu}` is nested more than {MAX_MENU_DEPTH} deep: `{key}` is not shown");
                let finding = Finding::new(Code::MenuTooDeep, parent.location, message).about(key);
                too_deep = Some(finding.help("give the entry, and those like it, a `parent` further up"));
            }
        }
    }
    findings.extend(too_deep);
    findings
}

/// The parent of each entry by the key of the entry; none where one of several entries with a key has none.
fn parents<'e, 'a>(entries: &'e [Entry<'a>]) -> HashMap<&'a str, &'e Parent<'a>> {
    let mut parents: HashMap<&str, &Parent<'_>> = HashMap::new();
    for (key, parent) in entries.iter().filter_map(|entry| Some((entry.key, entry.parent.as_ref()?))) {
        parents.entry(key).or_insert(parent);
    }
    for top in entries.iter().filter(|entry| entry.parent.is_none()) {
        parents.remove(top.key);
    }
    parents
}

fn circle(keys: &[&str], location: Location) -> Finding {
    let shown: Vec<String> = keys.iter().take(MAX_NAMED).map(|key| format!("`{key}`")).collect();
    let more = if keys.len() > MAX_NAMED { ", and so on," } else { "" };
    let first = keys.first().copied().unwrap_or_default();
    let message = format!("a menu entry below itself: {}{more} is below `{first}`", shown.join(" is below "));
    let finding = Finding::new(Code::MenuCircle, location, message).about(first);
    finding.help("give one of these entries another `parent`, or none")
}
