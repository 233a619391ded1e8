//! From a response of the preview to one of tiny_http: conditional requests, byte ranges, headers.

use std::io::{self, Read};

use tiny_http::{Header, Request, StatusCode};

use super::file::{ByteRange, OpenFile, byte_range};
use super::panel;
use super::preview::Preview;
use super::request_target::{PREVIEW_FOLDER, RequestTarget};
use super::response::{Body, Response};
use super::snapshot::Snapshot;

type HttpResponse = tiny_http::Response<Box<dyn Read + Send>>;

/// Answers one request. `editor` is the pattern of addresses that open a file in an editor.
pub(super) fn answer(preview: &Preview, editor: Option<&str>, request: Request) -> io::Result<()> {
    let response = respond(preview, editor, &request);
    let snapshot = preview.current();
    let response = match convert(response, &request, &snapshot) {
        Ok(response) => response,
        // The file was removed after the response was found.
        Err(error) => {
            let status = if error.kind() == io::ErrorKind::NotFound { 404 } else { 500 };
            convert(Response::text(status, &error.to_string()), &request, &snapshot)?
        }
    };
    // Above this threshold (32 KB by default) tiny_http sends chunks, and `HEAD` gets no length.
    request.respond(response.with_chunked_threshold(usize::MAX))
}

fn respond(preview: &Preview, editor: Option<&str>, request: &Request) -> Response {
    let Some(target) = RequestTarget::parse(request.url()) else { return Response::text(400, "invalid address") };
    match target.path.strip_prefix(PREVIEW_FOLDER) {
        Some(name) => panel::respond(preview, name, &target, editor),
        None => preview.respond(&target),
    }
}

fn convert(response: Response, request: &Request, snapshot: &Snapshot) -> io::Result<HttpResponse> {
    let mut headers: Vec<Header> = Vec::new();
    headers.extend(header("Content-Type", response.content_type));
    // With the headers of the host, such as its content security policy, what it blocks is seen in the preview too.
    headers.extend(snapshot.headers().iter().filter_map(|(name, value)| header(name, value)));
    headers.extend(response.location.as_deref().and_then(|location| header("Location", location)));
    let file = match response.body {
        Body::Generated(bytes) => {
            headers.extend(header("Cache-Control", "no-store"));
            let length = Some(bytes.len());
            let bytes = Box::new(io::Cursor::new(bytes));
            return Ok(HttpResponse::new(StatusCode(response.status), headers, bytes, length, None));
        }
        Body::Bytes(bytes) => OpenFile::bytes(bytes),
        Body::File(path) => OpenFile::open(&path)?,
    };
    headers.extend(header("Cache-Control", "no-cache"));
    headers.extend(header("ETag", &file.tag));
    headers.extend(header("Accept-Ranges", "bytes"));
    if value(request, "If-None-Match").is_some_and(|tags| contains_tag(tags, &file.tag)) {
        return Ok(HttpResponse::new(StatusCode(304), headers, Box::new(io::empty()), None, None));
    }
    let is_current = value(request, "If-Range").is_none_or(|tag| tag == file.tag);
    let length = file.length;
    let range = value(request, "Range").filter(|_| is_current && response.status == 200);
    let (status, range) = match range.map_or(ByteRange::Whole, |range| byte_range(range, length)) {
        ByteRange::Whole => (response.status, 0..length),
        ByteRange::Part(range) => {
            headers.extend(header("Content-Range", &format!("bytes {}-{}/{length}", range.start, range.end - 1)));
            (206, range)
        }
        ByteRange::Unsatisfiable => {
            headers.extend(header("Content-Range", &format!("bytes */{length}")));
            (416, 0..0)
        }
    };
    let length = usize::try_from(range.end - range.start).ok();
    Ok(HttpResponse::new(StatusCode(status), headers, file.reader(range)?, length, None))
}

/// The value of a header of the request.
fn value<'r>(request: &'r Request, name: &'static str) -> Option<&'r str> {
    let found = request.headers().iter().find(|header| header.field.equiv(name));
    found.map(|header| header.value.as_str().trim())
}

/// Whether `tags`, the value of `If-None-Match`, contains `tag`.
fn contains_tag(tags: &str, tag: &str) -> bool {
    tags == "*" || tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
}

/// A header, without characters that are not allowed in its value.
fn header(name: &'static str, value: &str) -> Option<Header> {
    let value: String = value.chars().filter(|character| matches!(character, ' '..='~')).collect();
    Header::from_bytes(name, value).ok()
}
