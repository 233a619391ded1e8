//! The addresses of links: their placeholders, and whether they are safe.

use super::super::document::{Link, LinkKind};
use super::super::expand::Insertion;
use super::super::placeholder::{Part, has_placeholder, split_placeholders};
use super::state::Writer;

impl Writer<'_, '_> {
    /// Adds a link with its placeholders resolved, and returns its index.
    pub(super) fn link(&mut self, mut link: Link) -> usize {
        if let Some(resolved) = self.resolved(&link.destination) {
            if split_placeholders(&link.destination).any(|part| self.is_source_path(part)) {
                link.kind = LinkKind::SourcePath;
            }
            link.destination = resolved;
            link.destination_span = None;
        }
        self.shared.document.links.push(link);
        self.shared.document.links.len() - 1
    }

    /// Whether the address of the link with this index is unsafe.
    pub(super) fn is_unsafe(&self, index: usize) -> bool {
        self.shared.document.links[index].unsafe_scheme().is_some()
    }

    /// An address with its placeholders resolved; nothing where it has none of them.
    pub(super) fn resolved(&self, address: &str) -> Option<String> {
        if !has_placeholder(address) {
            return None;
        }
        let mut resolved = String::new();
        for part in split_placeholders(address) {
            match part {
                Part::Text(text) => resolved.push_str(text),
                Part::Insertion(index) => resolved.push_str(self.insertion_source(index, self.limit).trim()),
            }
        }
        Some(resolved)
    }

    fn is_source_path(&self, part: Part<'_>) -> bool {
        let Part::Insertion(index) = part else { return false };
        index < self.limit && matches!(self.shared.insertions[index], Insertion::SourcePath(..))
    }
}
