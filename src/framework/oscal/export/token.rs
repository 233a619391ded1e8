//! Ids as tokens of OSCAL: a letter or `_` first, then letters, digits, `.`, `-` and `_`.

use std::collections::{HashMap, HashSet};

use crate::framework::model::RequirementIdx;
use crate::framework::tree::Framework;

/// The token of every requirement of a framework, by index.
pub(super) struct Tokens(Vec<String>);

impl Tokens {
    /// The ids of the catalog that the framework was imported from; else its own ids as tokens: `pci-11.3.1` for `11.3.1`,
    /// `AC-2.1` for `AC-2(1)`. No two are equal.
    pub(super) fn of(framework: &Framework) -> Self {
        let own = |id: &str| id.starts_with(is_first);
        let is_prefixed = framework.requirements().any(|(_, one)| one.token.is_none() && !own(&one.id));
        // A baseline has the tokens of what it was selected from.
        let key = framework.basis().last().map_or(&framework.key, |base| &base.key);
        let prefix = if is_prefixed { prefix(key) } else { String::new() };
        let mut seen = HashSet::new();
        let mut tokens = vec![String::new(); framework.requirements().len()];
        // A group may have the id of its control, which keeps it.
        let assessed = framework.requirements().filter(|(_, requirement)| requirement.is_assessed);
        let others = framework.requirements().filter(|(_, requirement)| !requirement.is_assessed);
        for (idx, requirement) in assessed.chain(others) {
            let token = match &requirement.token {
                Some(token) if own(token) => as_token(token),
                _ => format!("{prefix}{}", as_token(&requirement.id)),
            };
            let mut unique = token.clone();
            let mut number = 1;
            while !seen.insert(unique.clone()) {
                number += 1;
                unique = format!("{token}-{number}");
            }
            tokens[idx.0 as usize] = unique;
        }
        Self(tokens)
    }

    /// The token of one requirement.
    pub(super) fn get(&self, idx: RequirementIdx) -> &str {
        &self.0[idx.0 as usize]
    }
}

/// The requirements of a framework by their tokens.
#[derive(Debug)]
pub struct TokenIndex(HashMap<String, RequirementIdx>);

impl TokenIndex {
    /// The tokens that an export of `framework` has.
    pub fn of(framework: &Framework) -> Self {
        let tokens = Tokens::of(framework).0.into_iter();
        Self(framework.requirements().zip(tokens).map(|((idx, _), token)| (token, idx)).collect())
    }

    /// The requirement with this token.
    pub fn get(&self, token: &str) -> Option<RequirementIdx> {
        self.0.get(token).copied()
    }
}

/// `pci-` of `pci-dss`: the first word of the key.
fn prefix(key: &str) -> String {
    let word = key.split(['-', '.', '_']).next().unwrap_or_default();
    let opening = if word.starts_with(|first: char| first.is_ascii_alphabetic()) { "" } else { "_" };
    format!("{opening}{word}-")
}

/// Whether a token may begin with this character.
fn is_first(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn is_inner(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-' | '_')
}

/// Whether OSCAL takes `id` as it is.
pub(super) fn is_token(id: &str) -> bool {
    id.starts_with(is_first) && id.chars().all(is_inner)
}

/// `AC-2(1)` as `AC-2.1`.
pub(super) fn as_token(id: &str) -> String {
    let allowed = |character: char| match character {
        character if is_inner(character) => Some(character),
        '(' => Some('.'),
        ')' => None,
        _ => Some('-'),
    };
    id.chars().filter_map(allowed).collect()
}
