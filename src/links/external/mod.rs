//! Links to other hosts: which there are, what becomes of asking for them, and what that means.
//!
//! The network is behind [`Fetch`] and the time behind [`Clock`]; all the rest is plain functions over plain
//! values. Where links lead inside the site is not looked at here.

mod answer;
mod authority;
mod cache;
mod fetch;
mod guard;
mod http;
mod judge;
mod queue;
mod step;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Class, End, Fault, Hop};
pub use authority::Authorities;
pub use cache::Cache;
pub use fetch::{Ask, Fetch, Headers, Request, Response};
pub use guard::is_private;
pub use http::Http;
pub use judge::judge;
pub use queue::{Clock, Means};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use crate::config::External;
use crate::markdown::Link;
use crate::site::{Address, Resolver, decode};
use step::{Job, bare};

/// An address of another host, and what to find out about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The address, without fragment, name and password.
    pub url: Url,
    /// Fragments to look for there.
    pub fragments: BTreeSet<String>,
}

/// What is known about addresses of other hosts.
#[derive(Debug, Default)]
pub struct Answers(BTreeMap<String, Answer>);

impl Answers {
    /// The answer for an address without fragment.
    pub fn get(&self, url: &str) -> Option<&Answer> {
        self.0.get(url)
    }
}

/// Everything that the site's links ask of other hosts, each address once, sorted.
pub fn questions(resolver: &Resolver<'_>, rules: &External) -> Vec<Question> {
    let mut all: BTreeMap<Url, BTreeSet<String>> = BTreeMap::new();
    let site = resolver.site();
    for (_, link) in site.pages().flat_map(|(id, _)| site.links(id)) {
        if let Some(outside) = Outside::new(link, resolver, rules) {
            all.entry(outside.url).or_default().extend(outside.fragment);
        }
    }
    all.into_iter().map(|(url, fragments)| Question { url, fragments }).collect()
}

/// Asks what `cache` does not know, and puts each answer into it as it comes: whoever ends the run early can save it.
pub fn ask(questions: &[Question], rules: &External, cache: &Mutex<Cache>, means: Means<'_>) -> Answers {
    let clock = means.clock;
    let now = clock.date();
    let mut answers = Answers::default();
    let mut open = Vec::new();
    for question in questions {
        match lock(cache).get(question, rules, now) {
            Some(answer) => drop(answers.0.insert(question.url.to_string(), answer.clone())),
            None => open.push(question),
        }
    }
    let known = answers.0.len();
    (means.progress)(known);
    let jobs = open.iter().map(|question| Job::new(question.url.clone(), question.fragments.clone())).collect();
    let tell = means.progress;
    let progress = |done| tell(known + done);
    let means = Means { fetch: means.fetch, clock, random: &mut *means.random, progress: &progress };
    let keep = |index: usize, answer: &Answer| {
        if answer.end != End::Unasked {
            lock(cache).put(open[index], answer, rules, clock.date());
        }
    };
    let found = queue::run(jobs, rules, means, &keep);
    for (question, answer) in open.iter().zip(found) {
        answers.0.insert(question.url.to_string(), answer);
    }
    lock(cache).tidy(rules, clock.date());
    answers
}

/// Whoever panicked has changed nothing by halves.
fn lock(cache: &Mutex<Cache>) -> MutexGuard<'_, Cache> {
    cache.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A link to another host that may be asked.
struct Outside {
    /// Without fragment, name and password.
    url: Url,
    /// The fragment, where it is to be looked for.
    fragment: Option<String>,
}

impl Outside {
    fn new(link: &Link, resolver: &Resolver<'_>, rules: &External) -> Option<Self> {
        let address = Address::parse(&link.destination);
        if !address.is_web() || address.authority.is_none() || !resolver.is_elsewhere(&address) {
            return None;
        }
        let written = link.destination.trim();
        let url = match address.scheme {
            Some(_) => Url::parse(written),
            None => Url::parse(&format!("https:{written}")),
        };
        let url = url.ok().filter(|url| url.host_str().is_some_and(|host| !is_for_examples(host)))?;
        let fragment = url.fragment().map(decode).filter(|fragment| rules.fragments && is_an_id(fragment));
        let url = bare(url);
        (!rules.excludes(url.as_str())).then_some(Self { url, fragment })
    }
}

/// Whether a host is one of those that are set aside for examples (RFC 2606): nobody means to go there.
fn is_for_examples(host: &str) -> bool {
    ["example.com", "example.net", "example.org", "example"]
        .iter()
        .any(|reserved| host.strip_suffix(reserved).is_some_and(|above| above.is_empty() || above.ends_with('.')))
}

/// Whether a fragment can be an id: not a way of an application's own, and not a search for text.
fn is_an_id(fragment: &str) -> bool {
    !fragment.is_empty() && fragment != "top" && !fragment.contains(":~:") && !fragment.starts_with(['/', '!'])
}
