//! The base URL of a site: a path, and an origin where one is configured.

/// The URL of the site's home page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// Scheme and host, `https://example.com`, without a trailing slash; absent where only a path is configured.
    pub origin: Option<String>,
    /// The path of the site on its host, with a slash at both ends.
    pub path: String,
}

impl Default for BaseUrl {
    fn default() -> Self {
        Self { origin: None, path: "/".to_owned() }
    }
}

impl BaseUrl {
    /// Parses `https://example.com/docs/`, `/docs/` or nothing.
    ///
    /// # Errors
    /// The reason, for a message.
    pub fn parse(written: &str) -> Result<Self, String> {
        let written = written.trim();
        let (origin, path) = match written.split_once("://") {
            Some((scheme, rest)) => {
                let scheme = scheme.to_ascii_lowercase();
                if !matches!(scheme.as_str(), "http" | "https") {
                    return Err(format!("`{written}` has a scheme other than http and https"));
                }
                let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
                let host = rest[..end].to_ascii_lowercase();
                if host.is_empty() || !host.chars().all(is_host_character) {
                    return Err(format!("`{written}` has an invalid host"));
                }
                (Some(format!("{scheme}://{host}")), &rest[end..])
            }
            None if written.is_empty() || written.starts_with('/') => (None, written),
            None => return Err(format!("`{written}` is neither an absolute URL nor a path that begins with `/`")),
        };
        if path.contains(['?', '#', '\\', '<', '>', '"', '\'']) || path.contains(char::is_whitespace) {
            return Err(format!("`{written}` has a query, a fragment or an invalid character"));
        }
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        if path.starts_with("//") || parts.iter().any(|part| matches!(*part, "." | "..")) {
            return Err(format!("the path of `{written}` has an empty, `.` or `..` segment"));
        }
        let path = if parts.is_empty() { "/".to_owned() } else { format!("/{}/", parts.join("/")) };
        Ok(Self { origin, path })
    }

    /// The host, without a port; nothing where only a path is configured.
    pub fn host(&self) -> Option<&str> {
        let (_, host) = self.origin.as_deref()?.split_once("://")?;
        Some(host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')).map_or(host, |(host, _)| host))
    }

    /// A route of the site as a path on its host: `/a/b/` is `/docs/a/b/` below `/docs/`.
    pub fn path(&self, route: &str) -> String {
        format!("{}{}", self.path, route.strip_prefix('/').unwrap_or(route))
    }

    /// A route of the site as an absolute URL, or as a path where there is no origin.
    pub fn absolute(&self, route: &str) -> String {
        format!("{}{}", self.origin.as_deref().unwrap_or_default(), self.path(route))
    }

    /// A path on the host as a route of the site; nothing where it is not below the site's path.
    pub fn route(&self, path: &str) -> Option<String> {
        let folder = self.path.strip_suffix('/').unwrap_or(&self.path);
        let below = path.strip_prefix(folder)?;
        match below.chars().next() {
            None => Some("/".to_owned()),
            Some('/' | '?' | '#') => Some(below.to_owned()),
            Some(_) => None,
        }
    }
}

fn is_host_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-' | '_' | ':' | '[' | ']')
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    fn check(written: &str, expected: &str) {
        let base = BaseUrl::parse(written).unwrap();
        assert_eq!(base.absolute("/a/b/"), expected, "{written}");
    }

    #[test]
    fn a_base_is_a_url_a_path_or_nothing() {
        check("https://example.com", "https://example.com/a/b/");
        check("HTTPS://Example.com:8080/docs", "https://example.com:8080/docs/a/b/");
        check("https://example.com/docs/v1/", "https://example.com/docs/v1/a/b/");
        check("/docs", "/docs/a/b/");
        check("/", "/a/b/");
        check("", "/a/b/");
    }

    #[test]
    fn an_invalid_base_is_an_error() {
        for written in [
            "example.com",
            "ftp://x/",
            "https://",
            "https://x/?q",
            "/a b/",
            "//x",
            "/a/../b",
            "https://u@x/",
            "https://x/<",
        ] {
            assert!(BaseUrl::parse(written).is_err(), "{written}");
        }
    }

    #[test]
    fn paths_on_the_host_lead_back_to_routes() {
        let base = BaseUrl::parse("https://example.com/docs/").unwrap();
        assert_eq!(base.route("/docs/a/").as_deref(), Some("/a/"));
        assert_eq!(base.route("/docs").as_deref(), Some("/"));
        assert_eq!(base.route("/docsy/a/"), None);
        assert_eq!(BaseUrl::default().route("/a/").as_deref(), Some("/a/"));
    }
}
