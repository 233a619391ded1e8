//! What says that the numbers of a mention are ids of requirements, or that they are none.

use super::mention::{Mention, Place};
use super::subject::{Naming, Subject, row_label};
use super::words;
use crate::framework::{Framework, Likeness};

/// What makes the tokens of a mention ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assertion {
    /// The word before them: `Requirement 8.3.1`.
    Word,
    /// The head of their column, or what introduces their list.
    Heading,
    /// The name of the framework right before them, or the word behind them: `PCI DSS 8.3.1`, `the 8.3.1 requirement`.
    Name,
    /// Nothing: they stand alone.
    None,
    /// They are numbers of something else: `Figure 8.3.1`.
    Denied,
}

/// What makes the tokens of `mention` ids of the framework of `subject`.
pub(super) fn assertion(mention: &Mention, subject: &Subject<'_>) -> Assertion {
    let framework = subject.framework;
    let word = mention.word();
    let is_own = words::is_one_of(word, &framework.notation.words);
    if words::is_requirement(word) || is_own {
        return Assertion::Word;
    }
    let first = mention.ids.first().map_or("", |id| id.id.as_str());
    let is_number = first.starts_with(|first: char| first.is_ascii_digit());
    if is_number && (is_in_column_of_versions(mention) || is_upgrade(mention)) {
        return Assertion::Denied;
    }
    if is_number && words::is_of_another_kind(word) {
        // Where the framework is named beside it, `PCI DSS control 6.3.1` means a requirement.
        let is_called = subject.naming == Naming::Beside && words::is_requirement_like(word);
        return if is_called { Assertion::Word } else { Assertion::Denied };
    }
    if !is_number && words::is_requirement_like(word) {
        return Assertion::Word;
    }
    if is_headed(mention, subject) {
        return Assertion::Heading;
    }
    let is_called = subject.naming == Naming::Beside || is_before_word(mention);
    if is_called && framework.likeness(first) != Likeness::None { Assertion::Name } else { Assertion::None }
}

/// Whether the head of the mention's column says that versions, addresses or the like follow.
fn is_in_column_of_versions(mention: &Mention) -> bool {
    const HEADS: [&str; 10] =
        ["address", "build", "date", "ip", "port", "release", "rev", "revision", "subnet", "version"];
    let head = mention.setting.lead.as_deref().filter(|_| mention.setting.place == Place::Cell);
    head.is_some_and(|head| words::parts(head).next_back().is_some_and(|word| words::is_one_of(word, &HEADS)))
}

/// Whether something is upgraded to the mention, or from it: `upgraded to 3.2.7`, `Bump serde from 3.2.1 to 3.2.7`.
fn is_upgrade(mention: &Mention) -> bool {
    const STEMS: [&str; 4] = ["bump", "downgrad", "updat", "upgrad"];
    let is_verb = |word: &str| STEMS.iter().any(|stem| word.to_ascii_lowercase().starts_with(stem));
    let mut before = words::parts(mention.before());
    match mention.word() {
        "to" => before.next_back().is_some_and(is_verb),
        "from" => before.any(is_verb),
        _ => false,
    }
}

/// Whether a word for requirements follows: `the 8.3.6 requirement`.
fn is_before_word(mention: &Mention) -> bool {
    let after = mention.after().trim_start_matches(['*', '_']);
    after.starts_with(' ') && words::parts(after).next().is_some_and(words::is_requirement)
}

/// Whether the mention begins a cell or an item under a head that is about requirements.
fn is_headed(mention: &Mention, subject: &Subject<'_>) -> bool {
    let framework = subject.framework;
    let lead = mention.setting.lead.as_deref().unwrap_or_default();
    let heads = |text: &str| words::heads_requirements(text, &framework.notation.words);
    match mention.setting.place {
        Place::Cell => {
            let label = || mention.setting.row.as_deref().map(row_label).unwrap_or_default();
            let is_about_ids = || heads(lead) || heads(label());
            let is_named = subject.naming == Naming::Lead && (mention.is_alone || is_short(lead));
            mention.is_first && (is_about_ids() || is_named)
        }
        Place::Item => mention.is_first && introduces_requirements(lead, framework),
        Place::Text | Place::Heading => false,
    }
}

/// Whether the head of a column that names a standard says little else: `PCI DSS v4.0`.
fn is_short(head: &str) -> bool {
    head.split_whitespace().count() < 5
}

/// Whether a paragraph says that requirements follow: it holds the word, and no id of one.
fn introduces_requirements(lead: &str, framework: &Framework) -> bool {
    let has_id = words::parts(lead).any(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    lead.trim_end_matches(|mark: char| mark.is_whitespace() || "*_".contains(mark)).ends_with(':')
        && !has_id
        && words::parts(lead).any(|word| means_requirement(word, framework))
}

fn means_requirement(word: &str, framework: &Framework) -> bool {
    words::is_requirement(word) || words::is_one_of(word, &framework.notation.words)
}
