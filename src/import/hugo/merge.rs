//! One configuration out of all files: those of the site, of its themes, and the values of the language that is published.

use std::path::Path;

use super::files::{Reader, join};
use crate::import::read::ImportError;
use crate::import::tree::{Entry, Merge, Table, Value, same};

/// So many themes are looked at, those of themes included.
const MAX_THEMES: usize = 100;

/// A whole configuration.
pub(super) struct Merged {
    pub(super) table: Table,
    /// The language that is published, in lower case.
    pub(super) language: String,
    /// Whether there are `languages`.
    pub(super) has_languages: bool,
    /// The folders of the themes that are in the tree, in the order of their precedence.
    pub(super) themes: Vec<String>,
    /// The themes and modules that are not in the tree.
    pub(super) missing: Vec<String>,
}

/// The configuration of the site that `reader` reads.
pub(super) fn merged(reader: &mut Reader<'_>, root: &Path) -> Result<Merged, ImportError> {
    let Some(mut table) = reader.configuration("")? else {
        return Err(ImportError::NoConfiguration(root.display().to_string()));
    };
    let mut found = Themes { folders: Vec::new(), missing: Vec::new(), seen: Vec::new() };
    let folder = table.get("themesDir").and_then(|entry| entry.value.text()).unwrap_or("themes");
    let folder = folder.trim_start_matches("./").trim_matches('/').to_owned();
    found.of(&mut table, &folder, reader, root)?;
    let has_languages = table.table(&["languages"]).is_some_and(|languages| !languages.entries.is_empty());
    let language = published(&table);
    if let Some(own) = table.take(&["languages", &language]) {
        overlay_language(&mut table, own.value);
    }
    Ok(Merged { table, language, has_languages, themes: found.folders, missing: found.missing })
}

struct Themes {
    folders: Vec<String>,
    missing: Vec<String>,
    /// The names that were looked for.
    seen: Vec<String>,
}

impl Themes {
    /// Adds to `table` what Hugo takes over from the themes and modules that it names, and from theirs.
    fn of(&mut self, table: &mut Table, folder: &str, reader: &mut Reader<'_>, root: &Path) -> Result<(), ImportError> {
        for name in named(table) {
            if self.seen.len() >= MAX_THEMES || self.seen.contains(&name) {
                continue;
            }
            self.seen.push(name.clone());
            let places = [join(folder, &name), join("_vendor", &name)];
            let Some(place) = places.into_iter().find(|place| is_folder_inside(root, place)) else {
                self.missing.push(name);
                continue;
            };
            self.folders.push(place.clone());
            let Some(mut theme) = reader.configuration(&place)? else { continue };
            self.of(&mut theme, folder, reader, root)?;
            under(table, theme);
        }
        Ok(())
    }
}

/// The themes and modules of a configuration, in the order of their precedence.
fn named(table: &Table) -> Vec<String> {
    let themes = table.get("theme").map(|entry| entry.value.texts()).unwrap_or_default();
    let imports = table.table(&["module"]).and_then(|module| module.get("imports")).map(|entry| entry.value.node());
    let is_used = |import: &Table| import.get("disable").is_none_or(|entry| entry.value.truth() != Some(true));
    let imports = imports.iter().flat_map(|node| node.items()).map(|item| Table::of(item, 0)).filter(is_used);
    let imports: Vec<String> =
        imports.filter_map(|import| Some(import.get("path")?.value.text()?.to_owned())).collect();
    let is_name = |name: &String| name.split('/').all(|part| !matches!(part, "" | "." | "..")) && !name.contains('\\');
    themes.into_iter().map(str::to_owned).chain(imports).filter(is_name).collect()
}

fn is_folder_inside(root: &Path, place: &str) -> bool {
    let real = root.join(place).canonicalize().ok().zip(root.canonicalize().ok());
    real.is_some_and(|(place, root)| place.is_dir() && place.starts_with(root))
}

/// Adds what Hugo takes over from a theme: parameters, and menus that the site does not have.
fn under(table: &mut Table, theme: Table) {
    for mut entry in theme.entries {
        let merge = if same(&entry.name, "menus") { Merge::Shallow } else { Merge::Deep };
        if same(&entry.name, "languages") {
            under_languages(table, entry.value);
        } else if ["menus", "params"].iter().any(|name| same(&entry.name, name)) {
            let name = std::mem::take(&mut entry.name);
            let is_new = table.get(&name).is_none();
            match (table.table_mut(&name), entry.value) {
                (Some(own), Value::Table(inner)) => own.underlay(inner, merge),
                (_, value) if is_new => table.entries.push(Entry { name, place: entry.place, value }),
                (Some(_) | None, _) => {}
            }
        }
    }
}

/// The same for the languages that the site has.
fn under_languages(table: &mut Table, languages: Value) {
    let (Some(own), Value::Table(languages)) = (table.table_mut("languages"), languages) else { return };
    for entry in languages.entries {
        if let (Some(language), Value::Table(theme)) = (own.table_mut(&entry.name), entry.value) {
            under(language, theme);
        }
    }
}

/// The language of the site: the default one, or the first of the others where the configuration does not have it.
fn published(table: &Table) -> String {
    let default = table.get("defaultContentLanguage").and_then(|entry| entry.value.text()).unwrap_or("en");
    let Some(languages) = table.table(&["languages"]) else { return default.to_lowercase() };
    let named = languages.get(default).or(languages.entries.first());
    named.map_or(default, |entry| entry.name.as_str()).to_lowercase()
}

/// What is about a language itself, and has no counterpart at the top.
const OF_LANGUAGE: [&str; 6] = ["weight", "label", "languageName", "direction", "languageDirection", "disabled"];

/// The name under which the keys of [`OF_LANGUAGE`] are kept.
pub(super) const THIS_LANGUAGE: &str = "this language";

/// Puts the values of a language over those of the site. Its menus replace those of the site as a whole.
fn overlay_language(table: &mut Table, language: Value) {
    let Value::Table(language) = language else { return };
    if language.get("menus").is_some() {
        table.take(&["menus"]);
    }
    let is_own = |entry: &Entry| OF_LANGUAGE.iter().any(|name| same(&entry.name, name));
    let (own, over): (Vec<_>, Vec<_>) = language.entries.into_iter().partition(is_own);
    table.overlay(Table { entries: over });
    if let Some(place) = own.first().map(|entry| entry.place) {
        let value = Value::Table(Table { entries: own });
        table.entries.push(Entry { name: THIS_LANGUAGE.to_owned(), place, value });
    }
}
