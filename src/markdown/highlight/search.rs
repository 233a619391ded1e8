//! Whether a rule matches at a place of a line.
//!
//! Its pattern is run only where it can match. Kept out: which rule counts.

use std::collections::HashMap;
use std::sync::Arc;

use onig::{MatchParam, Region, SearchOptions};

use super::grammar::{Grammars, Rule};
use super::machine::Machine;
use super::pattern::Line;

/// No more rules with something captured are kept.
const MOST_FILLED: usize = 500;

/// What finds matches, with the groups of the last one. It serves one line after another, for the room that it has.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    machine: Machine,
    groups: Vec<Option<(usize, usize)>>,
    /// Rules with what was captured put in, by their patterns.
    filled: HashMap<(u32, String), Arc<Rule>>,
}

impl Scratch {
    /// The end of the match of `rule` that begins at `place`, where one is possible, if there is one, in a search that
    /// began at `from`.
    pub(super) fn end_at(&mut self, rule: &Rule, line: &Line<'_>, from: usize, place: usize) -> Option<usize> {
        let groups = rule.packed.groups;
        if let Some(end) = rule.packed.start.end_at(line, place) {
            self.groups.clear();
            self.groups.resize(groups.min(1), Some((place, end)));
            return Some(end);
        }
        if let Some(program) = rule.program()
            && let Ok(end) = self.machine.run(program, line.text, from, place)
        {
            if end.is_some() {
                self.groups.clear();
                self.groups.extend(self.machine.groups());
            }
            return end;
        }
        let (options, mut region) = (SearchOptions::SEARCH_OPTION_NONE, Region::new());
        let found = rule.regex()?.match_with_param(line.text, place, options, Some(&mut region), MatchParam::default());
        let length = found.ok()??;
        self.groups.clear();
        self.groups.extend((0..groups).map(|group| region.pos(group)));
        Some(place + length)
    }

    /// The groups of the match that was found last.
    pub(super) fn groups(&self) -> &[Option<(usize, usize)>] {
        &self.groups
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
                filled.push_str(&regex_syntax::escape(text.map(String::as_str).unwrap_or_default()));
            }
            Some(other) => filled.extend(['\\', other]),
            None => filled.push('\\'),
        }
    }
    filled
}
