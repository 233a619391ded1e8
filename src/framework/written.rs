//! Frameworks in our own format: YAML with `key`, `name`, `version` and `nodes`, or the sidecar of a catalog.
//!
//! Ids are taken from the tree as they were written, never through a number: `12.10` stays `12.10`.

use jiff::civil::Date;

use super::baseline::{self, Baseline};
use super::faults::Faults;
use super::model::{BareIds, Head, Notation, Outline, Renumbering, Superseded, Version};
use crate::finding::nearest;
use crate::source::Span;
use crate::yaml::{Document, Fault, Kind, Node, parse};

/// The keys of such a file.
pub const FRAMEWORK_KEYS: &[&str] = &[
    "key",
    "name",
    "publisher",
    "version",
    "versions",
    "renumbered",
    "nodes",
    "catalog",
    "profile",
    "baseline",
    "cite_from",
    "assessed_class",
    "oscal_href",
    "oscal_ids",
    "extends",
    "applicability",
    "aliases",
    "words",
    "prefix",
    "case",
    "bare_ids",
];
/// The keys that say where the requirements are, the one that is used first.
const SOURCES: [&str; 4] = ["profile", "catalog", "baseline", "nodes"];
/// The keys of a requirement in it.
pub const NODE_KEYS: &[&str] = &[
    "id",
    "oscal_id",
    "title",
    "children",
    "tags",
    "withdrawn",
    "superseded",
    "effective",
    "prose",
    "group",
    "assessed",
];
/// The keys of what says that a requirement is superseded.
const SUPERSEDED_KEYS: &[&str] = &["on", "by"];
/// The keys of what says that a requirement was renumbered.
const RENUMBERED_KEYS: &[&str] = &["from", "to", "version"];
/// Keys of other formats, with those that have their meaning here.
const FOREIGN_KEYS: &[(&str, &str)] = &[
    ("text", "prose"),
    ("description", "prose"),
    ("statement", "prose"),
    ("guidance", "prose"),
    ("name", "title"),
    ("label", "title"),
    ("controls", "children"),
    ("requirements", "children"),
    ("groups", "children"),
    ("nodes", "children"),
    ("items", "children"),
    ("controls", "nodes"),
    ("requirements", "nodes"),
    ("groups", "nodes"),
    ("title", "name"),
    ("url", "oscal_href"),
];
/// The keys of a version in it.
const VERSION_KEYS: &[&str] = &["id", "published", "retired", "ids"];

/// A text and its span.
pub(super) type Spanned = crate::source::Spanned<String>;

/// The content of such a file.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Its head; what the file leaves out is empty.
    pub(super) head: Head,
    /// The span of the key; nothing where the file has none.
    pub(super) key: Option<Span>,
    /// Its requirements.
    pub(super) nodes: Vec<Outline>,
    /// The catalog or the profile that it is the sidecar of.
    pub(super) catalog: Option<Spanned>,
    /// Whether that is to be a profile.
    pub(super) is_profile: bool,
    /// What it selects of another framework, where it is a baseline.
    pub(super) baseline: Option<Baseline>,
    /// What of the catalog is cited.
    pub(super) cite_from: Option<Spanned>,
    /// The classes of controls of the catalog that are assessed; all where none is named.
    pub(super) assessed_classes: Vec<Spanned>,
    /// The address of the publisher's catalog in OSCAL.
    pub(super) oscal_href: Option<String>,
    /// The framework whose applicability the file completes, which has nothing else then.
    pub(super) extends: Option<Spanned>,
}

/// Reads such a file as a tree; nothing where it is no YAML.
pub(super) fn tree(text: &str, faults: &mut Faults) -> Option<Document> {
    match parse(text, 0) {
        Ok(document) => Some(document),
        Err(Fault { span, reason, help }) => {
            faults.unreadable(span, format!("the framework cannot be read: {reason}"), help);
            None
        }
    }
}

/// Reads the tree of such a file; nothing where it is none.
pub(super) fn framework(document: &Document, faults: &mut Faults) -> Option<Written> {
    for duplicate in &document.duplicates {
        let help = "remove one of the two; until then the first value is used".to_owned();
        faults.unreadable(duplicate.again, format!("duplicate key `{}`", duplicate.key), Some(help));
    }
    let root = &document.root;
    let mut written = Written::default();
    if root.entries().is_empty() {
        let message = match &root.kind {
            Kind::Mapping(_) => "an empty mapping: neither a framework nor an OSCAL catalog".to_owned(),
            Kind::Null | Kind::Scalar { .. } | Kind::Sequence(_) => {
                format!("expected a mapping, found {}", root.description())
            }
        };
        let help = "begin with `key:`, `name:`, `version:` and `nodes:`, or put an OSCAL catalog here";
        faults.unreadable(root.span, message, Some(help.to_owned()));
        return None;
    }
    check_keys(root, FRAMEWORK_KEYS, faults);
    let mut value = |key: &str| root.get(key).and_then(|node| text(node, key, faults));
    let key = value("key");
    written.key = key.as_ref().map(|key| key.span);
    written.head.key = key.map(|key| key.value).unwrap_or_default();
    written.head.name = value("name").map(|name| name.value).unwrap_or_default();
    written.head.publisher = value("publisher").map(|name| name.value);
    written.head.version = value("version").map(|version| version.value).unwrap_or_default();
    let profile = value("profile");
    written.is_profile = profile.is_some();
    written.catalog = profile.or_else(|| value("catalog"));
    written.cite_from = value("cite_from");
    written.extends = value("extends");
    written.oscal_href = value("oscal_href").map(|href| href.value);
    if let Some(node) = root.get("assessed_class") {
        written.assessed_classes = spanned(node, "assessed_class", faults);
    }
    written.head.notation = notation(root, faults);
    if let Some(node) = root.get("versions") {
        written.head.versions = each(node, "versions", faults).filter_map(|node| version(node, faults)).collect();
    }
    if let Some(node) = root.get("renumbered") {
        let changes = each(node, "renumbered", faults);
        written.head.renumbered = changes.filter_map(|node| renumbering(node, &written.head, faults)).collect();
    }
    written.baseline = root.get("baseline").and_then(|node| baseline::read(node, faults));
    one_source(root, faults);
    if let Some(node) = root.get("nodes") {
        written.nodes = each(node, "nodes", faults).filter_map(|node| outline(node, faults)).collect();
    }
    if one_of(root, "oscal_ids", &[("same", false), ("lower", true)], faults) == Some(true) {
        written.nodes.iter_mut().for_each(Outline::set_lower_tokens);
    }
    Some(written)
}

/// Reports all but the first of the keys that each say where the requirements are.
fn one_source(root: &Node, faults: &mut Faults) {
    let Some(first) = SOURCES.iter().find(|key| root.get(key).is_some()) else { return };
    for (key, _) in root.entries() {
        let Some(other) = key.text().filter(|key| SOURCES.contains(key) && key != first) else { continue };
        let help = format!("remove one of the two; until then `{first}` is used");
        faults.unreadable(key.span, format!("`{other}` beside `{first}`"), Some(help));
    }
}

fn notation(root: &Node, faults: &mut Faults) -> Notation {
    let mut all = |key: &str| root.get(key).map(|node| texts(node, key, faults)).unwrap_or_default();
    let (aliases, words, prefixes) = (all("aliases"), all("words"), all("prefix"));
    let case = one_of(root, "case", &[("ignore", false), ("exact", true)], faults);
    let bare = [("error", BareIds::Error), ("warning", BareIds::Warning), ("off", BareIds::Off)];
    let bare_ids = one_of(root, "bare_ids", &bare, faults);
    Notation {
        aliases,
        words,
        prefixes,
        is_case_sensitive: case.unwrap_or_default(),
        bare_ids: bare_ids.unwrap_or_default(),
    }
}

/// What the word at `key` means; a fault where it is none of `words`.
fn one_of<T: Copy>(root: &Node, key: &str, words: &[(&str, T)], faults: &mut Faults) -> Option<T> {
    let written = root.get(key).and_then(|node| text(node, key, faults))?;
    let found = words.iter().find(|(word, _)| *word == written.value).map(|(_, value)| *value);
    if found.is_none() {
        let known: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        let help = format!("write one of {}", known.join(", "));
        faults.unreadable(written.span, format!("invalid `{key}` `{}`", written.value), Some(help));
    }
    found
}

/// Reports unknown keys, whose values are lost. One that is not nearly a known one is a warning: a file may have been made
/// for another program as well.
pub(super) fn check_keys(node: &Node, keys: &[&str], faults: &mut Faults) {
    for (key, _) in node.entries() {
        let Some(name) = key.text().filter(|name| !keys.contains(name)) else { continue };
        let message = format!("unknown key `{name}`");
        let foreign = FOREIGN_KEYS.iter().find(|(foreign, own)| *foreign == name && keys.contains(own));
        if let Some(nearest) = nearest(name, keys.iter().copied()).filter(|_| foreign.is_none()) {
            faults.unreadable(key.span, message, Some(format!("did you mean `{nearest}`?")));
            continue;
        }
        let help = match foreign {
            Some((_, own)) => format!("its value is not read; did you mean `{own}`?"),
            None => {
                let known: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
                format!("its value is not read; the known keys are {}", known.join(", "))
            }
        };
        faults.upstream(key.span, message, help);
    }
}

/// The items of a list; a fault, and none, where it is something else.
pub(super) fn each<'a>(node: &'a Node, what: &str, faults: &mut Faults) -> std::slice::Iter<'a, Node> {
    if !matches!(node.kind, Kind::Sequence(_) | Kind::Null) {
        let help = "write a list: each entry on a line of its own that begins with `- `".to_owned();
        let message = format!("`{what}` takes a list, not {}", node.description());
        faults.unreadable(node.span, message, Some(help));
    }
    node.items().iter()
}

pub(super) fn text(node: &Node, what: &str, faults: &mut Faults) -> Option<Spanned> {
    match &node.kind {
        Kind::Scalar { text, .. } => Some(Spanned::new(text.trim().to_owned(), node.span)),
        Kind::Null => None,
        Kind::Sequence(_) | Kind::Mapping(_) => {
            let message = format!("`{what}` takes text, not {}", node.description());
            faults.unreadable(
                node.span,
                message,
                Some("write it as one text, in quotes where it has a `:`".to_owned()),
            );
            None
        }
    }
}

/// A text, or a list of them.
fn texts(node: &Node, what: &str, faults: &mut Faults) -> Vec<String> {
    spanned(node, what, faults).into_iter().map(|text| text.value).collect()
}

/// The same with their spans.
pub(super) fn spanned(node: &Node, what: &str, faults: &mut Faults) -> Vec<Spanned> {
    match &node.kind {
        Kind::Sequence(items) => items.iter().filter_map(|item| text(item, what, faults)).collect(),
        Kind::Scalar { .. } | Kind::Mapping(_) | Kind::Null => text(node, what, faults).into_iter().collect(),
    }
}

fn version(node: &Node, faults: &mut Faults) -> Option<Version> {
    if let Some(id) = node.text() {
        return Some(Version { id: id.trim().to_owned(), ..Version::default() });
    }
    check_keys(node, VERSION_KEYS, faults);
    let Some(id) = node.get("id").and_then(|id| text(id, "id", faults)) else {
        faults.unreadable(
            node.span,
            "a version without its number",
            Some("give it an `id`, such as `id: \"2.0\"`".to_owned()),
        );
        return None;
    };
    let mut day = |key: &str| node.get(key).and_then(|node| day(node, key, faults));
    let (published, retired) = (day("published"), day("retired"));
    let ids = node.get("ids").map(|ids| texts(ids, "ids", faults)).unwrap_or_default();
    Some(Version { id: id.value, published, retired, ids, ..Version::default() })
}

fn day(node: &Node, what: &str, faults: &mut Faults) -> Option<Date> {
    let written = text(node, what, faults)?;
    let day = written.value.parse();
    if day.is_err() {
        let help = "write it as `2024-03-31`".to_owned();
        faults.unreadable(written.span, format!("invalid date `{}`", written.value), Some(help));
    }
    day.ok()
}

fn renumbering(node: &Node, head: &Head, faults: &mut Faults) -> Option<Renumbering> {
    check_keys(node, RENUMBERED_KEYS, faults);
    let mut value = |key: &str| node.get(key).and_then(|node| text(node, key, faults));
    let (from, version) = (value("from"), value("version").map(|version| version.value));
    let to = node.get("to").filter(|to| !to.is_null());
    let (Some(from), Some(to)) = (from, to) else {
        let help = "write it as `{from: \"1.2\", to: \"1.3\"}`, or with a list where its contents went to several";
        faults.unreadable(node.span, "a renumbering without `from` and `to`", Some(help.to_owned()));
        return None;
    };
    let is_same = to.text().is_some();
    let location = Some(faults.location(to.span));
    // The version before the current one had the old id, unless the file names another.
    let before = head.versions.iter().rfind(|version| version.id != head.version);
    let version = version.or_else(|| before.map(|version| version.id.clone())).unwrap_or_default();
    Some(Renumbering { from: from.value, to: texts(to, "to", faults), is_same, version, location })
}

/// A requirement: its id alone, or a mapping. The parser bounds how deep they nest.
fn outline(node: &Node, faults: &mut Faults) -> Option<Outline> {
    if let Some(id) = node.text() {
        let location = Some(faults.location(node.span));
        return Some(Outline { id: id.trim().to_owned(), location, ..Outline::default() });
    }
    if node.entries().is_empty() {
        let message = format!("expected a requirement, found {}", node.description());
        let help = "write its id, `- \"1.2\"`, or settings such as `- {id: \"1.2\", title: Network controls}`";
        faults.unreadable(node.span, message, Some(help.to_owned()));
        return None;
    }
    check_keys(node, NODE_KEYS, faults);
    let mut value = |key: &str| node.get(key).and_then(|node| text(node, key, faults));
    let (id, title, prose) = (value("id"), value("title"), value("prose"));
    let oscal_id = value("oscal_id");
    let location = Some(faults.location(id.as_ref().map_or(node.span, |id| id.span)));
    let tags = node.get("tags").map(|tags| texts(tags, "tags", faults)).unwrap_or_default();
    let withdrawn = node.get("withdrawn").and_then(|node| withdrawn(node, faults));
    let is_assessed = is_assessed(node, faults);
    let superseded = node.get("superseded").and_then(|node| superseded(node, faults));
    let effective = node.get("effective").and_then(|node| day(node, "effective", faults));
    let children = node.get("children").map(|children| {
        each(children, "children", faults).filter_map(|child| outline(child, faults)).collect::<Vec<_>>()
    });
    let text = |placed: Option<Spanned>| placed.map(|placed| placed.value);
    Some(Outline {
        id: text(id).unwrap_or_default(),
        title: text(title).unwrap_or_default(),
        tags,
        withdrawn,
        prose: text(prose),
        location,
        token: text(oscal_id),
        is_assessed,
        superseded,
        effective,
        children: children.unwrap_or_default(),
    })
}

/// Whether a requirement is said to be assessed: `assessed: true`, or `group: false`, which is the same.
fn is_assessed(node: &Node, faults: &mut Faults) -> Option<bool> {
    let words = [("true", true), ("false", false)];
    let assessed = one_of(node, "assessed", &words, faults);
    let group = one_of(node, "group", &words, faults);
    if assessed.is_some() && assessed == group {
        let span = node.get("group").map_or(node.span, |group| group.span);
        let help = "a group is not assessed: remove one of the two".to_owned();
        faults.unreadable(span, "`group` contradicts `assessed`", Some(help));
    }
    assessed.or_else(|| group.map(|group| !group))
}

/// `true`, or where it went.
fn withdrawn(node: &Node, faults: &mut Faults) -> Option<Vec<String>> {
    match &node.kind {
        Kind::Scalar { text, quoted: false } if text == "true" => Some(Vec::new()),
        Kind::Scalar { text, quoted: false } if text == "false" => None,
        Kind::Null => None,
        Kind::Scalar { .. } | Kind::Sequence(_) | Kind::Mapping(_) => Some(texts(node, "withdrawn", faults)),
    }
}

/// `{on: 2025-03-31, by: ["6.4.2"]}`.
fn superseded(node: &Node, faults: &mut Faults) -> Option<Superseded> {
    if node.is_null() {
        return None;
    }
    check_keys(node, SUPERSEDED_KEYS, faults);
    let on = node.get("on").filter(|on| !on.is_null()).map(|on| day(on, "on", faults));
    let by = node.get("by").map(|by| texts(by, "by", faults)).unwrap_or_default();
    if on.is_none() || by.is_empty() {
        let help = "write it as `{on: 2025-03-31, by: [\"6.4.2\"]}`".to_owned();
        faults.unreadable(node.span, "`superseded` without `on` and `by`", Some(help));
    }
    Some(Superseded { on: on??, by }).filter(|superseded| !superseded.by.is_empty())
}
