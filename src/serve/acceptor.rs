//! Accepts the connections of the preview, and forwards complete, checked requests to tiny_http, the inner server.
//!
//! tiny_http 0.12 cannot be exposed to clients directly:
//!
//! - it has no time-outs, and no limit of threads or of the size of a head;
//! - a request with an absurd `Content-Length` aborts the process when it is dropped;
//! - its pool of tasks leaves some of many keep-alive connections without an answer;
//! - its thread that accepts connections ends when the process cannot open more files;
//! - it sends responses above 32 KB in chunks, without a length for `HEAD` (see `http`).
//!
//! So a client gets one of a fixed number of connections, a few seconds to send a head of limited size, and one
//! request. The head that is forwarded is rebuilt without a body and without keep-alive, and only while there are files
//! left to open for it. Event streams are written here, each by the thread of its connection.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::connections::{Connection, Connections};
use super::error_page;
use super::event_stream::{self, Follow};
use super::file::content_type;
use super::inner_server::InnerServer;
use super::preview::Preview;
use super::request_head::{HeadError, Hosts, RequestHead, read_within};
use super::request_target::PREVIEW_FOLDER;

/// The pause after a connection could not be accepted: most likely no more files can be opened.
const RETRY: Duration = Duration::from_millis(20);

/// How long a client may take to receive one chunk of a response.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);

/// How long to wait for a client to end its side of the connection.
const LINGER: Duration = Duration::from_millis(500);

/// Bytes of a response that are forwarded at a time.
const CHUNK: usize = 64 * 1024;

/// Bytes of stack for the thread of a connection: it does little, and there can be hundreds.
const STACK: usize = 128 * 1024;

pub(super) struct Acceptor {
    pub(super) preview: Arc<Preview>,
    pub(super) follow: Follow,
    /// The address that the listener is bound to.
    pub(super) bound: IpAddr,
    pub(super) inner: InnerServer,
}

impl Acceptor {
    /// Accepts connections from `listener` until the process ends.
    pub(super) fn start(self, listener: TcpListener) -> io::Result<()> {
        let (acceptor, connections) = (Arc::new(self), Connections::new());
        let accept = move || {
            loop {
                let Ok((stream, _)) = listener.accept() else {
                    thread::sleep(RETRY);
                    continue;
                };
                let (acceptor, connection) = (acceptor.clone(), connections.add(stream));
                // Where no thread can be started, this drops the connection. An error of a connection needs no
                // report: its client has gone.
                let serve = move || drop(acceptor.serve(&connection));
                let _ = thread::Builder::new().name("preview-client".to_owned()).stack_size(STACK).spawn(serve);
            }
        };
        thread::Builder::new().name("preview-accept".to_owned()).spawn(accept).map(drop)
    }

    fn serve(&self, connection: &Connection) -> io::Result<()> {
        let mut stream = &*connection.stream;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
        let read = || {
            let snapshot = self.preview.current();
            let hosts = Hosts { bound: self.bound, allowed: &snapshot.project.config.allowed_hosts };
            RequestHead::read(stream, hosts)
        };
        let Some(head) = connection.while_idle(read) else { return Ok(()) };
        let head = match head {
            Ok(head) => head,
            Err(HeadError::ForeignHost(host)) => {
                return answer(connection, "403 Forbidden", content_type(".html"), &error_page::foreign_host(&host));
            }
            Err(HeadError::Refused(status)) => return refuse(connection, status),
            Err(HeadError::Io(error)) => return Err(error),
        };
        let path = head.target.split('?').next().unwrap_or_default();
        if head.method == "GET" && path.strip_prefix(PREVIEW_FOLDER) == Some("events") {
            if !connection.begin_event_stream(|| self.preview.probe_streams()) {
                return refuse(connection, "503 Service Unavailable");
            }
            return event_stream::send(&self.preview, self.follow, &mut stream);
        }
        match connection.while_forwarded(|| self.forward(&head, connection))? {
            true => close(connection),
            false => refuse(connection, "503 Service Unavailable"),
        }
    }

    /// Forwards a request and its response; returns whether there was one.
    fn forward(&self, head: &RequestHead, connection: &Connection) -> io::Result<bool> {
        let Some((mut chunk, mut response)) = self.inner.request(&head.forwarded) else { return Ok(false) };
        while !chunk.is_empty() {
            let written = connection.while_idle(|| (&*connection.stream).write_all(&chunk));
            written.unwrap_or_else(|| Err(io::ErrorKind::ConnectionAborted.into()))?;
            chunk.resize(CHUNK, 0);
            let length = response.read(&mut chunk)?;
            chunk.truncate(length);
        }
        Ok(true)
    }
}

fn refuse(connection: &Connection, status: &str) -> io::Result<()> {
    let message = status.lines().next().unwrap_or_default();
    answer(connection, status, content_type(".txt"), &format!("{message}\n"))
}

/// Sends a response of this status line, which may be followed by a header, and ends the connection.
fn answer(connection: &Connection, status: &str, content_type: &str, body: &str) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    (&*connection.stream).write_all(head.as_bytes())?;
    close(connection)
}

/// Ends a connection: what the client still sends is read for a moment, because a connection that is closed with
/// unread data is reset, and the client may lose the response.
fn close(connection: &Connection) -> io::Result<()> {
    connection.stream.shutdown(Shutdown::Write)?;
    let read_rest = || {
        let mut buffer = [0; 4096];
        let mut reads = (0..64).map(|_| read_within(&connection.stream, &mut buffer, LINGER));
        reads.find(|read| !matches!(read, Ok(1..)))
    };
    connection.while_idle(read_rest);
    Ok(())
}
