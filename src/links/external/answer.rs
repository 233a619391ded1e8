//! How a request for an address ended, and what that means for a link to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How the requests for one address ended. What that means depends on the rules of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The end of the last request.
    pub end: End,
    /// The redirects on the way there, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hops: Vec<Hop>,
    /// Fragments that were looked for at the end, and whether each is there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fragments: BTreeMap<String, bool>,
}

/// How the last request for an address ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum End {
    /// The host answered with this status.
    Status(u16),
    /// No response, for this reason.
    Fault(Fault),
    /// The redirects lead back to an earlier address, or there are too many of them.
    Loop,
    /// The time of the run was over.
    NotRequested,
}

/// Why there was no response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fault {
    /// The name of the host does not exist.
    NoSuchName,
    /// The name of the host could not be looked up this time.
    Lookup,
    /// The host has this private address, to which no request is allowed.
    Private(String),
    /// The time limit of the request was reached.
    TimedOut,
    /// The certificate of the host is not valid, or TLS failed otherwise.
    Tls(String),
    /// The connection was refused or closed, or the response is not HTTP.
    Broken(String),
}

/// The reason for a certificate whose chain ends at no known authority.
pub(super) const UNTRUSTED: &str = "certificate from an unknown authority";

impl Fault {
    /// Whether the host was not found, for whichever reason.
    pub(super) fn is_of_name(&self) -> bool {
        matches!(self, Self::NoSuchName | Self::Lookup)
    }

    /// Whether the host's certificate is from an authority that is not trusted.
    pub(super) fn is_untrusted(&self) -> bool {
        matches!(self, Self::Tls(reason) if reason == UNTRUSTED)
    }
}

/// One redirect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hop {
    /// Its status.
    pub status: u16,
    /// Where it leads, as an absolute address.
    pub to: String,
}

impl Hop {
    /// Whether it is permanent.
    pub(crate) fn is_permanent(&self) -> bool {
        matches!(self.status, 301 | 308)
    }
}

/// What an answer means for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// It works.
    Alive,
    /// It works, at another address.
    Moved,
    /// Nothing is there.
    Dead,
    /// The host refuses automated requests.
    Blocked,
    /// No usable response; the next run may get one.
    Unstable,
    /// A redirect loop.
    Loop,
    /// It leads to a private address.
    Private,
}

impl Answer {
    /// An answer without redirects.
    pub(crate) fn new(end: End) -> Self {
        Self { end, hops: Vec::new(), fragments: BTreeMap::new() }
    }

    /// What it means where the statuses in `accept` count as successful.
    pub(crate) fn class(&self, accept: &[u16]) -> Class {
        match self.end.class(accept) {
            Class::Alive if self.moved_to().is_some() => Class::Moved,
            class => class,
        }
    }

    /// Where it has moved permanently: the target of the last of the permanent redirects that it begins with.
    pub(crate) fn moved_to(&self) -> Option<&str> {
        self.hops.iter().take_while(|hop| hop.is_permanent()).last().map(|hop| hop.to.as_str())
    }
}

impl End {
    /// What it means, redirects apart.
    pub(crate) fn class(&self, accept: &[u16]) -> Class {
        match self {
            Self::Status(status) if accept.contains(status) => Class::Alive,
            Self::Status(404 | 410) | Self::Fault(Fault::NoSuchName) => Class::Dead,
            Self::Fault(Fault::Private(_)) => Class::Private,
            Self::Status(408 | 425 | 500..=599) | Self::Fault(_) | Self::NotRequested => Class::Unstable,
            // Hosts refuse automated requests with any of these codes; none of them means that the page does not exist.
            Self::Status(400..) => Class::Blocked,
            Self::Status(_) => Class::Alive,
            Self::Loop => Class::Loop,
        }
    }
}

/// Answers by address.
#[derive(Debug, Default)]
pub struct Answers {
    pub(super) by_url: BTreeMap<String, Answer>,
    /// Whether no host could be found at all.
    pub(super) is_offline: bool,
}

impl Answers {
    /// Whether there seems to be no network: none of several hosts could be found.
    pub fn is_offline(&self) -> bool {
        self.is_offline
    }

    /// The answer for an address without fragment.
    pub(crate) fn get(&self, url: &str) -> Option<&Answer> {
        self.by_url.get(url)
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Class, End, Fault, Hop};

    #[test]
    fn dead_blocked_and_unstable_are_distinguished() {
        let check = |end: End, expected: Class| assert_eq!(Answer::new(end.clone()).class(&[418]), expected, "{end:?}");
        for (status, expected) in [
            (200, Class::Alive),
            (206, Class::Alive),
            (304, Class::Alive),
            (418, Class::Alive),
            (404, Class::Dead),
            (410, Class::Dead),
            (400, Class::Blocked),
            (401, Class::Blocked),
            (403, Class::Blocked),
            (405, Class::Blocked),
            (429, Class::Blocked),
            (451, Class::Blocked),
            (999, Class::Blocked),
            (408, Class::Unstable),
            (500, Class::Unstable),
            (503, Class::Unstable),
            (599, Class::Unstable),
        ] {
            check(End::Status(status), expected);
        }
        check(End::Fault(Fault::NoSuchName), Class::Dead);
        check(End::Fault(Fault::Lookup), Class::Unstable);
        check(End::Fault(Fault::TimedOut), Class::Unstable);
        check(End::Fault(Fault::Tls(String::new())), Class::Unstable);
        check(End::Fault(Fault::Broken(String::new())), Class::Unstable);
        check(End::Fault(Fault::Private(String::new())), Class::Private);
        check(End::Loop, Class::Loop);
        check(End::NotRequested, Class::Unstable);
    }

    #[test]
    fn an_address_has_moved_as_far_as_redirects_are_permanent() {
        let hop = |status: u16, to: &str| Hop { status, to: to.to_owned() };
        let answer = |hops: Vec<Hop>| Answer { hops, ..Answer::new(End::Status(200)) };
        assert_eq!(answer(vec![hop(301, "a"), hop(308, "b")]).moved_to(), Some("b"));
        assert_eq!(answer(vec![hop(301, "a"), hop(302, "b"), hop(301, "c")]).moved_to(), Some("a"));
        assert_eq!(answer(vec![hop(302, "a"), hop(301, "b")]).class(&[]), Class::Alive);
        let gone = Answer { hops: vec![hop(301, "a")], ..Answer::new(End::Status(404)) };
        assert_eq!(gone.class(&[]), Class::Dead);
    }
}
