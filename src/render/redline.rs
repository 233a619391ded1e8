//! What changed in a controlled document since its approval, as HTML.
//!
//! An earlier text is no part of the site, and may be hostile. Nothing but its words reaches a page, escaped.

use super::context::RenderContext;
use super::view::RedlineLinkView;
use crate::front::{Change, Control};
use crate::labels::Labels;
use crate::markdown::escape_text;
use crate::redline::{ApprovedDocument, Block, BlockKind, Part, Passage, Presence, Redline, compare};
use crate::site::{PageId, document_blocks};
use crate::source::{Absence, Revision, Spanned};

/// A controlled document beside its last approved version.
pub(super) struct Approved<'a> {
    pub(super) version: &'a Change,
    pub(super) revision: &'a Spanned<Revision>,
    pub(super) document: Result<&'a ApprovedDocument, &'a Absence>,
}

impl<'a> Approved<'a> {
    /// That of `page`; nothing where it names no revision.
    pub(super) fn of(context: &RenderContext<'a>, page: PageId) -> Option<Self> {
        let page = context.site.page(page);
        let (version, revision) = page.front.control.as_ref().and_then(Control::approved)?;
        let approval = context.approvals.of(page.file?)?;
        Some(Self { version, revision, document: approval.as_ref().map(|document| &**document) })
    }

    /// The version, or the revision where it has no name.
    fn name(&self) -> &'a str {
        self.version.version.as_ref().map_or_else(|| self.revision.value.name(), |version| version.value.as_str())
    }

    /// What changed since; nothing where the approved version is not known.
    pub(super) fn redline(&self, context: &RenderContext<'_>, page: PageId) -> Option<Redline> {
        let page = context.site.page(page);
        let document = self.document.ok()?;
        Some(compare(&document.blocks, &document_blocks(&page.front, &page.document)))
    }
}

/// The documents of a series that name a revision, in order: the section itself, then its articles.
pub(super) fn documents<'a>(context: &RenderContext<'a>, section: PageId) -> Vec<(PageId, Approved<'a>)> {
    let documents = context.site.controlled_in(section);
    documents.filter_map(|page| Some((page, Approved::of(context, page)?))).collect()
}

/// What the block of a controlled document says of changes since its approval; nothing where the site has no page on
/// them.
pub(super) fn redline_link(context: &RenderContext<'_>, id: PageId) -> Option<RedlineLinkView> {
    let approved = Approved::of(context, id)?;
    let page = context.site.page(id);
    let url = context.resolver.public(context.site.redline_url(id)?);
    let is_changed =
        approved.document.is_ok_and(|document| document.blocks != document_blocks(&page.front, &page.document));
    Some(RedlineLinkView { url, version: approved.name().to_owned(), is_changed })
}

/// Why the approved version is not known, for readers.
pub(super) fn absence_text(absence: &Absence, revision: &Revision, labels: &Labels) -> String {
    let key = match absence {
        Absence::NoRepository => "approval_no_repository",
        Absence::Shallow | Absence::Partial => "approval_not_fetched",
        Absence::UnknownRevision => "approval_unknown",
        Absence::NoFile => "approval_no_document",
        Absence::TooLarge | Absence::NotText | Absence::Git(_) => "approval_unreadable",
    };
    labels.fill(key, &[("revision", revision.name())])
}

/// What changed as HTML, in the words of `labels`.
pub(super) fn redline_html(redline: &Redline, labels: &Labels) -> String {
    let mut html = String::new();
    for (index, passage) in redline.passages.iter().enumerate() {
        let (kind, class, inner) = match passage {
            Passage::Folded(count) => {
                let text = labels.count("unchanged_blocks", *count, &[]);
                html.push_str(&format!("<p class=folded>{}</p>\n", escape_text(&text)));
                continue;
            }
            // The title stands above.
            Passage::Same(block) if index == 0 && block.kind == BlockKind::Heading(1) => continue,
            Passage::Same(block) => (block.kind, "", escape_text(&block.shown()).into_owned()),
            Passage::Changed(kind, parts) => (*kind, " changed", changed_html(parts, labels)),
            Passage::Removed { block, is_moved } => {
                let key = if *is_moved { "moved_from_here" } else { "removed" };
                (block.kind, " removed", whole(block, "del", labels.text(key)))
            }
            Passage::Added { block, is_moved } => {
                let key = if *is_moved { "moved_to_here" } else { "added" };
                (block.kind, " added", whole(block, "ins", labels.text(key)))
            }
        };
        html.push_str(&format!("<p class=\"{}{class}\">{inner}</p>\n", kind.name()));
    }
    html
}

/// A block that only one version has, after a word that says so.
fn whole(block: &Block, element: &str, word: &str) -> String {
    let (word, text) = (escape_text(word), block.shown());
    format!("<b class=mark>{word}</b> <{element}>{}</{element}>", escape_text(&text))
}

fn changed_html(parts: &[Part], labels: &Labels) -> String {
    let mut html = String::new();
    for part in parts {
        let text = escape_text(&part.text);
        let (element, key) = match part.presence {
            Presence::Both => {
                html.push_str(&text);
                continue;
            }
            Presence::Removed => ("del", "removed"),
            Presence::Added => ("ins", "added"),
        };
        let word = escape_text(labels.text(key));
        html.push_str(&format!("<{element}><span class=visually-hidden>{word} </span>{text}</{element}>"));
    }
    html
}
