//! Hugo's configuration, in all the files that it may consist of.

mod addresses;
mod files;
mod markup;
mod menus;
mod merge;
mod reasons;
mod shortcodes;
mod site;

use std::collections::BTreeSet;
use std::path::Path;

use super::draft::Draft;
use super::output::{self, Counts, Origin};
use super::read::ImportError;
use super::written::Stub;
use crate::source::files_below;
use crate::source::path::{name, stem};
use files::Reader;
use merge::{Merged, merged};

/// How messages name what is read.
const ORIGIN: Origin = Origin { name: "Hugo", command: "hugo" };

/// What an import writes, and what it says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The text of `clausebook.yaml`.
    pub configuration: String,
    /// Templates for shortcodes that are called and missing, sorted by path.
    pub stubs: Vec<Stub>,
    /// The files that were read, relative to the folder.
    pub files: Vec<String>,
    /// What became of the keys in them.
    pub counts: Counts,
    /// What else is worth knowing: themes that are not in the tree, folders that are not read.
    pub notes: Vec<String>,
}

/// Reads the configuration of the site for Hugo in the folder `root`: that of a build, with the values of its default
/// language. The same tree gives the same result.
///
/// # Errors
/// Where there is no configuration, or one that cannot be read.
pub fn hugo(root: &Path) -> Result<Imported, ImportError> {
    let mut reader = Reader::new(root);
    let mut merged = merged(&mut reader, root)?;
    let replaced = reader.keys.saturating_sub(merged.table.keys());
    let mut draft = Draft::default();
    site::head(&mut merged, &mut draft);
    addresses::folders(&mut merged.table, &mut draft);
    let folder = content_folder(&draft);
    menus::menus(&mut merged.table, &pages(root, &folder), &mut draft);
    site::pages(&mut merged.table, &mut draft);
    addresses::kinds(&mut merged.table, &mut draft);
    addresses::addresses(&mut merged.table, &mut draft);
    markup::markup(&mut merged.table, &mut draft);
    site::values(&mut merged.table, &mut draft);
    let Merged { table, themes, missing, .. } = merged;
    reasons::remarks(table, &mut draft);
    let shortcodes = shortcodes::shortcodes(root, &folder, &themes, &shortcodes::written(root));
    let notes = notes(root, &missing, &shortcodes);
    let counts = Counts::of(&draft, reader.keys, replaced);
    let configuration = output::configuration(&draft, &reader.files, &counts, (ORIGIN, &notes));
    let files = reader.files.into_iter().map(|file| file.path).collect();
    Ok(Imported { configuration, stubs: shortcodes.stubs, files, counts, notes })
}

/// The folder with the content, by the setting or by default.
fn content_folder(draft: &Draft) -> String {
    let setting = draft.settings.iter().find(|(name, _)| name == "content_dir");
    setting.and_then(|(_, value)| value.text()).unwrap_or("content").to_owned()
}

/// The paths that name a page or a folder of pages: below `folder`, in lower case, without extension.
fn pages(root: &Path, folder: &str) -> BTreeSet<String> {
    let mut pages = BTreeSet::new();
    for path in files_below(root, folder) {
        let below = path[folder.len() + 1..].to_lowercase();
        let mut parent = below.rsplit_once('/').map(|(parent, _)| parent);
        if !matches!(stem(&below), "index" | "_index") {
            pages.insert(below[..below.len() - name(&below).len() + stem(&below).len()].to_owned());
        }
        while let Some(folder) = parent {
            if !pages.insert(folder.to_owned()) {
                break;
            }
            parent = folder.rsplit_once('/').map(|(parent, _)| parent);
        }
    }
    pages
}

fn notes(root: &Path, missing: &[String], shortcodes: &shortcodes::Shortcodes) -> Vec<String> {
    let mut notes: Vec<String> = missing
        .iter()
        .map(|theme| {
            format!("the theme or module `{theme}` is not in the tree: parameters and menus that it sets are missing")
        })
        .collect();
    let others = environments(root);
    if !others.is_empty() {
        notes.push(format!("read for the environment `production`; not read: {}", others.join(", ")));
    }
    notes.extend(shortcodes.replaced.iter().map(|(name, layout)| {
        format!("the shortcode `{name}` is that of the program; compare what it shows with `{layout}`")
    }));
    notes.extend(shortcodes.unwritable.iter().map(|name| format!("no template was made for the shortcode `{name}`")));
    notes.extend(
        shortcodes.unread.iter().map(|path| format!("`{path}` cannot be read, and was not searched for shortcodes")),
    );
    notes
}

/// The folders of other environments in `config/`.
fn environments(root: &Path) -> Vec<String> {
    let all: BTreeSet<String> = files_below(root, "config")
        .iter()
        .filter_map(|path| path.strip_prefix("config/")?.split_once('/').map(|(folder, _)| folder.to_owned()))
        .collect();
    let others = all.into_iter().filter(|folder| !matches!(folder.as_str(), "_default" | "production"));
    others.map(|folder| format!("`config/{folder}/`")).collect()
}
