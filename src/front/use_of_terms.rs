//! The value of `terms`.

/// What becomes of the defined terms that a page uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseOfTerms {
    /// They are linked.
    Linked,
    /// They are not linked.
    Unlinked,
    /// They are linked, and an abbreviation that is explained nowhere is a finding.
    Strict,
}
