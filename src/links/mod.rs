//! What is wrong with links that stay inside the site, and with the lists of a series that articles write by hand.
//!
//! Where a link leads is for [`Resolver`] to say, which also writes the addresses.

mod check;
mod series;

use crate::finding::Finding;
use crate::site::Resolver;

/// Checks every link of every article, and what articles say about their series.
pub fn check(resolver: &Resolver<'_>) -> Vec<Finding> {
    let mut findings = check::check(resolver);
    findings.extend(series::check(resolver));
    findings
}
