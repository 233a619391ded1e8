//! A file of OSCAL in one of its three formats.

use serde::Deserialize;

use super::document::Root;
use super::json::Json;
use super::place::Places;
use super::subject::Subject;
use super::{tree, xml};
use crate::finding::plain_type_reason;
use crate::source::{DataFile, Span};
use crate::yaml::{self, Fault, Kind, Node};

/// The text of a file, read as far as its format requires.
#[derive(Debug)]
pub(crate) enum Source<'s> {
    /// JSON.
    Json(&'s str),
    /// YAML or XML.
    Tree(Node),
}

impl<'s> Source<'s> {
    /// Opens a file by its extension.
    ///
    /// # Errors
    /// Where it is no YAML or XML. JSON is read later.
    pub(crate) fn open(file: &DataFile<'s>) -> Result<Self, Fault> {
        if file.path.ends_with(".json") {
            Ok(Self::Json(file.text))
        } else if file.path.ends_with(".xml") {
            xml::parse(file.text).map(Self::Tree)
        } else {
            yaml::parse(file.text, 0).map(|document| Self::Tree(document.root))
        }
    }

    /// The typed parts of the document.
    pub(super) fn root(&self) -> Result<Root<'_>, Fault> {
        match self {
            Self::Json(text) => {
                let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
                serde_json::from_str(bare).map_err(|error| fault(text, bare, &error))
            }
            Self::Tree(node) => {
                Root::deserialize(tree::Tree(node)).map_err(|error| with_reason(node.span, &error.to_string()))
            }
        }
    }

    /// The whole document.
    pub(super) fn json(&self) -> Result<Json<'_>, Fault> {
        match self {
            Self::Json(text) => {
                let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
                serde_json::from_str(bare).map_err(|error| fault(text, bare, &error))
            }
            Self::Tree(node) => Ok(Json::of_tree(node)),
        }
    }

    /// Whether it is a document of OSCAL, as far as that can be told without reading JSON.
    pub(super) fn is_document(&self) -> bool {
        match self {
            Self::Json(_) => true,
            Self::Tree(node) => subject(node).is_some(),
        }
    }

    /// The locations of its texts.
    pub(super) fn places(&self) -> Places<'_> {
        match self {
            Self::Json(text) => Places::in_file(text),
            Self::Tree(node) => Places::in_tree(node),
        }
    }
}

/// What a tree is, where it is a document of OSCAL: the key of its content has a mapping as its value, unlike the key
/// `catalog` of a sidecar.
pub(crate) fn subject(root: &Node) -> Option<Subject> {
    let is_content = |value: &Node| matches!(value.kind, Kind::Mapping(_));
    root.entries().iter().find_map(|(key, value)| Subject::of_key(key.text()?).filter(|_| is_content(value)))
}

/// What the JSON parser says of `bare`, which is `text` but for a mark at its beginning.
fn fault(text: &str, bare: &str, error: &serde_json::Error) -> Fault {
    let at = text.len() - bare.len() + offset(bare, error.line(), error.column());
    let message = error.to_string();
    let reason = message.rfind(" at line ").map_or(message.as_str(), |at| &message[..at]);
    let span = Span::new(at, at);
    match reason {
        "recursion limit exceeded" => {
            Fault { help: Some("flatten its groups".to_owned()), ..Fault::new(span, "it nests too deep") }
        }
        reason => with_reason(span, reason),
    }
}

/// A fault with what a reader of values says, in the words of YAML and JSON.
fn with_reason(span: Span, reason: &str) -> Fault {
    let reason = plain_type_reason(reason);
    let is_list = reason.starts_with("expected a list");
    let help = is_list.then(|| "write a list, as OSCAL has it since its release 1.0".to_owned());
    Fault { help, ..Fault::new(span, reason) }
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

#[cfg(test)]
mod tests {
    use super::Source;
    use crate::source::{DataFile, FileId};

    #[test]
    fn what_cannot_be_read_is_said_in_the_words_of_the_format() {
        for (path, text, expected) in [
            ("a.json", r#"{"catalog": {"controls": {"id": "a"}}}"#, "expected a list, found a mapping"),
            ("a.yaml", "catalog: {controls: {id: a}}", "expected a list, found a mapping"),
            ("a.json", r#"{"catalog": "c.json"}"#, "expected a mapping, found `c.json`"),
            ("a.json", "null", "expected a mapping, found nothing"),
            ("a.json", "[", "expected a mapping, found a list"),
            ("a.json", "{", "EOF while parsing an object"),
            (
                "a.xml",
                "<catalog xmlns='http://csrc.nist.gov/ns/oscal'/>",
                "its namespace is `http://csrc.nist.gov/ns/oscal`, OSCAL's is `http://csrc.nist.gov/ns/oscal/1.0`",
            ),
            ("a.xml", "<html xmlns='x'/>", ""),
        ] {
            let file = DataFile { id: FileId(0), path, text };
            let source = Source::open(&file);
            let fault = source.and_then(|source| source.root().map(drop)).err();
            assert_eq!(fault.map(|fault| fault.reason).unwrap_or_default(), expected, "{text}");
        }
    }
}
