//! The configuration that is being written, and what became of each key of the other generator.

use std::collections::HashMap;

use super::tree::{Place, Taken, Value, text};
use crate::yaml::Node;

/// What became of a key that is no setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It has no counterpart.
    LeftOut,
    /// The program does so in any case.
    NeedsNoSetting,
}

/// A key that is no setting, or several with the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    pub(super) key: String,
    pub(super) place: Place,
    pub(super) outcome: Outcome,
    pub(super) reason: String,
    /// How many keys of the other generator it is about.
    pub(super) keys: usize,
}

/// The settings so far, in their order, and what became of the keys that were read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) settings: Vec<(String, Node)>,
    pub(super) remarks: Vec<Remark>,
    /// The remarks by key and reason.
    known: HashMap<(String, String), usize>,
    /// What is worth knowing about a setting, by its name.
    pub(super) notes: Vec<(String, String)>,
    /// How many keys are settings now.
    pub(super) carried: usize,
}

impl Draft {
    /// Adds the setting `name`, made from `keys` keys of the other generator.
    pub(super) fn set(&mut self, name: &str, value: Node, keys: usize) {
        self.settings.push((name.to_owned(), value));
        self.carried += keys;
    }

    /// Adds a comment above the setting `name`.
    pub(super) fn note(&mut self, name: &str, text: impl Into<String>) {
        self.notes.push((name.to_owned(), text.into()));
    }

    /// A key without a counterpart.
    pub(super) fn leave_out(&mut self, taken: &Taken, reason: impl Into<String>) {
        self.remark(&taken.path, taken.place, Outcome::LeftOut, (reason.into(), taken.value.keys()));
    }

    /// A key that needs no setting.
    pub(super) fn needless(&mut self, taken: &Taken, reason: impl Into<String>) {
        self.remark(&taken.path, taken.place, Outcome::NeedsNoSetting, (reason.into(), taken.value.keys()));
    }

    /// Adds a remark, or counts the keys with those of an earlier one of the same key and reason.
    pub(super) fn remark(&mut self, key: &str, place: Place, outcome: Outcome, (reason, keys): (String, usize)) {
        let next = self.remarks.len();
        let at = *self.known.entry((key.to_owned(), reason.clone())).or_insert(next);
        match self.remarks.get_mut(at) {
            Some(remark) => remark.keys += keys,
            None => self.remarks.push(Remark { key: key.to_owned(), place, outcome, reason, keys }),
        }
    }

    /// Takes over a text as it is.
    pub(super) fn text(&mut self, name: &str, taken: Option<Taken>) {
        let Some(taken) = taken else { return };
        match taken.value.text().map(text) {
            Some(text) => self.set(name, text, 1),
            None => self.wrong_type(&taken, "text"),
        }
    }

    /// The same, unless its value is of another type.
    pub(super) fn typed(&mut self, taken: Option<Taken>, takes: &str, is_right: fn(&Value) -> bool) -> Option<Taken> {
        let taken = taken?;
        if is_right(&taken.value) {
            return Some(taken);
        }
        self.wrong_type(&taken, takes);
        None
    }

    /// A value of another type than the key takes.
    pub(super) fn wrong_type(&mut self, taken: &Taken, takes: &str) {
        let found = match &taken.value {
            Value::Leaf(node) => node.description(),
            Value::Table(_) => "a mapping",
        };
        self.leave_out(taken, format!("it takes {takes}, not {found}"));
    }
}
