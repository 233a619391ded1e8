//! The built-in frameworks: identifiers with short titles of our own.
//!
//! The lists are plain text files, because they are read on every run; what a list cannot hold is in the file of its
//! framework. The wording of the standards themselves is not included.

mod cmmc;
mod dimensions;
mod iso;
mod list;
mod nist;
mod pci_dss;
mod soc2;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::tree::Framework;

#[cfg(test)]
pub(super) use pci_dss::pci_dss;

/// Every framework that ships with the program.
///
/// Their lists take most of a millisecond to read, so each has a thread of its own.
pub fn all() -> Vec<Framework> {
    const ALL: [fn() -> Framework; 6] =
        [pci_dss::pci_dss, nist::csf, nist::sp_800_171, cmmc::cmmc, soc2::soc2, iso::iso_27001];
    ALL.par_iter().map(|read| read()).collect()
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

    #[test]
    fn withdrawn_requirements_lead_to_others_in_force() {
        for framework in all() {
            for (_, requirement) in framework.requirements() {
                for to in requirement.withdrawn.iter().flatten() {
                    let target = framework.find(to).map(|idx| framework.requirement(idx));
                    assert!(target.is_some_and(|target| target.withdrawn.is_none()), "{} to {to}", requirement.id);
                }
            }
        }
    }

    #[test]
    fn ids_of_older_versions_lead_to_others_in_force() {
        for framework in all() {
            let in_force =
                |id: &str| framework.find(id).is_some_and(|idx| framework.requirement(idx).withdrawn.is_none());
            for change in &framework.renumbered {
                let lost: Vec<&String> = change.to.iter().filter(|to| !in_force(to)).collect();
                assert!(lost.is_empty(), "{} {} to {lost:?}", framework.key, change.from);
            }
        }
    }
}
