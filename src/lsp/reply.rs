//! The answer to one request.

use gen_lsp_types::ErrorCodes;
use gen_lsp_types::json_rpc::Id;
use serde_json::Value;

use super::outbox::{Failure, Outbox};
use super::pending::Pending;

/// Answers a request, in any case: dropped unsent, as by a panic, it says that the server has failed.
pub(super) struct Reply {
    id: Id,
    outbox: Outbox,
    pending: Pending,
    is_sent: bool,
}

impl Reply {
    pub(super) fn new(id: Id, outbox: Outbox, pending: Pending) -> Self {
        Self { id, outbox, pending, is_sent: false }
    }

    /// Whether the editor has cancelled the request: its answer is that it was.
    pub(super) fn is_cancelled(&self) -> bool {
        self.pending.is_cancelled(&self.id)
    }

    /// Sends the answer.
    pub(super) fn send(mut self, answer: Result<Value, Failure>) {
        self.answer(answer);
    }

    fn answer(&mut self, answer: Result<Value, Failure>) {
        self.is_sent = true;
        self.pending.remove(&self.id);
        self.outbox.answer(&self.id, answer);
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if !self.is_sent {
            self.answer(Err(Failure::new(ErrorCodes::InternalError, "an internal error of clausebook")));
        }
    }
}
