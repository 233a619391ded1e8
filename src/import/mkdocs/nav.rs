//! The navigation of MkDocs: `nav`, else files of plugins that set orders, else the names of files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use globset::GlobBuilder;

use super::pages::Files;
use super::untagged::untagged;
use crate::import::account::{Account, Fate};
use crate::import::moved::{folder_of, joined};
use crate::import::nav::Item;
use crate::import::read::read_text;
use crate::source::LineTable;
use crate::source::path::{name, stem};
use crate::yaml::{Node, parse};

/// Groups are nested no deeper.
const MAX_DEPTH: usize = 32;

const ENTRY: &str = "entry of the navigation";

/// The items of `nav`, whose text is `text` of the file `path`.
pub(super) fn written(nav: &Node, files: &Files, (path, text): (&str, &str), account: &mut Account) -> Vec<Item> {
    let table = LineTable::new(text);
    let mut reader = Reader { files, path, lines: &table, account };
    reader.list(nav, "", 0)
}

struct Reader<'r> {
    files: &'r Files,
    path: &'r str,
    lines: &'r LineTable<'r>,
    account: &'r mut Account,
}

impl Reader<'_> {
    fn list(&mut self, node: &Node, folder: &str, depth: usize) -> Vec<Item> {
        node.items().iter().flat_map(|item| self.item(item, folder, depth)).collect()
    }

    fn item(&mut self, item: &Node, folder: &str, depth: usize) -> Vec<Item> {
        if let Some(text) = item.text() {
            return self.target(None, text, item, folder);
        }
        let mut found = Vec::new();
        for (title, value) in item.entries() {
            let title = title.text().unwrap_or_default();
            match value.text() {
                Some(text) => found.extend(self.target(Some(title), text, value, folder)),
                None if depth >= MAX_DEPTH => self.left_out(value, "it is nested too deep"),
                None => {
                    self.account.count(ENTRY, Fate::Turned);
                    let items = self.list(value, folder, depth + 1);
                    found.push(Item::Section { title: title.to_owned(), source: None, items });
                }
            }
        }
        found
    }

    fn target(&mut self, title: Option<&str>, text: &str, node: &Node, folder: &str) -> Vec<Item> {
        let title = title.map(str::to_owned);
        if text.contains("://") || text.starts_with('/') || text.starts_with("mailto:") {
            self.account.count(ENTRY, Fate::Turned);
            return vec![Item::Link { title: title.unwrap_or_else(|| text.to_owned()), url: text.to_owned() }];
        }
        let Some(source) = joined(folder, text) else {
            self.left_out(node, "it leads out of the folder");
            return Vec::new();
        };
        if self.files.pages.contains_key(&source) {
            self.account.count(ENTRY, Fate::Turned);
            return vec![Item::Page { title, source }];
        }
        let below = by_name(self.files, &source);
        if (text.ends_with('/') || below.len() > 1) && !below.is_empty() {
            let place = (self.path, self.lines.position(node.span.start).line);
            self.account.say(ENTRY, Fate::Turned, place, "the order of this folder is that of its names");
            return match title {
                Some(title) => vec![Item::Section { title, source: None, items: below }],
                None => below,
            };
        }
        if self.files.others.contains(&source) {
            self.account.count(ENTRY, Fate::Turned);
            return vec![Item::Link { title: title.unwrap_or_else(|| source.clone()), url: format!("/{source}") }];
        }
        self.left_out(node, &format!("there is no article `{text}`"));
        Vec::new()
    }

    fn left_out(&mut self, node: &Node, reason: &str) {
        let line = self.lines.position(node.span.start).line;
        self.account.say(ENTRY, Fate::LeftOut, (self.path, line), reason);
    }
}

/// The articles of `folder` as MkDocs orders them without a navigation: the index, the other files, the folders.
pub(super) fn by_name(files: &Files, folder: &str) -> Vec<Item> {
    let (pages, folders) = children(files, folder);
    let page = |source: &String| Item::Page { title: None, source: source.clone() };
    let section =
        |folder: &String| Item::Section { title: titled(name(folder)), source: None, items: by_name(files, folder) };
    pages.iter().map(page).chain(folders.iter().map(section)).collect()
}

/// The articles directly in `folder`, the index first, and the folders with articles in it.
fn children(files: &Files, folder: &str) -> (Vec<String>, Vec<String>) {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let (mut pages, mut folders) = (Vec::new(), BTreeSet::new());
    for source in files.pages.range(prefix.clone()..).map(|(source, _)| source) {
        let Some(rest) = source.strip_prefix(&prefix) else { break };
        match rest.split_once('/') {
            Some((first, _)) => drop(folders.insert(format!("{prefix}{first}"))),
            None => pages.push(source.clone()),
        }
    }
    pages.sort_by_key(|source| (!matches!(stem(source), "index" | "README"), source.clone()));
    (pages, folders.into_iter().collect())
}

/// A name as a title, as MkDocs makes it.
pub(super) fn titled(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    if words.to_lowercase() != words {
        return words;
    }
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The items by the files `.pages` of the plugin `awesome-pages`, else by names.
pub(super) fn by_files(root: &Path, docs: &str, files: &Files, account: &mut Account) -> Vec<Item> {
    let mut orders = BTreeMap::new();
    for path in files.orders.iter().filter(|path| name(path) == ".pages") {
        let full = format!("{docs}/{path}");
        match read_text(root, &full).map_err(|error| error.to_string()).and_then(|text| {
            let node = parse(&untagged(&text).0, 0).map_err(|fault| fault.reason)?.root;
            Ok((full.clone(), text, node))
        }) {
            Ok(order) => drop(orders.insert(folder_of(path).to_owned(), order)),
            Err(reason) => account.say("file `.pages`", Fate::LeftOut, (&full, 1), reason),
        }
    }
    folder(files, &orders, "", account)
}

type Orders = BTreeMap<String, (String, String, Node)>;

fn folder(files: &Files, orders: &Orders, path: &str, account: &mut Account) -> Vec<Item> {
    let (pages, folders) = children(files, path);
    let mut rest: Vec<(String, bool)> = pages
        .into_iter()
        .map(|source| (source, false))
        .chain(folders.into_iter().map(|folder| (folder, true)))
        .collect();
    let Some((file, text, node)) = orders.get(path) else {
        return rest.into_iter().flat_map(|entry| entries(files, orders, (entry, None), account)).collect();
    };
    account.count("file `.pages`", Fate::Turned);
    if node.get("order").and_then(Node::text) == Some("desc") {
        rest.reverse();
    }
    let Some(nav) = node.get("nav").or_else(|| node.get("arrange")) else {
        return rest.into_iter().flat_map(|entry| entries(files, orders, (entry, None), account)).collect();
    };
    let lines = LineTable::new(text);
    // What is named is no part of the rest, whether it is named before or behind it.
    let written: Vec<(Option<String>, Option<&str>, usize)> = nav
        .items()
        .iter()
        .map(|item| {
            let line = lines.position(item.span.start).line;
            match item.entries().first() {
                Some((title, value)) => (title.text().map(str::to_owned), value.text(), line),
                None => (None, item.text(), line),
            }
        })
        .collect();
    let named: BTreeSet<String> = written.iter().filter_map(|(_, value, _)| joined(path, value.as_ref()?)).collect();
    let mut others: Vec<(String, bool)> = rest.iter().filter(|(name, _)| !named.contains(name)).cloned().collect();
    let mut found = Vec::new();
    for (title, value, line) in written {
        let value = value.unwrap_or_default();
        if let Some(pattern) = value.strip_prefix("...") {
            for entry in matching(&mut others, pattern, path) {
                found.extend(entries(files, orders, (entry, None), account));
            }
        } else if value.contains("://") {
            found.push(Item::Link { title: title.unwrap_or_else(|| value.to_owned()), url: value.to_owned() });
        } else if let Some(entry) = joined(path, value).and_then(|full| rest.iter().find(|(name, _)| *name == full)) {
            found.extend(entries(files, orders, (entry.clone(), title), account));
        } else {
            account.say(ENTRY, Fate::LeftOut, (file, line), format!("there is no `{value}`, or it is a group"));
        }
    }
    found
}

/// Takes those of the rest that fit the pattern behind `...`.
fn matching(rest: &mut Vec<(String, bool)>, pattern: &str, folder: &str) -> Vec<(String, bool)> {
    let pattern = pattern.trim().trim_start_matches('|').trim();
    let pattern = pattern.strip_prefix("glob=").unwrap_or(pattern).trim();
    if pattern.is_empty() || pattern == "flat" {
        return std::mem::take(rest);
    }
    let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build().map(|glob| glob.compile_matcher()) else {
        return Vec::new();
    };
    let below = |path: &str| path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/').to_owned();
    let (found, others) = std::mem::take(rest).into_iter().partition(|(path, _)| glob.is_match(below(path)));
    *rest = others;
    found
}

fn entries(
    files: &Files,
    orders: &Orders,
    ((path, is_folder), title): ((String, bool), Option<String>),
    account: &mut Account,
) -> Vec<Item> {
    account.count(ENTRY, Fate::Turned);
    if !is_folder {
        return vec![Item::Page { title, source: path }];
    }
    let of_file = orders.get(&path).and_then(|(_, _, node)| node.get("title")?.text());
    let title = title.or_else(|| of_file.map(str::to_owned)).unwrap_or_else(|| titled(name(&path)));
    vec![Item::Section { title, source: None, items: folder(files, orders, &path, account) }]
}
