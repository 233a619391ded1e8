//! `clausebook new`: makes a site, an article, a table or a framework to begin from. Never overwrites a file.

mod article;
mod data;
mod file;
mod site;

use std::path::Path;

use super::printer::Printer;
use super::status::{CommandError, CommandStatus};

pub(super) use file::write_new;

#[derive(Debug, clap::Args)]
#[command(
    subcommand_value_name = "WHAT",
    subcommand_help_heading = "What to make",
    after_help = "Examples:
  clausebook new site guide --framework soc2
  clausebook new article soc2/access.md
  clausebook new matrix soc2/hosting.yaml --framework soc2"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// A site with a scope, a responsibility matrix and a calendar of reviews, in a new folder
    Site(site::Arguments),
    /// An article with its front matter
    Article(article::Arguments),
    /// A data table of who does what for each requirement of a framework
    Matrix(data::MatrixArguments),
    /// A data table of one framework beside another
    Crosswalk(data::CrosswalkArguments),
    /// A framework of your own, in content/frameworks/
    Framework(data::FrameworkArguments),
    #[command(external_subcommand)]
    Unknown(Vec<String>),
}

pub(super) fn run(
    arguments: &Arguments,
    root: Option<&Path>,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    let created = match &arguments.what {
        What::Site(arguments) => return site::run(arguments, printer),
        What::Article(arguments) => article::create(arguments, root)?,
        What::Matrix(arguments) => data::create_matrix(arguments, root)?,
        What::Crosswalk(arguments) => data::create_crosswalk(arguments, root)?,
        What::Framework(arguments) => data::create_framework(arguments, root)?,
        What::Unknown(words) => return Err(unknown(words)),
    };
    printer.status(&format!("created {created}"))?;
    Ok(CommandStatus::Clean)
}

/// A site is made by its own word only: any other word may be a mistyped one.
fn unknown(words: &[String]) -> CommandError {
    let word = words.first().map_or("", String::as_str);
    CommandError::Message(format!(
        "`new {word}`: say what to make, `site`, `article`, `matrix`, `crosswalk` or `framework`; \
         for a site in the folder `{word}` it is `clausebook new site {word}`"
    ))
}
