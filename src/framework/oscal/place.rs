//! Where the texts of a document stand in its file.

use std::collections::HashMap;

use super::document::Text;
use crate::source::Span;
use crate::yaml::{Kind, Node};

/// Finds the location of a text.
#[derive(Debug, Default)]
pub(super) struct Places<'s> {
    /// The file, where texts are borrowed from it.
    file: &'s str,
    /// The spans of the texts of a tree, by their addresses.
    by_address: HashMap<usize, Span>,
}

impl<'s> Places<'s> {
    /// For texts that are borrowed from `file`.
    pub(super) fn in_file(file: &'s str) -> Self {
        Self { file, by_address: HashMap::new() }
    }

    /// For texts that are borrowed from a tree.
    pub(super) fn in_tree(root: &Node) -> Self {
        let mut by_address = HashMap::new();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            match &node.kind {
                Kind::Null => {}
                Kind::Scalar { text, .. } => {
                    by_address.insert(text.as_ptr() as usize, node.span);
                }
                Kind::Sequence(items) => open.extend(items),
                Kind::Mapping(entries) => open.extend(entries.iter().flat_map(|(key, value)| [key, value])),
            }
        }
        Self { file: "", by_address }
    }

    /// The span of `text`; nothing for one that was copied, as one with escapes is.
    pub(super) fn of(&self, text: &Text<'_>) -> Option<Span> {
        self.of_text(text.whole())
    }

    /// The same of a text that was borrowed from the file or the tree.
    pub(super) fn of_text(&self, text: &str) -> Option<Span> {
        if text.is_empty() {
            return None;
        }
        let address = text.as_ptr() as usize;
        if let Some(span) = self.by_address.get(&address) {
            return Some(*span);
        }
        // A borrowed text is a part of the file: the difference of their addresses is its offset.
        let start = address.checked_sub(self.file.as_ptr() as usize)?;
        let end = start.checked_add(text.len())?;
        (self.file.get(start..end)? == text).then(|| Span::new(start, end))
    }
}
