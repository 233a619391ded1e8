//! New files: where they go, what is filled in, and how they are written.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::dirs;
use crate::cli::status::CommandError;
use crate::pipeline;

/// A file to create.
pub(super) struct NewFile {
    /// Where it goes.
    pub(super) full: PathBuf,
    /// Its path from the site's folder.
    pub(super) shown: String,
    /// Its path below the content folder.
    pub(super) below: String,
}

/// The file at `path`, which counts from the content folder or from the site's, of the site at `root`. The ending is added
/// where none of `endings` is there; the first is the usual one.
pub(super) fn below_content(path: &str, root: Option<&Path>, endings: &[&str]) -> Result<NewFile, CommandError> {
    let root = dirs::root(root)?;
    let content = pipeline::content_folder(&root);
    let below = path.strip_prefix(&content).and_then(|below| below.strip_prefix('/')).unwrap_or(path);
    let has_ending = endings.iter().any(|ending| below.ends_with(ending));
    let below = if has_ending { below.to_owned() } else { format!("{below}{}", endings[0]) };
    let is_inside = below.split('/').all(|part| !matches!(part, "" | "." | "..")) && !below.contains('\\');
    if !is_inside {
        return Err(CommandError::Message(format!("`{path}` is not a path below {content}/")));
    }
    let is_ignored = |part: &str| part.starts_with(['.', '#']) || stem(part, endings).ends_with('~');
    if below.split('/').any(is_ignored) {
        return Err(CommandError::Message(format!(
            "`{path}` would be ignored: names that begin with `.` or `#`, or end with `~`, belong to editors"
        )));
    }
    Ok(NewFile { full: root.join(&content).join(&below), shown: format!("{content}/{below}"), below })
}

fn stem<'n>(name: &'n str, endings: &[&str]) -> &'n str {
    endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// Writes a file that does not exist yet, and the folders above it.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<(), CommandError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => CommandError::Message(format!("`{}` already exists", path.display())),
        _ => CommandError::Message(format!("cannot write `{}`: {error}", path.display())),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)
}

/// The day that a new file is dated with.
pub(super) fn today() -> Result<String, CommandError> {
    Ok(dirs::end_of_day(None)?.day_iso())
}

/// A text between the double quotes of a YAML value.
pub(super) fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(char::is_control, " ")
}

/// `template` with a value in place of each name. A name in a value is left as it is.
pub(super) fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    // The first of the names that follow, and the longest of those that begin there.
    let next = |rest: &str| {
        let found = values.iter().filter_map(|(name, value)| Some((rest.find(name)?, *name, *value)));
        found.min_by_key(|(at, name, _)| (*at, std::cmp::Reverse(name.len())))
    };
    while let Some((at, name, value)) = next(rest) {
        text.push_str(&rest[..at]);
        text.push_str(value);
        rest = &rest[at + name.len()..];
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::{filled, quoted};

    #[test]
    fn values_are_filled_in_once() {
        let values = [("NAME", "KEY NAME"), ("KEY", "k"), ("SOURCE_NAME", "s")];
        assert_eq!(filled("a NAME b KEY c SOURCE_NAME", &values), "a KEY NAME b k c s");
    }

    #[test]
    fn a_text_stays_one_yaml_string() {
        assert_eq!(quoted("a \"b\" \\ c\nd"), "a \\\"b\\\" \\\\ c d");
    }
}
