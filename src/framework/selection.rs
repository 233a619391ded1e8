//! The requirements that a list names: by id, range, pattern and tag.
//!
//! An id names all that is below it, as in a responsibility matrix. What begins with `!` is taken out again, so that the
//! order of a list counts.

use super::faults::Faults;
use super::lookup::Lookup;
use super::model::RequirementIdx;
use super::suggest::suggest;
use super::tree::Framework;
use super::written::Spanned;
use crate::finding::{Code, Finding};

/// The longest pattern, in bytes.
const MAX_PATTERN: usize = 200;
/// So many patterns and tags of one file are compared with every requirement.
const MAX_COMPARED: usize = 1000;

/// Resolves lists of one file.
pub(super) struct Selection<'f, 'r> {
    framework: &'f Framework,
    faults: &'r mut Faults,
    /// How many patterns and tags were compared.
    compared: usize,
}

impl<'f, 'r> Selection<'f, 'r> {
    pub(super) const fn new(framework: &'f Framework, faults: &'r mut Faults) -> Self {
        Self { framework, faults, compared: 0 }
    }

    /// The requirements that `list` names, ascending. What names none is a fault.
    pub(super) fn of(&mut self, list: &[Spanned]) -> Vec<RequirementIdx> {
        let all: Vec<RequirementIdx> = self.framework.requirements().map(|(idx, _)| idx).collect();
        let mut is_in = vec![false; all.len()];
        for item in list {
            let (is_added, written) = match item.value.strip_prefix('!') {
                Some(rest) => (false, rest.trim()),
                None => (true, item.value.as_str()),
            };
            for idx in self.named(written, item) {
                is_in[idx.0 as usize] = is_added;
            }
        }
        all.into_iter().filter(|idx| is_in[idx.0 as usize]).collect()
    }

    fn named(&mut self, written: &str, item: &Spanned) -> Vec<RequirementIdx> {
        let framework = self.framework;
        let found: Vec<RequirementIdx> = if let Some(tag) = written.strip_prefix('#') {
            self.compare(item, |idx| framework.requirement(idx).tags.iter().any(|own| own == tag.trim()))
        } else if written.contains('*') {
            self.compare(item, |idx| matches_glob(written, &framework.requirement(idx).id))
        } else if let Some((first, last)) = written.split_once(" to ").filter(|_| self.find(written).is_none()) {
            let (Some(first), Some(last)) = (self.id(first.trim(), item), self.id(last.trim(), item)) else {
                return Vec::new();
            };
            let end = framework.last_below(last);
            return self.not_none(framework.between(first, end), item);
        } else {
            self.id(written, item).into_iter().collect()
        };
        let with_parts = found.iter().flat_map(|idx| framework.between(*idx, framework.last_below(*idx)));
        with_parts.collect()
    }

    /// The requirements for which `is_named` holds, a fault where there is none.
    fn compare(&mut self, item: &Spanned, is_named: impl Fn(RequirementIdx) -> bool) -> Vec<RequirementIdx> {
        self.compared += 1;
        if self.compared > MAX_COMPARED || item.value.len() > MAX_PATTERN {
            let help = format!("name requirements by id; at most {MAX_COMPARED} patterns and tags are read");
            self.faults.unreadable(item.span, format!("`{}` is not read", item.value), Some(help));
            return Vec::new();
        }
        let all = self.framework.requirements().map(|(idx, _)| idx);
        self.not_none(all.filter(|idx| is_named(*idx)).collect(), item)
    }

    fn not_none(&mut self, found: Vec<RequirementIdx>, item: &Spanned) -> Vec<RequirementIdx> {
        if found.is_empty() {
            let name = format!("{} {}", self.framework.name, self.framework.version);
            self.report(item, format!("`{}` names no requirement of {name}", item.value), None);
        }
        found
    }

    fn id(&mut self, written: &str, item: &Spanned) -> Option<RequirementIdx> {
        let found = self.find(written);
        if found.is_none() {
            let similar = suggest(self.framework, written).into_iter();
            let similar: Vec<String> = similar.map(|idx| format!("`{}`", self.framework.requirement(idx).id)).collect();
            let help = (!similar.is_empty()).then(|| format!("did you mean {}?", similar.join(" or ")));
            let name = format!("{} {}", self.framework.name, self.framework.version);
            self.report(item, format!("{name} has no requirement `{written}`"), help);
        }
        found
    }

    fn find(&self, written: &str) -> Option<RequirementIdx> {
        match self.framework.known(written, None)? {
            Lookup::Found(idx) | Lookup::Withdrawn(idx) | Lookup::Renumbered(idx) => Some(idx),
            Lookup::OtherVersion(_) | Lookup::UnknownVersion | Lookup::Malformed(_) | Lookup::Unknown(_) => None,
        }
    }

    fn report(&mut self, item: &Spanned, message: String, help: Option<String>) {
        let finding = Finding::new(Code::UnmatchedApplicability, self.faults.location(item.span), message);
        let help = help.unwrap_or_else(|| "correct it, or remove it".to_owned());
        self.faults.add(finding.about(&item.value).help(help));
    }
}

/// Whether `id` matches `glob`, in which `*` stands for any number of characters.
pub(crate) fn matches_glob(glob: &str, id: &str) -> bool {
    let Some((start, rest)) = glob.split_once('*') else { return glob == id };
    let Some(mut id) = id.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = id.find(part) else { return false };
        id = &id[at + part.len()..];
    }
    id.ends_with(end)
}
