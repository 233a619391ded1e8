//! What a profile changes in the controls that it selects: values of parameters, added and removed texts.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

/// The lists of a control that a profile adds to, with OSCAL's name for an item.
const LISTS: [(&str, &str); 4] = [("params", "param"), ("props", "prop"), ("links", "link"), ("parts", "part")];

/// The fields of a parameter that a profile sets; others are added to.
const REPLACED: [&str; 7] = ["class", "label", "usage", "constraints", "guidelines", "values", "select"];

/// How deep the items nest that are added to.
const MAX_DEPTH: usize = 64;

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

    /// Makes the changes. Returns the ids of parameters, controls and parts that are not there, sorted.
    pub(super) fn apply(&self, catalog: &mut Value) -> Vec<String> {
        let (mut done, mut left) = (HashSet::new(), Vec::new());
        self.unit(catalog, &mut done, &mut left);
        let all = self.parameters.keys().chain(self.controls.keys());
        left.extend(all.filter(|id| !done.contains(**id)).map(|id| (*id).to_owned()));
        left.sort_unstable();
        left
    }

    fn unit(&self, unit: &mut Value, done: &mut HashSet<String>, left: &mut Vec<String>) {
        let id = text(unit, "id").to_owned();
        if let Some(alters) = self.controls.get(id.as_str()) {
            let of = |key: &'static str| alters.iter().flat_map(move |alter| list(alter, key));
            Removals::of(of("removes")).remove_from(unit);
            left.extend(Additions::of(&id, of("adds")).add_to(unit));
            done.insert(id);
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
            below.into_iter().flatten().for_each(|unit| self.unit(unit, done, left));
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

/// What is added to a control.
#[derive(Default)]
struct Additions<'v> {
    /// To the control itself.
    own: Vec<&'v Value>,
    /// To the parts and other items with these ids, or beside them.
    by_id: HashMap<&'v str, Vec<&'v Value>>,
}

impl<'v> Additions<'v> {
    fn of(control: &str, additions: impl Iterator<Item = &'v Value>) -> Self {
        let mut all = Self::default();
        for addition in additions {
            match text(addition, "by-id") {
                id if id.is_empty() || id == control => all.own.push(addition),
                id => all.by_id.entry(id).or_default().push(addition),
            }
        }
        all
    }

    /// Without a known position it is added at the end. Several additions at one place keep their order. Returns the ids
    /// of items that are not there.
    fn add_to(mut self, control: &mut Value) -> Vec<String> {
        into(control, &self.own, &["starting", "before"]);
        if !self.by_id.is_empty() {
            self.items(control, 0);
        }
        self.by_id.into_keys().map(str::to_owned).collect()
    }

    /// Adds to the items in the lists of `object`. Each addition is made once. What is added may be added to, so the
    /// depth is bounded here.
    fn items(&mut self, object: &mut Value, depth: usize) {
        if depth >= MAX_DEPTH {
            return;
        }
        for (key, _) in LISTS {
            let Some(own) = object.get_mut(key).and_then(Value::as_array_mut) else { continue };
            let mut open: Vec<Value> = std::mem::take(own).into_iter().rev().collect();
            while let Some(mut item) = open.pop() {
                let additions = self.by_id.remove(text(&item, "id")).unwrap_or_default();
                let (beside, inside): (Vec<&Value>, Vec<&Value>) = additions
                    .into_iter()
                    .partition(|addition| matches!(text(addition, "position"), "before" | "after"));
                let (before, after): (Vec<&Value>, Vec<&Value>) =
                    beside.into_iter().partition(|addition| text(addition, "position") == "before");
                let items = |additions: &[&'v Value]| -> Vec<Value> {
                    additions.iter().flat_map(|addition| list(addition, key)).rev().cloned().collect()
                };
                open.extend(items(&after));
                if !before.is_empty() {
                    // It comes back behind them, with what is added to it.
                    into(&mut item, &inside, &["starting"]);
                    open.push(item);
                    open.extend(items(&before));
                    continue;
                }
                into(&mut item, &inside, &["starting"]);
                self.items(&mut item, depth + 1);
                own.push(item);
            }
        }
    }
}

/// Adds what the additions hold to the lists of `object`: those at the positions `in_front` before what is there.
fn into(object: &mut Value, additions: &[&Value], in_front: &[&str]) {
    let Some(object) = object.as_object_mut() else { return };
    if let Some(title) = additions.iter().rev().find_map(|addition| addition.get("title")) {
        object.insert("title".to_owned(), title.clone());
    }
    for (key, _) in LISTS {
        for is_in_front in [true, false] {
            let here =
                additions.iter().filter(|addition| in_front.contains(&text(addition, "position")) == is_in_front);
            let items: Vec<Value> = here.flat_map(|addition| list(addition, key)).cloned().collect();
            if !items.is_empty() {
                extend(object, key, &Value::Array(items), is_in_front);
            }
        }
    }
}

/// What a removal may name of an item, with the field of the item; the kind of the item comes behind them.
const NAMED: [(&str, &str); 4] = [("by-name", "name"), ("by-class", "class"), ("by-id", "id"), ("by-ns", "ns")];

/// The values of `NAMED` and the kind; nothing for what is not named.
type Criteria = [Option<String>; 5];

/// Which items of a control are removed: those that have all that one removal names.
#[derive(Default)]
struct Removals {
    wanted: HashSet<Criteria>,
    /// Which of the criteria are named together.
    combinations: HashSet<[bool; 5]>,
}

impl Removals {
    fn of<'v>(removals: impl Iterator<Item = &'v Value>) -> Self {
        let mut all = Self::default();
        for removal in removals {
            let keys = [NAMED[0].0, NAMED[1].0, NAMED[2].0, NAMED[3].0, "by-item-name"];
            let criteria = keys.map(|key| Some(text(removal, key).to_owned()).filter(|value| !value.is_empty()));
            let combination = [0, 1, 2, 3, 4].map(|at| criteria[at].is_some());
            if combination.contains(&true) {
                all.combinations.insert(combination);
                all.wanted.insert(criteria);
            }
        }
        all
    }

    fn remove_from(&self, object: &mut Value) {
        if self.wanted.is_empty() {
            return;
        }
        for (key, kind) in LISTS {
            let Some(items) = object.get_mut(key).and_then(Value::as_array_mut) else { continue };
            items.retain(|item| !self.has(item, kind));
            items.iter_mut().for_each(|item| self.remove_from(item));
        }
    }

    fn has(&self, item: &Value, kind: &str) -> bool {
        let of = |at: usize| NAMED.get(at).map_or(kind, |(_, field)| text(item, field));
        self.combinations.iter().any(|combination| {
            let criteria = [0, 1, 2, 3, 4].map(|at| combination[at].then(|| of(at).to_owned()));
            self.wanted.contains(&criteria)
        })
    }
}
