//! Inlines: text, code, links and images.

use std::ops::Range;

use pulldown_cmark::{LinkType, RefDefs};

use super::super::document::{Link, LinkKind, Piece};
use super::super::html::{escape_attribute, escape_text};
use super::super::placeholder::{Part, split_placeholders};
use super::open::{OpenImage, OpenLink, Written};
use super::state::Writer;
use crate::source::Span;

/// When a browser loads an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loading {
    /// As the author wrote.
    AsWritten,
    /// The first of a page at once, the others lazily.
    ByPosition,
}

impl Writer<'_, '_> {
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some(skipped) = self.skipped(&range) {
            return self.text_around(&skipped, text, range);
        }
        if let Some(code) = &mut self.code {
            return code.text.push_str(text);
        }
        if text.ends_with(']') || text.contains('{') {
            self.report_mistyped(text, &range);
        }
        let autolinks = self.autolinks(text, &range);
        self.text_with_autolinks(text, &range, &autolinks);
    }

    /// A range that is not written and overlaps `range`.
    pub(super) fn skipped(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let overlaps = |skip: &&Range<usize>| range.start < skip.end && skip.start < range.end;
        [&self.skip, &self.heading_end].into_iter().find(overlaps).cloned()
    }

    pub(super) fn inline_code(&mut self, code: &str, range: Range<usize>) {
        if self.skipped(&range).is_some() {
            return;
        }
        if let Some(image) = &mut self.image {
            return image.alternative.push_str(code);
        }
        let span = self.span(&range);
        self.shared.document.code.push(span);
        self.out().html().push_str("<code>");
        self.plain_text(code);
        self.out().html().push_str("</code>");
    }

    /// Writes text, counts its words, and adds it to an open heading; or adds it to the alternative of an open image.
    pub(super) fn plain_text(&mut self, text: &str) {
        if let Some(image) = &mut self.image {
            return image.alternative.push_str(text);
        }
        self.heading_text(text);
        let words = words(text);
        self.link_has_text(words > 0 && !text.trim().is_empty());
        self.shared.document.words += words;
        let escaped = escape_text(text);
        self.filled(&escaped);
    }

    /// Adds shown text to the open heading, if there is one.
    pub(super) fn heading_text(&mut self, text: &str) {
        if self.heading.is_none() {
            return;
        }
        let mut shown = String::new();
        for part in split_placeholders(text) {
            match part {
                Part::Text(text) => shown.push_str(text),
                Part::Insertion(index) => shown.push_str(&self.insertion_text(index)),
            }
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(&shown);
        }
    }

    /// Writes the text before and after the skipped range.
    pub(super) fn text_around(&mut self, skipped: &Range<usize>, text: &str, range: Range<usize>) {
        // Only text that is verbatim in the source can be cut; other text is a single character.
        if text.len() != range.len() {
            return;
        }
        let before = skipped.start.saturating_sub(range.start).min(text.len());
        let after = skipped.end.saturating_sub(range.start).min(text.len());
        if let Some(text) = text.get(..before).filter(|text| !text.is_empty()) {
            self.text(text, range.start..range.start + before);
        }
        if let Some(rest) = text.get(after..).filter(|text| !text.is_empty()) {
            let start = range.start + after;
            self.text(rest, start..range.end);
        }
    }

    pub(super) fn line_break(&mut self, html: &str) {
        if let Some(image) = &mut self.image {
            return image.alternative.push(' ');
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push(' ');
        }
        self.out().html().push_str(html);
    }

    /// Writes a tag without attributes; in the alternative of an image only text counts.
    pub(super) fn inline_tag(&mut self, tag: &str) {
        if self.image.is_none() {
            self.out().html().push_str(tag);
        }
    }

    pub(super) fn start_link(&mut self, written: &Written<'_>, range: Range<usize>, definitions: &RefDefs<'_>) {
        if self.image.is_some() {
            return;
        }
        if self.start_citation(written, &range, definitions) {
            return;
        }
        let index = self.written_link(written, &range, definitions);
        self.out().html().push_str("<a");
        if !self.is_unsafe(index) {
            self.out().html().push_str(" href=\"");
            self.out().push(Piece::Href(index));
            self.out().html().push('"');
        }
        self.title(written.title);
        self.out().html().push('>');
        self.links.push(OpenLink::Link(index));
    }

    pub(super) fn end_link(&mut self) {
        if self.image.is_some() {
            return;
        }
        match self.links.pop() {
            Some(OpenLink::Citation(index)) => self.out().push(Piece::CitationEnd(index)),
            Some(OpenLink::Link(_)) | None => self.out().html().push_str("</a>"),
        }
    }

    /// Notes whether the open link has text.
    pub(super) fn link_has_text(&mut self, has_text: bool) {
        if let Some(OpenLink::Link(index)) = self.links.last() {
            self.shared.document.links[*index].has_text |= has_text;
        }
    }

    pub(super) fn start_image(&mut self, written: &Written<'_>, range: Range<usize>, definitions: &RefDefs<'_>) {
        if let Some(image) = &mut self.image {
            image.nested += 1;
            return;
        }
        let link = self.written_link(written, &range, definitions);
        let title = written.title.to_owned();
        self.image = Some(OpenImage { link, alternative: String::new(), title, nested: 0 });
    }

    pub(super) fn end_image(&mut self) {
        match &mut self.image {
            Some(image) if image.nested > 0 => image.nested -= 1,
            _ => {
                let Some(image) = self.image.take() else { return };
                self.write_image(&image);
            }
        }
    }

    fn write_image(&mut self, image: &OpenImage) {
        self.heading_text(&image.alternative);
        let has_alternative = !image.alternative.trim().is_empty();
        self.shared.document.links[image.link].has_text = has_alternative;
        self.link_has_text(has_alternative);
        if self.is_unsafe(image.link) {
            let alternative = escape_text(&image.alternative).into_owned();
            return self.filled(&alternative);
        }
        self.out().html().push_str("<img src=\"");
        self.out().push(Piece::Href(image.link));
        self.out().html().push_str("\" alt=\"");
        let alternative = escape_attribute(&image.alternative).into_owned();
        self.filled(&alternative);
        self.out().html().push('"');
        self.title(&image.title);
        self.image_size(image.link, Loading::ByPosition);
        self.out().html().push('>');
    }

    /// Adds the piece for the size of an image; the first image of a page is loaded at once.
    pub(super) fn image_size(&mut self, link: usize, loading: Loading) {
        let lazy = loading == Loading::ByPosition && self.shared.images > 0;
        self.shared.images += 1;
        self.out().push(Piece::ImageSize { link, lazy });
    }

    fn title(&mut self, title: &str) {
        if title.is_empty() {
            return;
        }
        self.out().html().push_str(" title=\"");
        let escaped = escape_attribute(title).into_owned();
        self.filled(&escaped);
        self.out().html().push('"');
    }

    fn written_link(&mut self, written: &Written<'_>, range: &Range<usize>, definitions: &RefDefs<'_>) -> usize {
        let is_image = self.text.text[range.clone()].starts_with('!');
        let kind = match written.link_type {
            _ if is_image => LinkKind::Image,
            _ if self.embed.is_some() => LinkKind::Data,
            LinkType::Inline => LinkKind::Inline,
            LinkType::Autolink | LinkType::Email => LinkKind::Automatic,
            _ => LinkKind::Reference,
        };
        let destination = match written.link_type {
            LinkType::Email => format!("mailto:{}", written.destination),
            _ => written.destination.to_owned(),
        };
        let destination_span = self.destination_span(written, range, definitions);
        self.link(Link { destination, kind, span: self.span(range), destination_span, has_text: false })
    }

    /// The location of the destination of a link; nothing where it is not in the file in one piece and verbatim.
    pub(super) fn destination_span(
        &self,
        written: &Written<'_>,
        range: &Range<usize>,
        definitions: &RefDefs<'_>,
    ) -> Option<Span> {
        let source = &self.text.text;
        let within = match written.link_type {
            LinkType::Inline | LinkType::Autolink | LinkType::Email => range.clone(),
            _ => definitions.get(written.label)?.span.clone(),
        };
        let text = source.get(within.clone())?;
        let at = match written.link_type {
            LinkType::Autolink | LinkType::Email => text.find(written.destination)?,
            LinkType::Inline => after_mark(text, "](", written.destination)?,
            _ => after_mark(text, "]:", written.destination)?,
        };
        let start = within.start + at;
        self.text.verbatim_in_file(Span::new(start, start + written.destination.len()))
    }
}

/// The offset of `destination` in `text`, after the last `mark` that it follows directly.
fn after_mark(text: &str, mark: &str, destination: &str) -> Option<usize> {
    let after_marks = text.rmatch_indices(mark).map(|(at, _)| &text[at + mark.len()..]);
    let inner = after_marks.map(|rest| {
        let rest = rest.trim_start();
        rest.strip_prefix('<').unwrap_or(rest)
    });
    inner.filter(|inner| inner.starts_with(destination)).map(|inner| text.len() - inner.len()).next()
}

/// The number of words between ASCII white space. It counts bytes because it runs over every text.
pub(super) fn words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let first = bytes.first().is_some_and(|byte| !byte.is_ascii_whitespace());
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let begins = pairs.filter(|(before, byte)| before.is_ascii_whitespace() && !byte.is_ascii_whitespace());
    usize::from(first) + begins.count()
}
