//! What came of asking for an address, and what that means for a link to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How asking for one address ended. Raw: what it means depends on the rules of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The last word.
    pub end: End,
    /// The redirects on the way there, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hops: Vec<Hop>,
    /// Fragments that were looked for at the end, and whether each is there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fragments: BTreeMap<String, bool>,
}

/// The last word on an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The host answered with this status.
    Status(u16),
    /// No answer, for this reason.
    Fault(Fault),
    /// The redirects lead round in a circle, or on and on.
    Loop,
    /// There was no time left to ask.
    Unasked,
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The name of the host does not exist.
    NoSuchName,
    /// The name of the host could not be looked up this time.
    Lookup,
    /// The host is at a private address, which may not be asked.
    Private(String),
    /// Nothing came in time.
    TimedOut,
    /// The certificate of the host, or how it speaks TLS, is not in order.
    Tls(String),
    /// The connection was refused or cut, or what came was no HTTP.
    Broken(String),
}

/// What is said of a certificate that leads to no authority that is known here.
pub(super) const UNTRUSTED: &str = "its certificate comes from nobody who is trusted here";

impl Fault {
    /// Whether only the trust in the host's authority is missing.
    pub(super) fn is_untrusted(&self) -> bool {
        matches!(self, Self::Tls(said) if said == UNTRUSTED)
    }
}

/// One redirect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Its status.
    pub status: u16,
    /// Where it leads, as an absolute address.
    pub to: String,
}

impl Hop {
    /// Whether the host says that it is for good.
    pub fn is_permanent(&self) -> bool {
        matches!(self.status, 301 | 308)
    }
}

/// What an answer means for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It holds.
    Alive,
    /// It holds, at another address.
    Moved,
    /// Nothing is there.
    Dead,
    /// The host does not let itself be asked.
    Blocked,
    /// No good answer this time; next time there may be one.
    Unstable,
    /// It is sent round in a circle.
    Loop,
    /// It leads to a private address.
    Private,
}

impl Answer {
    /// An answer without redirects.
    pub fn new(end: End) -> Self {
        Self { end, hops: Vec::new(), fragments: BTreeMap::new() }
    }

    /// What it means where the statuses in `accept` count as good ones.
    pub fn class(&self, accept: &[u16]) -> Class {
        match self.end.class(accept) {
            Class::Alive if self.moved_to().is_some() => Class::Moved,
            class => class,
        }
    }

    /// Where it has moved for good: the end of the permanent redirects that it begins with.
    pub fn moved_to(&self) -> Option<&str> {
        self.hops.iter().take_while(|hop| hop.is_permanent()).last().map(|hop| hop.to.as_str())
    }
}

impl End {
    /// What it means, redirects apart.
    pub fn class(&self, accept: &[u16]) -> Class {
        match self {
            Self::Status(status) if accept.contains(status) => Class::Alive,
            Self::Status(404 | 410) | Self::Fault(Fault::NoSuchName) => Class::Dead,
            Self::Fault(Fault::Private(_)) => Class::Private,
            Self::Status(408 | 425 | 500..=599) | Self::Fault(_) | Self::Unasked => Class::Unstable,
            // Hosts that dislike being asked use any code there is; none of them says that nothing is there.
            Self::Status(400..) => Class::Blocked,
            Self::Status(_) => Class::Alive,
            Self::Loop => Class::Loop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Class, End, Fault, Hop};

    #[test]
    fn dead_blocked_and_unstable_are_told_apart() {
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
        check(End::Unasked, Class::Unstable);
    }

    #[test]
    fn an_address_has_moved_as_far_as_the_host_says_for_good() {
        let hop = |status: u16, to: &str| Hop { status, to: to.to_owned() };
        let answer = |hops: Vec<Hop>| Answer { hops, ..Answer::new(End::Status(200)) };
        assert_eq!(answer(vec![hop(301, "a"), hop(308, "b")]).moved_to(), Some("b"));
        assert_eq!(answer(vec![hop(301, "a"), hop(302, "b"), hop(301, "c")]).moved_to(), Some("a"));
        assert_eq!(answer(vec![hop(302, "a"), hop(301, "b")]).class(&[]), Class::Alive);
        let gone = Answer { hops: vec![hop(301, "a")], ..Answer::new(End::Status(404)) };
        assert_eq!(gone.class(&[]), Class::Dead);
    }
}
