//! The grammars in the form in which they are read: every context with its rules in order, those it includes
//! among them, and their scopes as classes.
//!
//! Each context is made ready when it is first needed, and shared by all threads. Kept out: reading.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use onig::{Regex, RegexOptions, Syntax};
use serde::Deserialize;
use serde_json::json;
use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchOperation, MatchPattern, Pattern,
};
use syntect::parsing::{ClearAmount, Scope, SyntaxSet};

use super::candidates::Candidates;
use super::class::{Class, ClassTable};
use super::program::Program;
use super::start::Start;

/// One more than the last group that a reference can name.
const REFERRED: usize = 10;

/// A context: the rank of its grammar, and its own within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct ContextKey {
    syntax_index: usize,
    context_index: usize,
}

/// All grammars.
#[derive(Debug)]
pub(super) struct Grammars {
    set: SyntaxSet,
    classes: ClassTable,
    grammars: Vec<OnceLock<Grammar>>,
    rules: AtomicU32,
}

#[derive(Debug)]
struct Grammar {
    /// Where it begins.
    start: Option<ContextKey>,
    contexts: Vec<Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    own: OnceLock<Vec<Part>>,
    ready: OnceLock<Rules>,
}

#[derive(Debug)]
enum Part {
    Rule(Arc<Rule>),
    Include(ContextKey),
}

/// A context, ready to be read by.
#[derive(Debug)]
pub(super) struct Rules {
    /// In the order in which they are tried.
    pub(super) rules: Vec<Arc<Rule>>,
    pub(super) candidates: Candidates,
    pub(super) meta_scope: Vec<Shade>,
    pub(super) meta_content_scope: Vec<Shade>,
    pub(super) clear: Option<Cleared>,
    pub(super) prototype: Option<ContextKey>,
    /// Whether a rule asks for what was captured when the context was entered.
    pub(super) uses_captures: bool,
}

/// The class of a scope, if it has one of its own.
pub(super) type Shade = Option<Class>;

/// How many scopes a context puts aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cleared {
    All,
    Top(usize),
}

/// What to look for, and what to do where it is found.
#[derive(Debug)]
pub(super) struct Rule {
    /// Its own among all rules.
    pub(super) number: u32,
    pattern: String,
    program: OnceLock<Option<Program>>,
    regex: OnceLock<Option<Regex>>,
    pub(super) start: Start,
    /// How many groups of a match somebody may ask for.
    pub(super) groups: usize,
    /// Whether it asks for what was captured when its context was entered.
    pub(super) has_references: bool,
    pub(super) scope: Vec<Shade>,
    pub(super) captures: Vec<(usize, Vec<Shade>)>,
    pub(super) operation: Operation,
    pub(super) with_prototype: Option<ContextKey>,
}

/// What becomes of the contexts that are open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operation {
    Push(Vec<ContextKey>),
    Set(Vec<ContextKey>),
    Pop,
    Stay,
}

impl Rule {
    /// The pattern as it is written.
    pub(super) fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The pattern as a program, made when it is first run; nothing where it has none.
    pub(super) fn program(&self) -> Option<&Program> {
        self.program.get_or_init(|| Program::of(&self.pattern, self.groups)).as_ref()
    }

    /// The pattern, compiled by a library when it is first needed; nothing where it is none.
    pub(super) fn regex(&self) -> Option<&Regex> {
        let compile = || {
            let options = RegexOptions::REGEX_OPTION_CAPTURE_GROUP;
            Regex::with_options(&self.pattern, options, Syntax::default()).ok()
        };
        self.regex.get_or_init(compile).as_ref()
    }
}

impl Grammars {
    pub(super) fn new(set: SyntaxSet) -> Self {
        let grammars = set.syntaxes().iter().map(|_| OnceLock::new()).collect();
        Self { set, classes: ClassTable::new(), grammars, rules: AtomicU32::new(0) }
    }

    /// Where the grammar of that rank begins.
    pub(super) fn start_of(&self, grammar: usize) -> Option<ContextKey> {
        self.grammar(grammar)?.start
    }

    /// The context of that key.
    pub(super) fn rules(&self, key: ContextKey) -> Option<&Rules> {
        let slot = self.slot(key)?;
        Some(match slot.ready.get() {
            Some(rules) => rules,
            None => {
                let rules = self.make(key)?;
                slot.ready.get_or_init(|| rules)
            }
        })
    }

    /// A rule with another pattern.
    pub(super) fn with_pattern(&self, rule: &Rule, pattern: String) -> Rule {
        let start = Start::of(&pattern);
        Rule {
            number: self.rules.fetch_add(1, Ordering::Relaxed),
            groups: rule.groups,
            start,
            pattern,
            program: OnceLock::new(),
            regex: OnceLock::new(),
            has_references: false,
            scope: rule.scope.clone(),
            captures: rule.captures.clone(),
            operation: rule.operation.clone(),
            with_prototype: rule.with_prototype,
        }
    }

    /// Every rule of the grammar of that rank.
    #[cfg(test)]
    pub(super) fn every_rule(&self, syntax_index: usize) -> impl Iterator<Item = &Arc<Rule>> {
        let contexts = self.grammar(syntax_index).map_or(0, |grammar| grammar.contexts.len());
        let keys = (0..contexts).map(move |context_index| ContextKey { syntax_index, context_index });
        keys.flat_map(|key| self.parts(key)).filter_map(|part| match part {
            Part::Rule(rule) => Some(rule),
            Part::Include(_) => None,
        })
    }

    fn grammar(&self, syntax_index: usize) -> Option<&Grammar> {
        let cell = self.grammars.get(syntax_index)?;
        Some(cell.get_or_init(|| {
            let keys = (0..).map(|context_index| ContextKey { syntax_index, context_index });
            let contexts: Vec<&Context> = keys.map_while(|key| self.context(key)).collect();
            let start = contexts.iter().position(|context| is_start(context));
            let start = start.map(|context_index| ContextKey { syntax_index, context_index });
            Grammar { start, contexts: contexts.iter().map(|_| Slot::default()).collect() }
        }))
    }

    fn slot(&self, key: ContextKey) -> Option<&Slot> {
        self.grammar(key.syntax_index)?.contexts.get(key.context_index)
    }

    fn context(&self, key: ContextKey) -> Option<&Context> {
        // A reference cannot be made outside its crate, but it can be read.
        let ContextKey { syntax_index, context_index } = key;
        let written = json!({"Direct": {"syntax_index": syntax_index, "context_index": context_index}});
        ContextReference::deserialize(&written).ok()?.resolve(&self.set).ok()
    }

    fn make(&self, key: ContextKey) -> Option<Rules> {
        let context = self.context(key)?;
        let mut rules = Vec::new();
        self.gather(key, &mut rules);
        Some(Rules {
            candidates: Candidates::of(rules.iter().map(|rule| &rule.start)),
            rules,
            meta_scope: self.shades(&context.meta_scope),
            meta_content_scope: self.shades(&context.meta_content_scope),
            clear: context.clear_scopes.map(|amount| match amount {
                ClearAmount::All => Cleared::All,
                ClearAmount::TopN(count) => Cleared::Top(count),
            }),
            prototype: context.prototype.as_ref().and_then(key_of),
            uses_captures: context.uses_backrefs,
        })
    }

    fn gather(&self, key: ContextKey, rules: &mut Vec<Arc<Rule>>) {
        for part in self.parts(key) {
            match part {
                Part::Rule(rule) => rules.push(rule.clone()),
                Part::Include(included) => self.gather(*included, rules),
            }
        }
    }

    fn parts(&self, key: ContextKey) -> &[Part] {
        let Some(slot) = self.slot(key) else { return &[] };
        slot.own.get_or_init(|| {
            let patterns = self.context(key).map(|context| context.patterns.as_slice()).unwrap_or_default();
            patterns
                .iter()
                .filter_map(|pattern| match pattern {
                    Pattern::Match(pattern) => Some(Part::Rule(self.rule(pattern)?.into())),
                    Pattern::Include(reference) => reference.id().ok().as_ref().and_then(key_of).map(Part::Include),
                })
                .collect()
        })
    }

    /// The rule of a pattern; nothing for one that leads to a grammar that is not there.
    fn rule(&self, pattern: &MatchPattern) -> Option<Rule> {
        let keys = |references: &[ContextReference]| -> Option<Vec<ContextKey>> {
            references.iter().map(|reference| key_of(&reference.id().ok()?)).collect()
        };
        let operation = match &pattern.operation {
            MatchOperation::Push(references) => Operation::Push(keys(references)?),
            MatchOperation::Set(references) => Operation::Set(keys(references)?),
            MatchOperation::Pop => Operation::Pop,
            MatchOperation::None => Operation::Stay,
        };
        let captures = pattern.captures.iter().flatten();
        let with_prototype = match &pattern.with_prototype {
            Some(reference) => Some(key_of(&reference.id().ok()?)?),
            None => None,
        };
        let start = Start::of(pattern.regex.regex_str());
        let captures: Vec<(usize, Vec<Shade>)> =
            captures.map(|(group, scopes)| (*group, self.shades(scopes))).collect();
        let coloured = captures.iter().map(|(group, _)| group + 1).max().unwrap_or(0);
        let referred = if matches!(operation, Operation::Push(_) | Operation::Set(_)) { REFERRED } else { 0 };
        Some(Rule {
            number: self.rules.fetch_add(1, Ordering::Relaxed),
            groups: if start.has_groups { coloured.max(referred) } else { coloured.min(1) },
            start,
            pattern: pattern.regex.regex_str().to_owned(),
            program: OnceLock::new(),
            regex: OnceLock::new(),
            has_references: pattern.has_captures,
            scope: self.shades(&pattern.scope),
            captures,
            operation,
            with_prototype,
        })
    }

    fn shades(&self, scopes: &[Scope]) -> Vec<Shade> {
        scopes.iter().map(|scope| self.classes.find(*scope)).collect()
    }
}

/// Whether all code begins in this context: it enters another at once, whatever stands there.
fn is_start(context: &Context) -> bool {
    let enters = |pattern: &MatchPattern| {
        pattern.regex.regex_str().is_empty() && matches!(pattern.operation, MatchOperation::Push(_))
    };
    !context.meta_content_scope.is_empty()
        && matches!(context.patterns.as_slice(), [Pattern::Match(only)] if enters(only))
}

/// What an identifier says, whose parts cannot be asked for outside its crate but can be written.
fn key_of(id: &ContextId) -> Option<ContextKey> {
    serde_json::from_slice(&serde_json::to_vec(id).ok()?).ok()
}
