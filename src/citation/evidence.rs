//! Whether the tokens of a page that look like ids of a framework are ids: versions and sections look alike.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::assertion::Assertion;
use super::mention::Mention;
use super::subject::Subject;
use super::written_id::{id_of, is_version};
use crate::framework::{Framework, Likeness, Lookup};
use crate::markdown::Document;

/// Of each framework, whether the tokens of a page that look like its ids are ids. Ids such as `A.5.1` say nothing about
/// numbers such as `9.2.1`.
#[derive(Debug, Default)]
pub(super) struct Evidence<'a> {
    /// The keys of the frameworks that the page cites.
    cited: BTreeSet<&'a str>,
    /// By the key of the framework.
    tokens: BTreeMap<&'a str, Forms<'a>>,
}

/// The tokens that look like ids of one framework, by what they begin with.
#[derive(Debug, Default)]
struct Forms<'a> {
    letters: Tokens<'a>,
    numbers: Tokens<'a>,
}

/// The different tokens of a page that look like ids of one framework and are of one form.
#[derive(Debug, Default)]
struct Tokens<'a> {
    /// Those that it has, or that are called ids.
    ids: BTreeSet<Cow<'a, str>>,
    /// Those that it has not.
    others: BTreeSet<Cow<'a, str>>,
    /// How many of the others are nowhere an id: a token that is one in one place is one everywhere.
    unknown: usize,
}

impl Tokens<'_> {
    /// Whether the ids among them, and so many more, are at least half.
    fn holds(&self, more: usize) -> bool {
        self.ids.len() + more >= self.unknown.max(1)
    }
}

impl<'a> Evidence<'a> {
    pub(super) fn new(about: &[(&'a Mention, Subject<'a>, Assertion)], document: &'a Document) -> Self {
        let cited = document.citations.iter().map(|citation| citation.framework.as_str()).collect();
        let mut evidence = Self { cited, tokens: BTreeMap::new() };
        for (mention, subject, assertion) in about {
            for id in &mention.ids {
                evidence.add(id_of(subject.framework, mention, id), subject, *assertion);
            }
        }
        for Forms { letters, numbers } in evidence.tokens.values_mut() {
            for tokens in [letters, numbers] {
                tokens.unknown = tokens.others.difference(&tokens.ids).count();
            }
        }
        evidence
    }

    fn add(&mut self, id: Cow<'a, str>, subject: &Subject<'a>, assertion: Assertion) {
        let framework = subject.framework;
        let is_like = match framework.likeness(&id) {
            Likeness::Number { points } => points > 1,
            Likeness::Letter | Likeness::Letters => true,
            Likeness::None => false,
        };
        if !is_like || is_version(framework, &id) {
            return;
        }
        let is_older = subject.version.is_some_and(|version| version != framework.version);
        let has_letters = begins_with_letter(&id);
        let Forms { letters, numbers } = self.tokens.entry(&framework.key).or_default();
        let Tokens { ids, others, .. } = if has_letters { letters } else { numbers };
        match framework.known(&id, subject.version) {
            // The numbers of older versions are as dense as those of software.
            Some(Lookup::OtherVersion(_)) if !has_letters && !is_older && assertion == Assertion::None => {
                others.insert(id);
            }
            Some(_) => drop(ids.insert(id)),
            None if assertion != Assertion::None => drop(ids.insert(id)),
            None => drop(others.insert(id)),
        }
    }

    /// Whether at least half of the tokens of the form of `id` are ids. Numbers that are ids speak for ids with letters too.
    pub(super) fn holds(&self, framework: &Framework, id: &str) -> bool {
        // Citations count as one id: they say what the page is about, not what its other numbers are.
        let cited = usize::from(self.cited.contains(framework.key.as_str()));
        self.tokens.get(framework.key.as_str()).is_some_and(|Forms { letters, numbers }| {
            let numbers_hold = numbers.holds(cited);
            if !begins_with_letter(id) {
                return numbers_hold;
            }
            letters.holds(cited + if numbers_hold { numbers.ids.len() } else { 0 })
        })
    }

    /// Whether the token is an id somewhere on the page.
    pub(super) fn has(&self, framework: &Framework, id: &str) -> bool {
        self.tokens.get(framework.key.as_str()).is_some_and(|Forms { letters, numbers }| {
            let tokens = if begins_with_letter(id) { letters } else { numbers };
            tokens.ids.contains(id)
        })
    }
}

fn begins_with_letter(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_alphabetic())
}
