//! When each request is made: one queue a host, several hosts at a time, within the time limit of the run.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::answer::{Answer, End};
use super::fetch::{Fetch, Request};
use super::step::{Job, Step, Wait};
use crate::config::External;

/// The time of a run, which tests replace.
pub(crate) trait Clock: Sync {
    /// Since the run began.
    fn now(&self) -> Duration;
    /// In seconds since 1970.
    fn date(&self) -> i64;
    /// Waits so long.
    fn sleep(&self, time: Duration);
}

/// What a run needs of its environment.
pub(crate) struct Environment<'a> {
    /// Makes the requests.
    pub fetch: &'a dyn Fetch,
    /// Tells the time.
    pub clock: &'a dyn Clock,
    /// Returns numbers from 0 to 1, so that retries are not made at the same time.
    pub random: &'a mut (dyn FnMut() -> f64 + Send),
    /// Called with the number of addresses that have their answer.
    pub progress: &'a (dyn Fn(usize) + Sync),
}

/// How long a worker without work waits: another worker may add a request.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// The first retry waits so many times the pause between two requests; each further one twice as long.
const BACKOFF_FACTOR: u32 = 4;

/// Runs every job; the answers are in the order of the jobs. `keep` gets each at once, with the index of its job.
pub(super) fn run(
    jobs: Vec<Job>,
    rules: &External,
    environment: Environment<'_>,
    keep: &(dyn Fn(usize, &Answer) + Sync),
) -> Vec<Answer> {
    let count = jobs.len();
    let (fetch, clock, progress) = (environment.fetch, environment.clock, environment.progress);
    let state = Mutex::new(State::new(jobs, rules, environment.random));
    let work = || {
        loop {
            // Not in the head of the loop, where the lock would be held for the whole of its body.
            let turn = lock(&state).turn(clock.now());
            let (index, job) = match turn {
                Turn::End => break,
                Turn::Wait(time) => {
                    clock.sleep(time);
                    continue;
                }
                Turn::Request(index, job) => (index, job),
            };
            let host = host_of(&job);
            let left = rules.max_time.saturating_sub(clock.now());
            let timeout = rules.timeout.min(left);
            let request = Request { kind: job.kind, url: &job.url, timeout, headers: job.headers };
            let answer = fetch.fetch(&request);
            let step = job.step(answer, &rules.accept, clock.date());
            if let Step::Done(answer) = &step {
                keep(index, answer);
            }
            let done = lock(&state).apply(index, &host, step, clock.now());
            if let Some(done) = done {
                progress(done);
            }
        }
    };
    let workers = rules.concurrency.min(count.max(1));
    thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(work);
        }
        work();
    });
    let state = state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.answers.into_iter().map(|answer| answer.unwrap_or(Answer::new(End::NotRequested))).collect()
}

/// A poisoned lock is safe to reuse: no change of the state can panic halfway.
fn lock<'m, 'r>(state: &'m Mutex<State<'r>>) -> MutexGuard<'m, State<'r>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn host_of(job: &Job) -> String {
    job.url.host_str().unwrap_or_default().to_owned()
}

/// What a worker does next.
enum Turn {
    /// Make this request.
    Request(usize, Box<Job>),
    /// Try again later.
    Wait(Duration),
    /// Stop: every address has its answer.
    End,
}

struct State<'r> {
    rules: &'r External,
    random: &'r mut (dyn FnMut() -> f64 + Send),
    hosts: BTreeMap<String, Host>,
    answers: Vec<Option<Answer>>,
    done: usize,
}

#[derive(Default)]
struct Host {
    /// No request before this time.
    ready: Duration,
    /// Requests that are being made.
    busy: usize,
    waiting: VecDeque<Waiting>,
}

struct Waiting {
    index: usize,
    job: Job,
    /// Not made before this time.
    from: Duration,
}

impl Host {
    /// When the next request may be made, and its index among those that wait.
    fn next(&self, max_busy: usize) -> Option<(Duration, usize)> {
        if self.busy >= max_busy {
            return None;
        }
        let next = self.waiting.iter().enumerate().min_by_key(|(_, waiting)| waiting.from)?;
        Some((next.1.from.max(self.ready), next.0))
    }
}

impl<'r> State<'r> {
    fn new(jobs: Vec<Job>, rules: &'r External, random: &'r mut (dyn FnMut() -> f64 + Send)) -> Self {
        let answers = jobs.iter().map(|_| None).collect();
        let mut hosts: BTreeMap<String, Host> = BTreeMap::new();
        for (index, job) in jobs.into_iter().enumerate() {
            let waiting = Waiting { index, from: Duration::ZERO, job };
            hosts.entry(host_of(&waiting.job)).or_default().waiting.push_back(waiting);
        }
        Self { rules, random, hosts, answers, done: 0 }
    }

    fn turn(&mut self, now: Duration) -> Turn {
        if self.done == self.answers.len() {
            return Turn::End;
        }
        let max_busy = self.rules.per_host;
        let next = |(name, host): (&String, &Host)| host.next(max_busy).map(|(at, index)| (at, name.clone(), index));
        let Some((at, name, index)) = self.hosts.iter().filter_map(next).min() else {
            return Turn::Wait(POLL_INTERVAL);
        };
        if at >= self.rules.max_time || now >= self.rules.max_time {
            self.give_up();
            return Turn::Wait(Duration::ZERO);
        }
        if at > now {
            return Turn::Wait((at - now).min(POLL_INTERVAL));
        }
        let host = self.hosts.entry(name).or_default();
        match host.waiting.remove(index) {
            Some(waiting) => {
                host.busy += 1;
                Turn::Request(waiting.index, Box::new(waiting.job))
            }
            None => Turn::Wait(POLL_INTERVAL),
        }
    }

    /// Ends all requests that wait: even the first of them would be made after the end of the run.
    fn give_up(&mut self) {
        for host in self.hosts.values_mut() {
            for waiting in host.waiting.drain(..) {
                self.answers[waiting.index] = Some(waiting.job.given_up());
                self.done += 1;
            }
        }
    }

    /// Applies what followed from a request. Returns how many answers there are, where this is one.
    fn apply(&mut self, index: usize, host: &str, step: Step, now: Duration) -> Option<usize> {
        let mut from = now;
        let entry = self.hosts.entry(host.to_owned()).or_default();
        entry.busy = entry.busy.saturating_sub(1);
        entry.ready = entry.ready.max(now + self.rules.delay);
        let (job, wait) = match step {
            Step::Done(answer) => {
                self.answers[index] = Some(answer);
                self.done += 1;
                return Some(self.done);
            }
            Step::Again(job, wait) => (job, wait),
        };
        match wait {
            Wait::No => {}
            Wait::Host(time) => entry.ready = entry.ready.max(now.saturating_add(time)),
            Wait::BackOff(times) => {
                let whole = self.rules.delay * BACKOFF_FACTOR * 2_u32.pow(times.min(8));
                // Between half of it and all of it.
                from += whole.mul_f64(0.5 + 0.5 * (self.random)().clamp(0.0, 1.0));
            }
        }
        self.hosts.entry(host_of(&job)).or_default().waiting.push_back(Waiting { index, job, from });
        None
    }
}
