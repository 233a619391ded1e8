//! Syntax of other generators that an article has and that is not read here: each is reported once a file.
//!
//! Code, comments and escaped text are no syntax. What the site reads itself never comes here.

mod inline;
mod line;
mod scan;
mod seen;
mod syntax;

#[cfg(test)]
mod tests;

pub(super) use scan::find;
pub(super) use seen::Foreign;
pub(super) use syntax::Syntax;
