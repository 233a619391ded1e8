//! What follows from one response: the answer, or the next request. Pure: the queue decides when a request is made.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use url::Url;

use super::answer::{Answer, Class, End, Fault, Hop};
use super::fetch::{Headers, RequestKind, Response};
use crate::markdown::html::{Mark, scan};

/// Browsers give up after twenty; a reader should not need more than this.
pub(super) const MAX_HOPS: usize = 10;
/// A redirect to a longer address, in bytes, is not followed.
pub(super) const MAX_ADDRESS: usize = 16 << 10;

/// An address on its way to an answer.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// The address it began with.
    start: Url,
    /// The address of the next request.
    pub(super) url: Url,
    /// What to request.
    pub(super) kind: RequestKind,
    /// Which headers are sent. Once a redirect has left the origin of `start`, none of the site's are, not even back at that
    /// origin: another host chose what is requested there.
    pub(super) headers: Headers,
    /// The fragments to look for.
    fragments: BTreeSet<String>,
    hops: Vec<Hop>,
    /// How many requests by `GET` failed.
    tries: u32,
    /// How the last of them ended.
    seen: Option<End>,
}

/// What follows from a response.
#[derive(Debug)]
pub(super) enum Step {
    /// This is the answer.
    Done(Answer),
    /// Another request.
    Again(Job, Wait),
}

/// How long the next request waits, besides the pause between two requests to a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// Not at all.
    No,
    /// Longer each time, the first time 0.
    BackOff(u32),
    /// So long, as all requests to this host: it has sent `Retry-After`.
    Host(Duration),
}

impl Job {
    pub(super) fn new(url: Url, fragments: BTreeSet<String>) -> Self {
        let kind = if fragments.is_empty() { RequestKind::Head } else { RequestKind::Page };
        let headers = Headers::Configured;
        Self { start: url.clone(), url, kind, headers, fragments, hops: Vec::new(), tries: 0, seen: None }
    }

    /// The answer where there is no time for a further request. Never a dead link, which takes two tries.
    pub(super) fn given_up(self) -> Answer {
        let end = self.seen.filter(|end| !matches!(end.class(&[]), Class::Dead)).unwrap_or(End::NotRequested);
        Answer { hops: self.hops, ..Answer::new(end) }
    }

    /// What follows from a response at `now`, in seconds since 1970.
    pub(super) fn step(mut self, answer: Result<Response, Fault>, accept: &[u16], now: i64) -> Step {
        let response = match answer {
            Ok(response) => response,
            Err(fault) => return self.ended(End::Fault(fault), None, accept),
        };
        let is_redirect = matches!(response.status, 301 | 302 | 303 | 307 | 308);
        let target = response.location.as_deref().filter(|_| is_redirect && !accept.contains(&response.status));
        if let Some(to) = target {
            return self.redirected(response.status, to, accept);
        }
        if let Some(page) = &response.page {
            let found = found(page, &self.fragments);
            return Step::Done(Answer { end: End::Status(response.status), hops: self.hops, fragments: found });
        }
        let pause = response.retry_after.as_deref().and_then(|written| retry_after(written, now));
        let pause = pause.filter(|_| matches!(response.status, 429 | 503));
        self.hops.shrink_to_fit();
        self.ended(End::Status(response.status), pause, accept)
    }

    fn redirected(mut self, status: u16, to: &str, accept: &[u16]) -> Step {
        let is_web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.as_str().len() <= MAX_ADDRESS;
        let Some(target) = self.url.join(to).ok().filter(is_web) else {
            // The target is an application, or not valid: the address exists, and nothing more can be requested.
            return Step::Done(Answer { hops: self.hops, ..Answer::new(End::Status(status)) });
        };
        self.hops.push(Hop { status, to: target.to_string() });
        let target = request_url(target);
        let is_known = target == self.start || self.hops.iter().rev().skip(1).any(|hop| hop.leads_to(&target));
        if is_known || self.hops.len() > MAX_HOPS {
            return self.ended(End::Loop, None, accept);
        }
        if target.origin() != self.start.origin() {
            self.headers = Headers::Default;
        }
        self.url = target;
        Step::Again(self, Wait::No)
    }

    /// What follows from a response that is no redirect: failures are confirmed by further tries.
    fn ended(mut self, end: End, pause: Option<Duration>, accept: &[u16]) -> Step {
        let class = end.class(accept);
        if matches!(class, Class::Alive | Class::Private) {
            return self.done(end);
        }
        let is_busy = matches!(end, End::Status(429));
        if self.kind == RequestKind::Head && matches!(end, End::Status(_) | End::Loop) && !is_busy && pause.is_none() {
            // Many hosts do not support `HEAD`, or answer it wrongly.
            return self.retry(Wait::No);
        }
        self.tries += 1;
        let max_tries = match (&end, class) {
            // 999 is a refusal, not a fault of the host.
            (End::Status(600..), _) => 1,
            (End::Status(429 | 500..), _) => 3,
            (_, Class::Dead | Class::Unstable) => 2,
            (_, Class::Alive | Class::Moved | Class::Blocked | Class::Loop | Class::Private) => 1,
        };
        let is_confirmed = class == Class::Dead && self.seen.as_ref().map(|seen| seen.class(accept)) == Some(class);
        if self.tries >= max_tries && (class != Class::Dead || is_confirmed) || self.tries > 3 {
            return self.done(if class == Class::Dead && !is_confirmed { End::NotRequested } else { end });
        }
        let wait = pause.map_or(Wait::BackOff(self.tries - 1), Wait::Host);
        self.seen = Some(end);
        self.retry(wait)
    }

    fn retry(mut self, wait: Wait) -> Step {
        self.url = self.start.clone();
        self.headers = Headers::Configured;
        self.hops.clear();
        if self.kind == RequestKind::Head {
            self.kind = RequestKind::Get;
        }
        Step::Again(self, wait)
    }

    fn done(self, end: End) -> Step {
        Step::Done(Answer { end, hops: self.hops, fragments: BTreeMap::new() })
    }
}

impl Hop {
    fn leads_to(&self, target: &Url) -> bool {
        self.to.split('#').next() == Some(target.as_str())
    }
}

/// An address as it is requested: without fragment, name and password.
pub(super) fn request_url(mut url: Url) -> Url {
    url.set_fragment(None);
    // These fail only for an address that can have neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// `Retry-After` as a span of time: a number of seconds, or a date.
fn retry_after(written: &str, now: i64) -> Option<Duration> {
    let written = written.trim();
    let seconds = written.parse::<u64>().ok().or_else(|| {
        let date = jiff::fmt::rfc2822::parse(written).ok()?;
        u64::try_from(date.timestamp().as_second() - now).ok().or(Some(0))
    });
    seconds.map(Duration::from_secs)
}

/// Which of the fragments a page has. GitHub puts `user-content-` before ids.
fn found(page: &str, fragments: &BTreeSet<String>) -> BTreeMap<String, bool> {
    let anchors: BTreeSet<String> = scan(page)
        .into_iter()
        .filter_map(|mark| if let Mark::Anchor { id, .. } = mark { Some(id) } else { None })
        .collect();
    let is_there =
        |fragment: &String| anchors.contains(fragment) || anchors.contains(&format!("user-content-{fragment}"));
    fragments.iter().map(|fragment| (fragment.clone(), is_there(fragment))).collect()
}
