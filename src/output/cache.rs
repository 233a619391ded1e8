//! Files that only spare the next run some work, in a folder of their own.
//!
//! A file is replaced as a whole, so that a run that is killed leaves the last one as it was. Kept out: what
//! stands in them.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// The bytes of the file `name` in `folder`; nothing where there is none.
///
/// # Errors
/// What the system said, and for a file of more than `most` bytes that it is too large.
pub fn cached(folder: &Path, name: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match fs::File::open(folder.join(name)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(Some(bytes)) }
}

/// Puts the file `name` into `folder`, which is made where it is missing, and kept out of version control. Where
/// the folder around it is not to be written, nothing is made in it, even by those who could.
///
/// # Errors
/// What the system said.
pub fn cache(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    if !folder.exists() {
        let around = folder.parent().and_then(|around| fs::metadata(around).ok());
        if around.is_some_and(|around| around.permissions().readonly()) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        fs::create_dir_all(folder)?;
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut file, bytes)?;
    file.persist(folder.join(name))?;
    Ok(())
}
