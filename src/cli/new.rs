//! `clausebook new`: creates a starter site, or an article with its front matter. Never overwrites a file.

use std::fs;
use std::path::{Path, PathBuf};

use super::dirs;
use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use crate::pipeline;

#[derive(Debug, clap::Args)]
#[command(after_help = "clausebook new DIR             creates a starter site in DIR\n\
                        clausebook new article PATH    creates an article at PATH below content/")]
pub(super) struct Arguments {
    /// DIR, or the word `article` and a PATH
    #[arg(required = true, num_args = 1..=2, value_names = ["DIR|article", "PATH"])]
    what: Vec<String>,
}

/// The starter site: path and text.
const STARTER: [(&str, &str); 6] = [
    ("clausebook.yaml", include_str!("starter/clausebook.yaml")),
    ("content/_index.md", include_str!("starter/index.md")),
    ("content/pci-dss/_index.md", include_str!("starter/section.md")),
    ("content/pci-dss/scope.md", include_str!("starter/scope.md")),
    ("content/pci-dss/evidence.md", include_str!("starter/evidence.md")),
    (".gitignore", "/public\n"),
];

pub(super) fn run(
    arguments: &Arguments,
    root: Option<&Path>,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    match arguments.what.as_slice() {
        [word, path] if word == "article" => article(path, root, printer),
        [word, folder] if word == "site" => site(Path::new(folder), printer),
        [word] if word == "article" || word == "site" => Err(CommandError::Message(format!(
            "`new {word}` needs a path, such as `clausebook new {}`; for a folder of that name write `./{word}`",
            if word == "article" { "article pci-dss/evidence.md" } else { "site guides" }
        ))),
        [folder] => site(Path::new(folder), printer),
        _ => Err(CommandError::Message("use `clausebook new DIR` or `clausebook new article PATH`".to_owned())),
    }
}

fn site(folder: &Path, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let is_taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken || folder.is_file() {
        return Err(CommandError::Message(format!("`{}` is not empty; nothing was changed", folder.display())));
    }
    for (path, text) in STARTER {
        write_new(&folder.join(path), &text.replace("TODAY", &today()?))?;
    }
    printer.status(&format!("created a site in {}", folder.display()))?;
    printer.status(&format!("build it with `clausebook --root {} build`", folder.display()))?;
    Ok(CommandStatus::Clean)
}

fn article(path: &str, root: Option<&Path>, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let root = dirs::root(root)?;
    let content = pipeline::content_folder(&root);
    let below = path.strip_prefix(&content).and_then(|below| below.strip_prefix('/')).unwrap_or(path);
    let below = if below.ends_with(".md") { below.to_owned() } else { format!("{below}.md") };
    let is_inside = below.split('/').all(|part| !matches!(part, "" | "." | "..")) && !below.contains('\\');
    if !is_inside {
        return Err(CommandError::Message(format!("`{path}` is not a path below {content}/")));
    }
    let is_ignored = |part: &str| part.starts_with(['.', '#']) || part.trim_end_matches(".md").ends_with('~');
    if below.split('/').any(is_ignored) {
        return Err(CommandError::Message(format!(
            "`{path}` would be ignored: names that begin with `.` or `#`, or end with `~`, belong to editors"
        )));
    }
    let file = root.join(&content).join(&below);
    let title = title(&below);
    let weight = next_weight(&file);
    let text = include_str!("starter/article.md")
        .replace("TITLE", &title)
        .replace("TODAY", &today()?)
        .replace("WEIGHT", &weight.to_string());
    write_new(&file, &text)?;
    printer.status(&format!("created {content}/{below}"))?;
    Ok(CommandStatus::Clean)
}

pub(super) fn write_new(path: &Path, text: &str) -> Result<(), CommandError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => CommandError::Message(format!("`{}` already exists", path.display())),
        _ => CommandError::Message(format!("cannot write `{}`: {error}", path.display())),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)
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

fn today() -> Result<String, CommandError> {
    Ok(dirs::end_of_day(None)?.day_iso())
}
