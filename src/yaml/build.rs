//! From parser events to a tree. Aliases are expanded within limits; duplicate keys are set aside.

use std::collections::{BTreeMap, BTreeSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marks};

use super::node::{Document, Duplicate, Fault, Kind, Node};
use super::offset::Offsets;
use crate::source::Span;

/// How deep values may be nested: more than any real file needs, and little enough for recursion to be safe.
const MAX_DEPTH: usize = 64;

/// How much anchors and aliases may copy in one document: a node costs 1, and 8 bytes of text cost 1 more.
const MAX_COPIED: usize = 200_000;

/// Why a document was not read to its end.
pub(super) enum ReadError {
    /// The parser stopped at this byte of the text.
    Syntax { at: usize, reason: String },
    /// The document is valid YAML, but exceeds a limit or has a feature that is not supported.
    Refused(Fault),
}

impl From<Fault> for ReadError {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault)
    }
}

/// Reads `text` once; `offsets` map it to its file, where it begins at byte `base`.
pub(super) fn attempt(text: &str, base: usize, offsets: Offsets) -> Result<Document, ReadError> {
    let mut builder = Builder::new(text, base, offsets);
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        match next {
            Ok((event, marks)) => builder.event(event, marks)?,
            Err(error) => {
                let at = builder.offsets.at(error.marker().index());
                return Err(ReadError::Syntax { at, reason: error.info().to_owned() });
            }
        }
    }
    Ok(builder.finish())
}

struct Builder<'t> {
    text: &'t str,
    base: usize,
    offsets: Offsets,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    copied: usize,
    duplicates: Vec<Duplicate>,
    root: Option<Node>,
}

/// A list or mapping whose end is not read yet.
struct Open {
    start: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Keys { entries: Vec<(Node, Node)>, waiting: Option<Node> },
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, base: usize, offsets: Offsets) -> Self {
        Self {
            text,
            base,
            offsets,
            open: Vec::new(),
            anchors: BTreeMap::new(),
            copied: 0,
            duplicates: Vec::new(),
            root: None,
        }
    }

    fn event(&mut self, event: Event<'t>, marks: Marks) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let is_text = tag.as_ref().is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let quoted = !plain || is_text;
                let kind = if !quoted && is_null(&text) {
                    Kind::Null
                } else {
                    Kind::Scalar { text: text.into_owned(), quoted }
                };
                self.complete(Node { span: self.span(marks), kind }, anchor)
            }
            Event::SequenceStart(anchor, _) => self.begin(marks, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.begin(marks, anchor, Content::Keys { entries: Vec::new(), waiting: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(marks),
            Event::Alias(anchor) => self.alias(marks, anchor),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(Fault::new(self.span(marks), "a second document begins here, and only one is read"))
            }
            Event::DocumentStart(_) | Event::DocumentEnd => Ok(()),
            Event::StreamStart | Event::StreamEnd | Event::Nothing => Ok(()),
        }
    }

    fn finish(self) -> Document {
        let end = self.base + self.offsets.in_file(self.text.len());
        let root = self.root.unwrap_or(Node::null(Span::new(end, end)));
        Document { root, duplicates: self.duplicates }
    }

    fn begin(&mut self, marks: Marks, anchor: usize, content: Content) -> Result<(), Fault> {
        let span = self.span(marks);
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::new(span, format!("values are nested more than {MAX_DEPTH} deep")));
        }
        self.open.push(Open { start: span.start, anchor, content });
        Ok(())
    }

    fn end(&mut self, marks: Marks) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // A flow collection ends with its bracket, and a block collection with its last child.
        let bracket = self.span(marks);
        let written = if bracket.start < bracket.end { bracket.end } else { open.start };
        let (kind, last) = match open.content {
            Content::List(items) => {
                let last = items.last().map(|item| item.span.end);
                (Kind::Sequence(items), last)
            }
            Content::Keys { entries, .. } => {
                let last = entries.last().map(|(key, value)| key.span.end.max(value.span.end));
                (Kind::Mapping(self.without_duplicates(entries)), last)
            }
        };
        let end = written.max(last.unwrap_or(open.start));
        self.complete(Node { span: Span::new(open.start, end), kind }, open.anchor)
    }

    fn alias(&mut self, marks: Marks, anchor: usize) -> Result<(), Fault> {
        let span = self.span(marks);
        let Some(original) = self.anchors.get(&anchor) else {
            return Err(Fault::new(span, "an alias inside the value that it repeats"));
        };
        let (cost, height) = measure(original);
        if self.open.len() + height > MAX_DEPTH {
            return Err(Fault::new(span, format!("aliases nest values more than {MAX_DEPTH} deep")));
        }
        let copy = Node { span, kind: self.copy(cost, span, anchor)? };
        self.complete(copy, 0)
    }

    fn copy(&mut self, cost: usize, span: Span, anchor: usize) -> Result<Kind, Fault> {
        self.charge(cost, span)?;
        Ok(self.anchors.get(&anchor).map_or(Kind::Null, |node| node.kind.clone()))
    }

    fn charge(&mut self, cost: usize, span: Span) -> Result<(), Fault> {
        self.copied = self.copied.saturating_add(cost);
        if self.copied > MAX_COPIED {
            return Err(Fault::new(span, "aliases make the document too large"));
        }
        Ok(())
    }

    /// Stores a complete node: under its anchor, and in the list or mapping around it.
    fn complete(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        if anchor != 0 {
            self.charge(measure(&node).0, node.span)?;
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Keys { entries, waiting }) => match waiting.take() {
                None => *waiting = Some(node),
                Some(key) => entries.push((key, node)),
            },
        }
        Ok(())
    }

    /// The entries with the first of every key only, followed by those that `<<` merges in.
    fn without_duplicates(&mut self, entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
        let mut order: Vec<usize> = (0..entries.len()).filter(|index| entries[*index].0.text().is_some()).collect();
        order.sort_by_key(|index| (entries[*index].0.text(), *index));
        let mut repeated: Vec<(usize, usize)> = Vec::new();
        for group in order.chunk_by(|a, b| entries[*a].0.text() == entries[*b].0.text()) {
            repeated.extend(group[1..].iter().map(|again| (*again, group[0])));
        }
        repeated.sort_unstable();
        self.duplicates.extend(repeated.iter().map(|(again, first)| Duplicate {
            key: entries[*again].0.text().unwrap_or_default().to_owned(),
            first: entries[*first].0.span,
            again: entries[*again].0.span,
        }));
        let is_repeated = |index: &usize| repeated.binary_search_by_key(index, |(again, _)| *again).is_ok();
        let kept = entries.into_iter().enumerate().filter(|(index, _)| !is_repeated(index));
        merged(kept.map(|(_, entry)| entry).collect())
    }

    /// The bytes of an event in the file, without white space at the end.
    fn span(&self, marks: Marks) -> Span {
        let start = self.offsets.at(marks.start.index());
        let end = self.offsets.at(marks.end.index()).max(start);
        let end = start + self.text[start..end].trim_end().len();
        Span::new(self.offsets.in_file(start), self.offsets.in_file(end)).shifted(self.base)
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// The cost of copying a node (see [`MAX_COPIED`]), and how many levels it has.
fn measure(node: &Node) -> (usize, usize) {
    match &node.kind {
        Kind::Null => (1, 0),
        Kind::Scalar { text, .. } => (1 + text.len() / 8, 0),
        Kind::Sequence(items) => items.iter().map(measure).fold((1, 1), join),
        Kind::Mapping(entries) => {
            entries.iter().flat_map(|(key, value)| [measure(key), measure(value)]).fold((1, 1), join)
        }
    }
}

fn join(total: (usize, usize), part: (usize, usize)) -> (usize, usize) {
    (total.0 + part.0, total.1.max(part.1 + 1))
}

/// Resolves `<<: *defaults`: adds the keys of the named mapping, or mappings, that are not there yet.
fn merged(mut entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    let is_merge = |(key, value): &(Node, Node)| {
        matches!(&key.kind, Kind::Scalar { text, quoted: false } if text == "<<")
            && matches!(value.kind, Kind::Mapping(_) | Kind::Sequence(_))
    };
    let Some(at) = entries.iter().position(is_merge) else { return entries };
    let (_, source) = entries.remove(at);
    let sources = if let Kind::Sequence(items) = source.kind { items } else { vec![source] };
    let mut present: BTreeSet<String> = entries.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect();
    for source in sources {
        let Kind::Mapping(defaults) = source.kind else { continue };
        entries.extend(defaults.into_iter().filter(|(key, _)| match key.text() {
            Some(text) => present.insert(text.to_owned()),
            None => true,
        }));
    }
    entries
}
