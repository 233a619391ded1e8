//! The articles of Docusaurus: documents, posts and pages in Markdown, with their addresses and their places here.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::matter::split;
use crate::import::moved::{folder_of, joined};
use crate::source::path::{Case, name, segment_in, stem};
use crate::yaml::Node;

/// A folder of articles with its part of the addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    /// Relative to the root of the site.
    pub(super) folder: String,
    /// Without slashes at its ends; empty for the root of the addresses.
    pub(super) route: String,
    pub(super) kind: AreaKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AreaKind {
    Documents,
    Blog,
    Pages,
}

/// An article.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Doc {
    /// Relative to the root of the site.
    pub(super) source: String,
    /// Relative to the content folder.
    pub(super) target: String,
    /// Without a slash at its end, but for the root.
    pub(super) address: String,
    /// Whether browsers resolve links on it from its address with a slash.
    pub(super) is_index: bool,
    /// Whether the program gives it another address unless it is told.
    pub(super) needs_address: bool,
    /// As sidebars name it; empty for posts and pages.
    pub(super) id: String,
    /// The folder within its area, as written.
    pub(super) folder: String,
    pub(super) position: Option<f64>,
    pub(super) date: Option<String>,
    pub(super) matter: Option<Node>,
    pub(super) kind: AreaKind,
}

/// The number at the start of a name, and the name without it: `01-intro`, `1. Intro`.
pub(super) fn unprefixed(name: &str) -> (Option<f64>, &str) {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = name[digits..].trim_start();
    let separator = rest.strip_prefix(['-', '_', '.']).map(str::trim_start);
    match separator {
        // `2024-01-02` is a date, and `1.2` a version.
        Some(rest) if digits > 0 && !rest.is_empty() && !rest.starts_with(|first: char| first.is_ascii_digit()) => {
            (name[..digits].parse().ok(), rest)
        }
        _ => (None, name),
    }
}

/// A path without the numbers of its folders.
pub(super) fn plain_folder(folder: &str) -> String {
    folder.split('/').map(|part| unprefixed(part).1).collect::<Vec<_>>().join("/")
}

fn join(one: &str, other: &str) -> String {
    [one, other].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// The article at `source` in an area, whose text is `text`. `folders` are the folders of the area that have articles, without
/// numbers; `sources` all articles of the area.
pub(super) fn doc(
    source: &str,
    text: &str,
    area: &Area,
    (folders, sources): (&BTreeSet<String>, &BTreeSet<String>),
) -> Doc {
    let below = source[area.folder.len()..].trim_start_matches('/');
    let matter = split(text.trim_start_matches('\u{feff}')).0;
    let value = |key: &str| matter.as_ref().and_then(|node| node.get(key)?.text()).map(str::to_owned);
    let folder = folder_of(below);
    match area.kind {
        AreaKind::Blog => post((source, below), area, (value("slug"), value("date")), matter),
        AreaKind::Documents | AreaKind::Pages => {
            let is_document = area.kind == AreaKind::Documents;
            let strip = |text: &str| if is_document { plain_folder(text) } else { text.to_owned() };
            let (number, base) = if is_document { unprefixed(stem(below)) } else { (None, stem(below)) };
            let plain = strip(folder);
            let named = value("id").filter(|_| is_document).unwrap_or_else(|| base.to_owned());
            let is_index = ["index", "readme"].contains(&base.to_lowercase().as_str())
                || is_document && !plain.is_empty() && name(&plain) == base;
            let slug = value("slug").filter(|_| is_document);
            let path = match &slug {
                Some(slug) if slug.starts_with('/') => slug.trim_matches('/').to_owned(),
                Some(slug) => joined(&plain, slug).unwrap_or_default(),
                None if is_index => plain.clone(),
                None => join(&plain, &named),
            };
            let own = join(&plain, base);
            let has_index = |folder: &str| {
                let has = |name: &str| {
                    sources
                        .iter()
                        .any(|other| strip(folder_of(other)) == folder && stem(other).eq_ignore_ascii_case(name))
                };
                has("index") || has("readme") || has(name(folder))
            };
            let target = if is_index {
                join(&plain, "_index.md")
            } else if folders.contains(&own) && !has_index(&own) {
                format!("{own}/_index.md")
            } else {
                format!("{own}.md")
            };
            let id = if is_document { join(&plain, &named) } else { String::new() };
            let position =
                matter.as_ref().and_then(|node| node.get("sidebar_position")?.text()?.parse().ok()).or(number);
            finish(Doc {
                source: source.to_owned(),
                target: join(&area.route, &target),
                address: format!("/{}", join(&area.route, &path)),
                is_index: is_index && slug.is_none() || slug.is_some_and(|slug| slug.ends_with('/')),
                needs_address: false,
                id,
                folder: folder.to_owned(),
                position,
                date: None,
                matter,
                kind: area.kind,
            })
        }
    }
}

/// A post: `2024-01-02-name.md`, `2024-01-02-name/index.md`, `2024/01/02/name.md`, or one with its date in front matter.
fn post(
    (source, below): (&str, &str),
    area: &Area,
    (slug, date): (Option<String>, Option<String>),
    matter: Option<Node>,
) -> Doc {
    let whole = below.rsplit_once('.').map_or(below, |(path, _)| path);
    let whole = whole.strip_suffix("/index").unwrap_or(whole);
    let dated = whole.get(..10).filter(|date| {
        date.char_indices()
            .all(|(at, letter)| if matches!(at, 4 | 7) { matches!(letter, '-' | '/') } else { letter.is_ascii_digit() })
    });
    let rest = dated.and_then(|_| whole[10..].strip_prefix(['-', '/']));
    let of_name = dated.filter(|_| rest.is_some()).map(|date| date.replace('/', "-"));
    let path = match (slug, &of_name, rest) {
        (Some(slug), _, _) => slug.trim_matches('/').to_owned(),
        (None, Some(date), Some(rest)) => format!("{}/{rest}", date.replace('-', "/")),
        (None, _, _) => whole.to_owned(),
    };
    finish(Doc {
        source: source.to_owned(),
        target: format!("{}.md", join(&area.route, &whole.replace('/', "-"))),
        address: format!("/{}", join(&area.route, &path)),
        is_index: false,
        needs_address: false,
        id: String::new(),
        folder: folder_of(below).to_owned(),
        position: None,
        date: date.or(of_name),
        matter,
        kind: area.kind,
    })
}

/// Sets whether the address has to be written.
fn finish(doc: Doc) -> Doc {
    let path = doc.target.strip_suffix(".md").unwrap_or(&doc.target);
    let path = path.strip_suffix("_index").unwrap_or(path).trim_end_matches('/');
    let made: Vec<String> = path.split('/').map(|part| segment_in(part, Case::Kept)).collect();
    let needs_address = format!("/{}", made.join("/")) != doc.address;
    Doc { needs_address, ..doc }
}

/// The articles by what may name them.
#[derive(Debug, Default)]
pub(super) struct Docs {
    pub(super) by_source: BTreeMap<String, Doc>,
    /// Sources by address.
    pub(super) addresses: BTreeMap<String, String>,
    /// Sources by id, of documents.
    pub(super) ids: BTreeMap<String, String>,
}

impl Docs {
    pub(super) fn add(&mut self, doc: Doc) {
        self.addresses.entry(doc.address.clone()).or_insert_with(|| doc.source.clone());
        if doc.kind == AreaKind::Documents {
            self.ids.entry(doc.id.clone()).or_insert_with(|| doc.source.clone());
        }
        self.by_source.insert(doc.source.clone(), doc);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Area, AreaKind, doc, unprefixed};

    #[test]
    fn addresses_are_those_of_docusaurus() {
        let sources = ["a/index.md", "a/b.md", "guide.md", "guide/c.md"].map(str::to_owned);
        let sources: BTreeSet<String> = sources.into_iter().collect();
        let folders: BTreeSet<String> = ["a", "guide"].map(str::to_owned).into();
        let check = |kind: AreaKind, source: &str, text: &str, expected: (&str, &str)| {
            let (folder, route) = if kind == AreaKind::Blog { ("blog", "blog") } else { ("docs", "docs") };
            let area = Area { folder: folder.to_owned(), route: route.to_owned(), kind };
            let doc = doc(source, text, &area, (&folders, &sources));
            assert_eq!((doc.target.as_str(), doc.address.as_str()), expected, "{source}");
        };
        let documents = AreaKind::Documents;
        check(documents, "docs/02-a/01-b.md", "", ("docs/a/b.md", "/docs/a/b"));
        check(documents, "docs/a/index.md", "", ("docs/a/_index.md", "/docs/a"));
        check(documents, "docs/a/a.mdx", "", ("docs/a/_index.md", "/docs/a"));
        check(documents, "docs/a/b.md", "---\nid: x\n---\n", ("docs/a/b.md", "/docs/a/x"));
        check(documents, "docs/a/b.md", "---\nslug: /\n---\n", ("docs/a/b.md", "/docs"));
        check(documents, "docs/guide.md", "", ("docs/guide/_index.md", "/docs/guide"));
        check(AreaKind::Blog, "blog/2024-01-02-x.md", "", ("blog/2024-01-02-x.md", "/blog/2024/01/02/x"));
        check(AreaKind::Blog, "blog/2024-01-02-x/index.md", "---\nslug: y\n---\n", ("blog/2024-01-02-x.md", "/blog/y"));
        assert_eq!(unprefixed("01-intro"), (Some(1.0), "intro"));
        assert_eq!(unprefixed("2024-01-02"), (None, "2024-01-02"));
    }
}
