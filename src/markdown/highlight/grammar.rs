//! The grammars in the form in which they are read: every context with its rules in order, those it includes
//! among them.
//!
//! Each context is made ready when it is first needed, and shared by all threads. Kept out: reading.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use onig::{Regex, RegexOptions, Syntax};

use super::candidates::Candidates;
use super::packed::{self, ContextKey, Head, Library};
use super::pattern::{Program, Start};

/// What the build script has packed.
static LIBRARY: LazyLock<Library<'static>> = LazyLock::new(|| {
    let packed = include_bytes!(env!("CLAUSEBOOK_GRAMMARS"));
    postcard::from_bytes(packed).expect("the build script has packed it")
});

/// Every name of a language in lower case, sorted, with the rank of its grammar.
pub(super) fn languages() -> &'static [(&'static str, usize)] {
    &LIBRARY.languages
}

/// All grammars.
#[derive(Debug)]
pub(super) struct Grammars {
    grammars: Vec<(&'static [u8], OnceLock<Grammar>)>,
    rules: AtomicU32,
}

#[derive(Debug)]
struct Grammar {
    /// The context where it begins.
    start: Option<usize>,
    contexts: Vec<Slot>,
}

/// The place of a context. A grammar has hundreds, of which code needs a few.
#[derive(Debug)]
struct Slot {
    packed: &'static [u8],
    own: OnceLock<Box<Context>>,
    ready: OnceLock<Box<Rules>>,
}

#[derive(Debug)]
struct Context {
    head: Head,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Rule(Arc<Rule>),
    Include(ContextKey),
}

/// A context, ready to be read by.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) head: Head,
    /// In the order in which they are tried.
    pub(super) rules: Vec<Arc<Rule>>,
    pub(super) candidates: Candidates,
}

/// A rule, ready to be tried.
#[derive(Debug)]
pub(super) struct Rule {
    /// Its own among all rules.
    pub(super) number: u32,
    pub(super) packed: packed::Rule<'static>,
    program: OnceLock<Option<Program>>,
    regex: OnceLock<Option<Regex>>,
}

impl Rule {
    /// The pattern as a program; nothing where it has none.
    pub(super) fn program(&self) -> Option<&Program> {
        self.program.get_or_init(|| postcard::from_bytes(self.packed.program).ok().flatten()).as_ref()
    }

    /// The pattern, compiled by a library when it is first needed; nothing where it is none.
    pub(super) fn regex(&self) -> Option<&Regex> {
        let compile = || {
            let options = RegexOptions::REGEX_OPTION_CAPTURE_GROUP;
            Regex::with_options(&self.packed.pattern, options, Syntax::default()).ok()
        };
        self.regex.get_or_init(compile).as_ref()
    }
}

impl Grammars {
    pub(super) fn new() -> Self {
        let grammars = LIBRARY.grammars.iter().map(|packed| (packed, OnceLock::new())).collect();
        Self { grammars, rules: AtomicU32::new(0) }
    }

    /// The context where the grammar of that rank begins.
    pub(super) fn start_of(&self, grammar: usize) -> Option<ContextKey> {
        Some(ContextKey { grammar, context: self.grammar(grammar)?.start? })
    }

    /// The context of that key.
    pub(super) fn rules(&self, key: ContextKey) -> Option<&Rules> {
        let slot = self.slot(key)?;
        Some(slot.ready.get_or_init(|| {
            let mut rules = Vec::new();
            self.gather(slot, &mut rules);
            let candidates = Candidates::of(rules.iter().map(|rule| &rule.packed.start));
            Box::new(Rules { head: self.own(slot).head.clone(), rules, candidates })
        }))
    }

    /// A rule with another pattern.
    pub(super) fn with_pattern(&self, rule: &Rule, pattern: String) -> Rule {
        let program = Program::of(&pattern, rule.packed.groups);
        let start = Start::of(&pattern);
        let packed = packed::Rule { pattern: Cow::Owned(pattern), start, has_references: false, ..rule.packed.clone() };
        Rule { program: OnceLock::from(program), ..self.rule(packed) }
    }

    /// Every rule of the grammar of that rank.
    #[cfg(test)]
    pub(super) fn every_rule(&self, grammar: usize) -> impl Iterator<Item = &Arc<Rule>> {
        let contexts = self.grammar(grammar).map(|grammar| grammar.contexts.as_slice()).unwrap_or_default();
        contexts.iter().flat_map(|slot| &self.own(slot).parts).filter_map(|part| match part {
            Part::Rule(rule) => Some(rule),
            Part::Include(_) => None,
        })
    }

    fn grammar(&self, grammar: usize) -> Option<&Grammar> {
        let (packed, cell) = self.grammars.get(grammar)?;
        Some(cell.get_or_init(|| {
            let packed::Grammar { start, contexts } =
                postcard::from_bytes(packed).expect("the build script has packed it");
            let slot = |packed| Slot { packed, own: OnceLock::new(), ready: OnceLock::new() };
            Grammar { start, contexts: contexts.iter().map(slot).collect() }
        }))
    }

    fn slot(&self, key: ContextKey) -> Option<&Slot> {
        self.grammar(key.grammar)?.contexts.get(key.context)
    }

    fn own<'s>(&self, slot: &'s Slot) -> &'s Context {
        slot.own.get_or_init(|| {
            let packed::Context { head, parts } =
                postcard::from_bytes(slot.packed).expect("the build script has packed it");
            let part = |packed| match postcard::from_bytes(packed).expect("the build script has packed it") {
                packed::Part::Rule(rule) => Part::Rule(Arc::new(self.rule(rule))),
                packed::Part::Include(key) => Part::Include(key),
            };
            Box::new(Context { head, parts: parts.iter().map(part).collect() })
        })
    }

    fn rule(&self, packed: packed::Rule<'static>) -> Rule {
        let number = self.rules.fetch_add(1, Ordering::Relaxed);
        Rule { number, packed, program: OnceLock::new(), regex: OnceLock::new() }
    }

    /// Adds the rules of a context, those of what it includes in the places of the names.
    fn gather(&self, slot: &Slot, rules: &mut Vec<Arc<Rule>>) {
        for part in &self.own(slot).parts {
            match part {
                Part::Rule(rule) => rules.push(rule.clone()),
                Part::Include(included) => {
                    if let Some(slot) = self.slot(*included) {
                        self.gather(slot, rules);
                    }
                }
            }
        }
    }
}
