//! The way to the server behind the door where there are no Unix sockets: a port of this machine.
//!
//! Any program and any user of the machine can connect to it, so every request carries a secret of this run.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Mutex;

use super::store::locked;

/// The header that carries the secret.
const HEADER: &str = "x-clausebook-inner";

/// The port of the server, and the secret that it asks for.
pub(super) struct InnerSocket {
    address: Mutex<Option<SocketAddr>>,
    /// 256 random bits in hexadecimal digits.
    secret: String,
}

/// A connection to the server.
pub(super) type Stream = TcpStream;

impl InnerSocket {
    /// A secret, and no port yet.
    pub(super) fn new() -> io::Result<Self> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        let secret = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { address: Mutex::default(), secret })
    }

    /// A server that listens at a new port, to which connections are made from now on.
    pub(super) fn listen(&self) -> io::Result<tiny_http::Server> {
        let server = tiny_http::Server::http((Ipv4Addr::LOCALHOST, 0));
        let server = server.map_err(|error| io::Error::other(error.to_string()))?;
        *locked(&self.address) = server.server_addr().to_ip();
        Ok(server)
    }

    /// A connection to the server that listens.
    pub(super) fn connect(&self) -> io::Result<Stream> {
        let address = *locked(&self.address);
        let stream = TcpStream::connect(address.ok_or(io::ErrorKind::NotConnected)?)?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// The request as it is sent to the server: with the secret behind its first line.
    pub(super) fn sealed(&self, request: &str) -> String {
        let (line, rest) = request.split_once("\r\n").unwrap_or((request, ""));
        format!("{line}\r\n{HEADER}: {}\r\n{rest}", self.secret)
    }

    /// Whether a request came this way: it is the only one that knows the secret.
    pub(super) fn is_sealed(&self, request: &tiny_http::Request) -> bool {
        let values = request.headers().iter().filter(|header| header.field.equiv(HEADER));
        let mut values = values.map(|header| header.value.as_str().as_bytes());
        values.next().is_some_and(|value| is_equal(value, self.secret.as_bytes())) && values.next().is_none()
    }

    /// There is nothing to remove.
    pub(super) const fn remove(&self) {}
}

/// Compares in a time that says nothing of where two texts differ.
fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |difference, (one, other)| difference | (one ^ other));
    std::hint::black_box(difference) == 0 && one.len() == other.len()
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::sync::Arc;
    use std::thread;

    use tiny_http::Response;

    use super::InnerSocket;

    #[test]
    fn a_request_without_the_secret_is_told_from_one_with_it() {
        let socket = Arc::new(InnerSocket::new().unwrap());
        let server = socket.listen().unwrap();
        let known = socket.clone();
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                let status = if known.is_sealed(&request) { 200 } else { 403 };
                let _ = request.respond(Response::empty(status));
            }
        });
        let ask = |request: &str| {
            let mut stream = socket.connect().unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer.split(' ').nth(1).unwrap().to_owned()
        };
        let request = "GET / HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n";
        let sealed = socket.sealed(request);
        assert_eq!(ask(&sealed), "200");
        assert_eq!(ask(request), "403");
        assert_eq!(ask(&sealed.replace("-inner: ", "-inner: 0")), "403");
        assert_eq!(ask(&InnerSocket::new().unwrap().sealed(request)), "403");
        assert_eq!(ask(&socket.sealed(&sealed)), "403");
        socket.remove();
    }
}
