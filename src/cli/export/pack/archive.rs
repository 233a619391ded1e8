//! A pack as one zip file or one folder: written as a whole, and compared with its manifest.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::file::File;
use super::manifest::{Manifest, NAME, checksum};
use crate::cli::status::CommandError;
use crate::output::path_fault;
use crate::source::read_regular;

/// The greatest size of a file of a pack that is read again, in bytes.
const MAX_FILE: u64 = 1 << 30;

/// Where a pack is written.
pub(super) struct Target {
    path: PathBuf,
    is_archive: bool,
}

impl Target {
    /// # Errors
    /// There is something that is no pack.
    pub(super) fn new(path: &Path) -> Result<Self, CommandError> {
        let is_archive = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
        let target = Self { path: path.to_path_buf(), is_archive };
        let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(target) };
        let is_replaced = match is_archive {
            true => metadata.is_file() && is_pack(path),
            false => metadata.is_dir() && (is_empty(path) || is_untouched(path)),
        };
        match is_replaced {
            true => Ok(target),
            false => Err(CommandError::Message(format!(
                "`{}` is not a pack as it was written, so it is not replaced; give another place with `--out`",
                path.display()
            ))),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that it is in.
    pub(super) fn folder(&self) -> PathBuf {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf()
    }

    /// Writes the files, which are in order, and then puts them in the place of the last pack.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(super) fn write(&self, files: &[File], day: &str) -> Result<(), CommandError> {
        let written = if self.is_archive { self.write_archive(files, day) } else { self.write_folder(files) };
        written.map_err(|error| CommandError::Message(format!("cannot write `{}`: {error}", self.path.display())))
    }

    fn write_archive(&self, files: &[File], day: &str) -> io::Result<()> {
        let bytes = archive(files, day)?;
        let mut file = tempfile::NamedTempFile::new_in(self.folder())?;
        file.write_all(&bytes)?;
        readable(file.path())?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }

    fn write_folder(&self, files: &[File]) -> io::Result<()> {
        let staging = tempfile::Builder::new().prefix(".clausebook-pack-").tempdir_in(self.folder())?;
        let new = staging.path().join("new");
        fs::create_dir(&new)?;
        for file in files {
            let path = new.join(&file.path);
            fs::create_dir_all(path.parent().unwrap_or(&new))?;
            fs::write(path, &file.bytes)?;
        }
        if self.path.exists() {
            fs::rename(&self.path, staging.path().join("old"))?;
        }
        fs::rename(&new, &self.path)
    }
}

/// A temporary file is for its owner alone; a pack is to be handed on.
#[cfg(unix)]
fn readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The files as an archive whose bytes depend on nothing else than them and the day.
fn archive(files: &[File], day: &str) -> io::Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // Not compressed: what a library makes of the same bytes may change with its version.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(moment(day))
        .unix_permissions(0o644);
    for file in files {
        writer.start_file(file.path.as_str(), options).map_err(io::Error::other)?;
        writer.write_all(&file.bytes)?;
    }
    Ok(writer.finish().map_err(io::Error::other)?.into_inner())
}

/// The beginning of a day, `YYYY-MM-DD`. Archives know no day before 1980.
fn moment(day: &str) -> DateTime {
    let mut numbers = day.split('-').map(|number| number.parse::<u16>().unwrap_or_default());
    let (year, month, day) = (numbers.next(), numbers.next(), numbers.next());
    let small = |number: Option<u16>| u8::try_from(number.unwrap_or_default()).unwrap_or_default();
    let moment = DateTime::from_date_and_time(year.unwrap_or_default(), small(month), small(day), 0, 0, 0);
    moment.unwrap_or_default()
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// Whether the folder is a pack in which nothing was added or changed.
fn is_untouched(folder: &Path) -> bool {
    verify(folder).is_ok_and(|differences| differences.lines.is_empty())
}

/// Whether there is a pack at `path`.
pub(in crate::cli) fn is_pack(path: &Path) -> bool {
    match path.is_dir() {
        true => read_regular(&path.join(NAME), MAX_FILE).is_ok_and(|bytes| Manifest::parse(&bytes).is_some()),
        false => fs::File::open(path).ok().and_then(|file| ZipArchive::new(file).ok()).is_some_and(|mut archive| {
            read_entry(&mut archive, NAME).is_ok_and(|bytes| Manifest::parse(&bytes).is_some())
        }),
    }
}

/// How a pack differs from its manifest.
#[derive(Debug, Default)]
pub(in crate::cli) struct Differences {
    /// The number of files that it should have, with the manifest.
    pub(in crate::cli) files: usize,
    /// One line each, such as `changed: matrix/who.csv`.
    pub(in crate::cli) lines: Vec<String>,
}

/// Compares the pack at `path` with its manifest.
///
/// # Errors
/// There is no pack, or it cannot be read.
pub(in crate::cli) fn verify(path: &Path) -> Result<Differences, CommandError> {
    let failed = |error: io::Error| CommandError::Message(format!("cannot read `{}`: {error}", path.display()));
    let found = if path.is_dir() { of_folder(path) } else { of_archive(path) }.map_err(failed)?;
    let manifest = found.get(NAME).and_then(|bytes| bytes.as_deref()).and_then(Manifest::parse);
    let manifest =
        manifest.ok_or_else(|| CommandError::Message(format!("`{}` is not an evidence pack", path.display())))?;
    let mut lines = Vec::new();
    let mut listed = BTreeSet::from([NAME]);
    for record in &manifest.files {
        if !listed.insert(&record.path) {
            lines.push(format!("listed twice: {}", record.path));
            continue;
        }
        match found.get(&record.path) {
            None => lines.push(format!("missing: {}", record.path)),
            Some(Some(bytes)) if bytes.len() as u64 == record.size && checksum(bytes) == record.sha256 => {}
            Some(_) => lines.push(format!("changed: {}", record.path)),
        }
    }
    lines.extend(found.keys().filter(|path| !listed.contains(path.as_str())).map(|path| format!("added: {path}")));
    Ok(Differences { files: manifest.files.len() + 1, lines })
}

/// The files of a pack by their paths; nothing for what is no regular file.
type Found = BTreeMap<String, Option<Vec<u8>>>;

fn of_folder(folder: &Path) -> io::Result<Found> {
    let mut found = Found::new();
    for entry in WalkDir::new(folder).min_depth(1) {
        let entry = entry?;
        if entry.file_type().is_dir() {
            continue;
        }
        let below = entry.path().strip_prefix(folder).map_err(io::Error::other)?;
        let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let bytes = entry.file_type().is_file().then(|| read_regular(entry.path(), MAX_FILE)).transpose()?;
        found.insert(parts.join("/"), bytes);
    }
    Ok(found)
}

fn of_archive(path: &Path) -> io::Result<Found> {
    let mut archive = ZipArchive::new(fs::File::open(path)?).map_err(io::Error::other)?;
    let names: Result<Vec<String>, _> = archive.file_names().map(|name| name.map(Cow::into_owned)).collect();
    let mut found = Found::new();
    for name in names.map_err(io::Error::other)? {
        // A path that leads out of the folder would be written there by programs that unpack it.
        let bytes = if path_fault(&name).is_none() { Some(read_entry(&mut archive, &name)?) } else { None };
        found.insert(name, bytes);
    }
    Ok(found)
}

fn read_entry(archive: &mut ZipArchive<impl Read + Seek>, name: &str) -> io::Result<Vec<u8>> {
    let mut entry = archive.by_name(name).map_err(io::Error::other)?;
    if entry.size() > MAX_FILE {
        return Err(io::Error::other(format!("`{name}` is too large")));
    }
    let mut bytes = Vec::new();
    entry.by_ref().take(MAX_FILE).read_to_end(&mut bytes)?;
    Ok(bytes)
}
