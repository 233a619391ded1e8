//! The connections of the preview, within limits that follow from how many files the system lets it open.
//!
//! Where a limit is reached, the connection that has been idle longest is closed: its client sends nothing, or does not
//! read the response.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::lock::lock;

const MAX_CONNECTIONS: u64 = 640;

/// The most requests that the inner server has at a time.
const MAX_FORWARDED: u64 = 160;

/// Open files that a request in the inner server takes: both ends of its connection, tiny_http's copy of one end, and
/// the file that is sent.
const FILES_PER_FORWARDED: u64 = 4;

/// Open files that are reserved for everything but connections.
const RESERVED_FILES: u64 = 28;

/// A connection is not closed before it has been idle for this time.
const MIN_IDLE: Duration = Duration::from_millis(20);

/// How long a new event stream waits for the end of those whose client has gone.
const PROBE_TIMEOUT: Duration = Duration::from_secs(1);

/// The least time between two writes to every event stream that look for such clients.
const PROBE_INTERVAL: Duration = Duration::from_millis(50);

#[derive(Debug, PartialEq, Eq)]
struct Limits {
    connections: usize,
    event_streams: usize,
    forwarded: usize,
}

impl Limits {
    fn for_open_files(files: u64) -> Self {
        let files = files.saturating_sub(RESERVED_FILES);
        let forwarded = (files / (2 * FILES_PER_FORWARDED)).clamp(2, MAX_FORWARDED);
        let connections = files.saturating_sub(forwarded * FILES_PER_FORWARDED).clamp(4, MAX_CONNECTIONS) as usize;
        Self { connections, event_streams: connections * 5 / 8, forwarded: forwarded as usize }
    }
}

/// What a connection is used for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The head of the request, or the end of the connection.
    Plain,
    EventStream,
    /// The request is in the inner server, or its response on the way to the client.
    Forwarded,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Activity {
    Busy,
    Idle(Instant),
    /// It was closed for another connection; its thread takes a moment to end.
    Closed,
}

struct Entry {
    stream: Arc<TcpStream>,
    stage: Stage,
    activity: Activity,
}

#[derive(Default)]
struct Table {
    last_id: u64,
    /// When event streams were last asked to write.
    probed: Option<Instant>,
    entries: BTreeMap<u64, Entry>,
}

impl Table {
    fn count(&self, stage: Stage) -> usize {
        self.entries.values().filter(|entry| entry.stage == stage).count()
    }

    /// Closes the connection that has been idle longest, of those for which `filter` holds; one at a time.
    fn close_idle(&mut self, filter: impl Fn(&Entry) -> bool) {
        let mut longest: Option<(Instant, &mut Entry)> = None;
        for entry in self.entries.values_mut().filter(|entry| filter(entry)) {
            match entry.activity {
                Activity::Busy => {}
                Activity::Closed => return,
                Activity::Idle(since) if longest.as_ref().is_some_and(|(longest, _)| *longest <= since) => {}
                Activity::Idle(since) => longest = Some((since, entry)),
            }
        }
        if let Some((_, entry)) = longest.filter(|(since, _)| since.elapsed() >= MIN_IDLE) {
            entry.activity = Activity::Closed;
            let _ = entry.stream.shutdown(Shutdown::Both);
        }
    }
}

pub(super) struct Connections {
    limits: Limits,
    table: Mutex<Table>,
    /// Notified when a connection ends or is not forwarded any more.
    freed: Condvar,
}

/// A connection in the table; dropping it closes it.
pub(super) struct Connection {
    pub(super) stream: Arc<TcpStream>,
    id: u64,
    connections: Arc<Connections>,
}

impl Connections {
    pub(super) fn new() -> Arc<Self> {
        let limits = Limits::for_open_files(raise_open_files());
        Arc::new(Self { limits, table: Mutex::default(), freed: Condvar::new() })
    }

    /// Adds a connection, once there is room for it.
    pub(super) fn add(self: &Arc<Self>, stream: TcpStream) -> Connection {
        let mut table = self.wait_while(|table| table.entries.len() >= self.limits.connections, |_| true);
        table.last_id += 1;
        let (id, stream) = (table.last_id, Arc::new(stream));
        table.entries.insert(id, Entry { stream: stream.clone(), stage: Stage::Plain, activity: Activity::Busy });
        Connection { stream, id, connections: self.clone() }
    }

    /// Waits while `is_full` holds, and closes idle connections for which `filter` holds.
    fn wait_while(&self, is_full: impl Fn(&Table) -> bool, filter: impl Fn(&Entry) -> bool) -> MutexGuard<'_, Table> {
        let mut table = lock(&self.table);
        while is_full(&table) {
            table.close_idle(&filter);
            table = self.freed.wait_timeout(table, MIN_IDLE / 4).unwrap_or_else(PoisonError::into_inner).0;
        }
        table
    }
}

impl Connection {
    /// Uses the connection for an event stream; returns whether there is room for one more.
    ///
    /// A stream learns that its client has gone when it writes. Where there is no room, `probe` has each of them write: the
    /// first write after a client has closed its side may still succeed, so it is called again while it waits.
    pub(super) fn begin_event_stream(&self, probe: impl Fn()) -> bool {
        let deadline = Instant::now() + PROBE_TIMEOUT;
        let mut table = lock(&self.connections.table);
        while table.count(Stage::EventStream) >= self.connections.limits.event_streams {
            if Instant::now() >= deadline {
                return false;
            }
            // One for all connections that wait for room.
            if table.probed.is_none_or(|probed| probed.elapsed() >= PROBE_INTERVAL) {
                table.probed = Some(Instant::now());
                drop(table);
                probe();
                table = lock(&self.connections.table);
            }
            let waited = self.connections.freed.wait_timeout(table, PROBE_INTERVAL / 4);
            table = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if let Some(entry) = table.entries.get_mut(&self.id) {
            entry.stage = Stage::EventStream;
        }
        true
    }

    /// Calls `forward` once the inner server has room for one more request.
    pub(super) fn while_forwarded<T>(&self, forward: impl FnOnce() -> T) -> T {
        let is_full = |table: &Table| table.count(Stage::Forwarded) >= self.connections.limits.forwarded;
        let set = |mut table: MutexGuard<'_, Table>, stage| {
            if let Some(entry) = table.entries.get_mut(&self.id) {
                entry.stage = stage;
            }
        };
        set(self.connections.wait_while(is_full, |entry| entry.stage == Stage::Forwarded), Stage::Forwarded);
        let result = forward();
        set(lock(&self.connections.table), Stage::Plain);
        self.connections.freed.notify_all();
        result
    }

    /// Calls `wait`, during which the connection counts as idle; `None` where it was closed meanwhile.
    pub(super) fn while_idle<T>(&self, wait: impl FnOnce() -> T) -> Option<T> {
        self.set_activity(Activity::Idle(Instant::now()))?;
        let result = wait();
        self.set_activity(Activity::Busy).map(|()| result)
    }

    /// `None` where the connection was closed.
    fn set_activity(&self, activity: Activity) -> Option<()> {
        let mut table = lock(&self.connections.table);
        let entry = table.entries.get_mut(&self.id).filter(|entry| entry.activity != Activity::Closed)?;
        entry.activity = activity;
        Some(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        lock(&self.connections.table).entries.remove(&self.id);
        self.connections.freed.notify_all();
    }
}

/// Raises the limit of open files as far as the system allows; returns the limit.
fn raise_open_files() -> u64 {
    #[cfg(not(unix))]
    return u64::MAX;
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
        let files = if setrlimit(Resource::Nofile, raised).is_ok() { limit.maximum } else { limit.current };
        files.unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{FILES_PER_FORWARDED, Limits, RESERVED_FILES};

    #[test]
    fn the_limits_fit_into_the_files_that_can_be_opened() {
        for files in [64, 100, 256, 1024, 4096, 1 << 20] {
            let limits = Limits::for_open_files(files);
            let used = RESERVED_FILES + limits.connections as u64 + limits.forwarded as u64 * FILES_PER_FORWARDED;
            assert!(used <= files && limits.event_streams < limits.connections, "{files}: {limits:?}");
        }
        assert_eq!(Limits::for_open_files(1 << 20), Limits { connections: 640, event_streams: 400, forwarded: 160 });
        assert_eq!(Limits::for_open_files(0), Limits { connections: 4, event_streams: 2, forwarded: 2 });
    }
}
