//! What changed in the controlled documents of a series since their last approved versions.

use serde::Serialize;
use tera::Context;

use crate::markdown::escape_text;
use crate::redline::{Passage, Presence};
use crate::render::address::link;
use crate::render::context::RenderContext;
use crate::render::markdown_text::{escaped, markdown_link, push_table};
use crate::render::redline::{Approved, absence_text, documents, redline_html};
use crate::render::view::{DateView, LinkView, SafeHtml};
use crate::site::{PageId, Subject};

/// How many digits of a commit's id are shown.
const SHORT_ID: usize = 10;

/// A document, as one of `documents` in `redline.html`.
#[derive(Debug, Serialize)]
pub(super) struct RedlineView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) url: String,
    /// The approved version; may be empty.
    pub(super) version: String,
    pub(super) date: Option<DateView>,
    /// The version in force, where it is another.
    pub(super) now: String,
    /// The tag, else the commit, as written.
    pub(super) revision: String,
    /// The first digits of the commit; empty where it is not known.
    pub(super) commit: String,
    /// How many blocks changed.
    pub(super) changes: usize,
    /// Why changes are not known; empty where they are.
    pub(super) unknown: String,
    /// The changes.
    pub(super) content: SafeHtml,
}

/// Adds the documents of a series.
pub(super) fn insert(context: &RenderContext<'_>, section: PageId, values: &mut Context) {
    let views = (1..).zip(documents(context, section));
    let views = views.map(|(number, (page, approved))| view(context, number, page, &approved));
    values.insert("documents", &views.collect::<Vec<_>>());
}

fn view(context: &RenderContext<'_>, number: usize, page: PageId, approved: &Approved<'_>) -> RedlineView {
    let labels = context.theme.labels();
    let LinkView { title, url } = link(context, page);
    let revision = &approved.revision.value;
    let redline = approved.redline(context, page).unwrap_or_default();
    let text = |version: Option<&str>| version.unwrap_or_default().to_owned();
    let version = text(approved.version.version.as_ref().map(|version| version.value.as_str()));
    let now = text(context.site.page(page).front.control.as_ref().and_then(|control| control.current_version()));
    RedlineView {
        id: Subject::part(number),
        title,
        url,
        now: if now == version { String::new() } else { now },
        version,
        date: approved.version.date.as_ref().map(|date| DateView::new(&date.value, labels)),
        revision: revision.name().to_owned(),
        commit: text(approved.document.ok().and_then(|document| document.commit.get(..SHORT_ID))),
        changes: redline.changes,
        unknown: approved.document.err().map(|absence| absence_text(absence, revision, labels)).unwrap_or_default(),
        content: SafeHtml(if redline.changes > 0 { redline_html(&redline, labels) } else { String::new() }),
    }
}

/// Writes the same as Markdown.
pub(super) fn push_markdown(context: &RenderContext<'_>, section: PageId, text: &mut String) {
    let labels = context.theme.labels();
    let documents = documents(context, section);
    let views: Vec<RedlineView> =
        (1..).zip(&documents).map(|(number, (page, approved))| view(context, number, *page, approved)).collect();
    let rows = views.iter().map(|view| {
        let date = view.date.as_ref().map(|date| date.day.clone()).unwrap_or_default();
        let own = LinkView { title: view.title.clone(), url: view.url.clone() };
        let changes = if view.unknown.is_empty() { view.changes.to_string() } else { escaped(&view.unknown) };
        [markdown_link(&own), escaped(&view.version), date, escaped(&view.revision), changes]
    });
    push_table(
        ["document", "approved_version", "approved", "revision", "changes"].map(|key| labels.text(key)),
        rows,
        text,
    );
    for (view, (page, approved)) in views.iter().zip(&documents).filter(|(view, _)| view.changes > 0) {
        text.push_str(&format!("## {}\n\n", escaped(&view.title)));
        for passage in approved.redline(context, *page).unwrap_or_default().passages {
            push_passage(context, &passage, text);
        }
    }
}

fn push_passage(context: &RenderContext<'_>, passage: &Passage, text: &mut String) {
    // An escaped text is no markup of Markdown either, but for what `escaped` adds.
    let marked = |presence: Presence, words: &str| {
        let words = escaped(&escape_text(words));
        match presence {
            Presence::Both => words,
            Presence::Removed => format!("<del>{words}</del>"),
            Presence::Added => format!("<ins>{words}</ins>"),
        }
    };
    let shown = match passage {
        Passage::Folded(count) => format!("({})", context.theme.labels().count("unchanged_blocks", *count, &[])),
        Passage::Same(block) => marked(Presence::Both, &block.shown()),
        Passage::Changed(_, parts) => parts.iter().map(|part| marked(part.presence, &part.text)).collect(),
        Passage::Removed { block, .. } => marked(Presence::Removed, &block.shown()),
        Passage::Added { block, .. } => marked(Presence::Added, &block.shown()),
    };
    // White space at the start of a line would be markup.
    text.push_str(shown.trim());
    text.push_str("\n\n");
}
