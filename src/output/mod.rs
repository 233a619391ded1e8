//! What a build writes, and how it gets to its place.
//!
//! Rendering hands [`Artifact`]s to a [`Sink`], from as many threads as it likes. A [`FolderSink`] writes them
//! into a [`Staging`] folder beside the target, which takes the target's place only when everything is there;
//! a [`MemorySink`] keeps them. What only spares the next run some work is cached elsewhere. What stands in a page
//! is none of this room's business.

mod artifact;
mod cache;
mod error;
mod folder;
mod guard;
mod manifest;
mod memory;
mod safe_address;
mod staging;
mod swap;
#[cfg(test)]
mod tests;
mod verify;

pub use artifact::{Artifact, Body, OutputPath, path_fault, path_of};
pub use cache::{cache, cached, open_site_cache};
pub use error::OutputError;
pub use folder::{FolderSink, hexadecimal};
pub use guard::Inputs;
pub use manifest::{FileRecord, Generator, MANIFEST, Manifest, Provenance};
pub use memory::MemorySink;
pub use safe_address::{AddressUse, UNSAFE_SCHEMES, unsafe_scheme};
pub use staging::{Staging, Written};
pub use verify::{Verification, verify};

/// Takes what a build makes, one file at a time and from several threads at once.
pub trait Sink: Sync {
    /// Takes one file. A path given twice is an error that names it.
    fn put(&self, artifact: Artifact) -> Result<(), OutputError>;
}
