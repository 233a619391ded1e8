//! Mapping collections: how the controls of one catalog relate to those of another.
//!
//! Only the document is read here. What its words and ids mean, the reader of a crosswalk decides.

use super::subject::Subject;
use crate::framework::collection::{Frameworks, split_version};
use crate::framework::oscal::export::catalog_identifier;
use crate::framework::tree::Framework;
use crate::source::path::stem;
use crate::source::{DataFile, Span, Spanned};
use crate::yaml::{Fault, Node, parse, parse_json};

/// A mapping of a collection.
#[derive(Debug, Clone)]
pub struct CatalogMapping {
    /// Its identifier.
    pub uuid: String,
    /// How it was made; that of the collection where it says nothing itself.
    pub method: Option<String>,
    /// The catalog on the left.
    pub source: Resource,
    /// The catalog on the right.
    pub target: Resource,
    /// What it relates, in order.
    pub maps: Vec<Map>,
    /// Controls of the source that have no counterpart.
    pub source_gaps: Vec<Spanned<String>>,
    /// Controls of the target that have no counterpart.
    pub target_gaps: Vec<Spanned<String>>,
    /// Where gaps are given by a pattern, which is not read.
    pub patterns: Vec<Span>,
}

/// The catalog on one side of a mapping.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Its location: that of its address.
    pub span: Span,
    /// Its address as written.
    pub href: String,
    /// What else may name it: the title and the addresses of the resource in the back matter.
    names: Vec<String>,
}

/// One relation between controls.
#[derive(Debug, Clone)]
pub struct Map {
    /// Its location.
    pub span: Span,
    /// The relation, as written.
    pub relationship: Option<Spanned<String>>,
    /// The left sides.
    pub sources: Vec<Item>,
    /// The right sides.
    pub targets: Vec<Item>,
    /// What is said of it: remarks, qualifiers, confidence and coverage, as Markdown.
    pub note: String,
}

/// One side of a relation.
#[derive(Debug, Clone)]
pub struct Item {
    /// `control` or `statement`, as written.
    pub kind: Spanned<String>,
    /// The id.
    pub id: Spanned<String>,
}

/// The catalog that a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identified<'a> {
    /// The framework's key, without a version.
    pub key: &'a str,
    /// The version that the resource names.
    pub version: Option<&'a str>,
}

/// The mappings of a collection in JSON or YAML.
///
/// # Errors
/// Where it cannot be read, or is another document.
pub fn read_mapping_collection(file: &DataFile<'_>) -> Result<Vec<CatalogMapping>, Fault> {
    let is_json = file.path.ends_with(".json");
    let document = if is_json { parse_json(file.text, 0)? } else { parse(file.text, 0)? };
    let root = &document.root;
    let Some(collection) = root.get("mapping-collection") else {
        let other = root.entries().iter().find_map(|(key, _)| Subject::of_key(key.text()?));
        let reason = match other {
            Some(subject) => format!("this is {}, not a mapping collection", subject.name()),
            None => "this is not a mapping collection of OSCAL: it has no key `mapping-collection`".to_owned(),
        };
        return Err(Fault::new(Span::new(root.span.start, root.span.start), reason));
    };
    let Some(mappings) = collection.get("mappings").filter(|mappings| !mappings.is_null()) else {
        return Err(Fault::new(collection.span, "a mapping collection without `mappings`"));
    };
    let method = collection.get("provenance").and_then(|provenance| text(provenance, "method"));
    let back_matter = BackMatter(list(collection.get("back-matter"), "resources"));
    // One mapping may stand without a list.
    let each = if mappings.items().is_empty() { std::slice::from_ref(mappings) } else { mappings.items() };
    Ok(each.iter().map(|mapping| catalog_mapping(mapping, method.as_deref(), &back_matter)).collect())
}

fn catalog_mapping(mapping: &Node, method: Option<&str>, back_matter: &BackMatter<'_>) -> CatalogMapping {
    let mut patterns = Vec::new();
    CatalogMapping {
        uuid: text(mapping, "uuid").unwrap_or_default(),
        method: text(mapping, "method").or_else(|| method.map(str::to_owned)),
        source: back_matter.resource(mapping, "source-resource"),
        target: back_matter.resource(mapping, "target-resource"),
        maps: list(Some(mapping), "maps").iter().map(map).collect(),
        source_gaps: gaps(mapping, "source-gap-summary", &mut patterns),
        target_gaps: gaps(mapping, "target-gap-summary", &mut patterns),
        patterns,
    }
}

fn map(map: &Node) -> Map {
    let relationship = map.get("relationship").and_then(spanned);
    let items = |key: &str| list(Some(map), key).iter().map(item).collect();
    Map { span: map.span, relationship, sources: items("sources"), targets: items("targets"), note: note(map) }
}

fn item(node: &Node) -> Item {
    let or_here = |key: &str| node.get(key).and_then(spanned).unwrap_or_else(|| Spanned::new(String::new(), node.span));
    Item { kind: or_here("type"), id: or_here("id-ref") }
}

/// The remarks of a map, and what qualifies it.
fn note(map: &Node) -> String {
    let mut parts: Vec<String> = text(map, "remarks").into_iter().collect();
    for qualifier in list(Some(map), "qualifiers") {
        let words = ["subject", "predicate", "category"].map(|key| text(qualifier, key).unwrap_or_default());
        let description = text(qualifier, "description").unwrap_or_default();
        parts.push(format!("{} {} ({}): {description}", words[0], words[1], words[2]));
    }
    let number = |key: &str, names: [&str; 2]| {
        let value = map.get(key)?;
        names.iter().find_map(|name| text(value, name))
    };
    parts.extend(number("confidence-score", ["category", "percentage"]).map(|score| format!("Confidence: {score}")));
    let coverage = number("coverage", ["target-coverage", "STRVALUE"]);
    parts.extend(coverage.map(|coverage| format!("Coverage of the target: {coverage}")));
    parts.retain(|part| !part.trim().is_empty());
    parts.join(" · ")
}

/// The ids of a gap summary.
fn gaps(mapping: &Node, key: &str, patterns: &mut Vec<Span>) -> Vec<Spanned<String>> {
    let mut ids = Vec::new();
    for selected in list(mapping.get(key), "unmapped-controls") {
        ids.extend(list(Some(selected), "with-ids").iter().filter_map(spanned));
        patterns.extend(selected.get("matching").map(|matching| matching.span));
    }
    ids
}

struct BackMatter<'n>(&'n [Node]);

impl BackMatter<'_> {
    fn resource(&self, mapping: &Node, key: &str) -> Resource {
        let node = mapping.get(key);
        let address = node.and_then(|node| node.get("href")).and_then(spanned);
        let span = address.as_ref().map_or(node.unwrap_or(mapping).span, |address| address.span);
        let href = address.map(|address| address.value).unwrap_or_default();
        let named = href
            .strip_prefix('#')
            .and_then(|uuid| self.0.iter().find(|one| text(one, "uuid").as_deref() == Some(uuid)));
        let mut names: Vec<String> = named.and_then(|named| text(named, "title")).into_iter().collect();
        names.extend(list(named, "rlinks").iter().filter_map(|link| text(link, "href")));
        Resource { span, href, names }
    }
}

impl Resource {
    /// Which framework it is, by its identifier, its address or its title; nothing where none of them says it.
    pub fn identify<'a>(&'a self, sides: [&'a Framework; 2], frameworks: &'a Frameworks) -> Option<Identified<'a>> {
        if let Some(uuid) = self.href.strip_prefix('#') {
            let mut known = sides.into_iter().chain(frameworks.iter());
            if let Some(framework) = known.find(|framework| catalog_identifier(framework) == uuid) {
                let key = split_version(&framework.key).0;
                return Some(Identified { key, version: Some(&framework.version) });
            }
        }
        let addresses = || self.names.iter().map(String::as_str).chain([self.href.as_str()]);
        let published = frameworks
            .iter()
            .find(|framework| framework.catalog_href().is_some_and(|href| addresses().any(|address| address == href)));
        if let Some(framework) = published {
            return Some(Identified { key: &framework.key, version: None });
        }
        addresses().find_map(|name| {
            let named = frameworks.named_for(bare(name))?;
            let number = named.version.trim_start_matches(|letter: char| !letter.is_ascii_digit());
            Some(Identified { key: &named.framework.key, version: Some(number).filter(|number| !number.is_empty()) })
        })
    }
}

/// The name in a title or an address: `NIST_SP-800-53_rev5` of `…/NIST_SP-800-53_rev5_catalog.json`.
fn bare(name: &str) -> &str {
    if name.contains(' ') && !name.contains('/') {
        return name.trim();
    }
    let name = stem(name);
    let name = name.strip_suffix(".oscal").unwrap_or(name);
    let ends = ["_catalog", "-catalog", "_profile", "-profile"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// The id of the control that a statement is a part of: `ac-2` of `ac-2_smt.a`.
pub fn control_of(statement: &str) -> &str {
    statement.split_once("_smt").map_or(statement, |(control, _)| control)
}

fn spanned(node: &Node) -> Option<Spanned<String>> {
    node.text().map(|text| Spanned::new(text.to_owned(), node.span))
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

fn list<'n>(node: Option<&'n Node>, key: &str) -> &'n [Node] {
    node.and_then(|node| node.get(key)).map(Node::items).unwrap_or_default()
}
