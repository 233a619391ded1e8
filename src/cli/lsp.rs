//! `clausebook lsp`: the language server that editors start.

use std::io::{self, BufReader};

use super::dirs;
use super::status::{CommandError, CommandStatus};
use crate::lsp::{self, Ended, Opening};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  clausebook lsp   speaks the Language Server Protocol on its standard streams")]
pub(super) struct Arguments {
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Use the standard streams, which is the only way; some editors say it
    #[arg(long)]
    stdio: bool,
}

pub(super) fn run(arguments: &Arguments, root: Option<&std::path::Path>) -> Result<CommandStatus, CommandError> {
    let _ = arguments.stdio;
    let only = root.map(|root| dirs::root(Some(root))).transpose()?;
    let absolute = |error: io::Error| CommandError::Message(format!("cannot read the current folder: {error}"));
    let only = only.map(std::path::absolute).transpose().map_err(absolute)?;
    let mut request = dirs::request_in(only.clone().unwrap_or_default(), None)?;
    request.selection.drafts = arguments.drafts;
    let began = request.selection.now;
    let clock = Box::new(move || dirs::end_of_day(None).unwrap_or(began));
    let opening = Opening { request, only, clock };
    let ended = lsp::serve(BufReader::new(io::stdin()), io::stdout(), opening);
    match ended.map_err(|error| CommandError::Message(format!("the language server cannot go on: {error}")))? {
        Ended::Orderly => Ok(CommandStatus::Clean),
        Ended::Abruptly => Ok(CommandStatus::Findings),
    }
}
