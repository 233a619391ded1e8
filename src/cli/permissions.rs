//! What a user permits a site's configuration, which may come from a stranger: by options of the command, and by a
//! configuration of the user's own that lies outside every site.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::printer::Printer;
use super::status::CommandError;
use crate::config::{is_env_name, parse_user_config};
use crate::source::{self, LineTable, read_regular};

/// No configuration of a user is longer, in bytes.
const MAX_COUNT: u64 = 64 << 10;

/// What a site's configuration may do beyond what is harmless.
#[derive(Debug)]
pub(super) struct Permissions {
    /// Variables of the environment that may be sent to other hosts.
    env: BTreeSet<String>,
    /// What becomes of private addresses where the configuration allows to ask them.
    pub(super) private: Private,
}

/// What becomes of private addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Private {
    /// They are asked.
    Asked,
    /// They are passed over.
    Refused,
}

impl Permissions {
    /// What the options permit, and with them the user's configuration, which is read for a site at `root`.
    pub(super) fn new(env: &[String], private: Private, root: &Path, printer: &Printer) -> Result<Self, CommandError> {
        if let Some(name) = env.iter().find(|name| !is_env_name(name)) {
            return Err(CommandError::Message(format!("`--allow-env`: `{name}` is no name of a variable")));
        }
        let mut all = of_user(root, printer)?;
        all.extend(env.iter().cloned());
        Ok(Self { env: all, private })
    }

    /// Whether this variable may be read.
    pub(super) fn permits(&self, name: &str) -> bool {
        self.env.contains(name)
    }

    /// The value of a variable; nothing where it is not set, or may not be read.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        self.permits(name).then(|| std::env::var(name).ok())?
    }
}

/// The variables that the user's configuration permits.
fn of_user(root: &Path, printer: &Printer) -> Result<BTreeSet<String>, CommandError> {
    let Some(path) = path() else { return Ok(BTreeSet::new()) };
    let shown = path.display();
    let said = |error: io::Error| CommandError::Message(format!("cannot read `{shown}`: {error}"));
    let bytes = match read_regular(&path, MAX_COUNT) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(BTreeSet::new());
        }
        Err(error) => return Err(said(error)),
    };
    // On some build servers the home is the checkout.
    if source::is_in_checkout(&path, root).map_err(said)? {
        printer.note(&format!("`{shown}` lies in the repository of the site and is not read: it permits nothing"));
        return Ok(BTreeSet::new());
    }
    let text = String::from_utf8(bytes).map_err(|_| CommandError::Message(format!("`{shown}` is not UTF-8")))?;
    let config = parse_user_config(&text).map_err(|fault| {
        let position = LineTable::new(&text).position(fault.span.start);
        CommandError::Message(format!("{shown}:{}:{}: {}", position.line, position.column, fault.reason))
    })?;
    Ok(config.allow_env)
}

/// Where a user's configuration stands; nothing for a user without a home.
fn path() -> Option<PathBuf> {
    let folder = etcetera::choose_base_strategy().ok()?.config_dir();
    Some(folder.join("clausebook").join("config.yaml"))
}
