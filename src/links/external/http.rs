//! The real requests: HTTP/1.1 over TLS, to public addresses only.
//!
//! Host names are resolved here, so that the addresses that are checked are those that are connected to. Proxies are not
//! used: they resolve names themselves.

use std::fmt;
use std::io::{self, Read};

use ureq::config::Config;
use ureq::http::header::{HeaderMap, HeaderValue};
use ureq::http::{Response as HttpResponse, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};

use super::answer::{Fault, UNTRUSTED};
use super::authority::Authorities;
use super::fetch::{Fetch, Headers, Request, RequestKind, Response};
use super::private_address::is_private;
use crate::config::{External, OriginPattern};

/// Longer pages are not searched for fragments, in bytes.
const MAX_PAGE: u64 = 4 << 20;

/// Makes requests over the network.
pub(crate) struct Http {
    agent: Agent,
    /// Trusts the site's own authorities and no others.
    own: Option<Agent>,
    hosts: Vec<(OriginPattern, Vec<(String, String)>)>,
}

impl Http {
    /// Requests by the rules of a site, which trusts `authorities` besides the public ones. `variable` returns the value of
    /// an environment variable; a header with a variable that has no value is left out: see
    /// [`External::with_variables`].
    pub(crate) fn new(rules: &External, authorities: Authorities, variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let agent = Self::agent(rules, RootCerts::WebPki);
        let own = (!authorities.0.is_empty()).then(|| Self::agent(rules, RootCerts::from(authorities.0)));
        let hosts = rules.hosts.iter().map(|host| {
            let headers = host.headers.iter();
            let headers = headers.filter_map(|(name, secret)| Some((name.clone(), secret.reveal(variable).ok()?)));
            (host.origin.clone(), headers.collect())
        });
        Self { agent, own, hosts: hosts.collect() }
    }

    fn agent(rules: &External, trusted: RootCerts) -> Agent {
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .tls_config(TlsConfig::builder().root_certs(trusted).build())
            .user_agent(concat!("clausebook/", env!("CARGO_PKG_VERSION"), " (checks links)"))
            .max_idle_connections_per_host(1)
            .build();
        let resolver = if rules.allow_private { HostResolver::All } else { HostResolver::Public };
        Agent::with_parts(config, DefaultConnector::default(), resolver)
    }

    fn call(&self, agent: &Agent, request: &Request<'_>) -> Result<HttpResponse<Body>, Fault> {
        let builder = match request.kind {
            RequestKind::Head => agent.head(request.url.as_str()),
            RequestKind::Get | RequestKind::Page => agent.get(request.url.as_str()),
        };
        let mut builder = builder.config().timeout_global(Some(request.timeout)).build();
        for (name, value) in self.headers(request) {
            builder = builder.header(name, value);
        }
        builder.call().map_err(fault)
    }

    /// The site's headers for a request: those of the first rules for its origin.
    fn headers(&self, request: &Request<'_>) -> &[(String, String)] {
        let found = match request.headers {
            Headers::Configured => self.hosts.iter().find(|(origin, _)| origin.matches(request.url)),
            Headers::Default => None,
        };
        found.map_or(&[], |(_, headers)| headers)
    }
}

impl Fetch for Http {
    fn fetch(&self, request: &Request<'_>) -> Result<Response, Fault> {
        let answer = match (self.call(&self.agent, request), &self.own) {
            // The host gets no second request: nothing is sent before the certificate is trusted.
            (Err(fault), Some(own)) if fault.is_untrusted() => self.call(own, request),
            (answer, _) => answer,
        }?;
        let mut response = Response {
            status: answer.status().as_u16(),
            location: text(answer.headers(), "location"),
            retry_after: text(answer.headers(), "retry-after"),
            page: None,
        };
        if request.kind == RequestKind::Page && answer.status().is_success() {
            response.page = page(answer)?;
        }
        Ok(response)
    }
}

/// A header as text. Some hosts send UTF-8 where only ASCII is allowed, and browsers read it.
fn text(headers: &HeaderMap<HeaderValue>, name: &str) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned())
}

/// The body as text; nothing where it is not HTML or too long.
fn page(answer: HttpResponse<Body>) -> Result<Option<String>, Fault> {
    let kind = text(answer.headers(), "content-type").unwrap_or_default().to_ascii_lowercase();
    if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml") {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let reader = answer.into_body().into_with_config().limit(u64::MAX).reader();
    let read = reader.take(MAX_PAGE + 1).read_to_end(&mut bytes);
    read.map_err(|error| fault(Error::from(error)))?;
    let is_whole = bytes.len() as u64 <= MAX_PAGE;
    Ok(is_whole.then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

fn fault(error: Error) -> Fault {
    match error {
        Error::HostNotFound => Fault::NoSuchName,
        Error::Timeout(_) => Fault::TimedOut,
        Error::Io(error) => io_fault(&error),
        Error::Rustls(error) => Fault::Tls(in_words(&error.to_string())),
        Error::Tls(reason) => Fault::Tls(reason.to_owned()),
        Error::Other(error) => match error.downcast::<Refusal>() {
            Ok(refusal) => match *refusal {
                Refusal::Private(address) => Fault::Private(address),
                Refusal::Lookup => Fault::Lookup,
            },
            Err(error) => Fault::Broken(error.to_string()),
        },
        // Not the text of the error: it may hold secrets that were sent.
        Error::Http(_) | Error::BadUri(_) => Fault::Broken("invalid request".to_owned()),
        other => Fault::Broken(other.to_string()),
    }
}

fn io_fault(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Fault::TimedOut,
        io::ErrorKind::InvalidData => Fault::Tls(in_words(&error.to_string())),
        io::ErrorKind::ConnectionRefused => Fault::Broken("connection refused".to_owned()),
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => Fault::Broken("connection closed".to_owned()),
        _ => Fault::Broken(error.to_string()),
    }
}

/// What is wrong with a certificate. Only the text of the error tells that.
fn in_words(error: &str) -> String {
    let words = [
        ("xpired", "certificate expired"),
        ("NotValidYet", "certificate not valid yet"),
        ("NotValidForName", "certificate for another host name"),
        ("not valid for name", "certificate for another host name"),
        ("UnknownIssuer", UNTRUSTED),
        ("BadSignature", "certificate with an invalid signature"),
        ("CaUsedAsEndEntity", "self-signed certificate"),
        ("Revoked", "certificate revoked"),
    ];
    let known = words.into_iter().find(|(part, _)| error.contains(part));
    known.map_or_else(|| error.to_owned(), |(_, words)| words.to_owned())
}

/// Resolves host names.
#[derive(Debug, Clone, Copy)]
enum HostResolver {
    /// To public addresses only.
    Public,
    /// To any address.
    All,
}

/// Why an address is not connected to.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("a private address")]
    Private(String),
    #[error("DNS lookup failed")]
    Lookup,
}

impl Resolver for HostResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = match DefaultResolver::default().resolve(uri, config, timeout) {
            Ok(found) => found,
            Err(Error::Io(error)) if is_unknown_name(&error) => return Err(Error::HostNotFound),
            Err(Error::Io(_)) => return Err(Error::Other(Box::new(Refusal::Lookup))),
            Err(error) => return Err(error),
        };
        let private = match self {
            Self::Public => found.iter().find(|address| is_private(address.ip())),
            Self::All => None,
        };
        match private {
            Some(address) => Err(Error::Other(Box::new(Refusal::Private(address.ip().to_string())))),
            None => Ok(found),
        }
    }
}

/// Whether a failed lookup means that the name does not exist. Only the text of the error tells that; it is that of the C
/// library, in English, because the process sets no language.
fn is_unknown_name(error: &io::Error) -> bool {
    let message = error.to_string();
    ["not known", "No address associated", "does not resolve", "nodename nor servname"]
        .iter()
        .any(|part| message.contains(part))
}

impl fmt::Debug for Http {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Headers may hold secrets.
        formatter.write_str("Http")
    }
}
