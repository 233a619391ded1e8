//! Names of standards in text: of the frameworks of a site, and of standards whose requirements are not known.

use std::collections::HashMap;

use crate::framework::{Framework, Frameworks};

/// Names of standards that need not be frameworks of the site.
pub(crate) const STANDARDS: [&str; 14] = [
    "PCI DSS",
    "CMMC",
    "NIST SP 800-53",
    "NIST SP 800-171",
    "NIST CSF",
    "ISO 27001",
    "ISO/IEC 27001",
    "SOC 2",
    "HIPAA",
    "FedRAMP",
    "GDPR",
    "HITRUST",
    "NIS2",
    "DORA",
];

/// Further names that a number beside them may belong to. They name families of standards, too wide to be the subject of
/// a series.
const FAMILIES: [&str; 33] = [
    "3DS",
    "800-53",
    "800-171",
    "AIUC-1",
    "ASVS",
    "BSI",
    "CIS",
    "COBIT",
    "CSA",
    "CSF",
    "DSS",
    "FIPS",
    "ISMS-P",
    "ISO",
    "MASVS",
    "MPoC",
    "PCI",
    "SSLC",
    "NERC",
    "NIST",
    "NIST 800-53",
    "NIST 800-171",
    "OWASP",
    "P2PE",
    "PA-DSS",
    "PCI PIN",
    "PTS",
    "SSDF",
    "SLSA",
    "STIG",
    "SWIFT",
    "TISAX",
    "WCAG",
];

/// A standard that a text names.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamedStandard<'a> {
    /// The framework, where it is one of the site.
    pub(super) framework: Option<&'a Framework>,
    /// Where the name begins.
    pub(super) start: usize,
    /// Where it ends, a version left out.
    pub(super) end: usize,
}

/// The frameworks of a site, and the names of all standards.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownStandards<'a> {
    /// The frameworks.
    pub frameworks: &'a Frameworks,
    /// Their names, and those of other standards.
    pub names: &'a StandardNames,
}

impl<'a> KnownStandards<'a> {
    /// Every standard that `text` names, in order. Of names that overlap, the longest.
    pub(super) fn in_text(self, text: &str) -> Vec<NamedStandard<'a>> {
        self.names.in_text(text, self.frameworks)
    }
}

/// The names of all standards, for searching many texts.
#[derive(Debug, Default)]
pub(crate) struct StandardNames {
    /// A trie of the names in lower case: the node that each letter leads to from each node. The root is 0.
    letters: HashMap<(u32, char), u32>,
    /// The nodes at which names end, with the key of the framework of that name where there is one.
    ends: HashMap<u32, Option<String>>,
}

/// A longer name, in bytes, is not searched for.
const MAX_NAME: usize = 200;

impl StandardNames {
    /// The names of `frameworks`, and of the standards that need not be known here.
    pub(crate) fn new(frameworks: &Frameworks) -> Self {
        let mut names = Self::default();
        for name in STANDARDS.iter().chain(&FAMILIES) {
            names.add(name, None);
        }
        for framework in frameworks.iter() {
            for name in std::iter::once(&framework.name).chain(&framework.notation.aliases) {
                names.add(name, Some(&framework.key));
            }
        }
        names
    }

    fn add(&mut self, name: &str, key: Option<&str>) {
        if name.trim().is_empty() || name.len() > MAX_NAME {
            return;
        }
        let mut node = 0;
        for letter in name.chars().flat_map(folded) {
            let next = self.letters.len() as u32 + 1;
            node = *self.letters.entry((node, letter)).or_insert(next);
        }
        let known = self.ends.entry(node).or_default();
        *known = key.map(str::to_owned).or(known.take());
    }

    fn in_text<'f>(&self, text: &str, frameworks: &'f Frameworks) -> Vec<NamedStandard<'f>> {
        let mut named = Vec::new();
        let (mut end, mut before) = (0, None);
        for (start, letter) in text.char_indices() {
            if start >= end
                && is_boundary(before, Some(letter))
                && let Some((key, length)) = self.at_start(&text[start..])
            {
                end = start + length;
                let framework = key.and_then(|key| frameworks.get(key));
                named.push(NamedStandard { framework, start, end });
            }
            before = Some(letter);
        }
        named
    }

    /// The longest name that `text` begins with and that ends with a word: the key of its framework where it has one, and
    /// the length of the name in bytes.
    fn at_start(&self, text: &str) -> Option<(Option<&str>, usize)> {
        let mut node = 0;
        let mut found = None;
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            let step = |node: Option<u32>, letter| self.letters.get(&(node?, letter)).copied();
            let Some(next) = folded(letter).fold(Some(node), step) else { break };
            node = next;
            let rest = letters.as_str();
            if let Some(key) = self.ends.get(&node)
                && is_boundary(Some(letter), rest.chars().next())
            {
                found = Some((key.as_deref(), text.len() - rest.len()));
            }
        }
        found
    }
}

/// A letter as names are compared: in lower case, and a space for a hyphen.
fn folded(letter: char) -> impl Iterator<Item = char> {
    let letter = if letter == '-' { ' ' } else { letter };
    letter.to_lowercase()
}

/// Whether a word begins or ends between the two.
fn is_boundary(before: Option<char>, after: Option<char>) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    is_word(before) != is_word(after)
}

/// Whether a text names this version of the framework with this key: `PCI DSS v3.2.1`. A number that is left open, such as
/// `3.x`, names every version that begins so.
pub(crate) fn names_version_in_prose(text: &str, standards: KnownStandards<'_>, key: &str, version: &str) -> bool {
    standards.in_text(text).into_iter().any(|named| {
        let is_it = named.framework.is_some_and(|framework| framework.key == key);
        let behind = version_behind(&text[named.end..]).filter(|_| is_it);
        behind.is_some_and(|named| {
            let rest = version.strip_prefix(named.number);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// The version right behind a name, at the start of `text`: ` v4.0`, `-3.2.1`, ` version 4`.
pub(super) fn version_behind(text: &str) -> Option<NamedVersion<'_>> {
    let rest = text.trim_start_matches([' ', '\u{a0}', '-', '\n', '(', ')', ',', ':']);
    let skipped = text.len() - rest.len();
    const WORDS: [&str; 9] = ["version ", "revision ", "rev. ", "rev ", "rev", "v. ", "v ", "v", "r"];
    let starts = |word: &&&str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let word = WORDS.iter().find(starts).map_or(0, |word| word.len());
    let number = &rest[word..];
    let length = number.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let written = number[..length].trim_end_matches('.');
    let behind = &number[written.len()..];
    let is_open = behind.starts_with(".x") || behind.starts_with(".X");
    let is_whole = is_open || !behind.starts_with(|letter: char| letter.is_alphanumeric());
    // `ISO 27001:2022`, but `pci-dss:8.3.1` is a citation.
    let is_year = written.len() == 4 && !written.contains('.');
    let is_citation = text[..skipped].contains(':') && !is_year;
    let is_version =
        skipped + word > 0 && !is_citation && written.starts_with(|digit: char| digit.is_ascii_digit()) && is_whole;
    is_version.then_some(NamedVersion { number: written, end: skipped + word + written.len(), is_open })
}

/// A version as a text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NamedVersion<'t> {
    /// Its number.
    pub(super) number: &'t str,
    /// Where it ends in the text, in bytes.
    pub(super) end: usize,
    /// Whether it means every version that begins so: `4.x`.
    pub(super) is_open: bool,
}

#[cfg(test)]
mod tests {
    use super::{StandardNames, version_behind};
    use crate::framework::{Framework, Frameworks, Head, Origin};

    fn check(text: &str, expected: &[(&str, &str)]) {
        let framework = |key: &str, name: &str| {
            let head = Head { key: key.to_owned(), name: name.to_owned(), ..Head::default() };
            Framework::new(head, Origin::BuiltIn, Vec::new())
        };
        let frameworks = Frameworks::new([framework("pci-dss", "PCI DSS"), framework("nist-800-53", "NIST SP 800-53")]);
        let found = StandardNames::new(&frameworks).in_text(text, &frameworks);
        let shown: Vec<(&str, &str)> = found
            .iter()
            .map(|found| (&text[found.start..found.end], found.framework.map_or("", |framework| &framework.key)))
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn standards_are_found_whole_and_once() {
        check("From PCI-DSS to ISO 27001", &[("PCI-DSS", "pci-dss"), ("ISO 27001", "")]);
        check("NIST SP 800-53 and NIST", &[("NIST SP 800-53", "nist-800-53"), ("NIST", "")]);
        check("a decision, précis, isolated, SOC 25, cisé", &[]);
        check("NIST SP 800-531, NIST-SP-800-53", &[("NIST", ""), ("NIST-SP-800-53", "nist-800-53")]);
        check("(ISO/IEC 27001)ISO–ISO_", &[("ISO/IEC 27001", ""), ("ISO", "")]);
    }

    #[test]
    fn a_version_stands_right_behind_a_name() {
        for (text, expected) in [
            (" 4.0 articles", Some(("4.0", false))),
            (") 4.0", Some(("4.0", false))),
            (" v3.2.1", Some(("3.2.1", false))),
            (" (version 4.0)", Some(("4.0", false))),
            ("-4", Some(("4", false))),
            (" v4.x", Some(("4", true))),
            (" 4.0.", Some(("4.0", false))),
            (" 4th", None),
            (" goals", None),
            (" very", None),
            ("", None),
        ] {
            let found = version_behind(text).map(|version| (version.number, version.is_open));
            assert_eq!(found, expected, "{text}");
        }
    }
}
