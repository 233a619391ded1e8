//! The server behind the door: takes requests off the wire and has each answered on a thread of its own.
//!
//! Only the door can reach it. Its own thread that takes connections ends without a word when files run out; a request
//! that waits for an answer in vain has a new server begin, so that nothing has to look after it while nothing happens.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::head::is_late;
#[cfg(not(unix))]
use super::loopback::{InnerSocket, Stream};
use super::respond;
use super::store::{Store, locked};
#[cfg(unix)]
use super::unix_socket::{InnerSocket, Stream};

/// A server that takes no request for so long while one waits has ended.
const PATIENCE: Duration = Duration::from_secs(1);

/// After so long an answer is given up.
const MAX_LEN: Duration = Duration::from_secs(60);

/// A request that was lost with its server is sent again after this.
const RETRY: Duration = Duration::from_millis(20);

/// A server begins no sooner than this after the one before: it ends at once while the system has no files.
const PAUSE: Duration = Duration::from_millis(500);

/// The server, as the guard knows it.
pub(super) struct Inside {
    socket: InnerSocket,
    /// Counts the requests that were taken off the wire.
    taken: AtomicU64,
    /// The server that runs, and since when.
    server: Mutex<(Arc<tiny_http::Server>, Instant)>,
}

impl Inside {
    /// Begins to answer requests from `store`, for as long as the process lives.
    pub(super) fn start(store: Arc<Store>, editor: Option<String>) -> io::Result<Arc<Self>> {
        let socket = InnerSocket::new()?;
        let server = Mutex::new((Arc::new(socket.listen()?), Instant::now()));
        let inside = Arc::new(Self { socket, taken: AtomicU64::new(0), server });
        let editor: Option<Arc<str>> = editor.map(Arc::from);
        let shared = inside.clone();
        let run = move || {
            loop {
                shared.serve(&store, editor.as_ref());
                // The threads of one that has ended are about for some seconds more: there must not be many.
                thread::sleep(PAUSE.saturating_sub(locked(&shared.server).1.elapsed()));
                let next = loop {
                    match shared.socket.listen() {
                        Ok(server) => break Arc::new(server),
                        Err(_) => thread::sleep(PAUSE),
                    }
                };
                let (last, _) = std::mem::replace(&mut *locked(&shared.server), (next, Instant::now()));
                // It may have taken requests until now.
                while let Ok(Some(request)) = last.try_recv() {
                    shared.answer(request, &store, editor.as_ref());
                }
            }
        };
        thread::Builder::new().name("preview-server".to_owned()).spawn(run)?;
        Ok(inside)
    }

    /// Answers each request on a thread of its own, until the server ends: the guard bounds how many there
    /// are, and a client that takes its time keeps no other waiting.
    fn serve(self: &Arc<Self>, store: &Arc<Store>, editor: Option<&Arc<str>>) {
        let server = locked(&self.server).0.clone();
        while let Ok(request) = server.recv() {
            self.taken.fetch_add(1, Ordering::SeqCst);
            self.answer(request, store, editor);
        }
    }

    fn answer(self: &Arc<Self>, request: tiny_http::Request, store: &Arc<Store>, editor: Option<&Arc<str>>) {
        let (inside, store, editor) = (self.clone(), store.clone(), editor.cloned());
        let answer = move || {
            // Whatever goes wrong with one request must not end the others.
            let answered = || match inside.socket.is_sealed(&request) {
                true => respond::respond(&store, editor.as_deref(), request),
                false => request.respond(tiny_http::Response::empty(403)),
            };
            let _ = catch_unwind(AssertUnwindSafe(answered));
        };
        let _ = thread::Builder::new().name("preview-answer".to_owned()).spawn(answer);
    }

    /// Sends a request, and gives the beginning of the answer with the connection that the rest comes from;
    /// nothing where none comes.
    pub(super) fn ask(&self, request: &str) -> io::Result<Option<(Vec<u8>, Stream)>> {
        let (request, began) = (self.socket.sealed(request), Instant::now());
        while began.elapsed() < MAX_LEN {
            match self.ask_once(&request, began) {
                Ok(answer) => return Ok(Some(answer)),
                // Its server has ended, or has not begun yet.
                Err(_) => thread::sleep(RETRY),
            }
        }
        Ok(None)
    }

    fn ask_once(&self, request: &str, began: Instant) -> io::Result<(Vec<u8>, Stream)> {
        let taken = self.taken.load(Ordering::SeqCst);
        let mut server = self.socket.connect()?;
        server.set_read_timeout(Some(PATIENCE))?;
        server.write_all(request.as_bytes())?;
        let mut first = vec![0; 4096];
        while began.elapsed() < MAX_LEN {
            match server.read(&mut first) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => {
                    first.truncate(length);
                    return Ok((first, server));
                }
                Err(error) if is_late(&error) => self.begin_again(taken),
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::TimedOut.into())
    }

    /// Has another server begin, unless this one has taken a request since or has only just begun.
    fn begin_again(&self, taken: u64) {
        let server = locked(&self.server);
        if self.taken.load(Ordering::SeqCst) == taken && server.1.elapsed() >= PATIENCE {
            server.0.unblock();
        }
    }

    /// Leaves nothing behind; called when the program ends.
    pub(super) fn end(&self) {
        self.socket.remove();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::Arc;

    use super::super::tests::store;
    use super::Inside;

    #[test]
    fn another_server_takes_over_where_one_ends() {
        let (_folder, store) = store();
        let inside = Inside::start(store, None).unwrap();
        let ask = |inside: &Arc<Inside>| {
            let request = "GET / HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n";
            let (first, mut rest) = inside.ask(request).unwrap().unwrap();
            let mut answer = String::from_utf8(first).unwrap();
            rest.read_to_string(&mut answer).unwrap();
            answer
        };
        for _ in 0..3 {
            let answer = ask(&inside);
            assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Welcome"), "{answer}");
            inside.server.lock().unwrap().0.unblock();
        }
        inside.end();
    }
}
