//! OSCAL, NIST's format for catalogs of controls: import of catalogs, export of what a site holds.

mod cite;
mod document;
pub mod export;
mod prose;
#[cfg(test)]
mod tests;

pub(super) use cite::CiteFrom;

use std::collections::HashMap;

use document::{Catalog, Parameter, Root, Text, Unit};
use prose::{Parameters, Writer};

use super::faults::Faults;
use super::model::Outline;
use crate::source::Span;

/// A catalog as it was imported.
#[derive(Debug)]
pub(super) struct Imported {
    /// Its title.
    pub(super) title: String,
    /// Its version.
    pub(super) version: String,
    /// Its groups and controls.
    pub(super) outlines: Vec<Outline>,
}

/// What a text is.
#[derive(Debug)]
pub(super) enum Reading {
    /// A catalog.
    Catalog(Imported),
    /// JSON without a catalog in it.
    Other,
    /// Not readable; the faults say why.
    Unreadable,
}

/// Reads a catalog. Without `cite_from`, what people cite is guessed from its controls.
pub(super) fn read(text: &str, cite_from: Option<CiteFrom>, faults: &mut Faults) -> Reading {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root: Root<'_> = match serde_json::from_str(bare) {
        Ok(root) => root,
        Err(error) => {
            let at = text.len() - bare.len() + offset(bare, error.line(), error.column());
            let (reason, help) = in_words(&error);
            faults.unreadable(Span::new(at, at), format!("the catalog cannot be read: {reason}"), help);
            return Reading::Unreadable;
        }
    };
    let Some(catalog) = root.catalog else { return Reading::Other };
    let cite_from = cite_from.unwrap_or_else(|| CiteFrom::guess(&catalog));
    let parameters = parameters(&catalog);
    let ids = ids(&catalog, cite_from);
    let writer = Writer::new(&parameters, text.len() * 2 + 1_000_000);
    let mut import = Import { text, cite_from, ids: &ids, writer, faults };
    let outlines = import.units(&catalog.groups, &catalog.controls);
    let circular = std::mem::take(&mut import.writer.circular);
    for id in circular {
        let span = parameters.get(id.as_str()).and_then(|parameter| parameter.id.span_in(text)).unwrap_or_default();
        faults.unreadable(span, format!("the parameter `{id}` refers to itself"), None);
    }
    let text = |text: &Text<'_>| text.trimmed().to_owned();
    Reading::Catalog(Imported {
        title: text(&catalog.metadata.title),
        version: text(&catalog.metadata.version),
        outlines,
    })
}

/// The byte at a line and column as `serde_json` counts them: both from 1, columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before = line.checked_sub(2).and_then(|lines| memchr::memchr_iter(b'\n', text.as_bytes()).nth(lines));
    let start = before.map_or(0, |newline| newline + 1);
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The reason of the JSON parser without the position, and the help for it.
fn in_words(error: &serde_json::Error) -> (String, Option<String>) {
    let message = error.to_string();
    let reason = message.rfind(" at line ").map_or(message.as_str(), |at| &message[..at]);
    match reason {
        "recursion limit exceeded" => ("it nests too deep".to_owned(), Some("flatten its groups".to_owned())),
        reason => (reason.to_owned(), None),
    }
}

fn all<'c, 'a>(catalog: &'c Catalog<'a>) -> Vec<&'c Unit<'a>> {
    let mut all: Vec<&Unit<'_>> = catalog.groups.iter().chain(&catalog.controls).collect();
    let mut at = 0;
    while let Some(unit) = all.get(at).copied() {
        all.extend(unit.groups.iter().chain(&unit.controls));
        at += 1;
    }
    all
}

fn parameters<'c, 'a>(catalog: &'c Catalog<'a>) -> Parameters<'c, 'a> {
    let inner = all(catalog).into_iter().flat_map(|unit| &unit.params);
    let parameters = catalog.params.iter().chain(inner);
    parameters.map(|parameter: &Parameter<'_>| (parameter.id.trimmed(), parameter)).collect()
}

/// What is cited, by the id that the catalog uses within itself.
fn ids<'c>(catalog: &'c Catalog<'_>, cite_from: CiteFrom) -> HashMap<&'c str, String> {
    all(catalog).into_iter().map(|unit| (unit.id.trimmed(), cite_from.id_of(unit))).collect()
}

struct Import<'i, 'c, 'a> {
    text: &'i str,
    cite_from: CiteFrom,
    ids: &'i HashMap<&'c str, String>,
    writer: Writer<'i, 'c, 'a>,
    faults: &'i mut Faults,
}

impl Import<'_, '_, '_> {
    /// The reader of JSON bounds how deep groups and controls nest, so recursion is safe.
    fn units(&mut self, groups: &[Unit<'_>], controls: &[Unit<'_>]) -> Vec<Outline> {
        let units = in_order(groups.iter().chain(controls).collect());
        units.into_iter().map(|unit| self.unit(unit)).collect()
    }

    fn unit(&mut self, unit: &Unit<'_>) -> Outline {
        let names = [&unit.id, &unit.title];
        let span = names.iter().find_map(|name| name.span_in(self.text)).unwrap_or_default();
        let id = self.cite_from.id_of(unit);
        let withdrawn = is_withdrawn(unit).then(|| self.destinations(unit, &id, span));
        Outline {
            title: self.writer.line(unit.title.trimmed()),
            tags: Vec::new(),
            withdrawn,
            prose: self.writer.control(&unit.parts),
            location: Some(self.faults.location(span)),
            token: Some(unit.id.trimmed()).filter(|own| *own != id).map(str::to_owned),
            is_assessed: None,
            superseded: None,
            children: self.units(&unit.groups, &unit.controls),
            id,
        }
    }

    /// The controls that a withdrawn one was moved to.
    fn destinations(&mut self, unit: &Unit<'_>, id: &str, span: Span) -> Vec<String> {
        let links = unit.links.iter().filter(|link| matches!(link.rel.trimmed(), "incorporated-into" | "moved-to"));
        let mut destinations = Vec::new();
        for link in links {
            let Some(target) = self.destination(link.href.trimmed()) else { continue };
            if target == id {
                self.faults.unreadable(span, format!("`{id}` is withdrawn and incorporated into itself"), None);
            } else if !destinations.contains(&target) {
                destinations.push(target);
            }
        }
        destinations
    }

    /// The control that a link within the catalog leads to; a part of a control leads to the control.
    fn destination(&self, href: &str) -> Option<String> {
        let target = href.strip_prefix('#')?;
        let whole = target.split_once('_').map_or(target, |(control, _)| control);
        let known = self.ids.get(target).or_else(|| self.ids.get(whole));
        Some(known.map_or_else(|| target.to_owned(), Clone::clone)).filter(|target| !target.is_empty())
    }
}

fn property<'u>(unit: &'u Unit<'_>, name: &str) -> Option<&'u str> {
    unit.props.iter().find(|property| property.name.trimmed() == name).map(|property| property.value.trimmed())
}

fn is_withdrawn(unit: &Unit<'_>) -> bool {
    property(unit, "status").is_some_and(|status| status.eq_ignore_ascii_case("withdrawn"))
}

/// Sorted by `sort-id`; units without one keep their position.
fn in_order<'u, 'a>(units: Vec<&'u Unit<'a>>) -> Vec<&'u Unit<'a>> {
    let mut sorted: Vec<(&str, &Unit<'_>)> =
        units.iter().filter_map(|unit| Some((property(unit, "sort-id")?, *unit))).collect();
    sorted.sort_by_key(|(key, _)| *key);
    let mut sorted = sorted.into_iter();
    let location = |unit: &'u Unit<'a>| match property(unit, "sort-id") {
        Some(_) => sorted.next().map_or(unit, |(_, next)| next),
        None => unit,
    };
    units.into_iter().map(location).collect()
}
