//! What became of the ids of an older version.

use crate::framework::{Framework, Frameworks, Lookup, split_version};

/// An older version of a framework, and the current one.
#[derive(Debug, Clone, Copy)]
pub struct OldVersion<'f> {
    /// The framework with its current ids.
    pub current: &'f Framework,
    /// The same with the ids of the older version.
    pub older: &'f Framework,
}

/// What became of an old id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// One requirement, which holds nothing else.
    One(String),
    /// A requirement that holds what others were, too: the others.
    Merged(String, Vec<String>),
    /// Several requirements.
    Several(Vec<String>),
    /// Nothing.
    Gone,
    /// It is no id of the older version.
    Unknown,
}

/// How many ids a reason lists.
const MAX_LISTED: usize = 3;

impl<'f> OldVersion<'f> {
    /// The older version that `written` names, as `pci-dss@3.2.1`.
    ///
    /// # Errors
    /// What is wrong with it, as a message.
    pub fn find(frameworks: &'f Frameworks, written: &str) -> Result<Self, String> {
        let (key, Some(version)) = split_version(written) else {
            return Err(format!("`{written}` names no version: write it as `{written}@VERSION`"));
        };
        let keys = || frameworks.keys().collect::<Vec<_>>().join(", ");
        let current =
            frameworks.get(key).ok_or_else(|| format!("unknown framework `{key}`; the frameworks are {}", keys()))?;
        if version == current.version {
            return Err(format!("{version} is the current version of {}: there is nothing to carry", current.name));
        }
        let older = frameworks.get(written).ok_or_else(|| {
            let known = current.versions.iter().map(|version| version.id.as_str()).filter(|id| *id != current.version);
            let known: Vec<&str> = known.collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            format!("unknown version `{version}` of {}; older ones that are known: {known}", current.name)
        })?;
        Ok(Self { current, older })
    }

    /// The key of the framework, without a version.
    pub fn key(&self) -> &'f str {
        &self.current.key
    }

    /// The number of the older version.
    pub fn version(&self) -> &'f str {
        &self.older.version
    }

    /// What became of the id that is written so.
    pub(super) fn fate(&self, written: &str) -> Fate {
        let old = match self.older.known(written, None) {
            Some(Lookup::Found(idx) | Lookup::Withdrawn(idx) | Lookup::Renumbered(idx)) => {
                self.older.requirement(idx).id.as_str()
            }
            Some(Lookup::OtherVersion(_) | Lookup::UnknownVersion | Lookup::Malformed(_) | Lookup::Unknown(_))
            | None => return Fate::Unknown,
        };
        let version = self.version();
        let to = match self.current.successors(version, old) {
            Some(to) => to,
            // A version without ids of its own has those of the current one.
            None if self.current.find(old).is_some() => return Fate::One(old.to_owned()),
            None => return Fate::Gone,
        };
        match to {
            [] => Fate::Gone,
            [one] => {
                let others = self.current.predecessors(one).filter(|change| change.version == version);
                let mut others: Vec<String> = others.map(|change| change.from.clone()).collect();
                // The new number may have been there before: then it became something, too.
                let stays = self.current.successors(version, one).is_some_and(|to| to.contains(one));
                if stays && one != old {
                    others.push(one.clone());
                }
                others.retain(|other| other != old);
                if others.is_empty() { Fate::One(one.clone()) } else { Fate::Merged(one.clone(), others) }
            }
            several => Fate::Several(several.to_vec()),
        }
    }

    /// Why an id is left, and what may take its place; nothing where it is carried.
    pub(super) fn reason(&self, fate: &Fate) -> Option<(String, Vec<String>)> {
        let (name, version) = (&self.current.name, self.version());
        Some(match fate {
            Fate::One(_) => return None,
            Fate::Merged(to, with) => {
                let listed: Vec<String> = with.iter().take(MAX_LISTED).map(|id| format!("`{id}`")).collect();
                let more = with.len().saturating_sub(MAX_LISTED);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                (format!("`{to}` also holds what was {}{more}", listed.join(", ")), vec![to.clone()])
            }
            Fate::Several(to) => ("it became several requirements".to_owned(), to.clone()),
            Fate::Gone => (format!("{name} {} has no successor to it", self.current.version), Vec::new()),
            Fate::Unknown => (format!("{name} {version} has no such requirement"), Vec::new()),
        })
    }
}
