//! Lists the files of a site. Reads folders, not contents.
//!
//! Only here is decided which files belong to a site: none outside of the root, and no temporary files of editors.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::content_rules::ContentRules;
use super::layout::{Layout, Role, role_of};
use super::other_configuration::{UNREAD_CONFIGURATIONS, hugo_configuration};
use super::regular::read_regular;
use super::span::FileId;

/// The greatest size of a file that is read as text, in bytes.
const MAX_TEXT_SIZE: u64 = 1 << 30;

/// The names of the folder, or the file, of a version control system in a work tree.
pub const VERSION_CONTROL: [&str; 3] = [".git", ".hg", ".svn"];

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its index among all entries.
    pub id: FileId,
    /// Path relative to the root, with `/`.
    pub path: String,
    /// Its purpose.
    pub role: Role,
    /// Where it stands in the site, if that differs from its path.
    moved: Option<String>,
}

impl Entry {
    /// The file at `path`, with its index among all entries.
    pub fn new(id: FileId, path: impl Into<String>, role: Role) -> Self {
        Self { id, path: path.into(), role, moved: None }
    }

    /// The same file at this place.
    pub(super) fn at_place(mut self, place: String) -> Self {
        self.moved = (place != self.path).then_some(place);
        self
    }

    /// Where the file stands in the site: its path, for content below `content/` and without its language.
    pub fn place(&self) -> &str {
        self.moved.as_deref().unwrap_or(&self.path)
    }
}

/// Why a path was skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// A symbolic link to a path outside of the root.
    OutsideRoot,
    /// A symbolic link into the folder of a version control system.
    InVersionControl,
    /// A symbolic link to a folder that contains it.
    Loop,
    /// A name that is not UTF-8; it could not be part of a URL.
    NameNotUtf8,
    /// It cannot be read; with the error of the system.
    Unreadable(String),
    /// Neither a file nor a folder: a named pipe, a socket or a device.
    NotRegular,
    /// The folder of a version control system inside `static/`, which would publish its history.
    VersionControl,
    /// A configuration under a name that is not read.
    ConfigurationName,
    /// The configuration of Hugo, on a site that has none of its own.
    HugoConfiguration,
}

/// A path that was skipped. Each becomes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedPath {
    /// Path relative to the root, with `/`, converted lossily to UTF-8.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// The files of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The site's files, sorted by path.
    pub entries: Vec<Entry>,
    /// Paths that were skipped, sorted by path.
    pub skipped: Vec<SkippedPath>,
    /// The targets of the symbolic links that are followed: paths relative to the canonical path of the root, sorted. A file
    /// behind a link can change without an event in the folder of the link.
    pub links: Vec<String>,
    /// How the content folder was read.
    pub rules: ContentRules,
}

/// Lists the files of the site at `root`, sorted by path. `rules` reads the text of the configuration, empty where there
/// is none.
///
/// In `content/` and `templates/` names that begin with `.` or `#` or end with `~` are ignored, as by Hugo; in `static/`
/// only those of version control systems are. Symbolic links are followed if they stay inside of the root.
pub fn discover(root: &Path, rules: impl FnOnce(&str) -> ContentRules) -> Inventory {
    let layout = Layout::STANDARD;
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let (found, skipped, links) = (Vec::new(), Vec::new(), Vec::new());
    let mut walk = Walk { root, real_root, rules: ContentRules::default(), found, skipped, links };
    walk.configuration(layout.configuration);
    // A configuration that is not read, such as one behind a link out of the root, decides nothing either.
    let is_read = !walk.found.is_empty();
    walk.rules =
        rules(&is_read.then(|| read_text(&root.join(layout.configuration)).ok()).flatten().unwrap_or_default());
    walk.folder(&walk.rules.folder.clone());
    walk.folder(layout.templates);
    walk.folder(layout.static_files);
    walk.finish()
}

/// Reads a file as text.
///
/// # Errors
/// The text before the first invalid UTF-8, or the error of the system.
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    let bytes = read_regular(path, MAX_TEXT_SIZE).map_err(|error| ReadError::Unreadable(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid_up_to = error.utf8_error().valid_up_to();
        let mut bytes = error.into_bytes();
        bytes.truncate(valid_up_to);
        ReadError::NotUtf8 { before: String::from_utf8(bytes).unwrap_or_default() }
    })
}

/// Why a text could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// With the error of the system.
    Unreadable(String),
    /// The file is not UTF-8.
    NotUtf8 {
        /// The text before the first invalid byte.
        before: String,
    },
    /// The file is a workbook that cannot be read as a table, for this reason. It is published all the same.
    Workbook(String),
}

struct Walk<'a> {
    root: &'a Path,
    real_root: PathBuf,
    rules: ContentRules,
    /// Paths with their roles, and their places where those differ.
    found: Vec<(String, Role, Option<String>)>,
    skipped: Vec<SkippedPath>,
    links: Vec<String>,
}

impl Walk<'_> {
    fn configuration(&mut self, name: &str) {
        let unread = UNREAD_CONFIGURATIONS.iter().filter(|unread| self.root.join(unread).is_file());
        self.skipped.extend(
            unread.map(|unread| SkippedPath { path: (*unread).to_owned(), reason: SkipReason::ConfigurationName }),
        );
        let path = self.root.join(name);
        if path.symlink_metadata().is_err() {
            let hugo = hugo_configuration(self.root);
            let skipped = |path: &str| SkippedPath { path: path.to_owned(), reason: SkipReason::HugoConfiguration };
            return self.skipped.extend(hugo.map(skipped));
        }
        let is_link = path.is_symlink();
        let reason = match path.canonicalize().map(|target| (self.followed(&target, is_link), target.is_file())) {
            Ok((Some(reason), _)) => reason,
            Ok((None, true)) => return self.found.push((name.to_owned(), Role::Configuration, None)),
            Ok((None, false)) => SkipReason::Unreadable("it is not a regular file".to_owned()),
            Err(error) => SkipReason::Unreadable(error.to_string()),
        };
        self.skipped.push(SkippedPath { path: name.to_owned(), reason });
    }

    fn folder(&mut self, part: &str) {
        let start = self.root.join(part);
        if !start.exists() || self.is_skipped_folder(part, &start) {
            return;
        }
        let keeps_hidden = part == Layout::STANDARD.static_files;
        let is_content = part == self.rules.folder;
        let mut walk = WalkDir::new(start).follow_links(true).into_iter();
        while let Some(next) = walk.next() {
            let entry = match next {
                Ok(entry) => entry,
                Err(error) => {
                    self.skip_error(&error);
                    continue;
                }
            };
            let is_folder = entry.file_type().is_dir();
            let is_inside = entry.depth() > 0;
            let has_ignored_name =
                is_inside && if keeps_hidden { self.is_of_version_control(&entry) } else { is_ignored(&entry) };
            let is_ignored = has_ignored_name || is_inside && is_content && self.is_excluded(&entry);
            if is_ignored || self.is_skipped_link(&entry) {
                if is_folder {
                    walk.skip_current_dir();
                }
            } else if entry.file_type().is_file() {
                self.file(&entry, part);
            } else if !is_folder {
                self.skip(&entry, SkipReason::NotRegular);
            }
        }
    }

    fn file(&mut self, entry: &DirEntry, part: &str) {
        match self.relative(entry.path()) {
            Ok(path) if part == self.rules.folder => {
                let Ok(place) = self.rules.place(&path) else { return };
                let role = role_of(&place, Layout::STANDARD.content);
                let moved = (place != path).then_some(place);
                self.found.push((path, role, moved));
            }
            Ok(path) => {
                let role = role_of(&path, part);
                self.found.push((path, role, None));
            }
            Err(path) => self.skipped.push(SkippedPath { path, reason: SkipReason::NameNotUtf8 }),
        }
    }

    /// Whether a folder of the site, itself or one above it, is a symbolic link that is skipped.
    fn is_skipped_folder(&mut self, part: &str, start: &Path) -> bool {
        // A link of a single name is found by walking.
        let reason = part.contains('/').then(|| start.canonicalize().ok()).flatten();
        let reason = reason.and_then(|target| self.skip_reason(&target));
        self.skipped.extend(reason.clone().map(|reason| SkippedPath { path: part.to_owned(), reason }));
        reason.is_some()
    }

    /// Whether a pattern of the configuration matches the path of an entry.
    fn is_excluded(&self, entry: &DirEntry) -> bool {
        self.relative(entry.path()).is_ok_and(|path| self.rules.pattern_of(&path).is_some())
    }

    fn is_skipped_link(&mut self, entry: &DirEntry) -> bool {
        if !entry.path_is_symlink() {
            return false;
        }
        let reason = entry.path().canonicalize().ok().and_then(|target| self.followed(&target, true));
        let is_skipped = reason.is_some();
        reason.into_iter().for_each(|reason| self.skip(entry, reason));
        is_skipped
    }

    /// As [`Self::skip_reason`]; notes the target of a link that is followed.
    fn followed(&mut self, target: &Path, is_link: bool) -> Option<SkipReason> {
        let reason = self.skip_reason(target);
        if is_link && reason.is_none() {
            let below = target.strip_prefix(&self.real_root).ok().and_then(Path::to_str);
            self.links.extend(below.map(|below| below.replace(std::path::MAIN_SEPARATOR, "/")));
        }
        reason
    }

    /// Why a symbolic link to `target`, a canonical path, is skipped; nothing if it is followed.
    fn skip_reason(&self, target: &Path) -> Option<SkipReason> {
        match target.strip_prefix(&self.real_root) {
            Err(_) => Some(SkipReason::OutsideRoot),
            // The configuration of a repository may contain a password.
            Ok(below) if below.iter().any(is_version_control) => Some(SkipReason::InVersionControl),
            Ok(_) => None,
        }
    }

    /// Whether an entry of `static/` belongs to a version control system. A folder is reported as skipped; a file is
    /// ignored, because every submodule has one.
    fn is_of_version_control(&mut self, entry: &DirEntry) -> bool {
        let belongs = is_version_control(entry.file_name());
        if belongs && entry.file_type().is_dir() {
            self.skip(entry, SkipReason::VersionControl);
        }
        belongs
    }

    fn skip(&mut self, entry: &DirEntry, reason: SkipReason) {
        let path = self.relative(entry.path()).unwrap_or_else(|lossy| lossy);
        self.skipped.push(SkippedPath { path, reason });
    }

    fn skip_error(&mut self, error: &walkdir::Error) {
        let path = error.path().map(|path| self.relative(path).unwrap_or_else(|lossy| lossy)).unwrap_or_default();
        let reason = if error.loop_ancestor().is_some() {
            SkipReason::Loop
        } else {
            let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            SkipReason::Unreadable(message)
        };
        self.skipped.push(SkippedPath { path, reason });
    }

    /// The path relative to the root, with `/`; the error is its lossy form.
    fn relative(&self, path: &Path) -> Result<String, String> {
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let with_slashes = |text: &str| text.replace(std::path::MAIN_SEPARATOR, "/");
        match below.to_str() {
            Some(text) => Ok(with_slashes(text)),
            None => Err(with_slashes(&below.to_string_lossy())),
        }
    }

    fn finish(mut self) -> Inventory {
        self.found.sort();
        self.skipped.sort_by(|a, b| a.path.cmp(&b.path));
        let entry = |(index, (path, role, moved))| Entry { id: FileId(index as u32), path, role, moved };
        let entries = self.found.into_iter().enumerate().map(entry).collect();
        self.links.sort();
        self.links.dedup();
        Inventory { entries, skipped: self.skipped, links: self.links, rules: self.rules }
    }
}

/// Whether this is the name of a file or folder of a version control system.
pub(super) fn is_version_control(name: &OsStr) -> bool {
    VERSION_CONTROL.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn is_ignored(entry: &DirEntry) -> bool {
    is_ignored_name(&entry.file_name().to_string_lossy())
}

/// Whether a name in `content/` or `templates/` is ignored, as by Hugo.
pub(super) fn is_ignored_name(name: &str) -> bool {
    name.starts_with('.') || name.starts_with('#') || name.ends_with('~')
}

#[cfg(test)]
mod tests {
    use super::{SkipReason, discover};
    use crate::source::{ContentRules, Role};

    fn site(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        folder
    }

    #[test]
    fn files_are_sorted_and_have_roles_and_temporary_files_are_ignored() {
        let folder = site(&[
            "content/b.md",
            "content/a/logo.png",
            "content/.x/y.md",
            "content/#a.md",
            "content/a.md~",
            "content/frameworks.yaml",
            "content/frameworks/csf.yaml",
            "content/frameworks/more/csf.yaml",
            "content/frameworks/nist.json",
            "content/frameworks/nist.xml",
            "content/frameworks/logo.png",
            "templates/page.html",
            "static/.well-known/x",
            "clausebook.yaml",
            "other/z.md",
        ]);
        let found = discover(folder.path(), |_| ContentRules::default());
        let seen: Vec<_> = found.entries.iter().map(|entry| (entry.path.as_str(), entry.role)).collect();
        assert_eq!(
            seen,
            [
                ("clausebook.yaml", Role::Configuration),
                ("content/a/logo.png", Role::Attachment),
                ("content/b.md", Role::Article),
                ("content/frameworks.yaml", Role::Attachment),
                ("content/frameworks/csf.yaml", Role::Framework),
                ("content/frameworks/logo.png", Role::Attachment),
                ("content/frameworks/more/csf.yaml", Role::Attachment),
                ("content/frameworks/nist.json", Role::Framework),
                ("content/frameworks/nist.xml", Role::Framework),
                ("static/.well-known/x", Role::Static),
                ("templates/page.html", Role::Template),
            ]
        );
        assert!(found.skipped.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_root_is_skipped_and_one_inside_is_followed() {
        let folder = site(&["content/real.md"]);
        let outside = site(&["secret.md"]);
        std::os::unix::fs::symlink(outside.path(), folder.path().join("content/out")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("content/real.md"), folder.path().join("content/again.md"))
            .unwrap();
        std::os::unix::fs::symlink(folder.path().join("content"), folder.path().join("content/loop")).unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        std::fs::write(folder.path().join(".git/config"), "password").unwrap();
        std::os::unix::fs::symlink("../.git/config", folder.path().join("content/secret.txt")).unwrap();
        let found = discover(folder.path(), |_| ContentRules::default());
        let paths: Vec<_> = found.entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, ["content/again.md", "content/real.md"]);
        let skipped: Vec<_> = found.skipped.iter().map(|skipped| (skipped.path.as_str(), &skipped.reason)).collect();
        assert_eq!(
            skipped,
            [
                ("content/loop", &SkipReason::Loop),
                ("content/out", &SkipReason::OutsideRoot),
                ("content/secret.txt", &SkipReason::InVersionControl),
            ]
        );
    }
}
