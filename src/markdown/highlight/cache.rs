//! A cache of highlighted blocks, which a later run can use.
//!
//! Highlighting takes the largest part of a first build, and code seldom changes. A block is identified by a digest of
//! its code, its language and its options.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use sha2::{Digest, Sha256};

use super::html::Options;

/// Stands at the start of a cache. A cache that starts differently is not used, so that it never outlives a change of
/// the program or of its grammars. Increase the last number when a class or its HTML changes within one version.
const STAMP: &str =
    concat!("clausebook code ", env!("CARGO_PKG_VERSION"), " syntect 5.3.0 two-face 0.5.2+bat-0.26.1 2\n");

/// The HTML of further blocks is not cached once this many bytes are.
const CAPACITY: usize = 16 << 20;

/// The length of a SHA-256 digest.
const DIGEST_LEN: usize = 32;

/// Identifies a block.
pub(super) type Key = [u8; 16];

/// The blocks of an earlier run, and those that this run has needed.
#[derive(Debug, Default)]
pub(super) struct BlockCache {
    earlier: HashMap<Key, Arc<str>>,
    needed: Mutex<Needed>,
}

#[derive(Debug, Default)]
struct Needed {
    /// A block is added before it is highlighted: a second thread that needs it waits for the first.
    blocks: BTreeMap<Key, Arc<OnceLock<Arc<str>>>>,
    /// The length of their HTML in bytes.
    size: usize,
}

/// The key of a block.
pub(super) fn key(code: &str, language: &str, options: &Options) -> Key {
    let mut digest = Sha256::new();
    digest.update(format!("{language}\0{options:?}\0"));
    digest.update(code);
    let mut key = Key::default();
    key.copy_from_slice(&digest.finalize()[..16]);
    key
}

impl BlockCache {
    /// The cache in `bytes`, as [`BlockCache::to_bytes`] wrote it; an empty one if they are anything else.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        Self { earlier: read(bytes).unwrap_or_default(), needed: Mutex::default() }
    }

    /// The HTML of a block: from the earlier run, from this one, or from `highlight`.
    pub(super) fn get_or_insert_with(&self, key: Key, highlight: impl FnOnce() -> String) -> String {
        let block = self.needed().blocks.entry(key).or_default().clone();
        let html = block.get_or_init(|| {
            let html = self.earlier.get(&key).cloned().unwrap_or_else(|| highlight().into());
            let mut needed = self.needed();
            if needed.size + html.len() <= CAPACITY {
                needed.size += html.len();
            } else {
                needed.blocks.remove(&key);
            }
            html
        });
        html.to_string()
    }

    fn needed(&self) -> MutexGuard<'_, Needed> {
        self.needed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The blocks that this run has needed; none if the earlier run has left the same ones.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let needed = self.needed();
        let blocks = &needed.blocks;
        if blocks.len() == self.earlier.len() && blocks.keys().all(|key| self.earlier.contains_key(key)) {
            return None;
        }
        let mut body = Vec::with_capacity(needed.size + blocks.len() * (size_of::<Key>() + size_of::<u32>()));
        for (key, html) in blocks.iter().filter_map(|(key, block)| Some((key, block.get()?))) {
            body.extend(key);
            body.extend(u32::try_from(html.len()).unwrap_or_default().to_le_bytes());
            body.extend(html.as_bytes());
        }
        Some([STAMP.as_bytes(), &Sha256::digest(&body), &body].concat())
    }
}

fn read(bytes: &[u8]) -> Option<HashMap<Key, Arc<str>>> {
    let (digest, mut body) = bytes.strip_prefix(STAMP.as_bytes())?.split_at_checked(DIGEST_LEN)?;
    if Sha256::digest(body).as_slice() != digest {
        return None;
    }
    let mut blocks = HashMap::new();
    while let Some((key, rest)) = body.split_first_chunk() {
        let (length, rest) = rest.split_first_chunk()?;
        let (html, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        blocks.insert(*key, std::str::from_utf8(html).ok()?.into());
        body = rest;
    }
    Some(blocks)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{BlockCache, CAPACITY, STAMP, key};
    use crate::markdown::highlight::Options;

    /// Fills the block from `html` if it is not there.
    fn insert(cache: &BlockCache, key: super::Key, html: &str) -> String {
        cache.get_or_insert_with(key, || html.to_owned())
    }

    #[test]
    fn a_later_run_finds_the_blocks_that_the_last_one_needed() {
        let first = BlockCache::default();
        let (a, b) = (key("a", "sh", &Options::default()), key("a", "go", &Options::default()));
        assert_eq!(first.to_bytes(), None);
        assert_eq!([insert(&first, a, "<b>"), insert(&first, b, "é"), insert(&first, a, "x")], ["<b>", "é", "<b>"]);
        let second = BlockCache::from_bytes(&first.to_bytes().unwrap());
        assert_eq!([insert(&second, a, "x"), insert(&second, b, "x")], ["<b>", "é"]);
        assert_eq!(second.to_bytes(), None, "nothing has changed");
        let third = BlockCache::from_bytes(&first.to_bytes().unwrap());
        insert(&third, a, "x");
        let fourth = BlockCache::from_bytes(&third.to_bytes().unwrap());
        assert_eq!(insert(&fourth, b, "x"), "x", "the third run did not need it");
    }

    #[test]
    fn two_threads_that_need_a_block_highlight_it_once() {
        let (cache, calls, start) = (BlockCache::default(), AtomicUsize::new(0), Barrier::new(4));
        let highlight = || {
            calls.fetch_add(1, Ordering::Relaxed);
            "html".to_owned()
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    cache.get_or_insert_with(key("a", "sh", &Options::default()), highlight)
                });
            }
        });
        assert_eq!(calls.into_inner(), 1);
    }

    #[test]
    fn a_full_cache_takes_no_further_block() {
        let cache = BlockCache::default();
        let (a, b) = (key("a", "sh", &Options::default()), key("b", "sh", &Options::default()));
        insert(&cache, a, &"a".repeat(CAPACITY));
        assert_eq!(insert(&cache, b, "b"), "b");
        assert_eq!((insert(&cache, a, "x").len(), insert(&cache, b, "x").as_str()), (CAPACITY, "x"));
    }

    #[test]
    fn a_damaged_cache_is_empty() {
        let cache = BlockCache::default();
        insert(&cache, key("a", "sh", &Options::default()), "html");
        let bytes = cache.to_bytes().unwrap();
        for end in 0..bytes.len() {
            assert!(BlockCache::from_bytes(&bytes[..end]).earlier.is_empty(), "cut at {end}");
            let mut damaged = bytes.clone();
            damaged[end] ^= 1;
            assert!(BlockCache::from_bytes(&damaged).earlier.is_empty(), "damaged at {end}");
        }
    }

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
