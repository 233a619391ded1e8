//! The findings on glossaries themselves: names defined twice, terms that cannot be found, terms that nothing uses.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};

use super::model::Glossary;
use super::term::{DefinedTerm, MAX_NAME};
use crate::finding::{Code, Finding};
use crate::source::{FileId, Location};

/// The findings on the definitions in `published`: the glossaries that are pages, each with the location of the key that makes
/// it one.
pub fn check_definitions(glossary: &Glossary, published: &BTreeMap<FileId, Location>) -> Vec<Finding> {
    let defining: HashSet<FileId> = glossary.terms().iter().map(|term| term.file).collect();
    let empty = published.iter().filter(|(file, _)| !defining.contains(file)).map(|(_, location)| {
        Finding::new(Code::EmptyGlossary, *location, "this glossary defines no term")
            .help("write a definition list: a line with the term, and below it a line that begins with `: `")
    });
    let mut findings: Vec<Finding> = empty.collect();
    let mut first: HashMap<(&str, &str), (Location, bool)> = HashMap::default();
    for term in glossary.terms().iter().filter(|term| published.contains_key(&term.file)) {
        for name in &term.definition.names {
            let location = Location::new(term.file, name.span);
            findings.extend(unusable(&name.value, location));
            let Some((known, is_reported)) = first.get_mut(&(term.scope.as_str(), name.value.as_str())) else {
                first.insert((&term.scope, &name.value), (location, false));
                continue;
            };
            if !std::mem::replace(is_reported, true) {
                findings.push(duplicate(&name.value, *known, location, "it is defined here too"));
            }
            findings.push(duplicate(&name.value, location, *known, "links lead to this definition"));
        }
    }
    findings
}

fn duplicate(name: &str, location: Location, other: Location, why: &str) -> Finding {
    Finding::new(Code::DuplicateTerm, location, format!("`{name}` is defined twice"))
        .about(name)
        .related(other, why)
        .help("keep one of the two definitions, or move one into the glossary of the section that it is for")
}

/// A name that is not looked for.
fn unusable(name: &str, location: Location) -> Option<Finding> {
    let (why, help) = if name.is_empty() {
        ("a term without text is not found on any page".to_owned(), "write a word, not only an image".to_owned())
    } else if name.len() > MAX_NAME {
        let why = format!("a term of {} bytes is not found on any page: it has more than {MAX_NAME}", name.len());
        (why, "shorten it, and write the rest into its definition".to_owned())
    } else {
        return None;
    };
    Some(Finding::new(Code::UnusableTerm, location, why).help(help))
}

/// A finding for each term of the `published` glossaries that no page uses. `used` has the numbers of those that one does.
pub fn check_use(glossary: &Glossary, published: &BTreeMap<FileId, Location>, used: &HashSet<usize>) -> Vec<Finding> {
    let names = |term: &'_ DefinedTerm| -> Vec<(String, String)> {
        term.definition.names.iter().map(|name| (term.scope.clone(), name.value.clone())).collect()
    };
    // Of a name that is defined twice only the first definition is used, which is a finding already.
    let used_names: HashSet<(String, String)> =
        used.iter().filter_map(|number| glossary.terms().get(*number)).flat_map(names).collect();
    let unused = glossary.terms().iter().enumerate().filter(|(number, term)| {
        let is_findable =
            term.definition.names.iter().any(|name| !name.value.is_empty() && name.value.len() <= MAX_NAME);
        !used.contains(number)
            && is_findable
            && !names(term).iter().any(|name| used_names.contains(name))
            && published.contains_key(&term.file)
    });
    unused.map(|(_, term)| unused_term(term)).collect()
}

fn unused_term(term: &DefinedTerm) -> Finding {
    let message = format!("no page uses `{}`", term.name());
    Finding::new(Code::UnusedTerm, term.location(), message)
        .about(term.name())
        .help("add the forms that pages use as further terms of its definition, or remove it")
}
