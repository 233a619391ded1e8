//! The server behind the door: takes requests off the wire and has each answered on a thread of its own.
//!
//! It listens on this machine alone, for the guard. Its own thread that takes connections ends without a word
//! when files run out; whoever waits for an answer in vain has it begin again on the same listener, so that
//! nothing has to look after it while nothing happens.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::head::is_late;
use super::respond;
use super::store::{Store, locked};

/// A server that takes no request for so long while one waits has ended.
const PATIENCE: Duration = Duration::from_secs(1);

/// So often is waited for an answer before it is given up.
const TRIES: u32 = 60;

/// A server begins no sooner than this after the one before: it ends at once while the system has no files.
const PAUSE: Duration = Duration::from_millis(500);

/// The server, as the guard knows it.
pub(super) struct Inside {
    address: SocketAddr,
    /// Counts the requests that were taken off the wire.
    taken: AtomicU64,
    /// The server that runs, and since when.
    server: Mutex<(Arc<tiny_http::Server>, Instant)>,
}

impl Inside {
    /// Begins to answer requests from `store`, for as long as the process lives.
    pub(super) fn start(store: Arc<Store>, editor: Option<String>) -> io::Result<Arc<Self>> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let server = Mutex::new((begin(&listener)?, Instant::now()));
        let inside = Arc::new(Self { address: listener.local_addr()?, taken: AtomicU64::new(0), server });
        let editor: Option<Arc<str>> = editor.map(Arc::from);
        let shared = inside.clone();
        let run = move || {
            loop {
                shared.serve(&store, editor.as_ref());
                // The threads of one that has ended are about for some seconds more: there must not be many.
                thread::sleep(PAUSE.saturating_sub(locked(&shared.server).1.elapsed()));
                let next = loop {
                    match begin(&listener) {
                        Ok(server) => break server,
                        Err(_) => thread::sleep(PAUSE),
                    }
                };
                *locked(&shared.server) = (next, Instant::now());
            }
        };
        thread::Builder::new().name("preview-server".to_owned()).spawn(run)?;
        Ok(inside)
    }

    /// Answers each request on a thread of its own, until the server ends: the guard bounds how many there
    /// are, and a client that takes its time keeps no other waiting.
    fn serve(&self, store: &Arc<Store>, editor: Option<&Arc<str>>) {
        let server = locked(&self.server).0.clone();
        while let Ok(request) = server.recv() {
            self.taken.fetch_add(1, Ordering::SeqCst);
            let (store, editor) = (store.clone(), editor.cloned());
            let answer = move || {
                // Whatever goes wrong with one request must not end the others.
                let answered = || respond::respond(&store, editor.as_deref(), request);
                let _ = catch_unwind(AssertUnwindSafe(answered));
            };
            let _ = thread::Builder::new().name("preview-answer".to_owned()).spawn(answer);
        }
    }

    /// Sends a request, and gives the beginning of the answer with the connection that the rest comes from;
    /// nothing where none comes.
    pub(super) fn ask(&self, request: &[u8]) -> io::Result<Option<(Vec<u8>, TcpStream)>> {
        let mut server = TcpStream::connect(self.address)?;
        server.set_nodelay(true)?;
        server.set_read_timeout(Some(PATIENCE))?;
        let taken = self.taken.load(Ordering::SeqCst);
        server.write_all(request)?;
        let mut first = vec![0; 4096];
        for _ in 0..TRIES {
            match server.read(&mut first) {
                Ok(length) => {
                    first.truncate(length);
                    return Ok((length > 0).then_some((first, server)));
                }
                Err(error) if is_late(&error) => self.begin_again(taken),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Has the server begin again, unless it has taken a request since or has only just begun.
    fn begin_again(&self, taken: u64) {
        let server = locked(&self.server);
        if self.taken.load(Ordering::SeqCst) == taken && server.1.elapsed() >= PATIENCE {
            server.0.unblock();
        }
    }
}

/// A server on `listener`, which stays open when it ends.
fn begin(listener: &TcpListener) -> io::Result<Arc<tiny_http::Server>> {
    let server = tiny_http::Server::from_listener(listener.try_clone()?, None);
    server.map(Arc::new).map_err(|error| io::Error::other(error.to_string()))
}
