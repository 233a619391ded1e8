//! Which framework a folder's name or a tag speaks of.

use std::collections::HashMap;

use super::{Framework, Frameworks};

impl Frameworks {
    /// The framework that a folder is named for: its key, with or without a version behind it, as in `pci-dss`,
    /// `pci-dss-4`, `pci-dss-v4.0`. Of `nist-800` and `nist-800-53`, the longer key is meant.
    pub fn of_folder(&self, folder: &str) -> Option<&Framework> {
        self.at(*longest(&self.by_small_key, &folder.to_lowercase(), '-')?)
    }

    /// The framework that a tag is named for: its name, with or without a version behind it, as in `PCI DSS` and
    /// `PCI DSS 4.0`. Of two names, the longer one is meant.
    pub fn of_tag(&self, tag: &str) -> Option<&Framework> {
        self.at(*longest(&self.by_small_name, &tag.to_lowercase(), ' ')?)
    }
}

/// What stands in `names` for the longest beginning of `text` that has nothing but a version behind it.
fn longest<'n>(names: &'n HashMap<String, usize>, text: &str, separator: char) -> Option<&'n usize> {
    let ends = std::iter::once(text.len()).chain(text.rmatch_indices(separator).map(|(at, _)| at));
    ends.filter(|end| is_version(&text[*end..], separator)).find_map(|end| names.get(&text[..end]))
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
