//! The requests that are not answered yet, and which of them the editor has cancelled.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::{HashMap, HashMapExt};
use gen_lsp_types::json_rpc::Id;

/// Shared by the thread that reads, which adds requests and cancels them, and those that answer.
#[derive(Debug, Clone)]
pub(super) struct Pending(Arc<Mutex<HashMap<Id, State>>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Cancelled,
}

impl Pending {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(HashMap::new())))
    }

    pub(super) fn add(&self, id: Id) {
        self.lock().insert(id, State::Waiting);
    }

    /// Marks a request as cancelled; one that is answered already, or was never made, stays as it is.
    pub(super) fn cancel(&self, id: &Id) {
        if let Some(state) = self.lock().get_mut(id) {
            *state = State::Cancelled;
        }
    }

    pub(super) fn is_cancelled(&self, id: &Id) -> bool {
        self.lock().get(id) == Some(&State::Cancelled)
    }

    pub(super) fn remove(&self, id: &Id) {
        self.lock().remove(id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Id, State>> {
        // Every change of the map is one call, so a thread that panicked left it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
