//! The stream of server-sent events that tells an open page of changes.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;

use super::store::Store;

/// A comment is sent after so long without a change, so that a stream that was left is found out.
const BREATH: Duration = Duration::from_secs(10);

/// Whether a browser goes to the page that was edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Following {
    /// It stays where it is.
    Nothing,
    /// It goes there.
    Edits,
}

/// What an open page is told.
#[derive(Serialize)]
struct Told<'a> {
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
}

/// Writes the head of the stream, the current state, and each later one, until the client is gone.
pub(super) fn stream(store: &Store, following: Following, client: &mut dyn Write) -> io::Result<()> {
    client.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
          X-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: 1000\n\n",
    )?;
    let mut known = 0;
    loop {
        match store.wait(known, BREATH) {
            Some(news) => {
                // What was edited before somebody came is nothing to send them away for.
                let page = news.page.as_deref().filter(|_| known > 0 && following == Following::Edits);
                known = news.generation;
                let told = serde_json::to_string(&Told { state: store.state(known), page })?;
                write!(client, "event: state\ndata: {told}\n\n")?;
            }
            None => client.write_all(b":\n\n")?,
        }
        client.flush()?;
    }
}
