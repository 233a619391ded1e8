//! What an id that somebody wrote means in a framework.

use super::{Framework, Rank};

/// The answer to an id as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// A requirement in force.
    Found(Rank),
    /// A requirement that is withdrawn: see [`super::Requirement::withdrawn`].
    Withdrawn(Rank),
    /// It has another id now.
    Renumbered(Rank),
    /// These other versions have it, the current one does not.
    OtherVersion(Vec<&'a str>),
    /// It was asked for in a version that is not known at all.
    UnknownVersion,
    /// It cannot be an id of this framework: the shape is wrong.
    Malformed(Vec<Rank>),
    /// There is none; those that may be meant, the likeliest first, at most three.
    Unknown(Vec<Rank>),
}

impl Framework {
    /// What `written` means in `version`, or in the current version where none is named.
    pub fn look_up(&self, written: &str, version: Option<&str>) -> Lookup<'_> {
        let id = written.trim();
        if let Some(asked) = version.filter(|asked| *asked != self.version) {
            return self.look_up_in(id, asked);
        }
        if let Some(rank) = self.find(id) {
            return match self.requirement(rank).withdrawn {
                Some(_) => Lookup::Withdrawn(rank),
                None => Lookup::Found(rank),
            };
        }
        if let Some(rank) =
            self.renumbered.iter().find(|change| change.from == id).and_then(|change| self.find(&change.to))
        {
            return Lookup::Renumbered(rank);
        }
        let others = self.versions.iter().filter(|version| version.ids.iter().any(|known| known == id));
        let others: Vec<&str> = others.map(|version| version.id.as_str()).collect();
        if !others.is_empty() {
            return Lookup::OtherVersion(others);
        }
        Lookup::Unknown(self.near(id))
    }

    fn look_up_in(&self, id: &str, asked: &str) -> Lookup<'_> {
        let Some(version) = self.version(asked) else { return Lookup::UnknownVersion };
        let is_there = if version.ids.is_empty() {
            self.find(id).is_some() || self.renumbered.iter().any(|change| change.from == id && change.version == asked)
        } else {
            version.ids.iter().any(|known| known == id)
        };
        if is_there { Lookup::OtherVersion(vec![version.id.as_str()]) } else { Lookup::Unknown(self.near(id)) }
    }

    /// The one id that is equal but for punctuation, else up to three that are near.
    fn near(&self, written: &str) -> Vec<Rank> {
        let bare = letters_and_digits(written);
        if let Some((rank, _)) =
            self.requirements().find(|(_, requirement)| letters_and_digits(&requirement.id) == bare)
        {
            return vec![rank];
        }
        let allowed = (written.chars().count() / 3).clamp(1, 3);
        let distance = |id: &str| strsim::osa_distance(written, id);
        let near = self.requirements().map(|(rank, requirement)| (distance(&requirement.id), rank));
        let mut near: Vec<(usize, Rank)> = near.filter(|(distance, _)| *distance <= allowed).collect();
        near.sort_unstable();
        near.into_iter().take(3).map(|(_, rank)| rank).collect()
    }
}

fn letters_and_digits(id: &str) -> String {
    id.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
