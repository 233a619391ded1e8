//! Which of a control's names people cite: its id, its label, or what a label holds in brackets.

use std::collections::HashSet;

use super::document::{Property, Unit};

/// What of a control is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CiteFrom {
    /// `ac-2.1`, the id.
    Id,
    /// `AC-2(1)`, the label.
    Label,
    /// `GV.OC` of the label `Organizational Context (GV.OC)`.
    LabelBrackets,
}

impl CiteFrom {
    /// The words a sidecar may use.
    pub(crate) const WORDS: &'static [&'static str] = &["id", "label", "label-brackets"];

    /// What a sidecar's word means.
    pub(crate) fn read(word: &str) -> Option<Self> {
        match word {
            "id" => Some(Self::Id),
            "label" => Some(Self::Label),
            "label-brackets" => Some(Self::LabelBrackets),
            _ => None,
        }
    }

    /// What most of these units suggest: the controls of a catalog, or its groups where it has no controls.
    pub(super) fn guess<'u, 'a: 'u>(units: impl Iterator<Item = &'u Unit<'a>>) -> Self {
        let (mut brackets, mut words, mut others) = (0_usize, 0_usize, 0_usize);
        let mut distinct = HashSet::new();
        for unit in units {
            match label(&unit.props) {
                Some(label) if in_brackets(label).is_some() => brackets += 1,
                Some(label) if !label.contains(char::is_whitespace) => words += 1,
                _ => others += 1,
            }
            distinct.extend(label(&unit.props));
        }
        let labelled = brackets + words;
        // Some controls often have no label at all, so it need not be every other one. Where some labels hold an id in
        // brackets, the others are ids as they are: categories have words, what is below them has none. Labels that
        // number the controls of each group anew are no ids.
        let are_repeated = distinct.len() * 2 < labelled;
        if labelled * 4 < others || labelled == 0 || are_repeated {
            Self::Id
        } else if brackets > 0 {
            Self::LabelBrackets
        } else {
            Self::Label
        }
    }

    /// The name in the label of `unit` that people cite; nothing where they cite its id.
    pub(super) fn in_label<'u>(self, unit: &'u Unit<'_>) -> Option<&'u str> {
        match self {
            Self::Id => None,
            Self::Label => label(&unit.props),
            // A label without brackets is cited as it is where it can be.
            Self::LabelBrackets => label(&unit.props).and_then(|label| {
                in_brackets(label).or_else(|| Some(label).filter(|label| !label.contains(char::is_whitespace)))
            }),
        }
    }
}

/// The label without a class, which is the one for people; else the first.
pub(super) fn label<'p>(props: &'p [Property<'_>]) -> Option<&'p str> {
    let labels = || props.iter().filter(|property| property.name.trimmed() == "label");
    let plain = labels().find(|property| property.class.trimmed().is_empty());
    plain.or_else(|| labels().next()).map(|property| property.value.trimmed()).filter(|label| !label.is_empty())
}

/// `GV.OC` of `Organizational Context (GV.OC)`; nothing for `AC-2(1)`, whose brackets belong to it.
fn in_brackets(label: &str) -> Option<&str> {
    let (before, inner) = label.strip_suffix(')')?.rsplit_once('(')?;
    let is_one = before.ends_with(char::is_whitespace) && !before.trim().is_empty();
    Some(inner.trim()).filter(|inner| is_one && !inner.is_empty() && !inner.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::in_brackets;

    #[test]
    fn brackets_hold_an_id_only_behind_words() {
        for (label, expected) in [
            ("Organizational Context (GV.OC)", Some("GV.OC")),
            ("Account Management (03.01.01)", Some("03.01.01")),
            ("AC-2(1)", None),
            ("Policy (and procedures)", None),
            ("(GV)", None),
            ("x ()", None),
        ] {
            assert_eq!(in_brackets(label), expected, "{label}");
        }
    }
}
