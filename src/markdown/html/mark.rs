//! What a scan of raw HTML reports.

use crate::output::AddressUse;
use crate::source::Span;

/// Something in raw HTML that the rest of a site has to know of. Spans count from the start of the scanned text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The address of another resource.
    Link {
        /// The element, lower case.
        tag: String,
        /// The attribute, lower case. A `srcset` gives one link for every candidate.
        attribute: &'static str,
        /// The address as written, without quotes and without space around it.
        value: Span,
        /// The address with its character references resolved.
        decoded: String,
        /// The attribute, from its name to its last quote.
        span: Span,
    },
    /// An attribute that holds an address as well, but none that a site has to know of unless it may not be written.
    Address {
        /// The attribute, from its name to its last quote.
        span: Span,
        /// The value with its character references resolved as a browser resolves them.
        decoded: String,
        /// What the value holds.
        holds: Holds,
        /// What is to be replaced where the address may not be written.
        cut: Span,
        /// What takes its place.
        instead: &'static str,
    },
    /// The `<` of a tag that is cut off where what follows may be, or become, an address which may not be written.
    Cut {
        /// The `<`.
        span: Span,
        /// The scheme of that address; nothing where the tag itself has none, and is cut off in a quoted value, so that
        /// the text of the page could go on with attributes.
        scheme: Option<&'static str>,
    },
    /// A place that links can lead to.
    Anchor {
        /// The id with its character references resolved, never empty.
        id: String,
        /// The element, lower case.
        tag: String,
        /// The id as written.
        value: Span,
    },
    /// A `style` attribute, from its name to its last quote, or the start tag of a `<style>` element.
    Style {
        /// Where it stands.
        span: Span,
    },
}

impl Mark {
    /// Where the text changes for this mark, if it does.
    pub(super) fn start(&self) -> usize {
        match self {
            Self::Link { span, .. } | Self::Cut { span, .. } | Self::Style { span } => span.start,
            Self::Address { cut, .. } => cut.start,
            Self::Anchor { value, .. } => value.start,
        }
    }
}

/// What the value of an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holds {
    /// An address, or a list of them.
    Address(AddressUse),
    /// The source of an HTML document.
    Document,
}
