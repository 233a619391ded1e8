//! HTTP headers for single hosts: which requests they are sent with, and values that come from the environment.
//!
//! A rule is for an origin, that is scheme, host and port together: a secret for one port of a host must not be sent to
//! another. No variable is read here: a [`Secret`] holds the names of its variables.

use std::collections::BTreeMap;
use std::fmt;

use url::{Host, Url};

/// Headers for the requests to an origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRules {
    /// Which requests the headers are sent with.
    pub origin: OriginPattern,
    /// Headers by name, in lower case.
    pub headers: BTreeMap<String, Secret>,
}

/// The origin of a host, or of all its subdomains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginPattern {
    /// `https`, or `http` where the host is this machine.
    scheme: &'static str,
    /// In lower case, as the `url` crate serializes it.
    host: String,
    port: u16,
    scope: HostScope,
}

/// Which hosts an [`OriginPattern`] matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HostScope {
    Exact,
    /// Without the host itself.
    Subdomains,
}

/// A header value that is never printed: text in which `${NAME}` stands for an environment variable.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    prefix: &'static str,
    template: String,
}

impl OriginPattern {
    /// Reads `api.example.org`, `api.example.org:8443`, `*.example.org` or one of these behind `https://`; without a
    /// scheme it is `https`. `http://` is accepted for loopback addresses only.
    ///
    /// # Errors
    /// The reason and the help.
    pub(super) fn parse(text: &str) -> Result<Self, (String, &'static str)> {
        const FORMS: &str = "write `api.example.org`, `api.example.org:8443`, or `*.example.org` for its subdomains";
        let invalid = || (format!("invalid host `{text}`"), FORMS);
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let scheme = ["https", "http"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known));
        let scheme = scheme.ok_or_else(invalid)?;
        let domain = rest.strip_prefix("*.");
        let scope = if domain.is_some() { HostScope::Subdomains } else { HostScope::Exact };
        let authority = domain.unwrap_or(rest);
        let is_authority = !authority.is_empty()
            && !authority.contains(['/', '\\', '@', '?', '#', '*', '%'])
            && !authority.contains(|character: char| character.is_whitespace() || character.is_control());
        let url = Url::parse(&format!("{scheme}://{authority}/")).ok().filter(|_| is_authority).ok_or_else(invalid)?;
        let (host, port) = url.host().zip(url.port_or_known_default()).ok_or_else(invalid)?;
        if scope == HostScope::Subdomains && !matches!(host, Host::Domain(_)) {
            return Err(invalid());
        }
        let is_loopback = match host {
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
            // A name can resolve to any address.
            Host::Domain(_) => false,
        };
        if scheme == "http" && !is_loopback {
            let reason = format!("headers for `{text}` would be sent over an unencrypted connection");
            let help = "remove `http://`; it is accepted for loopback addresses only, such as `http://127.0.0.1:8080`";
            return Err((reason, help));
        }
        Ok(Self { scheme, host: host.to_string(), port, scope })
    }

    /// Whether `url` has this origin.
    pub fn matches(&self, url: &Url) -> bool {
        let is_host = |host: &str| match self.scope {
            HostScope::Exact => host == self.host,
            HostScope::Subdomains => host.strip_suffix(&self.host).is_some_and(|below| below.ends_with('.')),
        };
        url.scheme() == self.scheme
            && url.port_or_known_default() == Some(self.port)
            && url.host_str().is_some_and(is_host)
    }
}

impl Secret {
    pub(super) fn new(prefix: &'static str, template: String) -> Self {
        Self { prefix, template }
    }

    /// The value, with variables looked up by `variable`.
    ///
    /// # Errors
    /// The name of the first variable without a value.
    pub fn reveal(&self, variable: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
        let mut value = self.prefix.to_owned();
        if let Some(name) = self.template.strip_prefix('$').filter(|name| is_env_name(name)) {
            value.push_str(&variable(name).ok_or_else(|| name.to_owned())?);
            return Ok(value);
        }
        let mut rest = self.template.as_str();
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

/// Whether `name` is a header name that a site may send.
pub fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether `name` is a valid name of an environment variable.
pub fn is_env_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{OriginPattern, Secret};

    #[track_caller]
    fn check(written: &str, matching: &[&str], others: &[&str]) {
        let origin = OriginPattern::parse(written).unwrap();
        let matches = |url: &&&str| origin.matches(&Url::parse(url).unwrap());
        assert_eq!(matching.iter().filter(|url| !matches(url)).collect::<Vec<_>>(), Vec::<&&str>::new(), "{written}");
        assert_eq!(others.iter().filter(matches).collect::<Vec<_>>(), Vec::<&&str>::new(), "{written}");
    }

    #[test]
    fn a_rule_is_for_scheme_host_and_port() {
        check(
            "API.example.org",
            &["https://api.example.org/x", "https://api.example.org:443/"],
            &["http://api.example.org/", "https://api.example.org:8443/", "https://x.api.example.org/"],
        );
        for written in ["api.example.org:8443", "https://api.example.org:8443", "HTTPS://api.example.org:8443"] {
            check(written, &["https://api.example.org:8443/"], &["https://api.example.org/"]);
        }
        check(
            "*.example.org",
            &["https://a.example.org/", "https://a.b.example.org/"],
            &["https://example.org/", "https://badexample.org/", "http://a.example.org/"],
        );
        check("*.example.org:81", &["https://a.example.org:81/"], &["https://a.example.org/"]);
        check("http://127.0.0.1:8080", &["http://127.0.0.1:8080/x"], &["http://127.0.0.1/", "https://127.0.0.1:8080/"]);
        check("http://[::1]", &["http://[::1]/", "http://[::1]:80/"], &["https://[::1]/"]);
        check("bücher.example", &["https://xn--bcher-kva.example/"], &[]);
    }

    #[test]
    fn an_invalid_origin_is_an_error() {
        for written in [
            "",
            "https://",
            "a/b",
            "https://a/",
            "u@a",
            "a?b",
            "a#b",
            "a b",
            "a:b",
            "a:99999",
            "*",
            "*.127.0.0.1",
            "a.*.b",
            "ftp://a",
            "http://a.example",
            "http://localhost:8080",
            "http://10.0.0.1",
        ] {
            assert!(OriginPattern::parse(written).is_err(), "{written}");
        }
    }

    #[test]
    fn a_secret_is_read_from_the_environment_and_never_printed() {
        let secret = |written: &str| Secret::new("Bearer ", written.to_owned());
        let variable = |name: &str| (name == "TOKEN").then(|| "s3cret".to_owned());
        assert_eq!(secret("$TOKEN").reveal(&variable), Ok("Bearer s3cret".to_owned()));
        assert_eq!(secret("a${TOKEN}b$").reveal(&variable), Ok("Bearer as3cretb$".to_owned()));
        assert_eq!(secret("$OTHER").reveal(&variable), Err("OTHER".to_owned()));
        assert_eq!(format!("{:?}", secret("s3cret")), "Secret");
    }
}
