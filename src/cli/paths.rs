//! Paths on the command line and in reports: which files are reported on, and relative to which folder.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::printer::Format;
use super::status::CommandError;
use crate::pipeline::Project;
use crate::source::{FileId, SourceFile, repository_folder};

/// The paths of the site's files relative to the folder `given`; without it, in a format whose reader looks for files in
/// the repository, to the folder of that. Nothing where that is the site's own folder.
///
/// # Errors
/// The folder does not exist.
pub(super) fn for_report(
    project: &Project,
    given: Option<&Path>,
    format: Format,
) -> Result<Option<BTreeMap<FileId, String>>, CommandError> {
    let Ok(root) = project.root.canonicalize() else { return Ok(None) };
    let base = match given {
        Some(given) => {
            let folder = given.canonicalize().ok().filter(|folder| folder.is_dir());
            let missing = || CommandError::Message(format!("folder not found: `{}`", given.display()));
            Some(folder.ok_or_else(missing)?)
        }
        None if format.is_of_repository() => repository_folder(&root),
        None => None,
    };
    let Some(base) = base.filter(|base| *base != root) else { return Ok(None) };
    let path = |(id, file): (FileId, &SourceFile)| (id, relative(&base, &root.join(&file.path)));
    Ok(Some(project.sources.iter().map(path).collect()))
}

/// `path` relative to `base`, with `/`. Both are absolute.
fn relative(base: &Path, path: &Path) -> String {
    let (base, path): (Vec<_>, Vec<_>) = (base.components().collect(), path.components().collect());
    let shared = base.iter().zip(&path).take_while(|(a, b)| a == b).count();
    let up = base[shared..].iter().map(|_| "..".into());
    let down = path[shared..].iter().map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The files and folders `given`, relative to the site's folder; nothing for the whole site. A path is looked for from the
/// current folder, then from the site's.
///
/// # Errors
/// A path is not there, or is not of the site.
pub(super) fn selected(project: &Project, given: &[PathBuf]) -> Result<Option<Vec<String>>, CommandError> {
    let mut selected = Vec::with_capacity(given.len());
    for path in given {
        let found = [path.clone(), project.root.join(path)].into_iter().find(|path| path.exists());
        let missing = || CommandError::Message(format!("no file or folder `{}`", path.display()));
        let below = below_root(&project.root, &found.ok_or_else(missing)?);
        if below.as_deref() == Some("") {
            return Ok(None);
        }
        let is_of_site = |below: &String| project.sources.iter().any(|(_, file)| is_below(&file.path, below));
        selected.push(below.filter(is_of_site).ok_or_else(|| {
            let path = path.display();
            CommandError::Message(format!(
                "`{path}` is not a file of the site: it has clausebook.yaml, content/, templates/ and static/"
            ))
        })?);
    }
    Ok((!selected.is_empty()).then_some(selected))
}

/// Whether `path` is the file `folder`, or in the folder of that name.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `path` relative to `root`, with `/`; nothing where it is outside.
fn below_root(root: &Path, path: &Path) -> Option<String> {
    let root = root.canonicalize().ok()?;
    // First as it is written: a symbolic link has the path by which the site knows it.
    let written = without_dots(&std::path::absolute(path).ok()?);
    let below = match written.strip_prefix(&root) {
        Ok(below) => below.to_path_buf(),
        Err(_) => path.canonicalize().ok()?.strip_prefix(&root).ok()?.to_path_buf(),
    };
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

/// The path with `.` and `..` resolved by their names alone.
fn without_dots(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                resolved.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => resolved.push(part),
        }
    }
    resolved
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{is_below, relative, without_dots};

    #[test]
    fn a_path_is_relative_to_any_folder() {
        let check = |base: &str, path: &str, expected: &str| {
            assert_eq!(relative(Path::new(base), Path::new(path)), expected, "{base} {path}");
        };
        check("/repo", "/repo/docs/content/a.md", "docs/content/a.md");
        check("/repo/docs/content", "/repo/docs/content/a.md", "a.md");
        check("/repo/other", "/repo/docs/a.md", "../docs/a.md");
    }

    #[test]
    fn a_folder_holds_what_is_below_it_alone() {
        assert!(is_below("content/a/b.md", "content/a") && is_below("content/a.md", "content/a.md"));
        assert!(!is_below("content/ab.md", "content/a"));
        assert_eq!(without_dots(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
