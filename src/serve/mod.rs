//! The preview: a server that renders a page when it is asked for, and tells the browser when to ask again.
//!
//! The [`Store`] holds the site in memory and reads it again when something has changed; it alone knows what
//! stands at an address. Around it: a watcher that says that something changed, a server that carries answers,
//! and a guard before the server that keeps clients within bounds. Nothing here prints.

mod address;
mod answer;
mod barrier;
mod bell;
mod broken;
mod events;
mod file;
mod guard;
mod head;
mod inside;
mod listen;
#[cfg(any(test, not(unix)))]
mod loopback;
mod panel;
mod respond;
mod search;
mod snapshot;
mod store;
#[cfg(test)]
mod tests;
#[cfg(unix)]
mod unix_socket;
mod watch;

pub use answer::{Answer, Body, Caching};
pub use bell::News;
pub use events::Following;
pub use listen::{Failure, Server, Settings, start};
pub use snapshot::Snapshot;
pub use store::Store;
pub use watch::{Notice, Watching};

/// The folder of addresses that belong to the preview itself.
const OWN: &str = "/__clausebook/";
