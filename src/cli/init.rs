//! `clausebook init ci`: writes the configuration of a build server that checks the site. Never overwrites a file.

use std::path::Path;

use super::build_server::{BuildServer, configuration};
use super::dirs;
use super::new::write_new;
use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use crate::source::repository_folder;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook init ci github              a workflow for GitHub Actions
  clausebook init ci gitlab --print      only print it, to copy from")]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write the configuration of a build server that checks the site
    #[command(after_help = "Examples:
  clausebook init ci github              a workflow for GitHub Actions
  clausebook init ci gitlab --print      only print it, to copy from")]
    Ci {
        /// The build server
        #[arg(value_enum)]
        server: BuildServer,
        /// Print the text, and write nothing
        #[arg(long)]
        print: bool,
    },
}

pub(super) fn run(
    arguments: &Arguments,
    root: Option<&Path>,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    let What::Ci { server, print } = arguments.what;
    let unreadable = |error: std::io::Error| CommandError::Message(format!("cannot read the site's folder: {error}"));
    let root = dirs::root(root)?.canonicalize().map_err(unreadable)?;
    let top = repository_folder(&root).ok_or_else(|| {
        let root = root.display();
        CommandError::Message(format!(
            "`{root}` is not in a git repository: run `git init` in the folder above all files"
        ))
    })?;
    let text = configuration(server, &below(&top, &root)?);
    if print {
        printer.print_data(text.trim_end())?;
        return Ok(CommandStatus::Clean);
    }
    let path = top.join(server.path());
    if path.symlink_metadata().is_ok() {
        return Err(CommandError::Message(format!(
            "`{}` already exists and was not changed; `--print` prints what to add to it",
            path.display()
        )));
    }
    write_new(&path, &text)?;
    printer.status(&format!("wrote {}", path.display()))?;
    printer.status(&format!("next: {}", server.next()))?;
    Ok(CommandStatus::Clean)
}

/// The path of the site from the folder of the repository, `.` where they are one.
///
/// # Errors
/// The path has a character that shells or build servers would take for syntax.
fn below(top: &Path, root: &Path) -> Result<String, CommandError> {
    let below = root.strip_prefix(top).ok().and_then(Path::to_str);
    let unreadable = || CommandError::Message(format!("the path `{}` is not UTF-8", root.display()));
    let below = below.ok_or_else(unreadable)?.replace(std::path::MAIN_SEPARATOR, "/");
    let is_plain = |character: char| character.is_alphanumeric() || "-_./ +,@".contains(character);
    match below.chars().find(|character| !is_plain(*character)) {
        Some(character) => Err(CommandError::Message(format!(
            "the site's folder `{below}` has `{character}` in its name, which build servers may take for syntax: rename it"
        ))),
        None if below.is_empty() => Ok(".".to_owned()),
        None => Ok(below),
    }
}
