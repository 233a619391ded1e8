//! The text of a label, and the names in braces in it.

use std::collections::{BTreeMap, BTreeSet};

/// The plural categories of all languages, as CLDR calls them.
pub(super) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The name of the number that chooses a form.
pub(super) const COUNT: &str = "count";

/// What a label says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// The same for every number.
    One(String),
    /// By plural category. There is always `other`.
    Forms(BTreeMap<&'static str, String>),
    /// Several, such as the names of the months.
    List(Vec<String>),
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    /// As it is shown.
    Verbatim(&'t str),
    /// The name of what is filled in, without its braces.
    Name(&'t str),
}

/// The parts of a text, in order. Braces around anything but lower-case letters and `_` are shown.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut shown, mut from) = (0, 0);
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        from = open + 1;
        let length = text[from..].bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
        if length > 0 && text.as_bytes().get(from + length) == Some(&b'}') {
            if shown < open {
                parts.push(Part::Verbatim(&text[shown..open]));
            }
            parts.push(Part::Name(&text[from..from + length]));
            from += length + 1;
            shown = from;
        }
    }
    if shown < text.len() {
        parts.push(Part::Verbatim(&text[shown..]));
    }
    parts
}

/// The names in braces in a text.
pub(super) fn names(text: &str) -> BTreeSet<&str> {
    parts(text).into_iter().filter_map(|part| if let Part::Name(name) = part { Some(name) } else { None }).collect()
}

impl Text {
    /// Every text of it: that of each form, or each item.
    pub(super) fn all(&self) -> Vec<&str> {
        match self {
            Self::One(text) => vec![text],
            Self::Forms(forms) => forms.values().map(String::as_str).collect(),
            Self::List(items) => items.iter().map(String::as_str).collect(),
        }
    }

    /// The names that its texts have, and the number where it has forms.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        let count = if let Self::Forms(_) = self { Some(COUNT) } else { None };
        self.all().into_iter().flat_map(names).chain(count).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};

    #[test]
    fn a_text_is_divided_at_its_names() {
        use Part::{Name, Verbatim};
        assert_eq!(
            parts("Part {position} of {total}"),
            [Verbatim("Part "), Name("position"), Verbatim(" of "), Name("total")]
        );
        assert_eq!(parts("{a}{b}"), [Name("a"), Name("b")]);
        assert_eq!(parts("{ a } {A} {} {{x} é{"), [Verbatim("{ a } {A} {} {"), Name("x"), Verbatim(" é{")]);
        assert_eq!(parts(""), []);
    }
}
