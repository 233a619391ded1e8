//! Which tokens of a text may be ids of a framework, by their form alone.

use std::collections::HashMap;

use super::model::{Head, Requirement};
use super::tree::Framework;

/// What a token looks like in a framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// No id of it.
    None,
    /// A number with so many points, as versions and sections have too.
    Number {
        /// The number of its points.
        points: usize,
    },
    /// It begins with one letter that ids begin with, `A.5.1`, or lacks one of the marks that ids have, `AC-21`.
    Letter,
    /// It begins with several letters that ids begin with, and goes on as they do: `AC-2`, `GV.OC-01`.
    Letters,
}

/// The forms of the ids of a framework, of all versions.
#[derive(Debug, Clone, Default)]
pub(super) struct IdForms {
    /// Of ids that begin with a number.
    numbers: Form,
    /// Of ids that begin with letters, by these.
    families: HashMap<String, Form>,
}

/// The limits of the ids of one kind.
#[derive(Debug, Clone, Default)]
struct Form {
    /// How many digits their numbers have at most; 0 where there are no such ids.
    digits: usize,
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

    /// Whether the numbers of `id` are of the size that they have here. A mistake may be one level or so too deep.
    fn holds(&self, id: &str) -> bool {
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

/// The number behind `prefix`, whose last mark may be left out: `5.1` of `A.5.1` and of `A5.1`.
fn strip_prefix<'w>(written: &'w str, prefix: &str) -> Option<&'w str> {
    let name = prefix.trim_end_matches(|mark: char| !mark.is_alphanumeric());
    let start = written.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name))?;
    let bare = written[start.len()..].trim_start_matches(|mark: char| !mark.is_alphanumeric());
    bare.starts_with(|first: char| first.is_ascii_digit()).then_some(bare)
}

/// The letters that an id begins with.
fn family(id: &str) -> &str {
    &id[..id.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(id.len())]
}

impl IdForms {
    pub(super) fn new(head: &Head, requirements: &[Requirement]) -> Self {
        let mut forms = Self::default();
        let older = head.versions.iter().flat_map(|version| &version.ids);
        for id in requirements.iter().map(|requirement| &requirement.id).chain(older) {
            match family(id) {
                "" => forms.numbers.add(id),
                letters => forms.families.entry(letters.to_owned()).or_default().add(id),
            }
        }
        forms
    }
}

impl Framework {
    /// The id that `written` is behind `word`, which stands right before it: `A.5.1` of `Annex A 5.1` and of
    /// `Control 5.1`, `CC6.1` of `CC 6.1`, `5.1` of `A.5.1` where the ids have no prefix. Nothing where it is an id as it
    /// is.
    pub(crate) fn id_behind(&self, word: &str, written: &str) -> Option<String> {
        let prefixes = &self.notation.prefixes;
        let forms = self.forms();
        if !written.starts_with(|first: char| first.is_ascii_digit()) {
            let is_known = forms.families.contains_key(family(written));
            let bare = prefixes.iter().filter(|_| !is_known).find_map(|prefix| strip_prefix(written, prefix));
            return bare.map(|bare| format!("{}{bare}", self.own_prefix()));
        }
        let is_prefix = |prefix: &String| {
            let name = prefix.trim_end_matches(|mark: char| !mark.is_alphanumeric());
            word.eq_ignore_ascii_case(name)
                || word.strip_suffix('s').is_some_and(|word| word.eq_ignore_ascii_case(name))
        };
        if prefixes.iter().any(is_prefix) || forms.numbers.digits == 0 && !prefixes.is_empty() {
            return Some(format!("{}{written}", self.own_prefix()));
        }
        if !forms.families.contains_key(word) {
            return None;
        }
        let joined = ["", "-", "."].map(|mark| format!("{word}{mark}{written}"));
        joined.into_iter().find(|id| self.spellings().has_shape(id))
    }

    /// The prefix that ids have here.
    fn own_prefix(&self) -> &str {
        let starts = |prefix: &&String| {
            let mut ids = self.requirements().map(|(_, requirement)| requirement.id.as_str());
            ids.any(|id| {
                strip_prefix(id, prefix)
                    .is_some_and(|_| id.len() > prefix.len() && id[..prefix.len()].eq_ignore_ascii_case(prefix))
            })
        };
        let own = self.notation.prefixes.iter().find(starts);
        own.map_or("", String::as_str)
    }

    /// What `token` looks like here.
    pub(crate) fn likeness(&self, token: &str) -> Likeness {
        let forms = self.forms();
        match family(token) {
            "" => {
                let is_number = token.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                let points = token.matches('.').count();
                if is_number && points > 0 && forms.numbers.holds(token) {
                    Likeness::Number { points }
                } else {
                    Likeness::None
                }
            }
            letters => {
                let Some(form) = forms.families.get(letters) else { return Likeness::None };
                let is_like = self.spellings().begins_like(token);
                let lacks_marks = || self.has_punctuation_of(token) && self.equal_but_for_punctuation(token).is_some();
                let is_divided = token.contains(|mark: char| !mark.is_ascii_alphanumeric());
                if !form.holds(token) || !is_like && !lacks_marks() {
                    Likeness::None
                } else if is_like && letters.len() > 1 {
                    Likeness::Letters
                } else if is_divided {
                    Likeness::Letter
                } else {
                    // `A4`, `AC2` name too many other things.
                    Likeness::None
                }
            }
        }
    }
}
