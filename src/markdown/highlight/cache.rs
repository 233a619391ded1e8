//! What identifies a highlighted block in the cache.
//!
//! Highlighting takes the largest part of a first build, and code seldom changes. A block is identified by a digest of
//! its code, its language and its options.

use super::html::Options;
use crate::output::{DigestKey, digest_key};

/// Stands at the start of a cache, so that it never outlives a change of the program or of its grammars. Increase the
/// last number when a class or its HTML changes within one version.
pub(super) const STAMP: &str =
    concat!("clausebook code ", env!("CARGO_PKG_VERSION"), " syntect 5.3.0 two-face 0.5.2+bat-0.26.1 3\n");

/// The HTML of further blocks is not cached once this many bytes are.
pub(super) const CAPACITY: usize = 16 << 20;

/// The key of a block.
pub(super) fn key(code: &str, language: &str, options: &Options) -> DigestKey {
    digest_key(&[language.as_bytes(), format!("{options:?}").as_bytes(), code.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::{STAMP, key};
    use crate::markdown::highlight::Options;

    #[test]
    fn the_stamp_has_the_versions_of_the_grammars_and_their_parser() {
        let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
        for name in ["syntect", "two-face"] {
            let (_, after) = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).unwrap();
            let (version, _) = after.split_once('"').unwrap();
            assert!(STAMP.contains(&format!(" {name} {version} ")), "{name} {version}");
        }
    }

    #[test]
    fn the_key_depends_on_code_language_and_options() {
        let plain = Options::default();
        let numbered = Options { numbered_from: Some(1), ..Options::default() };
        let keys = [key("a", "sh", &plain), key("a", "go", &plain), key("a", "sh", &numbered), key("b", "sh", &plain)];
        let mut different = keys.to_vec();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), keys.len());
    }
}
