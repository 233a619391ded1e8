//! The answers of earlier runs, in one file.
//!
//! A file that is damaged or of another version is replaced.

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::answer::{Answer, Class, End, Fault};
use super::step::{MAX_ADDRESS, MAX_HOPS, request_url};
use super::target::Target;
use crate::config::{External, is_header_name};
use crate::output::{read_cached, write_cached};

/// The file's name in the folder of caches.
const NAME: &str = "external.json";
/// Changes when older files can no longer be read.
const VERSION: u32 = 1;
/// Longer files are not read, in bytes.
const MAX_BYTES: u64 = 256 << 20;

/// Longer reasons of a failure are not valid, in bytes.
const MAX_REASON: usize = 1 << 10;

/// Answers of earlier runs, by address.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    answers: BTreeMap<String, CachedAnswer>,
}

/// The file as read, entries not validated yet.
#[derive(Debug, Deserialize)]
struct Written {
    version: u32,
    answers: BTreeMap<String, Value>,
}

#[derive(Debug, Serialize, Deserialize)]
struct CachedAnswer {
    /// When the last request was sent, in seconds since 1970.
    #[serde(alias = "asked")]
    requested: i64,
    /// The names of the headers that went with the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    with: Vec<String>,
    #[serde(flatten)]
    answer: Answer,
}

impl Cache {
    /// The cache in `folder`; an empty one where there is none. Invalid entries are left out.
    ///
    /// # Errors
    /// Why the file there cannot be used, in words.
    pub(crate) fn load(folder: &Path) -> Result<Self, String> {
        let read = read_cached(folder, NAME, MAX_BYTES).map_err(|error| error.to_string())?;
        let Some(bytes) = read else { return Ok(Self::default()) };
        let written: Written = serde_json::from_slice(&bytes).map_err(|_| "it is truncated or damaged".to_owned())?;
        match written.version == VERSION {
            true => Ok(Self { answers: written.answers.into_iter().filter_map(validated).collect() }),
            false => Err("it was written by another version".to_owned()),
        }
    }

    /// The path of the cache in `folder`.
    pub(crate) fn path(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }

    /// Writes the cache into `folder`, which is created where it is missing, and excluded from version control.
    ///
    /// # Errors
    /// The error of the system.
    pub(crate) fn save(&self, folder: &Path) -> io::Result<()> {
        write_cached(folder, NAME, &serde_json::to_vec(&json!({"version": VERSION, "answers": self.answers}))?)
    }

    /// The answer for `target`, where it is fresh enough by `rules` at `now` and holds all fragments.
    pub(super) fn get(&self, target: &Target, rules: &External, now: i64) -> Option<&Answer> {
        let cached = self.answers.get(target.url.as_str())?;
        let class = cached.answer.class(&rules.accept);
        let is_good = matches!(class, Class::Alive | Class::Moved);
        let is_complete =
            !is_good || target.fragments.iter().all(|fragment| cached.answer.fragments.contains_key(fragment));
        let is_same = cached.with == headers(target, rules);
        (cached.is_fresh(rules, now) && is_same && is_complete).then_some(&cached.answer)
    }

    /// Stores an answer of `now`.
    pub(super) fn put(&mut self, target: &Target, answer: &Answer, rules: &External, now: i64) {
        let cached = CachedAnswer { requested: now, with: headers(target, rules), answer: answer.clone() };
        self.answers.insert(target.url.to_string(), cached);
    }

    /// Removes answers that have expired.
    pub(super) fn remove_expired(&mut self, rules: &External, now: i64) {
        self.answers.retain(|_, cached| cached.is_fresh(rules, now));
    }
}

impl CachedAnswer {
    /// Whether it is younger than the maximum age of its class. One from the future is not fresh.
    fn is_fresh(&self, rules: &External, now: i64) -> bool {
        let age = now.checked_sub(self.requested).and_then(|age| u64::try_from(age).ok()).map(Duration::from_secs);
        age.is_some_and(|age| age < max_age(self.answer.class(&rules.accept), rules))
    }
}

fn max_age(class: Class, rules: &External) -> Duration {
    match class {
        Class::Alive => rules.max_ages.alive,
        Class::Moved => rules.max_ages.moved,
        Class::Dead => rules.max_ages.dead,
        Class::Blocked | Class::Loop => rules.max_ages.blocked,
        Class::Unstable => rules.max_ages.unstable,
        // Found without a request, and changes with the rules.
        Class::Private => Duration::ZERO,
    }
}

/// The names of the headers that a host is sent: with others its response may differ.
fn headers(target: &Target, rules: &External) -> Vec<String> {
    let found = rules.rules_for(&target.url);
    found.map(|rules| rules.headers.keys().cloned().collect()).unwrap_or_default()
}

/// A valid entry; nothing for one that no run could have written. Another user may have written the folder.
fn validated((url, entry): (String, Value)) -> Option<(String, CachedAnswer)> {
    let cached: CachedAnswer = serde_json::from_value(entry).ok()?;
    let is_short = |text: &str, most: usize| text.len() <= most && !text.contains(char::is_control);
    let is_address = |text: &str| {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        is_short(text, MAX_ADDRESS) && url.is_some_and(|url| url.as_str() == text)
    };
    let is_request_url = Url::parse(&url).is_ok_and(|parsed| request_url(parsed).as_str() == url);
    let hops = &cached.answer.hops;
    // One more than is followed: the one that is too many.
    let are_hops = hops.len() <= MAX_HOPS + 1
        && hops.iter().all(|hop| matches!(hop.status, 301 | 302 | 303 | 307 | 308) && is_address(&hop.to));
    let is_end = match &cached.answer.end {
        End::Status(status) => (100..1000).contains(status),
        End::Fault(Fault::Private(address)) => address.parse::<IpAddr>().is_ok(),
        End::Fault(Fault::Tls(reason) | Fault::Broken(reason)) => is_short(reason, MAX_REASON),
        End::Fault(Fault::NoSuchName | Fault::Lookup | Fault::TimedOut) | End::Loop => true,
        End::NotRequested => false,
    };
    let are_fragments = cached.answer.fragments.keys().all(|fragment| is_short(fragment, MAX_ADDRESS));
    let are_headers = cached.with.iter().all(|name| is_header_name(name));
    (is_address(&url) && is_request_url && are_hops && is_end && are_fragments && are_headers).then_some((url, cached))
}
