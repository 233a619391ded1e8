//! Reads what a party published: a matrix of YAML, rows of a spreadsheet, or an OSCAL component definition.

use std::collections::BTreeMap;

use super::body::{Body, Table};
use super::cell::Text;
use super::inherited::{Part, Theirs};
use super::party::Who;
use super::reader::Reader;
use super::responsibility::{self, Matrix};
use super::rows::first_row;
use crate::finding::{Code, Finding, nearest};
use crate::framework::{Framework, Lookup, RequirementIdx, oscal, split_version};
use crate::markdown::plain_text;
use crate::source::{DataFile, Location, Span, is_workbook};
use crate::yaml::{Kind, Node, parse_json};

/// What another matrix says, by requirement, with the number of the row that says it; 0 for its default.
pub(super) type All = BTreeMap<RequirementIdx, (usize, Theirs)>;

/// What is inherited, as it is written.
pub(super) struct Source<'s> {
    /// The entry of `inherits`.
    pub(super) node: &'s Node,
    /// The value of `from`, with its location.
    pub(super) from: &'s str,
    pub(super) span: Span,
    /// The key and the name of the party.
    pub(super) party: (&'s str, &'s str),
    pub(super) framework: &'s Framework,
}

/// Reads the table in another file; nothing where there is none, or too many were read.
pub(super) type ReadOther<'r> = dyn Fn(&DataFile<'_>) -> Option<Table> + 'r;

/// What the file says; a finding of the reader, which is in the file of the table, where it cannot be read.
pub(super) fn read<'a>(reader: &mut Reader<'a>, source: &Source<'_>, read_other: &ReadOther<'_>) -> Option<All> {
    if is_workbook(source.from) || source.from.ends_with(".csv") {
        return rows(reader, source);
    }
    let found = reader.other_file(source.from);
    let file = match found {
        Some(Ok(file)) => file,
        Some(Err(reason)) => {
            unreadable(reader, source.span, format!("`{}` cannot be read: {reason}", source.from));
            return None;
        }
        None => {
            unreadable(reader, source.span, format!("no file `{}`", source.from));
            return None;
        }
    };
    if file.text.contains("component-definition") && file.path.ends_with(".json") {
        return component(reader, source, &file);
    }
    let table = read_other(&file);
    match table.as_ref().map(|table| (table, &table.body)) {
        Some((table, Body::Responsibility(matrix))) => of_matrix(reader, source, table, matrix),
        Some((_, Body::Comparison(_) | Body::Crosswalk(_) | Body::Csv(_))) | None => {
            unreadable(reader, source.span, format!("`{}` is no responsibility matrix", source.from));
            None
        }
    }
}

pub(super) fn unreadable(reader: &mut Reader<'_>, span: Span, message: impl Into<String>) {
    let help = "name a responsibility matrix (`.yaml`, `.json`, `.csv`, `.xlsx`) or an OSCAL component definition \
                (`.json`) below the content folder, by its path from this file";
    let finding = Finding::new(Code::UnreadableInheritance, reader.head_location(span), message).help(help);
    reader.findings.push(finding);
}

/// What a matrix says, if it is about the same version of the framework.
fn of_matrix(reader: &mut Reader<'_>, source: &Source<'_>, table: &Table, matrix: &Matrix) -> Option<All> {
    if matrix.framework != source.framework.key {
        let theirs = reader.framework_of(&matrix.framework).map_or(matrix.framework.clone(), full);
        other_version(reader, source, &theirs, split_version(&matrix.framework).0 == key(source.framework));
        return None;
    }
    let (party, _) = source.party;
    let position = |key: &str| matrix.parties.iter().position(|one| one.key == key);
    let own = position(party).or_else(|| position("provider")).unwrap_or(0);
    let theirs = matrix.resolved.iter().filter_map(|resolved| {
        let who = matrix.who(resolved)?;
        let row = matrix.row(resolved);
        let text = |text: &Text| table.plain_of(text);
        let rest = |(index, part): (usize, &Text)| (index != own).then(|| text(part)).filter(|text| !text.is_empty());
        let theirs = Theirs {
            part: part(who, own),
            text: row.map(|row| text(&row.parts[own])).unwrap_or_default(),
            rest: row.map(|row| row.parts.iter().enumerate().filter_map(rest).collect::<Vec<_>>().join("\n"))?,
            when: row.map(|row| text(&row.when)).unwrap_or_default(),
        };
        Some((resolved.requirement, (resolved.row.map_or(0, |row| row + 1), theirs)))
    });
    let mut all: All = theirs.collect();
    // What no row names is answered by the default, without a text.
    for resolved in matrix.resolved.iter().filter(|resolved| resolved.row.is_none()) {
        let Some(who) = matrix.who(resolved) else { continue };
        let (text, rest, when) = (String::new(), String::new(), String::new());
        all.insert(resolved.requirement, (0, Theirs { part: part(who, own), text, rest, when }));
    }
    Some(all)
}

fn part(who: &Who, own: usize) -> Part {
    match who {
        Who::NotApplicable => Part::NotApplicable,
        Who::One(party) if *party == own => Part::All,
        Who::Shared(parties) if parties.contains(&own) => Part::Shared,
        Who::Conditional(parties) if parties.contains(&own) => Part::Conditional,
        Who::One(_) | Who::Shared(_) | Who::Conditional(_) => Part::Nothing,
    }
}

/// The key of a framework without a version.
fn key(framework: &Framework) -> &str {
    split_version(&framework.key).0
}

fn full(framework: &Framework) -> String {
    format!("{} {}", framework.name, framework.version)
}

fn other_version(reader: &mut Reader<'_>, source: &Source<'_>, theirs: &str, is_version: bool) {
    let own = full(source.framework);
    let message = format!("`{}` is about {theirs}, and this matrix about {own}", source.from);
    let finding = Finding::new(Code::InheritedOtherVersion, reader.head_location(source.span), message);
    let help = match is_version {
        true => "ask the party for a matrix of the version in force; nothing is inherited from this one",
        false => "name a matrix of the same framework; nothing is inherited from this one",
    };
    reader.findings.push(finding.about(source.from).help(help));
}

/// The rows of a spreadsheet, whose parties are a provider and a customer where `parties` does not name others.
fn rows<'a>(reader: &mut Reader<'a>, source: &Source<'_>) -> Option<All> {
    let file = {
        let span = source.span;
        let file = reader.in_head(|reader| reader.named_file(span, source.from));
        file?
    };
    let parties = match source.node.get("parties").filter(|parties| !parties.is_null()) {
        Some(parties) => parties.clone(),
        None => parties_of(source, &file),
    };
    let entry = |key: &str, value: Node| (scalar(key, source.span), value);
    let rows = mapping(
        std::iter::once(entry("file", scalar(source.from, source.span)))
            .chain(source.node.get("sheet").map(|sheet| entry("sheet", sheet.clone())))
            .collect(),
        source.span,
    );
    let framework = scalar(&source.framework.key, source.span);
    let root =
        mapping(vec![entry("framework", framework), entry("parties", parties), entry("rows", rows)], source.span);
    let mut other = reader.beside();
    let written = responsibility::read(&mut other, &root);
    let rows_file = other.rows_file();
    let (cells, findings) = (other.cells, other.findings);
    reader.findings.extend(findings);
    let matrix = written?;
    let document = cells.finish().document;
    let table = Table { title: None, body: Body::Responsibility(matrix), document, rows_file, anchors: Vec::new() };
    let Body::Responsibility(matrix) = &table.body else { return None };
    of_matrix(reader, source, &table, matrix)
}

/// The parties of a list that was exported: its columns between `Responsible` and the note, a provider's first.
fn parties_of(source: &Source<'_>, file: &DataFile<'_>) -> Node {
    let heads = first_row(file);
    let known = ["who", "responsible"];
    let begin =
        heads.iter().position(|head| known.contains(&head.to_lowercase().as_str())).map_or(heads.len(), |at| at + 1);
    let end = |head: &&String| !matches!(head.to_lowercase().as_str(), "note" | "remark" | "condition" | "when");
    let names: Vec<&String> = heads[begin.min(heads.len())..].iter().take_while(end).collect();
    let [provider, customer] = names.as_slice() else { return Node::null(source.span) };
    let entry = |key: &str, name: &str| (scalar(key, source.span), scalar(name, source.span));
    mapping(vec![entry("provider", provider), entry("customer", customer)], source.span)
}

fn scalar(text: &str, span: Span) -> Node {
    Node { span, kind: Kind::Scalar { text: text.to_owned(), quoted: true } }
}

fn mapping(entries: Vec<(Node, Node)>, span: Span) -> Node {
    Node { span, kind: Kind::Mapping(entries) }
}

/// What one component of an OSCAL component definition says: that it implements a requirement, alone unless it says
/// `shared`.
fn component(reader: &mut Reader<'_>, source: &Source<'_>, file: &DataFile<'_>) -> Option<All> {
    let root = match parse_json(file.text, 0) {
        Ok(document) => document.root,
        Err(fault) => {
            unreadable(reader, source.span, format!("`{}` cannot be read: {}", source.from, fault.reason));
            return None;
        }
    };
    let definition = root.get("component-definition")?;
    let component = chosen(reader, source, definition)?;
    let tokens = oscal::export::TokenIndex::of(source.framework);
    let mut written_rows = All::new();
    let implementations = component.get("control-implementations").map(Node::items).unwrap_or_default();
    for implementation in implementations {
        if !is_of_version(reader, source, definition, implementation) {
            continue;
        }
        for one in implementation.get("implemented-requirements").map(Node::items).unwrap_or_default() {
            let Some(id) = one.get("control-id") else { continue };
            let written = id.text().unwrap_or_default();
            let found = tokens.get(written).or_else(|| match source.framework.look_up(written, None) {
                Lookup::Found(idx) => Some(idx),
                Lookup::Withdrawn(_)
                | Lookup::Renumbered(_)
                | Lookup::OtherVersion(_)
                | Lookup::UnknownVersion
                | Lookup::Malformed(_)
                | Lookup::Unknown(_) => None,
            });
            let Some(idx) = found else {
                let message = format!("no requirement of {} for `{written}`", full(source.framework));
                let finding = Finding::new(Code::InheritedUnknown, Location::new(file.id, id.span), message);
                reader.findings.push(finding.about(written).help("nothing is inherited for it"));
                continue;
            };
            let text = |key: &str| one.get(key).and_then(Node::text).unwrap_or_default().trim().to_owned();
            let theirs = Theirs {
                part: part_of(one),
                text: plain(reader, &text("description")),
                rest: String::new(),
                when: String::new(),
            };
            let row = written_rows.len() + 1;
            written_rows.entry(idx).or_insert((row, theirs));
        }
    }
    // What a control says holds for its parts, but for those that it says something of itself.
    let line = |idx| std::iter::successors(Some(idx), |idx| source.framework.requirement(*idx).parent);
    let says = |(idx, _)| Some((idx, line(idx).find_map(|above| written_rows.get(&above))?.clone()));
    Some(source.framework.assessed().filter_map(says).collect())
}

/// The text of Markdown.
fn plain(reader: &Reader<'_>, markdown: &str) -> String {
    let mut cells = reader.beside().cells;
    let pieces = cells.read(markdown, Span::default());
    plain_text(&cells.finish().document, &pieces)
}

/// The responsibility that our own export states; a requirement without it is implemented.
fn part_of(implemented: &Node) -> Part {
    let properties = implemented.get("props").map(Node::items).unwrap_or_default();
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let word = properties.iter().find(|property| text(property, "name") == "responsibility");
    match word.map(|property| text(property, "value")).as_deref() {
        Some("shared") => Part::Shared,
        Some("conditional") => Part::Conditional,
        Some("n/a") => Part::NotApplicable,
        Some(_) | None => Part::All,
    }
}

/// The component that `component` names, else the one of the party's name, else the only one.
fn chosen<'n>(reader: &mut Reader<'_>, source: &Source<'_>, definition: &'n Node) -> Option<&'n Node> {
    let components = definition.get("components").map(Node::items).unwrap_or_default();
    let title = |node: &Node| node.get("title").and_then(Node::text).unwrap_or_default().to_owned();
    let (key, name) = source.party;
    let named = source.node.get("component").filter(|node| !node.is_null()).and_then(Node::text);
    let wanted: Vec<&str> = named.map_or(vec![name, key], |named| vec![named]);
    let found = components.iter().find(|one| wanted.contains(&title(one).as_str()));
    let only = components.first().filter(|_| components.len() == 1 && named.is_none());
    if let Some(found) = found.or(only) {
        return Some(found);
    }
    let titles: Vec<String> = components.iter().map(title).collect();
    let near = wanted.first().and_then(|wanted| nearest(wanted, titles.iter().map(String::as_str)));
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let message = format!("`{}` has no component `{}`{near}", source.from, wanted.first().copied().unwrap_or_default());
    unreadable(reader, source.span, message);
    None
}

/// Whether an implementation is about the version of the framework, as far as it says so: by a resource of the document.
fn is_of_version(reader: &mut Reader<'_>, source: &Source<'_>, definition: &Node, implementation: &Node) -> bool {
    let reference = implementation.get("source").and_then(Node::text).unwrap_or_default();
    let resources = definition.get("back-matter").and_then(|back| back.get("resources"));
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let mut resources = resources.map(Node::items).unwrap_or_default().iter();
    let Some(resource) = resources.find(|one| reference.strip_prefix('#') == Some(text(one, "uuid").as_str())) else {
        return true;
    };
    let title = text(resource, "title");
    let is_named = title.starts_with(&source.framework.name);
    if title.is_empty() || title == full(source.framework) {
        return true;
    }
    // A definition may implement several frameworks: only another version of this one is a fault.
    if is_named {
        other_version(reader, source, &title, true);
    }
    false
}
