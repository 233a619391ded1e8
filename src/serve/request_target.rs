//! The target of a request: the path and the query in its first line.

use percent_encoding::percent_decode_str;

/// The folder of addresses that belong to the preview itself.
pub(super) const PREVIEW_FOLDER: &str = "/__clausebook/";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestTarget {
    /// The decoded path: it begins with exactly one slash, and contains no `.` or `..` segment, no backslash and no NUL.
    pub(super) path: String,
    /// The text after the question mark, as sent.
    pub(super) query: Option<String>,
}

impl RequestTarget {
    /// Parses the target of a request line; `None` where it is not a path within a site.
    pub(super) fn parse(target: &str) -> Option<Self> {
        let target = target.split('#').next().unwrap_or_default();
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let path = percent_decode_str(path).decode_utf8().ok()?.into_owned();
        let is_clean = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\0']);
        let has_dots = path.split('/').any(|segment| matches!(segment, "." | ".."));
        (is_clean && !has_dots).then_some(Self { path, query })
    }
}

#[cfg(test)]
mod tests {
    use super::RequestTarget;

    fn check(target: &str, path: Option<&str>) {
        assert_eq!(RequestTarget::parse(target).map(|target| target.path).as_deref(), path, "{target}");
    }

    #[test]
    fn a_target_outside_of_the_site_is_rejected() {
        check("/", Some("/"));
        check("/a%20b/%C3%A9/?x=../..", Some("/a b/é/"));
        check("/..a/b../", Some("/..a/b../"));
        let others = ["", "a", "*", "http://other.example/", "//other.example/", "/../etc/passwd", "/a/%2e%2e/b"];
        for target in others.into_iter().chain(["/%2E%2e/", "/a%5c..%5cb", "/a\\b", "/a%00", "/./a", "/%FF"]) {
            check(target, None);
        }
    }

    #[test]
    fn a_query_is_kept_as_sent() {
        assert_eq!(RequestTarget::parse("/a?b=c?d#e").unwrap().query.as_deref(), Some("b=c?d"));
        assert_eq!(RequestTarget::parse("/a").unwrap().query, None);
    }
}
