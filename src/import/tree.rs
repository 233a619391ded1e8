//! A configuration of another generator as a tree that remembers where each value stands, and from which values are taken.

use std::collections::{HashMap, HashSet};

use crate::source::Span;
use crate::yaml::{Kind, Node};

/// Deeper values are not carried over: the reader of YAML has a limit, and settings stand a little deeper than they did.
const MAX_DEPTH: usize = 48;

/// Where a key stands: the index of its file among the files read, and its bytes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) span: Span,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A single value or a list.
    Leaf(Node),
    /// A mapping.
    Table(Table),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// As written.
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) value: Value,
}

/// A mapping. Keys are compared without regard to case.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Table {
    pub(super) entries: Vec<Entry>,
}

/// A key with its value, taken out of its table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taken {
    /// The names from the root to the key, as written, with points between them.
    pub(super) path: String,
    pub(super) place: Place,
    pub(super) value: Value,
}

/// How two values of one key are made into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Merge {
    /// The keys of two mappings are merged, all the way down.
    Deep,
    /// The first value counts.
    Shallow,
}

impl Table {
    /// The entries of the mapping `node` in the file of that index; no entries for another kind of node.
    pub(super) fn of(node: &Node, file: usize) -> Self {
        let entry = |(key, value): &(Node, Node)| Entry {
            name: key.text().unwrap_or_default().to_owned(),
            place: Place { file, span: key.span },
            value: match value.kind {
                Kind::Mapping(_) => Value::Table(Self::of(value, file)),
                Kind::Null | Kind::Scalar { .. } | Kind::Sequence(_) => Value::Leaf(value.clone()),
            },
        };
        Self { entries: node.entries().iter().map(entry).collect() }
    }

    /// The index of each key, in lower case.
    fn index(&self) -> HashMap<String, usize> {
        // Of keys that differ only in case the first counts.
        self.entries.iter().enumerate().rev().map(|(at, entry)| (entry.name.to_lowercase(), at)).collect()
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|entry| same(&entry.name, name))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Entry> {
        self.position(name).map(|at| &self.entries[at])
    }

    /// The mapping at `path`.
    pub(super) fn table(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |table, name| match &table.get(name)?.value {
            Value::Table(inner) => Some(inner),
            Value::Leaf(_) => None,
        })
    }

    /// The mapping at `name`, to be changed.
    pub(super) fn table_mut(&mut self, name: &str) -> Option<&mut Self> {
        let at = self.position(name)?;
        match &mut self.entries[at].value {
            Value::Table(inner) => Some(inner),
            Value::Leaf(_) => None,
        }
    }

    /// Takes out the key at `path`. A mapping that is empty then is taken out with it.
    pub(super) fn take(&mut self, path: &[&str]) -> Option<Taken> {
        let (first, rest) = path.split_first()?;
        let at = self.position(first)?;
        if rest.is_empty() {
            let Entry { name, place, value } = self.entries.remove(at);
            return Some(Taken { path: name, place, value });
        }
        let entry = &mut self.entries[at];
        let Value::Table(inner) = &mut entry.value else { return None };
        let mut taken = inner.take(rest)?;
        taken.path = format!("{}.{}", entry.name, taken.path);
        if inner.entries.is_empty() {
            self.entries.remove(at);
        }
        Some(taken)
    }

    /// The value of one key.
    pub(super) fn take_value(mut self, name: &str) -> Option<Value> {
        self.take(&[name]).map(|taken| taken.value)
    }

    /// Merges keys that differ in case alone, all the way down; the first counts.
    pub(super) fn unite(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        let mut known: HashSet<String> = HashSet::new();
        for mut entry in entries {
            if let Value::Table(inner) = &mut entry.value {
                inner.unite();
            }
            if known.insert(entry.name.to_lowercase()) {
                self.entries.push(entry);
            }
        }
    }

    /// Gives the key `old` the name `new`, unless there is one of that name.
    pub(super) fn rename(&mut self, old: &str, new: &str) {
        if let (Some(at), None) = (self.position(old), self.position(new)) {
            self.entries[at].name = new.to_owned();
        }
    }

    /// Puts the values of `over` in place of those that this table has.
    pub(super) fn overlay(&mut self, over: Self) {
        let index = self.index();
        for entry in over.entries {
            let Some(at) = index.get(&entry.name.to_lowercase()).copied() else {
                self.entries.push(entry);
                continue;
            };
            match (&mut self.entries[at].value, entry.value) {
                (Value::Table(old), Value::Table(new)) => old.overlay(new),
                (_, value) => self.entries[at] = Entry { value, ..entry },
            }
        }
    }

    /// Adds what this table does not have.
    pub(super) fn underlay(&mut self, under: Self, merge: Merge) {
        let index = self.index();
        for entry in under.entries {
            let Some(at) = index.get(&entry.name.to_lowercase()).copied() else {
                self.entries.push(entry);
                continue;
            };
            if let (Value::Table(own), Value::Table(inner), Merge::Deep) =
                (&mut self.entries[at].value, entry.value, merge)
            {
                own.underlay(inner, merge);
            }
        }
    }

    /// The number of keys that have a value.
    pub(super) fn keys(&self) -> usize {
        self.entries.iter().map(|entry| entry.value.keys()).sum()
    }

    /// The mapping as a node again.
    pub(super) fn node(&self) -> Node {
        let entries = self.entries.iter().map(|entry| (text(&entry.name), entry.value.node()));
        Node { span: Span::default(), kind: Kind::Mapping(entries.collect()) }
    }
}

impl Value {
    /// The number of keys that it stands for: one for a value or a list of values, and for each key of a mapping below it.
    pub(super) fn keys(&self) -> usize {
        match self {
            Self::Leaf(node) => keys(node),
            Self::Table(table) if table.entries.is_empty() => 1,
            Self::Table(table) => table.keys(),
        }
    }

    pub(super) fn node(&self) -> Node {
        match self {
            Self::Leaf(node) => node.clone(),
            Self::Table(table) => table.node(),
        }
    }

    /// The text of a single value.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Leaf(node) = self { node.text() } else { None }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Leaf(node) => node.text().is_none() && node.items().is_empty(),
            Self::Table(table) => table.entries.is_empty(),
        }
    }

    pub(super) fn truth(&self) -> Option<bool> {
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The texts of a list, or of a single value in place of one.
    pub(super) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Leaf(node) => node.text().into_iter().chain(node.items().iter().filter_map(Node::text)).collect(),
            Self::Table(_) => Vec::new(),
        }
    }
}

/// The number of keys that a value without a name of its own stands for. A list counts as one, and one with mappings as its
/// items.
pub(super) fn keys(node: &Node) -> usize {
    let of_items: usize = if has_mappings(node) { node.items().iter().map(keys).sum() } else { 0 };
    let of_entries: usize = node.entries().iter().map(|(_, value)| keys(value)).sum();
    (of_items + of_entries).max(1)
}

/// Whether a list has items with keys.
pub(super) fn has_mappings(node: &Node) -> bool {
    node.items().iter().any(|item| !item.entries().is_empty())
}

/// Whether a value is nested so deep that YAML with it is not read.
pub(super) fn is_too_deep(node: &Node) -> bool {
    fn exceeds(node: &Node, left: usize) -> bool {
        let inner = node.items().iter().chain(node.entries().iter().map(|(_, value)| value));
        left == 0 || inner.into_iter().any(|node| exceeds(node, left - 1))
    }
    exceeds(node, MAX_DEPTH)
}

/// Whether two keys are the same to Hugo.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// A text as a node.
pub(super) fn text(text: &str) -> Node {
    Node { span: Span::default(), kind: Kind::Scalar { text: text.to_owned(), quoted: true } }
}

/// A number or a boolean as a node.
pub(super) fn plain(value: impl ToString) -> Node {
    Node { span: Span::default(), kind: Kind::Scalar { text: value.to_string(), quoted: false } }
}

/// A list as a node.
pub(super) fn list(items: impl IntoIterator<Item = Node>) -> Node {
    Node { span: Span::default(), kind: Kind::Sequence(items.into_iter().collect()) }
}

/// A mapping as a node.
pub(super) fn mapping<'k>(entries: impl IntoIterator<Item = (&'k str, Node)>) -> Node {
    let entries = entries.into_iter().map(|(key, value)| (text(key), value));
    Node { span: Span::default(), kind: Kind::Mapping(entries.collect()) }
}

#[cfg(test)]
mod tests {
    use super::{Merge, Table};
    use crate::yaml::{json, parse, write};

    fn table(text: &str) -> Table {
        Table::of(&parse(text, 0).unwrap().root, 0)
    }

    #[test]
    fn values_are_taken_whatever_the_case_of_their_keys() {
        let mut tree = table("Markup: {GoldMark: {a: 1, b: 2}}\nx: 1");
        let taken = tree.take(&["markup", "goldmark", "A"]).unwrap();
        assert_eq!((taken.path.as_str(), taken.value.text()), ("Markup.GoldMark.a", Some("1")));
        assert!(tree.take(&["markup", "x"]).is_none() && tree.take(&["x", "y"]).is_none());
        assert!(tree.take(&["markup", "goldmark", "b"]).is_some());
        // The mapping is empty now, and gone.
        assert_eq!(write(&tree.node()), "x: 1\n");
    }

    #[test]
    fn keys_that_differ_in_case_are_one() {
        let mut tree = table("a: 1\nA: 2\nb: {c: 1, C: 2}");
        tree.unite();
        assert_eq!(json(&tree.node()).to_string(), r#"{"a":1,"b":{"c":1}}"#);
    }

    #[test]
    fn values_lists_and_empty_mappings_count_as_keys() {
        let count = |text: &str| table(text).keys();
        assert_eq!(count("a: 1\nb: {c: [1, 2], d: {}}\ne: []\nf: ~"), 5);
        assert_eq!(count("a: [{b: 1, c: [{d: 1, e: 2}]}, {f: 1}, x]\nb: [[1, {c: 1}]]"), 6);
    }

    #[test]
    fn merging_keeps_the_order_and_the_right_values() {
        let mut over = table("a: 1\nb: {c: 1, d: 2}");
        over.overlay(table("B: {D: 3, e: 4}\nf: 5"));
        assert_eq!(write(&over.node()), "a: 1\nb:\n  c: 1\n  D: 3\n  e: 4\nf: 5\n");
        let mut under = table("b: {c: 1}");
        under.underlay(table("b: {c: 2, d: 3}\ne: 4"), Merge::Shallow);
        assert_eq!(write(&under.node()), "b:\n  c: 1\ne: 4\n");
        under.underlay(table("b: {c: 2, d: 3}\ne: 5"), Merge::Deep);
        assert_eq!(write(&under.node()), "b:\n  c: 1\n  d: 3\ne: 4\n");
    }
}
