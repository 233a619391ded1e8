//! A grammar reading code line by line: which contexts are open, and where scopes begin and end.
//!
//! It does what Sublime Text does with such grammars: of all rules of the context, the one that matches first
//! in the line counts, and of several at one place the first. Patterns are run only where they can match, and
//! no further than a match would count. Kept out: what the scopes mean on a page.

use std::sync::Arc;

use super::change::{Change, after, before, colour_groups};
use super::grammar::{Grammars, Rule, Rules};
use super::packed::{ContextKey, Operation};
use super::pattern::Bytewise;
use super::search::Scratch;

/// More contexts than this are never open.
const DEEPEST: usize = 100;

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
        scratch.next_line();
        if std::mem::take(&mut self.is_new) {
            let rules = grammars.rules(self.levels.last()?.context)?;
            changes.extend(rules.head.meta_content_scope.first().map(|shade| (0, Change::Push(*shade))));
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
            if best.end <= place && matches!(best.rule.packed.operation, Operation::Push(_)) {
                entered_at = (best.end, self.levels.len() + 1);
            }
            place = best.end;
            if best.is_brought {
                self.walls.push(self.levels.len());
            }
            self.apply(&line, &best, scratch.groups(&best.rule), changes)?;
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
        if let Some(prototype) = context.head.prototype {
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
        changes.extend(rule.packed.scope.iter().map(|shade| (*start, Change::Push(*shade))));
        colour_groups(rule, groups, changes);
        if !rule.packed.scope.is_empty() {
            changes.push((*end, Change::Pop(rule.packed.scope.len())));
        }
        after(line.grammars, rule, current, *end, changes)?;
        let (keys, old) = match &rule.packed.operation {
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
                brought.extend(rule.packed.with_prototype);
            }
            let mut uses_captures = line.grammars.rules(*key)?.head.uses_captures;
            for key in &brought {
                uses_captures |= line.grammars.rules(*key)?.head.uses_captures;
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
        for rule in rules.candidates.in_line(&self.line.bytes).filter_map(|rank| rules.rules.get(rank)) {
            if self.is_over {
                return;
            }
            match captured.filter(|_| rule.packed.has_references) {
                Some(captured) => {
                    let rule = scratch.filled(self.line.grammars, rule, captured);
                    self.offer(scratch, &rule, origin);
                }
                None => self.offer(scratch, rule, origin),
            }
        }
    }

    fn offer(&mut self, scratch: &mut Scratch, rule: &Arc<Rule>, origin: Origin) {
        let Some(last) = rule.packed.start.last_in(&self.line.bytes).filter(|last| *last >= self.place) else { return };
        let limit = self.best.as_ref().map_or(last, |best| best.start.min(last));
        let Some((start, end)) = scratch.find(rule, self.line.text, self.place, limit) else { return };
        let does_something = match rule.packed.operation {
            Operation::Stay => start != end,
            Operation::Push(_) => self.depth < DEEPEST,
            Operation::Set(_) | Operation::Pop => true,
        };
        let is_better =
            self.best.as_ref().is_none_or(|best| start < best.start || start == best.start && best.would_loop);
        if does_something && is_better {
            let would_loop = self.check_loop && end <= self.place && rule.packed.operation == Operation::Pop;
            let is_brought = origin == Origin::Brought;
            self.best = Some(Best { rule: rule.clone(), start, end, is_brought, would_loop });
            self.is_over = start == self.place && !would_loop;
        }
    }
}
