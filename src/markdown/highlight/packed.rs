//! Grammars as the build script packs them into the product.
//!
//! [syntect] reads the grammars and resolves their names. What it takes to make them ready for reading code would cost
//! as much as the reading of a site's code itself, so that all of it is done once, when the product is built.
//! Everything lies in slices that are unpacked when they are first needed ([postcard]).
//!
//! [syntect]: https://docs.rs/syntect
//! [postcard]: https://postcard.jamesmunns.com

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::class::Class;
use super::pattern::Start;

/// All grammars.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Library<'a> {
    /// Every name, extension and alias in lower case, sorted, with the rank of its grammar.
    #[serde(borrow)]
    pub(crate) languages: Vec<(&'a str, usize)>,
    /// A packed [`Grammar`] each.
    pub(crate) grammars: Slices<'a>,
}

/// Packed values, each of which can be unpacked without a look at the others.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Slices<'a> {
    /// Where each of them ends.
    pub(crate) ends: Vec<usize>,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Slices<'a> {
    /// The values one after another.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.bytes.get(start..*end).unwrap_or_default())
    }
}

/// A grammar.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Grammar<'a> {
    /// The rank of the context where it begins.
    pub(crate) start: Option<usize>,
    /// A packed [`Context`] each.
    #[serde(borrow)]
    pub(crate) contexts: Slices<'a>,
}

/// A context: the rank of its grammar, and its own within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContextKey {
    #[serde(rename = "syntax_index")]
    pub(crate) grammar: usize,
    #[serde(rename = "context_index")]
    pub(crate) context: usize,
}

/// What can stand in a place of code.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Context<'a> {
    pub(crate) head: Head,
    /// A packed [`Part`] each, in the order in which they are tried.
    #[serde(borrow)]
    pub(crate) parts: Slices<'a>,
}

/// A context but for its rules.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) meta_scope: Vec<Shade>,
    pub(crate) meta_content_scope: Vec<Shade>,
    pub(crate) clear: Option<Cleared>,
    pub(crate) prototype: Option<ContextKey>,
    /// Whether a rule asks for what was captured when the context was entered.
    pub(crate) uses_captures: bool,
}

/// The class of a scope, if it has one of its own.
pub(crate) type Shade = Option<Class>;

/// How many scopes a context puts aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Cleared {
    All,
    Top(usize),
}

/// A part of a context.
#[derive(Debug, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "it is taken apart as soon as it is unpacked")]
pub(crate) enum Part<'a> {
    #[serde(borrow)]
    Rule(Rule<'a>),
    /// All rules of another context.
    Include(ContextKey),
}

/// What to look for, and what to do where it is found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rule<'a> {
    /// As it is written.
    #[serde(borrow)]
    pub(crate) pattern: Cow<'a, str>,
    /// The pattern as a packed `Option<Program>`.
    pub(crate) program: &'a [u8],
    pub(crate) start: Start,
    /// How many groups of a match somebody may ask for.
    pub(crate) groups: usize,
    /// Whether it asks for what was captured when its context was entered.
    pub(crate) has_references: bool,
    pub(crate) scope: Vec<Shade>,
    pub(crate) captures: Vec<(usize, Vec<Shade>)>,
    pub(crate) operation: Operation,
    pub(crate) with_prototype: Option<ContextKey>,
}

/// What becomes of the contexts that are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Operation {
    Push(Vec<ContextKey>),
    Set(Vec<ContextKey>),
    Pop,
    Stay,
}
