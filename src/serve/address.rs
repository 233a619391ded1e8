//! What may be asked for, and by whom: addresses and `Host` headers, before anything is looked up.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// The path, decoded: it begins with one slash, and has no `..`, no backslash and no NUL.
    pub(super) path: String,
    /// What stands behind the question mark, as sent.
    pub(super) query: Option<String>,
}

/// Reads the target of a request line. Nothing where it is no path of a site.
pub(super) fn read(target: &str) -> Option<Asked> {
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let path = percent_decode_str(path).decode_utf8().ok()?.into_owned();
    let is_clean = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\0']);
    let has_steps = path.split('/').any(|part| part == "." || part == "..");
    (is_clean && !has_steps).then_some(Asked { path, query })
}

/// Whether a request with this `Host` header may be answered by a server that listens at `bound`.
///
/// A page of another site can have its own name lead to this machine, and then read what it likes; it cannot
/// change the name that the browser sends. Addresses need no name server and are let in where others may
/// connect at all.
pub(super) fn is_own_host(host: &str, bound: IpAddr) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, port)) if port.is_empty() || is_port(port) => name,
        Some(_) => return false,
        None => match host.split_once(':') {
            Some((name, port)) if is_port(&format!(":{port}")) => name,
            Some(_) => return false,
            None => host,
        },
    };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    match name.parse::<IpAddr>() {
        Ok(address) if bound.is_unspecified() || address == bound => true,
        Ok(address) => address.is_loopback() && address.to_string() == name,
        Err(_) => false,
    }
}

fn is_port(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::{is_own_host, read};

    fn check_target(target: &str, path: Option<&str>) {
        assert_eq!(read(target).map(|asked| asked.path).as_deref(), path, "{target}");
    }

    #[test]
    fn an_address_that_could_leave_the_site_is_refused() {
        check_target("/", Some("/"));
        check_target("/a%20b/%C3%A9/?x=../..", Some("/a b/é/"));
        check_target("/..a/b../", Some("/..a/b../"));
        for target in [
            "",
            "a",
            "*",
            "http://other.example/",
            "//other.example/",
            "/../etc/passwd",
            "/a/%2e%2e/b",
            "/%2E%2e/",
            "/a%5c..%5cb",
            "/a\\b",
            "/a%00",
            "/./a",
            "/%FF",
        ] {
            check_target(target, None);
        }
    }

    #[test]
    fn a_query_is_kept_as_sent() {
        assert_eq!(read("/a?b=c?d#e").unwrap().query.as_deref(), Some("b=c?d"));
        assert_eq!(read("/a").unwrap().query, None);
    }

    fn check_host(host: &str, bound: &str, expected: bool) {
        assert_eq!(is_own_host(host, bound.parse::<IpAddr>().unwrap()), expected, "{host} at {bound}");
    }

    #[test]
    fn a_foreign_host_is_told_from_an_own_one() {
        for host in ["localhost", "LocalHost:4000", "127.0.0.1", "127.0.0.1:81", "[::1]", "[::1]:4000"] {
            check_host(host, "127.0.0.1", true);
        }
        for host in [
            "",
            "evil.example",
            "evil.example:4000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.7",
            "localhost:x",
            "[::1]x",
            "2130706433",
        ] {
            check_host(host, "127.0.0.1", false);
        }
        check_host("10.0.0.7:4000", "10.0.0.7", true);
        check_host("192.168.0.2", "0.0.0.0", true);
        check_host("evil.example", "0.0.0.0", false);
    }
}
