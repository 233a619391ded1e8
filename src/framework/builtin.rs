//! The built-in frameworks: identifiers with short titles of our own.
//!
//! The lists are plain text files, because they are read on every run; what a list cannot hold is in the file of its
//! framework. The wording of the standards themselves is not included.

mod list;
mod pci_dss;

use super::tree::Framework;

#[cfg(test)]
pub(super) use pci_dss::pci_dss;

/// Every framework that ships with the program.
pub fn all() -> Vec<Framework> {
    vec![pci_dss::pci_dss()]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::all;

    #[test]
    fn ids_are_unique_and_titles_short() {
        for framework in all() {
            let ids: BTreeSet<&str> = framework.requirements().map(|(_, its)| its.id.as_str()).collect();
            assert_eq!(ids.len(), framework.requirements().len(), "{} has a duplicate id", framework.key);
            for (_, requirement) in framework.requirements() {
                let words = requirement.title.split(' ').count();
                assert!((1..=8).contains(&words) && !requirement.title.is_empty(), "{}", requirement.id);
            }
        }
    }
}
