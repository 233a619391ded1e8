//! The seeds: the repository's own content, its test sites, the sites of its faults, and `fuzz/seeds`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::case::Case;

/// Larger files take the time of many small ones and hold the same.
const MAX_SEED: usize = 12_000;

/// What a file of a site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Article,
    Configuration,
    Table,
    FrameworkYaml,
    Oscal,
    Redirects,
    Template,
    /// A part of a site for MkDocs.
    Mkdocs,
    /// A part of a site for Docusaurus.
    Docusaurus,
    Other,
}

impl Kind {
    pub(crate) fn of(path: &str) -> Self {
        let end = path.rsplit('.').next().unwrap_or_default();
        let is_framework = path.starts_with("content/frameworks/");
        match (path, end) {
            ("clausebook.yaml", _) => Self::Configuration,
            ("static/_redirects", _) => Self::Redirects,
            ("mkdocs.yml", _) => Self::Mkdocs,
            (_, "md" | "pages") if path.starts_with("docs/") => Self::Mkdocs,
            (_, "mdx" | "js") if !path.starts_with("static/") => Self::Docusaurus,
            _ if path.starts_with("templates/") => Self::Template,
            (_, "md" | "html") if path.starts_with("content/") => Self::Article,
            (_, "yaml" | "yml") if is_framework => Self::FrameworkYaml,
            (_, "json" | "xml") if is_framework => Self::Oscal,
            (_, "yaml" | "yml" | "json" | "csv") if path.starts_with("content/") => Self::Table,
            _ => Self::Other,
        }
    }
}

pub(crate) struct Corpus {
    /// Whole sites, small ones.
    pub(crate) sites: Vec<Case>,
    /// All texts of a kind, each with the path it has in its site.
    files: BTreeMap<Kind, Vec<(String, Vec<u8>)>>,
}

/// The folder of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}

impl Corpus {
    /// Reads the seeds of the repository.
    pub(crate) fn read() -> Self {
        let root = repository();
        let written = [root.join("tests/faults"), root.join("fuzz/seeds")];
        let sites: Vec<Case> = written.iter().flat_map(|folder| texts(folder)).map(|text| site(&text)).collect();
        let mut files: BTreeMap<Kind, Vec<(String, Vec<u8>)>> = BTreeMap::new();
        let mut add = |path: String, bytes: Vec<u8>| {
            if bytes.len() <= MAX_SEED {
                files.entry(Kind::of(&path)).or_default().push((path, bytes));
            }
        };
        sites.iter().flat_map(|site| site.files.clone()).for_each(|(path, bytes)| add(path, bytes));
        let names = fs::read_dir(root.join("tests/sites")).into_iter().flatten().flatten();
        let mut folders: Vec<PathBuf> = names.map(|entry| entry.path().join("in")).collect();
        folders.sort();
        for folder in folders {
            Case::read(&folder).into_iter().flat_map(|case| case.files).for_each(|(path, bytes)| add(path, bytes));
        }
        for folder in ["content", "templates"] {
            let below = Case::read(&root.join(folder)).into_iter().flat_map(|case| case.files);
            below.for_each(|(path, bytes)| add(format!("{folder}/{path}"), bytes));
        }
        Self { sites: sites.into_iter().filter(|site| !site.files.is_empty()).collect(), files }
    }

    /// The texts of a kind.
    pub(crate) fn of(&self, kind: Kind) -> &[(String, Vec<u8>)] {
        self.files.get(&kind).map_or(&[], Vec::as_slice)
    }
}

/// The texts in a folder, in order of name.
fn texts(folder: &Path) -> Vec<String> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    entries.filter_map(|entry| fs::read_to_string(entry.path()).ok()).collect()
}

/// The plain files of a site that is written as in `tests/faults`.
fn site(text: &str) -> Case {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut is_file = false;
    for line in text.split_inclusive('\n') {
        let header = line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --\n"));
        match (header, files.last_mut()) {
            (Some(header), _) => {
                is_file = !header.contains(' ') && !matches!(header, "findings" | "server");
                if is_file {
                    files.push((header.to_owned(), Vec::new()));
                }
            }
            (None, Some((_, bytes))) if is_file => bytes.extend_from_slice(line.as_bytes()),
            (None, _) => {}
        }
    }
    Case { files }
}
