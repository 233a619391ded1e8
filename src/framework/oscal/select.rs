//! Which controls of a catalog a profile selects, and how several selections become one catalog.

use std::collections::{HashMap, HashSet};

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde_json::{Map, Value};

use super::alter::{list, text};

/// The lists of a catalog or a group that hold controls.
const BELOW: [&str; 2] = ["groups", "controls"];

/// What an import selects.
pub(super) struct Selection<'v> {
    /// Nothing where all controls are selected.
    included: Option<Chosen<'v>>,
    excluded: Chosen<'v>,
}

/// Several choices, with the ids that they name.
struct Chosen<'v> {
    /// The ids, and whether the controls below are chosen too.
    ids: HashMap<&'v str, bool>,
    /// The patterns of ids alone, and those that choose the controls below too.
    patterns: [GlobSet; 2],
}

impl<'v> Chosen<'v> {
    fn of(written: &[&'v Value]) -> Self {
        let mut ids: HashMap<&str, bool> = HashMap::new();
        let mut patterns = [GlobSetBuilder::new(), GlobSetBuilder::new()];
        for choice in written {
            let with_children = text(choice, "with-child-controls") == "yes";
            for id in list(choice, "with-ids").iter().filter_map(Value::as_str) {
                *ids.entry(id.trim()).or_default() |= with_children;
            }
            for glob in list(choice, "matching").iter().filter_map(|one| Glob::new(text(one, "pattern")).ok()) {
                patterns[usize::from(with_children)].add(glob);
            }
        }
        Self { ids, patterns: patterns.map(|set| set.build().unwrap_or_default()) }
    }

    /// Whether the control is chosen, and whether what is below it is.
    fn has(&self, id: &str) -> (bool, bool) {
        let named = self.ids.get(id).copied();
        let [alone, with_children] = &self.patterns;
        let has_children = named.unwrap_or_default() || with_children.is_match(id);
        (named.is_some() || has_children || alone.is_match(id), has_children)
    }
}

impl<'v> Selection<'v> {
    /// As an import says it.
    pub(super) fn of(import: &'v Value) -> Self {
        let choices = |key: &str| -> Vec<&'v Value> { list(import, key).iter().collect() };
        let included = choices("include-controls");
        let has_all = import.get("include-all").is_some() || included.is_empty();
        Self { included: (!has_all).then(|| Chosen::of(&included)), excluded: Chosen::of(&choices("exclude-controls")) }
    }

    /// The catalog with the selected controls alone, and the ids that are selected and not there. A control whose own
    /// control is not selected moves up; a group without controls is left out.
    pub(super) fn of_catalog(&self, catalog: &Value) -> (Value, Vec<String>) {
        let mut seen = HashSet::new();
        let mut selected = Map::new();
        for (key, value) in catalog.as_object().into_iter().flatten() {
            if key == "params" || key == "back-matter" {
                selected.insert(key.clone(), value.clone());
            }
        }
        for key in BELOW {
            let units = list(catalog, key).iter().flat_map(|unit| self.unit(unit, key, (false, false), &mut seen));
            put(&mut selected, key, units.collect());
        }
        let wanted = self.included.iter().flat_map(|included| included.ids.keys());
        let mut missing: Vec<String> = wanted.filter(|id| !seen.contains(**id)).map(|id| (*id).to_owned()).collect();
        missing.sort_unstable();
        (Value::Object(selected), missing)
    }

    /// What is left of a group or a control; `inherited` says whether the control above includes or excludes it.
    fn unit(&self, unit: &Value, list_of: &str, inherited: (bool, bool), seen: &mut HashSet<String>) -> Vec<Value> {
        let id = text(unit, "id");
        let (mut is_in, mut is_out) = inherited;
        let mut is_kept = false;
        if list_of == "controls" {
            seen.insert(id.to_owned());
            let (named_in, all_in) = self.included.as_ref().map_or((true, true), |included| included.has(id));
            let (named_out, all_out) = self.excluded.has(id);
            is_kept = (named_in || is_in) && !(named_out || is_out);
            (is_in, is_out) = (is_in || all_in, is_out || all_out);
        }
        let mut kept = unit.as_object().cloned().unwrap_or_default();
        let mut above = Vec::new();
        for key in BELOW {
            let below = list(unit, key).iter().flat_map(|unit| self.unit(unit, key, (is_in, is_out), seen));
            let below: Vec<Value> = below.collect();
            kept.remove(key);
            if is_kept || list_of == "groups" {
                put(&mut kept, key, below);
            } else {
                above.extend(below);
            }
        }
        let is_empty_group = list_of == "groups" && BELOW.iter().all(|key| !kept.contains_key(*key));
        if (is_kept || list_of == "groups") && !is_empty_group {
            above.insert(0, Value::Object(kept));
        }
        above
    }
}

fn put(object: &mut Map<String, Value>, key: &str, items: Vec<Value>) {
    if !items.is_empty() {
        object.insert(key.to_owned(), Value::Array(items));
    }
}

/// Adds what `other` has to `catalog`: groups of one id become one, of two controls with one id the first stays.
pub(super) fn combine(catalog: &mut Value, other: Value) {
    let mut known = HashSet::new();
    ids(catalog, &mut known);
    merge(catalog, other, &known);
    if let Some(resources) = catalog.get_mut("back-matter").and_then(|back| back.get_mut("resources")) {
        let mut seen = HashSet::new();
        if let Some(resources) = resources.as_array_mut() {
            resources.retain(|resource| seen.insert(text(resource, "uuid").to_owned()));
        }
    }
}

/// The ids of all controls.
fn ids(unit: &Value, known: &mut HashSet<String>) {
    for control in list(unit, "controls") {
        known.insert(text(control, "id").to_owned());
        ids(control, known);
    }
    list(unit, "groups").iter().for_each(|group| ids(group, known));
}

fn merge(into: &mut Value, from: Value, known: &HashSet<String>) {
    let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) else { return };
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (None, Value::Array(items)) if key == "controls" => {
                let new = items.into_iter().filter(|item| !known.contains(text(item, "id"))).collect();
                put(into, &key, new);
            }
            (None, value) => {
                into.insert(key, value);
            }
            (Some(own @ Value::Object(_)), value) if key == "back-matter" => merge(own, value, known),
            (Some(Value::Array(own)), Value::Array(items)) => {
                let named = own.iter().enumerate().map(|(at, item)| (text(item, "id").to_owned(), at));
                let at: HashMap<String, usize> = named.filter(|(id, _)| !id.is_empty()).collect();
                for item in items {
                    let id = text(&item, "id").to_owned();
                    match at.get(&id).and_then(|at| own.get_mut(*at)) {
                        Some(group) if key == "groups" => merge(group, item, known),
                        Some(_) => {}
                        None if key == "controls" && known.contains(&id) => {}
                        None => own.push(item),
                    }
                }
            }
            (Some(_), _) => {}
        }
    }
}

/// Every parameter of a catalog.
pub(super) fn parameters(catalog: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open = vec![catalog];
    while let Some(unit) = open.pop() {
        found.extend(list(unit, "params"));
        for key in BELOW {
            open.extend(list(unit, key));
        }
    }
    found
}

/// Moves every control out of the groups of `unit`; controls keep their own.
pub(super) fn ungroup(unit: &mut Value, controls: &mut Vec<Value>) {
    if let Some(own) = unit.get_mut("controls").and_then(Value::as_array_mut) {
        controls.append(own);
    }
    for group in unit.get_mut("groups").and_then(Value::as_array_mut).into_iter().flatten() {
        ungroup(group, controls);
    }
}
