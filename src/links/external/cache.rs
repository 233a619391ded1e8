//! What other hosts answered in earlier runs, in one file.
//!
//! A file that was cut in half, or is none of ours, is begun anew.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Question;
use super::answer::{Answer, Class};
use crate::config::External;
use crate::output::{cache, cached};

/// The file's name in the folder of caches.
const NAME: &str = "external.json";
/// Changes when older files can no longer be read.
const VERSION: u32 = 1;
/// No file of ours is longer, in bytes.
const MOST: u64 = 256 << 20;

/// Answers of earlier runs, by address.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Cache {
    version: u32,
    answers: BTreeMap<String, Kept>,
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
    /// The cache in `folder`; an empty one where there is none.
    ///
    /// # Errors
    /// Why the file there cannot be used, in words.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let read = cached(folder, NAME, MOST).map_err(|error| error.to_string())?;
        let Some(bytes) = read else { return Ok(Self::default()) };
        let cache: Self = serde_json::from_slice(&bytes).map_err(|_| "it is cut off or damaged".to_owned())?;
        if cache.version == VERSION { Ok(cache) } else { Err("another version has written it".to_owned()) }
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
        cache(folder, NAME, &serde_json::to_vec(&json!({"version": VERSION, "answers": self.answers}))?)
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
        Class::Alive => rules.ages.alive,
        Class::Moved => rules.ages.moved,
        Class::Dead => rules.ages.dead,
        Class::Blocked | Class::Loop => rules.ages.blocked,
        Class::Unstable => rules.ages.unstable,
        // Costs nothing to find out, and may change with the rules.
        Class::Private => Duration::ZERO,
    }
}

/// The names of what a host is sent: with other headers it may answer otherwise.
fn headers(question: &Question, rules: &External) -> Vec<String> {
    let host = question.url.host_str().unwrap_or_default();
    let found = rules.hosts.iter().find(|rules| rules.are_for(host));
    found.map(|rules| rules.headers.keys().cloned().collect()).unwrap_or_default()
}
