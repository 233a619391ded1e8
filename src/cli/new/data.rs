//! Data tables and frameworks to begin from.

use std::path::Path;

use super::file::{below_content, filled, quoted, write_new};
use crate::cli::dirs;
use crate::cli::status::CommandError;
use crate::framework::Framework;
use crate::pipeline;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  clausebook new matrix pci-dss/hosting.yaml --framework pci-dss")]
pub(super) struct MatrixArguments {
    /// The path of the table below the content folder
    path: String,
    /// The key of the framework, such as pci-dss
    #[arg(long, value_name = "KEY")]
    framework: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  clausebook new crosswalk soc2/iso.yaml --from soc2 --to iso-27001")]
pub(super) struct CrosswalkArguments {
    /// The path of the table below the content folder
    path: String,
    /// The key of the framework that the table goes through
    #[arg(long, value_name = "KEY")]
    from: String,
    /// The key of the framework beside it
    #[arg(long, value_name = "KEY")]
    to: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  clausebook new framework acme-policy --name \"Security policy\"")]
pub(super) struct FrameworkArguments {
    /// The key, which articles cite it by: letters, digits and hyphens
    key: String,
    /// Its name [default: the key]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
}

/// Creates a responsibility matrix with a row for each principal requirement, and returns its path.
pub(super) fn create_matrix(arguments: &MatrixArguments, root: Option<&Path>) -> Result<String, CommandError> {
    let file = below_content(&arguments.path, root, &[".yaml", ".yml"])?;
    let frameworks = frameworks(root)?;
    let framework = find(&frameworks, &arguments.framework)?;
    let rows = framework.principals().map(|(_, requirement)| {
        let comment = requirement.title.replace(char::is_control, " ");
        format!("  - {{req: \"{}\", who: customer}} # {comment}", quoted(&requirement.id))
    });
    let rows = rows.collect::<Vec<_>>().join("\n");
    let values = [
        ("NAME", framework.name.as_str()),
        ("KEY", framework.key.as_str()),
        ("FILE", file_name(&file.below)),
        ("ROWS", &rows),
    ];
    write_new(&file.full, &filled(include_str!("starter/matrix.yaml"), &values))?;
    Ok(file.shown)
}

/// Creates a crosswalk without rows, and returns its path.
pub(super) fn create_crosswalk(arguments: &CrosswalkArguments, root: Option<&Path>) -> Result<String, CommandError> {
    let file = below_content(&arguments.path, root, &[".yaml", ".yml"])?;
    let frameworks = frameworks(root)?;
    let (source, target) = (find(&frameworks, &arguments.from)?, find(&frameworks, &arguments.to)?);
    let (source_name, target_name) = (quoted(&source.name), quoted(&target.name));
    let values = [
        ("SOURCE_NAME", &*source_name),
        ("TARGET_NAME", &target_name),
        ("SOURCE_KEY", &source.key),
        ("TARGET_KEY", &target.key),
        ("SOURCE_ID", first_id(source)),
        ("TARGET_ID", first_id(target)),
        ("FILE", file_name(&file.below)),
    ];
    write_new(&file.full, &filled(include_str!("starter/crosswalk.yaml"), &values))?;
    Ok(file.shown)
}

/// Creates a framework, and returns the path of its file.
pub(super) fn create_framework(arguments: &FrameworkArguments, root: Option<&Path>) -> Result<String, CommandError> {
    let key = arguments.key.as_str();
    let is_key = key.starts_with(|first: char| first.is_ascii_lowercase())
        && key.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    if !is_key {
        return Err(CommandError::Message(format!(
            "`{key}` is not a key: write lowercase letters, digits and hyphens, such as `acme-policy`"
        )));
    }
    let file = below_content(&format!("frameworks/{key}.yaml"), root, &[".yaml"])?;
    if let Some(known) = frameworks(root)?.iter().find(|framework| framework.key == key) {
        return Err(CommandError::Message(format!("the framework `{key}` is there already: {}", known.name)));
    }
    let name = quoted(arguments.name.as_deref().unwrap_or(key));
    write_new(&file.full, &filled(include_str!("starter/framework.yaml"), &[("NAME", &name), ("KEY", key)]))?;
    Ok(file.shown)
}

/// The frameworks that ship, and the site's own.
fn frameworks(root: Option<&Path>) -> Result<Vec<Framework>, CommandError> {
    let project = pipeline::load(&dirs::request(root, None)?);
    Ok(project.frameworks.iter().cloned().collect())
}

/// The framework with this key or alias.
pub(super) fn find<'f>(frameworks: &'f [Framework], key: &str) -> Result<&'f Framework, CommandError> {
    let plain = |text: &str| text.to_lowercase().replace(['-', '_', ' '], "");
    let is_it = |framework: &&Framework| {
        let mut names = framework.notation.aliases.iter().chain([&framework.key, &framework.name]);
        names.any(|name| plain(name) == plain(key))
    };
    frameworks.iter().find(is_it).ok_or_else(|| {
        let known: Vec<&str> = frameworks.iter().map(|framework| framework.key.as_str()).collect();
        CommandError::Message(format!("unknown framework `{key}`; the frameworks are {}", known.join(", ")))
    })
}

fn file_name(below: &str) -> &str {
    below.rsplit('/').next().unwrap_or(below)
}

/// An id for the example in a comment.
fn first_id(framework: &Framework) -> &str {
    let mut assessed = framework.requirements().filter(|(idx, _)| framework.is_assessed(*idx));
    assessed.next().map_or("1", |(_, requirement)| requirement.id.as_str())
}
