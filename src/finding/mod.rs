//! What is wrong with the user's material, as plain comparable values.
//!
//! A [`Finding`] names a [`Code`] of the register, a place, a reason and a remedy. How it is shown is decided
//! by one file an output format; whether it fails a run is decided by the levels a site has set.

mod code;
pub mod concise;
mod explanation;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
mod report;
#[cfg(test)]
mod sample;
pub mod sarif;
mod visible;

pub use code::{Code, Outcome, Severity};
pub use explanation::explanation;
pub use report::{Counts, Levels, Report, Reported, ReportedFix, ReportedPlace, Summary};
pub use visible::{escaped_json, readable, visible};

use crate::source::{Place, Span};

/// One diagnostic about the user's material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of fault it is.
    pub code: Code,
    /// Where it stands.
    pub place: Place,
    /// One line, lower case, without a final dot; names stand in backticks.
    pub message: String,
    /// The link, id or key as written, where the finding is about one.
    pub target: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// A change that certainly mends it.
    pub fix: Option<Fix>,
    /// Other places that belong to the fault.
    pub related: Vec<Related>,
}

/// Replaces exactly the bytes of `span`, in the finding's own file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace.
    pub span: Span,
    /// What stands there afterwards.
    pub replace: String,
}

/// Another place that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there, one line.
    pub message: String,
}

impl Finding {
    /// A finding with nothing but the necessary.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, place, message, target: None, help: None, fix: None, related: Vec::new() }
    }

    /// The same finding about this link, id or key.
    #[must_use]
    pub fn about(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// The same finding with a remedy in words.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding with a remedy where there is one.
    #[must_use]
    pub fn help_where(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same finding with a change that mends it.
    #[must_use]
    pub fn fix(mut self, span: Span, replace: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replace: replace.into() });
        self
    }

    /// The same finding, pointing at one more place.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { place, message: message.into() });
        self
    }
}

/// The candidate nearest to `written` by edit distance, or none that is near enough to be meant.
///
/// Near enough is a third of the length, at least one and at most four changes, swapped neighbours counting
/// as one. Ties go to the first candidate.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    let allowed = (length / 3).clamp(1, 4);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many changes lead from one text to the other, swapped neighbours counting as one.
///
/// Texts that are compared mostly begin and end alike, and that much needs no table.
pub fn distance(a: &str, b: &str) -> usize {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = a.chars().zip(b.chars()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let (a, b) = (&a[start..], &b[start..]);
    let end: usize = a.chars().rev().zip(b.chars().rev()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    strsim::osa_distance(&a[..a.len() - end], &b[..b.len() - end])
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn what_two_texts_have_in_common_at_their_ends_changes_no_distance() {
        let texts = ["", "a", "aa", "ab", "ba", "abba", "/é/x/", "/é/y/", "/e/xy/", "title", "titel", "aé", "éa"];
        for a in texts {
            for b in texts {
                assert_eq!(distance(a, b), strsim::osa_distance(a, b), "{a} {b}");
            }
        }
    }

    #[test]
    fn the_nearest_name_is_suggested_only_when_it_may_be_meant() {
        let keys = ["title", "linktitle", "description", "weight"];
        assert_eq!(nearest("titel", keys), Some("title"));
        assert_eq!(nearest("wieght", keys), Some("weight"));
        assert_eq!(nearest("banner", keys), None);
    }
}
