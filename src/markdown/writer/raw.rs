//! Raw HTML of an author or a shortcode: written as it is, but with its links resolved and unsafe addresses removed.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::document::{Link, LinkKind, Piece};
use super::super::foreign::Syntax;
use super::super::html::{Mark, blocked, is_known, scan_inside, script_scheme, shows_media, tags, unsafe_part};
use super::super::ids::GivenBy;
use super::super::origin::Mapped;
use super::super::placeholder::{Part, placeholder_len, split_placeholders};
use super::super::shared::Region;
use super::inline::Loading;
use super::state::Writer;
use crate::finding::{Code, Finding};
use crate::source::{Location, Span, Spanned};

impl Writer<'_, '_> {
    /// Writes one tag, comment or declaration inside a paragraph.
    pub(super) fn inline_html(&mut self, html: &str, range: Range<usize>) {
        if self.image.is_none() {
            self.raw_html(&Mapped::verbatim(html, range.start));
        }
    }

    pub(super) fn end_html(&mut self) {
        if let Some(block) = self.html.take() {
            self.raw_html(&block);
        }
    }

    /// Writes raw HTML whose origins are offsets of the text.
    pub(super) fn raw_html(&mut self, block: &Mapped) {
        let text = self.text;
        self.report_unknown_elements(block);
        self.raw(
            &block.text,
            |span| text.in_file(block.in_file(span)),
            |span| block.verbatim_in_file(span).and_then(|span| text.verbatim_in_file(span)),
        );
    }

    /// Writes raw HTML whose origins are offsets of the file.
    pub(super) fn raw_in_file(&mut self, block: &Mapped) {
        self.raw(&block.text, |span| block.in_file(span), |span| block.verbatim_in_file(span));
    }

    fn raw(&mut self, html: &str, in_file: impl Fn(Span) -> Span, verbatim: impl Fn(Span) -> Option<Span>) {
        let marks = scan_inside(html, &mut self.templates);
        if self.region != Region::Cell {
            self.report_blocked(html, &in_file);
        }
        let images = if marks.is_empty() { BTreeMap::new() } else { unsized_images(html) };
        let mut raw = RawPart { html, written: 0, read: 0, in_file: &in_file };
        let mut reported = Vec::new();
        for mark in marks {
            match mark {
                Mark::Anchor { id, value, is_id, .. } => {
                    if is_id {
                        self.use_id(&id, GivenBy::Author, in_file(value));
                    }
                    self.shared.document.anchors.push(Spanned::new(id, in_file(value)));
                }
                Mark::Style { span } => self.report_style(in_file(span)),
                Mark::Address { span, decoded, holds, cut, instead } => {
                    let address = self.resolved(&decoded).unwrap_or(decoded);
                    if let Some(part) = unsafe_part(&address, holds) {
                        if !reported.contains(&span.start) {
                            reported.push(span.start);
                            self.unsafe_attribute(part.to_owned(), in_file(span));
                        }
                        self.replace(&mut raw, (cut, instead));
                    }
                }
                Mark::Cut { span, scheme } => {
                    if let Some(scheme) = scheme.or_else(|| self.scheme_in_article()) {
                        self.unsafe_attribute(scheme.to_owned(), in_file(span));
                        self.replace(&mut raw, (span, "&lt;"));
                    }
                }
                Mark::Link { tag, attribute, value, decoded, span } => {
                    let index = self.link(Link {
                        destination: decoded,
                        kind: if shows_media(&tag) { LinkKind::HtmlResource } else { LinkKind::Html },
                        span: in_file(value),
                        destination_span: verbatim(value),
                        has_text: true,
                    });
                    let is_unsafe = self.is_unsafe(index);
                    if tag == "iframe" && !is_unsafe {
                        self.shared.document.frames.push(index);
                    }
                    if is_unsafe {
                        reported.push(span.start);
                    }
                    // Of the list in a `srcset` only the unsafe address is removed.
                    if is_unsafe && attribute != "srcset" {
                        self.write_raw(&mut raw, span.start);
                        raw.written = span.end;
                        continue;
                    }
                    self.write_raw(&mut raw, value.start);
                    raw.written = value.end;
                    if is_unsafe {
                        continue;
                    }
                    self.out().push(Piece::Href(index));
                    if let Some(image) = images.get(&value.start) {
                        self.write_raw(&mut raw, image.end);
                        self.image_size(
                            index,
                            if image.has_loading { Loading::AsWritten } else { Loading::ByPosition },
                        );
                    }
                }
            }
        }
        self.write_raw(&mut raw, html.len());
        self.shared.structure.read(html, (raw.read, html.len()), &in_file);
    }

    /// Writes the part up to `cut`, and `instead` in place of `cut`, unless that is written already.
    fn replace(&mut self, part: &mut RawPart<'_>, (cut, instead): (Span, &str)) {
        if cut.start >= part.written {
            self.write_raw(part, cut.start);
            self.out().html().push_str(instead);
            part.written = cut.end;
        }
    }

    /// Writes the part up to the offset `to`, with its placeholders filled. The elements before an insertion are read
    /// before those in it.
    fn write_raw(&mut self, part: &mut RawPart<'_>, to: usize) {
        let (html, mut at) = (part.html, std::mem::replace(&mut part.written, to));
        for piece in split_placeholders(&html[at..to]) {
            match piece {
                Part::Text(text) => {
                    self.out().html().push_str(text);
                    at += text.len();
                }
                Part::Insertion(index) => {
                    let read = self.shared.structure.read(html, (part.read, at), part.in_file);
                    let is_inside = read > at;
                    at += placeholder_len(&html.as_bytes()[at..]).unwrap_or_default();
                    part.read = read.max(at);
                    let was_paused = self.shared.structure.is_paused;
                    self.shared.structure.is_paused |= is_inside;
                    self.insertion(index);
                    self.shared.structure.is_paused = was_paused;
                }
            }
        }
    }

    /// The scheme of an address that runs code anywhere in the article. With one, text must not become an attribute.
    fn scheme_in_article(&mut self) -> Option<&'static str> {
        if let Some(known) = self.shared.script_scheme {
            return known;
        }
        let everything = self.shared.insertions.len();
        let found = script_scheme(&self.shared.expanded(self.shared.body, everything));
        self.shared.script_scheme = Some(found);
        found
    }

    /// Adds an unsafe address, which is not written, to the links, so that it is reported.
    fn unsafe_attribute(&mut self, address: String, span: Span) {
        let kind = LinkKind::Html;
        self.link(Link { destination: address, kind, span, destination_span: None, has_text: true });
    }

    /// Reports what the content security policy of the site blocks.
    fn report_blocked(&mut self, html: &str, in_file: impl Fn(Span) -> Span) {
        let (file, dialect) = (self.shared.file, self.shared.tools.dialect);
        let found = tags(html).flat_map(|tag| blocked(html, &tag, dialect)).map(|part| {
            let message = format!("{} is blocked by the content security policy of the site", part.what);
            Finding::new(Code::BlockedHtml, Location::new(file, in_file(part.span)), message)
                .about(part.target)
                .help(part.remedy)
        });
        self.shared.findings.extend(found);
    }

    /// Notes the elements of an author's HTML that browsers do not know. `block` has its origins in the text.
    fn report_unknown_elements(&mut self, block: &Mapped) {
        if self.region == Region::Cell {
            return;
        }
        for tag in tags(&block.text).filter(|tag| !tag.is_closing && !tag.is_cut && !is_known(&tag.name)) {
            let name = Span::new(tag.span.start + 1, tag.span.start + 1 + tag.name.len());
            let is_component = name.of(&block.text).starts_with(|first: char| first.is_ascii_uppercase());
            let syntax = if is_component { Syntax::Component } else { Syntax::UnknownElement };
            let written = format!("<{}>", name.of(&block.text));
            let span = self.text.in_file(block.in_file(tag.span));
            self.shared.foreign.add(syntax, span, &written);
        }
    }

    fn report_style(&mut self, span: Span) {
        let finding =
            Finding::new(Code::InlineStyle, Location::new(self.shared.file, span), "raw HTML with an inline style")
                .help("a strict content security policy blocks it; use a class and a style sheet of your own");
        self.shared.findings.push(finding);
    }
}

/// Raw HTML that is being written.
struct RawPart<'h> {
    html: &'h str,
    /// It is written up to this offset.
    written: usize,
    /// Its elements are read up to this offset.
    read: usize,
    /// The place of a part of it in the file.
    in_file: &'h dyn Fn(Span) -> Span,
}

/// An image without `width` and `height`.
struct Unsized {
    /// The end of its `src` attribute.
    end: usize,
    /// Whether it has a `loading` attribute.
    has_loading: bool,
}

/// The images without `width` and `height`, by the offset of their `src` value.
fn unsized_images(html: &str) -> BTreeMap<usize, Unsized> {
    let mut images = BTreeMap::new();
    for tag in tags(html).filter(|tag| tag.name == "img" && !tag.is_closing) {
        let has = |name: &str| tag.attribute(html, name).is_some();
        if let (Some(source), false) = (tag.attribute(html, "src"), has("width") || has("height")) {
            images.insert(source.value.start, Unsized { end: source.span.end, has_loading: has("loading") });
        }
    }
    images
}
