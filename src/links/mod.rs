//! What is wrong with links, and with the lists of a series that articles write by hand.
//!
//! Where a link leads is for [`Resolver`] to say, which also writes the addresses.

mod check;
pub mod external;
mod orphan;
mod series;

use crate::config::Config;
use crate::finding::Finding;
use crate::site::Resolver;

/// Checks every link of every article as far as it stays inside the site, and what articles say about their series, and finds
/// articles that nothing leads to.
pub fn check(resolver: &Resolver<'_>, config: &Config) -> Vec<Finding> {
    let mut findings = check::check(resolver);
    findings.extend(series::check(resolver));
    findings.extend(orphan::check(resolver, config));
    findings
}
