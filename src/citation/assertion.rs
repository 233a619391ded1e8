//! What says that the numbers of a mention are ids of requirements, or that they are none.

use super::mention::{Mention, Place};
use super::subject::{Naming, Subject};
use super::words;
use crate::framework::{Framework, Likeness};

/// What makes the tokens of a mention ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assertion {
    /// The word before them: `Requirement 8.3.1`.
    Word,
    /// The head of their column, or what introduces their list.
    Heading,
    /// The name of the framework right before them: `PCI DSS 8.3.1`.
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
    let is_right_behind = subject.naming == Naming::Beside && framework.likeness(first) != Likeness::None;
    if is_right_behind { Assertion::Name } else { Assertion::None }
}

/// Whether the mention begins a cell or an item under a head that is about requirements.
fn is_headed(mention: &Mention, subject: &Subject<'_>) -> bool {
    let framework = subject.framework;
    let lead = mention.setting.lead.as_deref().unwrap_or_default();
    match mention.setting.place {
        Place::Cell => {
            let label = || mention.setting.row.as_deref().map(row_label).unwrap_or_default();
            let is_about_ids =
                || is_head_of_requirements(lead, framework) || is_head_of_requirements(label(), framework);
            mention.is_first && is_about_ids() || mention.is_alone && subject.naming == Naming::Lead
        }
        Place::Item => mention.is_first && introduces_requirements(lead, framework),
        Place::Text | Place::Heading => false,
    }
}

/// The first cell of a row, where that is short enough for a label.
fn row_label(row: &str) -> &str {
    const MAX_LABEL: usize = 40;
    let first = row.trim().trim_start_matches('|').split('|').next().unwrap_or_default();
    Some(first.trim()).filter(|first| first.len() <= MAX_LABEL).unwrap_or_default()
}

/// Whether the head of a column, or the label of a row, says that requirements follow: `PCI DSS v4.0 Requirement`,
/// `Req. ID`.
fn is_head_of_requirements(head: &str, framework: &Framework) -> bool {
    const MARKS: [&str; 8] = ["id", "ids", "no", "nr", "number", "numbers", "ref", "reference"];
    let is_mark = |word: &&str| MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(word));
    words_of(head).rev().find(|word| !is_mark(word)).is_some_and(|word| means_requirement(word, framework))
}

/// Whether a paragraph says that requirements follow: it holds the word, and no id of one.
fn introduces_requirements(lead: &str, framework: &Framework) -> bool {
    let has_id = words_of(lead).any(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    lead.trim_end_matches(|mark: char| mark.is_whitespace() || "*_".contains(mark)).ends_with(':')
        && !has_id
        && words_of(lead).any(|word| means_requirement(word, framework))
}

fn means_requirement(word: &str, framework: &Framework) -> bool {
    words::is_requirement(word) || words::is_one_of(word, &framework.notation.words)
}

fn words_of(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '-').filter(|word| !word.is_empty())
}
