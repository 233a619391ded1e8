//! Files of content that other programs turn into pages, and that are not read here; and files left behind by programs.

use super::path::name;

/// A format of content that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnreadFormat {
    /// Markdown with components.
    Mdx,
    /// Markdown under an extension that is not read.
    Markdown,
    /// AsciiDoc, reStructuredText, Org, Pandoc.
    Markup,
    /// A template of Hugo that makes pages.
    ContentAdapter,
    /// The title and position of a folder, as Docusaurus reads them.
    Category,
}

impl UnreadFormat {
    /// The format of a file under `content/`, by its path.
    pub fn of(path: &str) -> Option<Self> {
        let name = name(path).to_ascii_lowercase();
        let (stem, extension) = name.rsplit_once('.')?;
        Some(match extension {
            "mdx" => Self::Mdx,
            "mkd" | "mkdn" | "mkdown" | "mdwn" | "mdtxt" | "mdtext" => Self::Markdown,
            "adoc" | "asciidoc" | "ad" | "rst" | "org" | "pandoc" | "pdc" => Self::Markup,
            "gotmpl" if stem == "_content" => Self::ContentAdapter,
            "json" | "yml" | "yaml" if stem == "_category_" => Self::Category,
            _ => return None,
        })
    }

    /// Whether a file is published as it is, as by Hugo.
    pub fn is_published(self) -> bool {
        match self {
            Self::Mdx | Self::Markdown | Self::Category => true,
            Self::Markup | Self::ContentAdapter => false,
        }
    }
}

/// Whether a file of this name is likely one that an editor, an office program or the system has left behind.
pub fn is_leftover(path: &str) -> bool {
    const NAMES: [&str; 4] = ["thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store"];
    const ENDS: [&str; 10] = [".bak", ".orig", ".rej", ".swp", ".swo", ".tmp", ".temp", ".old", ".save", "~"];
    let name = name(path).to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || ENDS.iter().any(|end| name.ends_with(end)) || name.starts_with("~$")
}

#[cfg(test)]
mod tests {
    use super::{UnreadFormat, is_leftover};

    #[test]
    fn formats_are_known_by_names() {
        let check = |path: &str, expected| assert_eq!(UnreadFormat::of(path), expected, "{path}");
        check("content/a/B.MDX", Some(UnreadFormat::Mdx));
        check("content/a.mkd", Some(UnreadFormat::Markdown));
        check("content/a.rst", Some(UnreadFormat::Markup));
        check("content/s/_content.gotmpl", Some(UnreadFormat::ContentAdapter));
        check("content/s/_category_.yml", Some(UnreadFormat::Category));
        for path in [
            "content/a.md",
            "content/x.gotmpl",
            "content/mdx",
            "content/category.json",
            "content/a.png",
            "content/a.htm",
        ] {
            check(path, None);
        }
    }

    #[test]
    fn files_left_behind_are_known_by_names() {
        for path in ["content/Thumbs.db", "content/a.md.bak", "static/.a.css.swp", "static/a~", "content/~$plan.docx"] {
            assert!(is_leftover(path), "{path}");
        }
        for path in ["content/a.docx", "content/todo.txt", "static/threshold.css", "content/bak"] {
            assert!(!is_leftover(path), "{path}");
        }
    }
}
