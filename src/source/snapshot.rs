//! Writes a site as it was at a commit into a folder, read object by object.
//!
//! Nothing is checked out: a checkout would run the filters and hooks that the repository names. The tree may be
//! crafted, so a path is written only where it lies in the folder, regular files before symbolic links, and nothing
//! is written twice.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::content_rules::ContentRules;
use super::discover::read_text;
use super::git::{GitError, Repository};
use super::layout::{Layout, Role};
use super::objects::next_object;
use super::other_configuration::UNREAD_CONFIGURATIONS;

/// The largest file that is read from the repository, in bytes.
const MAX_FILE: u64 = 64 << 20;
/// The most that is read from the repository, in bytes.
const MAX_TOTAL: u64 = 1 << 30;
/// How deep submodules may be nested.
const MAX_DEPTH: usize = 8;

/// Why a commit's files could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Git could not be run, failed, or took too long.
    #[error(transparent)]
    Git(#[from] GitError),
    /// An object of the commit is not in this clone.
    #[error(
        "the text of `{0}` is not in this clone; in a partial clone fetch it, for example with `git fetch --refetch \
         --no-filter origin`"
    )]
    Missing(String),
    /// A file, or all files together, exceed the limits.
    #[error("`{0}` is larger than {max} MiB, or all files together are larger than {total} MiB", max = MAX_FILE >> 20, total = MAX_TOTAL >> 20)]
    TooLarge(String),
    /// The commit of a submodule is not in its clone.
    #[error(
        "the former commit of the submodule `{0}` is not in this clone; fetch it, for example with `git -C {0} fetch --unshallow`"
    )]
    Submodule(String),
    /// A path that leads out of the folder.
    #[error("invalid path `{0}`")]
    Path(String),
    /// A file could not be written.
    #[error("cannot write `{0}`: {1}")]
    Write(String, io::Error),
}

/// An entry of a commit's tree.
struct Entry {
    /// As in git: `100644`, `120000` …
    mode: String,
    object: String,
    /// In bytes; nothing if the object is missing, and for a submodule.
    size: Option<u64>,
    /// Relative to the site, with `/`.
    path: String,
}

impl Entry {
    fn is_link(&self) -> bool {
        self.mode == "120000"
    }

    fn is_submodule(&self) -> bool {
        self.mode == "160000"
    }

    /// Whether a check needs its contents, of a site with content in the folder `content`.
    fn is_read(&self, content: &str) -> bool {
        self.is_link() || Role::of(&self.path, content).is_some_and(|role| role.is_read(&self.path))
    }
}

/// Writes the site in `repository` as it was at `commit` into the empty folder `into`; nothing if there was no site.
/// Files that a check does not read are written empty. `rules` reads the text of the configuration.
///
/// # Errors
/// Where an object cannot be read, is too large, or a file cannot be written.
pub(super) fn write(
    repository: &Repository,
    commit: &str,
    into: &Path,
    rules: impl FnOnce(&str) -> ContentRules,
) -> Result<(), SnapshotError> {
    let layout = Layout::STANDARD;
    let prefix = repository.prefix();
    let content = layout.content.to_owned();
    let mut writer = Writer { into, content, left: MAX_TOTAL, links: Vec::new() };
    let tree = Tree { commit, strip: prefix, below: "", depth: 0 };
    writer.parts(repository, &tree, [layout.configuration].into_iter().chain(UNREAD_CONFIGURATIONS))?;
    // It says where the content was. One that cannot be read says nothing.
    let configuration = read_text(&into.join(layout.configuration)).unwrap_or_default();
    writer.content = rules(&configuration).folder;
    let content = writer.content.clone();
    writer.parts(repository, &tree, [content.as_str(), layout.templates, layout.static_files])?;
    writer.finish()
}

/// A tree to write.
struct Tree<'a> {
    commit: &'a str,
    /// The prefix of every path of the tree, which is removed.
    strip: &'a str,
    /// The path of a submodule relative to the site, with a `/` at its end; else empty.
    below: &'a str,
    /// How many submodules contain it.
    depth: usize,
}

struct Writer<'a> {
    into: &'a Path,
    /// The folder with the content.
    content: String,
    /// How many bytes may still be read.
    left: u64,
    /// Symbolic links with their targets. They are created last, so that nothing is written through one.
    links: Vec<(Entry, Vec<u8>)>,
}

impl Writer<'_> {
    /// Writes these parts of a site.
    fn parts<'p>(
        &mut self,
        repository: &Repository,
        tree: &Tree<'_>,
        parts: impl IntoIterator<Item = &'p str>,
    ) -> Result<(), SnapshotError> {
        let wanted: Vec<String> = parts.into_iter().map(|part| format!("{}{part}", tree.strip)).collect();
        self.tree(repository, tree, &wanted.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Writes the files of the tree at the paths `wanted`; all files if there are none.
    fn tree(&mut self, repository: &Repository, tree: &Tree<'_>, wanted: &[&str]) -> Result<(), SnapshotError> {
        let list = ["ls-tree", "-r", "-z", "-l", "--full-tree", tree.commit, "--"];
        let listed = repository.run(&[&list[..], wanted].concat(), Vec::new())?;
        let (submodules, files): (Vec<Entry>, Vec<Entry>) =
            entries(&listed, tree).into_iter().partition(Entry::is_submodule);
        let read: Vec<&Entry> = files.iter().filter(|entry| entry.is_read(&self.content)).collect();
        let mut texts = self.read(repository, &read)?.into_iter();
        for entry in files {
            let text = if entry.is_read(&self.content) { texts.next().unwrap_or_default() } else { Vec::new() };
            if entry.is_link() {
                self.links.push((entry, text));
            } else {
                self.file(&entry, &text)?;
            }
        }
        submodules
            .iter()
            .filter(|_| tree.depth < MAX_DEPTH)
            .try_for_each(|entry| self.submodule(repository, entry, tree))
    }

    fn submodule(&mut self, parent: &Repository, entry: &Entry, tree: &Tree<'_>) -> Result<(), SnapshotError> {
        let path = entry.path.strip_prefix(tree.below).unwrap_or(&entry.path);
        // A submodule that is not checked out has no files now either.
        let Ok(repository) = parent.submodule(path) else { return Ok(()) };
        if repository.line(&["cat-file", "-e", &format!("{}^{{tree}}", entry.object)])?.is_none() {
            return Err(SnapshotError::Submodule(entry.path.clone()));
        }
        let below = format!("{}/", entry.path);
        let tree = Tree { commit: &entry.object, strip: "", below: &below, depth: tree.depth + 1 };
        self.tree(&repository, &tree, &[])
    }

    /// The contents of these entries, in order.
    fn read(&mut self, repository: &Repository, entries: &[&Entry]) -> Result<Vec<Vec<u8>>, SnapshotError> {
        let mut request = String::new();
        for entry in entries {
            let size = entry.size.ok_or_else(|| SnapshotError::Missing(entry.path.clone()))?;
            let left = self.left.checked_sub(size).filter(|_| size <= MAX_FILE);
            self.left = left.ok_or_else(|| SnapshotError::TooLarge(entry.path.clone()))?;
            request.push_str(&entry.object);
            request.push('\n');
        }
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let batch = repository.run(&["cat-file", "--batch", "--buffer"], request.into_bytes())?;
        let mut rest = batch.as_slice();
        let next = |entry: &&Entry| {
            let object = next_object(&mut rest).filter(|(kind, _)| *kind == "blob");
            let text = object.ok_or_else(|| SnapshotError::Missing(entry.path.clone()));
            text.map(|(_, text)| text.to_vec())
        };
        entries.iter().map(next).collect()
    }

    fn file(&self, entry: &Entry, text: &[u8]) -> Result<(), SnapshotError> {
        let path = self.create_parent(entry)?;
        let written = File::create_new(path).and_then(|mut file| file.write_all(text));
        written.map_err(|error| SnapshotError::Write(entry.path.clone(), error))
    }

    fn finish(self) -> Result<(), SnapshotError> {
        for (entry, target) in &self.links {
            link(target, &self.create_parent(entry)?)
                .map_err(|error| SnapshotError::Write(entry.path.clone(), error))?;
        }
        Ok(())
    }

    /// The path for an entry, after creation of its parent folder.
    fn create_parent(&self, entry: &Entry) -> Result<PathBuf, SnapshotError> {
        let path = Path::new(&entry.path);
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(SnapshotError::Path(entry.path.clone()));
        }
        let full = self.into.join(path);
        let created = full.parent().map_or(Ok(()), fs::create_dir_all);
        created.map_err(|error| SnapshotError::Write(entry.path.clone(), error))?;
        Ok(full)
    }
}

/// Parses the output of `git ls-tree -r -z -l`: mode, type, object and size, a tab, the path, a NUL. Paths that are not
/// UTF-8 are skipped, as in a site.
fn entries(listed: &[u8], tree: &Tree<'_>) -> Vec<Entry> {
    let entry = |line: &[u8]| {
        let (head, path) = str::from_utf8(line).ok()?.split_once('\t')?;
        let path = format!("{}{}", tree.below, path.strip_prefix(tree.strip)?);
        let mut fields = head.split_ascii_whitespace();
        let (mode, _, object) = (fields.next()?, fields.next()?, fields.next()?);
        let size = fields.next().and_then(|size| size.parse().ok());
        Some(Entry { mode: mode.to_owned(), object: object.to_owned(), size, path })
    };
    listed.split(|byte| *byte == 0).filter_map(entry).collect()
}

#[cfg(unix)]
fn link(target: &[u8], at: &Path) -> io::Result<()> {
    use std::os::unix::ffi::OsStrExt;
    std::os::unix::fs::symlink(std::ffi::OsStr::from_bytes(target), at)
}

/// As git does on systems without symbolic links.
#[cfg(not(unix))]
fn link(target: &[u8], at: &Path) -> io::Result<()> {
    File::create_new(at).and_then(|mut file| file.write_all(target))
}

#[cfg(test)]
mod tests {
    use super::{Entry, SnapshotError, Tree, Writer, entries};

    #[test]
    fn a_listing_is_read_and_a_name_that_is_not_utf8_is_left_out() {
        let listed = b"100644 blob aa     12\tdocs/content/a b.md\x00160000 commit bb       -\tdocs/content/s\0\
                       100644 blob cc    BAD\tdocs/content/c.md\x00100644 blob dd      1\tdocs/content/\xff.md\0";
        let entries = entries(listed, &Tree { commit: "", strip: "docs/", below: "x/", depth: 0 });
        let seen: Vec<(&str, Option<u64>)> = entries.iter().map(|entry| (entry.path.as_str(), entry.size)).collect();
        assert_eq!(seen, [("x/content/a b.md", Some(12)), ("x/content/s", None), ("x/content/c.md", None)]);
        assert!(entries[1].is_submodule());
    }

    #[test]
    fn a_crafted_tree_writes_nothing_outside_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let entry = |mode: &str, path: &str| Entry {
            mode: mode.to_owned(),
            object: String::new(),
            size: Some(1),
            path: path.to_owned(),
        };
        let mut writer = Writer { content: "content".to_owned(), into: folder.path(), left: 9, links: Vec::new() };
        for path in ["../x", "/x", "a/../../x", "content/../../x"] {
            let written = writer.file(&entry("100644", path), b"x");
            assert!(matches!(written, Err(SnapshotError::Path(_))), "{path}");
        }
        // A link and a folder with the same name, which git does not create.
        let target = outside.path().to_str().unwrap().as_bytes().to_vec();
        writer.links.push((entry("120000", "content/a"), target));
        writer.file(&entry("100644", "content/a/b"), b"1").unwrap();
        assert!(writer.file(&entry("100644", "content/a/b"), b"2").is_err());
        assert!(writer.finish().is_err());
        assert_eq!(std::fs::read(folder.path().join("content/a/b")).unwrap(), b"1");
        assert!(std::fs::read_dir(outside.path()).unwrap().next().is_none());
    }
}
