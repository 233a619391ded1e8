//! `clausebook completions`: the completions of commands and options for a shell.

use clap_complete::Shell;

use super::printer::Printer;
use super::status::{CommandError, CommandStatus};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook completions bash > ~/.local/share/bash-completion/completions/clausebook
  clausebook completions zsh > ~/.zfunc/_clausebook
  clausebook completions fish > ~/.config/fish/completions/clausebook.fish")]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script that `command`, the description of the command line, has for the shell.
pub(super) fn run(
    arguments: &Arguments,
    command: &mut clap::Command,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, command, "clausebook", &mut script);
    printer.print_data(&String::from_utf8_lossy(&script))?;
    Ok(CommandStatus::Clean)
}
