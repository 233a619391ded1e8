//! Explicit citations: `[pci-dss:11.3.1]`, `[pci-dss@3.2.1:6.5.1]`, `[words](pci-dss:11.3.1)`.
//!
//! Citations are only parsed here; whether the requirement exists is checked later.

use super::id_list::read_list;
use super::words::NUMBER_WORDS;
use crate::framework::Frameworks;
use crate::markdown::{CitationReader, ReadCitation, ReadId};

/// The frameworks that may be cited, and what a citation of each needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CitableFrameworks {
    /// Sorted by key.
    frameworks: Vec<Citable>,
    /// The words that make a plain number an id, in lower case.
    number_words: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Citable {
    /// The key before the colon: `pci-dss`.
    key: String,
    /// The name that readers see: `PCI DSS`.
    name: String,
    /// The version that a citation without one means.
    version: String,
}

impl CitableFrameworks {
    /// All of `frameworks`.
    pub fn new(frameworks: &Frameworks) -> Self {
        let citable = frameworks.iter().map(|framework| Citable {
            key: framework.key.clone(),
            name: framework.name.clone(),
            version: framework.version.clone(),
        });
        let own = frameworks.iter().flat_map(|framework| &framework.notation.words).map(|word| word.to_lowercase());
        let mut number_words: Vec<String> = NUMBER_WORDS.iter().map(|word| (*word).to_owned()).chain(own).collect();
        number_words.sort_unstable();
        number_words.dedup();
        Self { frameworks: citable.collect(), number_words }
    }

    /// The words that make a plain number the id of a requirement: `requirement`, and those of the frameworks.
    pub fn number_words(&self) -> &[String] {
        &self.number_words
    }
}

impl CitationReader for CitableFrameworks {
    /// Reads `KEY:IDS` or `KEY@VERSION:IDS`; nothing where the key is not one of these.
    fn read(&self, text: &str) -> Option<ReadCitation> {
        let colon = text.find(':')?;
        let head = &text[..colon];
        let (key, version) = head.split_once('@').map_or((head, None), |(key, version)| (key, Some(version)));
        let index = self.frameworks.binary_search_by(|citable| citable.key.as_str().cmp(key)).ok()?;
        let is_version = |version: &str| {
            !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        };
        if version.is_some_and(|version| !is_version(version)) {
            return None;
        }
        let start = colon + 1;
        let listed = read_list(&text[start..], &[',']);
        let ids: Vec<ReadId> = listed
            .into_iter()
            .map(|(at, id, is_end_of_range)| ReadId { at: at.start + start..at.end + start, id, is_end_of_range })
            .collect();
        let short_form = short_form(&self.frameworks[index], version, &ids);
        Some(ReadCitation { framework: key.to_owned(), version: version.map(str::to_owned), ids, short_form })
    }
}

/// `PCI DSS 6.5.1, 6.5.2 (version 3.2.1)`.
fn short_form(citable: &Citable, version: Option<&str>, ids: &[ReadId]) -> String {
    let mut text = citable.name.clone();
    for (index, id) in ids.iter().enumerate() {
        text.push_str(if index == 0 { " " } else { id.joint() });
        text.push_str(&id.id);
    }
    if let Some(version) = version.filter(|version| *version != citable.version) {
        text.push_str(&format!(" (version {version})"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Citable, CitableFrameworks};
    use crate::markdown::CitationReader;

    fn check(text: &str, expected: Option<(Option<&str>, &[&str])>) {
        let citable = |key: &str| Citable { key: key.to_owned(), name: String::new(), version: "4.0.1".to_owned() };
        let read = CitableFrameworks {
            frameworks: vec![citable("nist-800-53"), citable("pci-dss")],
            ..CitableFrameworks::default()
        }
        .read(text);
        let ids = read.as_ref().map(|read| read.ids.iter().map(|id| &text[id.at.clone()]).collect::<Vec<_>>());
        let expected_ids = expected.map(|(_, ids)| ids.to_vec());
        assert_eq!(ids, expected_ids, "{text}");
        let version = read.and_then(|read| read.version);
        assert_eq!(version.as_deref(), expected.and_then(|(version, _)| version), "{text}");
    }

    #[test]
    fn a_key_a_version_and_ids_are_separated() {
        check("pci-dss:11.3.1", Some((None, &["11.3.1"])));
        check("pci-dss: 6.3.1 ,\n> 6.3.2", Some((None, &["6.3.1", "6.3.2"])));
        check("pci-dss@3.2.1:6.5.1", Some((Some("3.2.1"), &["6.5.1"])));
        check("nist-800-53:AC-2(1)", Some((None, &["AC-2(1)"])));
        check("pci-dss:see below", Some((None, &["see below"])));
        check("pci-dss:", Some((None, &[])));
    }

    #[test]
    fn text_without_a_known_key_is_not_a_citation() {
        for text in ["pci:1", "PCI-DSS:1", "pci-dss", "pci-dss @4:1", "pci-dss@:1", "note: pci-dss:1", "", ":"] {
            check(text, None);
        }
    }
}
