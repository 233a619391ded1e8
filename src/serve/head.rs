//! The head of a request: read within bounds, and taken apart as far as the preview needs it.

use std::io;
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, utf8_percent_encode};

/// The largest head of a request.
const MAX_COUNT: usize = 16 * 1024;

/// How long a client may take to say what it wants.
const TIME: Duration = Duration::from_secs(4);

/// Everything in ASCII stands as it is.
const NOT_ASCII: &AsciiSet = &AsciiSet::EMPTY;

/// A connection that can be read for a while.
pub(super) trait Timed {
    /// Reads what there is, waiting for it no longer than `patience`.
    fn read_within(&self, buffer: &mut [u8], patience: Duration) -> io::Result<usize>;
}

/// What a client has sent.
pub(super) enum Head {
    /// The head of a request.
    Whole(Request),
    /// More than a head may hold.
    TooLarge,
    /// No whole head in time.
    TooLate,
    /// Something else.
    Malformed,
}

/// A request's head, taken apart as far as needed.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) hosts: Vec<String>,
    /// The head without what would keep the connection open or announce a body.
    pub(super) passed_on: String,
}

/// Reads the head that `client` sends.
pub(super) fn read(client: &impl Timed) -> io::Result<Head> {
    let since = Instant::now();
    let mut head = Vec::new();
    let mut buffer = [0; 2048];
    let end = loop {
        let left = TIME.saturating_sub(since.elapsed());
        if left.is_zero() {
            return Ok(Head::TooLate);
        }
        let read = match client.read_within(&mut buffer, left) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => read,
            Err(error) if is_late(&error) => return Ok(Head::TooLate),
            Err(error) => return Err(error),
        };
        let searched = head.len().saturating_sub(3);
        head.extend_from_slice(&buffer[..read]);
        if let Some(end) = memchr::memmem::find(&head[searched..], b"\r\n\r\n") {
            break searched + end;
        }
        if head.len() > MAX_COUNT {
            return Ok(Head::TooLarge);
        }
    };
    head.truncate(end);
    // Other programs on this machine may have given the browser cookies in any encoding.
    Ok(take_apart(&String::from_utf8_lossy(&head)).map_or(Head::Malformed, Head::Whole))
}

/// Whether nothing came in time.
pub(super) fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn take_apart(head: &str) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let line = lines.next()?;
    let mut words = line.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !method.is_ascii() || !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return None;
    }
    // Browsers encode what is not ASCII; who types an address for `curl` does not.
    let target = utf8_percent_encode(target, NOT_ASCII).to_string();
    let mut passed_on = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
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
            passed_on.push_str(&format!("{name}:{value}\r\n"));
        }
    }
    passed_on.push_str("\r\n");
    Some(Request { method: method.to_owned(), target, hosts, passed_on })
}

#[cfg(test)]
mod tests {
    use super::take_apart;

    #[test]
    fn only_what_matters_is_passed_on() {
        let head = "GET /a HTTP/1.1\r\nHost: localhost:1\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\
                    Transfer-Encoding: chunked\r\nRange: bytes=0-1\r\nCookie: x";
        let request = take_apart(head).unwrap();
        let expected = "GET /a HTTP/1.1\r\nConnection: close\r\nhost: localhost:1\r\nrange: bytes=0-1\r\n\r\n";
        assert_eq!(request.passed_on, expected);
        assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/a"));
        assert_eq!(request.hosts, ["localhost:1"]);
    }

    #[test]
    fn an_address_may_be_written_as_people_read_it() {
        let request = take_apart("GET /é%20b/ HTTP/1.1\r\nHost: localhost\r\nCookie: caf\u{fffd}").unwrap();
        assert_eq!(request.target, "/%C3%A9%20b/");
        assert!(request.passed_on.starts_with("GET /%C3%A9%20b/ HTTP/1.1\r\n") && request.passed_on.is_ascii());
    }

    #[test]
    fn a_head_that_is_none_is_refused() {
        for head in ["", "GET /", "GET / HTTP/2", "GET / a HTTP/1.1", "GÉT / HTTP/1.1", "GET / HTTP/1.1\r\nno colon"] {
            assert!(take_apart(head).is_none(), "{head}");
        }
    }
}
