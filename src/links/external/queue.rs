//! Who is asked when: one polite queue a host, several hosts at a time, and an end to it all.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::answer::{Answer, End};
use super::fetch::{Fetch, Request};
use super::step::{Job, Step, Wait};
use crate::config::External;

/// Time as a run sees it: tests have one of their own.
pub trait Clock: Sync {
    /// Since the run began.
    fn now(&self) -> Duration;
    /// In seconds since 1970.
    fn date(&self) -> i64;
    /// Lets so much time pass.
    fn sleep(&self, time: Duration);
}

/// What a run needs of the world.
pub struct Means<'a> {
    /// Makes the requests.
    pub fetch: &'a dyn Fetch,
    /// Tells the time.
    pub clock: &'a dyn Clock,
    /// A source of numbers from 0 to 1, so that retries do not come in step.
    pub random: &'a mut (dyn FnMut() -> f64 + Send),
    /// Called with the number of addresses that have got their answer.
    pub progress: &'a (dyn Fn(usize) + Sync),
}

/// A worker without work looks again after this long: another one may have brought some.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// The first retry comes after so many times the pause between two requests; each further one after twice as long.
const BACK_OFF: u32 = 4;

/// Asks for every job; the answers stand in the order of the jobs. `keep` gets each at once, with the rank of its job.
pub(super) fn run(
    jobs: Vec<Job>,
    rules: &External,
    means: Means<'_>,
    keep: &(dyn Fn(usize, &Answer) + Sync),
) -> Vec<Answer> {
    let count = jobs.len();
    let (fetch, clock, progress) = (means.fetch, means.clock, means.progress);
    let state = Mutex::new(State::new(jobs, rules, means.random));
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
                Turn::Ask(index, job) => (index, job),
            };
            let host = host_of(&job);
            let left = rules.max_time.saturating_sub(clock.now());
            let timeout = rules.timeout.min(left);
            let request = Request { ask: job.ask, url: &job.url, timeout, headers: job.headers };
            let answer = fetch.fetch(&request);
            let step = job.step(answer, &rules.accept, clock.date());
            if let Step::Done(answer) = &step {
                keep(index, answer);
            }
            let done = lock(&state).settle(index, &host, step, clock.now());
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
    state.answers.into_iter().map(|answer| answer.unwrap_or(Answer::new(End::Unasked))).collect()
}

/// A worker that panicked has changed nothing by halves.
fn lock<'m, 'r>(state: &'m Mutex<State<'r>>) -> MutexGuard<'m, State<'r>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn host_of(job: &Job) -> String {
    job.url.host_str().unwrap_or_default().to_owned()
}

/// What a worker does next.
enum Turn {
    /// Make this request.
    Ask(usize, Box<Job>),
    /// Look again later.
    Wait(Duration),
    /// Go home: every address has its answer.
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
    /// Not asked before.
    ready: Duration,
    /// Requests that are under way.
    busy: usize,
    waiting: VecDeque<Waiting>,
}

struct Waiting {
    index: usize,
    job: Job,
    /// Not made before.
    from: Duration,
}

impl Host {
    /// When the next request may be made, and which one it is.
    fn next(&self, most: usize) -> Option<(Duration, usize)> {
        if self.busy >= most {
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
        let most = self.rules.per_host;
        let next = |(name, host): (&String, &Host)| host.next(most).map(|(at, index)| (at, name.clone(), index));
        let Some((at, name, index)) = self.hosts.iter().filter_map(next).min() else {
            return Turn::Wait(LOOK_AGAIN);
        };
        if at >= self.rules.max_time || now >= self.rules.max_time {
            self.give_up();
            return Turn::Wait(Duration::ZERO);
        }
        if at > now {
            return Turn::Wait((at - now).min(LOOK_AGAIN));
        }
        let host = self.hosts.entry(name).or_default();
        match host.waiting.remove(index) {
            Some(waiting) => {
                host.busy += 1;
                Turn::Ask(waiting.index, Box::new(waiting.job))
            }
            None => Turn::Wait(LOOK_AGAIN),
        }
    }

    /// Whatever still waits would wait beyond the end of the run: even the first in line does.
    fn give_up(&mut self) {
        for host in self.hosts.values_mut() {
            for waiting in host.waiting.drain(..) {
                self.answers[waiting.index] = Some(waiting.job.given_up());
                self.done += 1;
            }
        }
    }

    /// Takes in what a request led to. Returns how many answers there are, where this brought one.
    fn settle(&mut self, index: usize, host: &str, step: Step, now: Duration) -> Option<usize> {
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
                let whole = self.rules.delay * BACK_OFF * 2_u32.pow(times.min(8));
                // Between half of it and all of it.
                from += whole.mul_f64(0.5 + 0.5 * (self.random)().clamp(0.0, 1.0));
            }
        }
        self.hosts.entry(host_of(&job)).or_default().waiting.push_back(Waiting { index, job, from });
        None
    }
}
