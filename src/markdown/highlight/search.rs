//! Where a rule matches in a line.
//!
//! Patterns are run only where they can match, and what was found is kept for as long as the line is read. Kept
//! out: which rule counts.

use std::collections::HashMap;
use std::sync::Arc;

use onig::{MatchParam, Region, SearchOptions};

use super::grammar::{Grammars, Rule};
use super::machine::{Machine, Unknown};
use super::pattern::Program;

/// No more rules with something captured are kept.
const MOST_FILLED: usize = 500;

/// What is kept between lines for speed alone.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// The line that is read, counted on over all blocks.
    line: u64,
    /// By the number of a rule, with the line for which it holds.
    found: Vec<(u64, Found)>,
    machine: Machine,
    /// Rules with what was captured put in, by their patterns.
    filled: HashMap<(u32, String), Arc<Rule>>,
}

/// What is known of a rule in a line.
#[derive(Debug)]
enum Found {
    At(Match),
    /// No match begins before that place.
    NotBefore(usize),
    Nowhere,
}

#[derive(Debug, Clone)]
struct Match {
    start: usize,
    end: usize,
    groups: Vec<Option<(usize, usize)>>,
}

impl Match {
    fn known(self) -> (Found, Option<(usize, usize)>) {
        let place = (self.start, self.end);
        (Found::At(self), Some(place))
    }
}

impl Scratch {
    /// Forgets the last line.
    pub(super) fn next_line(&mut self) {
        self.line += 1;
    }

    /// What is known of a rule in this line.
    fn known(&self, rule: &Rule) -> Option<&Found> {
        self.found.get(rule.number as usize).filter(|(line, _)| *line == self.line).map(|(_, found)| found)
    }

    /// Keeps what was found of a rule for as long as this line is read.
    fn keep(&mut self, rule: &Rule, found: Found) {
        let place = rule.number as usize;
        if place >= self.found.len() {
            self.found.resize_with(place + 1, || (0, Found::Nowhere));
        }
        self.found[place] = (self.line, found);
    }

    /// Where `rule` matches first from `place` on, if that is not behind `limit`.
    pub(super) fn find(&mut self, rule: &Rule, text: &str, place: usize, limit: usize) -> Option<(usize, usize)> {
        let from = match self.known(rule) {
            Some(Found::At(found)) if found.start >= place => return Some((found.start, found.end)),
            Some(Found::Nowhere) => return None,
            Some(Found::NotBefore(least)) => place.max(*least),
            Some(Found::At(_)) | None => place,
        };
        let (found, at) = self.look(rule, text, from, limit);
        self.keep(rule, found);
        at
    }

    fn look(&mut self, rule: &Rule, text: &str, from: usize, limit: usize) -> (Found, Option<(usize, usize)>) {
        if rule.packed.pattern.is_empty() {
            return (Found::NotBefore(from), Some((from, from)));
        }
        if rule.packed.start.is_anywhere() {
            return self.search(rule, text, from).map_or((Found::Nowhere, None), Match::known);
        }
        let mut from = from;
        while let Some(place) = rule.packed.start.next(text.as_bytes(), from, limit) {
            if let Some(end) = rule.packed.start.end_at(text.as_bytes(), place) {
                let groups = (0..rule.packed.groups.min(1)).map(|_| Some((place, end))).collect();
                return Match { start: place, end, groups }.known();
            }
            if let Some(found) = self.run(rule, text, place) {
                return found.known();
            }
            from = place + 1;
        }
        let found = if limit < text.len() { Found::NotBefore(limit + 1) } else { Found::Nowhere };
        (found, None)
    }

    /// The match that begins at `place`.
    fn run(&mut self, rule: &Rule, text: &str, place: usize) -> Option<Match> {
        match rule.program().map(|program| self.run_here(program, text, place)) {
            Some(Ok(found)) => found,
            Some(Err(Unknown)) | None => {
                let (options, mut region) = (SearchOptions::SEARCH_OPTION_NONE, Region::new());
                let found =
                    rule.regex()?.match_with_param(text, place, options, Some(&mut region), MatchParam::default());
                found.ok()??;
                matched(rule, &region)
            }
        }
    }

    /// The first match from `from` on, wherever it begins.
    fn search(&mut self, rule: &Rule, text: &str, from: usize) -> Option<Match> {
        let mut from = from;
        if let Some(program) = rule.program() {
            loop {
                match self.run_here(program, text, from) {
                    Ok(None) => from += text.get(from..)?.chars().next()?.len_utf8(),
                    Ok(found) => return found,
                    Err(Unknown) => break,
                }
            }
        }
        let (options, mut region) = (SearchOptions::SEARCH_OPTION_NONE, Region::new());
        let (end, parameters) = (text.len(), MatchParam::default());
        rule.regex()?.search_with_param(text, from, end, options, Some(&mut region), parameters).ok()??;
        matched(rule, &region)
    }

    /// The match that begins at `place`, where our own machine can tell.
    fn run_here(&mut self, program: &Program, text: &str, place: usize) -> Result<Option<Match>, Unknown> {
        let end = self.machine.run(program, text, place)?;
        Ok(end.map(|end| Match { start: place, end, groups: self.machine.groups().collect() }))
    }

    /// The groups of the match of `rule` that was found last.
    pub(super) fn groups(&self, rule: &Rule) -> &[Option<(usize, usize)>] {
        match self.known(rule) {
            Some(Found::At(found)) => &found.groups,
            _ => &[],
        }
    }

    /// The rule with what was captured in the place of its references.
    pub(super) fn filled(&mut self, grammars: &Grammars, rule: &Rule, captured: &[String]) -> Arc<Rule> {
        let pattern = fill(&rule.packed.pattern, captured);
        if self.filled.len() >= MOST_FILLED {
            self.filled.clear();
        }
        let made = self.filled.entry((rule.number, pattern));
        made.or_insert_with_key(|(_, pattern)| Arc::new(grammars.with_pattern(rule, pattern.clone()))).clone()
    }
}

/// What the library has found.
fn matched(rule: &Rule, region: &Region) -> Option<Match> {
    let (start, end) = region.pos(0)?;
    let groups = (0..rule.packed.groups).map(|group| region.pos(group)).collect();
    Some(Match { start, end, groups })
}

/// `pattern` with every `\1` replaced by what was captured, taken literally.
fn fill(pattern: &str, captured: &[String]) -> String {
    let mut filled = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            filled.push(character);
            continue;
        }
        match characters.next() {
            Some(digit) if digit.is_ascii_digit() => {
                let text = digit.to_digit(10).and_then(|group| captured.get(group as usize));
                filled.push_str(&regex::escape(text.map(String::as_str).unwrap_or_default()));
            }
            Some(other) => filled.extend(['\\', other]),
            None => filled.push('\\'),
        }
    }
    filled
}
