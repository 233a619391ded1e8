//! Links to other hosts: which there are, the requests for them, and the findings.
//!
//! The network is behind `Fetch` and the time behind `Clock`; the rest is pure. Links within the site are not checked
//! here.

mod answer;
mod authority;
mod cache;
mod check;
mod fetch;
mod http;
mod private_address;
mod queue;
mod step;
mod target;

#[cfg(test)]
mod tests;

pub use answer::Answers;
pub use target::Target;

pub(crate) use answer::{Answer, End};
pub(crate) use authority::Authorities;
pub(crate) use cache::Cache;
pub(crate) use check::check;
pub(crate) use http::Http;
pub(crate) use queue::{Clock, Environment};
pub(crate) use target::targets;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::config::External;
use step::Job;

/// Requests the targets that `cache` has no answer for. Each answer is put into the cache at once, so that an interrupted run
/// can save it.
pub(crate) fn fetch_all(
    targets: &[Target],
    rules: &External,
    cache: &Mutex<Cache>,
    environment: Environment<'_>,
) -> Answers {
    let clock = environment.clock;
    let now = clock.date();
    let mut answers = Answers::default();
    let mut uncached = Vec::new();
    for target in targets {
        match lock(cache).get(target, rules, now) {
            Some(answer) => drop(answers.0.insert(target.url.to_string(), answer.clone())),
            None => uncached.push(target),
        }
    }
    let known = answers.0.len();
    (environment.progress)(known);
    let jobs = uncached.iter().map(|target| Job::new(target.url.clone(), target.fragments.clone())).collect();
    let report = environment.progress;
    let progress = |done| report(known + done);
    let environment =
        Environment { fetch: environment.fetch, clock, random: &mut *environment.random, progress: &progress };
    let keep = |index: usize, answer: &Answer| {
        if answer.end != End::NotRequested {
            lock(cache).put(uncached[index], answer, rules, clock.date());
        }
    };
    let found = queue::run(jobs, rules, environment, &keep);
    for (target, answer) in uncached.iter().zip(found) {
        answers.0.insert(target.url.to_string(), answer);
    }
    lock(cache).remove_expired(rules, clock.date());
    answers
}

/// A poisoned lock is safe to reuse: no change of the cache can panic halfway.
fn lock(cache: &Mutex<Cache>) -> MutexGuard<'_, Cache> {
    cache.lock().unwrap_or_else(PoisonError::into_inner)
}
