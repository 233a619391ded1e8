//! What does not apply, as templates see it.

use serde::Serialize;

use super::view::LinkView;

/// Requirements that do not apply for one reason, as one of `left_out`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LeftOutView {
    pub(super) reason: String,
    pub(super) count: usize,
    pub(super) requirements: Vec<LeftOutIdView>,
}

/// One of them, as one of `requirements`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LeftOutIdView {
    /// The anchor that its row would have; empty outside of tables.
    pub(super) id: String,
    /// Its id.
    pub(super) title: String,
    /// Its address; empty where it has no page.
    pub(super) url: String,
}

impl LeftOutIdView {
    /// A requirement with an anchor of its own.
    pub(super) fn new(link: LinkView, anchor: &str) -> Self {
        Self { id: anchor.to_owned(), title: link.title, url: link.url }
    }

    /// The same as a link.
    pub(super) fn link(&self) -> LinkView {
        LinkView { title: self.title.clone(), url: self.url.clone() }
    }
}
