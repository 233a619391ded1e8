//! Reads `applicability` of a file: dimensions with their values, and the requirements that each value concerns.

use std::collections::HashSet;

use super::dimension::{Dimension, DimensionValue};
use super::faults::Faults;
use super::selection::Selection;
use super::tree::Framework;
use super::written::{Spanned, check_keys, each, spanned, text};
use crate::yaml::Node;

/// The keys of a dimension.
pub const DIMENSION_KEYS: &[&str] = &["key", "title", "values", "only"];
/// The keys of one of its values.
pub const VALUE_KEYS: &[&str] = &["key", "title", "revision", "only", "all"];

/// So many values are read in one file: each is compared with every requirement.
const MAX_VALUES: usize = 200;

/// A dimension as written.
#[derive(Debug)]
pub(super) struct WrittenDimension {
    key: String,
    title: String,
    values: Vec<WrittenValue>,
}

/// A value as written.
#[derive(Debug)]
struct WrittenValue {
    key: String,
    title: String,
    revision: Option<String>,
    only: Vec<Spanned>,
    all: Option<Vec<Spanned>>,
}

/// The dimensions in a framework's file.
pub(super) fn read(root: &Node, faults: &mut Faults) -> Vec<WrittenDimension> {
    let Some(node) = root.get("applicability") else { return Vec::new() };
    let mut seen = HashSet::new();
    let mut dimensions: Vec<WrittenDimension> = Vec::new();
    let mut count = 0;
    for node in each(node, "applicability", faults) {
        let Some(dimension) = dimension(node, &mut seen, faults) else { continue };
        count += dimension.values.len();
        if count > MAX_VALUES {
            let help = format!("at most {MAX_VALUES} values are read in a file");
            faults.unreadable(node.span, "too many values in `applicability`", Some(help));
            break;
        }
        dimensions.push(dimension);
    }
    dimensions
}

fn dimension(node: &Node, seen: &mut HashSet<String>, faults: &mut Faults) -> Option<WrittenDimension> {
    check_keys(node, DIMENSION_KEYS, faults);
    let (key, title) = named(node, "a dimension", seen, faults)?;
    let values = node.get("values").map(|values| each(values, "values", faults));
    let values = match values {
        Some(values) => {
            if let Some(only) = node.get("only") {
                let help = "put it at one of the values".to_owned();
                faults.unreadable(only.span, "`only` of a dimension that has `values`", Some(help));
            }
            let mut seen = HashSet::new();
            values.filter_map(|node| value(node, &mut seen, faults)).collect()
        }
        // Yes or no.
        None => {
            let only = node.get("only").map(|only| spanned(only, "only", faults)).unwrap_or_default();
            let flag = |key: &str, title: String, only| WrittenValue {
                key: key.to_owned(),
                title,
                revision: None,
                only,
                all: None,
            };
            vec![flag("true", title.clone(), only), flag("false", format!("not: {title}"), Vec::new())]
        }
    };
    Some(WrittenDimension { key, title, values })
}

fn value(node: &Node, seen: &mut HashSet<String>, faults: &mut Faults) -> Option<WrittenValue> {
    if let Some(key) = node.text() {
        let key = key.trim().to_owned();
        let value = WrittenValue { title: key.clone(), key, revision: None, only: Vec::new(), all: None };
        return seen.insert(value.key.clone()).then_some(value);
    }
    check_keys(node, VALUE_KEYS, faults);
    let (key, title) = named(node, "a value", seen, faults)?;
    let mut list = |name: &str| node.get(name).filter(|node| !node.is_null()).map(|node| spanned(node, name, faults));
    let (only, all) = (list("only").unwrap_or_default(), list("all"));
    let revision = node.get("revision").and_then(|node| text(node, "revision", faults)).map(|text| text.value);
    Some(WrittenValue { key, title, revision, only, all })
}

/// The key and the title of `what`; a fault, and nothing, where it has no key or that of an earlier one.
fn named(node: &Node, what: &str, seen: &mut HashSet<String>, faults: &mut Faults) -> Option<(String, String)> {
    let Some(key) = node.get("key").and_then(|key| text(key, "key", faults)).filter(|key| !key.value.is_empty()) else {
        let help = "write `key:`, the word that `applies` has for it".to_owned();
        faults.unreadable(node.span, format!("{what} of `applicability` without a `key`"), Some(help));
        return None;
    };
    if !seen.insert(key.value.clone()) {
        let help = "give each its own key; the first one is used".to_owned();
        faults.unreadable(key.span, format!("duplicate key `{}` in `applicability`", key.value), Some(help));
        return None;
    }
    let title = node.get("title").and_then(|title| text(title, "title", faults)).map(|title| title.value);
    Some((key.value.clone(), title.unwrap_or(key.value)))
}

/// `framework` with these dimensions beside its own. A dimension that it has gets the values; a value that it has is
/// replaced.
pub(super) fn with_dimensions(framework: Framework, written: &[WrittenDimension], faults: &mut Faults) -> Framework {
    if written.is_empty() {
        return framework;
    }
    let mut dimensions = framework.dimensions().to_vec();
    let mut selection = Selection::new(&framework, faults);
    for WrittenDimension { key, title, values } in written {
        let values = values.iter().map(|value| DimensionValue {
            key: value.key.clone(),
            title: value.title.clone(),
            revision: value.revision.clone(),
            only: selection.of(&value.only),
            all: value.all.as_ref().map(|all| selection.of(all)),
        });
        let values: Vec<DimensionValue> = values.collect();
        match dimensions.iter_mut().find(|dimension| dimension.key == *key) {
            Some(known) => {
                known.values.retain(|value| values.iter().all(|own| own.key != value.key));
                known.values.extend(values);
            }
            None => dimensions.push(Dimension { key: key.clone(), title: title.clone(), values }),
        }
    }
    framework.with_dimensions(dimensions)
}
