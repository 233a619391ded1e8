//! Which framework a folder's name or a tag speaks of.

use super::{Framework, Frameworks};

impl Framework {
    /// Whether `folder` is the key, with or without a version behind it: `pci-dss`, `pci-dss-4`, `pci-dss-v4.0`.
    pub fn is_key(&self, folder: &str) -> bool {
        let folder = folder.to_lowercase();
        folder.strip_prefix(&self.key.to_lowercase()).is_some_and(|rest| is_version(rest, '-'))
    }

    /// Whether `tag` is the name, with or without a version behind it: `PCI DSS`, `PCI DSS 4.0`.
    pub fn is_name(&self, tag: &str) -> bool {
        let tag = tag.to_lowercase();
        tag.strip_prefix(&self.name.to_lowercase()).is_some_and(|rest| is_version(rest, ' '))
    }
}

impl Frameworks {
    /// The framework that a folder is named for. Of `nist-800` and `nist-800-53`, the longer key is meant.
    pub fn of_folder(&self, folder: &str) -> Option<&Framework> {
        self.iter().filter(|framework| framework.is_key(folder)).max_by_key(|framework| framework.key.len())
    }

    /// The framework that a tag is named for. Of two names, the longer one is meant.
    pub fn of_tag(&self, tag: &str) -> Option<&Framework> {
        self.iter().filter(|framework| framework.is_name(tag)).max_by_key(|framework| framework.name.len())
    }
}

/// Nothing, or `separator` and a version number: `4`, `v4.0.1`, `4-0`, `3.x`, `rev5`.
fn is_version(rest: &str, separator: char) -> bool {
    if rest.is_empty() {
        return true;
    }
    let Some(number) = rest.strip_prefix(separator) else { return false };
    let number = ["rev", "r", "v"].iter().find_map(|word| number.strip_prefix(word)).unwrap_or(number);
    let is_number = |part: &str| {
        part == "x"
            || part.starts_with(|sign: char| sign.is_ascii_digit())
                && part.chars().all(|sign| sign.is_ascii_alphanumeric())
    };
    number.starts_with(|sign: char| sign.is_ascii_digit()) && number.split(['.', '-']).all(is_number)
}
