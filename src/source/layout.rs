//! Where the parts of a site are, and the purpose that a file has because of its place.

/// The ends of the names of attachments that are read, because they may be tables.
const READ_ATTACHMENTS: [&str; 4] = [".yaml", ".yml", ".json", ".csv"];

/// The extensions of Markdown files.
const MARKDOWN: [&str; 3] = ["md", "markdown", "mdown"];

/// The extensions of files with HTML.
const HTML: [&str; 2] = ["html", "htm"];

/// The extensions of articles.
pub const ARTICLES: [&str; 5] = [MARKDOWN[0], MARKDOWN[1], MARKDOWN[2], HTML[0], HTML[1]];

/// The paths of the parts of a site, relative to its root.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The configuration file.
    pub configuration: &'static str,
    /// Articles and their attachments.
    pub content: &'static str,
    /// The folder for frameworks in the content folder.
    pub frameworks: &'static str,
    /// Templates.
    pub templates: &'static str,
    /// Words of the theme, below the folder of templates.
    pub labels: &'static str,
    /// Files to copy.
    pub static_files: &'static str,
}

impl Layout {
    /// `content/`, `templates/`, `static/` beside `clausebook.yaml`. A configuration may call the first one otherwise:
    /// [`ContentRules`](super::ContentRules).
    pub const STANDARD: Self = Self {
        configuration: "clausebook.yaml",
        content: "content",
        frameworks: "frameworks",
        templates: "templates",
        labels: "labels/",
        static_files: "static",
    };
}

/// The purpose of a file, by its folder and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `clausebook.yaml`.
    Configuration,
    /// A file with Markdown or HTML under `content/`.
    Article,
    /// A data file directly in `content/frameworks/`: a standard that articles cite.
    Framework,
    /// Any other file under `content/`.
    Attachment,
    /// A file under `templates/`.
    Template,
    /// A file under `templates/labels/` with words of the theme.
    Labels,
    /// A file under `static/`.
    Static,
}

impl Role {
    /// The role of the file at `path`, relative to the root, with content in the folder `content`; nothing for a file that
    /// does not belong to a site.
    pub(super) fn of(path: &str, content: &str) -> Option<Self> {
        let layout = Layout::STANDARD;
        if path == layout.configuration {
            return Some(Self::Configuration);
        }
        let mut parts = [content, layout.templates, layout.static_files].into_iter();
        let part = parts.find(|part| path.strip_prefix(part).is_some_and(|below| below.starts_with('/')))?;
        let below = &path[part.len()..];
        Some(if part == content {
            role_of(&format!("{}{below}", layout.content), layout.content)
        } else {
            role_of(path, part)
        })
    }

    /// Whether the text of the file is read; other files are only copied.
    pub fn is_read(self, path: &str) -> bool {
        match self {
            Self::Configuration | Self::Article | Self::Framework | Self::Template | Self::Labels => true,
            // Redirects in the content folder are published as those in `static/` are.
            Self::Attachment => READ_ATTACHMENTS.iter().any(|end| path.ends_with(end)) || path.ends_with("/_redirects"),
            Self::Static => path == "static/_redirects",
        }
    }
}

/// The role of the file at the place `path` in the folder `part` of a site.
pub(super) fn role_of(path: &str, part: &str) -> Role {
    let layout = Layout::STANDARD;
    if part == layout.templates {
        if is_labels(path) { Role::Labels } else { Role::Template }
    } else if part == layout.static_files {
        Role::Static
    } else if has_extension(path, &ARTICLES) {
        Role::Article
    } else if is_framework(path) {
        Role::Framework
    } else {
        Role::Attachment
    }
}

/// Whether a file under `templates/` holds labels. Some of these are not read, which is said.
fn is_labels(path: &str) -> bool {
    let below = path.split_once('/').map_or("", |(_, below)| below);
    below.starts_with(Layout::STANDARD.labels) && has_extension(path, &["yaml", "yml", "json", "toml"])
}

fn is_framework(path: &str) -> bool {
    let mut parts = path.split('/').skip(1);
    let is_there = parts.next() == Some(Layout::STANDARD.frameworks);
    let name = parts.next().filter(|_| is_there && parts.next().is_none());
    name.is_some_and(|name| [".yaml", ".yml", ".json", ".xml"].iter().any(|end| name.ends_with(end)))
}

/// Whether the file at `path` holds HTML, by its name.
pub fn is_html(path: &str) -> bool {
    has_extension(path, &HTML)
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| extensions.iter().any(|known| end.eq_ignore_ascii_case(known)))
}
