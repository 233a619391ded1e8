//! The files of `docs_dir`: which become articles, where, and at which addresses they were.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::ignore::Ignored;
use crate::import::moved::{folder_of, is_safe};
use crate::source::files_below;
use crate::source::path::{Case, name, segment_in, stem};

/// An article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    /// Relative to `docs_dir`.
    pub(super) source: String,
    /// Relative to the new content folder.
    pub(super) target: String,
    /// Its address, without that of the site.
    pub(super) address: String,
    /// Whether the program gives it another address unless it is told.
    pub(super) needs_address: bool,
    pub(super) is_draft: bool,
}

impl Page {
    /// Whether it is the page of its folder.
    pub(super) fn is_section(&self) -> bool {
        name(&self.target) == "_index.md"
    }
}

/// The files of `docs_dir`, all relative to it.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// By source.
    pub(super) pages: BTreeMap<String, Page>,
    /// Those that are copied.
    pub(super) others: BTreeSet<String>,
    /// Those that MkDocs leaves out, with the reason.
    pub(super) excluded: Vec<(String, &'static str)>,
    /// The files of plugins that set the order of a folder.
    pub(super) orders: Vec<String>,
}

/// What the settings say of files.
pub(super) struct Rules {
    pub(super) docs: String,
    pub(super) excluded: Ignored,
    /// The plugin `exclude` names them.
    pub(super) by_plugin: Ignored,
    pub(super) drafts: Ignored,
    pub(super) has_directory_urls: bool,
}

/// The extensions of articles.
const ARTICLES: [&str; 5] = ["md", "markdown", "mdown", "mkdn", "mkd"];

/// The names of files that set the order of a folder.
const ORDERS: [&str; 2] = [".pages", ".nav.yml"];

impl Files {
    /// Finds the files below `root`.
    pub(super) fn find(root: &Path, rules: &Rules) -> Self {
        let mut files = Self::default();
        let mut articles: BTreeSet<String> = BTreeSet::new();
        for path in files_below(root, &rules.docs) {
            let Some(source) = path.get(rules.docs.len() + 1..) else { continue };
            files.add(source, rules, &mut articles);
        }
        files.orders = orders(root, &rules.docs);
        let folders: BTreeSet<&str> = articles.iter().flat_map(|source| ancestors(folder_of(source))).collect();
        for source in &articles {
            let page = page(source, &articles, &folders, rules);
            files.pages.insert(source.clone(), page);
        }
        files
    }

    fn add(&mut self, source: &str, rules: &Rules, articles: &mut BTreeSet<String>) {
        let extension = name(source).rsplit_once('.').map_or("", |(_, extension)| extension);
        if !is_safe(source) {
            self.excluded.push((source.to_owned(), "its name is not one that every system takes"));
        } else if rules.excluded.matches(source) {
            self.excluded.push((source.to_owned(), "`exclude_docs` names it"));
        } else if rules.by_plugin.matches(source) {
            self.excluded.push((source.to_owned(), "the plugin `exclude` names it"));
        } else if source.starts_with("templates/") {
            self.excluded.push((source.to_owned(), "MkDocs does not publish `templates/`"));
        } else if ARTICLES.contains(&extension) {
            articles.insert(source.to_owned());
        } else {
            self.others.insert(source.to_owned());
        }
    }

    /// The folder of an article in the new content, and whether it is the page of that folder.
    pub(super) fn folder(&self, source: &str) -> Option<(String, bool)> {
        let page = self.pages.get(source)?;
        Some((folder_of(&page.target).to_owned(), page.is_section()))
    }
}

/// `a/b` and `a` of `a/b`; nothing for the root.
pub(super) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    ends.filter(|end| *end > 0).map(move |end| &folder[..end])
}

/// The files that set orders; their names begin with a point, so that they are no files of a site.
fn orders(root: &Path, docs: &str) -> Vec<String> {
    let mut folders: BTreeSet<String> = BTreeSet::from([String::new()]);
    for path in files_below(root, docs) {
        if let Some(source) = path.get(docs.len() + 1..) {
            folders.extend(ancestors(folder_of(source)).map(str::to_owned));
        }
    }
    let join = |folder: &str, name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let all = folders.iter().flat_map(|folder| ORDERS.map(|name| join(folder, name)));
    let is_file = |path: &String| {
        root.join(docs).join(path).symlink_metadata().is_ok_and(|metadata| metadata.file_type().is_file())
    };
    all.filter(is_file).collect()
}

fn page(source: &str, articles: &BTreeSet<String>, folders: &BTreeSet<&str>, rules: &Rules) -> Page {
    let (folder, stem) = (folder_of(source), stem(source));
    let below = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let is_index = stem == "index" || stem == "README" && !articles.contains(&below("index.md"));
    let own = below(stem);
    // A page beside a folder of its name is the page of that folder here.
    let is_folder = !is_index && folders.contains(own.as_str()) && {
        let has = |name: &str| articles.contains(&format!("{own}/{name}"));
        !has("index.md") && !has("README.md")
    };
    let target = if is_index {
        below("_index.md")
    } else if is_folder {
        format!("{own}/_index.md")
    } else {
        below(&format!("{stem}.md"))
    };
    let slash = |path: &str| if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
    let address = match (rules.has_directory_urls, is_index) {
        (_, true) => slash(folder),
        (true, false) => slash(&own),
        (false, false) => format!("/{own}.html"),
    };
    let is_plain = own.split('/').all(|part| segment_in(part, Case::Kept) == part);
    let needs_address = !is_plain || is_folder && !rules.has_directory_urls;
    let is_draft = rules.drafts.matches(source);
    Page { source: source.to_owned(), target, address, needs_address, is_draft }
}

#[cfg(test)]
mod tests {
    use super::{Files, Rules, ancestors};
    use crate::import::mkdocs::ignore::Ignored;

    #[test]
    fn articles_keep_their_addresses() {
        let root = tempfile::tempdir().unwrap();
        let names = [
            "index.md",
            "a/README.md",
            "a/b.md",
            "guide.md",
            "guide/c.md",
            "A & b.md",
            "x.png",
            "templates/y.md",
            "z.py",
        ];
        for path in names {
            let path = root.path().join("docs").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let rules = Rules {
            docs: "docs".to_owned(),
            excluded: Ignored::new("*.py"),
            by_plugin: Ignored::default(),
            drafts: Ignored::default(),
            has_directory_urls: true,
        };
        let files = Files::find(root.path(), &rules);
        let found: Vec<_> = files
            .pages
            .values()
            .map(|page| (page.target.as_str(), page.address.as_str(), page.needs_address))
            .collect();
        assert_eq!(
            found,
            [
                ("A & b.md", "/A & b/", true),
                ("a/_index.md", "/a/", false),
                ("a/b.md", "/a/b/", false),
                ("guide/_index.md", "/guide/", false),
                ("guide/c.md", "/guide/c/", false),
                ("_index.md", "/", false),
            ]
        );
        assert_eq!((files.others.len(), files.excluded.len()), (1, 2));
        assert_eq!(ancestors("a/b").collect::<Vec<_>>(), ["a", "a/b"]);
    }
}
