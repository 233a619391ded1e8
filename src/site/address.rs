//! The parts of the address in a link, as written.

use memchr::memchr;

/// The parts of a destination (RFC 3986, section 3), none of them decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'a> {
    /// `https`, `mailto` and their like, as written.
    pub scheme: Option<&'a str>,
    /// The host with user and port, if the address has `//`.
    pub authority: Option<&'a str>,
    /// The path; may be empty.
    pub path: &'a str,
    /// What follows the first `?`.
    pub query: Option<&'a str>,
    /// What follows the first `#`.
    pub fragment: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// Splits `destination` into its parts. Any text is an address; surrounding white space is ignored.
    pub fn parse(destination: &'a str) -> Self {
        let rest = destination.trim();
        let (rest, fragment) = split(rest, b'#');
        let (rest, query) = split(rest, b'?');
        let (scheme, rest) = match split(rest, b':') {
            (scheme, Some(after)) if is_scheme(scheme) => (Some(scheme), after),
            _ => (None, rest),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(after) => {
                let end = memchr(b'/', after.as_bytes()).unwrap_or(after.len());
                (Some(&after[..end]), &after[end..])
            }
            None => (None, rest),
        };
        Self { scheme, authority, path, query, fragment }
    }

    /// Whether the address has no scheme, or is `http` or `https`.
    pub fn is_web(&self) -> bool {
        self.scheme.is_none_or(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
    }

    /// The host in canonical form, without user and without the default port of the scheme.
    pub fn host(&self) -> Option<String> {
        let authority = self.authority?;
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (name, port) = split_port(host);
        let defaults: &[&str] = match self.scheme {
            Some(scheme) if scheme.eq_ignore_ascii_case("http") => &["", "80"],
            Some(_) => &["", "443"],
            None => &["", "443", "80"],
        };
        let name = canonical_name(name);
        Some(match port.filter(|port| !defaults.contains(port)) {
            Some(port) => format!("{name}:{port}"),
            None => name,
        })
    }
}

/// The name and the port of a host.
fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, Some(port)),
        _ => (host, None),
    }
}

/// The name in lower case, and in ASCII where it has other letters.
fn canonical_name(name: &str) -> String {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let ascii = if is_plain { None } else { url::Host::parse(name).ok() };
    ascii.map_or_else(|| name.to_lowercase(), |host| host.to_string())
}

/// The text before and after the first `separator`, an ASCII character.
fn split(text: &str, separator: u8) -> (&str, Option<&str>) {
    memchr(separator, text.as_bytes()).map_or((text, None), |at| (&text[..at], Some(&text[at + 1..])))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn a_destination_is_split_into_its_parts() {
        let address = Address::parse("https://User@Example.org:80/a/b?x=1?y#frag#ment");
        assert_eq!(address.host().as_deref(), Some("example.org:80"));
        assert_eq!((address.path, address.query, address.fragment), ("/a/b", Some("x=1?y"), Some("frag#ment")));
        let local = Address::parse("../x.md#top");
        assert_eq!((local.scheme, local.path, local.fragment), (None, "../x.md", Some("top")));
        assert_eq!(Address::parse("mailto:a@b.c").scheme, Some("mailto"));
        assert_eq!(Address::parse("//cdn.example/x").host().as_deref(), Some("cdn.example"));
        assert_eq!(Address::parse("a b:c/d").scheme, None);
    }

    #[test]
    fn a_host_has_its_port_unless_that_is_the_default_one() {
        for (written, host) in [
            ("https://Example.org:443/", "example.org"),
            ("http://example.org:80/", "example.org"),
            ("http://example.org:443/", "example.org:443"),
            ("https://example.org:8443/a", "example.org:8443"),
            ("//example.org:443/", "example.org"),
            ("https://example.org:", "example.org"),
            ("https://user:1@example.org/", "example.org"),
            ("https://größe.example/", "xn--gre-6ka8i.example"),
            ("https://[::1]:8080/", "[::1]:8080"),
            ("https://[::1]/", "[::1]"),
        ] {
            assert_eq!(Address::parse(written).host().as_deref(), Some(host), "{written}");
        }
    }
}
