//! `clausebook man`: pages for `man`, one for the program and one for each command.

use std::fs::{self, File};
use std::io::{self, Write};
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
        let page = clap_mangen::Man::new(page.clone());
        let mut text = Vec::new();
        page.render(&mut text)?;
        // What is there under that name is replaced, and never written through: it may be a link or a pipe.
        let path = arguments.folder.join(page.get_filename());
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => File::create_new(&path)?.write_all(&text)?,
        }
    }
    Ok(pages.len())
}
