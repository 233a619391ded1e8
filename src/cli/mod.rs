//! The commands, one file each. The only module that prints.
//!
//! Results go to standard output, everything else to standard error. The exit status is decided here: 0 clean,
//! 1 findings at or above the denied level, 2 could not run.

mod browser;
mod build;
mod build_server;
mod cache;
mod check;
mod completions;
mod dirs;
mod explain;
mod export;
mod external;
mod files;
mod fix;
mod import;
mod import_folder;
mod init;
mod inspect;
mod lsp;
mod man;
mod migrate;
mod new;
mod paths;
mod pdf;
mod permissions;
mod printer;
mod profile;
mod report_file;
mod schema;
mod scope;
mod serve;
mod server_file;
mod status;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use dirs::Dirs;
use printer::{ColourChoice, Printer};
use status::{CommandError, CommandStatus};

use crate::finding::visible;

/// The heading of the options that every command has.
const COMMON: &str = "Options of all commands";

const EXAMPLES: &str = "Examples:
  clausebook new site guide              a starter site in the folder guide
  clausebook serve --open                a preview that follows every save
  clausebook check                       what is wrong, with file and line
  clausebook build --out dist            the site, ready for a host

`clausebook COMMAND --help` has the options of a command, and examples.";

/// Builds, checks and inspects compliance guides written in Markdown.
#[derive(Debug, Parser)]
#[command(version = env!("CLAUSEBOOK_VERSION"), name = "clausebook", max_term_width = 100, after_help = EXAMPLES)]
struct Arguments {
    /// The site's folder [default: the nearest one upwards with a clausebook.yaml, else with a content/]
    #[arg(long, global = true, help_heading = COMMON, value_name = "DIR")]
    root: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, help_heading = COMMON, value_enum, default_value_t = ColourChoice::Auto, value_name = "WHEN")]
    color: ColourChoice,
    /// The folder for caches [default: one for each site in the platform's cache folder]
    #[arg(long, global = true, help_heading = COMMON, value_name = "DIR", env = "CLAUSEBOOK_CACHE", hide_env_values = true)]
    cache: Option<PathBuf>,
    /// Print findings and errors only
    #[arg(short, long, global = true, help_heading = COMMON)]
    quiet: bool,
    /// Print more details
    #[arg(short, long, global = true, help_heading = COMMON)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the site into a folder
    Build(build::Arguments),
    /// Preview the site in a browser, with live reload
    Serve(serve::Arguments),
    /// Report broken links and other problems
    Check(check::Arguments),
    /// Create a starter site, or an article with its front matter
    New(new::Arguments),
    /// Write the configuration of a build server that checks the site
    Init(init::Arguments),
    /// Make a configuration from that of another generator
    Import(import::Arguments),
    /// Carry articles and tables from an older version of a framework to the current one
    Migrate(migrate::Arguments),
    /// Explain a finding and how to fix it
    Explain(explain::Arguments),
    /// Print the site's model, for scripts
    Inspect(inspect::Arguments),
    /// Print data on requirements, for other programs
    Export(export::Arguments),
    /// Print a series as one PDF, with an installed browser
    Pdf(pdf::Arguments),
    /// Compare a copy of a built site with its manifest
    Verify(verify::Arguments),
    /// Print a JSON Schema, for editors
    Schema(schema::Arguments),
    /// Run the language server, for editors
    Lsp(lsp::Arguments),
    /// Print the completions for a shell
    Completions(completions::Arguments),
    /// Write the pages for `man` into a folder
    Man(man::Arguments),
}

/// The description of the command line.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Parses the arguments, runs the command and returns its exit code.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let status = if error.use_stderr() { 2 } else { 0 };
            return if printable(error).print().is_ok() { ExitCode::from(status) } else { ExitCode::SUCCESS };
        }
    };
    let printer = Printer::new(arguments.color, arguments.quiet, arguments.verbose);
    match dispatch(&arguments, &printer) {
        Ok(CommandStatus::Clean) => ExitCode::SUCCESS,
        Ok(CommandStatus::Findings) => ExitCode::from(1),
        Err(CommandError::Closed(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            printer.error(&failure.to_string());
            ExitCode::from(2)
        }
    }
}

/// The same error with control characters escaped: the message quotes the arguments.
fn printable(error: clap::Error) -> clap::Error {
    let escaped = std::env::args_os().map(|argument| visible(&argument.to_string_lossy()).into_owned());
    Arguments::try_parse_from(escaped).err().unwrap_or(error)
}

fn dispatch(arguments: &Arguments, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let root = arguments.root.as_deref();
    let dirs = Dirs { root, cache: arguments.cache.as_deref() };
    match &arguments.command {
        Command::Build(build) => build::run(build, &dirs, printer),
        Command::Serve(serve) => serve::run(serve, &dirs, printer),
        Command::Check(check) => check::run(check, &dirs, printer),
        Command::New(new) => new::run(new, root, printer),
        Command::Init(init) => init::run(init, root, printer),
        Command::Import(import) => import::run(import, root, printer),
        Command::Migrate(migrate) => migrate::run(migrate, root, printer),
        Command::Explain(explain) => explain::run(explain, printer),
        Command::Inspect(inspect) => inspect::run(inspect, root, printer),
        Command::Export(export) => export::run(export, root, printer),
        Command::Pdf(pdf) => pdf::run(pdf, &dirs, printer),
        Command::Verify(verify) => verify::run(verify, printer),
        Command::Schema(schema) => schema::run(schema, printer),
        Command::Lsp(lsp) => lsp::run(lsp, root),
        Command::Completions(completions) => completions::run(completions, &mut Arguments::command(), printer),
        Command::Man(man) => man::run(man, Arguments::command(), printer),
    }
}
