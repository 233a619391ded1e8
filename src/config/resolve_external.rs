//! Validates the `external` settings and fills in their defaults.

use std::collections::BTreeMap;
use std::time::Duration;

use super::external::{External, MaxAges};
use super::host_rules::{HostRules, OriginPattern, Secret, is_header_name};
use super::pattern::Pattern;
use super::raw::{RawAges, RawExternal, RawHost};
use super::validator::Validator;
use crate::source::Spanned;

/// Durations are limited to ten years, so that no sum of them overflows.
const MAX_SECONDS: f64 = 315_360_000.0;

/// The settings that `raw` resolves to. A value that a setting does not take is a finding, and its default is used.
pub(super) fn resolve(raw: RawExternal, validator: &mut Validator<'_>) -> External {
    let default = External::default();
    let RawExternal {
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
        cache: RawAges { alive, moved, dead, blocked, unstable },
    } = raw;
    let mut time = |name: &str, raw: Option<Spanned<String>>, default: Duration| match raw {
        Some(raw) => duration(name, &raw, validator).unwrap_or(default),
        None => default,
    };
    let (timeout, max_time) = (time("timeout", timeout, default.timeout), time("max_time", max_time, default.max_time));
    let delay = time("delay", delay, default.delay);
    let max_ages = MaxAges {
        alive: time("alive", alive, default.max_ages.alive),
        moved: time("moved", moved, default.max_ages.moved),
        dead: time("dead", dead, default.max_ages.dead),
        blocked: time("blocked", blocked, default.max_ages.blocked),
        unstable: time("unstable", unstable, default.max_ages.unstable),
    };
    External {
        exclude: exclude.map(|exclude| patterns(exclude, validator)).unwrap_or_default(),
        accept: accept.map(|accept| statuses(accept, validator)).unwrap_or_default(),
        hosts: hosts.into_iter().filter_map(|host| host_rules(host, validator)).collect(),
        // A request with a time limit of zero would always fail.
        timeout: if timeout.is_zero() { default.timeout } else { timeout },
        max_time,
        delay,
        concurrency: count("concurrency", concurrency, default.concurrency, validator),
        per_host: count("per_host", per_host, default.per_host, validator),
        fragments: fragments.is_some_and(|fragments| fragments.value),
        allow_private: allow_private.is_some_and(|allow| allow.value),
        ca_file: ca_file.and_then(|path| ca_file_path(path, validator)),
        max_ages,
    }
}

fn patterns(raw: Spanned<Vec<String>>, validator: &mut Validator<'_>) -> Vec<Pattern> {
    let Spanned { value, span } = raw;
    let mut pattern = |text: String| match Pattern::new(text) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            validator.invalid(span, format!("`exclude`: invalid pattern: {reason}"), "write several shorter patterns");
            None
        }
    };
    value.into_iter().filter_map(&mut pattern).collect()
}

fn statuses(raw: Spanned<Vec<u16>>, validator: &mut Validator<'_>) -> Vec<u16> {
    let (valid, invalid): (Vec<u16>, Vec<u16>) = raw.value.into_iter().partition(|code| (100..1000).contains(code));
    for code in invalid {
        validator.invalid(
            raw.span,
            format!("`accept`: invalid status code {code}"),
            "write codes such as `[403, 999]`",
        );
    }
    valid
}

fn count(name: &str, raw: Option<Spanned<usize>>, default: usize, validator: &mut Validator<'_>) -> usize {
    let Some(Spanned { value, span }) = raw else { return default };
    if (1..=256).contains(&value) {
        return value;
    }
    validator.invalid(span, format!("`{name}`: {value} is out of range"), "write a number from 1 to 256");
    default
}

fn ca_file_path(path: Spanned<String>, validator: &mut Validator<'_>) -> Option<Spanned<String>> {
    let Spanned { value, span } = &path;
    let is_path = !value.trim().is_empty() && !value.contains("-----BEGIN") && !value.contains('\0');
    if !is_path {
        let help = "write the path of a file with certificates, such as `company.pem`";
        validator.invalid(*span, "`ca_file`: invalid path".to_owned(), help);
    }
    is_path.then_some(path)
}

/// A number followed by `ms`, `s`, `m`, `h` or `d`; in seconds where no unit is given.
fn duration(name: &str, raw: &Spanned<String>, validator: &mut Validator<'_>) -> Option<Duration> {
    let text = raw.value.trim();
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
        validator.invalid(
            raw.span,
            format!("`{name}`: invalid duration `{text}`"),
            "write a number with `ms`, `s`, `m`, `h` or `d`, such as `20s`",
        );
    }
    time
}

/// The rules for one host; nothing where the host is invalid.
fn host_rules(raw: RawHost, validator: &mut Validator<'_>) -> Option<HostRules> {
    let RawHost { host, token, headers } = raw;
    let origin = match OriginPattern::parse(&host.value) {
        Ok(origin) => origin,
        Err((reason, help)) => {
            validator.invalid(host.span, format!("`hosts`: {reason}"), help);
            return None;
        }
    };
    let mut all = BTreeMap::new();
    if let Some(token) = token {
        all.insert("authorization".to_owned(), Secret::new("Bearer ", token.value));
    }
    for (name, value) in headers {
        if is_header_name(&name.value) {
            all.insert(name.value.to_ascii_lowercase(), Secret::new("", value.value));
        } else {
            let message = format!("`headers`: invalid header name `{}`", name.value);
            validator.invalid(name.span, message, "write letters, digits and `-`");
        }
    }
    Some(HostRules { origin, headers: all })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use url::Url;

    use crate::config::read;
    use crate::source::FileId;

    #[test]
    fn every_setting_is_read() {
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
        assert_eq!((external.max_ages.alive.as_secs(), external.max_ages.dead.as_secs()), (172_800, 0));
        assert!(external.rules_for(&Url::parse("https://api.example/x").unwrap()).is_some());
    }

    #[test]
    fn an_invalid_value_is_a_finding_and_its_default_is_used() {
        for (setting, part) in [
            ("timeout: soon", "invalid duration `soon`"),
            ("max_time: 1e400d", "invalid duration"),
            ("accept: [42]", "invalid status code 42"),
            ("concurrency: 0", "0 is out of range"),
            ("ca_file: \"\"", "`ca_file`: invalid path"),
            ("ca_file: \"-----BEGIN CERTIFICATE-----\"", "`ca_file`: invalid path"),
            ("ca_file: [a.pem]", "`external.ca_file` takes the path"),
            ("hosts: [{host: \"a/b\"}]", "invalid host `a/b`"),
            ("hosts: [{host: \"http://a.example\"}]", "would be sent over an unencrypted connection"),
            ("hosts: [{host: a, headers: {\"a:b\": c}}]", "invalid header name `a:b`"),
            ("fragment: true", "unknown setting `fragment`"),
        ] {
            let (_, findings) = read(FileId(0), &format!("external:\n  {setting}\n"));
            assert!(findings.len() == 1 && findings[0].message.contains(part), "{setting}: {findings:?}");
        }
    }

    #[test]
    fn headers_with_an_unset_variable_are_left_out_and_the_variable_is_named() {
        let text = "external: {hosts: [{host: a.example, token: $ONE, headers: {x: \"${TWO}\", y: \"${TWO}${ONE}\"}}]}";
        let external = read(FileId(0), text).0.external;
        let (rules, missing) = external.with_variables(&|name| (name == "ONE").then(|| "1".to_owned()));
        assert_eq!(missing, ["TWO"]);
        assert_eq!(rules.hosts[0].headers.keys().collect::<Vec<_>>(), ["authorization"]);
    }
}
