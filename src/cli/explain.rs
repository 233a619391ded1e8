//! `clausebook explain`: the page of the manual on a code.

use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use crate::finding::{Code, explanation, nearest};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  clausebook explain LK102")]
pub(super) struct Arguments {
    /// An id or a name, such as LK101 or broken-page; without it every code is listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let Some(given) = &arguments.code else { return list(printer) };
    let Some(code) = Code::find(given) else {
        let names = Code::ALL.iter().flat_map(|code| [code.id(), code.name()]);
        let near = nearest(&given.to_uppercase(), names.clone()).or_else(|| nearest(given, names));
        let help = near.map(|near| format!("; did you mean `{near}`?"));
        let help = help.unwrap_or_else(|| ": `clausebook explain` lists all".to_owned());
        return Err(CommandError::Message(format!("unknown finding code `{given}`{help}")));
    };
    printer.print(&format!("{} {}: {}", code.id(), code.name(), code.severity().name()))?;
    printer.print("")?;
    printer.print_text(&explanation(code))?;
    Ok(CommandStatus::Clean)
}

fn list(printer: &Printer) -> Result<CommandStatus, CommandError> {
    for code in Code::ALL {
        printer.print(&format!("{}  {:<8}{:<32}{}", code.id(), code.severity().name(), code.name(), code.summary()))?;
    }
    Ok(CommandStatus::Clean)
}
