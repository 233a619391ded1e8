//! Defined terms: what the glossaries of a site define, and which words of a text are such a term.
//!
//! A glossary is an article with `glossary: true`, whose definition lists define terms. It holds for the articles of its
//! folder and below; of several with one term, the nearest counts. While Markdown is parsed, a [`PageTerms`] finds terms for
//! it.
//!
//! Out of scope: the HTML of a term, and whether its glossary is published.

mod abbreviation;
mod check;
mod index;
mod model;
mod term;

pub use abbreviation::{KnownAbbreviations, undefined_abbreviations};
pub use check::{check_definitions, check_use};
pub use index::{PageTerms, TermIndex};
pub use model::{Glossary, GlossaryArticle};
pub use term::DefinedTerm;
