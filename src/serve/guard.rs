//! The door of the preview: takes connections, keeps them within bounds, and hands whole requests on.
//!
//! The server behind it has neither time limits nor a bound on threads or header sizes. A client gets a slot
//! out of a fixed number, a few seconds to send a head of reasonable size, and one request; what is passed on
//! is complete and asks for nothing but `GET` or `HEAD`. Event streams are written here, one thread each.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::store::Store;
use super::{OWN, address, events};

/// Connections at a time, if the system lets us open so many files.
const MOST_CONNECTIONS: usize = 640;

/// Of these, how many may be event streams.
const MOST_STREAMS: usize = 400;

/// Open files that are kept for everything but connections.
const FILES_KEPT: u64 = 48;

/// The largest head of a request.
const MOST_HEAD: usize = 16 * 1024;

/// How long a client may take to say what it wants.
const HEAD_TIME: Duration = Duration::from_secs(4);

/// How long it may take while others wait for its place.
const CROWDED_HEAD_TIME: Duration = Duration::from_millis(200);

/// How long a client may take to accept a piece of the answer.
const WRITE_TIME: Duration = Duration::from_secs(20);

/// Threads of the guard do little, and there can be many.
const STACK: usize = 128 * 1024;

/// What every connection needs to know.
struct Guard {
    store: Arc<Store>,
    bound: IpAddr,
    server: SocketAddr,
    connections: AtomicUsize,
    streams: AtomicUsize,
    most: usize,
}

/// A place among those that are counted, given back when it is dropped.
struct Slot<'a>(&'a AtomicUsize);

impl<'a> Slot<'a> {
    fn take(count: &'a AtomicUsize, most: usize) -> Option<Self> {
        if count.fetch_add(1, Ordering::SeqCst) < most {
            return Some(Self(count));
        }
        count.fetch_sub(1, Ordering::SeqCst);
        None
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Takes connections from `listener` for as long as the process lives, for the server at `server`.
pub(super) fn watch_over(listener: TcpListener, server: SocketAddr, store: Arc<Store>) -> io::Result<()> {
    let bound = listener.local_addr()?.ip();
    let most = affordable_connections();
    let counters = (AtomicUsize::new(0), AtomicUsize::new(0));
    let guard = Arc::new(Guard { store, bound, server, connections: counters.0, streams: counters.1, most });
    thread::Builder::new().name("preview-door".to_owned()).spawn(move || guard.accept(&listener))?;
    Ok(())
}

/// Raises the limit of open files as far as it goes, and says how many connections that is good for: each
/// takes one file, another to the server, and a third for what is sent.
fn affordable_connections() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
        let files = if setrlimit(Resource::Nofile, raised).is_ok() { limit.maximum } else { limit.current };
        let files = files.unwrap_or(u64::MAX).saturating_sub(FILES_KEPT) / 3;
        usize::try_from(files).unwrap_or(usize::MAX).clamp(4, MOST_CONNECTIONS)
    }
    #[cfg(not(unix))]
    {
        MOST_CONNECTIONS
    }
}

impl Guard {
    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        loop {
            let Ok((client, _)) = listener.accept() else {
                // Out of files, most likely: whoever holds them lets go within seconds.
                thread::sleep(Duration::from_millis(20));
                continue;
            };
            // No slot is free: those who are silent lose theirs soon, and the system keeps the others waiting.
            while self.connections.load(Ordering::SeqCst) >= self.most {
                thread::sleep(Duration::from_millis(5));
            }
            let guard = self.clone();
            let thread = thread::Builder::new().name("preview-client".to_owned()).stack_size(STACK);
            self.connections.fetch_add(1, Ordering::SeqCst);
            let spawned = thread.spawn(move || {
                let _slot = Slot(&guard.connections);
                // A client that goes away in the middle is nobody's fault.
                let _ = guard.serve(client);
            });
            if spawned.is_err() {
                self.connections.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }

    fn serve(&self, mut client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        client.set_write_timeout(Some(WRITE_TIME))?;
        let head = match self.read_head(&mut client)? {
            Head::Whole(head) => head,
            Head::TooLarge => return refuse(&mut client, "431 Request Header Fields Too Large"),
            Head::TooLate => return refuse(&mut client, "408 Request Timeout"),
            Head::Malformed => return refuse(&mut client, "400 Bad Request"),
        };
        if !head.hosts.iter().all(|host| address::is_own_host(host, self.bound)) || head.hosts.len() != 1 {
            return refuse(&mut client, if head.hosts.len() == 1 { "403 Forbidden" } else { "400 Bad Request" });
        }
        if head.method != "GET" && head.method != "HEAD" {
            return refuse(&mut client, "405 Method Not Allowed\r\nAllow: GET, HEAD");
        }
        let path = head.target.split('?').next().unwrap_or_default();
        if head.method == "GET" && path.strip_prefix(OWN) == Some("events") {
            let Some(_slot) = Slot::take(&self.streams, MOST_STREAMS.min(self.most / 2)) else {
                return refuse(&mut client, "503 Service Unavailable");
            };
            return events::stream(&self.store, &mut client);
        }
        self.pass_on(&head, client)
    }

    fn read_head(&self, client: &mut TcpStream) -> io::Result<Head> {
        let since = Instant::now();
        let mut head = Vec::new();
        let mut buffer = [0; 2048];
        let end = loop {
            let is_crowded = self.connections.load(Ordering::SeqCst) >= self.most;
            if since.elapsed() > if is_crowded { CROWDED_HEAD_TIME } else { HEAD_TIME } {
                return Ok(Head::TooLate);
            }
            client.set_read_timeout(Some(CROWDED_HEAD_TIME))?;
            let read = match client.read(&mut buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => read,
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    continue;
                }
                Err(error) => return Err(error),
            };
            let searched = head.len().saturating_sub(3);
            head.extend_from_slice(&buffer[..read]);
            if let Some(end) = memchr::memmem::find(&head[searched..], b"\r\n\r\n") {
                break searched + end;
            }
            if head.len() > MOST_HEAD {
                return Ok(Head::TooLarge);
            }
        };
        head.truncate(end);
        Ok(String::from_utf8(head).ok().and_then(|head| take_apart(&head)).map_or(Head::Malformed, Head::Whole))
    }

    fn pass_on(&self, head: &Request, mut client: TcpStream) -> io::Result<()> {
        let mut server = TcpStream::connect(self.server)?;
        server.set_nodelay(true)?;
        server.write_all(head.passed_on.as_bytes())?;
        io::copy(&mut server, &mut client)?;
        close(&client)
    }
}

/// A request's head, taken apart as far as needed.
struct Request {
    method: String,
    target: String,
    hosts: Vec<String>,
    /// The head without what would keep the connection open or announce a body.
    passed_on: String,
}

enum Head {
    Whole(Request),
    TooLarge,
    TooLate,
    Malformed,
}

fn take_apart(head: &str) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let line = lines.next()?;
    let mut words = line.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !matches!(version, "HTTP/1.1" | "HTTP/1.0") || !line.is_ascii() {
        return None;
    }
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
    Some(Request { method: method.to_owned(), target: target.to_owned(), hosts, passed_on })
}

fn refuse(client: &mut TcpStream, status: &str) -> io::Result<()> {
    let words = status.lines().next().unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{words}\n",
        words.len() + 1
    );
    client.write_all(head.as_bytes())?;
    close(client)
}

/// Ends a connection in good order: what the client still sends is read for a moment, for an answer can be
/// lost when its connection is cut while something is left unread.
fn close(client: &TcpStream) -> io::Result<()> {
    client.shutdown(Shutdown::Write)?;
    client.set_read_timeout(Some(Duration::from_millis(500)))?;
    let mut client = client;
    let mut buffer = [0; 4096];
    for _ in 0..64 {
        if client.read(&mut buffer)? == 0 {
            break;
        }
    }
    Ok(())
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
    fn a_head_that_is_none_is_refused() {
        for head in ["", "GET /", "GET / HTTP/2", "GET / a HTTP/1.1", "GET /é HTTP/1.1", "GET / HTTP/1.1\r\nno colon"]
        {
            assert!(take_apart(head).is_none(), "{head}");
        }
    }
}
