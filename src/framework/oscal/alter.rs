//! What a profile changes in the controls that it selects: parameters, added and removed texts.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::json::Json;
use super::notes::Notes;
use super::prune::float;
use super::removal::Removals;
use super::selected::{LISTS, Selected, Unit};
use crate::finding::Code;

/// The fields of a parameter that a profile adds to; others it replaces.
const ADDED: [&str; 4] = ["props", "links", "constraints", "guidelines"];

/// How deep the items nest that are added to.
const MAX_DEPTH: usize = 64;

/// What is said of a change that has no effect.
const NO_EFFECT: &str = "correct or remove it; it has no effect";

/// The changes that a profile makes.
pub(super) struct Changes<'v, 'a> {
    parameters: HashMap<&'v str, Vec<&'v Json<'a>>>,
    controls: HashMap<&'v str, Vec<&'v Json<'a>>>,
    /// The ids of parameters and controls in the order of the profile.
    named: Vec<(&'static str, &'v str)>,
}

impl<'v, 'a> Changes<'v, 'a> {
    /// Those of `modify`.
    pub(super) fn of(modify: &'v Json<'a>) -> Self {
        let mut changes = Self { parameters: HashMap::new(), controls: HashMap::new(), named: Vec::new() };
        for set in modify.list("set-parameters") {
            changes.parameters.entry(set.text("param-id")).or_default().push(set);
            changes.named.push(("parameter", set.text("param-id")));
        }
        for alter in modify.list("alters") {
            changes.controls.entry(alter.text("control-id")).or_default().push(alter);
            changes.named.push(("control", alter.text("control-id")));
        }
        changes
    }

    /// Whether they set this parameter.
    pub(super) fn sets(&self, parameter: &str) -> bool {
        self.parameters.contains_key(parameter)
    }

    /// The ids of the parameters that they set.
    pub(super) fn parameters(&self) -> HashSet<String> {
        self.parameters.keys().map(|id| (*id).to_owned()).collect()
    }

    /// Makes the changes, and says which of them are about what is not there.
    pub(super) fn apply(&self, catalog: &mut Selected<'a>, notes: &mut Notes<'_>) {
        let mut done = HashSet::new();
        catalog.units.iter_mut().for_each(|unit| self.unit(unit, &mut done, notes));
        float(catalog);
        catalog.params.iter_mut().for_each(|parameter| self.set(parameter, &mut done));
        for (what, id) in self.named.iter().filter(|(what, id)| !done.contains(&(*what, (*id).to_owned()))) {
            let verb = if *what == "parameter" { "sets" } else { "changes" };
            let message = match *id {
                "" => format!("the profile {verb} a {what} without naming it"),
                id => format!("the profile {verb} the {what} `{id}`, which it does not select"),
            };
            notes.warn(Code::MissingTarget, id, message, NO_EFFECT);
        }
    }

    fn unit(&self, unit: &mut Unit<'a>, done: &mut HashSet<(&'static str, String)>, notes: &mut Notes<'_>) {
        let id = unit.id().to_owned();
        if let Some(alters) = self.controls.get(id.as_str()) {
            let of = |key: &'static str| alters.iter().flat_map(move |alter| alter.list(key));
            let mut removals = Removals::of(of("removes"));
            removals.remove_from(unit);
            removals.say_unused(alters.first().map_or("", |alter| alter.text("control-id")), notes);
            let mut additions = Additions::of(&id, of("adds"));
            additions.add_to(unit);
            additions.say_unused(&id, notes);
            done.insert(("control", id));
        }
        if let Some(parameters) = unit.fields.list_mut("params") {
            parameters.iter_mut().for_each(|parameter| self.set(parameter, done));
        }
        unit.below.iter_mut().for_each(|unit| self.unit(unit, done, notes));
    }

    fn set(&self, parameter: &mut Json<'a>, done: &mut HashSet<(&'static str, String)>) {
        let id = parameter.text("id").to_owned();
        if let Some(settings) = self.parameters.get(id.as_str()) {
            settings.iter().for_each(|setting| set_parameter(parameter, setting));
            done.insert(("parameter", id));
        }
    }
}

fn set_parameter<'a>(parameter: &mut Json<'a>, setting: &Json<'a>) {
    // A parameter has values or a choice.
    for (own, other) in [("select", "values"), ("values", "select")] {
        if setting.get(own).is_some() && setting.get(other).is_none() {
            parameter.remove(other);
        }
    }
    for (key, value) in setting.entries().iter().filter(|(key, _)| key != "param-id") {
        if ADDED.contains(&key.as_ref()) {
            parameter.extend(key.clone(), value.items().iter().cloned(), false);
        } else {
            parameter.set(key.clone(), value.clone());
        }
    }
}

/// What is added to a control.
struct Additions<'v, 'a> {
    /// To the control itself.
    own: Vec<&'v Json<'a>>,
    /// To the parts and other items with these ids, or beside them.
    by_id: HashMap<&'v str, Vec<&'v Json<'a>>>,
}

impl<'v, 'a> Additions<'v, 'a> {
    fn of(control: &str, additions: impl Iterator<Item = &'v Json<'a>>) -> Self {
        let mut all = Self { own: Vec::new(), by_id: HashMap::new() };
        for addition in additions {
            match addition.text("by-id") {
                id if id.is_empty() || id == control => all.own.push(addition),
                id => all.by_id.entry(id).or_default().push(addition),
            }
        }
        all
    }

    /// Without a known position it is added at the end. Several additions at one place keep their order.
    fn add_to(&mut self, control: &mut Unit<'a>) {
        into(&mut control.fields, &self.own, &["starting", "before"]);
        self.items(&mut control.fields, 0);
        self.below(control);
    }

    /// Adds to the controls below a control, and to their items.
    fn below(&mut self, control: &mut Unit<'a>) {
        if self.by_id.is_empty() {
            return;
        }
        for inner in &mut control.below {
            let own = self.by_id.remove(inner.id()).unwrap_or_default();
            into(&mut inner.fields, &own, &["starting", "before"]);
            self.items(&mut inner.fields, 0);
            self.below(inner);
        }
    }

    fn say_unused(&self, control: &str, notes: &mut Notes<'_>) {
        let mut unused: Vec<&str> = self.by_id.keys().copied().collect();
        unused.sort_unstable();
        for id in unused {
            let message = format!("the profile adds to `{id}`, which `{control}` does not have");
            notes.warn(Code::MissingTarget, id, message, NO_EFFECT);
        }
    }

    /// Adds to the items in the lists of `object`. Each addition is made once. What is added may be added to, so the
    /// depth is bounded here.
    fn items(&mut self, object: &mut Json<'a>, depth: usize) {
        if depth >= MAX_DEPTH || self.by_id.is_empty() {
            return;
        }
        for (key, _) in LISTS {
            let Some(own) = object.list_mut(key) else { continue };
            let mut open: Vec<Json<'a>> = std::mem::take(own).into_iter().rev().collect();
            while let Some(mut item) = open.pop() {
                let additions = self.by_id.remove(item.text("id")).unwrap_or_default();
                let at = |position: &str| -> Vec<&'v Json<'a>> {
                    additions.iter().copied().filter(|addition| addition.text("position") == position).collect()
                };
                let (before, after) = (at("before"), at("after"));
                let inside: Vec<&Json<'a>> = additions
                    .iter()
                    .copied()
                    .filter(|addition| !matches!(addition.text("position"), "before" | "after"))
                    .collect();
                let items = |additions: &[&'v Json<'a>]| -> Vec<Json<'a>> {
                    additions.iter().flat_map(|addition| addition.list(key)).rev().cloned().collect()
                };
                open.extend(items(&after));
                into(&mut item, &inside, &["starting"]);
                if !before.is_empty() {
                    // It comes back behind them, with what is added to it.
                    open.push(item);
                    open.extend(items(&before));
                    continue;
                }
                self.items(&mut item, depth + 1);
                own.push(item);
            }
        }
    }
}

/// Adds what the additions hold to the lists of `object`: those at the positions `in_front` before what is there.
fn into<'a>(object: &mut Json<'a>, additions: &[&Json<'a>], in_front: &[&str]) {
    if let Some(title) = additions.iter().rev().find_map(|addition| addition.get("title")) {
        object.set(Cow::Borrowed("title"), title.clone());
    }
    for (key, _) in LISTS {
        for is_in_front in [true, false] {
            let here = additions.iter().filter(|addition| in_front.contains(&addition.text("position")) == is_in_front);
            let items: Vec<Json<'a>> = here.flat_map(|addition| addition.list(key)).cloned().collect();
            if !items.is_empty() {
                object.extend(Cow::Borrowed(key), items, is_in_front);
            }
        }
    }
}
