//! A framework that was imported, as the document that it came from.
//!
//! Nothing of it is left out. What NIST's schema does not take is written so that it does: ids, names and classes become
//! tokens, titles and values one line, invalid UUIDs derived ones, and lists without items are removed.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::document::{OSCAL_VERSION, catalog_identifier, identifier, line};
use super::older;
use super::token::{Tokens, as_token, is_token};
use crate::framework::oscal;
use crate::framework::tree::Framework;
use crate::source::DataFile;

/// Texts of one line.
const LINES: [&str; 4] = ["title", "label", "choice", "text"];

/// Lists of UUIDs of other things in the document.
const REFERENCES: [&str; 4] = ["party-uuids", "location-uuids", "member-of-organizations", "party-uuid"];

/// A document, with what had to be changed in it.
#[derive(Debug)]
pub struct Exported {
    /// The document.
    pub document: Value,
    /// The ids that are no tokens of OSCAL, with those that stand for them.
    pub changed_ids: BTreeMap<String, String>,
    /// The names of fields that OSCAL does not know, of objects that have no place for more.
    pub left_out: BTreeSet<String>,
}

/// The catalog that `framework` was read from, which is one of `files`; of a baseline of such a framework, what it selects
/// of the catalog. Nothing for a framework in another form.
pub fn imported_catalog(framework: &Framework, files: &[DataFile<'_>], day: &str) -> Option<Exported> {
    let mut document = document(framework, files)?;
    let catalog = document.get_mut("catalog")?;
    let known = tokens(framework);
    let mut repair = Repair::default();
    repair.find(catalog, "catalog", &known);
    let changed_ids = repair.ids.clone();
    repair.value(catalog, "catalog");
    complete(catalog, framework, day);
    Some(Exported { document, changed_ids, left_out: repair.left_out })
}

fn document(framework: &Framework, files: &[DataFile<'_>]) -> Option<Value> {
    let file_of = |framework: &Framework| files.iter().find(|file| framework.is_from(file.id));
    if let Some(document) = file_of(framework).and_then(|file| oscal::document(file, files, None)) {
        return Some(document);
    }
    // An older version has the file of the current one, and other ids.
    framework.basis().next().filter(|base| !base.key.contains('@'))?;
    let ids: HashSet<&str> = framework.requirements().map(|(_, one)| one.token.as_deref().unwrap_or(&one.id)).collect();
    let mut bases = framework.basis().filter_map(file_of);
    let mut document = bases.find_map(|file| oscal::document(file, files, Some(&ids)))?;
    document["catalog"]["metadata"] = json!({"title": framework.name, "version": framework.version});
    document["catalog"].as_object_mut()?.remove("uuid");
    Some(document)
}

/// The tokens of controls and groups, by the ids in the document, where they are others.
fn tokens(framework: &Framework) -> BTreeMap<String, String> {
    let tokens = Tokens::of(framework);
    let own = framework.requirements().map(|(idx, requirement)| {
        (requirement.token.as_deref().unwrap_or(&requirement.id).to_owned(), tokens.get(idx).to_owned())
    });
    own.filter(|(own, _)| !is_token(own)).collect()
}

/// What every document has.
fn complete(catalog: &mut Value, framework: &Framework, day: &str) {
    let is_valid = catalog.get("uuid").and_then(Value::as_str).is_some_and(is_uuid);
    if !is_valid {
        catalog["uuid"] = json!(catalog_identifier(framework));
    }
    if !catalog["metadata"].is_object() {
        catalog["metadata"] = json!({});
    }
    let metadata = &mut catalog["metadata"];
    metadata["oscal-version"] = json!(OSCAL_VERSION);
    for (key, value) in [
        ("title", line(&framework.name, "Untitled")),
        ("version", line(&framework.version, "0")),
        ("last-modified", format!("{day}T00:00:00Z")),
    ] {
        if metadata.get(key).and_then(Value::as_str).is_none_or(|own| own.trim().is_empty()) {
            metadata[key] = json!(value);
        }
    }
}

fn is_uuid(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|uuid| text.len() == 36 && matches!(uuid.get_version_num(), 4 | 5))
}

/// Makes a document valid.
#[derive(Default)]
struct Repair {
    /// Ids by those in the document, where they are others.
    ids: BTreeMap<String, String>,
    /// The same of UUIDs.
    uuids: BTreeMap<String, String>,
    /// See [`Exported::left_out`].
    left_out: BTreeSet<String>,
}

impl Repair {
    /// Finds the ids and UUIDs that must become others; `known` are the tokens of controls and groups. Readers of files
    /// bound how deep a document nests.
    fn find(&mut self, value: &Value, key: &str, known: &BTreeMap<String, String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.find(item, key, known)),
            Value::Object(fields) => {
                let id = fields.get("id").and_then(Value::as_str);
                if let Some(id) = id.filter(|id| !is_token(id) && has_token(key)) {
                    let token = as_token(id);
                    let token = if is_token(&token) { token } else { format!("_{token}") };
                    let token = known.get(id).cloned().unwrap_or(token);
                    self.ids.entry(id.to_owned()).or_insert(token);
                }
                let uuid = fields.get("uuid").and_then(Value::as_str);
                if let Some(uuid) = uuid.filter(|uuid| !is_uuid(uuid) && key != "catalog") {
                    self.uuids.entry(uuid.to_owned()).or_insert_with(|| identifier(&["uuid", uuid]));
                }
                fields.iter().for_each(|(key, value)| self.find(value, key, known));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Changes what is not valid in a value that its parent has under `key`.
    fn value(&mut self, value: &mut Value, key: &str) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item, key)),
            Value::Object(fields) => self.fields(fields, key),
            Value::String(text) => self.text(text, key),
            Value::Number(_) | Value::Bool(_) => *value = Value::String(value.to_string()),
            Value::Null => {}
        }
    }

    fn fields(&mut self, fields: &mut Map<String, Value>, key: &str) {
        older::as_of_today(fields, key, &mut self.left_out);
        for (inner, value) in &mut *fields {
            self.value(value, inner);
        }
        let is_empty_text = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
        fields.retain(|key, value| {
            let is_nothing = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            !is_nothing && (matches!(key.as_str(), "title" | "value" | "prose") || !is_empty_text(value))
        });
        let of = |fields: &Map<String, Value>, name: &str| {
            fields.get(name).and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
        };
        let id = of(fields, "id");
        if let Some(changed) = self.ids.get(&id).filter(|_| has_token(key)) {
            fields.insert("id".to_owned(), json!(changed));
        }
        for name in ["name", "class"] {
            let text = of(fields, name);
            let is_one = name == "class" || matches!(key, "props" | "parts");
            if is_one && !text.is_empty() && !is_token(&text) {
                let token = as_token(text.trim());
                let token = if is_token(&token) { token } else { format!("_{token}") };
                fields.insert(name.to_owned(), json!(token));
            }
        }
        if fields.get("title").and_then(Value::as_str).is_none_or(|title| title.trim().is_empty()) {
            fields.remove("title");
            if matches!(key, "groups" | "controls") {
                fields.insert("title".to_owned(), json!(line(&id, "Untitled")));
            }
        }
        if key == "groups" {
            separate(fields);
        }
        if key == "props" {
            fields.insert("value".to_owned(), json!(line(&of(fields, "value"), "-")));
        }
    }

    fn text(&self, text: &mut String, key: &str) {
        if LINES.contains(&key) && text.contains(['\n', '\r']) {
            *text = line(text, "");
        }
        if REFERENCES.contains(&key) || key == "uuid" {
            if let Some(changed) = self.uuids.get(text) {
                changed.clone_into(text);
            }
        } else if matches!(key, "last-modified" | "published") {
            // A time without a zone is not one for OSCAL.
            let time = text.split_once('T').map_or("", |(_, time)| time);
            if !time.is_empty() && !time.contains(['Z', '+', '-']) {
                text.push('Z');
            }
        } else if key == "href" {
            let changed = text.strip_prefix('#').and_then(|id| self.ids.get(id).or_else(|| self.uuids.get(id)));
            if let Some(changed) = changed {
                *text = format!("#{changed}");
            }
        } else if text.contains("{{") || text.contains("](#") {
            *text = self.references(text);
        }
    }

    /// A text with the ids of the parameters that it inserts and of what it links to.
    fn references(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        let is_mark = |from: &str| from.starts_with("{{") || from.starts_with("](#");
        while let Some(at) = rest.match_indices(['{', ']']).map(|(at, _)| at).find(|at| is_mark(&rest[*at..])) {
            let is_insert = rest[at..].starts_with("{{");
            let (start, end) = if is_insert { (at + 2, "}}") } else { (at + 3, ")") };
            let Some(length) = rest[start..].find(end) else { break };
            let inside = &rest[start..start + length];
            let (before, id) = if is_insert { inside.rsplit_once(',').unwrap_or((inside, "")) } else { ("", inside) };
            written.push_str(&rest[..start]);
            match self.ids.get(id.trim()) {
                Some(changed) if is_insert => written.push_str(&format!("{before}, {changed} ")),
                Some(changed) => written.push_str(changed),
                None => written.push_str(inside),
            }
            rest = &rest[start + length..];
        }
        written.push_str(rest);
        written
    }
}

/// A group has groups or controls, not both: its own controls get a group of its title.
fn separate(group: &mut Map<String, Value>) {
    if !group.contains_key("groups") || !group.contains_key("controls") {
        return;
    }
    let controls = group.remove("controls").unwrap_or_default();
    let inner = json!({"title": group.get("title"), "controls": controls});
    if let Some(groups) = group.get_mut("groups").and_then(Value::as_array_mut) {
        groups.push(inner);
    }
}

/// Whether the ids of the items of this list are tokens.
fn has_token(list: &str) -> bool {
    matches!(list, "groups" | "controls" | "params" | "parts" | "roles")
}
