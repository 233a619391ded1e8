//! The stream of server-sent events that announces changes of the site to an open page.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;

use super::preview::Preview;

/// A comment is sent after this time without an event: writing it fails where the client has gone.
const KEEPALIVE: Duration = Duration::from_secs(10);

/// Whether browsers go to the page that was edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follow {
    Nothing,
    Edits,
}

/// The data of an event.
#[derive(Serialize)]
struct EventData<'a> {
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'a str>,
}

/// Sends the head of the stream, the current state and each later one, until writing fails.
pub(super) fn send(preview: &Preview, follow: Follow, client: &mut dyn Write) -> io::Result<()> {
    client.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
          X-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: 1000\n\n",
    )?;
    let mut known = 0;
    loop {
        match preview.wait_for_reload(known, KEEPALIVE) {
            Some(event) => {
                // A page that has just been opened is not led away by an earlier edit.
                let page = event.page.as_deref().filter(|_| known > 0 && follow == Follow::Edits);
                known = event.generation;
                let data = serde_json::to_string(&EventData { state: preview.state_id(known), page })?;
                write!(client, "event: state\ndata: {data}\n\n")?;
            }
            None => client.write_all(b":\n\n")?,
        }
        client.flush()?;
    }
}
