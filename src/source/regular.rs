//! Opens regular files only, and never blocks.
//!
//! With a named pipe, a socket or a device in place of a file, `open` or `read` could block for ever or return bytes
//! without end. The files of a site or a cache cannot be trusted, so all of them are opened here.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Opens the regular file at `path` for reading. Symbolic links are followed.
///
/// # Errors
/// An error of the system; [`io::ErrorKind::InvalidInput`] where the path names something other than a regular file,
/// [`io::ErrorKind::IsADirectory`] where it is a folder.
pub fn open_regular(path: &Path) -> io::Result<File> {
    // Checked before it is opened, because opening can act on a device, and after, because the file may have been
    // replaced in between.
    require_regular(&std::fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    set_nonblocking(&mut options);
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

/// Without this flag, opening a named pipe blocks until another process opens it for writing.
#[cfg(unix)]
fn set_nonblocking(options: &mut OpenOptions) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
}

#[cfg(not(unix))]
fn set_nonblocking(_: &mut OpenOptions) {}

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
    fn anything_but_a_regular_file_is_refused_without_blocking() {
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
