//! What the user permits the configuration of a site, which another person may have written: by options of the command,
//! and by the user's own configuration outside of every site.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::printer::Printer;
use super::status::CommandError;
use crate::config::{is_env_name, parse_user_config};
use crate::source::{self, LineTable, read_regular};

/// The greatest size of a user's configuration, in bytes.
const MAX_SIZE: u64 = 64 << 10;

/// What the configuration of a site may do beyond the defaults.
#[derive(Debug)]
pub(super) struct Permissions {
    /// Environment variables that may be sent to other hosts.
    env: BTreeSet<String>,
    /// Whether private addresses may be checked where the configuration allows it.
    pub(super) private_hosts: PrivateHosts,
}

/// Whether links to private addresses may be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PrivateHosts {
    Allowed,
    Denied,
}

impl Permissions {
    /// The permissions of the options, and of the user's configuration, for the site at `root`.
    pub(super) fn new(
        env: &[String],
        private_hosts: PrivateHosts,
        root: &Path,
        printer: &Printer,
    ) -> Result<Self, CommandError> {
        if let Some(name) = env.iter().find(|name| !is_env_name(name)) {
            return Err(CommandError::Message(format!("`--allow-env`: invalid name of a variable `{name}`")));
        }
        let mut all = user_env(root, printer)?;
        all.extend(env.iter().cloned());
        Ok(Self { env: all, private_hosts })
    }

    /// Whether this variable may be read.
    pub(super) fn permits(&self, name: &str) -> bool {
        self.env.contains(name)
    }

    /// The value of a variable; nothing where it is not set or not permitted.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        self.permits(name).then(|| std::env::var(name).ok())?
    }
}

/// The variables that the user's configuration permits.
fn user_env(root: &Path, printer: &Printer) -> Result<BTreeSet<String>, CommandError> {
    let Some(path) = path() else { return Ok(BTreeSet::new()) };
    let shown = path.display();
    let failed = |error: io::Error| CommandError::Message(format!("cannot read `{shown}`: {error}"));
    let bytes = match read_regular(&path, MAX_SIZE) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(BTreeSet::new());
        }
        Err(error) => return Err(failed(error)),
    };
    // On some build servers the home folder is the checkout.
    if source::is_in_checkout(&path, root).map_err(failed)? {
        printer.note(&format!("`{shown}` is in the repository of the site and is ignored"));
        return Ok(BTreeSet::new());
    }
    let text = String::from_utf8(bytes).map_err(|_| CommandError::Message(format!("`{shown}` is not UTF-8")))?;
    let config = parse_user_config(&text).map_err(|fault| {
        let position = LineTable::new(&text).position(fault.span.start);
        CommandError::Message(format!("{shown}:{}:{}: {}", position.line, position.column, fault.reason))
    })?;
    Ok(config.allow_env)
}

/// The path of the user's configuration; nothing for a user without a home folder.
fn path() -> Option<PathBuf> {
    let folder = etcetera::choose_base_strategy().ok()?.config_dir();
    Some(folder.join("clausebook").join("config.yaml"))
}
