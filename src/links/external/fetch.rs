//! One request to one host, as a trait: tests answer for the whole internet.

use std::time::Duration;

use url::Url;

use super::answer::Fault;

/// Whatever makes requests.
pub trait Fetch: Sync {
    /// Makes one request. Redirects are handed back, not followed.
    ///
    /// # Errors
    /// Why there is no answer.
    fn fetch(&self, request: &Request<'_>) -> Result<Response, Fault>;
}

/// One request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What is asked for.
    pub ask: Ask,
    /// Of which address: `http` or `https`, with a host.
    pub url: &'a Url,
    /// How long it may take in all.
    pub timeout: Duration,
    /// Whether the site's headers for the origin go with it.
    pub headers: Headers,
}

/// Which headers go with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headers {
    /// Those that the site has for the origin of the address.
    Configured,
    /// The usual ones alone: a redirect from another origin has led here.
    Usual,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Whether it is there, by `HEAD`.
    Head,
    /// Whether it is there, by `GET`. The body is not read.
    Get,
    /// The page itself, by `GET`.
    Page,
}

/// What a host answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// `Location`, as written.
    pub location: Option<String>,
    /// `Retry-After`, as written.
    pub retry_after: Option<String>,
    /// The page, where it was asked for, is HTML and came to its end within bounds.
    pub page: Option<String>,
}
