//! `clausebook verify`: compares a copy of a built site, or an evidence pack, with its manifest.

use std::path::PathBuf;

use super::export::{is_pack, verify_pack};
use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use crate::output;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook verify dist
  clausebook verify pci-dss-2026-11-22.zip")]
pub(super) struct Arguments {
    /// The folder with the built site and its clausebook-manifest.json, or an evidence pack
    #[arg(value_name = "DIR|PACK.zip")]
    folder: PathBuf,
}

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<CommandStatus, CommandError> {
    if is_pack(&arguments.folder) {
        return pack(arguments, printer);
    }
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

fn pack(arguments: &Arguments, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let verified = verify_pack(&arguments.folder)?;
    verified.lines.iter().try_for_each(|line| printer.print(line))?;
    match verified.lines.len() {
        0 => printer.status(&format!("{} files, all match the manifest", verified.files))?,
        differences => printer.status(&format!("{} files: {differences} differences", verified.files))?,
    }
    Ok(if verified.lines.is_empty() { CommandStatus::Clean } else { CommandStatus::Findings })
}
