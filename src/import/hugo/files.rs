//! The files that Hugo's configuration consists of: found, read and parsed.

use std::path::Path;

use crate::import::tree::{Entry, Place, Table, Value, same};
use crate::source::path::{name, stem};
use crate::source::{LineTable, Span, files_below, read_regular};
use crate::yaml::{Document, Fault, parse, parse_json, parse_toml};

/// The greatest size of a configuration file, in bytes.
const MAX_SIZE: u64 = 4 << 20;
/// So many configuration files are read at most, those of themes included.
const MAX_FILES: usize = 1000;

/// The extensions of configurations, those first that win.
const EXTENSIONS: [&str; 4] = ["toml", "yaml", "yml", "json"];

/// The names of the files whose keys stand at the top, without their extension.
const WHOLE: [&str; 2] = ["hugo", "config"];

/// The folders of `config/` that a build reads, the last of which wins.
const ENVIRONMENTS: [&str; 2] = ["_default", "production"];

/// One file of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct ConfigFile {
    /// Relative to the site's folder, with `/`.
    pub(in crate::import) path: String,
    pub(in crate::import) text: String,
}

/// Why a configuration cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is none in this folder.
    #[error(
        "there is no configuration of Hugo in `{0}`: neither `hugo.toml`, `.yaml` or `.json`, nor `config.*`, nor `config/_default/`"
    )]
    NoConfiguration(String),
    /// A file cannot be read, with the reason.
    #[error("cannot read `{path}`: {reason}")]
    Unreadable {
        /// Relative to the site's folder.
        path: String,
        /// In the words of a message.
        reason: String,
    },
    /// A file cannot be parsed, with the place and the reason.
    #[error("{path}:{line}:{column}: {reason}")]
    Unparsable {
        /// Relative to the site's folder.
        path: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// In the words of a message.
        reason: String,
    },
    /// There are more files than are read.
    #[error("there are more than {MAX_FILES} configuration files")]
    TooMany,
}

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
            return Err(ImportError::TooMany);
        }
        let unreadable = |reason: String| ImportError::Unreadable { path: path.to_owned(), reason };
        let full = self.root.join(path);
        let inside = full.canonicalize().and_then(|full| Ok(full.starts_with(self.root.canonicalize()?)));
        if !inside.map_err(|error| unreadable(error.to_string()))? {
            return Err(unreadable("it is a symbolic link to somewhere outside the folder".to_owned()));
        }
        let bytes = read_regular(&full, MAX_SIZE).map_err(|error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => unreadable(format!("it has more than {} MB", MAX_SIZE >> 20)),
            _ => unreadable(error.to_string()),
        })?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))?;
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

fn unparsable(path: &str, text: &str, fault: Fault) -> ImportError {
    let position = LineTable::new(text).position(fault.span.start);
    let reason = match fault.help {
        Some(help) => format!("{}; {help}", fault.reason),
        None => fault.reason,
    };
    ImportError::Unparsable { path: path.to_owned(), line: position.line, column: position.column, reason }
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
