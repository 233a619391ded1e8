//! A language server: findings and knowledge of a site in an editor, over the Language Server Protocol.
//!
//! ```text
//! server      reads messages, keeps the open documents, answers or hands on         one thread
//! site        one site in memory: loads it with unsaved text, checks it              one thread for each site
//! features    what a request is answered with: functions from a loaded site to JSON
//! ```
//!
//! A site is loaded and checked by [`pipeline`](crate::pipeline), with the unsaved text of open documents as its overlay, so
//! that what is published for saved text is what `check` reports. Nothing here parses Markdown or resolves a link.

mod client;
mod cursor;
mod diagnostics;
mod documents;
mod encoding;
mod features;
mod files;
mod gather;
mod loaded;
mod outbox;
mod parent;
mod pending;
mod query;
mod rank;
mod reply;
mod server;
mod site;
mod sites;
mod transport;
mod typed;
mod uri;
mod workspace;

pub(crate) use server::{Ended, serve};
pub(crate) use sites::Opening;
