//! Which framework is probably meant by a key that none has.

use super::collection::Frameworks;
use super::likeness::Likeness;
use super::lookup::Lookup;
use super::tree::Framework;
use crate::finding::nearest;

/// Shorter keys are similar to too many words.
const MIN_KEY: usize = 5;

impl Frameworks {
    /// The framework that is probably meant by `key` before `id`: it has that name in another spelling, with or without a
    /// version, a similar key, or one that begins so.
    pub(crate) fn meant(&self, key: &str, id: &str) -> Option<&Framework> {
        let key = key.to_lowercase();
        let by_name = || self.named_for(&key).map(|named| named.framework).filter(|framework| framework.may_write(id));
        let similar = || {
            let keys = self.keys().filter(|known| numbers_agree(known, &key));
            let framework = self.get(nearest(&key, keys)?)?;
            let is_likely = key.chars().count() >= MIN_KEY && framework.may_write(id) || framework.is_like(id);
            is_likely.then_some(framework)
        };
        let beginning = format!("{key}-");
        let begun = || self.iter().find(|framework| framework.key.starts_with(&beginning) && framework.is_like(id));
        by_name().or_else(similar).or_else(begun)
    }
}

impl Frameworks {
    /// Whether `key` has the form of a key, and begins with the same word as one: `nist-800-53` beside `nist-csf`.
    pub(crate) fn has_family(&self, key: &str) -> bool {
        let family = |key: &str| key.split_once('-').map(|(family, _)| family.to_owned());
        let is_plain = key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'));
        is_plain && family(key).is_some_and(|wanted| self.keys().any(|known| family(known).as_ref() == Some(&wanted)))
    }
}

/// Whether two keys may be one, mistyped: the numbers in names of standards tell them apart.
pub(super) fn numbers_agree(a: &str, b: &str) -> bool {
    let digits = |key: &str| key.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    let (a, b) = (digits(a), digits(b));
    a.is_empty() || b.is_empty() || a == b
}

impl Framework {
    /// Whether `id` could be meant as an id here. A plain number is a year more often: `ISO 27001:2022`.
    fn may_write(&self, id: &str) -> bool {
        !id.bytes().all(|byte| byte.is_ascii_digit()) || self.has(id)
    }

    /// Whether it has `id`, or ids that look like it.
    fn is_like(&self, id: &str) -> bool {
        self.likeness(id) != Likeness::None || self.has(id)
    }

    fn has(&self, id: &str) -> bool {
        matches!(self.known(id, None), Some(Lookup::Found(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::builtin;
    use super::super::collection::Frameworks;

    #[track_caller]
    fn check(key: &str, id: &str, expected: Option<&str>) {
        let frameworks = Frameworks::new(builtin::all());
        assert_eq!(frameworks.meant(key, id).map(|framework| framework.key.as_str()), expected, "{key}:{id}");
    }

    #[test]
    fn a_key_in_another_spelling_means_the_framework_with_that_name() {
        for key in ["PCI-DSS", "pcidss", "pci_dss", "pci\u{2011}dss", "PCI DSS", "pci-dss-4", "pci-ds", "pci"] {
            check(key, "6.3.1", Some("pci-dss"));
        }
        check("nist", "PR.AA-01", Some("nist-csf"));
        check("soc", "CC6.1", Some("soc2"));
    }

    #[test]
    fn other_words_and_years_mean_no_framework() {
        check("note", "1.2", None);
        check("rfc", "2119", None);
        check("ISO 27001", "2022", None);
        check("ISO27001", "2022", None);
        check("soc", "1.2", None);
        check("pci", "2024", None);
        check("nist-800-53", "AC-2", None);
        let frameworks = Frameworks::new(builtin::all());
        assert!(frameworks.has_family("nist-800-53") && frameworks.has_family("pci-pin"));
        assert!(!frameworks.has_family("node-exporter") && !frameworks.has_family("NIST-800-53"));
    }
}
