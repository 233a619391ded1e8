//! What a completion offers.

use gen_lsp_types::CompletionItemKind;

use crate::source::Span;

/// One completion.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    /// What the list shows.
    pub(super) label: String,
    /// What stands beside it, and is searched as well.
    pub(super) detail: String,
    /// What is inserted; the label where it is empty.
    pub(super) insert: String,
    pub(super) kind: Option<CompletionItemKind>,
}

impl Item {
    pub(super) fn new(label: impl Into<String>, detail: impl Into<String>, kind: CompletionItemKind) -> Self {
        Self { label: label.into(), detail: detail.into(), insert: String::new(), kind: Some(kind) }
    }

    pub(super) fn inserting(mut self, insert: impl Into<String>) -> Self {
        self.insert = insert.into();
        self
    }
}

/// Items for a part of the text.
pub(super) struct Items {
    /// What they replace.
    pub(super) span: Span,
    pub(super) items: Vec<Item>,
}
