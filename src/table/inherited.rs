//! What a matrix takes over from the published matrix of one of its parties.

use crate::front::Date;
use crate::labels::Labels;

/// A matrix, a component or a list that a matrix inherits from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inherited {
    /// The party of the matrix that published it.
    pub party: usize,
    /// The name of its file.
    pub file: String,
    /// The day from which it is.
    pub date: Date,
}

impl Inherited {
    /// Where a row comes from, in exports: `cloud.yaml, 2026-03-01`.
    pub fn source(&self) -> String {
        format!("{}, {}", self.file, self.day())
    }

    /// The day, as `2026-03-01`.
    pub fn day(&self) -> String {
        self.date.day_iso()
    }

    /// The same for readers; `name` is that of the party.
    pub fn shown(&self, name: &str, labels: &Labels) -> String {
        labels.fill("inherited_from", &[("name", name), ("date", &labels.date(self.date.calendar_day()))])
    }
}

/// What another matrix says of a requirement, from the side of the party that published it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Theirs {
    /// How much of it is theirs.
    pub(super) part: Part,
    /// What they do, as plain text.
    pub(super) text: String,
    /// What is left to others, as plain text.
    pub(super) rest: String,
    /// The condition, as plain text.
    pub(super) when: String,
}

/// How much of a requirement a party answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// It does not apply to the party.
    NotApplicable,
    /// Nothing: it is left to others.
    Nothing,
    /// A part, or all where a condition holds.
    Conditional,
    /// A part.
    Shared,
    /// All of it.
    All,
}
