//! What is sent to the editor: answers, notifications and requests, written by a thread of their own.

use std::io::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use gen_lsp_types::ErrorCodes;
use gen_lsp_types::json_rpc::Id;
use serde::Serialize;
use serde_json::{Value, json};

use super::transport;

/// Why a request fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    code: i32,
    message: String,
}

/// The request was cancelled. The protocol's own codes are no part of the enumeration.
const CANCELLED: i32 = -32800;
/// The request is right, and cannot be done.
const REQUEST_FAILED: i32 = -32803;

impl Failure {
    pub(super) fn new(code: ErrorCodes, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }

    /// What is requested cannot be done; `message` says why.
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self { code: REQUEST_FAILED, message: message.into() }
    }

    pub(super) fn cancelled() -> Self {
        Self { code: CANCELLED, message: "cancelled".to_owned() }
    }
}

/// Sends messages; cheap to clone. What is sent after the editor has closed the stream is lost.
#[derive(Debug, Clone)]
pub(super) struct Outbox {
    sender: mpsc::Sender<Option<Value>>,
    last_id: Arc<AtomicI64>,
}

impl Outbox {
    /// An outbox and the thread that writes what it sends to `output`, until [`Self::end`].
    pub(super) fn start(mut output: impl Write + Send + 'static) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (sender, messages) = mpsc::channel::<Option<Value>>();
        let write = move || {
            while let Ok(Some(message)) = messages.recv() {
                if transport::write(&mut output, &message).is_err() {
                    return;
                }
            }
        };
        let writer = thread::Builder::new().name("lsp-writer".to_owned()).spawn(write)?;
        Ok((Self { sender, last_id: Arc::default() }, writer))
    }

    /// Answers the request with this id.
    pub(super) fn answer(&self, id: &Id, answer: Result<Value, Failure>) {
        self.send(match answer {
            Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
            Err(Failure { code, message }) => {
                json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})
            }
        });
    }

    pub(super) fn notify(&self, method: &str, params: impl Serialize) {
        // Every type of the protocol can be written as JSON.
        let params = serde_json::to_value(params).unwrap_or_default();
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request whose answer says nothing.
    pub(super) fn request(&self, method: &str, params: &Value) {
        let id = self.last_id.fetch_add(1, Ordering::Relaxed);
        self.send(json!({"jsonrpc": "2.0", "id": format!("clausebook-{id}"), "method": method, "params": params}));
    }

    /// Has the editor log an error.
    pub(super) fn log_error(&self, message: &str) {
        self.notify("window/logMessage", json!({"type": 1, "message": message}));
    }

    fn send(&self, message: Value) {
        // This fails only after the editor has closed the stream.
        let _ = self.sender.send(Some(message));
    }

    /// Has the thread end that writes, once it has written what was sent before.
    pub(super) fn end(&self) {
        let _ = self.sender.send(None);
    }
}
