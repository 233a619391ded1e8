//! The inner server: tiny_http, which only the acceptor can reach, and one thread for each response.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::http;
use super::lock::lock;
#[cfg(not(unix))]
use super::loopback::{Address, InnerSocket, Stream};
use super::preview::Preview;
#[cfg(unix)]
use super::unix_socket::{Address, InnerSocket, Stream};

/// How long a response may take to begin.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(60);

/// The pause before a request that was lost with its server is sent again.
const RETRY: Duration = Duration::from_millis(20);

/// The least time between the starts of two servers: while no more files can be opened, each would end at once.
const MIN_RUN: Duration = Duration::from_millis(500);

pub(super) struct InnerServer {
    handler: Arc<Handler>,
    running: Mutex<Running>,
}

/// Answers the requests that a server receives.
struct Handler {
    preview: Arc<Preview>,
    editor: Option<String>,
    socket: InnerSocket,
}

/// The server that runs. tiny_http's thread that accepts connections ends when no more files can be opened; the next
/// request cannot connect then, and starts another server.
struct Running {
    number: u64,
    address: Address,
    started: Instant,
    /// Belongs to the thread that receives its requests.
    server: Weak<tiny_http::Server>,
}

impl InnerServer {
    /// Starts a server that answers requests from `preview` until the process ends. Its socket is in `folder`.
    pub(super) fn start(preview: Arc<Preview>, editor: Option<String>, folder: &Path) -> io::Result<Self> {
        let handler = Arc::new(Handler { preview, editor, socket: InnerSocket::new(folder)? });
        let running = Mutex::new(Running::start(&handler, 1)?);
        Ok(Self { handler, running })
    }

    /// Sends a request with this head, which lacks its last empty line. Returns the first bytes of the response and the
    /// connection that the others come from; `None` where there is no response in time.
    pub(super) fn request(&self, head: &str) -> Option<(Vec<u8>, Stream)> {
        let request = format!("{head}{}\r\n", self.handler.socket.header());
        let deadline = Instant::now() + RESPONSE_TIMEOUT;
        while Instant::now() < deadline {
            if let Ok(response) = self.try_request(&request) {
                return Some(response);
            }
            thread::sleep(RETRY);
        }
        None
    }

    fn try_request(&self, request: &str) -> io::Result<(Vec<u8>, Stream)> {
        let mut stream = self.connect()?;
        stream.set_read_timeout(Some(RESPONSE_TIMEOUT))?;
        stream.write_all(request.as_bytes())?;
        let mut first = vec![0; 4096];
        let length = stream.read(&mut first)?;
        first.truncate(length);
        if first.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok((first, stream)) }
    }

    fn connect(&self) -> io::Result<Stream> {
        let running = lock(&self.running);
        let (number, address) = (running.number, running.address.clone());
        drop(running);
        let connected = self.handler.socket.connect(&address);
        let error = connected.as_ref().err().map(io::Error::kind);
        if matches!(error, Some(io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound)) {
            let mut running = lock(&self.running);
            if running.number == number && running.started.elapsed() >= MIN_RUN {
                let last = std::mem::replace(&mut *running, Running::start(&self.handler, number + 1)?);
                last.server.upgrade().inspect(|server| server.unblock());
            }
        }
        connected
    }
}

impl Running {
    fn start(handler: &Arc<Handler>, number: u64) -> io::Result<Self> {
        let (server, address) = handler.socket.listen(number)?;
        let (server, handler) = (Arc::new(server), handler.clone());
        let running = Self { number, address, started: Instant::now(), server: Arc::downgrade(&server) };
        let receive = move || {
            while let Ok(request) = server.recv() {
                handler.answer(request);
            }
            // Some requests may still be in tiny_http's threads.
            while let Ok(Some(request)) = server.recv_timeout(MIN_RUN) {
                handler.answer(request);
            }
        };
        thread::Builder::new().name("preview-server".to_owned()).spawn(receive)?;
        Ok(running)
    }
}

impl Handler {
    /// Answers a request on a thread of its own: the acceptor limits how many there are, and a client that reads slowly
    /// does not delay others.
    fn answer(self: &Arc<Self>, request: tiny_http::Request) {
        let handler = self.clone();
        let answer = move || {
            let answer = || match handler.socket.is_own_request(&request) {
                true => http::answer(&handler.preview, handler.editor.as_deref(), request),
                false => request.respond(tiny_http::Response::empty(403)),
            };
            // An error or a panic concerns this request alone.
            let _ = catch_unwind(AssertUnwindSafe(answer));
        };
        let _ = thread::Builder::new().name("preview-answer".to_owned()).spawn(answer);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{InnerServer, lock};
    use crate::serve::tests::{HOME, TestSite};

    #[test]
    fn another_server_is_started_when_one_has_ended() {
        let (site, folder) = (TestSite::new(&[HOME]), tempfile::tempdir().unwrap());
        let inner = InnerServer::start(site.preview.clone(), None, folder.path()).unwrap();
        for number in 1..4 {
            let head = "GET / HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n";
            let ask = || {
                let (first, mut rest) = inner.request(head).unwrap();
                let mut response = String::from_utf8(first).unwrap();
                rest.read_to_string(&mut response).unwrap();
                response
            };
            // The one that has ended may still have accepted a connection, which it answers with an error.
            let response = (0..100).map(|_| ask()).find(|response| !response.starts_with("HTTP/1.1 500")).unwrap();
            assert!(response.starts_with("HTTP/1.1 200") && response.contains("Welcome"), "{response}");
            let server = lock(&inner.running).server.clone();
            assert_eq!(lock(&inner.running).number, number);
            server.upgrade().unwrap().unblock();
            while server.upgrade().is_some() {
                std::thread::yield_now();
            }
        }
    }
}
