//! Crosswalks as a mapping collection.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::document::{About, back_matter, catalog_identifier, identifier};
use super::token::Tokens;
use crate::framework::model::RequirementIdx;
use crate::framework::tree::Framework;

/// How the requirements of one framework relate to those of another.
#[derive(Debug, Clone)]
pub struct Crosswalk<'a> {
    /// Its identity in the document, such as its file.
    pub key: &'a str,
    /// What it is for, as Markdown.
    pub description: &'a str,
    /// How it was made: `human`, `automation` or `hybrid`.
    pub method: &'a str,
    /// The framework it leads from.
    pub source: &'a Framework,
    /// The framework it leads to.
    pub target: &'a Framework,
    /// The framework that a derived one goes through.
    pub via: Option<&'a Framework>,
    /// Its rows.
    pub relations: Vec<Relation<'a>>,
}

/// A row of a crosswalk.
#[derive(Debug, Clone)]
pub struct Relation<'a> {
    /// The requirement of the source.
    pub from: RequirementIdx,
    /// OSCAL's word for how they relate: `intersects-with` …
    pub relation: &'a str,
    /// The requirements of the target; none where the source has no counterpart.
    pub to: Vec<RequirementIdx>,
    /// A remark.
    pub note: Option<Cow<'a, str>>,
}

/// The crosswalks as one document; nothing where none of them relates anything.
pub fn mapping_collection(about: &About<'_>, crosswalks: &[Crosswalk<'_>]) -> Option<Value> {
    let is_written = |crosswalk: &&Crosswalk<'_>| crosswalk.relations.iter().any(|relation| !relation.to.is_empty());
    let crosswalks: Vec<&Crosswalk<'_>> = crosswalks.iter().filter(is_written).collect();
    let first = crosswalks.first()?;
    let frameworks = crosswalks.iter().flat_map(|crosswalk| [crosswalk.source, crosswalk.target]);
    Some(json!({"mapping-collection": {
        "uuid": identifier(&["mapping-collection", about.title, about.version, about.day]),
        "metadata": about.metadata(),
        "provenance": provenance(first),
        "mappings": crosswalks.iter().map(|crosswalk| mapping(crosswalk)).collect::<Vec<_>>(),
        "back-matter": back_matter(frameworks),
    }}))
}

fn provenance(crosswalk: &Crosswalk<'_>) -> Value {
    let description = match crosswalk.description.trim() {
        "" => format!("How {} relates to {}.", crosswalk.source.name, crosswalk.target.name),
        description => description.to_owned(),
    };
    json!({
        "method": method(crosswalk.method),
        "matching-rationale": "semantic",
        "status": "not-complete",
        "mapping-description": description,
    })
}

/// OSCAL takes no other words.
fn method(word: &str) -> &str {
    if matches!(word, "automation" | "hybrid") { word } else { "human" }
}

fn mapping(crosswalk: &Crosswalk<'_>) -> Value {
    let (sources, targets) = (Tokens::of(crosswalk.source), Tokens::of(crosswalk.target));
    let item = |token: &str| json!({"type": "control", "id-ref": token});
    let related = crosswalk.relations.iter().filter(|relation| !relation.to.is_empty());
    let maps = related.enumerate().map(|(number, relation)| {
        let from = sources.get(relation.from);
        let mut map = json!({
            "uuid": identifier(&["map", crosswalk.key, from, relation.relation, &number.to_string()]),
            "relationship": relation.relation,
            "sources": [item(from)],
            "targets": relation.to.iter().map(|idx| item(targets.get(*idx))).collect::<Vec<_>>(),
        });
        if let Some(note) = relation.note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
            map["remarks"] = json!(note);
        }
        map
    });
    let mut mapping = json!({
        "uuid": identifier(&["mapping", crosswalk.key, &crosswalk.source.key, &crosswalk.target.key]),
        "method": method(crosswalk.method),
        "source-resource": resource(crosswalk.source),
        "target-resource": resource(crosswalk.target),
        "maps": maps.collect::<Vec<_>>(),
    });
    if let Some(via) = crosswalk.via {
        let through = format!("Derived through {} {}: what follows from two mappings.", via.name, via.version);
        mapping["remarks"] = json!(through);
    }
    let alone = crosswalk.relations.iter().filter(|relation| relation.to.is_empty());
    let alone: Vec<&str> = alone.map(|relation| sources.get(relation.from)).collect();
    if !alone.is_empty() {
        let uuid = identifier(&["gap", crosswalk.key, &crosswalk.source.key, &crosswalk.target.key]);
        mapping["source-gap-summary"] = json!({"uuid": uuid, "unmapped-controls": [{"with-ids": alone}]});
    }
    mapping
}

fn resource(framework: &Framework) -> Value {
    json!({"type": "catalog", "href": format!("#{}", catalog_identifier(framework))})
}
