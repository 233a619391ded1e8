//! Which output files can exist side by side.
//!
//! The first claim of a path wins. Pages claim before aliases, aliases before copied files, and all of these before
//! generated files, so the order of the calls is the order of precedence. As in Hugo, a page and an alias win over a
//! file of `static/`.

use foldhash::HashMap;

use super::target::Target;
use crate::output::MANIFEST;
use crate::source::Location;

/// The claimed paths, relative to the output folder, and the folders that contain them.
#[derive(Debug, Clone, Default)]
pub(super) struct Outputs {
    files: HashMap<String, Target>,
    /// Each folder with the first output below it.
    folders: HashMap<String, Target>,
}

/// Why a path cannot be an output file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clash {
    /// What has claimed the path.
    pub target: Target,
    /// How it is in the way.
    pub how: Obstacle,
}

/// How one output is in the way of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// Both want the same path.
    SamePath,
    /// It is a file where the other needs a folder.
    IsFile,
    /// It needs a folder where the other is a file.
    NeedsFolder,
}

/// A page that is not written, because its output path clashes.
#[derive(Debug)]
pub(super) struct Lost {
    /// Where its address is set; nothing for a page without a file.
    pub(super) location: Option<Location>,
    /// What it is, with its address in backticks.
    pub(super) name: String,
    /// Why it is not written.
    pub(super) clash: Clash,
}

impl Outputs {
    /// With the manifest, whose path no site may use.
    pub(super) fn new() -> Self {
        let mut outputs = Self::default();
        outputs.insert(MANIFEST.to_owned(), Target::GeneratedFile);
        outputs
    }

    /// Reserves capacity for this number of further files.
    pub(super) fn reserve(&mut self, files: usize) {
        self.files.reserve(files);
        self.folders.reserve(files);
    }

    /// Claims `path`, which must be a valid output path, for `target`.
    ///
    /// # Errors
    /// What is in the way; nothing is claimed then.
    pub(super) fn claim(&mut self, path: String, target: Target) -> Result<(), Clash> {
        match self.clash(&path) {
            Some(clash) => Err(clash),
            None => {
                self.insert(path, target);
                Ok(())
            }
        }
    }

    /// What is in the way of a file at `path`.
    pub(super) fn clash(&self, path: &str) -> Option<Clash> {
        let is_same = self.files.get(path).map(|target| (target, Obstacle::SamePath));
        let is_folder = || self.folders.get(path).map(|target| (target, Obstacle::NeedsFolder));
        let is_below_a_file = || {
            // All that is above a known folder is a folder too.
            let unknown = folders_above(path).take_while(|folder| !self.folders.contains_key(*folder));
            let mut files = unknown.filter_map(|folder| self.files.get(folder));
            files.next().map(|target| (target, Obstacle::IsFile))
        };
        let found = is_same.or_else(is_folder).or_else(is_below_a_file);
        found.map(|(target, how)| Clash { target: *target, how })
    }

    /// Whether any output is at `path` or below it.
    pub(super) fn occupies(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.folders.contains_key(path)
    }

    fn insert(&mut self, path: String, target: Target) {
        for folder in folders_above(&path) {
            if self.folders.contains_key(folder) {
                break;
            }
            self.folders.insert(folder.to_owned(), target);
        }
        self.files.insert(path, target);
    }

    /// The files for which `is_wanted` holds, with their targets, sorted by path.
    pub(super) fn files(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<(&str, Target)> {
        sorted(&self.files, is_wanted)
    }

    /// The folders for which `is_wanted` holds, with the first output below each, sorted by path.
    pub(super) fn folders(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<(&str, Target)> {
        sorted(&self.folders, is_wanted)
    }
}

fn sorted(paths: &HashMap<String, Target>, is_wanted: impl Fn(&str) -> bool) -> Vec<(&str, Target)> {
    let wanted = paths.iter().filter(|(path, _)| is_wanted(path));
    let mut sorted: Vec<(&str, Target)> = wanted.map(|(path, target)| (path.as_str(), *target)).collect();
    sorted.sort_unstable_by_key(|(path, _)| *path);
    sorted
}

/// The folders that a file at `path` needs, the deepest first.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::{Clash, Obstacle, Outputs};
    use crate::site::Target;

    #[test]
    fn the_first_claim_of_a_path_wins() {
        let mut outputs = Outputs::new();
        let mut claim =
            |path: &str| outputs.claim(path.to_owned(), Target::GeneratedFile).map_err(|Clash { how, .. }| how);
        assert_eq!(claim("index.html"), Ok(()));
        assert_eq!(claim("a/b/index.html"), Ok(()));
        assert_eq!(claim("a/b/index.html"), Err(Obstacle::SamePath));
        assert_eq!(claim("a/b"), Err(Obstacle::NeedsFolder));
        assert_eq!(claim("a"), Err(Obstacle::NeedsFolder));
        assert_eq!(claim("a/b/index.html/x/y"), Err(Obstacle::IsFile));
        assert_eq!(claim("index.html/index.html"), Err(Obstacle::IsFile));
        assert_eq!(claim("a/bc"), Ok(()));
        assert_eq!(claim("clausebook-manifest.json"), Err(Obstacle::SamePath));
        assert!(outputs.occupies("a/b") && outputs.occupies("a/bc") && !outputs.occupies("a/c"));
    }
}
