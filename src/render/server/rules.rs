//! The rules of `_redirects` as a server has them.

use super::facts::ServerFacts;
use super::pattern::{Translated, translate};
use crate::site::decode;

/// A rule and what its place depends on.
pub(super) struct ServerRule {
    /// The number of its line, from 1.
    pub(super) number: usize,
    /// Whether it is for addresses of the site, and not for others of its host.
    pub(super) is_of_site: bool,
    pub(super) translated: Translated,
}

/// The rules in their order. What cannot be translated is noted.
pub(super) fn rules(facts: &ServerFacts<'_>, notes: &mut Vec<String>) -> Vec<ServerRule> {
    let mut rules = Vec::new();
    for (number, line) in facts.redirects.lines() {
        let is_of_site = line.is_ok_and(|rule| decode(rule.from).starts_with(facts.base));
        match line.map_err(|_| "it has conditions, or is no rule").and_then(|rule| translate(&rule)) {
            Ok(translated) => rules.push(ServerRule { number, is_of_site, translated }),
            Err(reason) => notes.push(format!("line {number} of `_redirects` is left out: {reason}")),
        }
    }
    rules
}
