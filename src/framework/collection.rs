//! All frameworks of a site, by key, and by the folders and tags that are named for them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::slice;
use std::sync::OnceLock;

use super::counterpart::Counterparts;
use super::model::RequirementIdx;
use super::older;
use super::tree::Framework;

/// The frameworks of a site: the built-in ones and its own.
#[derive(Debug, Clone, Default)]
pub struct Frameworks {
    /// In order of key.
    all: Vec<Framework>,
    /// The older versions of each.
    older: Vec<OnceLock<Vec<Framework>>>,
    /// Indexes of frameworks, by their keys, names and aliases, [folded].
    by_name: HashMap<String, usize>,
    counterparts: OnceLock<Counterparts>,
}

/// A framework that a folder or a tag is named for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NamedFor<'f, 't> {
    /// The framework.
    pub framework: &'f Framework,
    /// What stands behind its name: nothing, or a version with what separates it: `-v4.0`.
    pub version: &'t str,
}

impl Frameworks {
    /// These frameworks. Of two with one key, the last counts.
    pub fn new(all: impl IntoIterator<Item = Framework>) -> Self {
        let by_key: BTreeMap<String, Framework> =
            all.into_iter().map(|framework| (framework.key.clone(), framework)).collect();
        let all: Vec<Framework> = by_key.into_values().collect();
        let older = all.iter().map(|_| OnceLock::new()).collect();
        let mut by_name = HashMap::new();
        // A key goes before a name, and a name before an alias.
        let kinds: [fn(&Framework) -> &[String]; 3] =
            [|its| slice::from_ref(&its.key), |its| slice::from_ref(&its.name), |its| &its.notation.aliases];
        for names in kinds {
            for (index, framework) in all.iter().enumerate() {
                for name in names(framework).iter().map(|name| folded(name)).filter(|name| !name.is_empty()) {
                    by_name.entry(name).or_insert(index);
                }
            }
        }
        Self { all, older, by_name, counterparts: OnceLock::new() }
    }

    /// The framework with this key. A key with a version, `pci-dss@3.2.1`, is that version as a framework of its own.
    pub fn get(&self, key: &str) -> Option<&Framework> {
        let (key, version) = split_version(key);
        let index = self.index_of(key)?;
        match version {
            Some(version) if version != self.all[index].version => self.of_version(index, version),
            Some(_) | None => Some(&self.all[index]),
        }
    }

    fn of_version(&self, index: usize, version: &str) -> Option<&Framework> {
        let older = self.older[index].get_or_init(|| older::versions(&self.all[index]));
        older.iter().find(|older| older.version == version)
    }

    fn counterparts(&self) -> &Counterparts {
        self.counterparts.get_or_init(|| Counterparts::of(&self.all))
    }

    /// The baselines that have a requirement of `framework`, in order of key, each with its own index of it.
    pub(crate) fn baselines_with(
        &self,
        framework: &Framework,
        idx: RequirementIdx,
    ) -> impl Iterator<Item = (&Framework, RequirementIdx)> {
        let own = self.index_of(&framework.key).and_then(|index| self.counterparts().requirements.get(&(index, idx)));
        own.into_iter().flatten().filter_map(|(index, idx)| Some((self.at(*index)?, *idx)))
    }

    /// The baselines of `framework`, in order of key.
    pub(crate) fn baselines_of(&self, framework: &Framework) -> impl Iterator<Item = &Framework> {
        let own = self.index_of(&framework.key).and_then(|index| self.counterparts().baselines.get(&index));
        own.into_iter().flatten().filter_map(|index| self.at(*index))
    }

    /// The frameworks that `baseline` was selected from and that are in the site, the nearest first.
    pub(crate) fn selected_from(&self, baseline: &Framework) -> impl Iterator<Item = &Framework> {
        baseline.basis().filter_map(|base| self.at(self.index_of(&base.key)?))
    }

    /// The index of the framework with this key among all.
    pub(crate) fn index_of(&self, key: &str) -> Option<usize> {
        self.all.binary_search_by(|framework| framework.key.as_str().cmp(key)).ok()
    }

    /// The framework at this index among all.
    pub(crate) fn at(&self, index: usize) -> Option<&Framework> {
        self.all.get(index)
    }

    /// Every framework, in order of key.
    pub fn iter(&self) -> impl Iterator<Item = &Framework> + Clone {
        self.all.iter()
    }

    /// Every key, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.all.iter().map(|framework| framework.key.as_str())
    }

    /// The framework that a folder or a tag is named for: its key, its name or an alias, with or without a version behind
    /// it, as in `pci-dss`, `pci-dss-v4.0`, `PCI DSS 4.0`. Neither case nor punctuation matters. Of `nist-800` and
    /// `nist-800-53`, the longer one is meant.
    pub(crate) fn named_for<'t>(&self, text: &'t str) -> Option<NamedFor<'_, 't>> {
        divisions(text).find_map(|(name, version)| {
            let framework = self.at(*self.by_name.get(&folded(name))?)?;
            Some(NamedFor { framework, version })
        })
    }
}

impl Framework {
    /// Whether `other` is the same standard: its key, its name or an alias, with or without a version behind it, is one of
    /// this framework.
    pub(super) fn is_same_standard(&self, other: &Framework) -> bool {
        let own: HashSet<String> = self.names().map(folded).collect();
        other.names().any(|name| divisions(name).any(|(name, _)| !name.is_empty() && own.contains(&folded(name))))
    }

    /// Its key, its name and its aliases.
    fn names(&self) -> impl Iterator<Item = &str> {
        [&self.key, &self.name].into_iter().chain(&self.notation.aliases).map(String::as_str)
    }
}

/// A key and the version behind an `@`, as in `pci-dss@3.2.1`.
pub(crate) fn split_version(written: &str) -> (&str, Option<&str>) {
    written.split_once('@').map_or((written, None), |(key, version)| (key.trim(), Some(version.trim())))
}

/// A name as names are compared: its letters and digits alone, in lower case.
fn folded(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The beginnings of `text` that have nothing but a version behind them, the longest first, each with that version.
fn divisions(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends = std::iter::once(text.len()).chain(text.rmatch_indices(SEPARATORS).map(|(at, _)| at));
    ends.map(|end| text.split_at(end)).filter(|(_, rest)| is_version(rest))
}

/// What may stand between a name and a version.
const SEPARATORS: [char; 4] = [' ', '-', ':', '_'];

/// Nothing, or a separator and a version number: `4`, `v4.0.1`, `4-0`, `3.x`, `rev5`, `Rev. 2`.
fn is_version(rest: &str) -> bool {
    if rest.is_empty() {
        return true;
    }
    let Some(number) = rest.strip_prefix(SEPARATORS) else { return false };
    let number = number.to_ascii_lowercase();
    let number =
        ["revision", "version", "rev", "r", "v"].iter().find_map(|word| number.strip_prefix(word)).unwrap_or(&number);
    let number = number.trim_start_matches(['.', ' ']);
    let is_number = |part: &str| {
        part == "x"
            || part.starts_with(|character: char| character.is_ascii_digit())
                && part.chars().all(|character| character.is_ascii_alphanumeric())
    };
    number.starts_with(|character: char| character.is_ascii_digit()) && number.split(['.', '-']).all(is_number)
}
