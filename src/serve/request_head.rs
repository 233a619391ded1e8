//! The head of a request: read within limits, parsed, and rebuilt with the few headers that the preview uses.

use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpStream};
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, utf8_percent_encode};

/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 16 * 1024;

/// How long a client may take to send its head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(4);

/// Encodes only what is not ASCII.
const NOT_ASCII: &AsciiSet = &AsciiSet::EMPTY;

/// The hosts that a request may name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hosts<'a> {
    /// The address that the server listens at.
    pub(super) bound: IpAddr,
    /// Further names, in lower case. One that begins with a dot stands for all hosts below it.
    pub(super) allowed: &'a [String],
}

pub(super) enum HeadError {
    /// The request names this host, without its port, which is not allowed.
    ForeignHost(String),
    /// The request is refused with this status line, which may be followed by a header.
    Refused(&'static str),
    Io(io::Error),
}

#[derive(Debug)]
pub(super) struct RequestHead {
    pub(super) method: String,
    pub(super) target: String,
    hosts: Vec<String>,
    /// The head to forward, without its last empty line: no header in it announces a body or keeps the connection open.
    pub(super) forwarded: String,
}

impl RequestHead {
    /// Reads the head that a client sends to a server that is requested under one of these `hosts`.
    pub(super) fn read(stream: &TcpStream, hosts: Hosts<'_>) -> Result<Self, HeadError> {
        let deadline = Instant::now() + HEAD_TIMEOUT;
        let mut head = Vec::new();
        let mut buffer = [0; 2048];
        let end = loop {
            let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            let read = match read_within(stream, &mut buffer, left) {
                Ok(0) => return Err(HeadError::Io(io::ErrorKind::UnexpectedEof.into())),
                Ok(read) if Instant::now() < deadline => read,
                Err(error) if !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    return Err(HeadError::Io(error));
                }
                Ok(_) | Err(_) => return Err(HeadError::Refused("408 Request Timeout")),
            };
            let searched = head.len().saturating_sub(3);
            head.extend_from_slice(&buffer[..read]);
            if let Some(end) = memchr::memmem::find(&head[searched..], b"\r\n\r\n") {
                break searched + end;
            }
            if head.len() > MAX_HEAD {
                return Err(HeadError::Refused("431 Request Header Fields Too Large"));
            }
        };
        // Cookies that other programs on this machine have set may be in any encoding.
        let head = Self::parse(&String::from_utf8_lossy(&head[..end])).ok_or(HeadError::Refused("400 Bad Request"))?;
        head.check(hosts).map_or(Ok(head), Err)
    }

    /// Why the request is refused, if it is.
    fn check(&self, hosts: Hosts<'_>) -> Option<HeadError> {
        let [host] = self.hosts.as_slice() else { return Some(HeadError::Refused("400 Bad Request")) };
        match self.method.as_str() {
            _ if !hosts.include(host) => Some(HeadError::ForeignHost(name_of(host).to_owned())),
            "GET" | "HEAD" => None,
            _ => Some(HeadError::Refused("405 Method Not Allowed\r\nAllow: GET, HEAD")),
        }
    }

    fn parse(head: &str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() || !method.is_ascii() || !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
            return None;
        }
        // Browsers encode what is not ASCII; an address typed for `curl` may not be encoded.
        let target = utf8_percent_encode(target, NOT_ASCII).to_string();
        let mut forwarded = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        let mut hosts = Vec::new();
        for line in lines {
            let (name, value) = line.split_once(':')?;
            let name = name.to_ascii_lowercase();
            match name.as_str() {
                "host" => hosts.push(value.trim().to_owned()),
                "range" | "if-range" | "if-none-match" => {}
                _ => continue,
            }
            if value.is_ascii() && !value.contains(['\n', '\r']) {
                forwarded.push_str(&format!("{name}:{value}\r\n"));
            }
        }
        Some(Self { method: method.to_owned(), target, hosts, forwarded })
    }
}

/// Reads the bytes that are available, waiting for them no longer than `timeout`.
pub(super) fn read_within(mut stream: &TcpStream, buffer: &mut [u8], timeout: Duration) -> io::Result<usize> {
    stream.set_read_timeout(Some(timeout))?;
    stream.read(buffer)
}

impl Hosts<'_> {
    /// Whether a request with this `Host` header may be answered.
    ///
    /// A page of another site can let its own host name resolve to this machine and then read the responses (DNS
    /// rebinding); it cannot change the name that the browser sends. A plain IP address needs no name server, so it is
    /// allowed where other machines may connect at all.
    fn include(self, host: &str) -> bool {
        let name = name_of(host);
        let address = match name.strip_prefix('[') {
            Some(rest) => rest.strip_suffix(']').and_then(|name| name.parse::<Ipv6Addr>().ok()).map(IpAddr::from),
            None => name.parse::<Ipv4Addr>().ok().map(IpAddr::from),
        };
        let is_own = match address {
            Some(address) => address.is_loopback() || address == self.bound || self.bound.is_unspecified(),
            None => name.eq_ignore_ascii_case("localhost"),
        };
        is_own || self.allowed.iter().any(|allowed| is_named(name, allowed))
    }
}

/// Whether `name` is `allowed`, or below it where that begins with a dot.
fn is_named(name: &str, allowed: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if allowed.starts_with('.') { name.len() > allowed.len() && name.ends_with(allowed) } else { name == allowed }
}

/// The host without its port.
fn name_of(host: &str) -> &str {
    let with_port = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
    with_port.map_or(host, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::{Hosts, RequestHead};

    #[test]
    fn only_headers_that_are_used_are_forwarded() {
        let head = "GET /a HTTP/1.1\r\nHost: localhost:1\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\
                    Transfer-Encoding: chunked\r\nRange: bytes=0-1\r\nCookie: x";
        let head = RequestHead::parse(head).unwrap();
        let expected = "GET /a HTTP/1.1\r\nConnection: close\r\nhost: localhost:1\r\nrange: bytes=0-1\r\n";
        assert_eq!(head.forwarded, expected);
        assert_eq!((head.method.as_str(), head.target.as_str()), ("GET", "/a"));
        assert_eq!(head.hosts, ["localhost:1"]);
    }

    #[test]
    fn a_target_that_is_not_encoded_is_encoded() {
        let head = RequestHead::parse("GET /é%20b/ HTTP/1.1\r\nHost: localhost\r\nCookie: caf\u{fffd}").unwrap();
        assert_eq!(head.target, "/%C3%A9%20b/");
        assert!(head.forwarded.starts_with("GET /%C3%A9%20b/ HTTP/1.1\r\n") && head.forwarded.is_ascii());
    }

    #[test]
    fn a_malformed_head_is_rejected() {
        for head in ["", "GET /", "GET / HTTP/2", "GET / a HTTP/1.1", "GÉT / HTTP/1.1", "GET / HTTP/1.1\r\nno colon"] {
            assert!(RequestHead::parse(head).is_none(), "{head}");
        }
    }

    fn check_host(host: &str, bound: &str, expected: bool) {
        let hosts = Hosts { bound: bound.parse::<IpAddr>().unwrap(), allowed: &[] };
        assert_eq!(hosts.include(host), expected, "{host} at {bound}");
    }

    #[test]
    fn hosts_of_the_configuration_are_allowed() {
        let allowed = ["docs.test".to_owned(), ".preview.example".to_owned()];
        let hosts = Hosts { bound: "127.0.0.1".parse::<IpAddr>().unwrap(), allowed: &allowed };
        for (host, expected) in [
            ("docs.test", true),
            ("Docs.Test:4000", true),
            ("a.preview.example", true),
            ("a.b.preview.example:443", true),
            ("preview.example", false),
            (".preview.example", false),
            ("apreview.example", false),
            ("docs.test.evil.example", false),
            ("x.docs.test", false),
        ] {
            assert_eq!(hosts.include(host), expected, "{host}");
        }
    }

    #[test]
    fn only_hosts_of_this_machine_are_allowed() {
        for host in ["localhost", "LocalHost:4000", "127.0.0.1", "127.0.0.1:81", "[::1]", "[::1]:4000"] {
            check_host(host, "127.0.0.1", true);
        }
        for host in ["", "evil.example", "evil.example:4000", "localhost.evil.example", "127.0.0.1.evil.example"] {
            check_host(host, "127.0.0.1", false);
            check_host(host, "0.0.0.0", false);
        }
        for host in ["10.0.0.7", "localhost:x", "[::1]x", "[::1", "::1", "[127.0.0.1]", "2130706433", ":80"] {
            check_host(host, "127.0.0.1", false);
        }
        check_host("10.0.0.7:4000", "10.0.0.7", true);
        check_host("192.168.0.2", "0.0.0.0", true);
    }
}
