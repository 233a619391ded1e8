//! A file of a pack, before it is written.

/// A file of a pack.
pub(super) struct File {
    /// Its path in the pack, with `/`.
    pub(super) path: String,
    /// Which part it is.
    pub(super) kind: &'static str,
    /// What it is, in words.
    pub(super) about: String,
    pub(super) bytes: Vec<u8>,
}
