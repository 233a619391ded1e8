//! Where each byte of an expanded text came from in its file.

use crate::source::Span;

/// A text put together from parts of a file and from what shortcodes made.
#[derive(Debug, Clone, Default)]
pub(super) struct Mapped {
    /// The text.
    pub(super) text: String,
    /// Where it came from; sorted by `at`, the first one at 0.
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy)]
struct Segment {
    /// First byte in the text.
    at: usize,
    source: Source,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    /// Byte for byte from this offset of the file.
    Verbatim(usize),
    /// Made by the construct at this span.
    Made(Span),
}

impl Mapped {
    /// `text` as it stands in the file at `offset`.
    pub(super) fn verbatim(text: &str, offset: usize) -> Self {
        let mut mapped = Self::default();
        mapped.push_verbatim(text, offset);
        mapped
    }

    /// Text that the construct at `span` made as a whole.
    pub(super) fn made(text: String, span: Span) -> Self {
        Self { text, segments: vec![Segment { at: 0, source: Source::Made(span) }] }
    }

    /// Adds text as it stands in the file at `offset`.
    pub(super) fn push_verbatim(&mut self, text: &str, offset: usize) {
        self.segments.push(Segment { at: self.text.len(), source: Source::Verbatim(offset) });
        self.text.push_str(text);
    }

    /// Adds text that the construct at `span` made.
    pub(super) fn push_made(&mut self, text: &str, span: Span) {
        self.segments.push(Segment { at: self.text.len(), source: Source::Made(span) });
        self.text.push_str(text);
    }

    /// Adds another text with its origins.
    pub(super) fn append(&mut self, other: Self) {
        let at = self.text.len();
        self.segments.extend(other.segments.iter().map(|segment| Segment { at: segment.at + at, ..*segment }));
        self.text.push_str(&other.text);
    }

    /// The part of this text that `text` is, with its origins, or nothing where it stands nowhere in it. It is looked for behind `offset` first,
    /// which is moved behind it: parts in their order take no longer than the text is read once.
    pub(super) fn find_behind(&self, text: &str, offset: &mut usize) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let behind = self.text.get(*offset..)?.find(text).map(|at| *offset + at);
        let from = behind.or_else(|| self.text.find(text).filter(|_| *offset > 0))?;
        let to = from + text.len();
        *offset = to;
        let first = self.segment_at(from);
        let mut part = Self { text: text.to_owned(), segments: Vec::new() };
        for segment in &self.segments[first..] {
            if segment.at >= to {
                break;
            }
            let source = match segment.source {
                Source::Verbatim(offset) => Source::Verbatim(offset + from.saturating_sub(segment.at)),
                made => made,
            };
            part.segments.push(Segment { at: segment.at.saturating_sub(from), source });
        }
        Some(part)
    }

    /// The bytes of the file that the bytes `span` of this text came from.
    pub(super) fn in_file(&self, span: Span) -> Span {
        if self.segments.is_empty() {
            return span;
        }
        let start = self.file_offset(span.start, Edge::Start);
        let end = if span.end > span.start { self.file_offset(span.end - 1, Edge::End) } else { start };
        Span::new(start, end.max(start))
    }

    /// Like [`Self::in_file`], but nothing where any of it was made by a shortcode.
    pub(super) fn verbatim_in_file(&self, span: Span) -> Option<Span> {
        let (first, last) = (self.segment_at(span.start), self.segment_at(span.end.max(span.start + 1) - 1));
        let is_verbatim = first == last && matches!(self.segments.get(first)?.source, Source::Verbatim(_));
        is_verbatim.then(|| self.in_file(span))
    }

    /// Like [`Self::in_file`], but nothing where either end was made by a shortcode: all that it made is there then.
    pub(super) fn bounds_in_file(&self, span: Span) -> Option<Span> {
        let start = self.verbatim_in_file(Span::new(span.start, span.start + 1))?;
        let end = self.verbatim_in_file(Span::new(span.end.checked_sub(1)?, span.end))?;
        Some(Span::new(start.start, end.end))
    }

    fn segment_at(&self, offset: usize) -> usize {
        self.segments.partition_point(|segment| segment.at <= offset).saturating_sub(1)
    }

    fn file_offset(&self, offset: usize, edge: Edge) -> usize {
        let segment = self.segments[self.segment_at(offset)];
        match (segment.source, edge) {
            (Source::Verbatim(from), Edge::Start) => from + (offset - segment.at),
            (Source::Verbatim(from), Edge::End) => from + (offset - segment.at) + 1,
            (Source::Made(span), Edge::Start) => span.start,
            (Source::Made(span), Edge::End) => span.end,
        }
    }
}

#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

#[cfg(test)]
mod tests {
    use super::Mapped;
    use crate::source::Span;

    fn sample() -> Mapped {
        let mut mapped = Mapped::verbatim("see ", 10);
        mapped.push_made("VERSION", Span::new(14, 27));
        mapped.push_verbatim(" there", 27);
        mapped
    }

    #[test]
    fn what_was_copied_maps_byte_for_byte_and_what_was_made_to_its_maker() {
        let mapped = sample();
        assert_eq!(mapped.in_file(Span::new(0, 3)), Span::new(10, 13));
        assert_eq!(mapped.in_file(Span::new(5, 7)), Span::new(14, 27));
        assert_eq!(mapped.in_file(Span::new(12, 17)), Span::new(28, 33));
        assert_eq!(mapped.in_file(Span::new(0, 17)), Span::new(10, 33));
        assert_eq!(mapped.verbatim_in_file(Span::new(0, 3)), Some(Span::new(10, 13)));
        assert_eq!(mapped.verbatim_in_file(Span::new(2, 6)), None);
        assert_eq!(mapped.bounds_in_file(Span::new(0, 17)), Some(Span::new(10, 33)));
        assert_eq!(mapped.bounds_in_file(Span::new(2, 6)), None);
        assert_eq!(mapped.bounds_in_file(Span::new(5, 17)), None);
    }

    #[test]
    fn a_part_keeps_its_origins() {
        let part = sample().find_behind("N there", &mut 0).unwrap();
        assert_eq!(part.in_file(Span::new(0, 1)), Span::new(14, 27));
        assert_eq!(part.in_file(Span::new(2, 7)), Span::new(28, 33));
        assert!(sample().find_behind("nowhere", &mut 0).is_none());
    }
}
