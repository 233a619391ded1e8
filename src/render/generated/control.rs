//! Controlled documents: the block at the head of one, and the register of all.

use serde::Serialize;

use crate::front::{Change, Control};
use crate::render::page::Renderer;
use crate::render::view::{ChangeView, ControlView, DateView};
use crate::site::{Page, PageId, Review};
use crate::source::Spanned;
use crate::table::comma_separated;

/// A row of the register, as `documents` in `documents.html`.
#[derive(Debug, Serialize)]
pub(super) struct DocumentView {
    pub(super) title: String,
    pub(super) url: String,
    pub(super) control: ControlView,
}

const HEAD: [&str; 9] =
    ["document", "address", "owner", "approver", "version", "reviewed", "every", "next review", "state"];

impl Renderer<'_> {
    /// The control block of an article, where it has one.
    pub(in crate::render) fn control_view(&self, control: &Control) -> ControlView {
        let due = control.due();
        ControlView {
            owner: text(&control.owner),
            approver: text(&control.approver),
            version: text(&control.version),
            reviewed: control.reviewed.as_ref().map(|date| DateView::new(&date.value)),
            every: control.every.as_ref().map(|every| every.value.words()).unwrap_or_default(),
            next: due.map(DateView::of_day),
            review: Review::on(self.site.today(), due).name(),
            history: control.history.iter().map(change).collect(),
        }
    }

    /// The register: what is due first stands first, what is never due last.
    pub(super) fn document_views(&self) -> Vec<DocumentView> {
        let view = |(_, page, control): (PageId, &Page, &Control)| DocumentView {
            title: page.title.clone(),
            url: self.resolver.public(&page.url),
            control: self.control_view(control),
        };
        let mut documents: Vec<DocumentView> = self.site.documents().map(view).collect();
        let due = |document: &DocumentView| document.control.next.as_ref().map(|next| next.day.clone());
        documents.sort_by_cached_key(|document| {
            (due(document).is_none(), due(document), document.title.clone(), document.url.clone())
        });
        documents
    }

    /// The register for a spreadsheet.
    pub(super) fn documents_csv(&self) -> String {
        let day = |date: &Option<DateView>| date.as_ref().map(|date| date.day.clone()).unwrap_or_default();
        let rows = self.document_views().into_iter().map(|document| {
            let control = document.control;
            let (reviewed, next) = (day(&control.reviewed), day(&control.next));
            [
                document.title,
                document.url,
                control.owner,
                control.approver,
                control.version,
                reviewed,
                control.every,
                next,
                control.review.to_owned(),
            ]
        });
        comma_separated(&HEAD, rows)
    }
}

fn change(change: &Change) -> ChangeView {
    ChangeView {
        version: text(&change.version),
        date: change.date.as_ref().map(|date| DateView::new(&date.value)),
        author: text(&change.author),
        change: text(&change.change),
    }
}

fn text(field: &Option<Spanned<String>>) -> String {
    field.as_ref().map(|field| field.value.clone()).unwrap_or_default()
}
