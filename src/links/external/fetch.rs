//! One request to one host, as a trait, so that tests need no network.

use std::time::Duration;

use url::Url;

use super::answer::Fault;

/// Makes requests.
pub(crate) trait Fetch: Sync {
    /// Makes one request. Redirects are handed back, not followed.
    ///
    /// # Errors
    /// Why there is no response.
    fn fetch(&self, request: &Request<'_>) -> Result<Response, Fault>;
}

/// One request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    /// What is requested.
    pub kind: RequestKind,
    /// The address: `http` or `https`, with a host.
    pub url: &'a Url,
    /// How long it may take in all.
    pub timeout: Duration,
    /// Whether the site's headers for the origin go with it.
    pub headers: Headers,
}

/// Which headers go with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Headers {
    /// Those that the site has for the origin of the address.
    Configured,
    /// The default ones only: a redirect from another origin has led here.
    Default,
}

/// What is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestKind {
    /// Whether the address exists, by `HEAD`.
    Head,
    /// The same by `GET`. The body is not read.
    Get,
    /// The page itself, by `GET`.
    Page,
}

/// The response of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Response {
    /// The status.
    pub status: u16,
    /// `Location`, as written.
    pub location: Option<String>,
    /// `Retry-After`, as written.
    pub retry_after: Option<String>,
    /// The body, where it was requested, is HTML and not too long.
    pub page: Option<String>,
}
