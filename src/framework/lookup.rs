//! What an id that somebody wrote means in a framework.

use super::{Framework, RequirementIdx, suggest};

/// The answer to an id as written.
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
    /// It was asked for in a version that is not known at all.
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

    /// As [`Framework::look_up`]; nothing where there is no such id, for those who do not ask which one may be meant.
    pub fn known(&self, written: &str, version: Option<&str>) -> Option<Lookup<'_>> {
        let id = written.trim();
        if let Some(asked) = version.filter(|asked| *asked != self.version) {
            return self.known_in(id, asked);
        }
        if let Some(rank) = self.find(id) {
            return Some(match self.requirement(rank).withdrawn {
                Some(_) => Lookup::Withdrawn(rank),
                None => Lookup::Found(rank),
            });
        }
        let history = self.history();
        let change = history.renumbered(id).first().map(|place| &self.renumbered[*place]);
        if let Some(rank) = change.and_then(|change| self.find(&change.to)) {
            return Some(Lookup::Renumbered(rank));
        }
        let others: Vec<&str> = history.listing(id).iter().map(|place| self.versions[*place].id.as_str()).collect();
        (!others.is_empty()).then_some(Lookup::OtherVersion(others))
    }

    fn known_in(&self, id: &str, asked: &str) -> Option<Lookup<'_>> {
        let history = self.history();
        let Some(place) = history.version(asked) else { return Some(Lookup::UnknownVersion) };
        let version = &self.versions[place];
        let is_there = if version.ids.is_empty() {
            let mut changes = history.renumbered(id).iter().map(|place| &self.renumbered[*place]);
            self.find(id).is_some() || changes.any(|change| change.version == asked)
        } else {
            history.listing(id).binary_search(&place).is_ok()
        };
        is_there.then(|| Lookup::OtherVersion(vec![version.id.as_str()]))
    }

    /// No id of any version that is known.
    fn none(&self, id: &str) -> Lookup<'_> {
        let near = suggest::near(self, id);
        if self.spellings().has_shape(id) { Lookup::Unknown(near) } else { Lookup::Malformed(near) }
    }
}
