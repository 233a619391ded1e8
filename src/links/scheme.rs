//! Addresses with a scheme other than the web's: whether it leads anywhere.

use crate::citation::CitableFrameworks;
use crate::finding::{Code, Finding, Severity, nearest};
use crate::framework::{Frameworks, IdReference, split_version};
use crate::markdown::{CitationReader, Link, LinkKind};
use crate::site::Address;
use crate::source::Location;

/// Schemes that a browser opens, or hands to another program. Sorted.
const KNOWN: [&str; 72] = [
    "about",
    "acct",
    "aim",
    "apt",
    "bitcoin",
    "blob",
    "callto",
    "chrome",
    "cid",
    "data",
    "did",
    "dns",
    "doi",
    "ed2k",
    "facetime",
    "fax",
    "feed",
    "ftp",
    "ftps",
    "geo",
    "git",
    "gopher",
    "gtalk",
    "http",
    "https",
    "im",
    "imap",
    "info",
    "intent",
    "ipfs",
    "ipns",
    "irc",
    "irc6",
    "ircs",
    "itms",
    "itms-apps",
    "jabber",
    "ldap",
    "ldaps",
    "magnet",
    "mailto",
    "maps",
    "market",
    "matrix",
    "mid",
    "mms",
    "msteams",
    "news",
    "nfs",
    "nntp",
    "obsidian",
    "openpgp4fpr",
    "pop",
    "rtsp",
    "sftp",
    "sip",
    "sips",
    "skype",
    "slack",
    "sms",
    "spotify",
    "ssh",
    "steam",
    "svn",
    "tel",
    "telnet",
    "tg",
    "urn",
    "view-source",
    "vscode",
    "webcal",
    "xmpp",
];

/// The schemes that are suggested for a similar one.
const SUGGESTED: [&str; 3] = ["https", "http", "mailto"];

/// Checks schemes by the frameworks of a site, whose keys stand before a colon too.
pub(super) struct Schemes<'a> {
    frameworks: &'a Frameworks,
    citable: CitableFrameworks,
}

impl<'a> Schemes<'a> {
    pub(super) fn new(frameworks: &'a Frameworks) -> Self {
        Self { frameworks, citable: CitableFrameworks::new(frameworks) }
    }

    /// What is wrong with a link to `address`, if it has a scheme that is not the web's.
    pub(super) fn faults(&self, link: &Link, address: &Address<'_>, location: Location) -> Vec<Finding> {
        let Some(scheme) = address.scheme.filter(|_| !address.is_web()) else { return Vec::new() };
        if self.frameworks.get(scheme).is_some() {
            return self.citation(link, scheme, location);
        }
        self.fault(link, (scheme, address), location).into_iter().collect()
    }

    /// A citation where none is read: in raw HTML, as an image.
    fn citation(&self, link: &Link, key: &str, location: Location) -> Vec<Finding> {
        let written = link.destination.trim();
        let message = format!("`{written}` cites nothing here: only a link of Markdown does");
        let finding = Finding::new(Code::UnknownScheme, location, message).about(&link.destination);
        let mut findings = vec![finding.help(format!("write `[words]({written})`"))];
        let Some((framework, read)) = self.frameworks.get(key).zip(self.citable.read(written)) else { return findings };
        for id in &read.ids {
            let reference = IdReference { id: &id.id, version: None, location, written: None };
            findings.extend(framework.fault(&reference));
        }
        findings
    }

    fn fault(&self, link: &Link, (scheme, address): (&str, &Address<'_>), location: Location) -> Option<Finding> {
        let lower = scheme.to_lowercase();
        let (rest, written) = (address.path, link.destination.trim());
        let finding = |code: Code, message: String, help: String| {
            Some(Finding::new(code, location, message).about(&link.destination).help(help))
        };
        let dead = |message: String, help: String| finding(Code::UnknownScheme, message, help);
        match lower.as_str() {
            "mailto" if address.authority.is_some() => {
                let help = "write `mailto:` and the address, without slashes".to_owned();
                return finding(Code::UnreadableAddress, "invalid URL: `//` after `mailto:`".to_owned(), help);
            }
            "mailto" | "tel" if rest.trim().is_empty() && address.query.is_none() => {
                let message = format!("invalid URL: nothing after `{lower}:`");
                return finding(Code::UnreadableAddress, message, "write whom it leads to".to_owned());
            }
            "file" => {
                let message = "a `file:` address leads nowhere but on the computer of its author".to_owned();
                return dead(message, "put the file into `static/`, and link to it there".to_owned());
            }
            _ if KNOWN.binary_search(&lower.as_str()).is_ok() => return None,
            _ if lower.len() == 1 => {
                let message = format!("`{scheme}:` is a drive of one computer");
                return dead(message, "link to a page or a file of the site".to_owned());
            }
            _ => {}
        }
        let is_number = rest.starts_with(|first: char| first.is_ascii_digit());
        if let Some(help) = without_scheme(&lower, scheme, written).filter(|_| is_number) {
            return dead(format!("`{scheme}:` is read as a scheme, and leads nowhere"), help);
        }
        let id = first_id(rest).filter(|_| link.kind != LinkKind::SourcePath);
        if let Some(meant) = id.and_then(|id| self.frameworks.meant(scheme, id)) {
            return Some(unknown_key(scheme, &meant.key, location).about(&link.destination));
        }
        if let Some(near) = nearest(&lower, SUGGESTED) {
            return dead(format!("unknown scheme `{scheme}:`"), format!("did you mean `{near}:`?"));
        }
        let unknown = id.map(|_| self.frameworks.unknown(scheme, location).about(&link.destination));
        // It may be the scheme of a program.
        let is_family = self.frameworks.has_family(&lower);
        if is_family { unknown } else { unknown.map(|finding| finding.at_most(Severity::Warning)) }
    }
}

/// The remedy for a file with the number of a line, or a host with a port, that is read as a scheme.
fn without_scheme(lower: &str, scheme: &str, written: &str) -> Option<String> {
    let is_file = [".md", ".html", ".htm"].iter().any(|end| lower.ends_with(end));
    if is_file {
        return Some(format!("write `{scheme}` without the number of a line"));
    }
    (lower == "localhost" || lower.contains('.')).then(|| format!("write `https://{written}`, or `http:`"))
}

/// The finding for a key in the text of an article that no framework has, where another is meant.
pub(super) fn unknown_key(written: &str, meant: &str, location: Location) -> Finding {
    let message = format!("unknown framework `{written}`");
    Finding::new(Code::UnknownFramework, location, message).help(format!("did you mean `{meant}`?"))
}

/// The first of the ids that a text lists, if it looks like one: a word with a digit.
pub(super) fn first_id(text: &str) -> Option<&str> {
    const MAX_ID: usize = 40;
    let id = text.split(',').next().unwrap_or(text).trim();
    let is_mark = |letter: char| letter.is_alphanumeric() || ".-_()".contains(letter);
    let is_id = id.starts_with(char::is_alphanumeric)
        && id.len() <= MAX_ID
        && id.contains(|letter: char| letter.is_ascii_digit())
        && id.chars().all(is_mark);
    is_id.then_some(id)
}

/// The key and the first id of a label that may be meant as a citation, and whether they are separated as they must be.
pub(super) fn parts(label: &str) -> Option<(&str, &str, bool)> {
    const MAX_KEY: usize = 64;
    let (key, rest, is_right) = match label.find([':', ';']) {
        Some(at) => (&label[..at], &label[at + 1..], label.as_bytes()[at] == b':' && !label[..at].ends_with(' ')),
        None => label.split_once(char::is_whitespace).map(|(key, rest)| (key, rest, false))?,
    };
    let (key, _) = split_version(key.trim());
    let is_key = key.starts_with(char::is_alphabetic)
        && key.len() <= MAX_KEY
        && key
            .chars()
            .all(|letter| letter.is_alphanumeric() || " -_.\u{2010}\u{2011}\u{2012}\u{2013}".contains(letter));
    first_id(rest).filter(|_| is_key).map(|id| (key, id, is_right))
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, first_id, parts};

    #[test]
    fn known_schemes_are_sorted() {
        assert!(KNOWN.is_sorted());
    }

    #[test]
    fn the_parts_of_a_label_are_a_key_and_an_id() {
        assert_eq!(parts("PCI-DSS:6.3.1, 6.3.2"), Some(("PCI-DSS", "6.3.1", true)));
        assert_eq!(parts("pci-dss@3.2.1 :6.5.1"), Some(("pci-dss", "6.5.1", false)));
        assert_eq!(parts("pci-dss;6.3.1"), Some(("pci-dss", "6.3.1", false)));
        assert_eq!(parts("pci-dss 6.3.1"), Some(("pci-dss", "6.3.1", false)));
        for label in ["see: the 2 pages", "https://a.example/1", "1: 2", "a/b:1", "word"] {
            assert_eq!(parts(label), None, "{label}");
        }
    }

    #[test]
    fn an_id_is_one_word_with_a_digit() {
        assert_eq!(first_id("AC-2(1)"), Some("AC-2(1)"));
        for text in ["", "x", "a b1", "//x1", "a@b1"] {
            assert_eq!(first_id(text), None, "{text}");
        }
    }
}
