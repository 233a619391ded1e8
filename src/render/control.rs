//! The block of a controlled document.

use super::context::RenderContext;
use super::view::{ChangeView, ControlView, DateView};
use crate::front::{Change, Control};
use crate::labels::Labels;
use crate::site::Review;
use crate::source::Spanned;

/// The control block of an article, as templates see it.
pub(super) fn control_view(context: &RenderContext<'_>, control: &Control) -> ControlView {
    let due = control.due();
    let labels = context.theme.labels();
    ControlView {
        owner: text(&control.owner),
        approver: text(&control.approver),
        version: text(&control.version),
        reviewed: control.reviewed.as_ref().map(|date| DateView::new(&date.value, labels)),
        every: control.every.as_ref().map(|every| every.value.words()).unwrap_or_default(),
        next: due.map(|day| DateView::of_day(day, labels)),
        review: Review::on(context.site.today(), due).name(),
        redline: None,
        history: control.history.iter().map(|entry| change(entry, labels)).collect(),
    }
}

fn change(change: &Change, labels: &Labels) -> ChangeView {
    ChangeView {
        version: text(&change.version),
        date: change.date.as_ref().map(|date| DateView::new(&date.value, labels)),
        author: text(&change.author),
        change: text(&change.change),
    }
}

fn text(field: &Option<Spanned<String>>) -> String {
    field.as_ref().map(|field| field.value.clone()).unwrap_or_default()
}
