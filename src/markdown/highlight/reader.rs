//! A grammar reading code line by line: which contexts are open, and where scopes begin and end.
//!
//! It does what Sublime Text does with such grammars: of all rules of the context, the one that matches first
//! in the line counts, and of several at one place the first. So places are tried one after another, and at each
//! the rules that can match there. Kept out: what the scopes mean on a page.

use std::sync::Arc;

use super::change::{Change, after, before, colour_groups};
use super::grammar::{Grammars, Rule, Rules};
use super::packed::{ContextKey, Operation};
use super::pattern::Line;
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

/// A line, and what is needed to read it.
struct Reading<'a> {
    line: Line<'a>,
    grammars: &'a Grammars,
}

/// The rule that counts, and where it matches.
struct Best {
    rule: Arc<Rule>,
    start: usize,
    end: usize,
    is_brought: bool,
}

/// What is found in the rest of a line.
enum Found {
    Rule(Best),
    /// A rule that would leave what was just entered, at the place where it was entered.
    Loop,
    Nothing,
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
        if std::mem::take(&mut self.is_new) {
            let rules = grammars.rules(self.levels.last()?.context)?;
            changes.extend(rules.head.meta_content_scope.first().map(|shade| (0, Change::Push(*shade))));
        }
        let reading = Reading { line: Line::of(text), grammars };
        let mut place = 0;
        let mut entered_at = (0, 0);
        loop {
            let is_entered = entered_at == (place, self.levels.len());
            while self.walls.last().is_some_and(|wall| *wall >= self.levels.len()) {
                self.walls.pop();
            }
            let best = match self.find(&reading, scratch, place, is_entered)? {
                Found::Rule(best) => best,
                Found::Nothing => return Some(()),
                Found::Loop => {
                    // Entering and leaving at one place would go on for ever: one character further.
                    let Some((length, _)) = text[place..].char_indices().nth(1) else { return Some(()) };
                    place += length;
                    continue;
                }
            };
            if best.end <= place && matches!(best.rule.packed.operation, Operation::Push(_)) {
                entered_at = (best.end, self.levels.len() + 1);
            }
            place = best.end;
            if best.is_brought {
                self.walls.push(self.levels.len());
            }
            self.apply(&reading, &best, scratch.groups(), changes)?;
        }
    }

    /// The rule that counts from `from` on; nothing at all where a grammar is not there. `is_entered` says that the
    /// context was entered right there.
    fn find(&self, reading: &Reading<'_>, scratch: &mut Scratch, from: usize, is_entered: bool) -> Option<Found> {
        let offers = self.offers(reading.grammars)?;
        let is_full = self.levels.len() >= DEEPEST;
        let mut search = Search { reading, offers: &offers, from, is_entered, is_full, idle: Vec::new() };
        let text = reading.line.text;
        let places = (from..=text.len()).filter(|place| text.is_char_boundary(*place));
        for place in places {
            if let Some(found) = search.at(place, scratch) {
                return Some(found);
            }
        }
        Some(Found::Nothing)
    }

    /// The rules that may count, in their order.
    fn offers<'s>(&'s self, grammars: &'s Grammars) -> Option<Vec<Offer<'s>>> {
        let top = self.levels.last()?;
        let context = grammars.rules(top.context)?;
        let wall = self.walls.last().copied().unwrap_or(0);
        let levels = self.levels.get(wall..).unwrap_or_default();
        let mut offers = Vec::with_capacity(2);
        for level in levels {
            for brought in &level.brought {
                let (rules, captured) = (grammars.rules(*brought)?, level.captured.as_deref());
                offers.push(Offer { rules, captured, is_brought: true });
            }
        }
        if let Some(prototype) = context.head.prototype {
            offers.push(Offer { rules: grammars.rules(prototype)?, captured: None, is_brought: false });
        }
        offers.push(Offer { rules: context, captured: top.captured.as_deref(), is_brought: false });
        Some(offers)
    }

    fn apply(
        &mut self,
        reading: &Reading<'_>,
        best: &Best,
        groups: &[Option<(usize, usize)>],
        changes: &mut Vec<(usize, Change)>,
    ) -> Option<()> {
        let Best { rule, start, end, .. } = best;
        let Reading { line, grammars } = reading;
        let current = grammars.rules(self.levels.last()?.context)?;
        before(grammars, rule, current, *start, changes)?;
        changes.extend(rule.packed.scope.iter().map(|shade| (*start, Change::Push(*shade))));
        colour_groups(rule, groups, changes);
        if !rule.packed.scope.is_empty() {
            changes.push((*end, Change::Pop(rule.packed.scope.len())));
        }
        after(grammars, rule, current, *end, changes)?;
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
            let mut uses_captures = grammars.rules(*key)?.head.uses_captures;
            for key in &brought {
                uses_captures |= grammars.rules(*key)?.head.uses_captures;
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

/// Rules that are tried at a place, before or after others.
struct Offer<'a> {
    rules: &'a Rules,
    /// What was captured when their context was entered.
    captured: Option<&'a [String]>,
    /// Whether a push has brought them along.
    is_brought: bool,
}

/// The search for the rule that counts.
struct Search<'a> {
    reading: &'a Reading<'a>,
    offers: &'a [Offer<'a>],
    from: usize,
    is_entered: bool,
    /// Whether no more contexts are opened.
    is_full: bool,
    /// The numbers of rules whose first match does nothing, so that they do not count.
    idle: Vec<u32>,
}

impl Search<'_> {
    /// What is found at `place`, if anything.
    fn at(&mut self, place: usize, scratch: &mut Scratch) -> Option<Found> {
        let Reading { line, grammars } = self.reading;
        let byte = line.at(place);
        let mut is_loop = false;
        for Offer { rules, captured, is_brought } in self.offers {
            for rule in rules.candidates.at(byte).filter_map(|rank| rules.rules.get(rank)) {
                if !rule.packed.start.is_possible(line, place) || self.idle.contains(&rule.number) {
                    continue;
                }
                let captured = captured.filter(|_| rule.packed.has_references);
                let filled = captured.map(|captured| scratch.filled(grammars, rule, captured));
                let tried = match &filled {
                    Some(filled) if filled.packed.start.is_possible(line, place) => filled,
                    Some(_) => continue,
                    None => rule,
                };
                let Some(end) = scratch.end_at(tried, line, self.from, place) else { continue };
                match rule.packed.operation {
                    Operation::Stay if place == end => self.idle.push(rule.number),
                    Operation::Push(_) if self.is_full => self.idle.push(rule.number),
                    Operation::Pop if self.is_entered && end <= self.from => is_loop = true,
                    _ => {
                        let (rule, start, is_brought) = (tried.clone(), place, *is_brought);
                        return Some(Found::Rule(Best { rule, start, end, is_brought }));
                    }
                }
            }
        }
        is_loop.then_some(Found::Loop)
    }
}
