//! Which frameworks a page is about, and which versions of them: those that its front matter, its section, its folders
//! or its tags name.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use crate::framework::{Framework, Frameworks, NamedFor, split_version};
use crate::front::FrontMatter;

/// The frameworks that one page is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FrameworkScope {
    /// By the index of the framework among all, with the version that the page names, the current one included.
    named: BTreeMap<usize, Option<String>>,
    /// Those that its front matter, its folders or its sections name with a version: the page is surely about it.
    declared: BTreeSet<NamedFramework>,
}

impl FrameworkScope {
    /// The frameworks, in order of key.
    pub(crate) fn frameworks<'f>(&self, all: &'f Frameworks) -> impl Iterator<Item = &'f Framework> {
        self.named.keys().filter_map(move |index| all.at(*index))
    }

    /// The frameworks, in order of key, each with the older version of it that the page is about, where that has ids of
    /// its own.
    pub(crate) fn all<'f>(&self, all: &'f Frameworks) -> impl Iterator<Item = (&'f Framework, Option<&str>)> {
        self.named.iter().filter_map(move |(index, version)| {
            let framework = all.at(*index)?;
            Some((framework, version.as_deref().filter(|version| framework.is_older(version))))
        })
    }

    /// The framework where it is one and no other, with the older version as in [`FrameworkScope::all`].
    #[cfg(test)]
    pub(crate) fn only<'f>(&self, all: &'f Frameworks) -> Option<(&'f Framework, Option<&str>)> {
        self.all(all).next().filter(|_| self.named.len() == 1)
    }

    /// The older version of a framework that the page is about, where that has ids of its own.
    pub(crate) fn older_version(&self, framework: &Framework, all: &Frameworks) -> Option<&str> {
        let version = self.named.get(&all.index_of(&framework.key)?)?.as_deref();
        version.filter(|version| framework.is_older(version))
    }

    /// Whether a page in a folder or section of this version of a framework may name it as if it were in force.
    pub(crate) fn is_of_version(&self, framework: &Framework, version: &str, all: &Frameworks) -> bool {
        let index = all.index_of(&framework.key);
        index.is_some_and(|index| self.declared.contains(&(index, Some(version.to_owned()))))
    }

    /// Whether the page names one version of the framework at this index among all, the current one or another.
    pub(crate) fn names_version(&self, index: usize) -> bool {
        self.named.get(&index).is_some_and(Option::is_some)
    }
}

/// A framework by its index among all, and the version that is named with it.
pub(crate) type NamedFramework = (usize, Option<String>);

/// The framework that `key` in front matter names, with the version behind an `@` where that is known.
pub(crate) fn declared_framework(key: &str, frameworks: &Frameworks) -> Option<NamedFramework> {
    let (key, version) = split_version(key);
    let index = frameworks.index_of(key)?;
    let framework = frameworks.at(index)?;
    let is_known = |id: &&str| framework.version == **id || framework.version(id).is_some();
    Some((index, version.filter(is_known).map(str::to_owned)))
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
        let mut named: BTreeMap<usize, Option<String>> = BTreeMap::new();
        let mut add = |framework: &NamedFramework| {
            let version = named.entry(framework.0).or_default();
            *version = version.take().or_else(|| framework.1.clone());
        };
        let own = front.framework.as_ref().and_then(|key| declared_framework(&key.value, frameworks));
        // The innermost folder names the version.
        let folders = self.of_folder(folder).iter().rev().cloned();
        let declared: Vec<NamedFramework> = own.into_iter().chain(folders).chain(inherited.iter().cloned()).collect();
        declared.iter().for_each(&mut add);
        let tags = front.tags.iter().filter_map(|tag| self.of_tag(&tag.value));
        agreed(tags).iter().for_each(&mut add);
        let keys = front.requirements.iter().map(|named| named.framework.value.as_str());
        agreed(keys.filter_map(|key| declared_framework(key, frameworks))).iter().for_each(&mut add);
        FrameworkScope { named, declared: declared.into_iter().filter(|(_, version)| version.is_some()).collect() }
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

/// Whether a tag or a part of a folder names this version of a framework.
pub(crate) fn names_framework_version(text: &str, framework: &Framework, version: &str, all: &Frameworks) -> bool {
    let named = all.named_for(text).filter(|named| named.framework.key == framework.key);
    let named = named.and_then(|named| named_framework(all, named.framework, named.version));
    named.is_some_and(|(_, named)| named.as_deref() == Some(version))
}

/// A tag that names the version `from` as one that names `to`, with as many numbers: `pci-dss-v3-2-1` as `pci-dss-v4-0-1`,
/// `PCI DSS 3` as `PCI DSS 4`. Nothing where it does not end with numbers of `from`.
pub(crate) fn with_version(tag: &str, from: &str, to: &str) -> Option<String> {
    let numbers: Vec<&str> = from.split('.').collect();
    (1..=numbers.len()).rev().find_map(|count| {
        let new: Vec<&str> = to.split('.').take(count).collect();
        ['.', '-', '_'].iter().find_map(|separator| {
            let before = tag.strip_suffix(&numbers[..count].join(&separator.to_string()))?;
            let is_number =
                before.ends_with(|last: char| last.is_ascii_digit() || last == *separator && count < numbers.len());
            (!is_number && !before.is_empty()).then(|| format!("{before}{}", new.join(&separator.to_string())))
        })
    })
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

#[cfg(test)]
mod tests {
    use super::{FrameworkScope, ScopeFinder, declared_framework};
    use crate::framework::{Framework, Frameworks, Head, Origin, Outline, Version};
    use crate::front::{FrontMatter, Requirements};
    use crate::source::{Span, Spanned};

    /// `pci-dss`, with three versions of which two have ids of their own, and `other`.
    fn frameworks() -> Frameworks {
        let version = |id: &str, ids: &[&str]| Version {
            id: id.to_owned(),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            ..Version::default()
        };
        let framework = |key: &str, name: &str, versions: Vec<Version>| {
            let head = Head {
                key: key.to_owned(),
                name: name.to_owned(),
                version: "4.0.1".to_owned(),
                versions,
                ..Head::default()
            };
            Framework::new(head, Origin::BuiltIn, vec![Outline { id: "1".to_owned(), ..Outline::default() }])
        };
        let versions = vec![version("3.1", &["1"]), version("3.2.1", &["1"]), version("4.0", &[])];
        Frameworks::new([framework("pci-dss", "PCI DSS", versions), framework("other", "Other", Vec::new())])
    }

    #[test]
    fn the_version_of_a_tag_is_replaced_with_as_many_numbers() {
        for (tag, expected) in [
            ("PCI DSS 3.2.1", Some("PCI DSS 4.0.1")),
            ("pci-dss-v3-2-1", Some("pci-dss-v4-0-1")),
            ("PCI DSS 3.2", Some("PCI DSS 4.0")),
            ("PCI DSS v3", Some("PCI DSS v4")),
            ("PCI DSS 13", None),
            ("PCI DSS", None),
            ("3", None),
        ] {
            assert_eq!(super::with_version(tag, "3.2.1", "4.0.1").as_deref(), expected, "{tag}");
        }
    }

    fn spanned(text: &str) -> Spanned<String> {
        Spanned::new(text.to_owned(), Span::default())
    }

    /// The frameworks of a page, each with the older version that it is about, and `!` where it names a version.
    fn check(front: &FrontMatter, folder: &str, inherited: &[&str], expected: &str) {
        let frameworks = frameworks();
        let inherited: Vec<_> = inherited.iter().filter_map(|key| declared_framework(key, &frameworks)).collect();
        let scope: FrameworkScope = ScopeFinder::new(&frameworks).find(front, folder, &inherited);
        let shown = scope.all(&frameworks).map(|(framework, version)| {
            let index = frameworks.index_of(&framework.key).expect("one of these");
            assert_eq!(scope.older_version(framework, &frameworks), version);
            let mark = if scope.names_version(index) { "!" } else { "" };
            format!("{}{}{mark}", framework.key, version.map(|version| format!("@{version}")).unwrap_or_default())
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{front:?} in {folder}, {inherited:?}");
        assert_eq!(scope.only(&frameworks).is_some(), expected.split(' ').filter(|word| !word.is_empty()).count() == 1);
    }

    #[test]
    fn a_folder_or_a_tag_names_a_version() {
        let none = FrontMatter::default();
        for (folder, expected) in [
            ("", ""),
            ("pci-dss", "pci-dss"),
            ("a/pci-dss-3.2.1/b", "pci-dss@3.2.1!"),
            ("PCI-DSS-v3-2-1", "pci-dss@3.2.1!"),
            ("pci-dss-3.1", "pci-dss@3.1!"),
            ("pci-dss-3", "pci-dss@3.2.1!"),
            ("pci-dss-4", "pci-dss!"),
            ("pci-dss-4.0", "pci-dss!"),
            ("pci-dss-4.0.1", "pci-dss!"),
            ("pci-dss-9", "pci-dss"),
            ("pci-dss-4/pci-dss-3.2.1", "pci-dss@3.2.1!"),
            ("pci-dss-3.2.1/other", "other pci-dss@3.2.1!"),
        ] {
            check(&none, folder, &[], expected);
        }
        let tagged = |tags: &[&str]| FrontMatter {
            tags: tags.iter().map(|tag| spanned(tag)).collect(),
            ..FrontMatter::default()
        };
        check(&tagged(&["pci dss 3.2.1"]), "", &[], "pci-dss@3.2.1!");
        check(&tagged(&["PCI DSS 4.0.1", "x"]), "", &[], "pci-dss!");
        check(&tagged(&["PCI DSS 4.0.1", "PCI DSS 3.2.1"]), "", &[], "pci-dss");
        check(&tagged(&["PCI DSS 3.2.1"]), "pci-dss-4.0.1", &[], "pci-dss!");
    }

    #[test]
    fn front_matter_and_sections_name_a_version_behind_the_key() {
        let none = FrontMatter::default();
        check(&none, "", &["pci-dss@3.2.1"], "pci-dss@3.2.1!");
        check(&none, "", &["pci-dss@3.1", "pci-dss@3.2.1"], "pci-dss@3.1!");
        check(&none, "pci-dss-3.1", &["pci-dss@3.2.1"], "pci-dss@3.1!");
        let own = FrontMatter { framework: Some(spanned("pci-dss@4.0.1")), ..FrontMatter::default() };
        check(&own, "pci-dss-3.1", &["pci-dss@3.2.1"], "pci-dss!");
        let declared = |keys: &[&str]| FrontMatter {
            requirements: keys
                .iter()
                .map(|key| Requirements { framework: spanned(key), ids: vec![spanned("1")] })
                .collect(),
            ..FrontMatter::default()
        };
        check(&declared(&["pci-dss@3.2.1"]), "", &[], "pci-dss@3.2.1!");
        check(&declared(&["pci-dss@3.2.1", "pci-dss"]), "", &[], "pci-dss");
        check(&declared(&["pci-dss@3.2.1"]), "pci-dss-4.0.1", &[], "pci-dss!");
        check(&declared(&["pci-dss", "other"]), "pci-dss-3.2.1", &[], "other pci-dss@3.2.1!");
        check(&declared(&["unknown@1", "pci-dss@9"]), "", &[], "pci-dss");
    }
}
