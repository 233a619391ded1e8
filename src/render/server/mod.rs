//! The configuration of a server of one's own, nginx or Caddy: the headers, redirects and the page for missing addresses
//! that static hosts read from `_headers` and `_redirects`.

mod caddy;
mod facts;
mod nginx;
mod pattern;
mod rules;

pub use facts::{Server, ServerConfig};

use facts::{Alias, ServerFacts};

use super::asset_info::AssetInfo;
use super::policy;
use crate::config::{Config, Part};
use crate::output::path_of;
use crate::site::{Site, decode, encode};

/// The configuration of `server` for this site.
pub fn server_config(config: &Config, site: &Site, assets: &AssetInfo, server: Server) -> ServerConfig {
    // As it is written in the configuration, it may be percent-encoded.
    let written = config.base.path.as_str();
    let base = decode(written);
    let place = |base: &str, url: &str| format!("{base}{}", url.trim_start_matches('/'));
    // A rule of the site's own comes first.
    let aliases = site.aliases().iter().filter(|alias| assets.redirects.find(&place(written, &alias.url)).is_none());
    let aliases = aliases
        .map(|alias| Alias { from: place(&base, &alias.url), to: encode(&place(&base, &site.page(alias.page).url)) });
    let is_generated =
        config.addresses.has(Part::NotFound) && config.addresses.has(Part::Home) && site.home().is_some();
    let facts = ServerFacts {
        base: &base,
        headers: policy::headers(config, site, assets),
        redirects: &assets.redirects,
        aliases: aliases.collect(),
        has_missing_page: is_generated || site.clash(&path_of("/404.html")).is_some(),
        has_search: assets.search,
        has_own_headers: site.clash(&path_of("/_headers")).is_some(),
    };
    match server {
        Server::Nginx => nginx::config(&facts),
        Server::Caddy => caddy::config(&facts),
    }
}
