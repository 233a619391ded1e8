//! Brings the parts of the preview together: a free port, the server, the door before it, the watcher.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use super::events::Following;
use super::guard;
use super::inside::Inside;
use super::store::Store;
use super::watch::{self, Notice, Watching};

/// How many ports are tried after the one that was asked for.
const MORE_PORTS: u16 = 20;

/// How a preview is to run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address to listen at.
    pub bind: IpAddr,
    /// The port to listen at; 0 for any.
    pub port: u16,
    /// How changes are found.
    pub watching: Watching,
    /// Whether browsers go to the page that was edited.
    pub following: Following,
    /// The address that opens a file in an editor, with `{path}`, `{line}` and `{column}`.
    pub editor: Option<String>,
}

/// A preview that runs. It ends with the process, or when its notices are no longer taken. Whatever it has put in
/// folders for temporary files is removed when this is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    store: Arc<Store>,
    inside: Arc<Inside>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.inside.end();
        self.store.end();
    }
}

/// Why a preview cannot run.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Neither the port asked for nor one of those after it is free, or the address is not of this machine.
    #[error("cannot listen at {address}: {source}")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// A part of the preview cannot be brought up.
    #[error("cannot start the preview: {0}")]
    Start(String),
}

/// Serves the site of `store`, and reports what happens to `notices`.
///
/// # Errors
/// Where it cannot listen.
pub fn start(store: Arc<Store>, settings: &Settings, notices: Sender<Notice>) -> Result<Server, Failure> {
    let listener = listen(settings)?;
    let failed = |error: io::Error| Failure::Start(error.to_string());
    let address = listener.local_addr().map_err(failed)?;
    let inside = Inside::start(store.clone(), settings.editor.clone()).map_err(failed)?;
    // From here on it cleans up, whatever fails.
    let server = Server { address, store: store.clone(), inside: inside.clone() };
    watch::start(&store, settings.watching, notices).map_err(failed)?;
    guard::watch_over(listener, inside, store, settings.following).map_err(failed)?;
    Ok(server)
}

/// Listens at the port asked for, or at the first free one after it.
fn listen(settings: &Settings) -> Result<TcpListener, Failure> {
    let last = if settings.port == 0 { 0 } else { settings.port.saturating_add(MORE_PORTS) };
    let mut tried = (settings.port..=last).map(|port| TcpListener::bind((settings.bind, port)));
    let first = match tried.next() {
        Some(Ok(listener)) => return Ok(listener),
        Some(Err(error)) => error,
        None => io::ErrorKind::AddrInUse.into(),
    };
    let is_taken = first.kind() == io::ErrorKind::AddrInUse;
    let found = if is_taken { tried.find_map(Result::ok) } else { None };
    found.ok_or(Failure::Listen { address: SocketAddr::new(settings.bind, settings.port), source: first })
}
