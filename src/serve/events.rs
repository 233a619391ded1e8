//! The stream of server-sent events that tells an open page of changes.

use std::io::{self, Write};
use std::time::Duration;

use super::store::{Change, Store};

/// A comment is sent after so long without a change, so that a stream that was left is found out.
const BREATH: Duration = Duration::from_secs(10);

/// Writes the head of the stream, the current state, and each later one, until the client is gone.
pub(super) fn stream(store: &Store, client: &mut dyn Write) -> io::Result<()> {
    client.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
          X-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: 1000\n\n",
    )?;
    let mut known = 0;
    loop {
        match store.wait(known, BREATH) {
            Change::Generation(generation) => {
                known = generation;
                let state = store.state(generation);
                write!(client, "event: state\ndata: {{\"state\":\"{state}\"}}\n\n")?;
            }
            Change::None => client.write_all(b":\n\n")?,
        }
        client.flush()?;
    }
}
