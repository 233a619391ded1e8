//! Writes the files of a site, and the caches.
//!
//! Rendering puts [`Artifact`]s into a [`Sink`], from several threads. A [`FolderSink`] writes them into a [`Staging`]
//! folder beside the target, which replaces the target when it is complete; a [`MemorySink`] keeps them in memory. The
//! contents of the files are not decided here.

mod artifact;
mod cache;
mod digest_cache;
mod error;
mod folder_sink;
mod manifest;
mod memory_sink;
mod sink;
mod staging;
mod swap;
mod target;
#[cfg(test)]
mod tests;
mod unsafe_scheme;
mod verify;

pub use artifact::{Artifact, Body, OutputPath, path_fault, path_of};
pub use cache::{open_site_cache, read_cached, write_cached};
pub use digest_cache::{DigestCache, DigestKey, digest_key};
pub use error::OutputError;
pub use folder_sink::{FolderSink, hexadecimal};
pub use manifest::{FileRecord, Generator, MANIFEST, Manifest, Provenance};
pub use memory_sink::MemorySink;
pub use sink::Sink;
pub use staging::{Staging, WriteReport};
pub use target::Inputs;
pub use unsafe_scheme::{AddressUse, UNSAFE_SCHEMES, unsafe_scheme};
pub use verify::{Verification, verify};
