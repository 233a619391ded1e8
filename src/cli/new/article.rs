//! An article with its front matter.

use std::fs;
use std::path::{Path, PathBuf};

use super::file::{below_content, filled, quoted, today, write_new};
use crate::cli::status::CommandError;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  clausebook new article pci-dss/evidence.md --title \"What counts as proof\"")]
pub(super) struct Arguments {
    /// The path of the article below the content folder
    path: String,
    /// The title [default: made from the name of the file]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

/// Creates the article and returns its path from the site's folder.
pub(super) fn create(arguments: &Arguments, root: Option<&Path>) -> Result<String, CommandError> {
    let file = below_content(&arguments.path, root, &[".md"])?;
    let title = arguments.title.clone().unwrap_or_else(|| title(&file.below));
    let weight = next_weight(&file.full).to_string();
    let values = [("TITLE", &*quoted(&title)), ("TODAY", &today()?), ("WEIGHT", &weight)];
    write_new(&file.full, &filled(include_str!("starter/article.md"), &values))?;
    Ok(file.shown)
}

/// A title made from the name of the file.
fn title(below: &str) -> String {
    let name = PathBuf::from(below);
    let mut stem = name.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if matches!(stem.as_str(), "index" | "_index") {
        let folder = name.parent().and_then(Path::file_name).unwrap_or_default();
        stem = folder.to_string_lossy().into_owned();
    }
    let words = stem.replace(['-', '_'], " ").replace(['"', '\\'], "");
    let mut characters = words.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_else(|| "Untitled".to_owned())
}

/// A weight after the existing articles: ten for each.
fn next_weight(file: &Path) -> usize {
    let entries = file.parent().and_then(|folder| fs::read_dir(folder).ok());
    let is_article = |entry: &fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.ends_with(".md") && name != "_index.md"
    };
    let articles = entries.map_or(0, |entries| entries.flatten().filter(is_article).count());
    (articles + 1) * 10
}
