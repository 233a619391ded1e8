//! What other hosts answered in earlier runs, in one file.
//!
//! A file that was cut in half, or is none of ours, is begun anew.

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::Question;
use super::answer::{Answer, Class, End, Fault};
use super::step::{MAX_ADDRESS, MAX_HOPS, bare};
use crate::config::{External, is_header_name};
use crate::output::{read_cached, write_cached};

/// The file's name in the folder of caches.
const NAME: &str = "external.json";
/// Changes when older files can no longer be read.
const VERSION: u32 = 1;
/// No file of ours is longer, in bytes.
const MAX_COUNT: u64 = 256 << 20;

/// What was said of a failure is no longer, in bytes.
const MAX_REASON: usize = 1 << 10;

/// Answers of earlier runs, by address.
#[derive(Debug, Default)]
pub struct Cache {
    answers: BTreeMap<String, Kept>,
}

/// A cache as read back, no entry looked at yet.
#[derive(Debug, Deserialize)]
struct Written {
    version: u32,
    answers: BTreeMap<String, Value>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// In seconds since 1970.
    asked: i64,
    /// The names of the headers that went with the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    with: Vec<String>,
    #[serde(flatten)]
    answer: Answer,
}

impl Cache {
    /// The cache in `folder`; an empty one where there is none. An entry that no run could have written is left out.
    ///
    /// # Errors
    /// Why the file there cannot be used, in words.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let read = read_cached(folder, NAME, MAX_COUNT).map_err(|error| error.to_string())?;
        let Some(bytes) = read else { return Ok(Self::default()) };
        let written: Written = serde_json::from_slice(&bytes).map_err(|_| "it is cut off or damaged".to_owned())?;
        match written.version == VERSION {
            true => Ok(Self { answers: written.answers.into_iter().filter_map(checked).collect() }),
            false => Err("another version has written it".to_owned()),
        }
    }

    /// Where the cache of `folder` stands.
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }

    /// Puts the cache into `folder`, which is made where it is missing, and kept out of version control.
    ///
    /// # Errors
    /// What the system said.
    pub fn save(&self, folder: &Path) -> io::Result<()> {
        write_cached(folder, NAME, &serde_json::to_vec(&json!({"version": VERSION, "answers": self.answers}))?)
    }

    /// The answer to `question`, where it is fresh enough by `rules` at `now` and says all that is asked for.
    pub(super) fn get(&self, question: &Question, rules: &External, now: i64) -> Option<&Answer> {
        let kept = self.answers.get(question.url.as_str())?;
        let class = kept.answer.class(&rules.accept);
        let is_good = matches!(class, Class::Alive | Class::Moved);
        let is_told = !is_good || question.fragments.iter().all(|asked| kept.answer.fragments.contains_key(asked));
        let is_same = kept.with == headers(question, rules);
        (kept.is_fresh(rules, now) && is_same && is_told).then_some(&kept.answer)
    }

    /// Keeps what was answered at `now`.
    pub(super) fn put(&mut self, question: &Question, answer: &Answer, rules: &External, now: i64) {
        let kept = Kept { asked: now, with: headers(question, rules), answer: answer.clone() };
        self.answers.insert(question.url.to_string(), kept);
    }

    /// Forgets what is too old for any use.
    pub(super) fn tidy(&mut self, rules: &External, now: i64) {
        self.answers.retain(|_, kept| kept.is_fresh(rules, now));
    }
}

impl Kept {
    /// Whether it is younger than its class may grow. What comes from the future is not trusted.
    fn is_fresh(&self, rules: &External, now: i64) -> bool {
        let age = now.checked_sub(self.asked).and_then(|age| u64::try_from(age).ok()).map(Duration::from_secs);
        age.is_some_and(|age| age < age_of(self.answer.class(&rules.accept), rules))
    }
}

fn age_of(class: Class, rules: &External) -> Duration {
    match class {
        Class::Alive => rules.max_ages.alive,
        Class::Moved => rules.max_ages.moved,
        Class::Dead => rules.max_ages.dead,
        Class::Blocked | Class::Loop => rules.max_ages.blocked,
        Class::Unstable => rules.max_ages.unstable,
        // Costs nothing to find out, and may change with the rules.
        Class::Private => Duration::ZERO,
    }
}

/// The names of what a host is sent: with other headers it may answer otherwise.
fn headers(question: &Question, rules: &External) -> Vec<String> {
    let found = rules.rules_for(&question.url);
    found.map(|rules| rules.headers.keys().cloned().collect()).unwrap_or_default()
}

/// An entry as read back, held to what a run could have put there; nothing for any other. The folder may have been
/// written by somebody else.
fn checked((url, entry): (String, Value)) -> Option<(String, Kept)> {
    let kept: Kept = serde_json::from_value(entry).ok()?;
    let is_short = |text: &str, most: usize| text.len() <= most && !text.contains(char::is_control);
    let is_address = |text: &str| {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        is_short(text, MAX_ADDRESS) && url.is_some_and(|url| url.as_str() == text)
    };
    let is_bare = Url::parse(&url).is_ok_and(|parsed| bare(parsed).as_str() == url);
    let hops = &kept.answer.hops;
    // One more than may be followed: that which ends the chase.
    let are_hops = hops.len() <= MAX_HOPS + 1
        && hops.iter().all(|hop| matches!(hop.status, 301 | 302 | 303 | 307 | 308) && is_address(&hop.to));
    let is_end = match &kept.answer.end {
        End::Status(status) => (100..1000).contains(status),
        End::Fault(Fault::Private(address)) => address.parse::<IpAddr>().is_ok(),
        End::Fault(Fault::Tls(said) | Fault::Broken(said)) => is_short(said, MAX_REASON),
        End::Fault(Fault::NoSuchName | Fault::Lookup | Fault::TimedOut) | End::Loop => true,
        End::Unasked => false,
    };
    let are_fragments = kept.answer.fragments.keys().all(|fragment| is_short(fragment, MAX_ADDRESS));
    let are_headers = kept.with.iter().all(|name| is_header_name(name));
    (is_address(&url) && is_bare && are_hops && is_end && are_fragments && are_headers).then_some((url, kept))
}
