//! What the import of a whole site makes: files by path, and an account of what became of the old ones.

use std::collections::BTreeMap;

/// The content of a file that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// This text.
    Text(String),
    /// The bytes of the file at this path, relative to the folder of the old site.
    Copy(String),
}

/// A new site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The files by path, relative to the folder of the new site. No path leads out of it.
    pub files: BTreeMap<String, Content>,
    /// The counts, and what else is worth knowing, a sentence each.
    pub summary: Vec<String>,
}

/// The name of the report in the folder of the new site.
pub const REPORT: &str = "import-report.md";

/// The path of `link` as seen from the folder `folder`, both with `/` and relative to one root. Nothing where it leads above the
/// root.
pub(super) fn joined(folder: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path from the folder `folder` to the file `path`, both relative to one root.
pub(super) fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let same = from.iter().zip(&to[..to.len() - 1]).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    up.chain(to[same..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// A path in a link: what ends a destination of Markdown, or begins a query, is percent-encoded.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for letter in path.chars() {
        match letter {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '%' => out.push_str("%25"),
            '?' => out.push_str("%3F"),
            '#' => out.push_str("%23"),
            '"' => out.push_str("%22"),
            '\\' => out.push_str("%5C"),
            '*' => out.push_str("%2A"),
            _ => out.push(letter),
        }
    }
    out
}

/// The folder of a path; empty at the root.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a path can be written below a folder: no part of it leads elsewhere or cannot be a name on some system.
pub(super) fn is_safe(path: &str) -> bool {
    let is_name = |part: &str| {
        !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']) && !part.chars().any(char::is_control)
    };
    path.split('/').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::{encoded, is_safe, joined, relative};

    #[test]
    fn paths_are_joined_and_made_relative() {
        assert_eq!(joined("a/b", "../c/./d.md").as_deref(), Some("a/c/d.md"));
        assert_eq!(joined("a", "../../x"), None);
        assert_eq!(relative("a/b", "a/c/d.md"), "../c/d.md");
        assert_eq!(relative("", "d.md"), "d.md");
        assert_eq!(relative("a", "a/d.md"), "d.md");
        assert_eq!(encoded("a b(1).png"), "a%20b%281%29.png");
        assert!(is_safe("a/b.md") && !is_safe("../a") && !is_safe("a//b") && !is_safe("c:/x"));
    }
}
