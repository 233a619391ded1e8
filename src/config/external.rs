//! How links to other hosts are asked for: `external` as written, and what it comes to.
//!
//! Nothing is asked here, and no variable of the environment is read.

use std::collections::BTreeSet;
use std::time::Duration;

use url::Url;

use super::Pattern;
use super::host_rules::{self, HostRules, WrittenHost};
use super::resolve::Checks;
use crate::source::Spanned;

/// How links to other hosts are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    /// Addresses that are never asked for.
    pub exclude: Vec<Pattern>,
    /// Status codes that count as an answer.
    pub accept: Vec<u16>,
    /// What single hosts are sent, in the order written; the first that fits counts.
    pub hosts: Vec<HostRules>,
    /// How long one request may take.
    pub timeout: Duration,
    /// How long the whole run may take.
    pub max_time: Duration,
    /// How long a host is left in peace between two requests.
    pub delay: Duration,
    /// How many hosts are asked at a time. At least 1.
    pub concurrency: usize,
    /// How many requests a host gets at a time. At least 1.
    pub per_host: usize,
    /// Whether fragments are looked for in the pages of other hosts.
    pub fragments: bool,
    /// Whether private and loopback addresses may be asked, where the command line allows it too.
    pub allow_private: bool,
    /// A PEM file with authorities whose certificates count besides those of the public ones; relative to the root.
    /// Only the form of the path is checked here.
    pub ca_file: Option<Spanned<String>>,
    /// How long answers are remembered.
    pub ages: Ages,
}

/// How long an answer of each class is remembered. Nothing is remembered for no time at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages {
    /// The address holds.
    pub alive: Duration,
    /// The address has moved.
    pub moved: Duration,
    /// Nothing is there.
    pub dead: Duration,
    /// The host does not want to be asked.
    pub blocked: Duration,
    /// No answer, or one of an overworked host.
    pub unstable: Duration,
}

impl External {
    /// Whether `url` is left out: a pattern names it, with or without its scheme.
    pub fn excludes(&self, url: &str) -> bool {
        let bare = url.split_once("://").map_or(url, |(_, bare)| bare);
        self.exclude.iter().any(|pattern| pattern.matches(url) || pattern.matches(bare))
    }

    /// What a request for `url` is sent besides the usual: the first rules for its origin.
    pub fn rules_for(&self, url: &Url) -> Option<&HostRules> {
        self.hosts.iter().find(|rules| rules.origin.matches(url))
    }

    /// The same without the headers that `variable` does not know every variable of, and the names of these variables,
    /// sorted, each once. Of a header with several the first counts.
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
            ages: Ages {
                alive: hours(7 * 24),
                moved: hours(24),
                dead: hours(1),
                blocked: hours(24),
                unstable: Duration::ZERO,
            },
        }
    }
}

/// `external` as written.
#[derive(Debug, Default)]
pub(super) struct WrittenExternal {
    pub(super) exclude: Option<Spanned<Vec<String>>>,
    pub(super) accept: Option<Spanned<Vec<u16>>>,
    pub(super) hosts: Vec<Spanned<WrittenHost>>,
    pub(super) timeout: Option<Spanned<String>>,
    pub(super) max_time: Option<Spanned<String>>,
    pub(super) delay: Option<Spanned<String>>,
    pub(super) concurrency: Option<Spanned<usize>>,
    pub(super) per_host: Option<Spanned<usize>>,
    pub(super) fragments: Option<Spanned<bool>>,
    pub(super) allow_private: Option<Spanned<bool>>,
    pub(super) ca_file: Option<Spanned<String>>,
    pub(super) cache: WrittenAges,
}

#[derive(Debug, Default)]
pub(super) struct WrittenAges {
    pub(super) alive: Option<Spanned<String>>,
    pub(super) moved: Option<Spanned<String>>,
    pub(super) dead: Option<Spanned<String>>,
    pub(super) blocked: Option<Spanned<String>>,
    pub(super) unstable: Option<Spanned<String>>,
}

/// What `written` comes to.
pub(super) fn resolve(written: WrittenExternal, checks: &mut Checks<'_>) -> External {
    let default = External::default();
    let WrittenExternal {
        exclude,
        accept,
        hosts,
        timeout,
        max_time,
        delay,
        concurrency,
        per_host,
        fragments,
        allow_private,
        ca_file,
        cache: WrittenAges { alive, moved, dead, blocked, unstable },
    } = written;
    let mut time = |name: &str, written: Option<Spanned<String>>, default: Duration| match written {
        Some(written) => duration(name, &written, checks).unwrap_or(default),
        None => default,
    };
    let (timeout, max_time) = (time("timeout", timeout, default.timeout), time("max_time", max_time, default.max_time));
    let delay = time("delay", delay, default.delay);
    let ages = Ages {
        alive: time("alive", alive, default.ages.alive),
        moved: time("moved", moved, default.ages.moved),
        dead: time("dead", dead, default.ages.dead),
        blocked: time("blocked", blocked, default.ages.blocked),
        unstable: time("unstable", unstable, default.ages.unstable),
    };
    External {
        exclude: exclude.map(|placed| placed.value).unwrap_or_default().into_iter().map(Pattern::new).collect(),
        accept: accept.map(|placed| statuses(placed, checks)).unwrap_or_default(),
        hosts: hosts.into_iter().filter_map(|host| host_rules::resolve(host, checks)).collect(),
        // A request without any time cannot be made, whatever is written.
        timeout: if timeout.is_zero() { default.timeout } else { timeout },
        max_time,
        delay,
        concurrency: count("concurrency", concurrency, default.concurrency, checks),
        per_host: count("per_host", per_host, default.per_host, checks),
        fragments: fragments.is_some_and(|placed| placed.value),
        allow_private: allow_private.is_some_and(|placed| placed.value),
        ca_file: ca_file.and_then(|written| path_of_a_file(written, checks)),
        ages,
    }
}

fn statuses(written: Spanned<Vec<u16>>, checks: &mut Checks<'_>) -> Vec<u16> {
    let (known, others): (Vec<u16>, Vec<u16>) =
        written.value.into_iter().partition(|status| (100..1000).contains(status));
    for other in others {
        checks.refuse(written.span, format!("`accept`: {other} is no status"), "write codes such as `[403, 999]`");
    }
    known
}

fn count(name: &str, written: Option<Spanned<usize>>, default: usize, checks: &mut Checks<'_>) -> usize {
    let Some(Spanned { value, span }) = written else { return default };
    if (1..=256).contains(&value) {
        return value;
    }
    checks.refuse(span, format!("`{name}`: {value} is out of range"), "write a number from 1 to 256");
    default
}

fn path_of_a_file(written: Spanned<String>, checks: &mut Checks<'_>) -> Option<Spanned<String>> {
    let Spanned { value, span } = &written;
    let is_path = !value.trim().is_empty() && !value.contains("-----BEGIN") && !value.contains('\0');
    if !is_path {
        let help = "write the path of a file with certificates, such as `company.pem`";
        checks.refuse(*span, "`ca_file`: this is no path".to_owned(), help);
    }
    is_path.then_some(written)
}

/// A span of time: a number with `ms`, `s`, `m`, `h` or `d` behind it; seconds where nothing is.
fn duration(name: &str, written: &Spanned<String>, checks: &mut Checks<'_>) -> Option<Duration> {
    let text = written.value.trim();
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let seconds = match unit.trim() {
        "ms" => Some(0.001),
        "" | "s" => Some(1.0),
        "m" => Some(60.0),
        "h" => Some(3600.0),
        "d" => Some(86400.0),
        _ => None,
    };
    let time = seconds.zip(number.parse::<f64>().ok()).map(|(unit, number)| unit * number);
    let time = time.filter(|seconds| *seconds <= MAX_SECONDS).and_then(|time| Duration::try_from_secs_f64(time).ok());
    if time.is_none() {
        checks.refuse(
            written.span,
            format!("`{name}`: `{text}` is no span of time"),
            "write a number with `ms`, `s`, `m`, `h` or `d`, such as `20s`",
        );
    }
    time
}

/// Ten years: nobody waits longer.
const MAX_SECONDS: f64 = 315_360_000.0;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use url::Url;

    use crate::config::read;
    use crate::source::FileId;

    #[test]
    fn what_is_written_is_what_counts() {
        let text = "external:\n  exclude: [\"https://a.example/x\", \"*.b.example/**\"]\n  accept: [403]\n  timeout: 5\n  \
                    max_time: 2m\n  delay: 250ms\n  concurrency: 4\n  fragments: true\n  allow_private: true\n  \
                    ca_file: company.pem\n  cache: {alive: 2d, dead: 0s}\n  hosts: [{host: API.example, token: $TOKEN}]\n";
        let (config, findings) = read(FileId(0), text);
        assert_eq!(findings, []);
        let external = config.external;
        assert!(external.excludes("https://a.example/x/y") && external.excludes("http://w.b.example/"));
        assert!(!external.excludes("https://a.example/") && !external.excludes("https://c.example/"));
        assert_eq!((external.timeout, external.max_time), (Duration::from_secs(5), Duration::from_secs(120)));
        assert_eq!((external.delay, external.concurrency), (Duration::from_millis(250), 4));
        assert!(external.fragments && external.allow_private && external.accept == [403]);
        assert_eq!(external.ca_file.as_ref().map(|file| file.value.as_str()), Some("company.pem"));
        assert_eq!((external.ages.alive.as_secs(), external.ages.dead.as_secs()), (172_800, 0));
        assert!(external.rules_for(&Url::parse("https://api.example/x").unwrap()).is_some());
    }

    #[test]
    fn what_cannot_be_used_is_a_finding_and_the_default_stands() {
        for (setting, part) in [
            ("timeout: soon", "`soon` is no span of time"),
            ("max_time: 1e400d", "no span of time"),
            ("accept: [42]", "42 is no status"),
            ("concurrency: 0", "0 is out of range"),
            ("ca_file: \"\"", "`ca_file`: this is no path"),
            ("ca_file: \"-----BEGIN CERTIFICATE-----\"", "`ca_file`: this is no path"),
            ("ca_file: [a.pem]", "`ca_file`: "),
            ("hosts: [{host: \"a/b\"}]", "`a/b` is no host"),
            ("hosts: [{host: \"http://a.example\"}]", "would be sent over a connection that others can read"),
            ("hosts: [{host: a, headers: {\"a:b\": c}}]", "`a:b` is no name of a header"),
            ("fragment: true", "there is no setting `fragment` here"),
        ] {
            let (_, findings) = read(FileId(0), &format!("external:\n  {setting}\n"));
            assert!(findings.len() == 1 && findings[0].message.contains(part), "{setting}: {findings:?}");
        }
    }

    #[test]
    fn headers_without_a_value_are_left_out_and_their_variables_are_named() {
        let text = "external: {hosts: [{host: a.example, token: $ONE, headers: {x: \"${TWO}\", y: \"${TWO}${ONE}\"}}]}";
        let external = read(FileId(0), text).0.external;
        let (rules, missing) = external.with_variables(&|name| (name == "ONE").then(|| "1".to_owned()));
        assert_eq!(missing, ["TWO"]);
        assert_eq!(rules.hosts[0].headers.keys().collect::<Vec<_>>(), ["authorization"]);
    }
}
