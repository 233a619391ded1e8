//! What in a text cites which requirement.
//!
//! Three steps, each with a type of its own:
//!
//! 1. While Markdown is parsed, [`CitableFrameworks`] reads explicit citations, `[pci-dss:11.3.1]`, for it.
//! 2. From the prose that comes out, [`mentions`] takes what may name requirements: `Requirement 11.3.1`. A [`Mention`]
//!    depends on its file alone, so it is kept with the parsed article.
//! 3. When all frameworks and the page's `FrameworkScope` are known, `interpret_mentions` decides which framework a
//!    mention means, and `InterpretedMention::interpret` what each id is.
//!
//! The spelling, look-up and suggestion of ids within one framework are in [`framework`](crate::framework).

mod assertion;
mod check;
mod citable;
mod evidence;
mod id_list;
mod id_token;
mod interpret;
#[cfg(test)]
mod interpretation_tests;
mod meaning;
mod mention;
mod outline;
mod retired;
mod scope;
mod sentence;
mod standard_names;
mod subject;
#[cfg(test)]
mod tests;
mod words;
mod written_id;

pub use citable::CitableFrameworks;
pub use mention::{Mention, MentionedId, Place, Setting, mentions};

pub(crate) use check::{check_citation, check_declared, check_mention};
pub(crate) use interpret::{Interpretation, InterpretedId, InterpretedMention, PageText, interpret_mentions};
pub(crate) use meaning::{Meaning, between, cited, meaning};
pub(crate) use retired::check_retired;
pub(crate) use scope::{
    FrameworkScope, NamedFramework, ScopeFinder, declared_framework, names_framework_version, with_version,
};
pub(crate) use standard_names::{KnownStandards, STANDARDS, StandardNames, names_version_in_prose};
