//! All frameworks of a site, by key, by folder and by tag.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::older;
use super::tree::Framework;

/// The frameworks of a site: the built-in one and its own.
#[derive(Debug, Clone, Default)]
pub struct Frameworks {
    /// In order of key.
    all: Vec<Framework>,
    /// The older versions of each.
    older: Vec<OnceLock<Vec<Framework>>>,
    /// Indexes of frameworks, by their keys in lower case.
    by_lower_key: HashMap<String, usize>,
    /// The same by their names in lower case.
    by_lower_name: HashMap<String, usize>,
}

impl Frameworks {
    /// These frameworks. Of two with one key, the last counts.
    pub fn new(all: impl IntoIterator<Item = Framework>) -> Self {
        let by_key: BTreeMap<String, Framework> =
            all.into_iter().map(|framework| (framework.key.clone(), framework)).collect();
        let all: Vec<Framework> = by_key.into_values().collect();
        let indexed = || all.iter().enumerate();
        let by_lower_key = indexed().map(|(index, framework)| (framework.key.to_lowercase(), index)).collect();
        let by_lower_name = indexed().map(|(index, framework)| (framework.name.to_lowercase(), index)).collect();
        let older = all.iter().map(|_| OnceLock::new()).collect();
        Self { all, older, by_lower_key, by_lower_name }
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

    /// The framework that a folder is named for: its key, with or without a version behind it, as in `pci-dss`,
    /// `pci-dss-4`, `pci-dss-v4.0`. Of `nist-800` and `nist-800-53`, the longer key is meant.
    pub(crate) fn of_folder(&self, folder: &str) -> Option<&Framework> {
        self.at(*longest(&self.by_lower_key, &folder.to_lowercase(), '-')?)
    }

    /// The framework that a tag is named for: its name, with or without a version behind it, as in `PCI DSS` and
    /// `PCI DSS 4.0`. Of two names, the longer one is meant.
    pub(crate) fn of_tag(&self, tag: &str) -> Option<&Framework> {
        self.at(*longest(&self.by_lower_name, &tag.to_lowercase(), ' ')?)
    }
}

/// A key and the version behind an `@`, as in `pci-dss@3.2.1`.
pub(crate) fn split_version(written: &str) -> (&str, Option<&str>) {
    written.split_once('@').map_or((written, None), |(key, version)| (key.trim(), Some(version.trim())))
}

/// The value in `names` of the longest beginning of `text` that has nothing but a version behind it.
fn longest<'n>(names: &'n HashMap<String, usize>, text: &str, separator: char) -> Option<&'n usize> {
    let ends = std::iter::once(text.len()).chain(text.rmatch_indices(separator).map(|(at, _)| at));
    ends.filter(|end| is_version(&text[*end..], separator)).find_map(|end| names.get(&text[..end]))
}

/// Nothing, or `separator` and a version number: `4`, `v4.0.1`, `4-0`, `3.x`, `rev5`.
fn is_version(rest: &str, separator: char) -> bool {
    if rest.is_empty() {
        return true;
    }
    let Some(number) = rest.strip_prefix(separator) else { return false };
    let number = ["rev", "r", "v"].iter().find_map(|word| number.strip_prefix(word)).unwrap_or(number);
    let is_number = |part: &str| {
        part == "x"
            || part.starts_with(|character: char| character.is_ascii_digit())
                && part.chars().all(|character| character.is_ascii_alphanumeric())
    };
    number.starts_with(|character: char| character.is_ascii_digit()) && number.split(['.', '-']).all(is_number)
}
