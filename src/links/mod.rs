//! Findings about links, about hand-written lists of a series, and about the requirements that articles cite.
//!
//! Where a link leads is decided by [`Resolver`], which also makes the addresses for pages.

mod anchor;
mod applies;
mod check;
mod configuration;
mod destination;
pub mod external;
mod fragment;
mod known;
mod label;
mod meant;
mod orphan;
mod requirement;
mod retired;
mod scheme;
mod series;
mod written;
mod written_ids;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::config::Config;
use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::site::{Edges, Resolver};
use crate::source::FileId;

pub(crate) use configuration::configured_links;
pub(crate) use destination::{leading_to, with_anchor};

pub use written_ids::{Ids, NeededIds, WrittenIds, needed_ids};

/// What links and the requirements in articles are checked by.
#[derive(Debug, Clone, Copy)]
pub struct Standards<'a> {
    /// Every framework of the site.
    pub frameworks: &'a Frameworks,
    /// The scopes of the site's pages, and what they cite.
    pub edges: &'a Edges,
    /// The day that decides which versions are retired.
    pub today: jiff::civil::Date,
    /// Ids that only the output has.
    pub ids: &'a WrittenIds,
}

/// The configuration of a site, and its file where it has one.
pub type ConfigurationFile<'a> = (&'a Config, Option<FileId>);

/// Checks every link of every article and of the configuration within the site, the hand-written lists of series, and
/// the requirements that they cite; and finds articles that nothing links to.
pub fn check(
    resolver: &Resolver<'_>,
    (config, file): ConfigurationFile<'_>,
    standards: &Standards<'_>,
) -> Vec<Finding> {
    let (site, Standards { frameworks, edges, today, ids }) = (resolver.site(), *standards);
    let configured = file.map(|file| configured_links(config, file)).unwrap_or_default();
    let checks: [&(dyn Fn() -> Vec<Finding> + Sync); 8] = [
        &|| check::check(resolver, &configured, frameworks, ids),
        &|| file.map(|file| configuration::check(resolver, config, file)).unwrap_or_default(),
        &|| label::check(site, frameworks),
        &|| series::check(resolver, frameworks),
        &|| orphan::check(resolver, &configured),
        &|| requirement::check(site, frameworks, edges),
        &|| applies::check(site, (config, file), frameworks, edges),
        &|| retired::check(site, frameworks, edges, today),
    ];
    checks.par_iter().flat_map_iter(|check| check()).collect()
}
