//! What a profile removes from a control.

use std::collections::{BTreeSet, HashMap};

use super::json::Json;
use super::notes::Notes;
use super::selected::{LISTS, Unit};
use crate::finding::Code;

/// What a removal may name of an item, with the field of the item; the kind of the item comes behind them.
const NAMED: [(&str, &str); 4] = [("by-name", "name"), ("by-class", "class"), ("by-id", "id"), ("by-ns", "ns")];

/// The indexes of an id and of the kind among what a removal names.
const ID: usize = 2;
const KIND: usize = 4;

/// The namespace of what names none.
const NAMESPACES: [&str; 2] = ["http://csrc.nist.gov/ns/oscal", "http://csrc.nist.gov/ns/oscal/1.0"];

/// The values of `NAMED` and the kind; nothing for what is not named.
type Criteria<'v> = [Option<&'v str>; 5];

/// Which items of a control are removed: those that have all that one removal names. Controls below it are items as well,
/// and by an id their items too.
#[derive(Default)]
pub(super) struct Removals<'v> {
    /// What is removed, by its index in the two lists.
    wanted: HashMap<Criteria<'v>, usize>,
    /// What is removed, in the order of the profile.
    written: Vec<Criteria<'v>>,
    /// Whether it was found.
    are_found: Vec<bool>,
    /// Which of the criteria are named together.
    combinations: BTreeSet<[bool; 5]>,
    /// Whether one names nothing.
    has_bare: bool,
}

impl<'v> Removals<'v> {
    pub(super) fn of<'a: 'v>(removals: impl Iterator<Item = &'v Json<'a>>) -> Self {
        let mut all = Self::default();
        for removal in removals {
            let keys = [NAMED[0].0, NAMED[1].0, NAMED[2].0, NAMED[3].0, "by-item-name"];
            let mut criteria: Criteria<'v> = keys.map(|key| Some(removal.text(key)).filter(|value| !value.is_empty()));
            criteria[3] = criteria[3].map(|ns| if NAMESPACES.contains(&ns) { NAMESPACES[0] } else { ns });
            let combination = criteria.map(|value| value.is_some());
            all.has_bare |= !combination.contains(&true);
            if combination.contains(&true) && !all.wanted.contains_key(&criteria) {
                all.wanted.insert(criteria, all.written.len());
                all.combinations.insert(combination);
                all.written.push(criteria);
                all.are_found.push(false);
            }
        }
        all
    }

    pub(super) fn remove_from(&mut self, control: &mut Unit<'_>) {
        if self.wanted.is_empty() {
            return;
        }
        self.items(&mut control.fields);
        // A name or a class is meant of the control itself, not of those below it, as publishers read it. An id is clear.
        let mut with_id = std::mem::take(&mut self.combinations);
        let all = with_id.clone();
        with_id.retain(|named| named[ID] || named[KIND]);
        self.combinations = with_id;
        control.below.retain(|inner| !self.has(&inner.fields, "control"));
        self.combinations.retain(|named| named[ID]);
        if !self.combinations.is_empty() {
            control.below.iter_mut().for_each(|inner| self.remove_from(inner));
        }
        self.combinations = all;
    }

    /// Says which removals are about nothing that `control`, as the profile writes it, has.
    pub(super) fn say_unused(&self, control: &str, notes: &mut Notes<'_>) {
        let help = "correct or remove it; it has no effect";
        if self.has_bare {
            let message = format!("a removal from `{control}` that names nothing");
            notes.add(
                Code::MissingTarget,
                control,
                message,
                "write `by-id`, `by-name`, `by-class`, `by-ns` or `by-item-name`",
            );
        }
        for (criteria, _) in self.written.iter().zip(&self.are_found).filter(|(_, is_found)| !**is_found) {
            let named: Vec<&str> = criteria.iter().flatten().copied().collect();
            let message = format!("the profile removes `{}` from `{control}`, which does not have it", named.join(" "));
            notes.warn(Code::MissingTarget, named.first().copied().unwrap_or_default(), message, help);
        }
    }

    /// Documents nest no deeper than their readers allow, so recursion is safe.
    fn items(&mut self, object: &mut Json<'_>) {
        for (key, kind) in LISTS {
            let Some(items) = object.list_mut(key) else { continue };
            items.retain(|item| !self.has(item, kind));
            items.iter_mut().for_each(|item| self.items(item));
        }
    }

    fn has(&mut self, item: &Json<'_>, kind: &str) -> bool {
        let namespace = match item.text("ns") {
            "" => NAMESPACES[0],
            ns if NAMESPACES.contains(&ns) => NAMESPACES[0],
            ns => ns,
        };
        let own = [item.text("name"), item.text("class"), item.text("id"), namespace, kind];
        let mut is_removed = false;
        for combination in &self.combinations {
            let criteria: Criteria<'_> = std::array::from_fn(|at| combination[at].then(|| own[at]));
            if let Some(index) = index(&self.wanted, &criteria) {
                self.are_found[index] = true;
                is_removed = true;
            }
        }
        is_removed
    }
}

/// The index of these criteria, whose texts may live shorter than those of the map.
fn index<'c>(wanted: &HashMap<Criteria<'c>, usize>, criteria: &Criteria<'c>) -> Option<usize> {
    wanted.get(criteria).copied()
}
