//! What all exported documents have in common: metadata, identifiers, back matter.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::framework::tree::Framework;

/// The release of OSCAL that the documents follow.
pub(super) const OSCAL_VERSION: &str = "1.2.1";

/// The namespace of properties that OSCAL does not define.
pub(super) const NAMESPACE: &str = "urn:clausebook:oscal";

/// The metadata of a document.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its version.
    pub version: &'a str,
    /// The day of its state, as `2026-11-22`.
    pub day: &'a str,
}

impl About<'_> {
    pub(super) fn metadata(&self) -> Value {
        json!({
            "title": line(self.title, "Untitled"),
            "last-modified": format!("{}T00:00:00Z", self.day),
            "version": line(self.version, "0"),
            "oscal-version": OSCAL_VERSION,
        })
    }
}

/// The identifier of what `parts` name together: always the same for the same parts.
pub(super) fn identifier(parts: &[&str]) -> String {
    // A character that no id holds keeps `a`, `bc` apart from `ab`, `c`.
    let name = format!("{NAMESPACE}\u{0}{}", parts.join("\u{0}"));
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

/// The identifier of a framework's catalog.
pub(in crate::framework::oscal) fn catalog_identifier(framework: &Framework) -> String {
    identifier(&["catalog", &framework.key, &framework.version])
}

/// The back matter of a document, with a resource for each framework that it refers to.
pub(super) fn back_matter<'f>(frameworks: impl Iterator<Item = &'f Framework>) -> Value {
    let mut resources: Vec<Value> = Vec::new();
    for framework in frameworks {
        let uuid = json!(catalog_identifier(framework));
        if resources.iter().all(|resource| resource["uuid"] != uuid) {
            let title = line(&format!("{} {}", framework.name, framework.version), &framework.key);
            resources.push(json!({"uuid": uuid, "title": title, "rlinks": [catalog_link(framework)]}));
        }
    }
    json!({"resources": resources})
}

/// Where the catalog of a framework is: the publisher's, the file of the site, or else a file beside the document that is
/// an export of it.
fn catalog_link(framework: &Framework) -> Value {
    let export = format!("{}.oscal.json", framework.key);
    let href = framework.catalog_href().unwrap_or(&export);
    let media_type = match href.rsplit_once('.').map(|(_, end)| end) {
        Some("json") => "application/json",
        Some("yaml" | "yml") => "application/yaml",
        Some("xml") => "application/xml",
        Some(_) | None => return json!({"href": href}),
    };
    json!({"href": href, "media-type": media_type})
}

/// One line without white space around it; `otherwise` where nothing is left.
pub(super) fn line(text: &str, otherwise: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() { otherwise.to_owned() } else { words.join(" ") }
}

pub(super) fn property(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value})
}

/// Puts a list under `key`, but for an empty one, which OSCAL does not take.
pub(super) fn put_list(object: &mut Map<String, Value>, key: &str, list: Vec<Value>) {
    if !list.is_empty() {
        object.insert(key.to_owned(), Value::Array(list));
    }
}
