//! The files that Hugo's configuration consists of: found, read and parsed.

use std::path::Path;

use crate::import::read::{ConfigFile, ImportError, read_text, unparsable};
use crate::import::tree::{Entry, Place, Table, Value, same};
use crate::source::path::{name, stem};
use crate::source::{Span, files_below};
use crate::yaml::{Document, Fault, parse, parse_json, parse_toml};

/// So many configuration files are read at most, those of themes included.
const MAX_FILES: usize = 1000;

/// The extensions of configurations, those first that win.
const EXTENSIONS: [&str; 4] = ["toml", "yaml", "yml", "json"];

/// The names of the files whose keys stand at the top, without their extension.
const WHOLE: [&str; 2] = ["hugo", "config"];

/// The folders of `config/` that a build reads, the last of which wins.
const ENVIRONMENTS: [&str; 2] = ["_default", "production"];

/// Reads configurations, and keeps their texts for the places of keys.
pub(super) struct Reader<'r> {
    root: &'r Path,
    pub(super) files: Vec<ConfigFile>,
    /// How many keys are in them.
    pub(super) keys: usize,
}

impl<'r> Reader<'r> {
    pub(super) fn new(root: &'r Path) -> Self {
        Self { root, files: Vec::new(), keys: 0 }
    }

    /// The configuration in `folder`, relative to the root and empty for the root itself: the file and the folder `config/`,
    /// merged as Hugo does. Nothing where there is neither.
    pub(super) fn configuration(&mut self, folder: &str) -> Result<Option<Table>, ImportError> {
        let before = self.files.len();
        let mut all = match self.main_file(folder) {
            Some(path) => self.read(&path)?,
            None => Table::default(),
        };
        for environment in ENVIRONMENTS {
            let below = join(folder, &format!("config/{environment}"));
            for path in files_below(self.root, &below) {
                if !EXTENSIONS.contains(&extension(&path)) {
                    continue;
                }
                let table = placed(self.read(&path)?, stem(&path));
                all.overlay(table);
            }
        }
        Ok((self.files.len() > before).then_some(all))
    }

    /// The one file beside `config/` that Hugo reads.
    fn main_file(&self, folder: &str) -> Option<String> {
        let names = WHOLE.iter().flat_map(|name| EXTENSIONS.map(|extension| format!("{name}.{extension}")));
        names.map(|name| join(folder, &name)).find(|path| self.root.join(path).symlink_metadata().is_ok())
    }

    fn read(&mut self, path: &str) -> Result<Table, ImportError> {
        if self.files.len() >= MAX_FILES {
            return Err(ImportError::TooMany(MAX_FILES));
        }
        let text = read_text(self.root, path)?;
        let document = parsed(path, &text).map_err(|fault| unparsable(path, &text, fault))?;
        self.files.push(ConfigFile { path: path.to_owned(), text });
        let mut table = Table::of(&document.root, self.files.len() - 1);
        self.keys += table.keys();
        table.unite();
        rename_menu(&mut table);
        Ok(table)
    }
}

/// The document; a key that is given twice is a fault, as with Hugo.
fn parsed(path: &str, text: &str) -> Result<Document, Fault> {
    let document = match extension(path) {
        "toml" => {
            parse_toml(text.strip_prefix('\u{feff}').unwrap_or(text), if text.starts_with('\u{feff}') { 3 } else { 0 })
        }
        "json" => parse_json(text, 0),
        _ => parse(text, 0),
    }?;
    if let Some(twice) = document.duplicates.first() {
        return Err(Fault::new(twice.again, format!("duplicate key `{}`", twice.key)));
    }
    let is_table = document.root.is_null() || matches!(document.root.kind, crate::yaml::Kind::Mapping(_));
    let found = document.root.description();
    if is_table {
        Ok(document)
    } else {
        Err(Fault::new(document.root.span, format!("expected settings, found {found}")))
    }
}

fn extension(path: &str) -> &str {
    name(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// The path of `below` in `folder`, which may be empty.
pub(super) fn join(folder: &str, below: &str) -> String {
    if folder.is_empty() { below.to_owned() } else { format!("{folder}/{below}") }
}

/// What the file of this name in `config/` sets: `params.toml` the key `params`, `menus.en.toml` the menus of a language.
fn placed(table: Table, name: &str) -> Table {
    if WHOLE.contains(&name) || table.entries.is_empty() {
        return table;
    }
    let (first, language) = name.split_once('.').unwrap_or((name, ""));
    let first = if same(first, "menu") { "menus" } else { first };
    if language.is_empty() {
        let mut whole = wrapped(first, table);
        rename_menu(&mut whole);
        return whole;
    }
    let of_language = if matches!(first, "menus" | "params") { wrapped(first, table) } else { table };
    wrapped("languages", wrapped(language, of_language))
}

fn wrapped(name: &str, table: Table) -> Table {
    let place = table.entries.first().map_or(Place { file: 0, span: Span::default() }, |entry| entry.place);
    Table { entries: vec![Entry { name: name.to_owned(), place, value: Value::Table(table) }] }
}

/// Calls `menu` by its newer name, at the top and in languages.
fn rename_menu(table: &mut Table) {
    table.rename("menu", "menus");
    if let Some(languages) = table.table_mut("languages") {
        for entry in &mut languages.entries {
            if let Value::Table(language) = &mut entry.value {
                language.rename("menu", "menus");
            }
        }
    }
}
