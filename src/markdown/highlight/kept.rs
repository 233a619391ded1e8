//! Blocks of code that an earlier run has coloured.
//!
//! Reading and running grammars is the dearest part of a build, and code seldom changes. A block is known by a
//! digest of its text, its language and its options; what was kept by a program that colours in another way, or
//! was damaged, counts for nothing. Kept out: where all of this lies between two runs.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::Options;

/// Changes with the code that colours, and with the grammars.
const STAMP: &str = concat!("clausebook code ", env!("CLAUSEBOOK_COLOURING"), "\n");

/// No more bytes of HTML are kept than this.
const ROOM: usize = 16 << 20;

/// The length of a digest.
const WHOLE: usize = 32;

/// A block, whatever it is to look like, as a number.
pub(super) type Key = [u8; 16];

/// What earlier runs have coloured, and what this one has needed.
#[derive(Debug, Default)]
pub(super) struct Kept {
    earlier: HashMap<Key, Arc<str>>,
    needed: Mutex<Needed>,
}

#[derive(Debug, Default)]
struct Needed {
    blocks: BTreeMap<Key, Arc<str>>,
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

impl Kept {
    /// What stands in `bytes`, as [`Kept::to_bytes`] has written it; nothing where anything else does.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        Self { earlier: read(bytes).unwrap_or_default(), needed: Mutex::default() }
    }

    /// The HTML of that block, where an earlier run has coloured it, or this one: guides repeat their commands.
    pub(super) fn recall(&self, key: Key) -> Option<String> {
        if let Some(html) = self.earlier.get(&key) {
            self.need(key, html);
            return Some(html.to_string());
        }
        let html = self.needed().blocks.get(&key).cloned();
        html.map(|html| html.to_string())
    }

    /// Keeps the HTML of that block, where there is room.
    pub(super) fn keep(&self, key: Key, html: &str) {
        self.need(key, &html.into());
    }

    fn need(&self, key: Key, html: &Arc<str>) {
        let mut needed = self.needed();
        if needed.size + html.len() <= ROOM && needed.blocks.insert(key, html.clone()).is_none() {
            needed.size += html.len();
        }
    }

    fn needed(&self) -> MutexGuard<'_, Needed> {
        self.needed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All blocks that this run has needed; nothing where an earlier one has left just those.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let needed = self.needed();
        let blocks = &needed.blocks;
        if blocks.len() == self.earlier.len() && blocks.keys().all(|key| self.earlier.contains_key(key)) {
            return None;
        }
        let mut body = Vec::with_capacity(needed.size + blocks.len() * (size_of::<Key>() + size_of::<u32>()));
        for (key, html) in blocks {
            body.extend(key);
            body.extend(u32::try_from(html.len()).unwrap_or_default().to_le_bytes());
            body.extend(html.as_bytes());
        }
        Some([STAMP.as_bytes(), &Sha256::digest(&body), &body].concat())
    }
}

fn read(bytes: &[u8]) -> Option<HashMap<Key, Arc<str>>> {
    let (digest, mut body) = bytes.strip_prefix(STAMP.as_bytes())?.split_at_checked(WHOLE)?;
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
    use super::{Kept, key};
    use crate::markdown::highlight::Options;

    #[test]
    fn what_one_run_has_needed_the_next_recalls() {
        let first = Kept::default();
        let (a, b) = (key("a", "sh", &Options::default()), key("a", "go", &Options::default()));
        assert_eq!((first.earlier.is_empty(), first.recall(a), first.to_bytes()), (true, None, None));
        first.keep(a, "<b>");
        first.keep(b, "é");
        assert_eq!(first.recall(a).as_deref(), Some("<b>"), "a block that stands twice is coloured once");
        let second = Kept::from_bytes(&first.to_bytes().unwrap());
        assert_eq!((second.recall(a).as_deref(), second.recall(b).as_deref()), (Some("<b>"), Some("é")));
        assert_eq!(second.to_bytes(), None, "nothing has changed");
        let third = Kept::from_bytes(&first.to_bytes().unwrap());
        third.recall(a);
        let fourth = Kept::from_bytes(&third.to_bytes().unwrap());
        assert_eq!(fourth.recall(b), None, "nobody has needed it");
    }

    #[test]
    fn what_is_damaged_or_cut_counts_for_nothing() {
        let kept = Kept::default();
        kept.keep(key("a", "sh", &Options::default()), "html");
        let bytes = kept.to_bytes().unwrap();
        for end in 0..bytes.len() {
            assert!(Kept::from_bytes(&bytes[..end]).earlier.is_empty(), "cut at {end}");
            let mut damaged = bytes.clone();
            damaged[end] ^= 1;
            assert!(Kept::from_bytes(&damaged).earlier.is_empty(), "damaged at {end}");
        }
    }

    #[test]
    fn a_block_is_another_in_another_language_or_with_other_options() {
        let plain = Options::default();
        let numbered = Options { numbered_from: Some(1), ..Options::default() };
        let keys = [key("a", "sh", &plain), key("a", "go", &plain), key("a", "sh", &numbered), key("b", "sh", &plain)];
        let mut different = keys.to_vec();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), keys.len());
    }
}
