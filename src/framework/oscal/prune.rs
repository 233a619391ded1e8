//! What a resolved profile does not need: parameters outside of controls and resources that nothing refers to.

use std::collections::HashSet;

use super::json::Json;
use super::selected::{Selected, Unit};

/// Removes the parameters outside of controls, and the resources, that nothing refers to. One that `is_set` stays.
pub(super) fn prune(catalog: &mut Selected<'_>, is_set: &dyn Fn(&str) -> bool) {
    let (mut parameters, mut anchors) = (HashSet::new(), HashSet::new());
    let mut see = |text: &str| {
        inserted(text, &mut parameters);
        anchored(text, &mut anchors);
    };
    catalog.head.iter().for_each(|(_, value)| value.each_text(&mut see));
    Unit::each(&catalog.units, &mut |unit| unit.fields.each_text(&mut see));
    catalog.params.iter().for_each(|param| param.each_text(&mut see));
    let mut aggregated = HashSet::new();
    catalog.each_parameter(&mut |parameter| {
        let names = parameter.list("props").iter().filter(|property| property.text("name") == "aggregates");
        aggregated.extend(names.map(|property| property.text("value").to_owned()));
    });
    let mut seen = HashSet::new();
    catalog.params.retain(|parameter| {
        let id = parameter.text("id");
        if !seen.insert(id.to_owned()) {
            return false;
        }
        parameters.contains(id) || aggregated.contains(id) || is_set(id) || is_kept(parameter)
    });
    catalog.resources = latest(std::mem::take(&mut catalog.resources));
    catalog.resources.retain(|resource| anchors.contains(resource.text("uuid")) || is_kept(resource));
}

/// Adds the parameters of controls that were not selected to those outside of controls, where a text inserts them.
pub(super) fn float(catalog: &mut Selected<'_>) {
    let floating = std::mem::take(&mut catalog.floating);
    if floating.is_empty() {
        return;
    }
    let mut wanted = HashSet::new();
    let mut see = |text: &str| inserted(text, &mut wanted);
    Unit::each(&catalog.units, &mut |unit| unit.fields.each_text(&mut see));
    catalog.params.iter().for_each(|param| param.each_text(&mut see));
    catalog.each_parameter(&mut |parameter| {
        wanted.remove(parameter.text("id"));
    });
    for parameter in floating {
        if wanted.remove(parameter.text("id")) {
            catalog.params.push(parameter);
        }
    }
}

/// Of two resources with one UUID the last, but one that is always kept goes before others.
fn latest<'a>(resources: Vec<Json<'a>>) -> Vec<Json<'a>> {
    let kept: HashSet<String> =
        resources.iter().filter(|one| is_kept(one)).map(|one| one.text("uuid").to_owned()).collect();
    let mut seen = HashSet::new();
    let mut latest: Vec<Json<'a>> = Vec::new();
    for resource in resources.into_iter().rev() {
        let uuid = resource.text("uuid");
        if (is_kept(&resource) || !kept.contains(uuid)) && seen.insert(uuid.to_owned()) {
            latest.push(resource);
        }
    }
    latest.reverse();
    latest
}

/// Whether its properties say `keep: always`.
fn is_kept(object: &Json<'_>) -> bool {
    let mut properties = object.list("props").iter();
    properties.any(|property| property.text("name") == "keep" && property.text("value") == "always")
}

/// Adds the ids of the parameters that a text inserts: `{{ insert: param, ID }}`.
fn inserted(text: &str, ids: &mut HashSet<String>) {
    for (at, _) in text.match_indices("{{") {
        let inside = text[at + 2..].split(['{', '}']).next().unwrap_or_default();
        let id = inside.rsplit(',').next().unwrap_or_default().trim();
        ids.insert(id.to_owned());
    }
}

/// Adds what a text refers to within the document: `#ID`, as a whole or in a link.
fn anchored(text: &str, ids: &mut HashSet<String>) {
    for (at, _) in text.match_indices('#') {
        let is_end = |letter: char| letter.is_whitespace() || matches!(letter, ')' | '"' | '\'' | '>' | ']' | '#');
        let id = text[at + 1..].split(is_end).next().unwrap_or_default();
        if !id.is_empty() {
            ids.insert(id.to_owned());
        }
    }
}
