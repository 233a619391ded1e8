//! `clausebook verify`: is this copy of the site the site that was built?

use std::path::PathBuf;

use super::screen::Screen;
use super::{CommandStatus, Failure};
use crate::output;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder with the built site and its clausebook-manifest.json
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<CommandStatus, Failure> {
    let verified = output::verify(&arguments.folder)?;
    for (what, paths) in [("missing", &verified.missing), ("added", &verified.added), ("changed", &verified.changed)] {
        for path in paths {
            screen.print(&format!("{what}: {path}"))?;
        }
    }
    if verified.is_clean() {
        screen.tell(&format!("{} files, all as built", verified.files))?;
        return Ok(CommandStatus::Clean);
    }
    let (missing, added, changed) = (verified.missing.len(), verified.added.len(), verified.changed.len());
    screen.tell(&format!("{} files: {missing} missing, {added} added, {changed} changed", verified.files))?;
    Ok(CommandStatus::Findings)
}
