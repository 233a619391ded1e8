//! From trees to Rust values, through `serde_yaml`.
//!
//! `serde_yaml` reads text only, gives no locations in a file and refuses duplicate keys. So a tree, whose duplicates
//! and aliases are already resolved, is written again as plain YAML with a table of where each node begins. Scalars
//! keep the form they were written in: `12.10` can be read as a number and as the text `12.10`.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;

use super::node::{Document, Duplicate, Fault, Kind, Node};
use super::parse::parse;
use crate::source::Span;

/// The value of one node.
///
/// # Errors
/// At the innermost value that has the wrong type.
pub fn typed<T: DeserializeOwned>(node: &Node) -> Result<T, Fault> {
    let mut writer = Writer { text: String::new(), starts: Vec::new() };
    writer.node(node);
    serde_yaml::from_str(&writer.text).map_err(|error| {
        let span = error.location().and_then(|location| writer.span_at(location.index())).unwrap_or(node.span);
        Fault::new(span, reason(&error))
    })
}

/// A whole document as one value, with its duplicate keys. `base` is where `text` begins in its file.
///
/// # Errors
/// Where the text is no YAML, or a value has the wrong type.
pub fn read<T: DeserializeOwned>(text: &str, base: usize) -> Result<(T, Vec<Duplicate>), Fault> {
    let Document { root, duplicates } = parse(text, base)?;
    Ok((typed(&root)?, duplicates))
}

struct Writer {
    text: String,
    starts: Vec<(usize, Span)>,
}

impl Writer {
    fn node(&mut self, node: &Node) {
        self.starts.push((self.text.len(), node.span));
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
                    // Without `? ` a key may have 1,024 characters at most.
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

    /// The location of the node that was written at or before the character at `index`.
    fn span_at(&self, index: usize) -> Option<Span> {
        let byte = self.text.char_indices().nth(index).map_or(self.text.len(), |(byte, _)| byte);
        let after = self.starts.partition_point(|(start, _)| *start <= byte);
        self.starts.get(after.checked_sub(1)?).map(|(_, span)| *span)
    }
}

/// Whether an unquoted scalar has the same meaning inside brackets. Others are text in any case and can be quoted.
fn stands_alone(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// The message of `serde_yaml` without its position, which counts in the text written here.
fn reason(error: &serde_yaml::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(at) => message[..at].to_owned(),
        None => message,
    }
}
