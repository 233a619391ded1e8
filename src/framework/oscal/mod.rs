//! OSCAL, NIST's format for catalogs of controls: import of catalogs and profiles, export of what a site holds.

mod alter;
mod cite;
mod combine;
mod document;
pub mod export;
mod grammar;
mod insert;
mod json;
mod mapping;
mod markup;
mod name;
mod notes;
mod place;
mod profile;
#[cfg(test)]
mod profile_tests;
mod prose;
mod prune;
mod removal;
mod select;
mod selected;
mod shelf;
mod source;
mod subject;
#[cfg(test)]
mod tests;
mod tree;
mod xml;

pub use mapping::{CatalogMapping, Identified, Item, Map, Resource, control_of, read_mapping_collection};

pub(super) use cite::CiteFrom;
pub(super) use profile::Library;
pub(super) use shelf::{MAX_BYTES, Shelf};
pub(super) use source::{Source, subject};
pub(super) use subject::Subject;

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Deserialize;
use serde_json::Value;

use document::{Catalog, Parameter, Part, Text, Unit};
use insert::{Parameters, Unfilled};
use name::{Kind, Names, Naming, all};
use place::Places;
use prose::Writer;

use super::faults::Faults;
use super::model::Outline;
use crate::source::{DataFile, Span};

/// How a catalog is read.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// What people cite; where it is not said, it is guessed from the controls.
    pub(super) cite_from: Option<CiteFrom>,
    /// Whether ids that differ in case alone are different ones.
    pub(super) is_case_sensitive: bool,
    /// The classes of controls that are assessed; all where none is named.
    pub(super) assessed_classes: Vec<String>,
}

/// A catalog as it was imported.
#[derive(Debug)]
pub(super) struct Imported {
    /// Its title.
    pub(super) title: String,
    /// Its version.
    pub(super) version: String,
    /// Its groups and controls.
    pub(super) outlines: Vec<Outline>,
    /// The classes of its controls.
    pub(super) classes: BTreeSet<String>,
}

/// What a text is.
#[derive(Debug)]
pub(super) enum Reading {
    /// A catalog, or a profile and what it selects.
    Catalog(Imported),
    /// Another document of OSCAL.
    OtherSubject(Subject),
    /// Something else; whether it has no key at all.
    Other {
        /// `{}`.
        is_empty: bool,
    },
    /// Not readable; the faults say why.
    Unreadable,
}

/// Reads a catalog, or a profile of what is in the library.
pub(super) fn read<'s>(
    file: &DataFile<'s>,
    source: &Source<'s>,
    library: &mut Library<'s>,
    options: &Options,
    faults: &mut Faults,
) -> Reading {
    let root = match source.root() {
        Ok(root) => root,
        Err(fault) => {
            faults.unreadable(fault.span, format!("the catalog cannot be read: {}", fault.reason), fault.help);
            return Reading::Unreadable;
        }
    };
    if let Some(catalog) = &root.catalog {
        let places = source.places();
        let implied = HashSet::new();
        let context = Context { places: &places, implied: &implied, options, budget: budget(&[*file]) };
        let (imported, unfilled) = import(catalog, &context, faults);
        report(unfilled, catalog, &places, faults);
        return Reading::Catalog(imported);
    }
    match root.other {
        Some(Subject::Profile) => resolved(file, library, options, faults),
        Some(subject) => Reading::OtherSubject(subject),
        None if root.is_bare => {
            let help = "write `{\"catalog\": ` before it and `}` behind it";
            let message = "an OSCAL catalog without the key `catalog` around it";
            faults.unreadable(Span::default(), message, Some(help.to_owned()));
            Reading::Unreadable
        }
        None => Reading::Other { is_empty: root.is_empty },
    }
}

/// The catalog that a profile makes. What is wrong with the profile is said by the library.
fn resolved<'s>(file: &DataFile<'s>, library: &mut Library<'s>, options: &Options, faults: &mut Faults) -> Reading {
    let Some(resolved) = library.resolve(file) else { return Reading::Unreadable };
    let mut implied = HashSet::new();
    selected::Unit::each(&resolved.catalog.units, &mut |unit| {
        if unit.is_implied {
            implied.insert(unit.id());
        }
    });
    let places = Places::default();
    let context = Context { places: &places, implied: &implied, options, budget: budget(library.files()) };
    let document = resolved.catalog.document();
    match document.get(Subject::Catalog.key()).map(Catalog::deserialize) {
        // What its ids and texts have wrong is reported for the catalog, which is in the same folder.
        Some(Ok(catalog)) => Reading::Catalog(import(&catalog, &context, &mut Faults::of(file.id)).0),
        Some(Err(error)) => {
            faults.unreadable(Span::default(), format!("what the profile selects cannot be read: {error}"), None);
            Reading::Unreadable
        }
        None => Reading::Unreadable,
    }
}

/// How many bytes parameters may insert into the texts of these files.
fn budget(files: &[DataFile<'_>]) -> usize {
    files.iter().map(|file| file.text.len()).sum::<usize>() * 2 + 1_000_000
}

/// The document that a framework came from, as JSON; of a profile, the catalog that it makes. With `only`, the groups and
/// controls with these ids alone.
pub(super) fn document(file: &DataFile<'_>, files: &[DataFile<'_>], only: Option<&HashSet<&str>>) -> Option<Value> {
    let shelf = Shelf::of(files);
    let document = shelf.open(file).ok()?.json().ok()?;
    let catalog = document.get(Subject::Catalog.key());
    if let (Some(_), None) = (catalog, only) {
        return Some(document.to_value());
    }
    let mut selected = match catalog {
        Some(catalog) => selected::Selected::of_catalog(catalog),
        None => {
            document.get(Subject::Profile.key())?;
            let resolved = Library::new(&shelf).resolve(file)?;
            let mut selected = selected::Selected::clone(&resolved.catalog);
            // Pages do not need that, and it reads every text.
            prune::prune(&mut selected, &|parameter| resolved.set.contains(parameter));
            selected
        }
    };
    if let Some(only) = only {
        selected.retain(only);
        prune::prune(&mut selected, &|_| false);
    }
    Some(selected.document().to_value())
}

/// What a catalog is read with.
struct Context<'i> {
    places: &'i Places<'i>,
    /// The ids of controls that are there for those below them and are not assessed.
    implied: &'i HashSet<&'i str>,
    options: &'i Options,
    budget: usize,
}

fn import(catalog: &Catalog<'_>, context: &Context<'_>, faults: &mut Faults) -> (Imported, Unfilled) {
    let Context { places, implied: _, options, budget } = *context;
    let units = all(catalog);
    let controls = || units.iter().filter(|(kind, _)| *kind == Kind::Control).map(|(_, unit)| *unit);
    let cite_from = options.cite_from.unwrap_or_else(|| match controls().next() {
        Some(_) => CiteFrom::guess(controls()),
        None => CiteFrom::guess(units.iter().map(|(_, unit)| *unit)),
    });
    let parameters = parameters(catalog, &units);
    let is_case_sensitive = options.is_case_sensitive;
    let names = Naming { cite_from, is_case_sensitive, places, faults }.names(&units);
    let owners = owners(&units);
    let writer = Writer::new(&parameters, &names, budget);
    let mut import = Import { names: &names, owners: &owners, context, writer, faults };
    let outlines = import.units(&catalog.groups, &catalog.controls);
    let unfilled = import.writer.into_unfilled();
    let text = |text: &Text<'_>| text.trimmed().to_owned();
    let imported = Imported {
        title: text(&catalog.metadata.title),
        version: text(&catalog.metadata.version),
        outlines,
        classes: controls().map(|control| text(&control.class)).filter(|class| !class.is_empty()).collect(),
    };
    (imported, unfilled)
}

fn report(unfilled: Unfilled, catalog: &Catalog<'_>, places: &Places<'_>, faults: &mut Faults) {
    let parameters = if unfilled.circular.is_empty() { Parameters::new() } else { parameters(catalog, &all(catalog)) };
    for id in unfilled.circular {
        let span = parameters.get(id.as_str()).and_then(|parameter| places.of(&parameter.id)).unwrap_or_default();
        faults.upstream(span, format!("the parameter `{id}` refers to itself"), "its id is shown instead");
    }
    for (what, span) in unfilled.unknown {
        let (message, help) = if what.is_empty() {
            ("a parameter is inserted that is not named".to_owned(), "`[Assignment: not given]` is shown instead")
        } else if what.starts_with("{{") {
            (format!("`{what}` does not insert a parameter"), "it is shown as it is written")
        } else {
            (format!("the parameter `{what}` is inserted, and does not exist"), "its id is shown instead")
        };
        faults.upstream(span, message, help);
    }
}

fn parameters<'c, 'a>(catalog: &'c Catalog<'a>, units: &[(Kind, &'c Unit<'a>)]) -> Parameters<'c, 'a> {
    let inner = units.iter().flat_map(|(_, unit)| &unit.params);
    let parameters = catalog.params.iter().chain(inner);
    parameters.map(|parameter: &Parameter<'_>| (parameter.id.trimmed(), parameter)).collect()
}

/// The control that each part belongs to, for the parts that withdrawn controls were moved to. By the ids of the
/// catalog.
fn owners<'c>(units: &[(Kind, &'c Unit<'_>)]) -> HashMap<&'c str, &'c str> {
    let withdrawn = units.iter().map(|(_, unit)| *unit).filter(|unit| is_withdrawn(unit));
    let wanted: HashSet<&str> =
        withdrawn.flat_map(|unit| &unit.links).filter_map(|link| link.href.trimmed().strip_prefix('#')).collect();
    let mut owners = HashMap::new();
    if wanted.is_empty() {
        return owners;
    }
    for (_, unit) in units {
        let mut open: Vec<&Part<'_>> = unit.parts.iter().collect();
        while let Some(part) = open.pop() {
            let id = part.id.trimmed();
            if wanted.contains(id) {
                owners.insert(id, unit.id.trimmed());
            }
            open.extend(&part.parts);
        }
    }
    owners
}

struct Import<'i, 'c, 'a> {
    names: &'i Names<'c>,
    owners: &'i HashMap<&'c str, &'c str>,
    context: &'i Context<'i>,
    writer: Writer<'i, 'c, 'a>,
    faults: &'i mut Faults,
}

impl Import<'_, '_, '_> {
    /// The readers of files bound how deep groups and controls nest, so recursion is safe.
    fn units(&mut self, groups: &[Unit<'_>], controls: &[Unit<'_>]) -> Vec<Outline> {
        let groups = groups.iter().map(|group| (Kind::Group, group));
        let units = in_order(groups.chain(controls.iter().map(|control| (Kind::Control, control))).collect());
        units.into_iter().map(|(kind, unit)| self.unit(kind, unit)).collect()
    }

    fn unit(&mut self, kind: Kind, unit: &Unit<'_>) -> Outline {
        let span = name::span(unit, self.context.places);
        let id = self.names.of(unit).to_owned();
        let withdrawn = is_withdrawn(unit).then(|| self.destinations(unit, &id, span));
        self.writer.at(span);
        let classes = &self.context.options.assessed_classes;
        let is_assessed = kind == Kind::Control
            && (classes.is_empty() || classes.iter().any(|class| class == unit.class.trimmed()))
            && !self.context.implied.contains(unit.id.trimmed());
        Outline {
            title: self.writer.line(unit.title.trimmed()),
            tags: Vec::new(),
            withdrawn,
            prose: self.writer.control(&unit.parts),
            location: Some(self.faults.location(span)),
            token: Some(unit.id.trimmed()).filter(|own| *own != id && !own.is_empty()).map(str::to_owned),
            is_assessed: Some(is_assessed),
            superseded: None,
            effective: None,
            children: self.units(&unit.groups, &unit.controls),
            id,
        }
    }

    /// The controls that a withdrawn one was moved to.
    fn destinations(&mut self, unit: &Unit<'_>, id: &str, span: Span) -> Vec<String> {
        let links = unit.links.iter().filter(|link| is_successor(link.rel.trimmed()));
        let mut destinations = Vec::new();
        for link in links {
            let Some(target) = self.destination(link.href.trimmed()) else { continue };
            if target == id {
                let message = format!("`{id}` is withdrawn and incorporated into itself");
                self.faults.upstream(span, message, "it is shown as withdrawn, without a successor");
            } else if !destinations.contains(&target) {
                destinations.push(target);
            }
        }
        destinations
    }

    /// The control that a link within the catalog leads to; a part of a control leads to the control.
    fn destination(&self, href: &str) -> Option<String> {
        let Some(target) = href.strip_prefix('#') else {
            return self.names.is_cited(href).then(|| href.to_owned());
        };
        let whole = target.split_once('_').map_or(target, |(control, _)| control);
        let owner = self.owners.get(target).copied().unwrap_or(whole);
        let known = self.names.of_own(target).or_else(|| self.names.of_own(owner));
        Some(known.unwrap_or(target).to_owned()).filter(|target| !target.is_empty())
    }
}

/// Whether a link of this kind leads from a withdrawn control to what replaces it.
fn is_successor(relation: &str) -> bool {
    let known = ["incorporated-into", "moved-to", "replaced-by", "addressed-by"];
    known.iter().any(|known| known.eq_ignore_ascii_case(&relation.replace('_', "-")))
}

fn property<'u>(unit: &'u Unit<'_>, name: &str) -> Option<&'u str> {
    unit.props.iter().find(|property| property.name.trimmed() == name).map(|property| property.value.trimmed())
}

fn is_withdrawn(unit: &Unit<'_>) -> bool {
    let statuses = unit.props.iter().filter(|property| property.name.trimmed() == "status");
    statuses.into_iter().any(|property| property.value.trimmed().eq_ignore_ascii_case("withdrawn"))
}

/// Sorted by `sort-id`; units without one keep their position.
fn in_order<'u, 'a>(units: Vec<(Kind, &'u Unit<'a>)>) -> Vec<(Kind, &'u Unit<'a>)> {
    let key = |unit: &'u Unit<'a>| property(unit, "sort-id");
    let mut sorted: Vec<(&str, (Kind, &Unit<'_>))> =
        units.iter().filter_map(|entry| Some((key(entry.1)?, *entry))).collect();
    sorted.sort_by_key(|(key, _)| *key);
    let mut sorted = sorted.into_iter();
    let placed = |entry: (Kind, &'u Unit<'a>)| match key(entry.1) {
        Some(_) => sorted.next().map_or(entry, |(_, next)| next),
        None => entry,
    };
    units.into_iter().map(placed).collect()
}
