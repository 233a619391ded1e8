//! The files of any folder of a tree, for what reads trees that are not laid out as a site is.

use std::path::{MAIN_SEPARATOR, Path};

use walkdir::WalkDir;

use super::discover::{is_ignored_name, is_version_control};

/// No folder is searched deeper.
const MAX_DEPTH: usize = 64;

/// The regular files in `folder` and below it, both relative to `root`, as paths relative to `root` with `/`, sorted.
///
/// Symbolic links are not followed; names that are not UTF-8, and those of temporary files and of version control systems,
/// are left out. A folder that is not there, or that cannot be read, has no files. So has one above the root.
pub fn files_below(root: &Path, folder: &str) -> Vec<String> {
    let is_inside = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':']);
    if !folder.split('/').all(is_inside) || has_link(root, folder) {
        return Vec::new();
    }
    let mut walk = WalkDir::new(root.join(folder)).min_depth(1).max_depth(MAX_DEPTH).into_iter();
    let mut found = Vec::new();
    while let Some(next) = walk.next() {
        let Ok(entry) = next else { continue };
        let is_left_out =
            entry.file_name().to_str().is_none_or(|name| is_ignored_name(name) || is_version_control(name.as_ref()));
        if is_left_out {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
        } else if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(root).ok().and_then(Path::to_str);
            found.extend(below.map(|path| path.replace(MAIN_SEPARATOR, "/")));
        }
    }
    found.sort();
    found
}

/// Whether a part of the path is a symbolic link.
fn has_link(root: &Path, folder: &str) -> bool {
    let mut path = root.to_path_buf();
    folder.split('/').any(|part| {
        path.push(part);
        path.is_symlink()
    })
}

#[cfg(test)]
mod tests {
    use super::files_below;

    #[test]
    fn regular_files_are_listed_and_nothing_outside_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        };
        ["root/a/c.md", "root/a/b/d.md", "root/a/.git/x", "root/a/e~", "other/x.md"].into_iter().for_each(write);
        let root = folder.path().join("root");
        assert_eq!(files_below(&root, "a"), ["a/b/d.md", "a/c.md"]);
        for folder in ["", "..", "../other", "a/../../other", "/", "b"] {
            assert_eq!(files_below(&root, folder), Vec::<String>::new(), "{folder}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("a/b")).unwrap();
        std::fs::write(folder.path().join("a/b/c.md"), "").unwrap();
        std::os::unix::fs::symlink("a", folder.path().join("link")).unwrap();
        std::os::unix::fs::symlink("b", folder.path().join("a/link")).unwrap();
        assert_eq!(files_below(folder.path(), "a"), ["a/b/c.md"]);
        assert_eq!(files_below(folder.path(), "link/b"), Vec::<String>::new());
    }
}
