//! Packs the grammars that colour code.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use packed::{Cleared, Context, ContextKey, Grammar, Head, Library, Operation, Part, Rule, Shade, Slices};
use pattern::{Program, Start};
use scope::ClassTable;
use serde::{Deserialize, Serialize};
use serde_json::json;
use syntect::parsing::syntax_definition::{self, ContextId, ContextReference, MatchOperation, MatchPattern, Pattern};
use syntect::parsing::{ClearAmount, Scope, SyntaxSet};

use crate::embed::collect;
use crate::languages;

// The product's own: what is packed here is unpacked there.
#[path = "../src/markdown/highlight/class.rs"]
#[allow(dead_code)]
mod class;
#[path = "../src/markdown/highlight/packed.rs"]
#[allow(dead_code)]
mod packed;
#[path = "../src/markdown/highlight/pattern/mod.rs"]
#[allow(dead_code, unused_imports)]
mod pattern;
#[path = "../src/markdown/highlight/scope.rs"]
mod scope;

/// One more than the last group that a reference can name.
const REFERRED: usize = 10;

/// Packs all grammars into a file below `out` and tells the compiler where it lies.
///
/// It tells it the stamp of the code that colours code as well, and of the versions of the libraries it uses: what
/// another has coloured is not taken over. Where that is what it was, the file is there already.
pub(crate) fn write(root: &Path, out: &Path) {
    let (stamp, file, known) = (stamp(root), out.join("grammars.bin"), out.join("grammars.stamp"));
    if fs::read(&known).ok().as_deref() != Some(stamp.as_bytes()) {
        fs::write(&file, library()).expect("the output folder can be written");
        fs::write(&known, &stamp).expect("the output folder can be written");
    }
    println!("cargo::rustc-env=CLAUSEBOOK_COLOURING={stamp}");
    println!("cargo::rustc-env=CLAUSEBOOK_GRAMMARS={}", file.display());
}

fn stamp(root: &Path) -> String {
    let folder = root.join("src/markdown/highlight");
    let mut files = vec![root.join("Cargo.lock"), folder.with_extension("rs")];
    [folder, root.join("build")].iter().for_each(|folder| collect(folder, &mut files));
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        fs::read(&file).unwrap_or_default().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn library() -> Vec<u8> {
    let packer = Packer { set: two_face::syntax::extra_newlines(), classes: ClassTable::new() };
    let languages = languages::of(&packer.set);
    let (ends, bytes) = joined((0..packer.set.syntaxes().len()).map(|grammar| packer.grammar(grammar)));
    let languages = languages.iter().map(|(name, grammar)| (name.as_str(), *grammar)).collect();
    packed(&Library { languages, grammars: Slices { ends, bytes: &bytes } })
}

/// The values one after another, and where each of them ends.
fn joined(values: impl Iterator<Item = Vec<u8>>) -> (Vec<usize>, Vec<u8>) {
    let mut bytes = Vec::new();
    let ends = values.map(|value| {
        bytes.extend(value);
        bytes.len()
    });
    (ends.collect(), bytes)
}

fn packed(value: &impl Serialize) -> Vec<u8> {
    postcard::to_extend(value, Vec::new()).expect("everything packed has a form")
}

struct Packer {
    set: SyntaxSet,
    classes: ClassTable,
}

impl Packer {
    fn grammar(&self, grammar: usize) -> Vec<u8> {
        let keys = (0..).map(|context| ContextKey { grammar, context });
        let contexts: Vec<&syntax_definition::Context> = keys.map_while(|key| self.context(key)).collect();
        let start = contexts.iter().position(|context| is_start(context));
        let (ends, bytes) = joined(contexts.iter().map(|context| self.packed_context(context)));
        packed(&Grammar { start, contexts: Slices { ends, bytes: &bytes } })
    }

    fn context(&self, key: ContextKey) -> Option<&syntax_definition::Context> {
        // A reference cannot be made outside its crate, but it can be read.
        ContextReference::deserialize(&json!({ "Direct": key })).ok()?.resolve(&self.set).ok()
    }

    fn packed_context(&self, context: &syntax_definition::Context) -> Vec<u8> {
        let head = Head {
            meta_scope: self.shades(&context.meta_scope),
            meta_content_scope: self.shades(&context.meta_content_scope),
            clear: context.clear_scopes.map(|amount| match amount {
                ClearAmount::All => Cleared::All,
                ClearAmount::TopN(count) => Cleared::Top(count),
            }),
            prototype: context.prototype.as_ref().and_then(key_of),
            uses_captures: context.uses_backrefs,
        };
        let prepared: Vec<Option<Prepared>> = context.patterns.iter().map(Prepared::of).collect();
        let parts = context.patterns.iter().zip(&prepared).filter_map(|(pattern, prepared)| match pattern {
            Pattern::Match(pattern) => Some(Part::Rule(self.rule(pattern, prepared.as_ref()?)?)),
            Pattern::Include(reference) => reference.id().ok().as_ref().and_then(key_of).map(Part::Include),
        });
        let (ends, bytes) = joined(parts.map(|part| packed(&part)));
        packed(&Context { head, parts: Slices { ends, bytes: &bytes } })
    }

    /// The rule of a pattern; nothing for one that leads to a grammar that is not there.
    fn rule<'p>(&self, pattern: &'p MatchPattern, prepared: &'p Prepared) -> Option<Rule<'p>> {
        let captures = pattern.captures.iter().flatten();
        Some(Rule {
            pattern: pattern.regex.regex_str().into(),
            program: &prepared.program,
            start: prepared.start,
            groups: prepared.groups,
            has_references: pattern.has_captures,
            scope: self.shades(&pattern.scope),
            captures: captures.map(|(group, scopes)| (*group, self.shades(scopes))).collect(),
            operation: match &pattern.operation {
                MatchOperation::Push(references) => Operation::Push(keys_of(references)?),
                MatchOperation::Set(references) => Operation::Set(keys_of(references)?),
                MatchOperation::Pop => Operation::Pop,
                MatchOperation::None => Operation::Stay,
            },
            with_prototype: match &pattern.with_prototype {
                Some(reference) => Some(key_of(&reference.id().ok()?)?),
                None => None,
            },
        })
    }

    fn shades(&self, scopes: &[Scope]) -> Vec<Shade> {
        scopes.iter().map(|scope| self.classes.find(*scope)).collect()
    }
}

/// What is read off a pattern.
struct Prepared {
    start: Start,
    groups: usize,
    /// A packed `Option<Program>`.
    program: Vec<u8>,
}

impl Prepared {
    /// Nothing for what is no pattern.
    fn of(pattern: &Pattern) -> Option<Self> {
        let Pattern::Match(pattern) = pattern else { return None };
        let written = pattern.regex.regex_str();
        let start = Start::of(written);
        let coloured = pattern.captures.iter().flatten().map(|(group, _)| group + 1).max().unwrap_or(0);
        let enters = matches!(pattern.operation, MatchOperation::Push(_) | MatchOperation::Set(_));
        let groups = match start.has_groups {
            true => coloured.max(if enters { REFERRED } else { 0 }),
            false => coloured.min(1),
        };
        Some(Self { start, groups, program: packed(&Program::of(written, groups)) })
    }
}

/// Whether all code begins in this context: it enters another at once, whatever stands there.
fn is_start(context: &syntax_definition::Context) -> bool {
    let enters = |pattern: &MatchPattern| {
        pattern.regex.regex_str().is_empty() && matches!(pattern.operation, MatchOperation::Push(_))
    };
    !context.meta_content_scope.is_empty()
        && matches!(context.patterns.as_slice(), [Pattern::Match(only)] if enters(only))
}

fn keys_of(references: &[ContextReference]) -> Option<Vec<ContextKey>> {
    references.iter().map(|reference| key_of(&reference.id().ok()?)).collect()
}

/// What an identifier says, whose parts cannot be asked for outside its crate but can be written.
fn key_of(id: &ContextId) -> Option<ContextKey> {
    serde_json::from_slice(&serde_json::to_vec(id).ok()?).ok()
}
