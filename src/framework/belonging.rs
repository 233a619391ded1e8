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
    /// The framework that a folder is named for.
    pub fn of_folder(&self, folder: &str) -> Option<&Framework> {
        self.iter().find(|framework| framework.is_key(folder))
    }

    /// The framework that a tag is named for.
    pub fn of_tag(&self, tag: &str) -> Option<&Framework> {
        self.iter().find(|framework| framework.is_name(tag))
    }
}

/// Nothing, or `separator` and a version number.
fn is_version(rest: &str, separator: char) -> bool {
    if rest.is_empty() {
        return true;
    }
    let Some(number) = rest.strip_prefix(separator) else { return false };
    let number = number.strip_prefix('v').unwrap_or(number);
    number.starts_with(|sign: char| sign.is_ascii_digit())
        && number.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-'))
}
