//! The way to the server behind the door on Unix: a socket in a folder that no other user may enter.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

/// No path of a socket may be longer, in bytes: macOS takes 103, Linux 107.
const MAX_LEN: usize = 103;

/// A folder of sockets, the last of which is in use.
pub(super) struct InnerSocket {
    folder: TempDir,
    /// How many there were: a server that ends takes its own with it, so that each needs a name of its own.
    count: AtomicU64,
}

/// A connection to the server.
pub(super) type Stream = UnixStream;

impl InnerSocket {
    /// A folder for sockets, in which there is none yet.
    pub(super) fn new() -> io::Result<Self> {
        let folder = folder_in(&std::env::temp_dir()).and_then(|folder| {
            let fits = path(folder.path(), u64::MAX).as_os_str().len() <= MAX_LEN;
            if fits { Ok(folder) } else { folder_in(Path::new("/tmp")) }
        })?;
        Ok(Self { folder, count: AtomicU64::new(0) })
    }

    /// A server that listens at a new socket, to which connections are made from now on.
    pub(super) fn listen(&self) -> io::Result<tiny_http::Server> {
        let number = self.count.load(Ordering::SeqCst) + 1;
        let server = tiny_http::Server::http_unix(&path(self.folder.path(), number));
        let server = server.map_err(|error| io::Error::other(error.to_string()))?;
        self.count.store(number, Ordering::SeqCst);
        Ok(server)
    }

    /// A connection to the server that listens.
    pub(super) fn connect(&self) -> io::Result<Stream> {
        UnixStream::connect(path(self.folder.path(), self.count.load(Ordering::SeqCst)))
    }

    /// The request as it is sent to the server.
    pub(super) fn sealed(&self, request: &str) -> String {
        request.to_owned()
    }

    /// Whether a request came this way: nothing else can reach the server.
    pub(super) const fn is_sealed(&self, _: &tiny_http::Request) -> bool {
        true
    }

    /// Removes the folder: threads that still hold it when the program ends do not.
    pub(super) fn remove(&self) {
        let _ = fs::remove_dir_all(self.folder.path());
    }
}

fn folder_in(parent: &Path) -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("clausebook-").permissions(Permissions::from_mode(0o700)).tempdir_in(parent)
}

fn path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:x}"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::InnerSocket;

    #[test]
    fn only_this_user_may_enter_the_folder_and_nothing_of_it_stays() {
        let socket = InnerSocket::new().unwrap();
        let folder = socket.folder.path().to_owned();
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert!(socket.connect().is_err());
        let first = socket.listen().unwrap();
        socket.connect().unwrap();
        let second = socket.listen().unwrap();
        drop(first);
        socket.connect().unwrap();
        socket.remove();
        assert!(!folder.exists());
        drop(second);
    }
}
