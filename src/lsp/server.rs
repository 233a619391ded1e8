//! The life of the server, from `initialize` to `exit`, and the way of a message to what answers it.

use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use gen_lsp_types::ErrorCodes;
use gen_lsp_types::json_rpc::Id;
use serde_json::{Value, json};

use super::client::Client;
use super::outbox::{Failure, Outbox};
use super::pending::Pending;
use super::reply::Reply;
use super::sites::Opening;
use super::transport::{self, Incoming};
use super::workspace::Workspace;
use super::{features, parent};

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// By `shutdown` and `exit`.
    Orderly,
    /// The editor has gone, or has sent `exit` alone.
    Abruptly,
}

/// What the server waits for.
enum Event {
    Message(Incoming),
    /// No message will come any more, and the error that is the reason, if it is one.
    Closed(Option<io::Error>),
}

/// Serves the editor that writes to `input` and reads from `output` until it ends.
///
/// # Errors
/// The system's error where it has no threads left, or where the stream cannot be read.
pub(crate) fn serve(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
    opening: Opening,
) -> io::Result<Ended> {
    let (outbox, writer) = Outbox::start(output)?;
    let pending = Pending::new();
    let (sender, events) = mpsc::channel();
    let reader = {
        let (sender, pending) = (sender.clone(), pending.clone());
        move || read(input, &sender, &pending)
    };
    thread::Builder::new().name("lsp-reader".to_owned()).spawn(reader)?;
    let mut server = Server { opening: Some(opening), state: State::Waiting, outbox, pending, sender };
    let mut ended = Ended::Abruptly;
    for event in events {
        match event {
            Event::Closed(None) => break,
            Event::Closed(Some(error)) => return Err(error),
            Event::Message(Incoming::Notification { method, .. }) if method == "exit" => {
                if matches!(server.state, State::ShutDown) {
                    ended = Ended::Orderly;
                }
                break;
            }
            Event::Message(message) => {
                // A panic is a fault of ours. The request is answered as failed, and the editor keeps its server.
                if catch_unwind(AssertUnwindSafe(|| server.take(message))).is_err() {
                    server.outbox.log_error("an internal error of clausebook");
                }
            }
        }
    }
    if ended == Ended::Orderly {
        // What was sent before is written first. An editor that has gone reads nothing more.
        server.outbox.end();
        let _ = writer.join();
    }
    Ok(ended)
}

/// Reads messages until the stream ends. Requests are noted and cancelled here, because one may be cancelled while the
/// server is busy with others.
fn read(mut input: impl BufRead, events: &Sender<Event>, pending: &Pending) {
    let closed = loop {
        let message = match transport::read(&mut input) {
            Ok(Some(message)) => message,
            Ok(None) => break None,
            Err(error) => break Some(error),
        };
        match &message {
            Incoming::Request { id, .. } => pending.add(id.clone()),
            Incoming::Notification { method, params } if method == "$/cancelRequest" => {
                if let Ok(id) = serde_json::from_value(params["id"].clone()) {
                    pending.cancel(&id);
                }
                continue;
            }
            Incoming::Notification { .. } | Incoming::Response | Incoming::Malformed(_) => {}
        }
        if events.send(Event::Message(message)).is_err() {
            return;
        }
    };
    // This fails only when the server has ended.
    let _ = events.send(Event::Closed(closed));
}

enum State {
    /// Before `initialize`.
    Waiting,
    Running(Box<Workspace>),
    /// After `shutdown`.
    ShutDown,
}

struct Server {
    /// Taken by `initialize`.
    opening: Option<Opening>,
    state: State,
    outbox: Outbox,
    pending: Pending,
    sender: Sender<Event>,
}

impl Server {
    fn take(&mut self, message: Incoming) {
        match message {
            Incoming::Request { id, method, params } => self.request(id, &method, &params),
            Incoming::Notification { method, params } => {
                if let State::Running(workspace) = &mut self.state {
                    workspace.notification(&method, &params);
                }
            }
            Incoming::Response => {}
            Incoming::Malformed(reason) => {
                self.outbox.answer(&Id::Null, Err(Failure::new(ErrorCodes::ParseError, reason)));
            }
        }
    }

    fn request(&mut self, id: Id, method: &str, parameters: &Value) {
        let reply = Reply::new(id, self.outbox.clone(), self.pending.clone());
        if reply.is_cancelled() {
            return reply.send(Err(Failure::cancelled()));
        }
        let invalid = |message: &str| Err(Failure::new(ErrorCodes::InvalidRequest, message));
        match (&mut self.state, method) {
            (State::Waiting, "initialize") => {
                let answer = self.initialize(parameters);
                reply.send(answer);
            }
            (State::Waiting, _) => {
                reply.send(Err(Failure::new(ErrorCodes::ServerNotInitialized, "`initialize` comes first")))
            }
            (State::ShutDown, _) => reply.send(invalid("the server is shut down")),
            (State::Running(_), "initialize") => reply.send(invalid("the server is initialized already")),
            (State::Running(_), "shutdown") => {
                // Dropped with the sites: their threads end.
                self.state = State::ShutDown;
                reply.send(Ok(Value::Null));
            }
            (State::Running(workspace), _) => workspace.request(reply, method, parameters),
        }
    }

    fn initialize(&mut self, parameters: &Value) -> Result<Value, Failure> {
        let opening = self.opening.take();
        let opening = opening.ok_or_else(|| Failure::new(ErrorCodes::InvalidRequest, "it is initialized already"))?;
        let client = Client::read(parameters);
        if let Some(process) = client.process {
            let sender = self.sender.clone();
            // This fails only when the server has ended.
            parent::watch(process, move || drop(sender.send(Event::Closed(None))));
        }
        let answer = json!({
            "capabilities": features::capabilities(&client),
            "serverInfo": {"name": "clausebook", "version": env!("CLAUSEBOOK_VERSION")},
        });
        self.state = State::Running(Box::new(Workspace::new(Arc::new(client), opening, self.outbox.clone())));
        Ok(answer)
    }
}
