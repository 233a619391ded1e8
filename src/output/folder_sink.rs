//! A sink that writes into a folder and remembers the checksum of everything it wrote.
//!
//! A file that the last site has with the same bytes is linked instead of written: it keeps its time stamp, so
//! that an upload by time stamps sends only what changed, and the disk is spared.

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

/// How many bytes are copied at once; most images are smaller.
const MAX_PIECE: u64 = 128 * 1024;

/// Writes files below one folder. Locks are held to look things up, never while the disk works.
#[derive(Debug)]
pub struct FolderSink {
    folder: PathBuf,
    /// The last site, which is read and never written.
    last: Option<PathBuf>,
    taken: Mutex<HashSet<OutputPath>>,
    /// Folders known to be there, so that each is made once and not once a file.
    made: Mutex<HashSet<String>>,
    written: Mutex<Vec<FileRecord>>,
}

impl FolderSink {
    /// A sink into `folder`, which exists and is empty. Files that `last` has with the same bytes are linked.
    pub fn new(folder: PathBuf, last: Option<PathBuf>) -> Self {
        Self { folder, last, taken: Mutex::default(), made: Mutex::default(), written: Mutex::default() }
    }

    /// The last site, where there is one.
    pub fn last(&self) -> Option<&Path> {
        self.last.as_deref()
    }

    /// What was written, in the order it was finished.
    pub fn into_records(self) -> Vec<FileRecord> {
        self.written.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn make_folder_of(&self, path: &OutputPath) -> Result<(), OutputError> {
        let Some(folder) = path.folder() else { return Ok(()) };
        if locked(&self.made).contains(folder) {
            return Ok(());
        }
        let full = self.folder.join(folder);
        std::fs::create_dir_all(&full).map_err(OutputError::write(&full))?;
        locked(&self.made).insert(folder.to_owned());
        Ok(())
    }
}

impl Sink for FolderSink {
    fn put(&self, artifact: Artifact) -> Result<(), OutputError> {
        let Artifact { path, body, route } = artifact;
        if path.as_str() == MANIFEST {
            return Err(OutputError::Reserved { path: path.to_string() });
        }
        if !locked(&self.taken).insert(path.clone()) {
            return Err(OutputError::Twice { path: path.to_string() });
        }
        self.make_folder_of(&path)?;
        let full = self.folder.join(path.as_str());
        let last = self.last.as_ref().map(|last| last.join(path.as_str()));
        let (sha256, size) = match body {
            Body::Text(text) => write(text.as_bytes(), &full, last.as_deref())?,
            Body::Bytes(bytes) => write(&bytes, &full, last.as_deref())?,
            Body::Copy(source) => copy(&source, &full, last.as_deref())?,
        };
        let path = path.to_string();
        locked(&self.written).push(FileRecord { path, sha256, size, route });
        Ok(())
    }
}

/// A thread that panicked while it held the lock leaves plain values behind, all of them whole.
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

/// Whether there is a plain file of that length; links are none.
fn is_file_of(path: &Path, size: u64) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == size)
}

/// Copies in one pass, so that the checksum is that of the bytes written even if the source changes meanwhile,
/// and with fresh permissions, so that a page is readable whatever its source's are.
fn copy(source: &Path, to: &Path, last: Option<&Path>) -> Result<(String, u64), OutputError> {
    let mut input = open_regular(source).map_err(OutputError::read(source))?;
    let expected = input.metadata().map_err(OutputError::read(source))?.len();
    if let Some(last) = last.filter(|last| is_file_of(last, expected)) {
        let wanted = checksum(source)?;
        // What is linked is what was read: a source that changes now is for the next build.
        if checksum(last).is_ok_and(|old| old == wanted) && std::fs::hard_link(last, to).is_ok() {
            return Ok(wanted);
        }
    }
    let mut output = File::create_new(to).map_err(OutputError::write(to))?;
    let mut digest = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; expected.clamp(1, MAX_PIECE) as usize];
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

/// The checksum and length of the file at `path`.
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

/// `bytes` in lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
