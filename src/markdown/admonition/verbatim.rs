//! Where a text is no Markdown: code, comments, scripts.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::super::dialect::Dialect;

/// What begins raw HTML that an empty line does not end.
const CLOSED_BY_A_MARK: &[&str] = &["<!--", "<pre", "<script", "<style", "<textarea", "<?", "<![CDATA["];

/// The parts of a text that are no Markdown.
#[derive(Debug)]
pub(super) struct Verbatim {
    /// Sorted; none is in another.
    ranges: Vec<Range<usize>>,
}

impl Verbatim {
    /// Those of `text`.
    pub(super) fn of(text: &str, dialect: Dialect<'_>) -> Self {
        let events = Parser::new_ext(text, dialect.options()).into_offset_iter();
        let is_verbatim = |event: &Event<'_>, range: &Range<usize>| match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) | Event::InlineHtml(_) => true,
            Event::Start(Tag::HtmlBlock) => {
                let html = text.get(range.clone()).unwrap_or_default().trim_start();
                CLOSED_BY_A_MARK
                    .iter()
                    .any(|start| html.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start)))
            }
            _ => false,
        };
        let ranges = events.filter(|(event, range)| is_verbatim(event, range)).map(|(_, range)| range).collect();
        Self { ranges }
    }

    /// Whether the byte at `at` is in one.
    pub(super) fn contains(&self, at: usize) -> bool {
        let before = self.ranges.partition_point(|range| range.start <= at);
        before.checked_sub(1).is_some_and(|last| at < self.ranges[last].end)
    }
}
