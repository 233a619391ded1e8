//! Headers for single hosts: which requests they go with, and values that come from the environment.
//!
//! A rule is for an origin, that is scheme, host and port together: a secret for one port of a host is none for
//! another. No variable is read here: a [`Secret`] only knows which one it wants.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use url::{Host, Url};

use super::resolve::Checks;
use crate::source::{Span, Spanned};

/// What one origin, or that of every host below a name, is sent with every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRules {
    /// Which requests the headers go with.
    pub origin: OriginPattern,
    /// Headers by name, in lower case.
    pub headers: BTreeMap<String, Secret>,
}

/// An origin, or that of every host below a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginPattern {
    /// `https`, or `http` where the host is this machine.
    scheme: &'static str,
    /// In lower case, as URLs write it.
    host: String,
    port: u16,
    reach: Reach,
}

/// How far an [`OriginPattern`] goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// To the host itself.
    Exact,
    /// To every host below it, and not to itself.
    Below,
}

/// A value that is never shown: text in which `${NAME}` stands for a variable of the environment.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    prefix: &'static str,
    written: String,
}

/// An entry of `external.hosts` as written.
#[derive(Debug, Deserialize)]
pub(super) struct WrittenHost {
    pub(super) host: String,
    pub(super) token: Option<String>,
    pub(super) headers: Option<BTreeMap<String, String>>,
}

impl OriginPattern {
    /// Reads `api.example.org`, `api.example.org:8443`, `*.example.org` or one of these behind `https://`; without a
    /// scheme `https` is meant. `http://` is taken for loopback addresses alone.
    ///
    /// # Errors
    /// The reason and the remedy.
    fn parse(written: &str) -> Result<Self, (String, &'static str)> {
        const FORMS: &str = "write `api.example.org`, `api.example.org:8443`, or `*.example.org` for all below it";
        let no_host = || (format!("`{written}` is no host"), FORMS);
        let (scheme, rest) = written.split_once("://").unwrap_or(("https", written));
        let scheme = ["https", "http"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known));
        let scheme = scheme.ok_or_else(no_host)?;
        let (authority, reach) = rest.strip_prefix("*.").map_or((rest, Reach::Exact), |above| (above, Reach::Below));
        let is_authority = !authority.is_empty()
            && !authority.contains(['/', '\\', '@', '?', '#', '*', '%'])
            && !authority.contains(|letter: char| letter.is_whitespace() || letter.is_control());
        let url = Url::parse(&format!("{scheme}://{authority}/")).ok().filter(|_| is_authority).ok_or_else(no_host)?;
        let (host, port) = url.host().zip(url.port_or_known_default()).ok_or_else(no_host)?;
        let is_name = matches!(host, Host::Domain(_));
        if reach == Reach::Below && !is_name {
            return Err(no_host());
        }
        let is_loopback = match host {
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
            // A name may lead anywhere.
            Host::Domain(_) => false,
        };
        if scheme == "http" && !is_loopback {
            let reason = format!("headers for `{written}` would be sent over a connection that others can read");
            return Err((
                reason,
                "leave `http://` out; it is taken for addresses such as `http://127.0.0.1:8080` alone",
            ));
        }
        Ok(Self { scheme, host: host.to_string(), port, reach })
    }

    /// Whether `url` is of this origin.
    pub fn matches(&self, url: &Url) -> bool {
        let is_host = |host: &str| match self.reach {
            Reach::Exact => host == self.host,
            Reach::Below => host.strip_suffix(&self.host).is_some_and(|below| below.ends_with('.')),
        };
        url.scheme() == self.scheme
            && url.port_or_known_default() == Some(self.port)
            && url.host_str().is_some_and(is_host)
    }
}

impl Secret {
    /// The value, with variables looked up by `variable`.
    ///
    /// # Errors
    /// The name of the first variable without a value.
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

/// What `written` comes to; nothing where its host is no origin.
pub(super) fn resolve(written: Spanned<WrittenHost>, checks: &mut Checks<'_>) -> Option<HostRules> {
    let Spanned { value: WrittenHost { host, token, headers }, span } = written;
    let origin = match OriginPattern::parse(&host) {
        Ok(origin) => origin,
        Err((reason, help)) => {
            checks.refuse(span, format!("`hosts`: {reason}"), help);
            return None;
        }
    };
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
    Some(HostRules { origin, headers: all })
}

fn refuse_header(name: &str, span: Span, checks: &mut Checks<'_>) {
    checks.refuse(span, format!("`headers`: `{name}` is no name of a header"), "write letters, digits and `-`");
}

/// Whether `name` can be that of a header that a site sends.
pub fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether `name` can be that of a variable of the environment.
pub fn is_variable(name: &str) -> bool {
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
    fn what_is_no_origin_is_refused() {
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
    fn a_secret_is_read_from_the_environment_and_never_shown() {
        let secret = |written: &str| Secret { prefix: "Bearer ", written: written.to_owned() };
        let variable = |name: &str| (name == "TOKEN").then(|| "s3cret".to_owned());
        assert_eq!(secret("$TOKEN").reveal(&variable), Ok("Bearer s3cret".to_owned()));
        assert_eq!(secret("a${TOKEN}b$").reveal(&variable), Ok("Bearer as3cretb$".to_owned()));
        assert_eq!(secret("$OTHER").reveal(&variable), Err("OTHER".to_owned()));
        assert_eq!(format!("{:?}", secret("s3cret")), "Secret");
    }
}
