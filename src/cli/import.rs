//! `clausebook import`: writes our configuration from that of another generator, or a whole site.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::import_folder;
use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use crate::import;
use crate::import::Moved;
use crate::import::REPORT;
use crate::source::Layout;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook import hugo                 from hugo.toml, config/_default/ and its like in this folder
  clausebook import hugo ~/site          from those in another folder
  clausebook import mkdocs --out ~/new   the whole site as a new one in ~/new")]
pub(super) struct Arguments {
    /// The generator that the site is made for
    #[arg(value_enum)]
    from: Generator,
    /// The folder of the site [default: --root, else this folder]
    dir: Option<PathBuf>,
    /// The folder to write into, which is made if it is missing [default: DIR for Hugo]. A whole site needs one that is new or
    /// empty
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Replace a clausebook.yaml that is there
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Generator {
    /// Hugo: its configuration is read, and content stays as it is
    Hugo,
    /// MkDocs: articles, files and configuration become a new site in the folder of --out
    Mkdocs,
    /// Docusaurus: the same; scripts of the site are read and never run
    Docusaurus,
}

pub(super) fn run(
    arguments: &Arguments,
    root: Option<&Path>,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    let dir = arguments.dir.as_deref().or(root).unwrap_or(Path::new("."));
    if !dir.is_dir() {
        return Err(CommandError::Message(format!("folder not found: `{}`", dir.display())));
    }
    match arguments.from {
        Generator::Hugo => hugo(arguments, dir, printer),
        Generator::Mkdocs => {
            let made = import::mkdocs(dir).map_err(|error| CommandError::Message(error.to_string()));
            site(arguments, dir, made, printer)
        }
        Generator::Docusaurus => {
            let made = import::docusaurus(dir).map_err(|error| CommandError::Message(error.to_string()));
            site(arguments, dir, made, printer)
        }
    }
}

/// Writes a whole site into a new folder.
fn site(
    arguments: &Arguments,
    dir: &Path,
    made: Result<Moved, CommandError>,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    if arguments.force {
        return Err(CommandError::Message(
            "`--force` is for `import hugo`: a whole site is never written over another".to_owned(),
        ));
    }
    let Some(out) = &arguments.out else {
        return Err(CommandError::Message("name a new folder for the site: `--out FOLDER`".to_owned()));
    };
    import_folder::require_free(out)?;
    let made = made?;
    import_folder::write(out, dir, &made)?;
    printer.status(&format!("wrote {} files into {}", made.files.len(), out.display()))?;
    for sentence in &made.summary {
        printer.status(sentence)?;
    }
    printer.status(&format!("{REPORT} says what became of each part; `clausebook check` shows what is to be done"))?;
    Ok(CommandStatus::Clean)
}

fn hugo(arguments: &Arguments, dir: &Path, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let imported = import::hugo(dir).map_err(|error| CommandError::Message(error.to_string()))?;
    let out = arguments.out.as_deref().unwrap_or(dir);
    // Before anything is written.
    imported.stubs.iter().try_for_each(|stub| refuse_links(out, &stub.path))?;
    write_configuration(&out.join(Layout::STANDARD.configuration), &imported.configuration, arguments.force)?;
    printer.status(&format!(
        "wrote {} from {}",
        out.join(Layout::STANDARD.configuration).display(),
        listed(&imported.files)
    ))?;
    let mut stubs = Vec::new();
    for stub in &imported.stubs {
        if write_stub(out, &stub.path, &stub.text)? {
            stubs.push(stub.path.clone());
        }
    }
    if !stubs.is_empty() {
        printer.status(&format!("wrote templates of shortcodes, to be filled in: {}", listed(&stubs)))?;
    }
    for note in &imported.notes {
        printer.status(note)?;
    }
    printer.status(&imported.counts.sentence("Hugo"))?;
    printer
        .status("what was left out is in comments of clausebook.yaml; `clausebook check` shows what is to be done")?;
    Ok(CommandStatus::Clean)
}

/// The first files by name, and how many others there are.
fn listed(files: &[String]) -> String {
    match files {
        [first, second, _, _, rest @ ..] => format!("{first}, {second} and {} others", rest.len() + 2),
        few => few.join(", "),
    }
}

/// Writes the file at `path`, which may be there with `force` only. One that is there is replaced as a whole; a link is not
/// followed.
fn write_configuration(path: &Path, text: &str, force: bool) -> Result<(), CommandError> {
    let failed =
        |error: &dyn std::fmt::Display| CommandError::Message(format!("cannot write `{}`: {error}", path.display()));
    if !force && path.symlink_metadata().is_ok() {
        return Err(CommandError::Message(format!(
            "`{}` already exists; nothing was written. `--force` replaces it",
            path.display()
        )));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    if !force {
        return write_new(path, text).map_err(|error| failed(&error));
    }
    // Next to it, so that it can be moved there in one step.
    let new = tempfile::tempdir_in(folder).map_err(|error| failed(&error))?;
    let file = new.path().join("new");
    write_new(&file, text).map_err(|error| failed(&error))?;
    std::fs::rename(&file, path).map_err(|error| failed(&error))
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// Refuses to write the file `path` below `out` where a folder on its way is a link, which would lead to a folder that is
/// not the site's, or is no folder.
fn refuse_links(out: &Path, path: &str) -> Result<(), CommandError> {
    for (end, _) in path.match_indices('/') {
        let folder = out.join(&path[..end]);
        let reason = match folder.symlink_metadata() {
            Ok(found) if found.is_symlink() => "is a symbolic link",
            Ok(found) if !found.is_dir() => "is no folder",
            Ok(_) | Err(_) => continue,
        };
        let folder = folder.display();
        return Err(CommandError::Message(format!("cannot write `{path}`: `{folder}` {reason}; nothing was written")));
    }
    Ok(())
}

/// Writes a stub below `out`, unless there is a file of that name. Returns whether it was written.
fn write_stub(out: &Path, path: &str, text: &str) -> Result<bool, CommandError> {
    let failed = |error: io::Error| CommandError::Message(format!("cannot write `{path}`: {error}"));
    let file = out.join(path);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    match write_new(&file, text) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(error)),
    }
}
