//! Defined terms that a page may link.

use super::context::RenderContext;
use crate::glossary::DefinedTerm;
use crate::markdown::TermUse;

/// A term with the public address of its definition; nothing where its glossary is not published.
pub(super) fn defined<'a>(context: &RenderContext<'a>, used: TermUse) -> Option<(&'a DefinedTerm, String)> {
    let term = context.glossary.terms().get(used.term)?;
    let page = context.glossaries.get(&term.file)?;
    Some((
        term,
        match &term.definition.id {
            Some(id) => format!("{page}#{id}"),
            None => page.clone(),
        },
    ))
}
