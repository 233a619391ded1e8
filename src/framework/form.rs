//! The forms of the ids of a framework: their letters, and the size of their numbers.

use std::collections::HashMap;

use super::model::{Head, Requirement};

/// The forms of the ids of a framework, of all versions.
#[derive(Debug, Clone, Default)]
pub(super) struct IdForms {
    /// Of ids that begin with a number.
    pub(super) numbers: Form,
    /// Of ids that begin with letters, by these.
    pub(super) families: HashMap<String, Form>,
    /// The prefix of the notation that ids have; empty where they have none.
    pub(super) prefix: String,
}

/// The limits of the ids of one kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    /// How many digits their numbers have at most; 0 where there are no such ids.
    pub(super) digits: usize,
    /// The largest first number, where ids begin with it.
    first: Option<u64>,
    /// How many numbers they have at most.
    numbers: usize,
    /// Whether a number is 0 or begins with it.
    has_zeros: bool,
}

impl Form {
    fn add(&mut self, id: &str) {
        if id.starts_with(|first: char| first.is_ascii_digit()) {
            self.first = self.first.max(numbers(id).next().and_then(|number| number.parse().ok()));
        }
        self.numbers = self.numbers.max(numbers(id).count());
        // A mistake may have one digit more than a family with few members.
        self.digits = numbers(id).map(str::len).max().unwrap_or(1).max(self.digits).max(2);
        self.has_zeros |= numbers(id).any(|number| number.starts_with('0'));
    }

    /// Whether no number of `id` has more digits than here.
    pub(super) fn has_size_of(&self, id: &str) -> bool {
        numbers(id).all(|number| number.len() <= self.digits)
    }

    /// Whether the numbers of `id` are of the size that they have here. A mistake may be one level or so too deep.
    pub(super) fn holds(&self, id: &str) -> bool {
        let first = numbers(id).next().and_then(|number| number.parse::<u64>().ok()).unwrap_or_default();
        self.digits > 0
            && numbers(id).all(|number| number.len() <= self.digits && (self.has_zeros || !number.starts_with('0')))
            && numbers(id).count() <= self.numbers + 2
            && self.first.is_none_or(|largest| first <= 2 * largest)
    }
}

fn numbers(id: &str) -> impl Iterator<Item = &str> {
    id.split(|letter: char| !letter.is_ascii_digit()).filter(|number| !number.is_empty())
}

fn has_prefix(id: &str, prefix: &str) -> bool {
    strip_prefix(id, prefix).is_some() && id.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// The number behind `prefix`, whose last mark may be left out: `5.1` of `A.5.1` and of `A5.1`.
pub(super) fn strip_prefix<'w>(written: &'w str, prefix: &str) -> Option<&'w str> {
    let name = prefix.trim_end_matches(|mark: char| !mark.is_alphanumeric());
    let start = written.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name))?;
    let bare = written[start.len()..].trim_start_matches(|mark: char| !mark.is_alphanumeric());
    bare.starts_with(|first: char| first.is_ascii_digit()).then_some(bare)
}

/// The letters that an id begins with.
pub(super) fn family(id: &str) -> &str {
    &id[..id.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(id.len())]
}

impl IdForms {
    pub(super) fn new(head: &Head, requirements: &[Requirement]) -> Self {
        let mut forms = Self::default();
        let has = |prefix: &&String| requirements.iter().any(|requirement| has_prefix(&requirement.id, prefix));
        forms.prefix = head.notation.prefixes.iter().find(has).cloned().unwrap_or_default();
        let older = head.versions.iter().flat_map(|version| &version.ids);
        for id in requirements.iter().map(|requirement| &requirement.id).chain(older) {
            match family(id) {
                "" => forms.numbers.add(id),
                letters => {
                    forms.families.entry(letters.to_owned()).or_default().add(id);
                    // Catalogs have `ism-1294` where people write `ISM-1294`.
                    if letters.bytes().all(|letter| letter.is_ascii_lowercase()) {
                        forms.families.entry(letters.to_ascii_uppercase()).or_default().add(id);
                    }
                }
            }
        }
        forms
    }
}
