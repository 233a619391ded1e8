//! Bare URLs in prose, which become links.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind as BareKind};

use super::super::document::{Link, LinkKind, Piece};
use super::super::html;
use super::Writer;
use crate::source::Span;

impl Writer<'_, '_> {
    /// Text with a bare URL that begins at byte `start` of it; the URL may run on into the events that follow.
    pub(super) fn text_with_bare_link(&mut self, text: &str, range: Range<usize>, start: usize) {
        let source = &self.text.text;
        let from = range.start + start;
        let found = (text.len() == range.len()).then(|| bare(&source[from..])).flatten();
        let Some((length, scheme)) = found else { return self.plain_text(text) };
        self.plain_text(&text[..start]);
        let address = source[from..from + length].to_owned();
        let place = from..from + length;
        let index = self.link(Link {
            destination: format!("{scheme}{address}"),
            kind: LinkKind::Automatic,
            span: self.span(&place),
            destination_span: self.text.verbatim_in_file(Span::from(place.clone())),
            has_text: true,
        });
        self.out().html().push_str("<a href=\"");
        self.out().push(Piece::Href(index));
        let escaped = html::escape_text(&address);
        self.out().html().push_str("\">");
        self.out().html().push_str(&escaped);
        self.out().html().push_str("</a>");
        self.shared.document.words += 1;
        self.skip = place;
        if from + length < range.end {
            self.text_around_skip(&text[start..], from..range.end);
        }
    }
}

/// Where a bare URL may begin in `text`.
pub(super) fn start(text: &str) -> Option<usize> {
    let schemes = text.match_indices("://").filter_map(|(at, _)| {
        let before = &text[..at];
        ["https", "http", "ftp"].iter().find(|scheme| before.ends_with(**scheme)).map(|scheme| at - scheme.len())
    });
    let hosts = text.match_indices("www.").map(|(at, _)| at);
    let is_start = |at: &usize| !text[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '/');
    schemes.chain(hosts).filter(is_start).min()
}

/// The length of the bare URL at the very beginning of `text`, and the scheme it lacks.
fn bare(text: &str) -> Option<(usize, &'static str)> {
    let line = text.lines().next().unwrap_or_default();
    let mut finder = LinkFinder::new();
    finder.kinds(&[BareKind::Url]);
    let scheme = if line.starts_with("www.") { "https://" } else { "" };
    finder.url_must_have_scheme(scheme.is_empty());
    let found = finder.links(line).next().filter(|link| link.start() == 0)?;
    // Markup inside a URL ends it: what follows is emphasis or code that Markdown has already seen.
    let length = found.as_str().find(['`', '*', '<']).unwrap_or(found.as_str().len());
    Some((length, scheme)).filter(|_| length > 4)
}
