//! The target that sends heads of requests to a preview, which runs as a process of its own.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use crate::case::Case;
use crate::site::binary;

/// Stands for the host of the preview.
const HOST: &str = "HOST";
/// What no response may hold: it lies beside the site's folder.
const SECRET: &str = "the-text-outside-of-the-site";
/// No response of the small site takes this long.
const TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) const HEADS: &[&str] = &[
    "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "HEAD /a/ HTTP/1.1\r\nHost: HOST\r\nAccept: */*\r\n\r\n",
    "GET /a/?x=1#y HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
    "GET /large.bin HTTP/1.1\r\nHost: HOST\r\nRange: bytes=0-9,20-\r\nIf-Range: \"x\"\r\n\r\n",
    "GET /large.bin HTTP/1.1\r\nHost: HOST\r\nIf-None-Match: \"x\", W/\"y\"\r\n\r\n",
    "POST /a/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nx=y&z",
    "GET /../secret.txt HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "GET /%2e%2e/secret.txt HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "GET /link.txt HTTP/1.1\r\nHost: HOST\r\n\r\n",
    "GET http://HOST/a/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "GET /__clausebook/events?state=1 HTTP/1.1\r\nHost: HOST\r\nAccept: text/event-stream\r\n\r\n",
    "GET /__clausebook/reload.js HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
    "GET /pagefind/pagefind.js HTTP/1.1\r\nHost: HOST\r\nCookie: a=b\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: [::1]\r\n\r\n",
    "GET /old/ HTTP/1.1\r\nHost: HOST\r\nUpgrade: websocket\r\nExpect: 100-continue\r\n\r\n",
];

/// A preview of a small site.
struct Preview {
    process: Child,
    host: String,
    folder: TempDir,
}

static PREVIEW: LazyLock<Mutex<Result<Preview, String>>> = LazyLock::new(|| Mutex::new(start()));

fn start() -> Result<Preview, String> {
    let failed = |error: std::io::Error| format!("the preview cannot be started: {error}");
    let folder = tempfile::tempdir().map_err(failed)?;
    let site = folder.path().join("site");
    let page = "---\ntitle: A\ndescription: d\naliases: [/old/]\n---\n## x\n\n[a](/a/)\n";
    let files = [("site/content/_index.md", page), ("site/content/a.md", page), ("secret.txt", SECRET)];
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let large = ("site/static/large.bin".to_owned(), vec![7; 100_000]);
    Case { files: files.chain([large]).collect() }.write(folder.path()).map_err(failed)?;
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../secret.txt", site.join("static/link.txt")).map_err(failed)?;
    let errors = fs::File::create(folder.path().join("stderr")).map_err(failed)?;
    let mut command = Command::new(binary());
    command.arg("--root").arg(&site).args(["serve", "--port", "0"]).env("XDG_CACHE_HOME", folder.path());
    let mut process = command.stdout(Stdio::piped()).stderr(errors).spawn().map_err(failed)?;
    let mut line = String::new();
    let mut output = BufReader::new(process.stdout.take().ok_or("no output")?);
    while !line.contains("http://") {
        line.clear();
        if output.read_line(&mut line).map_err(failed)? == 0 {
            return Err("the preview ended".to_owned());
        }
    }
    // The rest of the output is read, so that the preview does not wait for it.
    std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
    let host = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    Ok(Preview { process, host: host.to_owned(), folder })
}

/// Ends the preview, which is a process of its own.
pub(crate) fn end() {
    if let Ok(preview) = &mut *PREVIEW.lock().unwrap_or_else(PoisonError::into_inner) {
        let _ = preview.process.kill();
        let _ = preview.process.wait();
    }
}

/// Sends the head: there is a well-formed response or none, the preview goes on, and nothing outside of the site is sent.
pub(crate) fn check(case: &Case) -> Result<(), String> {
    let mut preview = PREVIEW.lock().unwrap_or_else(PoisonError::into_inner);
    let preview = preview.as_mut().map_err(|error| error.clone())?;
    let head = replace(&case.files[0].1, HOST.as_bytes(), preview.host.as_bytes());
    let response = send(&head, &preview.host).map_err(|error| format!("no connection: {error}"))?;
    if preview.process.try_wait().is_ok_and(|status| status.is_some()) {
        return Err("the preview has ended".to_owned());
    }
    let said = fs::read_to_string(preview.folder.path().join("stderr")).unwrap_or_default();
    if let Some(line) = said.lines().find(|line| line.contains("panicked")) {
        return Err(format!("the preview panicked: {line}"));
    }
    if memchr(&response, SECRET.as_bytes()) {
        return Err("a file outside of the site was sent".to_owned());
    }
    if response.is_empty() {
        return Ok(());
    }
    let status = response.strip_prefix(b"HTTP/1.1 ").and_then(|rest| std::str::from_utf8(rest.get(..3)?).ok());
    match status.and_then(|status| status.parse::<u16>().ok()) {
        Some(500..) | None => {
            let line = response.split(|byte| *byte == b'\n').next().unwrap_or_default();
            Err(format!("a response that is no answer: {}", String::from_utf8_lossy(line)))
        }
        Some(_) => Ok(()),
    }
}

/// The response to these bytes, as far as it has an end.
fn send(head: &[u8], host: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    // The preview may refuse a head before it has read all of it.
    let is_cut = |error: &std::io::Error| {
        matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::NotConnected)
    };
    let sent = stream.write_all(head).and_then(|()| stream.shutdown(Shutdown::Write));
    sent.or_else(|error| if is_cut(&error) { Ok(()) } else { Err(error) })?;
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(bytes),
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(error) if is_cut(&error) => return Ok(bytes),
            Err(error) => return Err(error),
        }
        // It has no end.
        if memchr(&bytes, b"text/event-stream") {
            return Ok(bytes);
        }
    }
}

fn memchr(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn replace(bytes: &[u8], part: &[u8], with: &[u8]) -> Vec<u8> {
    let (mut replaced, mut rest) = (Vec::new(), bytes);
    while let Some(at) = rest.windows(part.len()).position(|window| window == part) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(with);
        rest = &rest[at + part.len()..];
    }
    replaced.extend_from_slice(rest);
    replaced
}
