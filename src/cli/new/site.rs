//! A site about one framework.

use std::fs;
use std::path::PathBuf;

use super::data::find;
use super::file::{filled, quoted, today, write_new};
use crate::cli::build_server::{BuildServer, configuration};
use crate::cli::printer::Printer;
use crate::cli::status::{CommandError, CommandStatus};
use crate::framework::built_in_frameworks;
use crate::source::repository_folder;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook new site guide
  clausebook new site guide --framework iso27001 --title \"Our way to ISO 27001\"")]
pub(super) struct Arguments {
    /// The folder of the site: a new or an empty one
    folder: PathBuf,
    /// The framework that it is about, one that is built in
    #[arg(long, value_name = "KEY", default_value = "pci-dss")]
    framework: String,
    /// The title of the site
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The build server that is to check it, where the folder is not in a git repository yet
    #[arg(long, value_enum, value_name = "SERVER", default_value_t = BuildServer::Github)]
    ci: BuildServer,
    /// Write no configuration of a build server
    #[arg(long, conflicts_with = "ci")]
    no_ci: bool,
}

/// The files of a site that are the same for every framework.
const COMMON: [(&str, &str); 5] = [
    ("clausebook.yaml", include_str!("starter/clausebook.yaml")),
    ("content/_index.md", include_str!("starter/index.md")),
    ("content/KEY/_index.md", include_str!("starter/section.md")),
    ("content/KEY/responsibilities.md", include_str!("starter/responsibilities.md")),
    (".gitignore", "/public\n"),
];

/// The files about one framework.
struct Starter {
    key: &'static str,
    scope: &'static str,
    responsibilities: &'static str,
    calendar: &'static str,
}

macro_rules! starters {
    ($($key:literal),+ $(,)?) => {
        [$(Starter {
            key: $key,
            scope: include_str!(concat!("starter/", $key, "/scope.md")),
            responsibilities: include_str!(concat!("starter/", $key, "/responsibilities.yaml")),
            calendar: include_str!(concat!("starter/", $key, "/calendar.md")),
        }),+]
    };
}

const STARTERS: &[Starter] = &starters!["pci-dss", "cmmc", "soc2", "iso-27001", "nist-csf", "nist-800-171"];

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let folder = &arguments.folder;
    let frameworks = built_in_frameworks();
    let framework = find(&frameworks, &arguments.framework)?;
    let starter = STARTERS.iter().find(|starter| starter.key == framework.key).ok_or_else(|| {
        let known: Vec<&str> = STARTERS.iter().map(|starter| starter.key).collect();
        CommandError::Message(format!("no starter site for `{}`; there are {}", framework.key, known.join(", ")))
    })?;
    let is_taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken || folder.is_file() {
        return Err(CommandError::Message(format!("`{}` is not empty; nothing was changed", folder.display())));
    }
    let title = arguments.title.clone().unwrap_or_else(|| format!("Our {} guide", framework.name));
    let (title, name, today) = (quoted(&title), quoted(&framework.name), today()?);
    let values = [("TITLE", &*title), ("NAME", &name), ("KEY", &framework.key), ("TODAY", &today)];
    let own = [
        ("content/KEY/scope.md", starter.scope),
        ("content/KEY/responsibilities.yaml", starter.responsibilities),
        ("content/KEY/calendar.md", starter.calendar),
    ];
    for (path, text) in COMMON.iter().copied().chain(own) {
        write_new(&folder.join(path.replace("KEY", &framework.key)), &filled(text, &values))?;
    }
    let shown = folder.display();
    // In a repository the file belongs into its top folder, which is not the site's to write to.
    let is_in_repository = folder.canonicalize().is_ok_and(|folder| repository_folder(&folder).is_some());
    if !arguments.no_ci && !is_in_repository {
        write_new(&folder.join(arguments.ci.path()), &configuration(arguments.ci, "."))?;
    }
    printer.status(&format!("created a site about {} in {shown}", framework.name))?;
    printer.status(&format!("preview it with `clausebook --root {shown} serve`"))?;
    if !arguments.no_ci && is_in_repository {
        printer.status(&format!("have a build server check it with `clausebook --root {shown} init ci github`"))?;
    }
    Ok(CommandStatus::Clean)
}

#[cfg(test)]
mod tests {
    use super::STARTERS;
    use crate::framework::built_in_frameworks;

    #[test]
    fn every_built_in_framework_has_a_starter() {
        let mut keys: Vec<&str> = STARTERS.iter().map(|starter| starter.key).collect();
        let built_in = built_in_frameworks();
        let mut known: Vec<&str> = built_in.iter().map(|framework| framework.key.as_str()).collect();
        keys.sort_unstable();
        known.sort_unstable();
        assert_eq!(keys, known);
    }
}
