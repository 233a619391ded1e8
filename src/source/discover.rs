//! Finds the files of a site. Reads folders, not contents.
//!
//! What may be read is decided here and nowhere else: nothing outside the root, no editor droppings.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::regular::read_regular;
use super::span::FileId;

/// No file that is read as text may be longer, in bytes.
const MAX_TEXT: u64 = 1 << 30;

/// What version control calls the folder, or the file, that it keeps in every work tree.
pub const VERSION_CONTROL: [&str; 3] = [".git", ".hg", ".svn"];

/// What a file is for, by where it lies and what it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `clausebook.yaml`.
    Configuration,
    /// A Markdown file under `content/`.
    Article,
    /// Data right under `content/frameworks/`: a standard that articles cite.
    Framework,
    /// Any other file under `content/`.
    Attachment,
    /// A file under `templates/`.
    Template,
    /// A file under `static/`.
    Static,
}

impl Role {
    /// The role of the file at `path`, relative to the root; nothing for a file outside the parts of a site.
    pub fn of(path: &str) -> Option<Self> {
        let layout = Layout::STANDARD;
        if path == layout.configuration {
            return Some(Self::Configuration);
        }
        let (part, _) = path.split_once('/')?;
        let parts = [layout.content, layout.templates, layout.static_files];
        parts.contains(&part).then(|| role_of(path, part))
    }

    /// Whether the file's text is read when the site is loaded; other files are only copied.
    pub fn is_read(self, path: &str) -> bool {
        match self {
            Self::Configuration | Self::Article | Self::Framework | Self::Template => true,
            Self::Attachment => [".yaml", ".yml", ".json", ".csv"].iter().any(|end| path.ends_with(end)),
            Self::Static => path == "static/_redirects",
        }
    }
}

/// One file that belongs to the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its rank among all entries.
    pub id: FileId,
    /// Path relative to the root, with `/`.
    pub path: String,
    /// What it is for.
    pub role: Role,
}

/// Where a site keeps its parts, relative to its root.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The configuration file.
    pub configuration: &'static str,
    /// Articles and what lies beside them.
    pub content: &'static str,
    /// The folder right under that one whose data files are frameworks.
    pub frameworks: &'static str,
    /// Templates.
    pub templates: &'static str,
    /// Files copied as they are.
    pub static_files: &'static str,
}

impl Layout {
    /// The one layout there is: `content/`, `templates/`, `static/` beside `clausebook.yaml`.
    pub const STANDARD: Self = Self {
        configuration: "clausebook.yaml",
        content: "content",
        frameworks: "frameworks",
        templates: "templates",
        static_files: "static",
    };
}

/// Why a path under the root was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// A symbolic link to somewhere outside the root.
    OutsideRoot,
    /// A symbolic link into the folder of a version control system.
    InVersionControl,
    /// A symbolic link to a folder that contains it.
    Loop,
    /// A name that is not UTF-8; it could not be part of a URL.
    NameNotUtf8,
    /// The system refused to read it, with what it said.
    Unreadable(String),
    /// Neither a file nor a folder: a named pipe, a socket or a device.
    NotRegular,
    /// The folder of a version control system inside `static/`, which would publish its history.
    VersionControl,
}

/// A path that was left out. Never silently: each becomes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedPath {
    /// Path relative to the root, with `/`; what is no UTF-8 is replaced.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Everything found under a root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The site's files, sorted by path.
    pub entries: Vec<Entry>,
    /// What was left out, sorted by path.
    pub skipped: Vec<SkippedPath>,
    /// Whether a symbolic link was followed: then a file may change where nobody looks.
    pub has_links: bool,
}

/// Lists the files of the site at `root`, sorted by path whatever order the system gives them in.
///
/// Names that begin with `.` or `#` or end with `~` are passed over in `content/` and `templates/`, as Hugo
/// does; `static/` keeps them, but for what belongs to version control. A part that is absent contributes nothing. Symbolic links are followed where
/// they stay inside the root.
pub fn discover(root: &Path) -> Inventory {
    let layout = Layout::STANDARD;
    let inside = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let mut walk = Walk { root, inside, found: Vec::new(), skipped: Vec::new(), has_links: false };
    walk.configuration(layout.configuration);
    walk.folder(layout.content);
    walk.folder(layout.templates);
    walk.folder(layout.static_files);
    walk.finish()
}

/// Reads one file as text. The error says where UTF-8 ends, or what the system said.
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    let bytes = read_regular(path, MAX_TEXT).map_err(|error| ReadError::Unreadable(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid_up_to = error.utf8_error().valid_up_to();
        let mut bytes = error.into_bytes();
        bytes.truncate(valid_up_to);
        ReadError::NotUtf8 { before: String::from_utf8(bytes).unwrap_or_default() }
    })
}

/// Why a file's text could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The system refused, with what it said.
    Unreadable(String),
    /// The bytes are no UTF-8 from some place on.
    NotUtf8 {
        /// What stands before that place.
        before: String,
    },
}

struct Walk<'a> {
    root: &'a Path,
    inside: PathBuf,
    found: Vec<(String, Role)>,
    skipped: Vec<SkippedPath>,
    has_links: bool,
}

impl Walk<'_> {
    fn configuration(&mut self, name: &str) {
        let path = self.root.join(name);
        if path.symlink_metadata().is_err() {
            return;
        }
        self.has_links |= path.is_symlink();
        let reason = match path.canonicalize().map(|target| (self.refusal(&target), target.is_file())) {
            Ok((Some(reason), _)) => reason,
            Ok((None, true)) => return self.found.push((name.to_owned(), Role::Configuration)),
            Ok((None, false)) => SkipReason::Unreadable("it is not a regular file".to_owned()),
            Err(error) => SkipReason::Unreadable(error.to_string()),
        };
        self.skipped.push(SkippedPath { path: name.to_owned(), reason });
    }

    fn folder(&mut self, part: &str) {
        let start = self.root.join(part);
        if !start.exists() {
            return;
        }
        let keeps_hidden = part == Layout::STANDARD.static_files;
        let mut walk = WalkDir::new(start).follow_links(true).into_iter();
        while let Some(next) = walk.next() {
            let entry = match next {
                Ok(entry) => entry,
                Err(error) => {
                    self.refuse_error(&error);
                    continue;
                }
            };
            let is_folder = entry.file_type().is_dir();
            let is_passed_over = entry.depth() > 0
                && if keeps_hidden { self.is_of_version_control(&entry) } else { is_passed_over(&entry) };
            if is_passed_over || self.is_refused_link(&entry) {
                if is_folder {
                    walk.skip_current_dir();
                }
            } else if entry.file_type().is_file() {
                self.file(&entry, part);
            } else if !is_folder {
                self.refuse(&entry, SkipReason::NotRegular);
            }
        }
    }

    fn file(&mut self, entry: &DirEntry, part: &str) {
        match self.relative(entry.path()) {
            Ok(path) => {
                let role = role_of(&path, part);
                self.found.push((path, role));
            }
            Err(path) => self.skipped.push(SkippedPath { path, reason: SkipReason::NameNotUtf8 }),
        }
    }

    fn is_refused_link(&mut self, entry: &DirEntry) -> bool {
        if !entry.path_is_symlink() {
            return false;
        }
        self.has_links = true;
        let reason = entry.path().canonicalize().ok().and_then(|target| self.refusal(&target));
        let is_refused = reason.is_some();
        reason.into_iter().for_each(|reason| self.refuse(entry, reason));
        is_refused
    }

    /// Why a symbolic link to `target`, a canonical path, is not followed.
    fn refusal(&self, target: &Path) -> Option<SkipReason> {
        match target.strip_prefix(&self.inside) {
            Err(_) => Some(SkipReason::OutsideRoot),
            // The configuration in there may hold a password for the host that the repository came from.
            Ok(below) if below.iter().any(is_version_control) => Some(SkipReason::InVersionControl),
            Ok(_) => None,
        }
    }

    /// Whether an entry of `static/` belongs to a version control system and not to the site. A folder is refused; a
    /// file of that name is how a submodule says where its repository is, and that is passed over.
    fn is_of_version_control(&mut self, entry: &DirEntry) -> bool {
        let is_one = is_version_control(entry.file_name());
        if is_one && entry.file_type().is_dir() {
            self.refuse(entry, SkipReason::VersionControl);
        }
        is_one
    }

    fn refuse(&mut self, entry: &DirEntry, reason: SkipReason) {
        let path = self.relative(entry.path()).unwrap_or_else(|lossy| lossy);
        self.skipped.push(SkippedPath { path, reason });
    }

    fn refuse_error(&mut self, error: &walkdir::Error) {
        let path = error.path().map(|path| self.relative(path).unwrap_or_else(|lossy| lossy)).unwrap_or_default();
        let reason = if error.loop_ancestor().is_some() {
            SkipReason::Loop
        } else {
            let said = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            SkipReason::Unreadable(said)
        };
        self.skipped.push(SkippedPath { path, reason });
    }

    /// The path below the root with `/`; the error is the nearest printable form.
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
        let entry = |(rank, (path, role))| Entry { id: FileId(rank as u32), path, role };
        let entries = self.found.into_iter().enumerate().map(entry).collect();
        Inventory { entries, skipped: self.skipped, has_links: self.has_links }
    }
}

/// Whether a file or folder of this name belongs to a version control system.
fn is_version_control(name: &OsStr) -> bool {
    VERSION_CONTROL.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn is_passed_over(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || name.starts_with('#') || name.ends_with('~')
}

fn role_of(path: &str, part: &str) -> Role {
    let layout = Layout::STANDARD;
    if part == layout.templates {
        Role::Template
    } else if part == layout.static_files {
        Role::Static
    } else if is_markdown(path) {
        Role::Article
    } else if is_framework(path) {
        Role::Framework
    } else {
        Role::Attachment
    }
}

fn is_framework(path: &str) -> bool {
    let mut parts = path.split('/').skip(1);
    let is_there = parts.next() == Some(Layout::STANDARD.frameworks);
    let name = parts.next().filter(|_| is_there && parts.next().is_none());
    name.is_some_and(|name| [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end)))
}

fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("md") || end.eq_ignore_ascii_case("markdown"))
}

#[cfg(test)]
mod tests {
    use super::{Role, SkipReason, discover};

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
    fn files_come_sorted_with_their_roles_and_without_editor_droppings() {
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
            "content/frameworks/logo.png",
            "templates/page.html",
            "static/.well-known/x",
            "clausebook.yaml",
            "other/z.md",
        ]);
        let found = discover(folder.path());
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
                ("static/.well-known/x", Role::Static),
                ("templates/page.html", Role::Template),
            ]
        );
        assert!(found.skipped.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_root_is_refused_and_one_inside_is_followed() {
        let folder = site(&["content/real.md"]);
        let outside = site(&["secret.md"]);
        std::os::unix::fs::symlink(outside.path(), folder.path().join("content/out")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("content/real.md"), folder.path().join("content/again.md"))
            .unwrap();
        std::os::unix::fs::symlink(folder.path().join("content"), folder.path().join("content/loop")).unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        std::fs::write(folder.path().join(".git/config"), "password").unwrap();
        std::os::unix::fs::symlink("../.git/config", folder.path().join("content/secret.txt")).unwrap();
        let found = discover(folder.path());
        let paths: Vec<_> = found.entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, ["content/again.md", "content/real.md"]);
        let refused: Vec<_> = found.skipped.iter().map(|refusal| (refusal.path.as_str(), &refusal.reason)).collect();
        assert_eq!(
            refused,
            [
                ("content/loop", &SkipReason::Loop),
                ("content/out", &SkipReason::OutsideRoot),
                ("content/secret.txt", &SkipReason::InVersionControl),
            ]
        );
    }
}
