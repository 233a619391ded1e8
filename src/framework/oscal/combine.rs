//! How the controls of several imports become one catalog: which of two with one id is used, and in which groups they are.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::json::Json;
use super::name::Kind;
use super::notes::Notes;
use super::select::Selection;
use super::selected::{Selected, Unit};
use crate::finding::Code;

/// What one import selects.
pub(super) struct Part<'v, 'a> {
    /// The name of the file.
    pub(super) name: String,
    /// The address in the profile.
    pub(super) href: &'v str,
    pub(super) selected: Selected<'a>,
}

/// What is done with two controls of one id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Keep,
    UseFirst,
}

/// How controls are arranged.
enum Structure<'v, 'a> {
    AsIs,
    Flat,
    Custom(&'v Json<'a>),
}

fn method(merge: &Json<'_>, notes: &mut Notes<'_>) -> Method {
    match merge.get("combine").map_or("", |combine| combine.text("method")) {
        "keep" | "" => Method::Keep,
        "use-first" => Method::UseFirst,
        word @ "merge" => {
            let message = "OSCAL does not define what `merge` does with two controls of one id";
            notes.warn(Code::UnknownInProfile, word, message, "write `use-first`, which is done instead");
            Method::UseFirst
        }
        other => {
            let message = format!("unknown method `{other}` to combine controls");
            notes.add(Code::UnknownInProfile, other, message, "write `keep`, which is done instead, or `use-first`");
            Method::Keep
        }
    }
}

fn structure<'v, 'a>(merge: &'v Json<'a>, notes: &mut Notes<'_>) -> Structure<'v, 'a> {
    let custom = merge.get("custom");
    let is_as_is = merge.get("as-is").is_some_and(Json::is_true);
    if let Some(word) = merge.get("as-is").and_then(Json::as_text).filter(|word| !matches!(*word, "true" | "false")) {
        notes.add(Code::UnknownInProfile, word, format!("`as-is` is `{word}`, not `true`"), "write `true` or `false`");
    }
    let named = [custom.is_some(), is_as_is, merge.get("flat").is_some()];
    if named.iter().filter(|is_named| **is_named).count() > 1 {
        let help = "keep one of the three; until then the first of `custom`, `as-is` and `flat` is used";
        let at =
            ["flat", "as-is"].map(|key| merge.key(key)).into_iter().find(|key| !key.is_empty()).unwrap_or_default();
        notes.add(Code::UnknownInProfile, at, "`merge` says more than one of `flat`, `as-is` and `custom`", help);
    }
    match custom {
        Some(custom) => Structure::Custom(custom),
        None if is_as_is => Structure::AsIs,
        None => Structure::Flat,
    }
}

/// The catalog of these parts as `merge` says it. `sets` tells whether the profile itself sets a parameter.
pub(super) fn combine<'a>(
    parts: &[Part<'_, 'a>],
    merge: &Json<'a>,
    sets: &dyn Fn(&str) -> bool,
    notes: &mut Notes<'_>,
) -> Selected<'a> {
    let method = method(merge, notes);
    let structure = structure(merge, notes);
    if method == Method::UseFirst {
        disagreements(parts, sets, notes);
    }
    let mut all = Selected::default();
    let mut joint = Joint { method, from: HashMap::new(), twice: Vec::new() };
    let mut groups: HashMap<String, Json<'a>> = HashMap::new();
    for (index, part) in parts.iter().enumerate() {
        let Selected { head: _, params, floating, units, resources } = part.selected.clone();
        all.floating.extend(floating);
        let known: HashSet<String> = all.params.iter().map(|param| param.text("id").to_owned()).collect();
        all.params.extend(params.into_iter().filter(|param| !known.contains(param.text("id"))));
        all.resources.extend(resources);
        let units = match structure {
            Structure::AsIs => units,
            Structure::Flat => Unit::ungrouped(units, &mut all.params),
            Structure::Custom(_) => {
                Unit::each(&units, &mut |unit| {
                    if unit.kind == Kind::Group && !unit.id().is_empty() {
                        groups.entry(unit.id().to_owned()).or_insert_with(|| unit.fields.clone());
                    }
                });
                Unit::ungrouped(units, &mut all.params)
            }
        };
        joint.add(&mut all.units, units, index);
    }
    say_twice(&joint.twice, parts, notes);
    if let Structure::Custom(custom) = structure {
        let pool = std::mem::take(&mut all.units);
        all.units = Custom { pool: &pool, groups: &groups, inserted: HashSet::new(), notes }.below(custom);
    }
    all
}

/// The joint catalog while it grows.
struct Joint {
    method: Method,
    /// The import that a control comes from, by its id.
    from: HashMap<String, usize>,
    /// The ids that two imports select, with these imports.
    twice: Vec<(String, [usize; 2])>,
}

impl Joint {
    /// Adds what an import selects to `into`, units of one catalog or below one unit. Catalogs nest no deeper than their
    /// readers allow, so recursion is safe.
    fn add<'a>(&mut self, into: &mut Vec<Unit<'a>>, units: Vec<Unit<'a>>, import: usize) {
        if units.is_empty() {
            return;
        }
        let at: HashMap<Key, usize> = into.iter().enumerate().map(|(at, unit)| (key(unit), at)).collect();
        // What is below controls that are not used, and whose first ones are elsewhere.
        let mut left = Vec::new();
        for mut unit in units {
            let below = std::mem::take(&mut unit.below);
            let same = at.get(&key(&unit)).copied();
            let before = self.from.get(unit.id()).copied().filter(|_| unit.kind == Kind::Control);
            // Of two controls the first one is used where that is said, or where the second is there for its own controls.
            let is_dropped = before.is_some() && (self.method == Method::UseFirst || unit.is_implied);
            match same.and_then(|at| into.get_mut(at)) {
                Some(first) if unit.kind == Kind::Group || is_dropped || first.is_implied => {
                    first.is_implied &= unit.is_implied;
                    self.add(&mut first.below, below, import);
                }
                None if is_dropped => left.extend(below),
                Some(_) | None => {
                    let is_bare = below.is_empty();
                    if unit.kind == Kind::Control {
                        self.remember(unit.id(), import);
                    }
                    self.add(&mut unit.below, below, import);
                    // A group all of whose controls are elsewhere is none.
                    if unit.kind == Kind::Control || is_bare || !unit.below.is_empty() {
                        into.push(unit);
                    }
                }
            }
        }
        self.add(into, left, import);
    }

    /// Remembers where a control comes from, and whether another import has it as well.
    fn remember(&mut self, id: &str, import: usize) {
        match self.from.get(id) {
            Some(before) if *before != import => self.twice.push((id.to_owned(), [*before, import])),
            Some(_) => {}
            None => {
                self.from.insert(id.to_owned(), import);
            }
        }
    }
}

/// Says which controls two imports select.
fn say_twice(twice: &[(String, [usize; 2])], parts: &[Part<'_, '_>], notes: &mut Notes<'_>) {
    let mut said = HashSet::new();
    for (id, imports) in twice.iter().filter(|(id, _)| said.insert(id)) {
        let [Some(first), Some(second)] = imports.map(|at| parts.get(at)) else { continue };
        let message = format!("`{id}` is selected from `{}` and again from `{}`", first.name, second.name);
        let help = "both are kept; write `combine: {method: use-first}` below `merge` to use the first";
        notes.add(Code::ImportClash, second.href, message, help);
    }
}

/// What makes two units one: the kind and the id; of groups without an id, that they are the same one of a catalog.
type Key = (bool, String, Option<usize>);

fn key(unit: &Unit<'_>) -> Key {
    let is_group = unit.kind == Kind::Group;
    (is_group, unit.id().to_owned(), unit.fields.identity().filter(|_| is_group && unit.id().is_empty()))
}

/// Says which parameters two imports set to different values, where the profile itself does not set them.
fn disagreements(parts: &[Part<'_, '_>], sets: &dyn Fn(&str) -> bool, notes: &mut Notes<'_>) {
    type Settings<'p, 'a> = [Option<&'p Json<'a>>; 3];
    let mut seen: BTreeMap<&str, (&str, Settings<'_, '_>)> = BTreeMap::new();
    for part in parts {
        part.selected.each_parameter(&mut |parameter| {
            let id = parameter.text("id");
            let settings = ["values", "constraints", "select"].map(|key| parameter.get(key));
            let (other, before) = *seen.entry(id).or_insert((&part.name, settings));
            let is_same = before.iter().zip(&settings).all(|pair| match pair {
                (Some(one), Some(other)) => one.to_value() == other.to_value(),
                (one, other) => one.is_none() && other.is_none(),
            });
            if !is_same && !sets(id) {
                let message = format!("`{other}` and `{}` set the parameter `{id}` differently", part.name);
                notes.add(Code::ImportClash, part.href, message, "the first is used; set it in this profile");
            }
        });
    }
}

/// Arranges controls as a profile says it.
struct Custom<'c, 'a, 'p> {
    /// The controls of all imports.
    pool: &'c [Unit<'a>],
    /// The groups that they come from, by id.
    groups: &'c HashMap<String, Json<'a>>,
    /// The ids of the controls that were inserted.
    inserted: HashSet<String>,
    notes: &'c mut Notes<'p>,
}

impl<'a> Custom<'_, 'a, '_> {
    /// The groups and controls of `custom`, or of a group in it. Readers of files bound how deep groups nest.
    fn below(&mut self, object: &Json<'a>) -> Vec<Unit<'a>> {
        let mut units: Vec<Unit<'a>> = object.list("groups").iter().map(|group| self.group(group)).collect();
        for insertion in object.list("insert-controls") {
            units.extend(self.inserted(insertion));
        }
        units
    }

    fn group(&mut self, group: &Json<'a>) -> Unit<'a> {
        let mut fields = self.groups.get(group.text("id")).cloned().unwrap_or_else(|| Json::of_entries(Vec::new()));
        for (key, value) in group.entries().iter().filter(|(key, _)| key != "groups" && key != "insert-controls") {
            fields.set(key.clone(), value.clone());
        }
        if fields.get("title").is_none() {
            let id = group.text("id").to_owned();
            fields.set(Cow::Borrowed("title"), Json::own(&id));
        }
        Unit { kind: Kind::Group, fields, below: self.below(group), is_implied: false }
    }

    fn inserted(&mut self, insertion: &Json<'a>) -> Vec<Unit<'a>> {
        let mut selection = Selection::of_insertion(insertion, self.notes);
        let mut units = selection.of_units(self.pool, "what it imports", self.notes);
        let mut again = Vec::new();
        Unit::each(&units, &mut |unit| {
            again.extend(Some(unit.id()).filter(|id| !self.inserted.insert((*id).to_owned())))
        });
        for id in again {
            let keys = ["include-controls", "include-all"].map(|key| insertion.key(key));
            let at = keys.into_iter().find(|key| !key.is_empty()).unwrap_or_default();
            let message = format!("`{id}` is inserted a second time");
            self.notes.add(Code::ImportClash, at, message, "exclude it from one of the places");
        }
        match insertion.text("order") {
            "" | "keep" => {}
            "ascending" => units.sort_by(|one, other| one.id().cmp(other.id())),
            "descending" => units.sort_by(|one, other| other.id().cmp(one.id())),
            other => {
                let help = "write `ascending`, `descending` or `keep`, which is done instead";
                self.notes.add(Code::UnknownInProfile, other, format!("unknown order `{other}`"), help);
            }
        }
        units
    }
}
