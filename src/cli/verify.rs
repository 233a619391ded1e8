//! `clausebook verify`: compares a copy of a built site with its manifest.

use std::path::PathBuf;

use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use crate::output;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  clausebook verify dist")]
pub(super) struct Arguments {
    /// The folder with the built site and its clausebook-manifest.json
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let verified = output::verify(&arguments.folder)?;
    for (what, paths) in [("missing", &verified.missing), ("added", &verified.added), ("changed", &verified.changed)] {
        for path in paths {
            printer.print(&format!("{what}: {path}"))?;
        }
    }
    if verified.is_clean() {
        printer.status(&format!("{} files, all match the manifest", verified.files))?;
        return Ok(CommandStatus::Clean);
    }
    let (missing, added, changed) = (verified.missing.len(), verified.added.len(), verified.changed.len());
    printer.status(&format!("{} files: {missing} missing, {added} added, {changed} changed", verified.files))?;
    Ok(CommandStatus::Findings)
}
