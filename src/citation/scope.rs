//! Which frameworks a page is about: those that its front matter, its section, its folders or its tags name.

use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::framework::{Framework, Frameworks};
use crate::front::FrontMatter;

/// The frameworks that one page is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FrameworkScope(
    /// By the index of the framework among all, with the older version that the page is about.
    BTreeMap<usize, Option<String>>,
);

impl FrameworkScope {
    /// The frameworks, in order of key.
    pub(crate) fn frameworks<'f>(&self, all: &'f Frameworks) -> impl Iterator<Item = &'f Framework> {
        self.0.keys().filter_map(move |index| all.at(*index))
    }

    /// The framework where it is one and no other, with the older version of it that the page is about, where that has
    /// ids of its own.
    pub(crate) fn only<'f>(&self, all: &'f Frameworks) -> Option<(&'f Framework, Option<&str>)> {
        let (index, version) = self.0.first_key_value().filter(|_| self.0.len() == 1)?;
        Some((all.at(*index)?, version.as_deref()))
    }
}

/// A framework by its index among all, and the older version that is named with it.
type NamedFramework = (usize, Option<String>);

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

    /// The scope of a page with this front matter in `folder`; the sections above it declare the frameworks with the
    /// indexes `inherited`.
    pub(crate) fn find(&mut self, front: &'a FrontMatter, folder: &'a str, inherited: &[usize]) -> FrameworkScope {
        let mut found: BTreeMap<usize, Option<String>> = BTreeMap::new();
        let frameworks = self.frameworks;
        for tag in &front.tags {
            let named = self.tags.entry(tag.value.as_str());
            let named = named.or_insert_with(|| named_framework(frameworks, frameworks.of_tag(&tag.value), &tag.value));
            if let Some((index, version)) = named {
                // Of several versions none is the page's own.
                let known = found.entry(*index).or_insert_with(|| version.clone());
                *known = known.take().filter(|known| Some(known) == version.as_ref());
            }
        }
        for (index, version) in self.of_folder(folder) {
            let known = found.entry(*index).or_default();
            *known = version.clone().or(known.take());
        }
        let own = front.framework.iter().chain(front.requirements.iter().map(|named| &named.framework));
        for index in own.filter_map(|key| frameworks.index_of(&key.value)).chain(inherited.iter().copied()) {
            found.entry(index).or_default();
        }
        FrameworkScope(found)
    }

    /// The frameworks that the parts of a folder's path name.
    fn of_folder(&mut self, folder: &'a str) -> &[NamedFramework] {
        let frameworks = self.frameworks;
        let parts = || {
            let parts = folder.split('/').filter(|part| !part.is_empty());
            parts.filter_map(|part| named_framework(frameworks, frameworks.of_folder(part), part)).collect()
        };
        let known = self.folder.take().filter(|(known, _)| *known == folder);
        let (_, named) = self.folder.insert(known.unwrap_or_else(|| (folder, parts())));
        named
    }
}

/// The index of a framework, and which older version `name` names.
fn named_framework(frameworks: &Frameworks, framework: Option<&Framework>, name: &str) -> Option<NamedFramework> {
    let framework = framework?;
    let index = frameworks.index_of(&framework.key)?;
    let name = name.to_lowercase().replace(['-', ' ', 'v'], ".");
    let older = framework.versions.iter().filter(|version| !version.ids.is_empty() && version.id != framework.version);
    let is_named = |id: &str| name.strip_suffix(id).is_some_and(|before| before.ends_with('.'));
    Some((index, older.map(|version| &version.id).find(|id| is_named(id)).cloned()))
}
