//! Messages of JSON-RPC 2.0 with the headers of the protocol, read from a stream.
//!
//! A message that is no JSON, or too large, is reported and skipped; only a header that cannot be read ends the
//! stream, because the next message cannot be found then.

use std::io::{self, BufRead, Read, Write};

use gen_lsp_types::json_rpc::Id;
use serde::Deserialize;
use serde_json::Value;

/// The longest line of a header, in bytes.
const MAX_HEADER: u64 = 4096;
/// The most lines of headers before a message.
const MAX_HEADERS: usize = 32;
/// The largest message that is read, in bytes.
const MAX_MESSAGE: u64 = 256 << 20;

/// What an editor sends.
#[derive(Debug, PartialEq)]
pub(super) enum Incoming {
    /// It must be answered.
    Request {
        /// The number or text that the answer carries.
        id: Id,
        /// The name.
        method: String,
        /// The parameters; `null` where there are none.
        params: Value,
    },
    /// It is not answered.
    Notification {
        /// The name.
        method: String,
        /// The parameters; `null` where there are none.
        params: Value,
    },
    /// The answer to a request of ours.
    Response,
    /// Not a message; with the reason.
    Malformed(String),
}

/// A message as JSON has it.
#[derive(Deserialize)]
struct Written {
    #[serde(default, deserialize_with = "present")]
    id: Option<Id>,
    method: Option<String>,
    #[serde(default)]
    params: Value,
}

/// `null` is an id, too, and differs from none.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Id>, D::Error> {
    Id::deserialize(deserializer).map(Some)
}

/// Reads the next message; nothing at the end of the stream.
///
/// # Errors
/// The system's error, or that a header cannot be read.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = read_headers(input)? else { return Ok(None) };
    if length > MAX_MESSAGE {
        io::copy(&mut input.take(length), &mut io::sink())?;
        return Ok(Some(Incoming::Malformed(format!("a message of {length} bytes is too large"))));
    }
    let mut body = Vec::new();
    // It grows with what arrives, whatever length the header announces.
    let read = input.take(length).read_to_end(&mut body)?;
    if (read as u64) < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice::<Written>(&body) {
        Ok(Written { id: Some(id), method: Some(method), params }) => Incoming::Request { id, method, params },
        Ok(Written { id: None, method: Some(method), params }) => Incoming::Notification { method, params },
        Ok(Written { id: Some(_), method: None, .. }) => Incoming::Response,
        Ok(Written { id: None, method: None, .. }) => Incoming::Malformed("a message without a method".to_owned()),
        Err(error) => Incoming::Malformed(error.to_string()),
    }))
}

/// The length that the headers before a message announce; nothing at the end of the stream.
fn read_headers(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let invalid = |reason: &str| io::Error::new(io::ErrorKind::InvalidData, reason);
    let mut length = None;
    for _ in 0..MAX_HEADERS {
        let mut line = Vec::new();
        if input.take(MAX_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let Some(line) = line.strip_suffix('\n') else { return Err(invalid("a header without an end")) };
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            return length.map(Some).ok_or_else(|| invalid("no Content-Length before a message"));
        }
        let (name, value) = line.split_once(':').ok_or_else(|| invalid("a header without a colon"))?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse().map_err(|_| invalid("a Content-Length that is no number"))?);
        }
    }
    Err(invalid("too many headers before a message"))
}

/// Writes one message.
///
/// # Errors
/// The system's error.
pub(super) fn write(output: &mut impl Write, message: &Value) -> io::Result<()> {
    let text = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::json_rpc::Id;
    use serde_json::{Value, json};

    use super::{Incoming, read, write};

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn all(stream: &str) -> Vec<Incoming> {
        let mut input = stream.as_bytes();
        let mut messages = Vec::new();
        while let Ok(Some(message)) = read(&mut input) {
            messages.push(message);
        }
        messages
    }

    #[test]
    fn requests_notifications_and_responses_are_told_apart() {
        let stream = [
            r#"{"jsonrpc":"2.0","id":3000000000,"method":"a","params":{"b":1}}"#,
            r#"{"jsonrpc":"2.0","method":"c"}"#,
            r#"{"jsonrpc":"2.0","id":"x","result":null}"#,
        ];
        let read = all(&stream.map(framed).concat());
        let id = Id::Number(3_000_000_000);
        let request = Incoming::Request { id, method: "a".to_owned(), params: json!({"b": 1}) };
        let notification = Incoming::Notification { method: "c".to_owned(), params: Value::Null };
        assert_eq!(read, [request, notification, Incoming::Response]);
    }

    #[test]
    fn a_malformed_message_does_not_end_the_stream() {
        let deep = "[".repeat(100_000);
        for body in ["{", "[]", "17", "", r#"{"id":[]}"#, r#"{"jsonrpc":"2.0"}"#, deep.as_str()] {
            let read = all(&(framed(body) + &framed(r#"{"method":"c"}"#)));
            assert!(matches!(read.as_slice(), [Incoming::Malformed(_), Incoming::Notification { .. }]), "{read:?}");
        }
        let bytes = b"Content-Length: 2\r\n\r\n\xff\xffContent-Length: 14\r\n\r\n{\"method\":\"c\"}";
        let mut input = bytes.as_slice();
        assert!(matches!(read(&mut input), Ok(Some(Incoming::Malformed(_)))));
        assert!(matches!(read(&mut input), Ok(Some(Incoming::Notification { .. }))));
    }

    #[test]
    fn a_header_that_cannot_be_read_ends_the_stream() {
        for stream in [
            "",
            "Content-Length: 5",
            "Content-Length: x\r\n\r\n{}",
            "Content-Length: 99999999999999999999\r\n\r\n{}",
            "Content-Length: 18446744073709551615\r\n\r\n{}",
            "Content-Length: 100\r\n\r\n{}",
            "Content-Type: a\r\n\r\n{}",
            "no colon\r\n\r\n",
        ] {
            let read = all(stream);
            assert!(matches!(read.as_slice(), [] | [Incoming::Malformed(_)]), "{stream:?}: {read:?}");
        }
        assert!(read(&mut "a".repeat(100_000).as_bytes()).is_err());
        assert!(read(&mut "a: b\r\n".repeat(100).as_bytes()).is_err());
    }

    #[test]
    fn what_is_written_can_be_read() {
        let mut written = Vec::new();
        write(&mut written, &json!({"method": "é"})).unwrap();
        let read = read(&mut written.as_slice()).unwrap();
        assert_eq!(read, Some(Incoming::Notification { method: "é".to_owned(), params: Value::Null }));
    }
}
