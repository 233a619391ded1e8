//! Which tokens of a text may be ids of a framework, by their form alone.

use super::canonical::wholes;
use super::form::{Form, family, strip_prefix};
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

impl Framework {
    /// The id that `written` is behind `word`, which stands right before it: `A.5.1` of `Annex A 5.1` and of
    /// `Control 5.1`, `CC6.1` of `CC 6.1`, `5.1` of `A.5.1` where the ids have no prefix. Nothing where it is an id as it
    /// is.
    pub(crate) fn id_behind(&self, word: &str, written: &str) -> Option<String> {
        let prefixes = &self.notation.prefixes;
        let forms = self.forms();
        if !written.starts_with(|first: char| first.is_ascii_digit()) {
            let is_known = forms.families.contains_key(family(written)) && self.spellings().begins_like(written);
            let bare = prefixes.iter().filter(|_| !is_known).find_map(|prefix| strip_prefix(written, prefix));
            return bare.map(|bare| format!("{}{bare}", forms.prefix));
        }
        let is_prefix = |prefix: &String| {
            let name = prefix.trim_end_matches(|mark: char| !mark.is_alphanumeric());
            word.eq_ignore_ascii_case(name)
                || word.strip_suffix('s').is_some_and(|word| word.eq_ignore_ascii_case(name))
        };
        let has_only_prefixed = !forms.prefix.is_empty() && !forms.numbers.has_size_of(written);
        if prefixes.iter().any(is_prefix) || has_only_prefixed {
            let id = format!("{}{written}", forms.prefix);
            // `Controls: 93` counts them.
            return Some(id).filter(|id| written.contains('.') || self.spellings().has_shape(id));
        }
        // One letter may be an article: `A 6.4.3 finding`.
        if word.len() < 2 || !forms.families.contains_key(word) {
            return None;
        }
        let joined = ["", "-", "."].map(|mark| format!("{word}{mark}{written}"));
        joined.into_iter().find(|id| self.spellings().has_shape(id))
    }

    /// Whether `written`, which is called a requirement, may be meant as an id of this framework: `A005` is not one where
    /// the ids are like `A1.2`, and `0100` not where no number begins with a zero.
    pub(crate) fn may_be_meant(&self, written: &str) -> bool {
        if written.starts_with(|first: char| first.is_ascii_digit()) {
            return written.contains(|mark: char| !mark.is_ascii_digit())
                || self.forms().numbers.holds(written)
                || !self.spellings().same_letters(written).is_empty();
        }
        let capitals = written.to_ascii_uppercase();
        let is_of_size = |form: &Form| form.has_size_of(&capitals) && self.spellings().begins_like(&capitals);
        self.equal_but_for_punctuation(written).is_some()
            || self.forms().families.get(family(&capitals)).is_some_and(is_of_size)
    }

    /// The id that `written` would be an item of, where it looks like none itself: `8.3.77` of `8.3.77.a`.
    pub(crate) fn whole_of<'w>(&self, written: &'w str) -> Option<&'w str> {
        let is_like = |id: &str| self.likeness(id) != Likeness::None;
        if is_like(written) || self.known(written, None).is_some() {
            return None;
        }
        wholes(written).find(|whole| is_like(whole))
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
                let holds = is_like && form.holds(token);
                if !holds && !lacks_marks() {
                    Likeness::None
                } else if holds && letters.len() > 1 {
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
