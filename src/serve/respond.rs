//! From an answer to a response: conditions, parts of files, headers.

use std::io::{self, Read};

use tiny_http::{Header, Method, Request, Response, StatusCode};

use super::OWN;
use super::answer::{Answer, Body, Caching};
use super::file::{self, Opened, Wanted};
use super::snapshot::Snapshot;
use super::store::Store;
use super::{address, panel};

/// Answers one request.
pub(super) fn respond(store: &Store, editor: Option<&str>, request: Request) -> io::Result<()> {
    let answer = answer(store, editor, &request);
    // The policy that a host would send stands over the preview too: what it forbids shows at once.
    let snapshot = store.current();
    let response = match response(answer, &request, &snapshot) {
        Ok(response) => response,
        // The file went away between the question and the answer.
        Err(error) => {
            let status = if error.kind() == io::ErrorKind::NotFound { 404 } else { 500 };
            response(Answer::text(status, &error.to_string()), &request, &snapshot)?
        }
    };
    request.respond(response.with_chunked_threshold(usize::MAX))
}

fn answer(store: &Store, editor: Option<&str>, request: &Request) -> Answer {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return Answer::text(405, "only GET and HEAD are answered");
    }
    let Some(asked) = address::read(request.url()) else {
        return Answer::text(400, "this is no address of a site");
    };
    match asked.path.strip_prefix(OWN) {
        Some(name) => panel::answer(store, name, &asked, editor),
        None => store.answer_to(&asked),
    }
}

fn response(answer: Answer, request: &Request, snapshot: &Snapshot) -> io::Result<Response<Box<dyn Read + Send>>> {
    let mut headers: Vec<Header> = Vec::new();
    headers.extend(header("Content-Type", answer.content_type));
    headers.extend(snapshot.headers().iter().filter_map(|(name, value)| header(name, value)));
    headers.extend(answer.location.as_deref().and_then(|location| header("Location", location)));
    let opened = match answer.body {
        Body::Bytes(bytes) if answer.caching == Caching::Never => {
            headers.extend(header("Cache-Control", "no-store"));
            let length = bytes.len();
            let bytes: Box<dyn Read + Send> = Box::new(io::Cursor::new(bytes));
            return Ok(Response::new(StatusCode(answer.status), headers, bytes, Some(length), None));
        }
        Body::Bytes(bytes) => Opened::bytes(bytes),
        Body::File(path) => Opened::open(&path)?,
    };
    headers.extend(header("Cache-Control", "no-cache"));
    headers.extend(header("ETag", &opened.tag));
    headers.extend(header("Accept-Ranges", "bytes"));
    if asked(request, "If-None-Match").is_some_and(|tags| holds(tags, &opened.tag)) {
        return Ok(Response::new(StatusCode(304), headers, Box::new(io::empty()), None, None));
    }
    let is_current = asked(request, "If-Range").is_none_or(|tag| tag == opened.tag);
    let length = opened.length;
    let wanted = match asked(request, "Range").filter(|_| is_current && answer.status == 200) {
        Some(range) => file::wanted(range, length),
        None => Wanted::Whole,
    };
    let (status, range) = match wanted {
        Wanted::Whole => (answer.status, 0..length),
        Wanted::Part(range) => {
            headers.extend(header("Content-Range", &format!("bytes {}-{}/{length}", range.start, range.end - 1)));
            (206, range)
        }
        Wanted::Nothing => {
            headers.extend(header("Content-Range", &format!("bytes */{length}")));
            (416, 0..0)
        }
    };
    let sent = usize::try_from(range.end - range.start).ok();
    Ok(Response::new(StatusCode(status), headers, opened.part(range)?, sent, None))
}

fn asked<'r>(request: &'r Request, name: &'static str) -> Option<&'r str> {
    let found = request.headers().iter().find(|header| header.field.equiv(name));
    found.map(|header| header.value.as_str().trim())
}

/// Whether one of the entity tags in `header` is `tag`.
fn holds(header: &str, tag: &str) -> bool {
    header == "*" || header.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
}

/// A header; what it may not contain is dropped.
fn header(name: &'static str, value: &str) -> Option<Header> {
    let value: String = value.chars().filter(|character| matches!(character, ' '..='~')).collect();
    Header::from_bytes(name, value).ok()
}
