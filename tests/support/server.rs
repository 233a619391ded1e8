//! A server on loopback that answers as badly as any: what stands where is a table of the test's own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// How a path is answered.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// With this status.
    Status(u16),
    /// With a redirect of this status to there.
    To(u16, String),
    /// With an HTML page.
    Page(String),
    /// With 405 to `HEAD`, else with 200.
    NoHead,
    /// With 429 and so many seconds to wait, the first time; then with 200.
    Later(u64),
    /// With 500 the first two times; then with 200.
    Recovers,
    /// Not at all: the line stays open.
    Hang,
    /// Not at all: the line is cut.
    Cut,
    /// With a page that never ends.
    Endless,
}

/// What was asked: the method, the path, and the headers in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
}

/// Listens until the test is over.
pub(crate) struct Server {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// A server that answers by this table, and with 404 to everything else.
    pub(crate) fn new(table: impl IntoIterator<Item = (String, Reply)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let table: Arc<BTreeMap<String, Reply>> = Arc::new(table.into_iter().collect());
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let log = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (table, log) = (table.clone(), log.clone());
                // Whoever asks may hang up at any time.
                thread::spawn(move || drop(converse(&stream, &table, &log)));
            }
        });
        Self { url, asked }
    }

    /// Its address, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How often a path was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.asked().iter().filter(|asked| asked.path == path).count()
    }
}

fn converse(stream: &TcpStream, table: &BTreeMap<String, Reply>, log: &Mutex<Vec<Asked>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    loop {
        let Some(first) = lines.next().transpose()? else { return Ok(()) };
        let mut words = first.split(' ').map(str::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut headers = BTreeMap::new();
        loop {
            let Some(line) = lines.next().transpose()? else { return Ok(()) };
            let Some((name, value)) = line.split_once(':') else { break };
            headers.insert(name.to_lowercase(), value.trim().to_owned());
        }
        let before = {
            let mut log = log.lock().unwrap();
            let before = log.iter().filter(|asked| asked.path == path).count();
            log.push(Asked { method: method.clone(), path: path.clone(), headers });
            before
        };
        let reply = table.get(&path).cloned().unwrap_or(Reply::Status(404));
        answer(stream, &reply, method == "HEAD", before)?;
    }
}

fn answer(mut stream: &TcpStream, reply: &Reply, is_head: bool, before: usize) -> std::io::Result<()> {
    let (status, header, body) = match reply {
        Reply::Status(status) => (*status, String::new(), String::new()),
        Reply::To(status, to) => (*status, format!("Location: {to}\r\n"), String::new()),
        Reply::Page(html) => (200, "Content-Type: text/html\r\n".to_owned(), html.clone()),
        Reply::NoHead => (if is_head { 405 } else { 200 }, String::new(), String::new()),
        Reply::Later(seconds) if before == 0 => (429, format!("Retry-After: {seconds}\r\n"), String::new()),
        Reply::Recovers if before < 2 => (500, String::new(), String::new()),
        Reply::Later(_) | Reply::Recovers => (200, String::new(), String::new()),
        Reply::Hang => {
            thread::sleep(Duration::from_secs(600));
            return Ok(());
        }
        Reply::Cut => {
            stream.write_all(b"HTTP/1.1 200")?;
            return stream.shutdown(std::net::Shutdown::Both);
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")?;
            if is_head {
                return stream.shutdown(std::net::Shutdown::Both);
            }
            loop {
                stream.write_all(&[b'x'; 4096])?;
            }
        }
    };
    let head = format!("HTTP/1.1 {status} Status\r\n{header}Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes())?;
    if !is_head {
        stream.write_all(body.as_bytes())?;
    }
    Ok(())
}
