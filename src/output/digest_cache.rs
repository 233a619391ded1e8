//! A cache of values that take long to compute, which a later run can use. A value is identified by a digest of what it
//! depends on.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use sha2::{Digest, Sha256};

/// The length of a SHA-256 digest.
const DIGEST_LEN: usize = 32;

/// Identifies a value.
pub type DigestKey = [u8; 16];

/// The values of an earlier run, and those that this run has needed.
#[derive(Debug)]
pub struct DigestCache {
    /// Stands at the start of a cache. A cache that starts differently is not used.
    stamp: &'static str,
    /// Further values are not cached once this many bytes are.
    capacity: usize,
    earlier: HashMap<DigestKey, Arc<[u8]>>,
    needed: Mutex<Needed>,
}

#[derive(Debug, Default)]
struct Needed {
    /// A value is added before it is computed: a second thread that needs it waits for the first.
    values: BTreeMap<DigestKey, Arc<OnceLock<Arc<[u8]>>>>,
    /// Their length in bytes.
    size: usize,
}

/// The key of what depends on these bytes alone.
pub fn digest_key(parts: &[&[u8]]) -> DigestKey {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    let mut key = DigestKey::default();
    key.copy_from_slice(&digest.finalize()[..16]);
    key
}

impl DigestCache {
    /// The cache in `bytes`, as [`DigestCache::to_bytes`] wrote it with this stamp; an empty one if they are anything else.
    pub fn from_bytes(stamp: &'static str, capacity: usize, bytes: &[u8]) -> Self {
        Self { stamp, capacity, earlier: read(stamp, bytes).unwrap_or_default(), needed: Mutex::default() }
    }

    /// A value: from the earlier run, from this one, or from `compute`.
    pub fn get_or_insert_with(&self, key: DigestKey, compute: impl FnOnce() -> Vec<u8>) -> Arc<[u8]> {
        let value = self.needed().values.entry(key).or_default().clone();
        let bytes = value.get_or_init(|| {
            let bytes = self.earlier.get(&key).cloned().unwrap_or_else(|| compute().into());
            let mut needed = self.needed();
            if needed.size + bytes.len() <= self.capacity {
                needed.size += bytes.len();
            } else {
                needed.values.remove(&key);
            }
            bytes
        });
        bytes.clone()
    }

    fn needed(&self) -> MutexGuard<'_, Needed> {
        self.needed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The values that this run has needed; nothing if the earlier run has left the same ones.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let needed = self.needed();
        let values = &needed.values;
        if values.len() == self.earlier.len() && values.keys().all(|key| self.earlier.contains_key(key)) {
            return None;
        }
        let mut body = Vec::with_capacity(needed.size + values.len() * (size_of::<DigestKey>() + size_of::<u32>()));
        for (key, bytes) in values.iter().filter_map(|(key, value)| Some((key, value.get()?))) {
            body.extend(key);
            body.extend(u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes());
            body.extend(&**bytes);
        }
        Some([self.stamp.as_bytes(), &Sha256::digest(&body), &body].concat())
    }
}

fn read(stamp: &str, bytes: &[u8]) -> Option<HashMap<DigestKey, Arc<[u8]>>> {
    let (digest, mut body) = bytes.strip_prefix(stamp.as_bytes())?.split_at_checked(DIGEST_LEN)?;
    if Sha256::digest(body).as_slice() != digest {
        return None;
    }
    let mut values = HashMap::new();
    while let Some((key, rest)) = body.split_first_chunk() {
        let (length, rest) = rest.split_first_chunk()?;
        let (value, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        values.insert(*key, value.into());
        body = rest;
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{DigestCache, DigestKey, digest_key};

    const CAPACITY: usize = 1 << 10;

    fn cache(bytes: &[u8]) -> DigestCache {
        DigestCache::from_bytes("stamp\n", CAPACITY, bytes)
    }

    /// Fills the value from `text` if it is not there.
    fn insert(cache: &DigestCache, key: DigestKey, text: &str) -> String {
        String::from_utf8(cache.get_or_insert_with(key, || text.into()).to_vec()).unwrap()
    }

    #[test]
    fn a_later_run_finds_the_values_that_the_last_one_needed() {
        let first = cache(b"");
        let (a, b) = (digest_key(&[b"a", b""]), digest_key(&[b"", b"a"]));
        assert_eq!(first.to_bytes(), None);
        assert_eq!([insert(&first, a, "<b>"), insert(&first, b, "é"), insert(&first, a, "x")], ["<b>", "é", "<b>"]);
        let second = cache(&first.to_bytes().unwrap());
        assert_eq!([insert(&second, a, "x"), insert(&second, b, "x")], ["<b>", "é"]);
        assert_eq!(second.to_bytes(), None, "nothing has changed");
        let third = cache(&first.to_bytes().unwrap());
        insert(&third, a, "x");
        let fourth = cache(&third.to_bytes().unwrap());
        assert_eq!(insert(&fourth, b, "x"), "x", "the third run did not need it");
    }

    #[test]
    fn two_threads_that_need_a_value_compute_it_once() {
        let (cache, calls, start) = (cache(b""), AtomicUsize::new(0), Barrier::new(4));
        let compute = || {
            calls.fetch_add(1, Ordering::Relaxed);
            b"html".to_vec()
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    cache.get_or_insert_with(digest_key(&[b"a"]), compute)
                });
            }
        });
        assert_eq!(calls.into_inner(), 1);
    }

    #[test]
    fn a_full_cache_takes_no_further_value() {
        let cache = cache(b"");
        let (a, b) = (digest_key(&[b"a"]), digest_key(&[b"b"]));
        insert(&cache, a, &"a".repeat(CAPACITY));
        assert_eq!(insert(&cache, b, "b"), "b");
        assert_eq!((insert(&cache, a, "x").len(), insert(&cache, b, "x").as_str()), (CAPACITY, "x"));
    }

    #[test]
    fn a_damaged_cache_is_empty() {
        let whole = cache(b"");
        insert(&whole, digest_key(&[b"a"]), "html");
        let bytes = whole.to_bytes().unwrap();
        for end in 0..bytes.len() {
            assert!(cache(&bytes[..end]).earlier.is_empty(), "cut at {end}");
            let mut damaged = bytes.clone();
            damaged[end] ^= 1;
            assert!(cache(&damaged).earlier.is_empty(), "damaged at {end}");
        }
    }
}
