//! TOML as the same tree that YAML makes.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Document, Duplicate, Fault, Kind, Node};
use crate::source::Span;

/// Reads `text`, which begins at byte `base` of its file, as TOML.
///
/// A key given again is set aside like in YAML; its first value stands. Keys come in the order written.
pub fn parse_toml(text: &str, base: usize) -> Result<Document, Fault> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let root = mapping(table.get_ref(), Span::from(table.span()).shifted(base), base);
    let mut duplicates = Vec::new();
    for error in errors {
        let span = error.span().map_or(Span::new(0, 0), Span::from);
        let span = on_boundaries(text, span).shifted(base);
        if error.message() != "duplicate key" {
            return Err(Fault::new(span, error.message().lines().collect::<Vec<_>>().join("; ")));
        }
        let key = span_text(text, span, base).trim_matches(['"', '\'']).to_owned();
        let first = find(&root, &key, span.start).unwrap_or(span);
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

/// The last place before `before` where a key of this name stands.
fn find(node: &Node, name: &str, before: usize) -> Option<Span> {
    let inner = |(key, value): &(Node, Node)| {
        let here = (key.text() == Some(name) && key.span.start < before).then_some(key.span);
        here.max(find(value, name, before))
    };
    node.entries().iter().filter_map(inner).chain(node.items().iter().filter_map(|item| find(item, name, before))).max()
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
