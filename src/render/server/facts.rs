//! What a configuration is made of, and what comes out.

use crate::site::Redirects;

/// A server that a configuration can be written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// nginx, from 1.18 on.
    Nginx,
    /// Caddy 2.
    Caddy,
}

/// The configuration of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerConfig {
    /// The text of the file.
    pub text: String,
    /// What it leaves out, and why; one sentence each.
    pub notes: Vec<String>,
}

/// What a server has to know of a site.
pub(super) struct ServerFacts<'a> {
    /// The path of the site on its host, with a slash at both ends, not percent-encoded.
    pub(super) base: &'a str,
    /// The headers of every file.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The site's own redirects.
    pub(super) redirects: &'a Redirects,
    /// The redirects of aliases that none of these applies to.
    pub(super) aliases: Vec<Alias>,
    /// Whether there is a page for addresses where nothing is.
    pub(super) has_missing_page: bool,
    /// Whether there is a search index, whose files are named by their contents.
    pub(super) has_search: bool,
    /// Whether the site has a `_headers` of its own in place of the generated one.
    pub(super) has_own_headers: bool,
}

/// The redirect of an alias.
pub(super) struct Alias {
    /// The path on the host, not percent-encoded.
    pub(super) from: String,
    /// The address of the page, percent-encoded.
    pub(super) to: String,
}

/// The first lines of every file: what it is, and that it is replaced.
pub(super) fn head(server: &str, place: &str) -> String {
    format!(
        "# Written by `clausebook build --server {server}`, which replaces it.\n# Include it in {place}, whose root has the site's\n# files at the path of \
         its address.\n\n"
    )
}

/// The notes that do not depend on the server.
pub(super) fn notes(facts: &ServerFacts<'_>) -> Vec<String> {
    let own = "the site's own `_headers` is not read: set its headers by hand; those of a build are left out";
    facts.has_own_headers.then(|| own.to_owned()).into_iter().collect()
}
