//! OSCAL in XML as the tree that its JSON is: elements become keys, repeated ones lists, markup becomes Markdown.

use roxmltree::{Document, Error, Node as Element};

use super::markup;
use super::subject::Subject;
use crate::source::Span;
use crate::yaml::{Fault, Kind, Node};

/// OSCAL's name space.
const NAMESPACE: &str = "http://csrc.nist.gov/ns/oscal/1.0";

/// How deep elements may nest: as deep as a document in YAML.
const MAX_DEPTH: usize = 64;

/// Elements that are lists in JSON, with the names of the lists.
const LISTS: &[(&str, &str)] = &[
    ("action", "actions"),
    ("add", "adds"),
    ("addr-line", "addr-lines"),
    ("address", "addresses"),
    ("alter", "alters"),
    ("constraint", "constraints"),
    ("control", "controls"),
    ("document-id", "document-ids"),
    ("email-address", "email-addresses"),
    ("exclude-controls", "exclude-controls"),
    ("external-id", "external-ids"),
    ("group", "groups"),
    ("guideline", "guidelines"),
    ("hash", "hashes"),
    ("import", "imports"),
    ("include-controls", "include-controls"),
    ("insert-controls", "insert-controls"),
    ("link", "links"),
    ("location", "locations"),
    ("location-uuid", "location-uuids"),
    ("matching", "matching"),
    ("member-of-organization", "member-of-organizations"),
    ("param", "params"),
    ("part", "parts"),
    ("party", "parties"),
    ("party-uuid", "party-uuids"),
    ("prop", "props"),
    ("remove", "removes"),
    ("resource", "resources"),
    ("responsible-party", "responsible-parties"),
    ("rlink", "rlinks"),
    ("role", "roles"),
    ("set-parameter", "set-parameters"),
    ("telephone-number", "telephone-numbers"),
    ("test", "tests"),
    ("url", "urls"),
    ("with-id", "with-ids"),
];

/// Elements with text that has attributes too, with the key of the text.
const TEXT_KEYS: &[(&str, &str)] = &[
    ("address", "value"),
    ("base64", "value"),
    ("document-id", "identifier"),
    ("external-id", "id"),
    ("hash", "value"),
    ("telephone-number", "number"),
];

/// Elements whose content is blocks of text under a key of its own.
const PROSE: &[&str] = &["part", "guideline"];

/// Elements whose content is blocks of text and nothing else.
const BLOCKS: &[&str] = &["description", "remarks"];

/// Elements whose content is a line of text with markup.
const LINES: &[&str] = &["title", "label", "usage", "choice", "value", "caption", "text"];

/// Reads `text`.
///
/// # Errors
/// Where it is no XML, or nests too deep.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let options = roxmltree::ParsingOptions::default();
    let document = Document::parse_with_options(text, options).map_err(|error| fault(text, &error))?;
    let root = document.root_element();
    if let Some(deep) = root.descendants().find(|element| element.ancestors().nth(MAX_DEPTH).is_some()) {
        return Err(Fault {
            help: Some("flatten its groups".to_owned()),
            ..Fault::new(start(deep), "it nests too deep")
        });
    }
    let namespace = root.tag_name().namespace().filter(|other| *other != NAMESPACE);
    if let Some(namespace) = namespace.filter(|_| Subject::of_key(root.tag_name().name()).is_some()) {
        let reason = format!("its namespace is `{namespace}`, OSCAL's is `{NAMESPACE}`");
        let help = "use a release of the file for OSCAL 1.0 or later".to_owned();
        return Err(Fault { help: Some(help), ..Fault::new(start(root), reason) });
    }
    let key = Node { span: start(root), kind: text_of(root.tag_name().name()) };
    let content = object(root);
    Ok(Node { span: span(root), kind: Kind::Mapping(vec![(key, content)]) })
}

/// Whether the element is one of OSCAL's: nothing else is read.
fn is_oscal(element: Element<'_, '_>) -> bool {
    element.is_element() && element.tag_name().namespace().is_none_or(|namespace| namespace == NAMESPACE)
}

fn fault(text: &str, error: &Error) -> Fault {
    let position = error.pos();
    let line = text.split_inclusive('\n').take(position.row.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let in_line = &text[line.min(text.len())..];
    let column = in_line.char_indices().nth(position.col.saturating_sub(1) as usize);
    let at = line + column.map_or(0, |(at, _)| at);
    let message = error.to_string();
    let reason = message.rfind(" at ").map_or(message.as_str(), |at| &message[..at]);
    Fault::new(Span::new(at.min(text.len()), at.min(text.len())), reason)
}

fn span(element: Element<'_, '_>) -> Span {
    Span::new(element.range().start, element.range().end)
}

/// The place where the element begins.
fn start(element: Element<'_, '_>) -> Span {
    Span::new(element.range().start, element.range().start)
}

fn text_of(text: &str) -> Kind {
    Kind::Scalar { text: text.to_owned(), quoted: true }
}

fn scalar(text: String, span: Span) -> Node {
    Node { span, kind: Kind::Scalar { text, quoted: true } }
}

/// An element with its attributes and the elements in it.
fn object(element: Element<'_, '_>) -> Node {
    let name = element.tag_name().name();
    let mut entries: Vec<(Node, Node)> = Vec::new();
    for attribute in element.attributes().filter(|attribute| attribute.namespace().is_none()) {
        let range = attribute.range_value();
        let value = scalar(attribute.value().to_owned(), Span::new(range.start, range.end));
        entries.push((scalar(attribute.name().to_owned(), start(element)), value));
    }
    if let Some((_, key)) = TEXT_KEYS.iter().find(|(known, _)| *known == name).filter(|_| !has_elements(element)) {
        push(&mut entries, element, key, scalar(plain(element), span(element)));
    }
    let mut prose = String::new();
    for inner in element.children().filter(|inner| is_oscal(*inner) || inner.is_text()) {
        if inner.is_text() {
            // Not valid, but what is meant is clear.
            if PROSE.contains(&name) {
                markup::block(inner, &mut prose);
            }
        } else if PROSE.contains(&name) && markup::is_block(inner.tag_name().name()) {
            markup::block(inner, &mut prose);
        } else {
            child(inner, &mut entries);
        }
    }
    if !prose.trim().is_empty() {
        push(&mut entries, element, "prose", scalar(prose.trim().to_owned(), span(element)));
    }
    Node { span: span(element), kind: Kind::Mapping(entries) }
}

fn has_elements(element: Element<'_, '_>) -> bool {
    element.children().any(|inner| inner.is_element())
}

/// Adds an element to what its parent holds: as an item of a list, or under its name.
fn child(element: Element<'_, '_>, entries: &mut Vec<(Node, Node)>) {
    let name = element.tag_name().name();
    let parent = element.parent().map_or("", |parent| parent.tag_name().name());
    let list = match (name, parent) {
        // A parameter has several values, a property has one, which is an attribute.
        ("value", "param" | "set-parameter") => Some("values"),
        ("choice", _) => Some("choice"),
        ("revision", "revisions") | ("revisions", _) => None,
        ("title", _) => None,
        (name, _) => LISTS.iter().find(|(known, _)| *known == name).map(|(_, list)| *list),
    };
    let value = if name == "revisions" {
        let items = element.children().filter(|inner| is_oscal(*inner)).map(object).collect();
        Node { span: span(element), kind: Kind::Sequence(items) }
    } else {
        content(element)
    };
    match list {
        None => push(entries, element, name, value),
        Some(list) => {
            let position = entries.iter().position(|(key, _)| key.text() == Some(list));
            match position.and_then(|at| entries.get_mut(at)).map(|(_, list)| &mut list.kind) {
                Some(Kind::Sequence(items)) => items.push(value),
                Some(Kind::Null | Kind::Scalar { .. } | Kind::Mapping(_)) | None => {
                    let items = Node { span: span(element), kind: Kind::Sequence(vec![value]) };
                    push(entries, element, list, items);
                }
            }
        }
    }
}

fn push(entries: &mut Vec<(Node, Node)>, element: Element<'_, '_>, key: &str, value: Node) {
    entries.push((scalar(key.to_owned(), start(element)), value));
}

/// The value of an element: a text where it has nothing else.
fn content(element: Element<'_, '_>) -> Node {
    let name = element.tag_name().name();
    let has_keys = element.attributes().len() > 0 || has_elements(element);
    if BLOCKS.contains(&name) {
        let mut text = String::new();
        for inner in element.children() {
            markup::block(inner, &mut text);
        }
        scalar(text.trim().to_owned(), text_span(element))
    } else if LINES.contains(&name) {
        scalar(markup::line(element), text_span(element))
    } else if has_keys || matches!(name, "guideline" | "include-all" | "flat" | "part" | "control" | "group") {
        object(element)
    } else {
        scalar(plain(element), text_span(element))
    }
}

/// The text of an element without markup.
fn plain(element: Element<'_, '_>) -> String {
    let texts = element.descendants().filter(|inner| inner.is_text()).filter_map(|inner| inner.text());
    texts.collect::<String>().trim().to_owned()
}

/// The bytes of the first text in an element.
fn text_span(element: Element<'_, '_>) -> Span {
    element.first_child().map_or_else(|| start(element), span)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_value_knows_its_place() {
        let text =
            "<catalog><metadata><title>Own <em>rules</em></title><version>1</version><remarks/></metadata></catalog>";
        let root = parse(text).expect("it is XML");
        let metadata = root.get("catalog").and_then(|catalog| catalog.get("metadata")).expect("it has metadata");
        let places = ["title", "version"].map(|key| metadata.get(key).map(|value| value.span.of(text)));
        assert_eq!(places, [Some("Own "), Some("1")]);
        let empty = metadata.get("remarks").map(|value| value.span);
        assert_eq!(
            empty.map(|span| (&text[span.start..], span.end - span.start)),
            Some(("<remarks/></metadata></catalog>", 0))
        );
    }
}
