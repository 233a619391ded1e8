//! A server on loopback that can give faulty responses; each test gives the table of its responses.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The response for a path.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// With this status.
    Status(u16),
    /// With a redirect of this status to this address.
    To(u16, String),
    /// With an HTML page.
    Page(String),
    /// With 405 to `HEAD`, else with 200.
    NoHead,
    /// With 429 and so many seconds to wait, the first time; then with 200.
    Later(u64),
    /// With 500 the first two times; then with 200.
    Recovers,
    /// Not at all: the connection stays open.
    Hang,
    /// Not at all: the connection is closed.
    Cut,
    /// With a page that never ends.
    Endless,
}

/// A request: the method, the path, and the headers with names in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
}

/// Listens until the test is over.
pub(crate) struct Server {
    url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// A server that answers by this table, and with 404 to everything else.
    pub(crate) fn new(table: impl IntoIterator<Item = (String, Reply)>) -> Self {
        Self::start("http", table, |stream, table, log| converse(stream.try_clone()?, stream, table, log))
    }

    /// The same over TLS, for `localhost`, with a certificate that an intermediate authority has signed; and the
    /// certificate of the authority above it, as a PEM file.
    pub(crate) fn secure(table: impl IntoIterator<Item = (String, Reply)>) -> (Self, String) {
        let (config, authority) = chain();
        let config = Arc::new(config);
        let server = Self::start("https", table, move |stream, table, log| {
            let connection = ServerConnection::new(config.clone()).map_err(std::io::Error::other)?;
            converse(StreamOwned::new(connection, stream.try_clone()?), stream, table, log)
        });
        (server, authority)
    }

    fn start(
        scheme: &str,
        table: impl IntoIterator<Item = (String, Reply)>,
        talk: impl Fn(&TcpStream, &BTreeMap<String, Reply>, &Mutex<Vec<Request>>) -> std::io::Result<()>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let talk = Arc::new(talk);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = if scheme == "https" { "localhost" } else { "127.0.0.1" };
        let url = format!("{scheme}://{host}:{}", listener.local_addr().unwrap().port());
        let table: Arc<BTreeMap<String, Reply>> = Arc::new(table.into_iter().collect());
        let requests = Arc::<Mutex<Vec<Request>>>::default();
        let log = requests.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (table, log, talk) = (table.clone(), log.clone(), talk.clone());
                // The client may close the connection at any time.
                thread::spawn(move || drop(talk(&stream, &table, &log)));
            }
        });
        Self { url, requests }
    }

    /// Its address, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The number of requests for a path.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.requests().iter().filter(|request| request.path == path).count()
    }
}

/// The TLS configuration of a server that is trusted with the authority, and the certificate of the authority.
fn chain() -> (ServerConfig, String) {
    let authority = |name: &str| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    };
    let (root_key, key, own_key) =
        (KeyPair::generate().unwrap(), KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let root = authority("The root").self_signed(&root_key).unwrap();
    let root_issuer = Issuer::new(authority("The root"), root_key);
    let between = authority("Between").signed_by(&key, &root_issuer).unwrap();
    let issuer = Issuer::new(authority("Between"), key);
    let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&own_key, &issuer).unwrap();
    let own_key = PrivatePkcs8KeyDer::from(own_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let builder = builder.with_no_client_auth();
    let config = builder.with_single_cert(vec![own.der().clone(), between.der().clone()], own_key.into()).unwrap();
    (config, root.pem())
}

/// Answers the requests on `stream`, which is `line` or TLS over it.
fn converse(
    stream: impl Read + Write,
    line: &TcpStream,
    table: &BTreeMap<String, Reply>,
    log: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let Some(first) = next_line(&mut stream)? else { return Ok(()) };
        let mut words = first.split(' ').map(str::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut headers = BTreeMap::new();
        loop {
            let Some(header) = next_line(&mut stream)? else { return Ok(()) };
            let Some((name, value)) = header.split_once(':') else { break };
            headers.insert(name.to_lowercase(), value.trim().to_owned());
        }
        let before = {
            let mut log = log.lock().unwrap();
            let before = log.iter().filter(|request| request.path == path).count();
            log.push(Request { method: method.clone(), path: path.clone(), headers });
            before
        };
        let reply = table.get(&path).cloned().unwrap_or(Reply::Status(404));
        if answer(stream.get_mut(), &reply, method == "HEAD", before)? == Then::HangUp {
            return line.shutdown(Shutdown::Both);
        }
    }
}

fn next_line(stream: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let is_there = stream.read_line(&mut line)? > 0;
    Ok(is_there.then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Whether the connection is used again after a response.
#[derive(Debug, PartialEq, Eq)]
enum Then {
    /// Further requests may follow.
    Stay,
    /// It is closed.
    HangUp,
}

fn answer(stream: &mut impl Write, reply: &Reply, is_head: bool, before: usize) -> std::io::Result<Then> {
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
            return Ok(Then::HangUp);
        }
        Reply::Cut => {
            stream.write_all(b"HTTP/1.1 200")?;
            stream.flush()?;
            return Ok(Then::HangUp);
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")?;
            if is_head {
                return Ok(Then::HangUp);
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
    stream.flush()?;
    Ok(Then::Stay)
}
