//! The connection to the inner server where there are no Unix sockets: a port that only this machine can connect to.
//!
//! Every program and every user of the machine can connect to it, so each request carries a secret of this run.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::output::hexadecimal;

/// The name of the header with the secret.
const HEADER: &str = "x-clausebook-secret";

pub(super) struct InnerSocket {
    /// 256 random bits in hexadecimal digits.
    secret: String,
}

pub(super) type Stream = TcpStream;

pub(super) type Address = SocketAddr;

impl InnerSocket {
    pub(super) fn new(_: &Path) -> io::Result<Self> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Self { secret: hexadecimal(&bytes) })
    }

    /// Starts a server at a free port.
    pub(super) fn listen(&self, _: u64) -> io::Result<(tiny_http::Server, Address)> {
        let server = tiny_http::Server::http((Ipv4Addr::LOCALHOST, 0));
        let server = server.map_err(|error| io::Error::other(error.to_string()))?;
        let address = server.server_addr().to_ip().ok_or(io::ErrorKind::AddrNotAvailable)?;
        Ok((server, address))
    }

    pub(super) fn connect(&self, address: &Address) -> io::Result<Stream> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// The header that proves to the server that a request comes from this process.
    pub(super) fn header(&self) -> String {
        format!("{HEADER}: {}\r\n", self.secret)
    }

    pub(super) fn is_own_request(&self, request: &tiny_http::Request) -> bool {
        let mut values = request.headers().iter().filter(|header| header.field.equiv(HEADER));
        // To compare digests takes a time that does not depend on how much of a wrong secret is right.
        let digest = |text: &str| Sha256::digest(text.as_bytes());
        let is_secret = |value: &str| digest(value) == digest(&self.secret);
        values.next().is_some_and(|header| is_secret(header.value.as_str())) && values.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::path::Path;
    use std::sync::Arc;
    use std::thread;

    use tiny_http::Response;

    use super::InnerSocket;

    #[test]
    fn a_request_without_the_secret_is_refused() {
        let socket = Arc::new(InnerSocket::new(Path::new("")).unwrap());
        let (server, address) = socket.listen(1).unwrap();
        let own = socket.clone();
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                let status = if own.is_own_request(&request) { 200 } else { 403 };
                let _ = request.respond(Response::empty(status));
            }
        });
        let status = |headers: &str| {
            let mut stream = socket.connect(&address).unwrap();
            write!(stream, "GET / HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n{headers}\r\n").unwrap();
            let mut response = String::new();
            stream.read_to_string(&mut response).unwrap();
            response.split(' ').nth(1).unwrap().to_owned()
        };
        let header = socket.header();
        assert_eq!(status(&header), "200");
        assert_eq!(status(""), "403");
        assert_eq!(status(&header.replace("-secret: ", "-secret: 0")), "403");
        assert_eq!(status(&InnerSocket::new(Path::new("")).unwrap().header()), "403");
        assert_eq!(status(&format!("{header}{header}")), "403");
    }
}
