//! Which of a control's names people cite: its id, its label, or what a label holds in brackets.

use std::collections::{BTreeMap, HashSet};

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
        let mut all = Tally::default();
        let mut classes: BTreeMap<&str, Tally> = BTreeMap::new();
        let mut distinct = HashSet::new();
        for unit in units {
            let label = label(&unit.props);
            all.add(label);
            classes.entry(unit.class.trimmed()).or_default().add(label);
            distinct.extend(label);
        }
        // Labels that number the controls of each group anew are no ids.
        let are_repeated = distinct.len() * 2 < all.labelled();
        // Some publishers label the controls of one class alone.
        let in_a_class = || distinct.len() == all.labelled() && classes.values().any(Tally::is_enough);
        if are_repeated || !(all.is_enough() || in_a_class()) {
            Self::Id
        } else if all.brackets > 0 {
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

/// How many units have which labels.
#[derive(Debug, Default)]
struct Tally {
    /// Labels that hold an id in brackets.
    brackets: usize,
    /// Labels of one word.
    words: usize,
    /// Other labels, and none.
    others: usize,
}

impl Tally {
    fn add(&mut self, label: Option<&str>) {
        match label {
            Some(label) if in_brackets(label).is_some() => self.brackets += 1,
            Some(label) if !label.contains(char::is_whitespace) => self.words += 1,
            _ => self.others += 1,
        }
    }

    fn labelled(&self) -> usize {
        self.brackets + self.words
    }

    /// Whether people cite the labels. Some controls often have none, so it need not be every other one. Where some labels
    /// hold an id in brackets, the others are ids as they are: categories have words, what is below them has none.
    fn is_enough(&self) -> bool {
        self.labelled() > 0 && self.labelled() * 4 >= self.others
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
    use super::{CiteFrom, in_brackets};
    use crate::framework::oscal::document::Unit;

    #[test]
    fn the_labels_of_one_class_are_cited_where_they_are_unique() {
        let guess = |labels: &[&str]| {
            let plain = (0..30).map(|number| format!(r#"{{"id": "c-{number}", "class": "control"}}"#));
            let labelled = labels.iter().map(|label| {
                format!(r#"{{"id": "p", "class": "principle", "props": [{{"name": "label", "value": "{label}"}}]}}"#)
            });
            let text = format!("[{}]", plain.chain(labelled).collect::<Vec<_>>().join(","));
            CiteFrom::guess(serde_json::from_str::<Vec<Unit<'_>>>(&text).expect("controls").iter())
        };
        assert_eq!(guess(&["GOV-01", "GOV-02"]), CiteFrom::Label);
        assert_eq!(guess(&["GOV-01", "GOV-01"]), CiteFrom::Id);
        assert_eq!(guess(&["of words", "of more words"]), CiteFrom::Id);
        assert_eq!(guess(&[]), CiteFrom::Id);
    }

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
