//! Starts the preview: a free port, the inner server, the watcher, the acceptor.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use super::acceptor::Acceptor;
use super::event_stream::Follow;
use super::inner_server::InnerServer;
use super::preview::{Preview, Updates};
use super::watch::{self, Notice, WatchMode};

/// How many ports are tried after the one in the settings.
const MORE_PORTS: u16 = 20;

/// The longest path of a folder for Unix sockets, in bytes: with its name, macOS allows a socket 103 and Linux 107.
const MAX_FOLDER_PATH: usize = 80;

#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The address to listen at.
    pub(crate) bind: IpAddr,
    /// The port to listen at; 0 for any.
    pub(crate) port: u16,
    /// What to do where the port is taken.
    pub(crate) taken_port: TakenPort,
    pub(crate) watch: WatchMode,
    pub(crate) follow: Follow,
    /// The pattern of addresses that open a file in an editor, with `{path}`, `{line}` and `{column}`.
    pub(crate) editor: Option<String>,
}

/// What to do where a port is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TakenPort {
    /// Listen at the first free one after it.
    UseNext,
    /// Do not start.
    Fail,
}

/// A preview that runs until the process ends. Its temporary folder is removed when this is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    _folder: TempDir,
}

/// Why a preview cannot start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("port {port} is taken: end the program that listens there, or give another one with `--port`")]
    Taken { port: u16 },
    #[error("cannot listen at {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot start the preview: {0}")]
    Io(#[from] io::Error),
}

/// Serves the site of `preview`, and calls `report` with what happens; watching ends when it returns false.
pub(crate) fn start(
    preview: Arc<Preview>,
    settings: &Settings,
    report: impl Fn(Notice) -> bool + Send + 'static,
) -> Result<Server, StartError> {
    let listener = listen(settings)?;
    let address = listener.local_addr()?;
    let folder = private_folder()?;
    let inner = InnerServer::start(preview.clone(), settings.editor.clone(), folder.path())?;
    match preview.updates() {
        Updates::Live => watch::start(&preview, settings.watch, folder.path(), report)?,
        Updates::Never => (),
    }
    Acceptor { preview, follow: settings.follow, bound: address.ip(), inner }.start(listener)?;
    Ok(Server { address, _folder: folder })
}

/// Creates the temporary folder of the inner server's socket and the cookies, which other users cannot enter.
fn private_folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let folder = builder.prefix("clausebook-").tempdir()?;
    let is_short = !cfg!(unix) || folder.path().as_os_str().len() <= MAX_FOLDER_PATH;
    if is_short { Ok(folder) } else { builder.tempdir_in(Path::new("/tmp")) }
}

/// Listens at the port of the settings, or at the first free one after it if the settings allow it.
fn listen(settings: &Settings) -> Result<TcpListener, StartError> {
    let last = match settings.taken_port {
        TakenPort::UseNext if settings.port != 0 => settings.port.saturating_add(MORE_PORTS),
        TakenPort::UseNext | TakenPort::Fail => settings.port,
    };
    let mut tried = (settings.port..=last).map(|port| TcpListener::bind((settings.bind, port)));
    let first = match tried.next() {
        Some(Ok(listener)) => return Ok(listener),
        Some(Err(error)) => error,
        None => io::ErrorKind::AddrInUse.into(),
    };
    let is_taken = first.kind() == io::ErrorKind::AddrInUse;
    let found = if is_taken { tried.find_map(Result::ok) } else { None };
    if is_taken && settings.taken_port == TakenPort::Fail {
        return Err(StartError::Taken { port: settings.port });
    }
    found.ok_or(StartError::Listen { address: SocketAddr::new(settings.bind, settings.port), source: first })
}
