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

use std::collections::BTreeSet;
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
            Some(answer) => drop(answers.by_url.insert(target.url.to_string(), answer.clone())),
            None => uncached.push(target),
        }
    }
    let known = answers.by_url.len();
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
    answers.is_offline = is_offline(&uncached, &found);
    for (target, answer) in uncached.iter().zip(found) {
        answers.by_url.insert(target.url.to_string(), answer);
    }
    lock(cache).remove_expired(rules, clock.date());
    answers
}

/// Whether the answers show that there is no network: of several hosts none was found. One that is not found may have been
/// given up; a lookup that fails this time may succeed in the next run.
fn is_offline(targets: &[&Target], answers: &[Answer]) -> bool {
    let requested = || targets.iter().zip(answers).filter(|(_, answer)| answer.end != End::NotRequested);
    let hosts: BTreeSet<Option<&str>> = requested().map(|(target, _)| target.url.host_str()).collect();
    let is_unfound = |answer: &Answer| matches!(&answer.end, End::Fault(fault) if fault.is_of_name());
    hosts.len() > 1 && requested().all(|(_, answer)| is_unfound(answer) && answer.hops.is_empty())
}

/// A poisoned lock is safe to reuse: no change of the cache can panic halfway.
fn lock(cache: &Mutex<Cache>) -> MutexGuard<'_, Cache> {
    cache.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod offline {
    use std::collections::BTreeSet;

    use url::Url;

    use super::answer::Fault;
    use super::{Answer, End, Target, is_offline};

    fn check(answers: &[(&str, End)], expected: bool) {
        let target = |url: &str| Target { url: Url::parse(url).unwrap(), fragments: BTreeSet::new() };
        let targets: Vec<Target> = answers.iter().map(|(url, _)| target(url)).collect();
        let ends: Vec<Answer> = answers.iter().map(|(_, end)| Answer::new(end.clone())).collect();
        assert_eq!(is_offline(&targets.iter().collect::<Vec<_>>(), &ends), expected, "{answers:?}");
    }

    #[test]
    fn without_a_network_none_of_several_hosts_is_found() {
        let unfound = End::Fault(Fault::NoSuchName);
        check(&[("https://a.test/", unfound.clone()), ("https://b.test/", End::Fault(Fault::Lookup))], true);
        check(&[("https://a.test/", unfound.clone()), ("https://b.test/", End::NotRequested)], false);
        // One host may be gone.
        check(&[("https://a.test/", unfound.clone()), ("https://a.test/x", unfound.clone())], false);
        check(&[("https://a.test/", unfound.clone()), ("https://b.test/", End::Status(404))], false);
        check(&[("https://a.test/", unfound), ("https://b.test/", End::Fault(Fault::TimedOut))], false);
        check(&[], false);
    }
}
