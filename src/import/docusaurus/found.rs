//! The files of a site for Docusaurus, and what each of them is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::docs::{Area, AreaKind, Docs, doc, plain_folder};
use super::sidebars::Categories;
use crate::import::account::Account;
use crate::import::moved::{folder_of, is_safe, joined};
use crate::import::read::read_text;
use crate::source::files_below;
use crate::source::path::{name, stem};
use crate::yaml::{parse, parse_json};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) docs: Docs,
    /// The texts of articles, by source.
    pub(super) texts: BTreeMap<String, String>,
    /// The addresses of files that are copied, by path.
    pub(super) copies: BTreeMap<String, String>,
    pub(super) categories: Categories,
}

impl Found {
    /// Finds the files of the site and says what becomes of each.
    pub(super) fn find(root: &Path, base: &str, areas: &[Area], account: &mut Account) -> Self {
        let mut found = Self::default();
        for area in areas {
            found.area(root, area, account);
        }
        let below = |path: &str| joined(base, path).unwrap_or_default();
        let folder = below("static");
        for path in files_below(root, &folder) {
            let address = path[folder.len()..].to_owned();
            if is_safe(&address[1..]) {
                found.copies.insert(path, address);
            } else {
                account.left_out.push((path, "its name is not one that every system takes".to_owned()));
            }
        }
        let others = [
            ("versioned_docs", "an older version: the current one is moved"),
            ("versioned_sidebars", "an older version: the current one is moved"),
            ("i18n", "a translation: a site has one language"),
        ];
        for (folder, reason) in others {
            account
                .left_out
                .extend(files_below(root, &below(folder)).into_iter().map(|path| (path, reason.to_owned())));
        }
        found
    }

    fn area(&mut self, root: &Path, area: &Area, account: &mut Account) {
        let all = files_below(root, &area.folder);
        let is_article = |path: &str| {
            matches!(name(path).rsplit_once('.'), Some((_, "md" | "mdx")))
                && !below(path, area).split('/').any(|part| part.starts_with('_'))
        };
        let articles: BTreeSet<String> =
            all.iter().filter(|path| is_article(path)).map(|path| below(path, area).to_owned()).collect();
        let folders: BTreeSet<String> = articles
            .iter()
            .flat_map(|path| {
                let folder = if area.kind == AreaKind::Documents {
                    plain_folder(folder_of(path))
                } else {
                    folder_of(path).to_owned()
                };
                let ends: Vec<usize> = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]).collect();
                ends.into_iter().map(move |end| folder[..end].to_owned()).collect::<Vec<_>>()
            })
            .filter(|folder| !folder.is_empty())
            .collect();
        for path in all {
            if !is_safe(&path) {
                account.left_out.push((path, "its name is not one that every system takes".to_owned()));
            } else if is_article(&path) {
                match read_text(root, &path) {
                    Ok(text) => {
                        let text = text.replace("\r\n", "\n");
                        self.docs.add(doc(&path, &text, area, (&folders, &articles)));
                        self.texts.insert(path, text);
                    }
                    Err(error) => account.left_out.push((path, error.to_string())),
                }
            } else {
                self.other(root, path, area, account);
            }
        }
    }

    /// A file that is no article.
    fn other(&mut self, root: &Path, path: String, area: &Area, account: &mut Account) {
        let extension = name(&path).rsplit_once('.').map_or("", |(_, extension)| extension);
        if stem(&path) == "_category_" {
            let read = read_text(root, &path).map_err(|error| error.to_string());
            let node = read.and_then(|text| {
                let parsed = if extension == "json" { parse_json(&text, 0) } else { parse(&text, 0) };
                parsed.map(|document| document.root).map_err(|fault| fault.reason)
            });
            match node {
                Ok(node) => {
                    self.categories.insert(folder_of(&path).to_owned(), node);
                    account.read.push((path, "title and place of a folder".to_owned()));
                }
                Err(reason) => account.left_out.push((path, reason)),
            }
        } else if matches!(extension, "md" | "mdx") {
            account.read.push((path, "inserted into articles, or left out by its name".to_owned()));
        } else if matches!(extension, "js" | "jsx" | "ts" | "tsx" | "css" | "scss") && area.kind == AreaKind::Pages {
            account.left_out.push((path, "it is a program or belongs to one".to_owned()));
        } else {
            let address = [area.route.as_str(), below(&path, area)]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("/");
            self.copies.insert(path, format!("/{address}"));
        }
    }
}

/// The path of a file below the folder of its area.
fn below<'p>(path: &'p str, area: &Area) -> &'p str {
    path[area.folder.len()..].trim_start_matches('/')
}
