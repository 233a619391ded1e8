//! `clausebook schema`: JSON Schemas for editors.

use clap::ValueEnum;

use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use crate::config;
use crate::front;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  clausebook schema configuration > clausebook.schema.json")]
pub(super) struct Arguments {
    /// What it describes
    #[arg(value_enum)]
    subject: Subject,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// clausebook.yaml
    Configuration,
    /// The front matter of articles
    FrontMatter,
}

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let schema = match arguments.subject {
        Subject::Configuration => config::schema(),
        Subject::FrontMatter => front::schema(),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|error| CommandError::Message(error.to_string()))?;
    printer.print_json(&text)?;
    Ok(CommandStatus::Clean)
}
