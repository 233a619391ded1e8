//! What an id means in a framework.

use super::canonical::{wholes, without_word};
use super::model::RequirementIdx;
use super::suggest::suggest;
use super::tree::Framework;

/// The result of looking up an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// A requirement in force.
    Found(RequirementIdx),
    /// A requirement that is withdrawn: see [`super::Requirement::withdrawn`].
    Withdrawn(RequirementIdx),
    /// It has another id now.
    Renumbered(RequirementIdx),
    /// These other versions have it, the current one does not.
    OtherVersion(Vec<&'a str>),
    /// The version that it was looked up in is not known.
    UnknownVersion,
    /// It cannot be an id of this framework: the shape is wrong. Those that may be meant, as below.
    Malformed(Vec<RequirementIdx>),
    /// There is none; those that may be meant, the likeliest first, at most three.
    Unknown(Vec<RequirementIdx>),
}

impl Framework {
    /// What `written` means in `version`, or in the current version where none is named.
    pub fn look_up(&self, written: &str, version: Option<&str>) -> Lookup<'_> {
        self.known(written, version).unwrap_or_else(|| self.none(written.trim()))
    }

    /// As [`Framework::look_up`], but nothing where there is no such id. That is quicker: no similar ones are searched
    /// for.
    ///
    /// An id has precedence over another spelling of one: where `3.1.1` is the id of an older version and also spells
    /// `03.01.01`, the older one is meant unless the current version is named.
    pub(crate) fn known(&self, written: &str, version: Option<&str>) -> Option<Lookup<'_>> {
        let id = written.trim();
        if let Some(version) = version.filter(|version| *version != self.version) {
            return self.known_in(id, version);
        }
        if let Some(idx) = self.find(id) {
            return Some(self.in_force_or_withdrawn(idx));
        }
        let named = version.and_then(|_| self.spelled(id));
        if let Some(idx) = named {
            return Some(self.in_force_or_withdrawn(idx));
        }
        self.known_before(id)
            .or_else(|| self.spelled(id).map(|idx| self.in_force_or_withdrawn(idx)))
            .or_else(|| self.known_before(self.canonical().older(id, &self.notation)?))
    }

    fn in_force_or_withdrawn(&self, idx: RequirementIdx) -> Lookup<'_> {
        match self.requirement(idx).withdrawn {
            Some(_) => Lookup::Withdrawn(idx),
            None => Lookup::Found(idx),
        }
    }

    /// The requirement of the current version that `written` spells in another way than its id: see
    /// [`Notation`](super::Notation). An item of a requirement's text spells the requirement.
    pub(crate) fn spelled(&self, written: &str) -> Option<RequirementIdx> {
        let canonical = |id: &str| self.canonical().current(id, &self.notation);
        let id = without_word(written.trim(), &self.notation);
        // A word may be a prefix as well: `Control 5.1`.
        canonical(written).or_else(|| canonical(id)).or_else(|| wholes(id).find_map(canonical))
    }

    /// Whether `written` spells the id of a requirement, and not that of an item of it.
    pub(super) fn is_spelling_of(&self, written: &str, idx: RequirementIdx) -> bool {
        let canonical = |id: &str| self.canonical().current(id, &self.notation) == Some(idx);
        canonical(written) || canonical(without_word(written, &self.notation))
    }

    /// What an id of an older version means.
    fn known_before(&self, id: &str) -> Option<Lookup<'_>> {
        let history = self.history();
        let change = history.renumbered(id).first().map(|index| &self.renumbered[*index]);
        if let Some(idx) = change.and_then(|change| self.find(change.to.first()?)) {
            return Some(Lookup::Renumbered(idx));
        }
        let others: Vec<&str> = history.listing(id).iter().map(|index| self.versions[*index].id.as_str()).collect();
        (!others.is_empty()).then_some(Lookup::OtherVersion(others))
    }

    /// The one requirement whose id is equal to `written` but for punctuation and case.
    pub(crate) fn equal_but_for_punctuation(&self, written: &str) -> Option<RequirementIdx> {
        match self.spellings().same_letters(written) {
            [only] if written.contains(char::is_alphanumeric) => Some(*only),
            _ => None,
        }
    }

    /// Whether `written` is a requirement's id but for a point that is missing: `8.36` for `8.3.6`.
    pub(crate) fn lacks_point(&self, written: &str) -> bool {
        let points = |id: &str| id.matches('.').count();
        let meant = self.equal_but_for_punctuation(written).map(|idx| &self.requirement(idx).id);
        let is_number = written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        is_number && self.find(written).is_none() && meant.is_some_and(|id| points(id) == points(written) + 1)
    }

    fn known_in(&self, id: &str, version: &str) -> Option<Lookup<'_>> {
        let history = self.history();
        let Some(index) = history.version(version) else { return Some(Lookup::UnknownVersion) };
        let version = &self.versions[index];
        let is_there = |id: &str| {
            if version.ids.is_empty() {
                let mut changes = history.renumbered(id).iter().map(|index| &self.renumbered[*index]);
                self.find(id).is_some() || changes.any(|change| change.version == version.id)
            } else {
                history.listing(id).binary_search(&index).is_ok()
            }
        };
        let is_spelled = || {
            let id = without_word(id, &self.notation);
            let canonical = |id: &str| self.canonical().older(id, &self.notation);
            let listed = canonical(id).into_iter().chain(wholes(id).filter_map(canonical)).any(is_there);
            listed || version.ids.is_empty() && self.spelled(id).is_some()
        };
        (is_there(id) || is_spelled()).then(|| Lookup::OtherVersion(vec![version.id.as_str()]))
    }

    /// No id of any version that is known.
    fn none(&self, id: &str) -> Lookup<'_> {
        let similar = suggest(self, id);
        if self.spellings().has_shape(id) { Lookup::Unknown(similar) } else { Lookup::Malformed(similar) }
    }
}
