//! The files of a site as they would be at other paths.

use super::discover::{Entry, Inventory, is_ignored_name};
use super::layout::{Layout, Role, role_of};
use super::span::FileId;

/// The path that two files would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision(pub String);

impl Inventory {
    /// The same files, some of them at other paths: `moved` returns the new path of a file that moves, relative to the root.
    /// Returns for each file its index in `self` too. A file that moves to where the site reads nothing is left out.
    ///
    /// # Errors
    /// Two files would have one path.
    pub fn moved(&self, moved: &dyn Fn(&str) -> Option<String>) -> Result<(Self, Vec<usize>), Collision> {
        let mut found: Vec<(Entry, usize)> = Vec::with_capacity(self.entries.len());
        for (index, entry) in self.entries.iter().enumerate() {
            match moved(&entry.path) {
                None => found.push((entry.clone(), index)),
                Some(path) => found.extend(self.entry_at(path).map(|entry| (entry, index))),
            }
        }
        found.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        if let Some([(entry, _), _]) = found.windows(2).find(|pair| pair[0].0.path == pair[1].0.path) {
            return Err(Collision(entry.path.clone()));
        }
        let (mut entries, indices): (Vec<Entry>, Vec<usize>) = found.into_iter().unzip();
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.id = FileId(index as u32);
        }
        let Self { skipped, links, rules, .. } = self.clone();
        Ok((Self { entries, skipped, links, rules }, indices))
    }

    /// The file at `path` as it would be found there; nothing where none is read.
    fn entry_at(&self, path: String) -> Option<Entry> {
        let layout = Layout::STANDARD;
        if path == layout.configuration {
            return Some(Entry::new(FileId(0), path, Role::Configuration));
        }
        let parts = [self.rules.folder.as_str(), layout.templates, layout.static_files];
        let is_below = |part: &&str| path.strip_prefix(*part).is_some_and(|below| below.starts_with('/'));
        let part = parts.into_iter().find(is_below)?;
        let is_hidden = path[part.len()..].split('/').any(is_ignored_name);
        if is_hidden && part != layout.static_files {
            return None;
        }
        if part != self.rules.folder {
            let role = role_of(&path, part);
            return Some(Entry::new(FileId(0), path, role));
        }
        let is_ignored = |path: &str| self.rules.pattern_of(path).is_some();
        if is_ignored(&path) || path.match_indices('/').any(|(at, _)| is_ignored(&path[..at])) {
            return None;
        }
        let place = self.rules.place(&path).ok()?;
        let role = role_of(&place, layout.content);
        Some(Entry::new(FileId(0), path, role).at_place(place))
    }
}

#[cfg(test)]
mod tests {
    use super::Collision;
    use crate::source::{ContentRules, discover};

    #[test]
    fn moved_files_are_what_would_be_found_at_their_new_paths() {
        let before = ["content/a.md", "content/b/c.md", "content/b/d.png", "static/e.css"];
        let moves = [
            ("content/a.md", "content/z/a.en.md"),
            ("content/b/c.md", "content/frameworks/c.yaml"),
            ("content/b/d.png", "static/d.png"),
            ("static/e.css", "elsewhere/e.css"),
        ];
        let site = |paths: &[&str]| {
            let folder = tempfile::tempdir().unwrap();
            for path in paths {
                let path = folder.path().join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, "x").unwrap();
            }
            discover(folder.path(), |_| ContentRules::default())
        };
        let moved = |path: &str| moves.iter().find(|(from, _)| *from == path).map(|(_, to)| (*to).to_owned());
        let (found, indices) = site(&before).moved(&moved).unwrap();
        let after: Vec<&str> = moves.iter().map(|(_, to)| *to).collect();
        assert_eq!(found, site(&after));
        assert_eq!(indices, [1, 0, 2]);
        let onto = |path: &str| (path == "content/a.md").then(|| "content/b/c.md".to_owned());
        assert_eq!(site(&before).moved(&onto), Err(Collision("content/b/c.md".to_owned())));
    }
}
