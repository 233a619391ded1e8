//! What a document has that OSCAL does not take: forms of its drafts, and fields that publishers made up.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::document::{NAMESPACE, line};
use super::known;
use super::token::{as_token, is_token};

/// Writes the object that stands under `key` with the fields of OSCAL alone. What another field says stays: as a property
/// where the object may have some, else as a remark; a link of a citation as a link. The names of fields of objects that have
/// no place for that are added to `left_out`.
pub(super) fn as_of_today(fields: &mut Map<String, Value>, key: &str, left_out: &mut BTreeSet<String>) {
    if let Some(Value::Object(parties)) = fields.get("responsible-parties") {
        let list = parties.iter().map(|(role, party)| responsible(role, party)).collect();
        fields.insert("responsible-parties".to_owned(), Value::Array(list));
    }
    choice_beside_values(fields, key);
    let Some(known) = known::fields(key) else { return };
    let unknown: Vec<String> = fields.keys().filter(|field| !known.contains(&field.as_str())).cloned().collect();
    let mut remarks: Vec<String> =
        fields.get("remarks").and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    let before = remarks.len();
    for field in unknown {
        let value = fields.remove(&field).unwrap_or_default();
        let items = match value {
            Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => items,
            Value::Null => continue,
            other => vec![other],
        };
        for item in items {
            let text = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            if key == "citation" && field == "href" {
                push(fields, "links", json!({"href": text.trim()}));
            } else if known.contains(&"props") {
                push(fields, "props", json!({"name": token(&field), "ns": NAMESPACE, "value": line(&text, "-")}));
            } else if known.contains(&"remarks") {
                remarks.push(format!("{field}: {text}"));
            } else {
                left_out.insert(field.clone());
            }
        }
    }
    if remarks.len() > before {
        fields.insert("remarks".to_owned(), json!(remarks.join("\n\n")));
    }
}

/// A parameter has values or a choice, not both: the choice becomes a guideline.
fn choice_beside_values(fields: &mut Map<String, Value>, key: &str) {
    let has_values = fields.get("values").and_then(Value::as_array).is_some_and(|values| !values.is_empty());
    if key != "params" || !has_values {
        return;
    }
    let Some(select) = fields.remove("select") else { return };
    let choices = select.get("choice").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let choices: Vec<&str> = choices.iter().filter_map(Value::as_str).map(str::trim).collect();
    if !choices.is_empty() {
        let how_many = select.get("how-many").and_then(Value::as_str).unwrap_or_default().replace('-', " ");
        let kind = if how_many.is_empty() { how_many } else { format!(" ({how_many})") };
        push(fields, "guidelines", json!({"prose": format!("Selection{kind}: {}", choices.join("; "))}));
    }
}

/// Who has a role, from the form of the drafts: parties by roles.
fn responsible(role: &str, party: &Value) -> Value {
    let mut uuids = Vec::new();
    let mut open = vec![party];
    while let Some(value) = open.pop() {
        match value {
            Value::String(uuid) => uuids.push(uuid.clone()),
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(fields) => {
                open.extend(["party-uuids", "party-uuid"].iter().filter_map(|key| fields.get(*key)))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    json!({"role-id": token(role), "party-uuids": uuids})
}

fn token(name: &str) -> String {
    let token = as_token(name.trim());
    if is_token(&token) { token } else { format!("_{token}") }
}

fn push(fields: &mut Map<String, Value>, key: &str, item: Value) {
    let list = fields.entry(key).or_insert_with(|| json!([]));
    if let Some(list) = list.as_array_mut() {
        list.push(item);
    }
}
