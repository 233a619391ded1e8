//! What is wrong with links, with the lists of a series that articles write by hand, and with the requirements that
//! they cite.
//!
//! Where a link leads is for [`Resolver`] to say, which also writes the addresses.

mod anchor;
mod check;
pub mod external;
mod orphan;
mod requirement;
mod retired;
mod series;
mod written;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::config::Config;
use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::site::{Edges, Resolver};

/// What articles may cite, and on which day that is asked.
#[derive(Debug, Clone, Copy)]
pub struct Standards<'a> {
    /// Every framework that the site knows.
    pub frameworks: &'a Frameworks,
    /// What the site's pages are about, and what they cite.
    pub edges: &'a Edges,
    /// The day that decides which versions are retired.
    pub today: jiff::civil::Date,
}

/// Checks every link of every article as far as it stays inside the site, what articles say about their series, and
/// the requirements they speak of; and finds articles that nothing leads to.
pub fn check(resolver: &Resolver<'_>, config: &Config, standards: &Standards<'_>) -> Vec<Finding> {
    let (site, Standards { frameworks, edges, today }) = (resolver.site(), *standards);
    let checks: [&(dyn Fn() -> Vec<Finding> + Sync); 5] = [
        &|| check::check(resolver),
        &|| series::check(resolver, frameworks),
        &|| orphan::check(resolver, config),
        &|| requirement::check(site, frameworks, edges),
        &|| retired::check(site, frameworks, edges, today),
    ];
    checks.par_iter().flat_map_iter(|check| check()).collect()
}
