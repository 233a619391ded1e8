//! The menu entries of a page, in the three forms that Hugo reads.

use super::field::Field;
use super::front_matter::MenuEntry;
use crate::finding::Finding;
use crate::source::Span;
use crate::yaml::{Kind, Node};

const KEYS: [&str; 4] = ["parent", "identifier", "name", "weight"];

/// `menu: docs`, `menu: [docs, main]`, or a mapping of menus to the settings of the entry.
pub(super) fn menu(field: &Field<'_>, findings: &mut Vec<Finding>) -> Vec<MenuEntry> {
    match &field.node.kind {
        Kind::Mapping(entries) => {
            entries.iter().filter_map(|(name, entry)| entry_with_settings(field, name, entry, findings)).collect()
        }
        Kind::Null | Kind::Scalar { .. } | Kind::Sequence(_) => {
            field.list(findings).into_iter().map(|name| entry(name.value, name.span)).collect()
        }
    }
}

fn entry(menu: String, span: Span) -> MenuEntry {
    MenuEntry { menu, parent: None, identifier: None, name: None, weight: None, span }
}

fn entry_with_settings(field: &Field<'_>, name: &Node, node: &Node, findings: &mut Vec<Finding>) -> Option<MenuEntry> {
    let menu = name.text()?.to_owned();
    let mut entry = entry(menu, name.span);
    match &node.kind {
        Kind::Null => {}
        Kind::Mapping(settings) => {
            for (key, node) in settings {
                let Some(written) = key.text() else { continue };
                let inner = Field { file: field.file, key: written, key_span: key.span, node };
                match written.to_ascii_lowercase().as_str() {
                    "parent" => entry.parent = inner.text(findings),
                    "identifier" => entry.identifier = inner.text(findings),
                    "name" => entry.name = inner.text(findings),
                    "weight" => entry.weight = inner.weight(findings),
                    // Keys of Hugo that have no effect here.
                    "title" | "pre" | "post" | "params" | "url" | "pageref" => {}
                    _ => findings.extend(inner.misspelt(&KEYS)),
                }
            }
        }
        Kind::Scalar { .. } | Kind::Sequence(_) => {
            let inner = Field { file: field.file, key: &entry.menu, key_span: name.span, node };
            let expected = "a mapping with `parent`, `identifier`, `name` or `weight`";
            let help = format!("write `menu: {{{}: {{parent: guides}}}}`", entry.menu);
            findings.push(inner.wrong_type(node, expected).help(help));
        }
    }
    Some(entry)
}
