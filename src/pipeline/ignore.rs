//! The `ignore` entries of a configuration, indexed by what they cover: entries and findings can both be many.

use std::collections::{BTreeMap, HashMap};

use crate::config::{Ignore, Pattern};
use crate::finding::{Code, Finding};
use crate::source::FileId;

/// Ignores that cover the same findings.
#[derive(Debug, Default)]
pub(super) struct Group {
    members: Vec<usize>,
    /// Whether one of them has not expired.
    is_active: bool,
    is_used: bool,
}

impl Group {
    /// Adds the ignore with this index.
    pub(super) fn add(&mut self, index: usize, is_expired: bool) {
        self.members.push(index);
        self.is_active |= !is_expired;
    }

    /// Marks its ignores as used; returns whether they suppress the finding that they cover.
    pub(super) fn apply(&mut self) -> bool {
        self.is_used = true;
        self.is_active
    }

    /// For each of `count` ignores whether it covered anything.
    pub(super) fn used<'g>(groups: impl IntoIterator<Item = &'g Self>, count: usize) -> Vec<bool> {
        let mut used = vec![false; count];
        for index in groups.into_iter().filter(|group| group.is_used).flat_map(|group| &group.members) {
            used[*index] = true;
        }
        used
    }
}

/// The code of an ignore, and its target if it has one.
type About<'a> = (Code, Option<&'a str>);

/// The ignores of a configuration.
pub(super) struct Ignores<'a> {
    groups: Vec<Group>,
    /// Groups for the whole site.
    everywhere: HashMap<About<'a>, usize>,
    /// Groups for one file or folder, by its path.
    by_path: HashMap<(About<'a>, &'a str), usize>,
    /// Groups for a glob. The configuration limits their number, so they are searched one by one.
    globs: Vec<(About<'a>, &'a Pattern, usize)>,
    /// The indices of the globs that match the path of a file.
    matching: BTreeMap<FileId, Vec<usize>>,
}

impl<'a> Ignores<'a> {
    /// Indexes `all`, some of which have expired.
    pub(super) fn new(all: &'a [Ignore], is_expired: &[bool]) -> Self {
        let mut ignores = Self {
            groups: Vec::new(),
            everywhere: HashMap::new(),
            by_path: HashMap::new(),
            globs: Vec::new(),
            matching: BTreeMap::new(),
        };
        let mut by_glob: HashMap<(About<'a>, &str), usize> = HashMap::new();
        for (index, ignore) in all.iter().enumerate() {
            let about = (ignore.code, ignore.target.as_deref());
            let next = ignores.groups.len();
            let group = match &ignore.path {
                None => *ignores.everywhere.entry(about).or_insert(next),
                Some(pattern) => match pattern.literal() {
                    Some(path) => *ignores.by_path.entry((about, path)).or_insert(next),
                    None => *by_glob.entry((about, pattern.as_str())).or_insert_with(|| {
                        ignores.globs.push((about, pattern, next));
                        next
                    }),
                },
            };
            if group == next {
                ignores.groups.push(Group::default());
            }
            ignores.groups[group].add(index, is_expired[index]);
        }
        ignores
    }

    /// Whether an ignore that has not expired covers `finding` in the file at `path`. Marks all that cover it as used.
    pub(super) fn suppress(&mut self, finding: &Finding, path: &str) -> bool {
        let target = finding.target.as_deref();
        let mut is_suppressed = false;
        for target in [None, target].into_iter().take(1 + usize::from(target.is_some())) {
            let about = (finding.code, target);
            let of_path = folders(path).filter_map(|path| self.by_path.get(&(about, path)));
            for group in self.everywhere.get(&about).into_iter().chain(of_path) {
                is_suppressed |= self.groups[*group].apply();
            }
        }
        let globs = &self.globs;
        let matching = self.matching.entry(finding.location.file).or_insert_with(|| {
            let matches = |index: &usize| globs[*index].1.matches(path);
            (0..globs.len()).filter(matches).collect()
        });
        for ((code, wanted), _, group) in matching.iter().map(|index| globs[*index]) {
            if code == finding.code && (wanted.is_none() || wanted == target) {
                is_suppressed |= self.groups[group].apply();
            }
        }
        is_suppressed
    }

    /// For each ignore, in their order, whether it covered anything.
    pub(super) fn used(&self, count: usize) -> Vec<bool> {
        Group::used(&self.groups, count)
    }
}

/// A path and the folders that it lies in.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}

#[cfg(test)]
mod tests {
    use super::Ignores;
    use crate::config::{Ignore, Pattern};
    use crate::finding::{Code, Finding};
    use crate::source::{FileId, Location};

    #[test]
    fn ignores_cover_what_each_alone_would_cover() {
        let codes = [Code::BrokenPage, Code::BrokenAnchor];
        let targets = [None, Some("/x/"), Some("/y/")];
        let paths = ["content/a.md", "content/b/a.md", "content/bc.md", "content", "static/a.md"];
        let patterns =
            ["content/", "content/b", "content/*.md", "content/**/a.md", "**", "content/a.md", "", "/", "*", "con"];
        let mut all = Vec::new();
        for code in codes {
            for target in targets {
                for pattern in std::iter::once(None).chain(patterns.map(Some)) {
                    let (target, path) = (target.map(str::to_owned), pattern.map(|text| Pattern::new(text).unwrap()));
                    let (reason, span) = ("x".to_owned(), crate::source::Span::default());
                    all.push(Ignore { code, path, target, reason, until: None, span });
                }
            }
        }
        for (file, path) in paths.into_iter().enumerate() {
            for code in codes.into_iter().chain([Code::MissingAsset]) {
                for target in targets {
                    let mut finding = Finding::new(code, Location::start_of(FileId(file as u32)), "m");
                    finding.target = target.map(str::to_owned);
                    for (index, ignore) in all.iter().enumerate() {
                        // Each by itself, and all of them in one.
                        let alone = std::slice::from_ref(ignore);
                        let expected = ignore.covers(&finding, path);
                        let mut one = Ignores::new(alone, &[false]);
                        assert_eq!(one.suppress(&finding, path), expected, "{ignore:?} {path} {finding:?}");
                        let mut whole = Ignores::new(&all, &vec![false; all.len()]);
                        whole.suppress(&finding, path);
                        assert_eq!(whole.used(all.len())[index], expected, "{ignore:?} {path} {finding:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_active_ignore_of_two_equal_ones_is_enough() {
        let ignore = |target: &str| Ignore {
            code: Code::BrokenPage,
            path: None,
            target: Some(target.to_owned()),
            reason: "x".to_owned(),
            until: None,
            span: crate::source::Span::default(),
        };
        let all = [ignore("/x/"), ignore("/x/"), ignore("/y/")];
        let finding = Finding::new(Code::BrokenPage, Location::start_of(FileId(0)), "m").about("/x/");
        for (is_expired, expected) in [([true, false, false], true), ([true, true, false], false)] {
            let mut ignores = Ignores::new(&all, &is_expired);
            assert_eq!(ignores.suppress(&finding, "content/a.md"), expected);
            assert_eq!(ignores.used(3), [true, true, false]);
        }
    }
}
