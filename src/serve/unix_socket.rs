//! The connection to the inner server on Unix: a socket in the private folder, which no other user can enter.

use std::io;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// The folder of the sockets.
pub(super) struct InnerSocket(PathBuf);

pub(super) type Stream = UnixStream;

/// The path of a socket.
pub(super) type Address = PathBuf;

impl InnerSocket {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self(folder.to_owned()))
    }

    /// Starts a server. `number` is one of its own: a server that ends may remove its socket after the next one began.
    pub(super) fn listen(&self, number: u64) -> io::Result<(tiny_http::Server, Address)> {
        let path = self.0.join(number.to_string());
        let server = tiny_http::Server::http_unix(&path).map_err(|error| io::Error::other(error.to_string()))?;
        Ok((server, path))
    }

    pub(super) fn connect(&self, address: &Address) -> io::Result<Stream> {
        UnixStream::connect(address)
    }

    /// The header that proves to the server that a request comes from this process: none is needed.
    pub(super) fn header(&self) -> String {
        String::new()
    }

    pub(super) const fn is_own_request(&self, _: &tiny_http::Request) -> bool {
        true
    }
}
