//! The results of a scan of raw HTML.

use crate::output::AddressUse;
use crate::source::Span;

/// Something in raw HTML that matters to the site. Spans count from the start of the scanned text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The address of another resource.
    Link {
        /// The element, lower case.
        tag: String,
        /// The attribute, lower case. A `srcset` gives one link for every candidate.
        attribute: &'static str,
        /// The address as written, without quotes and white space around it.
        value: Span,
        /// The address with its character references resolved.
        decoded: String,
        /// The attribute, from its name to its last quote.
        span: Span,
    },
    /// Another attribute with an address, which matters only where the address is unsafe.
    Address {
        /// The attribute, from its name to its last quote.
        span: Span,
        /// The value with its character references resolved as a browser resolves them.
        decoded: String,
        /// What the value holds.
        holds: Holds,
        /// What is replaced where the address is unsafe.
        cut: Span,
        /// The replacement.
        instead: &'static str,
    },
    /// A tag that is cut off by the end of the text, where an unsafe address is in it or could become part of it.
    Cut {
        /// The `<`.
        span: Span,
        /// The scheme of that address. Nothing where there is none in the tag, but it is cut off in a quoted value, so
        /// that the text of the page after it could be read as attributes.
        scheme: Option<&'static str>,
    },
    /// A target of links.
    Anchor {
        /// The id with its character references resolved, never empty.
        id: String,
        /// The element, lower case.
        tag: String,
        /// The id as written.
        value: Span,
        /// Whether it is an `id`, and not the `name` of an `a`.
        is_id: bool,
    },
    /// A `style` attribute, from its name to its last quote, or the start tag of a `<style>` element.
    Style {
        /// Its location.
        span: Span,
    },
}

impl Mark {
    /// Where the text is changed for this mark, by which marks are sorted.
    pub(super) fn start(&self) -> usize {
        match self {
            Self::Link { span, .. } | Self::Cut { span, .. } | Self::Style { span } => span.start,
            Self::Address { cut, .. } => cut.start,
            Self::Anchor { value, .. } => value.start,
        }
    }
}

/// The content of an attribute's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holds {
    /// An address, or a list of them.
    Address(AddressUse),
    /// The source of an HTML document.
    Document,
}
