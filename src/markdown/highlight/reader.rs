//! A grammar reading code line by line: which contexts are open, and where scopes begin and end.
//!
//! It does what Sublime Text does with such grammars: of all rules of the context, the one that matches first
//! in the line counts, and of several at one place the first. Patterns are run only where they can match, and
//! no further than a match would count. Kept out: what the scopes mean on a page.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use onig::{MatchParam, Regex, Region, SearchOptions};

use super::grammar::{Cleared, ContextKey, Grammars, Operation, Rule, Rules, Shade};
use super::start::Bytewise;

/// More contexts than this are never open.
const DEEPEST: usize = 100;

/// A change of scopes at a place of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Push(Shade),
    Pop(usize),
    Clear(Cleared),
    Restore,
}

/// The contexts that are open between two lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    levels: Vec<Level>,
    is_new: bool,
    /// Levels below which the rules that a push brought along do not count.
    walls: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq)]
struct Level {
    context: ContextKey,
    /// Contexts whose rules come first here and in all that is pushed above.
    brought: Vec<ContextKey>,
    /// What was captured when it was entered, where rules may ask for it.
    captured: Option<Arc<[String]>>,
}

/// What is kept between lines for speed alone.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    found: HashMap<u32, Found, BuildHasherDefault<NumberHasher>>,
    region: Region,
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

/// The rule that counts, and where it matches.
struct Best {
    rule: Arc<Rule>,
    start: usize,
    end: usize,
    is_brought: bool,
    would_loop: bool,
}

/// One line while it is read.
struct Line<'a> {
    text: &'a str,
    bytes: Bytewise,
    grammars: &'a Grammars,
}

impl State {
    /// Before the first line.
    pub(super) fn new(start: ContextKey) -> Self {
        let level = Level { context: start, brought: Vec::new(), captured: None };
        Self { levels: vec![level], is_new: true, walls: Vec::new() }
    }

    /// Reads a line, which ends with a line break and has no other, and puts what changes in it into `changes`.
    /// Nothing where a grammar refers to one that is not there, or has closed everything.
    pub(super) fn read(
        &mut self,
        text: &str,
        grammars: &Grammars,
        scratch: &mut Scratch,
        changes: &mut Vec<(usize, Change)>,
    ) -> Option<()> {
        scratch.found.clear();
        if std::mem::take(&mut self.is_new) {
            let rules = grammars.rules(self.levels.last()?.context)?;
            changes.extend(rules.meta_content_scope.first().map(|shade| (0, Change::Push(*shade))));
        }
        let line = Line { text, bytes: Bytewise::of(text.as_bytes()), grammars };
        let mut place = 0;
        let mut entered_at = (0, 0);
        loop {
            let check_loop = entered_at == (place, self.levels.len());
            while self.walls.last().is_some_and(|wall| *wall >= self.levels.len()) {
                self.walls.pop();
            }
            let Some(best) = self.best(&line, scratch, place, check_loop)? else { return Some(()) };
            if best.would_loop {
                // Entering and leaving at one place would go on for ever: one character further.
                let Some((length, _)) = text[place..].char_indices().nth(1) else { return Some(()) };
                place += length;
                continue;
            }
            if best.end <= place && matches!(best.rule.operation, Operation::Push(_)) {
                entered_at = (best.end, self.levels.len() + 1);
            }
            place = best.end;
            if best.is_brought {
                self.walls.push(self.levels.len());
            }
            self.apply(&line, &best, scratch.groups(&best), changes)?;
        }
    }

    /// The rule that counts from `place` on, if any; nothing at all where a grammar is not there.
    fn best(&self, line: &Line<'_>, scratch: &mut Scratch, place: usize, check_loop: bool) -> Option<Option<Best>> {
        let top = self.levels.last()?;
        let context = line.grammars.rules(top.context)?;
        let mut choice = Choice { line, place, check_loop, depth: self.levels.len(), best: None, is_over: false };
        let wall = self.walls.last().copied().unwrap_or(0);
        for level in self.levels.get(wall..).unwrap_or_default() {
            for brought in &level.brought {
                choice.among(scratch, line.grammars.rules(*brought)?, level.captured.as_deref(), Origin::Brought);
            }
        }
        if let Some(prototype) = context.prototype {
            choice.among(scratch, line.grammars.rules(prototype)?, None, Origin::Own);
        }
        choice.among(scratch, context, top.captured.as_deref(), Origin::Own);
        Some(choice.best)
    }

    fn apply(
        &mut self,
        line: &Line<'_>,
        best: &Best,
        groups: &[Option<(usize, usize)>],
        changes: &mut Vec<(usize, Change)>,
    ) -> Option<()> {
        let Best { rule, start, end, .. } = best;
        let current = line.grammars.rules(self.levels.last()?.context)?;
        before(line.grammars, rule, current, *start, changes)?;
        changes.extend(rule.scope.iter().map(|shade| (*start, Change::Push(*shade))));
        colour_groups(rule, groups, changes);
        if !rule.scope.is_empty() {
            changes.push((*end, Change::Pop(rule.scope.len())));
        }
        after(line.grammars, rule, current, *end, changes)?;
        let (keys, old) = match &rule.operation {
            Operation::Push(keys) => (keys, None),
            // What was brought along stays until the level it was brought to is closed.
            Operation::Set(keys) => (keys, self.levels.pop().map(|level| level.brought)),
            Operation::Pop => {
                self.levels.pop();
                return Some(());
            }
            Operation::Stay => return Some(()),
        };
        let mut old = old.unwrap_or_default();
        for (rank, key) in keys.iter().enumerate() {
            let mut brought = std::mem::take(&mut old);
            if rank + 1 == keys.len() {
                brought.extend(rule.with_prototype);
            }
            let mut uses_captures = line.grammars.rules(*key)?.uses_captures;
            for key in &brought {
                uses_captures |= line.grammars.rules(*key)?.uses_captures;
            }
            let text = |group: &Option<(usize, usize)>| {
                group.and_then(|(start, end)| line.text.get(start..end)).unwrap_or_default().to_owned()
            };
            let captured = uses_captures.then(|| groups.iter().map(text).collect());
            self.levels.push(Level { context: *key, brought, captured });
        }
        Some(())
    }
}

/// Where a rule comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Own,
    Brought,
}

/// The search for the rule that counts.
struct Choice<'a> {
    line: &'a Line<'a>,
    place: usize,
    check_loop: bool,
    depth: usize,
    best: Option<Best>,
    /// Whether nothing better can come.
    is_over: bool,
}

impl Choice<'_> {
    fn among(&mut self, scratch: &mut Scratch, rules: &Rules, captured: Option<&[String]>, origin: Origin) {
        for rule in &rules.rules {
            if self.is_over {
                return;
            }
            match captured.filter(|_| rule.has_references) {
                Some(captured) => {
                    let rule = scratch.filled(self.line.grammars, rule, captured);
                    self.offer(scratch, &rule, origin);
                }
                None => self.offer(scratch, rule, origin),
            }
        }
    }

    fn offer(&mut self, scratch: &mut Scratch, rule: &Arc<Rule>, origin: Origin) {
        let Some(last) = rule.start.last_in(&self.line.bytes).filter(|last| *last >= self.place) else { return };
        let limit = self.best.as_ref().map_or(last, |best| best.start.min(last));
        let Some((start, end)) = scratch.find(rule, self.line.text, self.place, limit) else { return };
        let does_something = match rule.operation {
            Operation::Stay => start != end,
            Operation::Push(_) => self.depth < DEEPEST,
            Operation::Set(_) | Operation::Pop => true,
        };
        let is_better =
            self.best.as_ref().is_none_or(|best| start < best.start || start == best.start && best.would_loop);
        if does_something && is_better {
            let would_loop = self.check_loop && end <= self.place && rule.operation == Operation::Pop;
            let is_brought = origin == Origin::Brought;
            self.best = Some(Best { rule: rule.clone(), start, end, is_brought, would_loop });
            self.is_over = start == self.place && !would_loop;
        }
    }
}

impl Scratch {
    /// Where `rule` matches first from `place` on, if that is not behind `limit`.
    fn find(&mut self, rule: &Rule, text: &str, place: usize, limit: usize) -> Option<(usize, usize)> {
        let from = match self.found.get(&rule.number) {
            Some(Found::At(found)) if found.start >= place => return Some((found.start, found.end)),
            Some(Found::Nowhere) => return None,
            Some(Found::NotBefore(least)) => place.max(*least),
            Some(Found::At(_)) | None => place,
        };
        let (found, at) = self.look(rule, text, from, limit);
        self.found.insert(rule.number, found);
        at
    }

    fn look(&mut self, rule: &Rule, text: &str, from: usize, limit: usize) -> (Found, Option<(usize, usize)>) {
        if rule.pattern().is_empty() {
            return (Found::NotBefore(from), Some((from, from)));
        }
        if rule.start.is_anywhere() {
            return self.search(rule, text, from);
        }
        let mut from = from;
        while let Some(place) = rule.start.next(text.as_bytes(), from) {
            if place > limit {
                return (Found::NotBefore(place), None);
            }
            if let Some(end) = rule.start.end_at(text.as_bytes(), place) {
                let groups = (0..rule.groups.min(1)).map(|_| Some((place, end))).collect();
                return (Found::At(Match { start: place, end, groups }), Some((place, end)));
            }
            let (options, region) = (SearchOptions::SEARCH_OPTION_NONE, Some(&mut self.region));
            let run = |regex: &Regex| regex.match_with_param(text, place, options, region, MatchParam::default());
            if let Some(Ok(Some(_))) = rule.regex().map(run) {
                return self.matched(rule);
            }
            from = place + 1;
        }
        (Found::Nowhere, None)
    }

    fn search(&mut self, rule: &Rule, text: &str, from: usize) -> (Found, Option<(usize, usize)>) {
        let (options, region) = (SearchOptions::SEARCH_OPTION_NONE, Some(&mut self.region));
        let run =
            |regex: &Regex| regex.search_with_param(text, from, text.len(), options, region, MatchParam::default());
        match rule.regex().map(run) {
            Some(Ok(Some(_))) => self.matched(rule),
            _ => (Found::Nowhere, None),
        }
    }

    /// What the pattern that was run last has found.
    fn matched(&self, rule: &Rule) -> (Found, Option<(usize, usize)>) {
        let Some((start, end)) = self.region.pos(0) else { return (Found::Nowhere, None) };
        let groups = (0..rule.groups).map(|group| self.region.pos(group)).collect();
        (Found::At(Match { start, end, groups }), Some((start, end)))
    }

    /// The groups of the match that was found last.
    fn groups(&self, best: &Best) -> &[Option<(usize, usize)>] {
        match self.found.get(&best.rule.number) {
            Some(Found::At(found)) => &found.groups,
            _ => &[],
        }
    }

    /// The rule with what was captured in the place of its references.
    fn filled(&mut self, grammars: &Grammars, rule: &Rule, captured: &[String]) -> Arc<Rule> {
        let pattern = fill(rule.pattern(), captured);
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
                filled.push_str(&regex::escape(text.map(String::as_str).unwrap_or_default()));
            }
            Some(other) => filled.extend(['\\', other]),
            None => filled.push('\\'),
        }
    }
    filled
}

/// The scopes that begin with a match for the sake of contexts.
fn before(
    grammars: &Grammars,
    rule: &Rule,
    current: &Rules,
    place: usize,
    changes: &mut Vec<(usize, Change)>,
) -> Option<()> {
    match &rule.operation {
        Operation::Stay => {}
        Operation::Pop => changes.extend(pop(current.meta_content_scope.len()).map(|change| (place, change))),
        Operation::Push(keys) => {
            for key in keys {
                let entered = grammars.rules(*key)?;
                changes.extend(entered.clear.map(|clear| (place, Change::Clear(clear))));
                push_all(&entered.meta_scope, place, changes);
            }
        }
        Operation::Set(keys) => {
            changes.extend(current.clear.map(|_| (place, Change::Restore)));
            for key in keys {
                push_all(&grammars.rules(*key)?.meta_scope, place, changes);
            }
        }
    }
    Some(())
}

/// The scopes that change after a match for the sake of contexts.
fn after(
    grammars: &Grammars,
    rule: &Rule,
    current: &Rules,
    place: usize,
    changes: &mut Vec<(usize, Change)>,
) -> Option<()> {
    let (keys, is_set) = match &rule.operation {
        Operation::Stay => return Some(()),
        Operation::Pop => {
            changes.extend(pop(current.meta_scope.len()).map(|change| (place, change)));
            changes.extend(current.clear.map(|_| (place, Change::Restore)));
            return Some(());
        }
        Operation::Push(keys) => (keys, false),
        Operation::Set(keys) => (keys, true),
    };
    let entered: Vec<&Rules> = keys.iter().map(|key| grammars.rules(*key)).collect::<Option<_>>()?;
    let left = if is_set { current.meta_scope.len() + current.meta_content_scope.len() } else { 0 };
    let moves = |rules: &&Rules| !rules.meta_content_scope.is_empty() || rules.clear.is_some() && is_set;
    if left == 0 && !entered.iter().any(moves) {
        return Some(());
    }
    // All scopes of contexts are taken off and put on again in the order of the contexts.
    let count = entered.iter().map(|rules| rules.meta_scope.len()).sum::<usize>() + left;
    changes.extend(pop(count).map(|change| (place, change)));
    for rules in entered {
        if is_set {
            changes.extend(rules.clear.map(|clear| (place, Change::Clear(clear))));
        }
        push_all(&rules.meta_scope, place, changes);
        push_all(&rules.meta_content_scope, place, changes);
    }
    Some(())
}

fn pop(count: usize) -> Option<Change> {
    (count > 0).then_some(Change::Pop(count))
}

fn push_all(shades: &[Shade], place: usize, changes: &mut Vec<(usize, Change)>) {
    changes.extend(shades.iter().map(|shade| (place, Change::Push(*shade))));
}

/// The scopes of groups, the outer ones first whatever order they stand in.
fn colour_groups(rule: &Rule, groups: &[Option<(usize, usize)>], changes: &mut Vec<(usize, Change)>) {
    if rule.captures.is_empty() {
        return;
    }
    let mut ordered: Vec<((usize, usize), Change)> = Vec::new();
    for (group, shades) in &rule.captures {
        let Some((start, end)) = groups.get(*group).copied().flatten().filter(|(start, end)| start < end) else {
            continue;
        };
        // Where one ends and another begins, the end comes first; of two that begin, the longer.
        let rank = usize::MAX - (end - start);
        ordered.extend(shades.iter().map(|shade| ((start, rank), Change::Push(*shade))));
        ordered.push(((end, 0), Change::Pop(shades.len())));
    }
    ordered.sort_by_key(|(order, _)| *order);
    changes.extend(ordered.into_iter().map(|((place, _), change)| (place, change)));
}

/// Spreads the numbers of rules, which are small and come one after another.
#[derive(Debug, Default)]
pub(super) struct NumberHasher(u64);

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}
