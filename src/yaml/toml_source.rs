//! TOML as the same tree as YAML.

use std::cell::LazyCell;
use std::collections::HashMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Document, Duplicate, Fault, Kind, Node};
use crate::source::Span;

/// Reads `text`, which begins at byte `base` of its file, as TOML.
///
/// The first value of a duplicate key counts, as in YAML. Keys come in the order written.
///
/// # Errors
/// Where the text is no TOML.
pub fn parse_toml(text: &str, base: usize) -> Result<Document, Fault> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let root = mapping(table.get_ref(), Span::from(table.span()).shifted(base), base);
    let mut duplicates = Vec::new();
    let keys = LazyCell::new(|| Keys::of(&root));
    for error in errors {
        let span = error.span().map_or(Span::new(0, 0), Span::from);
        let span = on_boundaries(text, span).shifted(base);
        if error.message() != "duplicate key" {
            return Err(Fault::new(span, error.message().lines().collect::<Vec<_>>().join("; ")));
        }
        let key = span_text(text, span, base).trim_matches(['"', '\'']).to_owned();
        let first = keys.before(&key, span.start).unwrap_or(span);
        duplicates.push(Duplicate { key, first, again: span });
    }
    Ok(Document { root, duplicates })
}

fn span_text(text: &str, span: Span, base: usize) -> &str {
    text.get(span.start - base..span.end - base).unwrap_or_default()
}

fn on_boundaries(text: &str, span: Span) -> Span {
    let start = text.floor_char_boundary(span.start);
    Span::new(start, text.ceil_char_boundary(span.end).max(start))
}

/// The locations of every key of a document, by its name.
struct Keys<'n>(HashMap<&'n str, Vec<Span>>);

impl<'n> Keys<'n> {
    fn of(root: &'n Node) -> Self {
        let mut keys = Self(HashMap::new());
        keys.add(root);
        keys.0.values_mut().for_each(|spans| spans.sort_unstable());
        keys
    }

    fn add(&mut self, node: &'n Node) {
        for (key, value) in node.entries() {
            if let Some(name) = key.text() {
                self.0.entry(name).or_default().push(key.span);
            }
            self.add(value);
        }
        node.items().iter().for_each(|item| self.add(item));
    }

    /// The last key of this name that begins before `offset`.
    fn before(&self, name: &str, offset: usize) -> Option<Span> {
        let spans = self.0.get(name)?;
        spans[..spans.partition_point(|span| span.start < offset)].last().copied()
    }
}

fn mapping(table: &DeTable<'_>, span: Span, base: usize) -> Node {
    let mut entries: Vec<(Node, Node)> = table
        .iter()
        .map(|(key, value)| {
            let kind = Kind::Scalar { text: key.get_ref().to_string(), quoted: true };
            (Node { span: Span::from(key.span()).shifted(base), kind }, node(value, base))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    Node { span, kind: Kind::Mapping(entries) }
}

fn node(value: &Spanned<DeValue<'_>>, base: usize) -> Node {
    let span = Span::from(value.span()).shifted(base);
    let plain = |text: String| Kind::Scalar { text, quoted: false };
    let kind = match value.get_ref() {
        DeValue::String(text) => Kind::Scalar { text: text.to_string(), quoted: true },
        DeValue::Integer(number) => {
            let decimal = i64::from_str_radix(number.as_str(), number.radix());
            plain(decimal.map_or_else(|_| number.to_string(), |decimal| decimal.to_string()))
        }
        DeValue::Float(number) => plain(number.as_str().to_owned()),
        DeValue::Boolean(truth) => plain(truth.to_string()),
        DeValue::Datetime(moment) => plain(moment.to_string()),
        DeValue::Array(items) => Kind::Sequence(items.iter().map(|item| node(item, base)).collect()),
        DeValue::Table(table) => return mapping(table, span, base),
    };
    Node { span, kind }
}
