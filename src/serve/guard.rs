//! The door of the preview: takes connections, keeps them within bounds, and hands whole requests on.
//!
//! The server behind it has neither time limits nor a bound on threads or header sizes, and does not outlive a
//! lack of open files. A client gets a place out of a fixed number, a few seconds to send a head of reasonable
//! size, and one request; what is passed on is complete and asks for nothing but `GET` or `HEAD`, and is passed
//! on only while there are files for it. Where all places are taken, the client that has been idle longest loses
//! its place: one that sends nothing, or one that does not read what it asked for. Event streams are written here,
//! one thread each.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::events::{self, Following};
use super::head::{self, Head, Request, Timed};
use super::inside::Inside;
use super::store::{Store, locked};
use super::{OWN, address};

/// Connections at a time, if the system lets us open so many files.
const MAX_CONNECTIONS: u64 = 640;

/// Requests at a time that are answered, if the system lets us open so many files.
const MAX_PASSED_ON: u64 = 160;

/// Files that one request takes behind the door: both ends of its connection, a copy of one, what is sent.
const FILES_PASSED_ON: u64 = 4;

/// Open files that are kept for everything but connections.
const FILES_KEPT: u64 = 28;

/// Even when all places are taken a client may be idle for so long.
const GRACE: Duration = Duration::from_millis(20);

/// How long a client may take to accept a piece of the answer.
const WRITE_TIME: Duration = Duration::from_secs(20);

/// How long is waited for a client to end its side of the connection.
const LINGER: Duration = Duration::from_millis(500);

/// How much of an answer is handed on at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// Threads of the guard do little, and there can be many.
const STACK: usize = 128 * 1024;

/// What every connection needs to know.
struct Guard {
    store: Arc<Store>,
    following: Following,
    bound: IpAddr,
    inside: Arc<Inside>,
    limits: Limits,
    connections: AtomicUsize,
    streams: AtomicUsize,
    passed_on: Mutex<usize>,
    is_answered: Condvar,
    /// Every client, by a number of its own.
    clients: Mutex<BTreeMap<u64, Arc<Client>>>,
    /// From when idle time is counted.
    began: Instant,
}

/// How many there may be at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limits {
    connections: usize,
    streams: usize,
    passed_on: usize,
}

impl Limits {
    /// What can be afforded with so many open files.
    fn of(files: u64) -> Self {
        let files = files.saturating_sub(FILES_KEPT);
        let passed_on = (files / (2 * FILES_PASSED_ON)).clamp(2, MAX_PASSED_ON);
        let connections = files.saturating_sub(passed_on * FILES_PASSED_ON).clamp(4, MAX_CONNECTIONS) as usize;
        Self { connections, streams: connections * 5 / 8, passed_on: passed_on as usize }
    }
}

/// A connection, which loses its place while it is idle and others need it.
struct Client {
    stream: TcpStream,
    /// Since when it is idle, in microseconds; or [`BUSY`], or [`EVICTED`]. Of two threads only one can change a time
    /// to another value, and that one decides what becomes of the client.
    idle_since: AtomicU64,
    /// Whether its request is one of those that are passed on.
    is_passed_on: AtomicBool,
}

/// A client that is not idle.
const BUSY: u64 = 0;

/// A client whose connection was cut.
const EVICTED: u64 = u64::MAX;

impl Timed for Client {
    fn read_within(&self, buffer: &mut [u8], patience: Duration) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(patience))?;
        (&self.stream).read(buffer)
    }
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

/// One of those whose request is passed on.
struct Turn<'a>(&'a Guard);

impl<'a> Turn<'a> {
    /// Waits until there is a place. A client that does not read its answer loses its own for it.
    fn wait(guard: &'a Guard) -> Self {
        let most = guard.limits.passed_on;
        let mut passed_on = locked(&guard.passed_on);
        while *passed_on >= most {
            drop(passed_on);
            guard.evict(|client| client.is_passed_on.load(Ordering::SeqCst));
            let waited = guard.is_answered.wait_timeout_while(locked(&guard.passed_on), GRACE, |count| *count >= most);
            passed_on = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *passed_on += 1;
        Self(guard)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *locked(&self.0.passed_on) -= 1;
        self.0.is_answered.notify_one();
    }
}

/// Takes connections from `listener` for as long as the process lives, for the server inside.
pub(super) fn watch_over(
    listener: TcpListener,
    inside: Arc<Inside>,
    store: Arc<Store>,
    following: Following,
) -> io::Result<()> {
    let guard = Arc::new(Guard {
        store,
        following,
        bound: listener.local_addr()?.ip(),
        inside,
        limits: Limits::of(open_files()),
        connections: AtomicUsize::new(0),
        streams: AtomicUsize::new(0),
        passed_on: Mutex::default(),
        is_answered: Condvar::new(),
        clients: Mutex::default(),
        began: Instant::now(),
    });
    thread::Builder::new().name("preview-door".to_owned()).spawn(move || guard.accept(&listener))?;
    Ok(())
}

/// Raises the limit of open files as far as it goes, and says how far that is.
fn open_files() -> u64 {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
        let files = if setrlimit(Resource::Nofile, raised).is_ok() { limit.maximum } else { limit.current };
        files.unwrap_or(u64::MAX)
    }
    #[cfg(not(unix))]
    {
        u64::MAX
    }
}

impl Guard {
    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for number in 0.. {
            let stream = loop {
                match listener.accept() {
                    Ok((stream, _)) => break stream,
                    // Out of files, most likely: whoever holds them lets go within seconds.
                    Err(_) => thread::sleep(GRACE),
                }
            };
            while self.connections.load(Ordering::SeqCst) >= self.limits.connections {
                let is_evicted = self.evict(|_| true);
                // Its thread takes a moment to end.
                thread::sleep(if is_evicted { Duration::from_millis(1) } else { GRACE / 4 });
            }
            let (idle_since, is_passed_on) = (AtomicU64::new(BUSY), AtomicBool::new(false));
            let client = Arc::new(Client { stream, idle_since, is_passed_on });
            locked(&self.clients).insert(number, client.clone());
            let guard = self.clone();
            let thread = thread::Builder::new().name("preview-client".to_owned()).stack_size(STACK);
            self.connections.fetch_add(1, Ordering::SeqCst);
            let spawned = thread.spawn(move || {
                let _slot = Slot(&guard.connections);
                // A client that goes away in the middle is nobody's fault.
                let _ = guard.serve(&client);
                locked(&guard.clients).remove(&number);
                drop(client);
            });
            if spawned.is_err() {
                locked(&self.clients).remove(&number);
                self.connections.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }

    /// Cuts the connection of the client that has been idle longest, of those for which `is_meant` holds; says whether
    /// there was one.
    fn evict(&self, is_meant: impl Fn(&Client) -> bool) -> bool {
        let clients = locked(&self.clients);
        let idle = clients.values().filter(|client| is_meant(client)).filter_map(|client| {
            let since = client.idle_since.load(Ordering::SeqCst);
            (since != BUSY && since != EVICTED).then_some((since, client))
        });
        let Some((since, client)) = idle.min_by_key(|(since, _)| *since) else { return false };
        let has_grace = self.now().saturating_sub(since) < GRACE.as_micros() as u64;
        let exchange = || client.idle_since.compare_exchange(since, EVICTED, Ordering::SeqCst, Ordering::SeqCst);
        let is_evicted = !has_grace && exchange().is_ok();
        if is_evicted {
            let _ = client.stream.shutdown(Shutdown::Both);
        }
        is_evicted
    }

    /// The time for [`Client::idle_since`].
    fn now(&self) -> u64 {
        1 + self.began.elapsed().as_micros() as u64
    }

    /// Does what the client may be evicted during; nothing where it was.
    fn while_idle<T>(&self, client: &Client, wait: impl FnOnce() -> T) -> Option<T> {
        let since = self.now();
        client.idle_since.store(since, Ordering::SeqCst);
        let result = wait();
        let exchange = client.idle_since.compare_exchange(since, BUSY, Ordering::SeqCst, Ordering::SeqCst);
        exchange.is_ok().then_some(result)
    }

    fn serve(&self, client: &Client) -> io::Result<()> {
        client.stream.set_nodelay(true)?;
        client.stream.set_write_timeout(Some(WRITE_TIME))?;
        let Some(head) = self.while_idle(client, || head::read(client)) else { return Ok(()) };
        let head = match head? {
            Head::Whole(head) => head,
            Head::TooLarge => return self.refuse(client, "431 Request Header Fields Too Large"),
            Head::TooLate => return self.refuse(client, "408 Request Timeout"),
            Head::Malformed => return self.refuse(client, "400 Bad Request"),
        };
        if !head.hosts.iter().all(|host| address::is_own_host(host, self.bound)) || head.hosts.len() != 1 {
            return self.refuse(client, if head.hosts.len() == 1 { "403 Forbidden" } else { "400 Bad Request" });
        }
        if head.method != "GET" && head.method != "HEAD" {
            return self.refuse(client, "405 Method Not Allowed\r\nAllow: GET, HEAD");
        }
        let path = head.target.split('?').next().unwrap_or_default();
        if head.method == "GET" && path.strip_prefix(OWN) == Some("events") {
            let Some(_slot) = Slot::take(&self.streams, self.limits.streams) else {
                return self.refuse(client, "503 Service Unavailable");
            };
            return events::stream(&self.store, self.following, &mut &client.stream);
        }
        match self.pass_on(&head, client)? {
            Passed::Answered => self.close(client),
            Passed::Nothing => self.refuse(client, "503 Service Unavailable"),
        }
    }

    fn pass_on(&self, head: &Request, client: &Client) -> io::Result<Passed> {
        let _turn = Turn::wait(self);
        let Some((mut piece, mut server)) = self.inside.ask(&head.passed_on)? else {
            return Ok(Passed::Nothing);
        };
        client.is_passed_on.store(true, Ordering::SeqCst);
        let passed = self.hand_on(&mut piece, &mut server, client);
        client.is_passed_on.store(false, Ordering::SeqCst);
        passed
    }

    /// Hands the answer on that begins with `piece`.
    fn hand_on(&self, piece: &mut Vec<u8>, server: &mut impl Read, client: &Client) -> io::Result<Passed> {
        while !piece.is_empty() {
            let Some(written) = self.while_idle(client, || (&client.stream).write_all(piece)) else {
                return Err(io::ErrorKind::ConnectionAborted.into());
            };
            written?;
            piece.resize(PIECE, 0);
            let length = server.read(piece)?;
            piece.truncate(length);
        }
        Ok(Passed::Answered)
    }

    fn refuse(&self, client: &Client, status: &str) -> io::Result<()> {
        let words = status.lines().next().unwrap_or_default();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{words}\n",
            words.len() + 1
        );
        (&client.stream).write_all(head.as_bytes())?;
        self.close(client)
    }

    /// Ends a connection in good order: what the client still sends is read for a moment, for an answer can be
    /// lost when its connection is cut while something is left unread.
    fn close(&self, client: &Client) -> io::Result<()> {
        client.stream.shutdown(Shutdown::Write)?;
        let linger = || {
            let mut buffer = [0; 4096];
            let mut reads = (0..64).map(|_| client.read_within(&mut buffer, LINGER));
            reads.find(|read| !matches!(read, Ok(1..)))
        };
        self.while_idle(client, linger);
        Ok(())
    }
}

/// What became of a request that was passed on.
enum Passed {
    Answered,
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::{FILES_KEPT, FILES_PASSED_ON, Limits};

    #[test]
    fn what_is_afforded_fits_into_the_files_that_there_are() {
        for files in [64, 100, 256, 1024, 4096, 1 << 20] {
            let limits = Limits::of(files);
            let used = FILES_KEPT + limits.connections as u64 + limits.passed_on as u64 * FILES_PASSED_ON;
            assert!(used <= files && limits.streams < limits.connections, "{files}: {limits:?}");
        }
        assert_eq!(Limits::of(1 << 20), Limits { connections: 640, streams: 400, passed_on: 160 });
        assert_eq!(Limits::of(0), Limits { connections: 4, streams: 2, passed_on: 2 });
    }
}
