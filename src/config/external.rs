//! The resolved settings of `check --external`.
//!
//! No request is made here, and no environment variable is read.

use std::collections::BTreeSet;
use std::time::Duration;

use url::Url;

use super::host_rules::HostRules;
use super::pattern::Pattern;
use crate::source::Spanned;

/// How links to other hosts are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    /// URLs that are never requested.
    pub exclude: Vec<Pattern>,
    /// Status codes that count as success.
    pub accept: Vec<u16>,
    /// Headers for single hosts, in the order written; the first rules that match apply.
    pub hosts: Vec<HostRules>,
    /// How long one request may take.
    pub timeout: Duration,
    /// How long the whole run may take.
    pub max_time: Duration,
    /// The least time between two requests to a host.
    pub delay: Duration,
    /// How many hosts get requests at a time. At least 1.
    pub concurrency: usize,
    /// How many requests a host gets at a time. At least 1.
    pub per_host: usize,
    /// Whether fragments are looked for in the pages of other hosts.
    pub fragments: bool,
    /// Whether private and loopback addresses may be requested, where the command line allows it too.
    pub allow_private: bool,
    /// A PEM file of certificate authorities to trust besides the public ones; relative to the root. Only the form of
    /// the path is checked here.
    pub ca_file: Option<Spanned<String>>,
    /// How long results are cached.
    pub max_ages: MaxAges,
}

/// How long a result of each class is cached; with a duration of zero it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxAges {
    /// The URL works.
    pub alive: Duration,
    /// The URL has moved.
    pub moved: Duration,
    /// Not found.
    pub dead: Duration,
    /// The host refuses automated requests.
    pub blocked: Duration,
    /// No answer, or an error of the server.
    pub unstable: Duration,
}

impl External {
    /// Whether a pattern matches `url`, with or without its scheme.
    pub fn excludes(&self, url: &str) -> bool {
        let without_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
        self.exclude.iter().any(|pattern| pattern.matches(url) || pattern.matches(without_scheme))
    }

    /// The first rules for the origin of `url`.
    pub fn rules_for(&self, url: &Url) -> Option<&HostRules> {
        self.hosts.iter().find(|rules| rules.origin.matches(url))
    }

    /// The same settings without the headers in which a variable has no value, and the names of these variables,
    /// sorted, each once; of a header with several, the first.
    pub fn with_variables(&self, variable: &dyn Fn(&str) -> Option<String>) -> (Self, Vec<String>) {
        let mut rules = self.clone();
        let mut missing = BTreeSet::new();
        for host in &mut rules.hosts {
            host.headers.retain(|_, secret| secret.reveal(variable).map_err(|name| missing.insert(name)).is_ok());
        }
        (rules, missing.into_iter().collect())
    }
}

impl Default for External {
    fn default() -> Self {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        Self {
            exclude: Vec::new(),
            accept: Vec::new(),
            hosts: Vec::new(),
            timeout: Duration::from_secs(20),
            max_time: Duration::from_secs(600),
            delay: Duration::from_millis(500),
            concurrency: 16,
            per_host: 1,
            fragments: false,
            allow_private: false,
            ca_file: None,
            max_ages: MaxAges {
                alive: hours(7 * 24),
                moved: hours(24),
                dead: hours(1),
                blocked: hours(24),
                unstable: Duration::ZERO,
            },
        }
    }
}
