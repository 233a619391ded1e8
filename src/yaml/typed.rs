//! Trees to Rust values, through `serde_yaml`.
//!
//! `serde_yaml` reads text, knows no places in a file and refuses a key given twice. So a tree, whose doubles
//! and aliases are already resolved, is written out again in the plainest YAML there is, with a note of which
//! node stands where: scalars keep the form they were written in, and so `12.10` is a number to whoever asks
//! for a number and `12.10` to whoever asks for text.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;

use super::node::{Document, Duplicate, Fault, Kind, Node};
use super::parse::parse;
use crate::source::Span;

/// The value of one node. The fault stands at the innermost value that does not fit.
pub fn typed<T: DeserializeOwned>(node: &Node) -> Result<T, Fault> {
    let mut writer = Writer { text: String::new(), places: Vec::new() };
    writer.node(node);
    serde_yaml::from_str(&writer.text).map_err(|error| {
        let span = error.location().and_then(|location| writer.span_at(location.index())).unwrap_or(node.span);
        Fault::new(span, reason(&error))
    })
}

/// A whole document as one value, with the keys that were given again.
pub fn read<T: DeserializeOwned>(text: &str, base: usize) -> Result<(T, Vec<Duplicate>), Fault> {
    let Document { root, duplicates } = parse(text, base)?;
    Ok((typed(&root)?, duplicates))
}

struct Writer {
    text: String,
    places: Vec<(usize, Span)>,
}

impl Writer {
    fn node(&mut self, node: &Node) {
        self.places.push((self.text.len(), node.span));
        match &node.kind {
            Kind::Null => self.text.push_str("null"),
            Kind::Scalar { text, quoted: false } if stands_alone(text) => self.text.push_str(text),
            Kind::Scalar { text, .. } => self.quoted(text),
            Kind::Sequence(items) => {
                self.text.push('[');
                for item in items {
                    self.node(item);
                    self.text.push_str(", ");
                }
                self.text.push(']');
            }
            Kind::Mapping(entries) => {
                self.text.push('{');
                for (key, value) in entries {
                    // A key is limited to 1,024 characters unless announced.
                    self.text.push_str("? ");
                    self.node(key);
                    self.text.push_str(" : ");
                    self.node(value);
                    self.text.push_str(", ");
                }
                self.text.push('}');
            }
        }
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => {
                    self.text.push('\\');
                    self.text.push(character);
                }
                ' '..='~' => self.text.push(character),
                other if other.is_alphanumeric() => self.text.push(other),
                other => {
                    // Writing to a string cannot fail.
                    let _ = write!(self.text, "\\U{:08X}", u32::from(other));
                }
            }
        }
        self.text.push('"');
    }

    /// The place of the node that was written at or before the character at `index`.
    fn span_at(&self, index: usize) -> Option<Span> {
        let byte = self.text.char_indices().nth(index).map_or(self.text.len(), |(byte, _)| byte);
        let after = self.places.partition_point(|(start, _)| *start <= byte);
        self.places.get(after.checked_sub(1)?).map(|(_, span)| *span)
    }
}

/// Whether an unquoted scalar means the same inside brackets. Others are text in any case and can be quoted.
fn stands_alone(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// What `serde_yaml` says, without a position that would mean nothing to the reader.
fn reason(error: &serde_yaml::Error) -> String {
    let said = error.to_string();
    match said.rfind(" at line ") {
        Some(at) => said[..at].to_owned(),
        None => said,
    }
}
