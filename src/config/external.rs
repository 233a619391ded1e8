//! How links to other hosts are asked for: `external` as written, and what it comes to.
//!
//! Nothing is asked here, and no variable of the environment is read: a [`Secret`] only knows which one it wants.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use super::Pattern;
use super::resolve::Checks;
use crate::source::{Placed, Span};

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
    /// Whether private and loopback addresses may be asked.
    pub allow_private: bool,
    /// A PEM file with authorities whose certificates count besides those of the public ones; relative to the root.
    pub ca_file: Option<String>,
    /// How long answers are remembered.
    pub ages: Ages,
}

/// What one host, or a family of hosts, is sent with every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRules {
    /// The host; `*.example.org` stands for every host below it.
    pub host: String,
    /// Headers by name, in lower case.
    pub headers: BTreeMap<String, Secret>,
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

/// A value that is never shown: text in which `${NAME}` stands for a variable of the environment.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    prefix: &'static str,
    written: String,
}

impl Secret {
    /// The value, with variables looked up by `variable`.
    ///
    /// # Errors
    /// The name of the first variable that is not set.
    pub fn reveal(&self, variable: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
        let mut value = self.prefix.to_owned();
        if let Some(name) = self.written.strip_prefix('$').filter(|name| is_variable(name)) {
            value.push_str(&variable(name).ok_or_else(|| name.to_owned())?);
            return Ok(value);
        }
        let mut rest = self.written.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else { break };
            value.push_str(before);
            value.push_str(&variable(name).ok_or_else(|| name.to_owned())?);
            rest = after;
        }
        value.push_str(rest);
        Ok(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

impl HostRules {
    /// Whether they are for `host`, in lower case.
    pub fn are_for(&self, host: &str) -> bool {
        match self.host.strip_prefix("*.") {
            Some(above) => host.strip_suffix(above).is_some_and(|below| below.ends_with('.')),
            None => self.host == host,
        }
    }
}

impl External {
    /// Whether `url` is left out: a pattern names it, with or without its scheme.
    pub fn excludes(&self, url: &str) -> bool {
        let bare = url.split_once("://").map_or(url, |(_, bare)| bare);
        self.exclude.iter().any(|pattern| pattern.matches(url) || pattern.matches(bare))
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
    pub(super) exclude: Option<Placed<Vec<String>>>,
    pub(super) accept: Option<Placed<Vec<u16>>>,
    pub(super) hosts: Vec<Placed<WrittenHost>>,
    pub(super) timeout: Option<Placed<String>>,
    pub(super) max_time: Option<Placed<String>>,
    pub(super) delay: Option<Placed<String>>,
    pub(super) concurrency: Option<Placed<usize>>,
    pub(super) per_host: Option<Placed<usize>>,
    pub(super) fragments: Option<Placed<bool>>,
    pub(super) allow_private: Option<Placed<bool>>,
    pub(super) ca_file: Option<Placed<String>>,
    pub(super) cache: WrittenAges,
}

#[derive(Debug, Default)]
pub(super) struct WrittenAges {
    pub(super) alive: Option<Placed<String>>,
    pub(super) moved: Option<Placed<String>>,
    pub(super) dead: Option<Placed<String>>,
    pub(super) blocked: Option<Placed<String>>,
    pub(super) unstable: Option<Placed<String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenHost {
    pub(super) host: String,
    pub(super) token: Option<String>,
    pub(super) headers: Option<BTreeMap<String, String>>,
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
    let mut time = |name: &str, written: Option<Placed<String>>, default: Duration| match written {
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
        hosts: hosts.into_iter().filter_map(|host| host_rules(host, checks)).collect(),
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

fn statuses(written: Placed<Vec<u16>>, checks: &mut Checks<'_>) -> Vec<u16> {
    let (known, others): (Vec<u16>, Vec<u16>) =
        written.value.into_iter().partition(|status| (100..1000).contains(status));
    for other in others {
        checks.refuse(written.span, format!("`accept`: {other} is no status"), "write codes such as `[403, 999]`");
    }
    known
}

fn count(name: &str, written: Option<Placed<usize>>, default: usize, checks: &mut Checks<'_>) -> usize {
    let Some(Placed { value, span }) = written else { return default };
    if (1..=256).contains(&value) {
        return value;
    }
    checks.refuse(span, format!("`{name}`: {value} is out of range"), "write a number from 1 to 256");
    default
}

fn path_of_a_file(written: Placed<String>, checks: &mut Checks<'_>) -> Option<String> {
    let Placed { value, span } = written;
    let is_path = !value.trim().is_empty() && !value.contains("-----BEGIN") && !value.contains('\0');
    if !is_path {
        let help = "write the path of a file with certificates, such as `company.pem`";
        checks.refuse(span, "`ca_file`: this is no path".to_owned(), help);
    }
    is_path.then_some(value)
}

fn host_rules(written: Placed<WrittenHost>, checks: &mut Checks<'_>) -> Option<HostRules> {
    let Placed { value: WrittenHost { host, token, headers }, span } = written;
    let is_host = !host.is_empty() && !host.contains(['/', '@', ' ', '?', '#', ':']);
    if !is_host {
        let help = "write `api.example.org`, or `*.example.org` for all below it";
        checks.refuse(span, format!("`hosts`: `{host}` is no host"), help);
        return None;
    }
    let mut all = BTreeMap::new();
    if let Some(written) = token {
        all.insert("authorization".to_owned(), Secret { prefix: "Bearer ", written });
    }
    for (name, written) in headers.unwrap_or_default() {
        if is_header_name(&name) {
            all.insert(name.to_ascii_lowercase(), Secret { prefix: "", written });
        } else {
            refuse_header(&name, span, checks);
        }
    }
    Some(HostRules { host: host.to_ascii_lowercase(), headers: all })
}

fn refuse_header(name: &str, span: Span, checks: &mut Checks<'_>) {
    checks.refuse(span, format!("`headers`: `{name}` is no name of a header"), "write letters, digits and `-`");
}

fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn is_variable(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A span of time: a number with `ms`, `s`, `m`, `h` or `d` behind it; seconds where nothing is.
fn duration(name: &str, written: &Placed<String>, checks: &mut Checks<'_>) -> Option<Duration> {
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
    let time = time.filter(|seconds| *seconds <= MOST_SECONDS).and_then(|time| Duration::try_from_secs_f64(time).ok());
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
const MOST_SECONDS: f64 = 315_360_000.0;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{HostRules, Secret};
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
        assert_eq!(external.ca_file.as_deref(), Some("company.pem"));
        assert_eq!((external.ages.alive.as_secs(), external.ages.dead.as_secs()), (172_800, 0));
        assert!(external.hosts[0].are_for("api.example"));
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
            ("hosts: [{host: a, headers: {\"a:b\": c}}]", "`a:b` is no name of a header"),
            ("fragment: true", "there is no setting `fragment` here"),
        ] {
            let (_, findings) = read(FileId(0), &format!("external:\n  {setting}\n"));
            assert!(findings.len() == 1 && findings[0].message.contains(part), "{setting}: {findings:?}");
        }
    }

    #[test]
    fn a_secret_is_read_from_the_environment_and_never_shown() {
        let secret = |written: &str| Secret { prefix: "Bearer ", written: written.to_owned() };
        let variable = |name: &str| (name == "TOKEN").then(|| "s3cret".to_owned());
        assert_eq!(secret("$TOKEN").reveal(&variable), Ok("Bearer s3cret".to_owned()));
        assert_eq!(secret("a${TOKEN}b$").reveal(&variable), Ok("Bearer as3cretb$".to_owned()));
        assert_eq!(secret("$OTHER").reveal(&variable), Err("OTHER".to_owned()));
        assert_eq!(format!("{:?}", secret("s3cret")), "Secret");
    }

    #[test]
    fn rules_are_for_a_host_or_all_below_it() {
        let rules = |host: &str| HostRules { host: host.to_owned(), headers: Default::default() };
        assert!(rules("a.org").are_for("a.org") && !rules("a.org").are_for("b.a.org"));
        assert!(rules("*.a.org").are_for("b.a.org") && !rules("*.a.org").are_for("a.org"));
        assert!(!rules("*.a.org").are_for("ba.org"));
    }
}
