//! The preview: a server that renders a page when it is requested, and a watcher that has open pages reloaded.
//!
//! `server` starts everything. A request passes `acceptor` (limits), `inner_server` (tiny_http), `http` (headers) and
//! `respond` (which page or file it is), which reads from `preview`: the site in memory, reloaded when files change.
//! Nothing here prints.

mod acceptor;
mod connections;
mod error_page;
mod event_stream;
mod file;
mod http;
mod inner_server;
mod lock;
#[cfg(any(test, not(unix)))]
mod loopback;
mod panel;
mod preview;
mod request_head;
mod request_target;
mod respond;
mod response;
mod search_index;
mod server;
mod snapshot;
mod state;
#[cfg(test)]
mod tests;
#[cfg(unix)]
mod unix_socket;
mod watch;
mod watch_cookie;

pub(crate) use event_stream::Follow;
pub(crate) use preview::Preview;
pub(crate) use server::{Server, Settings, TakenPort, start};
pub(crate) use snapshot::Snapshot;
pub(crate) use watch::{Notice, WatchMode};
