//! Requirements that a body cites: `[pci-dss:11.3.1]`, `[pci-dss@3.2.1:6.5.1]`, `[words](pci-dss:11.3.1)`.
//!
//! Here a citation is read; whether there is such a requirement is for others to say.

use std::ops::Range;

use super::placeholder::has_placeholder;
use crate::source::Span;

/// A framework that may be cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citable {
    /// What stands before the colon: `pci-dss`.
    pub key: String,
    /// What readers see in its place: `PCI DSS`.
    pub name: String,
    /// The version that a citation without one means.
    pub version: String,
}

/// Requirements that are cited in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The framework's key; one of those that were said to be citable.
    pub framework: String,
    /// The version, where one is named.
    pub version: Option<String>,
    /// The ids, in the order written; none where nothing stands behind the colon.
    pub ids: Vec<CitedId>,
    /// The whole construct in its file.
    pub span: Span,
    /// What readers see.
    pub form: Form,
    /// The short form as plain text; empty where readers see words of the author's own.
    pub mark: String,
}

/// An id as cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedId {
    /// The id, verbatim.
    pub id: String,
    /// Where it stands, as nearly as that can be said.
    pub span: Span,
    /// Where it can be replaced: absent where a shortcode wrote it, or escapes stand in it.
    pub written: Option<Span>,
}

/// What readers see of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The framework's name and the ids.
    Mark,
    /// Words of the author's own.
    Words,
}

/// A citation as read from its label or its destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read<'t> {
    pub(super) citable: usize,
    pub(super) version: Option<&'t str>,
    /// Each id, by its bytes in the text.
    pub(super) ids: Vec<Range<usize>>,
}

/// Reads `KEY:IDS` or `KEY@VERSION:IDS`; nothing where the key is not one of `citable`, which is sorted by key.
pub(super) fn read<'t>(text: &'t str, citable: &[Citable]) -> Option<Read<'t>> {
    let colon = text.find(':')?;
    let head = &text[..colon];
    let (key, version) = head.split_once('@').map_or((head, None), |(key, version)| (key, Some(version)));
    let citable = citable.binary_search_by(|citable| citable.key.as_str().cmp(key)).ok()?;
    let is_version = |version: &str| {
        !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    if version.is_some_and(|version| !is_version(version)) || has_placeholder(text) {
        return None;
    }
    let mut ids = Vec::new();
    let mut start = colon + 1;
    for part in text[start..].split(',') {
        // A label may run over lines, and a quote begins each of its lines with a mark.
        let is_blank = |letter: char| letter.is_whitespace() || letter == '>';
        let trimmed = part.trim_start_matches(is_blank);
        let from = start + part.len() - trimmed.len();
        let trimmed = trimmed.trim_end_matches(is_blank);
        if !trimmed.is_empty() {
            ids.push(from..from + trimmed.len());
        }
        start += part.len() + 1;
    }
    Some(Read { citable, version, ids })
}

/// The text of a label: what the last pair of brackets of `link` holds, and where; an empty pair is passed by.
pub(super) fn label(link: &str) -> Option<(usize, &str)> {
    let link = link.strip_suffix("[]").unwrap_or(link);
    let inner = link.strip_suffix(']')?;
    let start = inner.rfind('[')? + 1;
    Some((start, &inner[start..]))
}

/// The text of a link is looked through no further than this.
const FARTHEST: usize = 1000;

/// Whether what ends at byte `end` of `text` stands inside the text of a link with an address of its own, which other
/// readers of Markdown make a link of as a whole: `[see [pci-dss:11.3.1] here](/scans/)`.
pub(super) fn is_in_link_text(text: &str, end: usize) -> bool {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = end;
    while let Some(byte) = bytes.get(at).filter(|_| at < end + FARTHEST) {
        match byte {
            b'\\' => at += 1,
            b'\n' if bytes.get(at + 1) == Some(&b'\n') => return false,
            b'[' => depth += 1,
            b']' if depth == 0 => return bytes.get(at + 1) == Some(&b'('),
            b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    false
}

/// Whether what a definition leads to is an address, and no word.
pub(super) fn is_address(destination: &str) -> bool {
    destination.starts_with(['/', '.', '#']) || destination.contains("://") || destination.starts_with("mailto:")
}

/// What readers see of a citation in its short form.
pub(super) fn mark(citable: &Citable, version: Option<&str>, ids: &[CitedId]) -> String {
    let mut text = citable.name.clone();
    for (index, id) in ids.iter().enumerate() {
        text.push_str(if index == 0 { " " } else { ", " });
        text.push_str(&id.id);
    }
    if let Some(version) = version.filter(|version| *version != citable.version) {
        text.push_str(&format!(" (version {version})"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Citable, label, read};

    fn known() -> Vec<Citable> {
        let citable = |key: &str| Citable { key: key.to_owned(), name: String::new(), version: "4.0.1".to_owned() };
        vec![citable("nist-800-53"), citable("pci-dss")]
    }

    fn check(text: &str, expected: Option<(Option<&str>, &[&str])>) {
        let known = known();
        let read = read(text, &known);
        let ids = read.as_ref().map(|read| read.ids.iter().map(|id| &text[id.clone()]).collect::<Vec<_>>());
        let expected_ids = expected.map(|(_, ids)| ids.to_vec());
        assert_eq!(ids, expected_ids, "{text}");
        assert_eq!(read.and_then(|read| read.version), expected.and_then(|(version, _)| version), "{text}");
    }

    #[test]
    fn a_key_a_version_and_ids_are_told_apart() {
        check("pci-dss:11.3.1", Some((None, &["11.3.1"])));
        check("pci-dss: 6.3.1 ,\n> 6.3.2", Some((None, &["6.3.1", "6.3.2"])));
        check("pci-dss@3.2.1:6.5.1", Some((Some("3.2.1"), &["6.5.1"])));
        check("nist-800-53:AC-2(1)", Some((None, &["AC-2(1)"])));
        check("pci-dss:see below", Some((None, &["see below"])));
        check("pci-dss:", Some((None, &[])));
    }

    #[test]
    fn what_has_no_known_key_is_no_citation() {
        for text in ["pci:1", "PCI-DSS:1", "pci-dss", "pci-dss @4:1", "pci-dss@:1", "note: pci-dss:1", "", ":"] {
            check(text, None);
        }
        check("pci-dss:\u{10fffd}0\u{10fffc}", None);
    }

    #[test]
    fn a_label_is_what_the_last_brackets_hold() {
        for (link, expected) in [
            ("[pci-dss:1]", (1, "pci-dss:1")),
            ("[pci-dss:1][]", (1, "pci-dss:1")),
            ("[words][pci-dss:1]", (8, "pci-dss:1")),
        ] {
            assert_eq!(label(link), Some(expected), "{link}");
        }
    }
}
