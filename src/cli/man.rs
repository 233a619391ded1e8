//! `clausebook man`: pages for `man`, one for the program and one for each command.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::printer::Printer;
use super::status::{CommandError, CommandStatus};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  clausebook man ~/.local/share/man/man1")]
pub(super) struct Arguments {
    /// The folder; it is created if there is none, and files of the same names are replaced
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the pages of `command`, the description of the command line.
pub(super) fn run(
    arguments: &Arguments,
    command: clap::Command,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    let pages = write(arguments, command).map_err(|error| {
        CommandError::Message(format!("cannot write into `{}`: {error}", arguments.folder.display()))
    })?;
    printer.status(&format!("{pages} pages"))?;
    Ok(CommandStatus::Clean)
}

/// Returns the number of pages.
fn write(arguments: &Arguments, mut command: clap::Command) -> io::Result<usize> {
    fs::create_dir_all(&arguments.folder)?;
    command = command.disable_help_subcommand(true);
    command.build();
    let commands = command.get_subcommands().filter(|command| !command.is_hide_set());
    let pages: Vec<clap::Command> = std::iter::once(&command).chain(commands).cloned().collect();
    for page in &pages {
        clap_mangen::Man::new(page.clone()).generate_to(&arguments.folder)?;
    }
    Ok(pages.len())
}
