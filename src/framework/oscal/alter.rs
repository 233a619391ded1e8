//! What a profile changes in the controls that it selects: values of parameters, added and removed texts.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

/// The lists of a control that a profile adds to, with OSCAL's name for an item.
const LISTS: [(&str, &str); 4] = [("params", "param"), ("props", "prop"), ("links", "link"), ("parts", "part")];

/// The fields of a parameter that a profile sets; others are added to.
const REPLACED: [&str; 7] = ["class", "label", "usage", "constraints", "guidelines", "values", "select"];

/// The items of a list; none where there is no such list.
pub(super) fn list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    object.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A text; empty where there is none.
pub(super) fn text<'v>(object: &'v Value, key: &str) -> &'v str {
    object.get(key).and_then(Value::as_str).map(str::trim).unwrap_or_default()
}

/// The changes that a profile makes.
pub(super) struct Changes<'v> {
    parameters: HashMap<&'v str, &'v Value>,
    controls: HashMap<&'v str, Vec<&'v Value>>,
}

impl<'v> Changes<'v> {
    /// Those of `modify`.
    pub(super) fn of(modify: &'v Value) -> Self {
        let parameters = list(modify, "set-parameters").iter().map(|set| (text(set, "param-id"), set)).collect();
        let mut controls: HashMap<&str, Vec<&Value>> = HashMap::new();
        for alter in list(modify, "alters") {
            controls.entry(text(alter, "control-id")).or_default().push(alter);
        }
        Self { parameters, controls }
    }

    /// Whether they set this parameter.
    pub(super) fn sets(&self, parameter: &str) -> bool {
        self.parameters.contains_key(parameter)
    }

    /// Makes the changes. Returns the ids of parameters and controls that are not there, sorted.
    pub(super) fn apply(&self, catalog: &mut Value) -> Vec<String> {
        let mut done = HashSet::new();
        self.unit(catalog, &mut done);
        let all = self.parameters.keys().chain(self.controls.keys());
        let mut left: Vec<String> = all.filter(|id| !done.contains(**id)).map(|id| (*id).to_owned()).collect();
        left.sort_unstable();
        left
    }

    fn unit(&self, unit: &mut Value, done: &mut HashSet<String>) {
        let id = text(unit, "id").to_owned();
        if let Some(alters) = self.controls.get(id.as_str()) {
            done.insert(id);
            for alter in alters {
                list(alter, "removes").iter().for_each(|removal| remove(unit, removal));
                list(alter, "adds").iter().for_each(|addition| add(unit, addition));
            }
        }
        for parameter in unit.get_mut("params").and_then(Value::as_array_mut).into_iter().flatten() {
            let id = text(parameter, "id").to_owned();
            if let Some(set) = self.parameters.get(id.as_str()) {
                done.insert(id);
                set_parameter(parameter, set);
            }
        }
        for key in ["groups", "controls"] {
            let below = unit.get_mut(key).and_then(Value::as_array_mut);
            below.into_iter().flatten().for_each(|unit| self.unit(unit, done));
        }
    }
}

fn set_parameter(parameter: &mut Value, set: &Value) {
    let (Some(parameter), Some(set)) = (parameter.as_object_mut(), set.as_object()) else { return };
    // Values would be shown in place of the new choice.
    if set.contains_key("select") && !set.contains_key("values") {
        parameter.remove("values");
    }
    for (key, value) in set.iter().filter(|(key, _)| *key != "param-id") {
        if REPLACED.contains(&key.as_str()) || !value.is_array() {
            parameter.insert(key.clone(), value.clone());
        } else {
            extend(parameter, key, value, false);
        }
    }
}

/// Adds items to a list, in front of what it has or behind it.
fn extend(object: &mut Map<String, Value>, key: &str, value: &Value, is_in_front: bool) {
    let items = value.as_array().cloned().unwrap_or_default();
    let own = object.entry(key).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(own) = own.as_array_mut() {
        let at = if is_in_front { 0 } else { own.len() };
        own.splice(at..at, items);
    }
}

/// Adds to a control, or to the part of it that is named. Without a known position it is added at the end.
fn add(control: &mut Value, addition: &Value) {
    let (position, id) = (text(addition, "position"), text(addition, "by-id"));
    if id.is_empty() || id == text(control, "id") {
        into(control, addition, matches!(position, "starting" | "before"));
    } else if matches!(position, "before" | "after") {
        beside(control, addition, id, position == "before");
    } else if let Some(part) = find(control, id) {
        into(part, addition, position == "starting");
    }
}

fn into(object: &mut Value, addition: &Value, is_in_front: bool) {
    let Some(object) = object.as_object_mut() else { return };
    if let Some(title) = addition.get("title") {
        object.insert("title".to_owned(), title.clone());
    }
    for (key, _) in LISTS {
        if let Some(items) = addition.get(key) {
            extend(object, key, items, is_in_front);
        }
    }
}

/// Adds items next to the one with this id. Returns whether it is there.
fn beside(object: &mut Value, addition: &Value, id: &str, is_before: bool) -> bool {
    for (key, _) in LISTS {
        let Some(own) = object.get_mut(key).and_then(Value::as_array_mut) else { continue };
        if let Some(at) = own.iter().position(|item| text(item, "id") == id) {
            let at = if is_before { at } else { at + 1 };
            own.splice(at..at, list(addition, key).iter().cloned());
            return true;
        }
        if own.iter_mut().any(|item| beside(item, addition, id, is_before)) {
            return true;
        }
    }
    false
}

/// The part or parameter with this id, at any depth.
fn find<'v>(object: &'v mut Value, id: &str) -> Option<&'v mut Value> {
    let keys: Vec<&str> = LISTS.iter().map(|(key, _)| *key).filter(|key| has(object, key, id)).collect();
    let items = object.get_mut(*keys.first()?).and_then(Value::as_array_mut)?;
    let at = items.iter().position(|item| text(item, "id") == id || LISTS.iter().any(|(key, _)| has(item, key, id)))?;
    let item = items.get_mut(at)?;
    if text(item, "id") == id { Some(item) } else { find(item, id) }
}

/// Whether a list of `object`, or one of a list in it, has an item with this id.
fn has(object: &Value, key: &str, id: &str) -> bool {
    let is_there = |item: &Value| text(item, "id") == id || LISTS.iter().any(|(key, _)| has(item, key, id));
    list(object, key).iter().any(is_there)
}

/// Removes the items of a control that have all that is named.
fn remove(object: &mut Value, removal: &Value) {
    let wanted = [("by-name", "name"), ("by-class", "class"), ("by-id", "id"), ("by-ns", "ns")];
    let is_named = wanted.iter().any(|(by, _)| removal.get(*by).is_some()) || removal.get("by-item-name").is_some();
    for (key, item_name) in LISTS {
        let is_kind = matches!(text(removal, "by-item-name"), "") || text(removal, "by-item-name") == item_name;
        let Some(items) = object.get_mut(key).and_then(Value::as_array_mut) else { continue };
        items.retain(|item| {
            let is_meant = wanted.iter().all(|(by, field)| {
                removal.get(*by).and_then(Value::as_str).is_none_or(|value| text(item, field) == value.trim())
            });
            !(is_named && is_kind && is_meant)
        });
        items.iter_mut().for_each(|item| remove(item, removal));
    }
}
