//! `clausebook init ci`: writes the configuration of a build server that checks the site. Never overwrites a file.

use std::path::Path;

use clap::ValueEnum;

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

/// What runs a check when something changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BuildServer {
    /// GitHub Actions
    Github,
    /// GitLab CI/CD
    Gitlab,
    /// Azure Pipelines
    Azure,
    /// Jenkins
    Jenkins,
    /// pre-commit, before each commit
    PreCommit,
}

impl BuildServer {
    /// The path of its configuration in a repository.
    const fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/clausebook.yml",
            Self::Gitlab => ".gitlab-ci.yml",
            Self::Azure => "azure-pipelines.yml",
            Self::Jenkins => "Jenkinsfile",
            Self::PreCommit => ".pre-commit-config.yaml",
        }
    }

    const fn template(self) -> &'static str {
        match self {
            Self::Github => include_str!("ci/github.yml"),
            Self::Gitlab => include_str!("ci/gitlab.yml"),
            Self::Azure => include_str!("ci/azure.yml"),
            Self::Jenkins => include_str!("ci/Jenkinsfile"),
            Self::PreCommit => include_str!("ci/pre-commit.yaml"),
        }
    }

    /// What is left to do once the file is there.
    const fn next(self) -> &'static str {
        match self {
            Self::Github => "commit it; it runs at every push and pull request",
            Self::Gitlab => "commit it; it runs for merge requests, on the default branch and on schedules",
            Self::Azure => "commit it, and make a pipeline from it in Azure DevOps",
            Self::Jenkins => "commit it, and make a multibranch pipeline in Jenkins",
            Self::PreCommit => "commit it, and run `pre-commit install`",
        }
    }
}

/// The repository that the program comes from.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

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
    let text = text(server, &below(&top, &root)?);
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

fn text(server: BuildServer, root: &str) -> String {
    let name = REPOSITORY.rsplit('/').take(2).collect::<Vec<_>>();
    let name = name.into_iter().rev().collect::<Vec<_>>().join("/");
    // The folder comes last: its name could be one of the placeholders.
    server
        .template()
        .replace("@NAME@", &name)
        .replace("@REPOSITORY@", REPOSITORY)
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        .replace("@ROOT@", root)
}
