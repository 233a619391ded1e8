//! Which frameworks a page is about, and which versions of them: those that its front matter, its section, its folders
//! or its tags name.

use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::framework::{Framework, Frameworks, NamedFor, split_version};
use crate::front::FrontMatter;

/// The frameworks that one page is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FrameworkScope(
    /// By the index of the framework among all, with the version that the page names, the current one included.
    BTreeMap<usize, Option<String>>,
);

impl FrameworkScope {
    /// The frameworks, in order of key.
    pub(crate) fn frameworks<'f>(&self, all: &'f Frameworks) -> impl Iterator<Item = &'f Framework> {
        self.0.keys().filter_map(move |index| all.at(*index))
    }

    /// The frameworks, in order of key, each with the older version of it that the page is about, where that has ids of
    /// its own.
    pub(crate) fn all<'f>(&self, all: &'f Frameworks) -> impl Iterator<Item = (&'f Framework, Option<&str>)> {
        self.0.iter().filter_map(move |(index, version)| {
            let framework = all.at(*index)?;
            Some((framework, version.as_deref().filter(|version| framework.is_older(version))))
        })
    }

    /// The framework where it is one and no other, with the older version as in [`FrameworkScope::all`].
    pub(crate) fn only<'f>(&self, all: &'f Frameworks) -> Option<(&'f Framework, Option<&str>)> {
        self.all(all).next().filter(|_| self.0.len() == 1)
    }

    /// The older version of a framework that the page is about, where that has ids of its own.
    pub(crate) fn older_version(&self, framework: &Framework, all: &Frameworks) -> Option<&str> {
        let version = self.0.get(&all.index_of(&framework.key)?)?.as_deref();
        version.filter(|version| framework.is_older(version))
    }

    /// Whether the page names one version of the framework at this index among all, the current one or another.
    pub(crate) fn names_version(&self, index: usize) -> bool {
        self.0.get(&index).is_some_and(Option::is_some)
    }
}

/// A framework by its index among all, and the version that is named with it.
pub(crate) type NamedFramework = (usize, Option<String>);

/// The framework that `key` in front matter names, with the version behind an `@`.
pub(crate) fn declared_framework(key: &str, frameworks: &Frameworks) -> Option<NamedFramework> {
    let (key, version) = split_version(key);
    Some((frameworks.index_of(key)?, version.map(str::to_owned)))
}

/// Finds the scopes of many pages: each tag is looked up once, and a folder once for the pages that follow each other in
/// it.
#[derive(Debug)]
pub(crate) struct ScopeFinder<'a> {
    frameworks: &'a Frameworks,
    tags: HashMap<&'a str, Option<NamedFramework>>,
    /// The last folder, and the frameworks that its parts name.
    folder: Option<(&'a str, Vec<NamedFramework>)>,
}

impl<'a> ScopeFinder<'a> {
    /// For pages that may be about `frameworks`.
    pub(crate) fn new(frameworks: &'a Frameworks) -> Self {
        Self { frameworks, tags: HashMap::default(), folder: None }
    }

    /// The scope of a page with this front matter in `folder`; the sections above it, the nearest first, declare the
    /// frameworks `inherited`.
    ///
    /// Its own `framework` decides on the version, then its folders, its sections, its tags and its `requirements`.
    pub(crate) fn find(
        &mut self,
        front: &'a FrontMatter,
        folder: &'a str,
        inherited: &[NamedFramework],
    ) -> FrameworkScope {
        let frameworks = self.frameworks;
        let mut found: BTreeMap<usize, Option<String>> = BTreeMap::new();
        let mut add = |named: &NamedFramework| {
            let version = found.entry(named.0).or_default();
            *version = version.take().or_else(|| named.1.clone());
        };
        let own = front.framework.as_ref().and_then(|key| declared_framework(&key.value, frameworks));
        own.iter().for_each(&mut add);
        // The innermost folder names the version.
        self.of_folder(folder).iter().rev().for_each(&mut add);
        inherited.iter().for_each(&mut add);
        let tags = front.tags.iter().filter_map(|tag| self.of_tag(&tag.value));
        agreed(tags).iter().for_each(&mut add);
        let keys = front.requirements.iter().map(|named| named.framework.value.as_str());
        agreed(keys.filter_map(|key| declared_framework(key, frameworks))).iter().for_each(&mut add);
        FrameworkScope(found)
    }

    fn of_tag(&mut self, tag: &'a str) -> Option<NamedFramework> {
        let frameworks = self.frameworks;
        let named = || {
            let NamedFor { framework, version } = frameworks.named_for(tag)?;
            named_framework(frameworks, framework, version)
        };
        self.tags.entry(tag).or_insert_with(named).clone()
    }

    /// The frameworks that the parts of a folder's path name.
    fn of_folder(&mut self, folder: &'a str) -> &[NamedFramework] {
        let frameworks = self.frameworks;
        let named = |part: &str| {
            let NamedFor { framework, version } = frameworks.named_for(part)?;
            named_framework(frameworks, framework, version)
        };
        let parts = || folder.split('/').filter(|part| !part.is_empty()).filter_map(named).collect();
        let known = self.folder.take().filter(|(known, _)| *known == folder);
        let (_, named) = self.folder.insert(known.unwrap_or_else(|| (folder, parts())));
        named
    }
}

/// These frameworks, each once. Of several versions none is the page's own.
fn agreed(named: impl Iterator<Item = NamedFramework>) -> Vec<NamedFramework> {
    let mut agreed: BTreeMap<usize, Option<String>> = BTreeMap::new();
    for (index, version) in named {
        let known = agreed.entry(index).or_insert_with(|| version.clone());
        *known = known.take().filter(|known| Some(known) == version.as_ref());
    }
    agreed.into_iter().collect()
}

/// The index of a framework, and the version that the rest of a folder or tag behind its name names: `-3.2.1`, ` v4.0`,
/// `-4`, `-rev5`. Of the versions that begin with a short number, the newest is meant.
fn named_framework(frameworks: &Frameworks, framework: &Framework, rest: &str) -> Option<NamedFramework> {
    let index = frameworks.index_of(&framework.key)?;
    let named = number(rest);
    if named.is_empty() {
        return Some((index, None));
    }
    let older = framework.versions.iter().map(|version| &version.id);
    // The current version is the newest.
    let ids = || older.clone().filter(|id| **id != framework.version).chain([&framework.version]);
    let begins = |id: &str| number(id).strip_prefix(&named).is_some_and(|rest| rest.starts_with('.'));
    let version = ids().find(|id| number(id) == named).or_else(|| ids().filter(|id| begins(id)).last());
    Some((index, version.cloned()))
}

/// The number behind a separator and a word for a version, in lower case: `3.2.1` of `-v3-2-1`, `5` of ` rev5`. Empty
/// where there is none.
fn number(rest: &str) -> String {
    let rest = rest.to_lowercase().replace(['-', ' ', ':', '_'], ".");
    let rest = rest.trim_matches('.');
    let number =
        ["revision", "version", "rev", "r", "v"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    number.trim_start_matches('.').to_owned()
}
