//! The files in the folders of a site that are ignored because of a name: for a list of all files alone.

use std::path::{MAIN_SEPARATOR, Path};

use walkdir::WalkDir;

use super::content_rules::{ContentRules, SetAside};
use super::discover::{is_ignored_name, is_version_control};
use super::layout::Layout;

/// Why a name is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IgnoreReason {
    /// It begins with `.`.
    Hidden,
    /// It begins with `#` or ends with `~`, as temporary files of editors do.
    Temporary,
    /// It is that of a version control system.
    VersionControl,
    /// The configuration says so.
    SetAside(SetAside),
}

/// A file that is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredFile {
    /// Its path relative to the root, with `/`, converted lossily to UTF-8.
    pub path: String,
    /// The path up to the name that has it ignored: its own, or that of a folder around it.
    pub because_of: String,
    /// Why.
    pub reason: IgnoreReason,
}

/// The ignored files of the site at `root`, sorted by path. Symbolic links are not followed.
pub fn ignored_files(root: &Path, rules: &ContentRules) -> Vec<IgnoredFile> {
    let layout = Layout::STANDARD;
    let mut found = Vec::new();
    for part in [rules.folder.as_str(), layout.templates, layout.static_files] {
        let walk = WalkDir::new(root.join(part)).min_depth(1).into_iter().filter_map(Result::ok);
        for entry in walk.filter(|entry| !entry.file_type().is_dir()) {
            let Ok(below) = entry.path().strip_prefix(root) else { continue };
            let path = below.to_string_lossy().replace(MAIN_SEPARATOR, "/");
            let by_name = ignored(&path, part.len(), part == layout.static_files);
            let set_aside = || if part == rules.folder { set_aside(&path, rules) } else { None };
            if let Some((end, reason)) = by_name.or_else(set_aside) {
                found.push(IgnoredFile { because_of: path[..end].to_owned(), path, reason });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// What in the path of a content file has it ignored by the configuration: where that ends, and why.
fn set_aside(path: &str, rules: &ContentRules) -> Option<(usize, IgnoreReason)> {
    let ends = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > rules.folder.len()).chain([path.len()]);
    let mut patterns =
        ends.filter_map(|end| Some((end, SetAside::Pattern(rules.pattern_of(&path[..end])?.to_owned()))));
    let by_language = || rules.place(path).err().map(|reason| (path.len(), reason));
    let (end, reason) = patterns.next().or_else(by_language)?;
    Some((end, IgnoreReason::SetAside(reason)))
}

/// The first name in a path, behind the `root` bytes of its folder in the site, that has the file ignored: where it ends, and
/// why.
fn ignored(path: &str, root: usize, is_static: bool) -> Option<(usize, IgnoreReason)> {
    let mut end = root;
    for name in path.get(end + 1..)?.split('/') {
        end += 1 + name.len();
        let reason = if is_version_control(name.as_ref()) {
            IgnoreReason::VersionControl
        } else if is_static || !is_ignored_name(name) {
            continue;
        } else if name.starts_with('.') {
            IgnoreReason::Hidden
        } else {
            IgnoreReason::Temporary
        };
        return Some((end, reason));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{IgnoreReason, ignored};

    #[test]
    fn the_first_name_that_is_ignored_counts() {
        let check = |path: &str, is_static: bool, expected: Option<(&str, IgnoreReason)>| {
            let found = ignored(path, path.find('/').unwrap(), is_static).map(|(end, reason)| (&path[..end], reason));
            assert_eq!(found, expected, "{path}");
        };
        check("content/a/.x/b~", false, Some(("content/a/.x", IgnoreReason::Hidden)));
        check("content/#a.md", false, Some(("content/#a.md", IgnoreReason::Temporary)));
        check("content/.git/config", false, Some(("content/.git", IgnoreReason::VersionControl)));
        check("static/.well-known/x~", true, None);
        check("static/lib/.HG/store", true, Some(("static/lib/.HG", IgnoreReason::VersionControl)));
        check("templates/page.html", false, None);
    }
}
