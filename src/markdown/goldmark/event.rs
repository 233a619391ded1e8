//! Events with their places, and which of them belong to blocks.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

/// An event with its bytes in the source.
pub(in crate::markdown) type Located<'e> = (Event<'e>, Range<usize>);

/// Whether an event belongs to the structure of blocks, and not to the text of one.
pub(in crate::markdown) fn is_block(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => is_block_end(tag.to_end()),
        Event::End(end) => is_block_end(*end),
        Event::Rule | Event::Html(_) => true,
        Event::Text(_)
        | Event::Code(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::InlineHtml(_)
        | Event::FootnoteReference(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::TaskListMarker(_) => false,
    }
}

fn is_block_end(end: TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
