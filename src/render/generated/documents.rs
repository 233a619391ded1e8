//! The register of controlled documents.

use serde::Serialize;

use crate::front::Control;
use crate::render::address::with_host;
use crate::render::applicability::applies_to;
use crate::render::context::RenderContext;
use crate::render::control::control_view;
use crate::render::view::{ControlView, DateView};
use crate::site::{Page, PageId};
use crate::table::Sheet;

/// A row of the register, as `documents` in `documents.html`.
#[derive(Debug, Serialize)]
pub(super) struct DocumentView {
    pub(super) title: String,
    pub(super) url: String,
    /// For whom it is: the title of the profile; empty where everything applies.
    pub(super) applies_to: String,
    pub(super) control: ControlView,
}

const HEAD: [&str; 10] =
    ["document", "address", "owner", "approver", "version", "reviewed", "every", "next review", "state", "applies to"];

/// The register: the documents that are due first come first, those without a due date last.
pub(super) fn document_views(context: &RenderContext<'_>) -> Vec<DocumentView> {
    let view = |(id, page, control): (PageId, &Page, &Control)| DocumentView {
        title: page.title.clone(),
        url: context.resolver.public(&page.url),
        applies_to: applies_to(context, id),
        control: control_view(context, control),
    };
    let mut documents: Vec<DocumentView> = context.site.documents().map(view).collect();
    let due = |document: &DocumentView| document.control.next.as_ref().map(|next| next.day.clone());
    documents.sort_by_cached_key(|document| {
        (due(document).is_none(), due(document), document.title.clone(), document.url.clone())
    });
    documents
}

/// The register as a sheet.
pub(super) fn sheet(context: &RenderContext<'_>) -> Sheet {
    let day = |date: &Option<DateView>| date.as_ref().map(|date| date.day.clone()).unwrap_or_default();
    let documents = document_views(context);
    let links: Vec<String> = documents.iter().map(|document| with_host(context, &document.url)).collect();
    let rows = documents.into_iter().map(|document| {
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
            document.applies_to,
        ]
    });
    Sheet::new("Documents", HEAD, rows).with_links(links)
}
