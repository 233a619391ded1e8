//! Opens regular files only, and never waits for one.
//!
//! A named pipe, a socket or a device in the place of a file would make a plain `open` or `read` wait for ever, or
//! give bytes without end. What a site's folder or a cache holds may come from a stranger, so every such file is
//! opened here.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Opens the regular file at `path` for reading. Symbolic links are followed.
///
/// # Errors
/// What the system said; [`io::ErrorKind::InvalidInput`] where the path names something other than a regular file,
/// [`io::ErrorKind::IsADirectory`] where it is a folder.
pub fn open_regular(path: &Path) -> io::Result<File> {
    // Asked before it is opened, because opening alone can act on a device; and after, because the file may have been
    // exchanged in between.
    require_regular(&std::fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    do_not_wait(&mut options);
    let file = options.open(path)?;
    require_regular(&file.metadata()?)?;
    Ok(file)
}

/// The bytes of the regular file at `path`.
///
/// # Errors
/// As [`open_regular`]; [`io::ErrorKind::FileTooLarge`] where it has more than `max` bytes.
pub fn read_regular(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    let file = open_regular(path)?;
    let length = file.metadata()?.len();
    if length > max {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    // A sparse file can claim more bytes than there is memory.
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX))?;
    // The file may grow while it is read.
    file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

fn require_regular(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"))
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
    }
}

/// Without this flag, opening a named pipe waits until something writes to it.
#[cfg(unix)]
fn do_not_wait(options: &mut OpenOptions) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
}

#[cfg(not(unix))]
fn do_not_wait(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::{open_regular, read_regular};

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "four").unwrap();
        assert_eq!(read_regular(&path, 4).unwrap(), b"four");
        assert_eq!(read_regular(&path, 3).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert_eq!(read_regular(folder.path(), 3).unwrap_err().kind(), ErrorKind::IsADirectory);
        assert_eq!(read_regular(&folder.path().join("b"), 3).unwrap_err().kind(), ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_refused_without_waiting() {
        use std::os::unix::net::UnixListener;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&pipe, &link).unwrap();
        let socket = folder.path().join("socket");
        let _listener = UnixListener::bind(&socket).unwrap();
        for path in [pipe.as_path(), &link, &socket, "/dev/zero".as_ref()] {
            assert_eq!(open_regular(path).unwrap_err().kind(), ErrorKind::InvalidInput, "{}", path.display());
        }
    }
}
