//! A sink that writes into a folder and records the checksum of every file.
//!
//! A file that the last site has with the same bytes is hard-linked instead of written: that is faster, and it keeps its
//! modification time, so that an upload by modification times sends only what changed.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use foldhash::HashSet;
use sha2::{Digest, Sha256};

use super::artifact::{Artifact, Body, OutputPath};
use super::error::OutputError;
use super::manifest::{FileRecord, MANIFEST};
use super::sink::Sink;
use crate::source::{open_regular, read_regular};

/// The greatest size of a buffer for copying, in bytes; most images are smaller.
const MAX_BUFFER: u64 = 128 * 1024;

/// Writes files below a folder. No lock is held during input and output.
#[derive(Debug)]
pub struct FolderSink {
    folder: PathBuf,
    /// The last site, which is only read.
    last: Option<PathBuf>,
    paths: Mutex<HashSet<OutputPath>>,
    /// Folders that exist, so that each is created once and not once for each file.
    folders: Mutex<HashSet<String>>,
    records: Mutex<Vec<FileRecord>>,
}

impl FolderSink {
    /// A sink into `folder`, an empty folder. Files that `last` has with the same bytes are hard-linked.
    pub fn new(folder: PathBuf, last: Option<PathBuf>) -> Self {
        Self { folder, last, paths: Mutex::default(), folders: Mutex::default(), records: Mutex::default() }
    }

    /// The last site, where there is one.
    pub fn last(&self) -> Option<&Path> {
        self.last.as_deref()
    }

    /// A record of each file, in the order of writing.
    pub fn into_records(self) -> Vec<FileRecord> {
        self.records.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn create_parent(&self, path: &OutputPath) -> Result<(), OutputError> {
        let Some(folder) = path.folder() else { return Ok(()) };
        if locked(&self.folders).contains(folder) {
            return Ok(());
        }
        let full = self.folder.join(folder);
        std::fs::create_dir_all(&full).map_err(OutputError::write(&full))?;
        locked(&self.folders).insert(folder.to_owned());
        Ok(())
    }
}

impl Sink for FolderSink {
    fn put(&self, artifact: Artifact) -> Result<(), OutputError> {
        let Artifact { path, body, route } = artifact;
        if path.as_str() == MANIFEST {
            return Err(OutputError::ReservedPath { path: path.to_string() });
        }
        if !locked(&self.paths).insert(path.clone()) {
            return Err(OutputError::DuplicatePath { path: path.to_string() });
        }
        self.create_parent(&path)?;
        let full = self.folder.join(path.as_str());
        let last = self.last.as_ref().map(|last| last.join(path.as_str()));
        let (sha256, size) = match body {
            Body::Text(text) => write(text.as_bytes(), &full, last.as_deref())?,
            Body::Bytes(bytes) => write(&bytes, &full, last.as_deref())?,
            Body::Copy(source) => copy(&source, &full, last.as_deref())?,
        };
        let path = path.to_string();
        locked(&self.records).push(FileRecord { path, sha256, size, route });
        Ok(())
    }
}

/// A poisoned lock is safe to use: no change under a lock can panic halfway.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write(bytes: &[u8], to: &Path, last: Option<&Path>) -> Result<(String, u64), OutputError> {
    let record = (hexadecimal(&Sha256::digest(bytes)), bytes.len() as u64);
    let is_same =
        |last: &Path| is_file_of(last, record.1) && read_regular(last, record.1).is_ok_and(|old| old == bytes);
    if last.is_some_and(|last| is_same(last) && std::fs::hard_link(last, to).is_ok()) {
        return Ok(record);
    }
    let mut file = File::create_new(to).map_err(OutputError::write(to))?;
    file.write_all(bytes).map_err(OutputError::write(to))?;
    Ok(record)
}

/// Whether `path` is a regular file of that size, not a symbolic link.
fn is_file_of(path: &Path, size: u64) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == size)
}

/// Copies in one pass, so that the checksum is that of the bytes written even if the source changes meanwhile, and with
/// default permissions, so that the copy is readable even if the source is private.
fn copy(source: &Path, to: &Path, last: Option<&Path>) -> Result<(String, u64), OutputError> {
    let mut input = open_regular(source).map_err(OutputError::read(source))?;
    let expected = input.metadata().map_err(OutputError::read(source))?.len();
    if let Some(last) = last.filter(|last| is_file_of(last, expected)) {
        let wanted = checksum(source)?;
        if checksum(last).is_ok_and(|old| old == wanted) && std::fs::hard_link(last, to).is_ok() {
            return Ok(wanted);
        }
    }
    let mut output = File::create_new(to).map_err(OutputError::write(to))?;
    let mut digest = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; expected.clamp(1, MAX_BUFFER) as usize];
    loop {
        let filled = match input.read(&mut buffer) {
            Ok(0) => return Ok((hexadecimal(&digest.finalize()), size)),
            Ok(filled) => filled,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(OutputError::read(source)(error)),
        };
        digest.update(&buffer[..filled]);
        output.write_all(&buffer[..filled]).map_err(OutputError::write(to))?;
        size += filled as u64;
    }
}

/// The SHA-256 and the size of the file at `path`.
pub(super) fn checksum(path: &Path) -> Result<(String, u64), OutputError> {
    let mut file = open_regular(path).map_err(OutputError::read(path))?;
    let mut digest = Sha256::new();
    let size = io::copy(&mut file, &mut HashWriter(&mut digest)).map_err(OutputError::read(path))?;
    Ok((hexadecimal(&digest.finalize()), size))
}

struct HashWriter<'a>(&'a mut Sha256);

impl Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
