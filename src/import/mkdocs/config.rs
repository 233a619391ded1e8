//! `mkdocs.yml`, with the files that it inherits from.

use std::path::Path;

use super::untagged::{resolve, untagged};
use crate::import::moved::{folder_of, joined};
use crate::import::read::{ConfigFile, ImportError, read_text, unparsable};
use crate::import::tree::Table;
use crate::yaml::{Fault, Kind, parse};

/// The names of the configuration, the first of which counts.
const NAMES: [&str; 2] = ["mkdocs.yml", "mkdocs.yaml"];

/// So many files may inherit from each other.
const MAX_FILES: usize = 20;

/// A whole configuration.
pub(super) struct Config {
    pub(super) table: Table,
    pub(super) files: Vec<ConfigFile>,
    /// How many keys are in the files.
    pub(super) keys: usize,
}

/// Reads the configuration in `root`.
pub(super) fn read(root: &Path) -> Result<Config, ImportError> {
    let first = NAMES.iter().find(|name| root.join(name).symlink_metadata().is_ok());
    let Some(first) = first else {
        return Err(ImportError::Missing { file: NAMES[0].to_owned(), folder: root.display().to_string() });
    };
    let mut config = Config { table: Table::default(), files: Vec::new(), keys: 0 };
    let mut next = Some((*first).to_owned());
    while let Some(path) = next {
        if config.files.len() >= MAX_FILES {
            return Err(ImportError::TooMany(MAX_FILES));
        }
        let mut table = one(root, &path, &mut config)?;
        next = match table.take(&["INHERIT"]) {
            Some(parent) => {
                let written = parent.value.text().unwrap_or_default();
                // The key says where the rest is and is no setting itself.
                config.keys = config.keys.saturating_sub(1);
                Some(joined(folder_of(&path), written).ok_or_else(|| ImportError::Unreadable {
                    path: written.to_owned(),
                    reason: "it is outside of the folder of the site".to_owned(),
                })?)
            }
            None => None,
        };
        // What a file sets wins over what it inherits.
        table.overlay(std::mem::take(&mut config.table));
        config.table = table;
    }
    Ok(config)
}

fn one(root: &Path, path: &str, config: &mut Config) -> Result<Table, ImportError> {
    let text = read_text(root, path)?;
    let (plain, environment) = untagged(&text);
    let mut document = parse(&plain, 0).map_err(|fault| unparsable(path, &text, fault))?;
    if !document.root.is_null() && !matches!(document.root.kind, Kind::Mapping(_)) {
        let found = document.root.description();
        let fault = Fault::new(document.root.span, format!("expected settings, found {found}"));
        return Err(unparsable(path, &text, fault));
    }
    resolve(&mut document.root, &environment);
    config.files.push(ConfigFile { path: path.to_owned(), text });
    let table = Table::of(&document.root, config.files.len() - 1);
    config.keys += table.keys();
    Ok(table)
}
