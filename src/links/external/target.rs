//! Which addresses of other hosts the links of a site name.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::step::request_url;
use crate::config::External;
use crate::markdown::Link;
use crate::site::{Address, Resolver, decode};
use crate::source::FileId;

/// An address of another host, and what to find out there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The address, without fragment, name and password.
    pub url: Url,
    /// Fragments to look for there.
    pub fragments: BTreeSet<String>,
}

/// The addresses of other hosts that the site's links and the `configured` ones name, each once, sorted.
pub(crate) fn targets(resolver: &Resolver<'_>, configured: &[(FileId, Link)], rules: &External) -> Vec<Target> {
    let mut all: BTreeMap<Url, BTreeSet<String>> = BTreeMap::new();
    let site = resolver.site();
    let configured = configured.iter().map(|(_, link)| link);
    for link in site.pages().flat_map(|(id, _)| site.links(id)).map(|(_, link)| link).chain(configured) {
        if let Some(external) = ExternalLink::new(link, resolver, rules) {
            all.entry(external.url).or_default().extend(external.fragment);
        }
    }
    all.into_iter().map(|(url, fragments)| Target { url, fragments }).collect()
}

/// A link to another host that is not excluded.
pub(super) struct ExternalLink {
    /// Without fragment, name and password.
    pub(super) url: Url,
    /// The fragment, where it is to be looked for.
    pub(super) fragment: Option<String>,
}

impl ExternalLink {
    pub(super) fn new(link: &Link, resolver: &Resolver<'_>, rules: &External) -> Option<Self> {
        let address = Address::parse(&link.destination);
        if !address.is_web() || address.authority.is_none() || !resolver.is_elsewhere(&address) {
            return None;
        }
        let written = link.destination.trim();
        let url = match address.scheme {
            Some(_) => Url::parse(written),
            None => Url::parse(&format!("https:{written}")),
        };
        let url = url.ok().filter(|url| url.host_str().is_some_and(|host| !is_for_examples(host)))?;
        let fragment = url.fragment().map(decode).filter(|fragment| rules.fragments && is_an_id(fragment));
        let url = request_url(url);
        (!rules.excludes(url.as_str())).then_some(Self { url, fragment })
    }
}

/// Whether a host name is reserved for examples (RFC 2606).
fn is_for_examples(host: &str) -> bool {
    ["example.com", "example.net", "example.org", "example"]
        .iter()
        .any(|reserved| host.strip_suffix(reserved).is_some_and(|above| above.is_empty() || above.ends_with('.')))
}

/// Whether a fragment can be an id: not a route of a web application, and not a text fragment.
fn is_an_id(fragment: &str) -> bool {
    !fragment.is_empty() && fragment != "top" && !fragment.contains(":~:") && !fragment.starts_with(['/', '!'])
}
