//! The id of every group and control as people cite it: each once, and one that can be written in a citation.
//!
//! Publishers leave out the ids of groups, use one for a group and its control, label two controls alike, or put commas
//! into ids. A site cannot mend that, so that another name is found, and said where it is a control's.

use std::collections::{HashMap, HashSet};

use super::cite::CiteFrom;
use super::document::{Catalog, Unit};
use super::place::Places;
use crate::finding::{Code, Finding, Severity};
use crate::framework::faults::Faults;
use crate::source::Span;

/// Whether a unit is a group or a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It holds controls.
    Group,
    /// It is a requirement.
    Control,
}

/// Every group and control, in the order of the file: what is below one follows it.
pub(super) fn all<'c, 'a>(catalog: &'c Catalog<'a>) -> Vec<(Kind, &'c Unit<'a>)> {
    let below = |groups: &'c [Unit<'a>], controls: &'c [Unit<'a>]| {
        let controls = controls.iter().rev().map(|control| (Kind::Control, control));
        controls.chain(groups.iter().rev().map(|group| (Kind::Group, group)))
    };
    let mut open: Vec<(Kind, &Unit<'a>)> = below(&catalog.groups, &catalog.controls).collect();
    let mut all = Vec::new();
    while let Some((kind, unit)) = open.pop() {
        all.push((kind, unit));
        open.extend(below(&unit.groups, &unit.controls));
    }
    all
}

/// The span of what names a unit.
pub(super) fn span(unit: &Unit<'_>, places: &Places<'_>) -> Span {
    [&unit.id, &unit.title].iter().find_map(|text| places.of(text)).unwrap_or_default()
}

/// The names of a catalog's groups and controls.
#[derive(Debug, Default)]
pub(super) struct Names<'c> {
    /// By the address of the unit.
    cited: HashMap<usize, String>,
    /// By the id within the catalog, of two the control's.
    by_own: HashMap<&'c str, String>,
    known: HashSet<String>,
}

impl<'c> Names<'c> {
    /// The cited id of a unit of the catalog.
    pub(super) fn of(&self, unit: &Unit<'_>) -> &str {
        self.cited.get(&address(unit)).map_or("", String::as_str)
    }

    /// The cited id of what the catalog calls `own`.
    pub(super) fn of_own(&self, own: &str) -> Option<&str> {
        self.by_own.get(own).map(String::as_str)
    }

    /// Whether something is cited by this id.
    pub(super) fn is_cited(&self, id: &str) -> bool {
        self.known.contains(id)
    }

    fn add(&mut self, unit: &'c Unit<'_>, name: String) {
        self.cited.insert(address(unit), name.clone());
        self.known.insert(name.clone());
        self.by_own.entry(unit.id.trimmed()).or_insert(name);
    }
}

fn address(unit: &Unit<'_>) -> usize {
    std::ptr::from_ref(unit) as usize
}

/// Finds the names.
pub(super) struct Naming<'n, 'f> {
    pub(super) cite_from: CiteFrom,
    /// Whether ids that differ in case alone are different ones.
    pub(super) is_case_sensitive: bool,
    pub(super) places: &'n Places<'n>,
    pub(super) faults: &'f mut Faults,
}

impl Naming<'_, '_> {
    /// The names of `units`, which are all of a catalog.
    pub(super) fn names<'c>(&mut self, units: &[(Kind, &'c Unit<'_>)]) -> Names<'c> {
        let mut names = Names::default();
        let mut taken = Taken::default();
        let of = |kind: Kind| units.iter().filter(move |(other, _)| *other == kind).map(|(_, unit)| *unit);
        let prefix = prefix(self.cite_from, of(Kind::Control));
        // Controls come first, because groups are hardly ever cited.
        for unit in of(Kind::Control) {
            let span = span(unit, self.places);
            let name = self.control(unit, prefix, &mut taken, span);
            taken.add(&name, span);
            names.add(unit, name);
        }
        let labels: Vec<&str> = of(Kind::Group).filter_map(|group| self.cite_from.in_label(group)).collect();
        let are_unique = labels.iter().collect::<HashSet<_>>().len() == labels.len();
        for unit in of(Kind::Group) {
            let label = self.cite_from.in_label(unit).filter(|_| are_unique);
            let name = group(unit, label, &mut taken);
            taken.add(&name, span(unit, self.places));
            names.add(unit, name);
        }
        names
    }

    fn control(&mut self, unit: &Unit<'_>, prefix: &str, taken: &mut Taken, span: Span) -> String {
        let own = unit.id.trimmed();
        let short = own.strip_prefix(prefix).filter(|short| !prefix.is_empty() && !short.is_empty());
        let wanted = self.cite_from.in_label(unit).or(short).unwrap_or(own);
        if let Some(character) = wanted.chars().find(|character| is_forbidden(*character)) {
            let name = taken.free(&[own, &without_forbidden(wanted)]);
            let message = format!("`{wanted}` cannot be cited, because of {character:?}: it is known as `{name}`");
            let help = "cite it by that id; the publisher's is kept in exports";
            self.warn(Code::UnreadableFramework, span, message, help);
            return name;
        }
        if wanted.is_empty() {
            let name = taken.free(&[&from_title(unit.title.trimmed()), "control"]);
            let message = format!("a control without an id: it is known as `{name}`");
            self.warn(Code::UnreadableFramework, span, message, "cite it by that id");
            return name;
        }
        if let Some(first) = taken.exact.get(wanted).copied() {
            let name = taken.free(&[own, wanted]);
            let help =
                format!("cite this one as `{name}`; with `cite_from: id` in the sidecar all ids are the catalog's");
            let message = format!("duplicate id `{wanted}`: the second is known as `{name}`");
            let location = self.faults.location(span);
            let finding = Finding::new(Code::DuplicateRequirement, location, message).about(wanted).help(help);
            let first = self.faults.location(first);
            self.faults.add(finding.at_most(Severity::Warning).related(first, "the first one"));
            return name;
        }
        if let Some(other) = taken.folded.get(&wanted.to_lowercase()).filter(|_| !self.is_case_sensitive) {
            let message = format!("`{wanted}` differs from `{other}` only in case");
            let help = "both are known as they are written; `case: exact` in the sidecar says that this is meant";
            self.warn(Code::DuplicateRequirement, span, message, help);
        }
        wanted.to_owned()
    }

    /// A fault of the publisher's, which the site cannot mend.
    fn warn(&mut self, code: Code, span: Span, message: String, help: &str) {
        let finding = Finding::new(code, self.faults.location(span), message).help(help);
        self.faults.add(finding.at_most(Severity::Warning));
    }
}

/// The names that are given already.
#[derive(Debug, Default)]
struct Taken {
    exact: HashMap<String, Span>,
    /// In lower case, with the name as it is.
    folded: HashMap<String, String>,
    /// The last number given to a name.
    numbers: HashMap<String, usize>,
}

impl Taken {
    fn add(&mut self, name: &str, span: Span) {
        self.exact.insert(name.to_owned(), span);
        self.folded.entry(name.to_lowercase()).or_insert_with(|| name.to_owned());
    }

    /// The first of `candidates` that can be cited and is free, whatever the case; else the last of them with a number.
    fn free(&mut self, candidates: &[&str]) -> String {
        let is_free = |name: &&&str| {
            !name.is_empty() && !name.contains(is_forbidden) && !self.folded.contains_key(&name.to_lowercase())
        };
        if let Some(free) = candidates.iter().find(is_free) {
            return (*free).to_owned();
        }
        let base = candidates.iter().map(|name| without_forbidden(name)).rfind(|name| !name.is_empty());
        let base = base.unwrap_or_else(|| "requirement".to_owned());
        let number = self.numbers.entry(base.clone()).or_insert(1);
        loop {
            *number += 1;
            let numbered = format!("{base}-{number}");
            if !self.folded.contains_key(&numbered.to_lowercase()) {
                return numbered;
            }
        }
    }
}

/// The name of a group: its label, its id, or its title where it has neither.
fn group(unit: &Unit<'_>, label: Option<&str>, taken: &mut Taken) -> String {
    let own = unit.id.trimmed();
    let title = from_title(unit.title.trimmed());
    let named = label.unwrap_or(own);
    if named.is_empty() {
        return taken.free(&[&title, if title.is_empty() { "group" } else { &title }]);
    }
    let apart = format!("{named}-group");
    taken.free(&[named, own, &apart])
}

/// What the ids of a catalog have before the names in the labels: `SP_800_171_` of `SP_800_171_03.01.01`. A control
/// without a label is cited by its id without that.
fn prefix<'u, 'a: 'u>(cite_from: CiteFrom, controls: impl Iterator<Item = &'u Unit<'a>>) -> &'u str {
    let mut found: Option<&str> = None;
    let mut count = 0_usize;
    for control in controls {
        let Some(cited) = cite_from.in_label(control) else { continue };
        let Some(prefix) = control.id.trimmed().strip_suffix(cited) else { return "" };
        if found.is_some_and(|other| other != prefix) {
            return "";
        }
        found = Some(prefix);
        count += 1;
    }
    found.filter(|_| count > 1).unwrap_or_default()
}

/// Whether a citation cannot have this character within an id.
fn is_forbidden(character: char) -> bool {
    character.is_control() || matches!(character, ',' | '[' | ']')
}

/// `AA-6-part-x` of `AA-6, part [x]`.
fn without_forbidden(name: &str) -> String {
    let pieces = name.split(|character: char| is_forbidden(character) || character.is_whitespace());
    pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("-")
}

/// A title as an id: `access-control`.
fn from_title(title: &str) -> String {
    let words = title.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
