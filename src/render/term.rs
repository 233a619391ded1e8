//! The first use of a defined term as a link to its definition.
//!
//! There are many of them, so they are written here and not by a template.

use super::card::Cards;
use super::context::RenderContext;
use super::defined_term::defined;
use crate::markdown::{TermUse, escape_attribute};

/// Opens the link to the definition of a term, which has a card on the page, or else what an abbreviation stands for as its
/// title. Without a page that defines it there is no link.
pub(super) fn open(context: &RenderContext<'_>, cards: &Cards<'_>, used: TermUse, html: &mut String) {
    let Some((term, address)) = defined(context, used) else { return };
    html.push_str("<a class=term href=\"");
    html.push_str(&escape_attribute(&address));
    html.push('"');
    if let Some(card) = cards.of_term(used.term) {
        html.push_str(" interestfor=");
        html.push_str(card);
    } else if let Some(title) = term.expansion() {
        html.push_str(" title=\"");
        html.push_str(&escape_attribute(title));
        html.push('"');
    }
    html.push('>');
}

/// Closes the link.
pub(super) fn close(context: &RenderContext<'_>, used: TermUse, html: &mut String) {
    if defined(context, used).is_some() {
        html.push_str("</a>");
    }
}
