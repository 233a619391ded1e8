//! A matrix with what it inherits: the rows of a party's own matrix fill what no row decides.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::Text;
use super::inherited::{Inherited, Part, Theirs};
use super::other_matrix::{All, ReadOther, Source, read as read_other_matrix, unreadable};
use super::party::{Party, Who};
use super::reader::Reader;
use super::responsibility::{self, Matrix, MatrixRow};
use crate::finding::{Code, Finding, nearest};
use crate::framework::{Framework, RequirementIdx};
use crate::front::Date;
use crate::markdown::{Piece, escape_text};
use crate::source::{Span, path};
use crate::yaml::Node;

/// The keys of an entry of `inherits`.
pub const INHERITS_KEYS: [&str; 7] = ["from", "as", "date", "for", "parties", "sheet", "component"];
/// More matrices are not read.
const MAX_SOURCES: usize = 20;

/// Reads a matrix; `read_other` reads that of another file.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node, read_other: &ReadOther<'_>) -> Option<Matrix> {
    let mut matrix = responsibility::read(reader, root)?;
    let nodes = root.get("inherits").filter(|node| !node.is_null());
    let entries =
        nodes.map_or(&[][..], |node| if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() });
    if let Some(node) = entries.get(MAX_SOURCES) {
        unreadable(reader, node.span, format!("more than {MAX_SOURCES} matrices to inherit from"));
    }
    let mut all: Vec<(Inherited, usize, All)> = Vec::new();
    for node in entries.iter().take(MAX_SOURCES) {
        all.extend(entry(reader, &matrix, node, read_other));
    }
    if let Some(framework) = reader.framework_of(&matrix.framework) {
        for (inherited, _, theirs) in &all {
            contradictions(reader, framework, &matrix, (inherited, theirs));
        }
    }
    fill(&mut matrix, all);
    Some(matrix)
}

/// What one entry of `inherits` says: the source, the party to whom it leaves the rest, and what it decides.
fn entry(
    reader: &mut Reader<'_>,
    matrix: &Matrix,
    node: &Node,
    read_other: &ReadOther<'_>,
) -> Option<(Inherited, usize, All)> {
    let Some(from) = node.get("from") else {
        unreadable(reader, node.span, "an entry of `inherits` without `from`");
        return None;
    };
    reader.in_head(|reader| reader.keys(node, &INHERITS_KEYS));
    let party = named_party(reader, matrix, node, "as")?;
    let other = match node.get("for") {
        Some(_) => named_party(reader, matrix, node, "for")?,
        None => others(matrix, party),
    };
    let date = node.get("date").and_then(Node::text);
    let Some(date) = date.and_then(Date::parse) else {
        let span = node.get("date").map_or(node.span, |date| date.span);
        let message = date.map_or("without a date".to_owned(), |date| format!("invalid date `{date}`"));
        let finding = Finding::new(Code::UnreadableInheritance, reader.head_location(span), message);
        reader.findings.push(finding.help("write the day from which the matrix is: `date: 2026-03-01`"));
        return None;
    };
    let written = from.text().unwrap_or_default();
    let framework = reader.framework_of(&matrix.framework)?;
    let Party { key, name, .. } = &matrix.parties[party];
    let source = Source { node, from: written, span: from.span, party: (key, name), framework };
    let theirs = read_other_matrix(reader, &source, read_other)?;
    Some((Inherited { party, file: path::name(written).to_owned(), date }, other, theirs))
}

/// The party that `key` of an entry names.
fn named_party(reader: &mut Reader<'_>, matrix: &Matrix, node: &Node, key: &str) -> Option<usize> {
    let value = node.get(key);
    let written = value.and_then(Node::text).unwrap_or_default();
    let found = matrix.parties.iter().position(|party| party.key == written);
    if found.is_none() {
        let span = value.map_or(node.span, |value| value.span);
        let keys = || matrix.parties.iter().map(|party| party.key.as_str());
        let message = match value {
            Some(_) => format!("unknown party `{written}`"),
            None => format!("an entry of `inherits` without `{key}`"),
        };
        let near = nearest(written, keys()).map(|near| format!("did you mean `{near}`?"));
        let known = || format!("write one of {}", keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "));
        let finding = Finding::new(Code::UnknownParty, reader.head_location(span), message).about(written);
        reader.findings.push(finding.help(near.unwrap_or_else(known)));
    }
    found
}

/// To whom a party's matrix leaves the rest: who answers what no row names, else the first other party.
fn others(matrix: &Matrix, party: usize) -> usize {
    match &matrix.default {
        Some(Who::One(default)) if *default != party => *default,
        Some(_) | None => (0..matrix.parties.len()).find(|other| *other != party).unwrap_or(party),
    }
}

/// Reports rows that say more of a party than the party itself: once for each row and source.
fn contradictions(
    reader: &mut Reader<'_>,
    framework: &Framework,
    matrix: &Matrix,
    (inherited, theirs): (&Inherited, &All),
) {
    let mut found: BTreeMap<usize, Vec<RequirementIdx>> = BTreeMap::new();
    for resolved in &matrix.resolved {
        let Some((row, (_, their))) = resolved.row.zip(theirs.get(&resolved.requirement)) else { continue };
        let own = matrix.who(resolved).map_or(Part::Nothing, |who| own_part(who, inherited.party));
        if own > Part::Nothing && own > their.part {
            found.entry(row).or_default().push(resolved.requirement);
        }
    }
    let name = &matrix.parties[inherited.party].name;
    for (row, requirements) in found {
        let id = framework.requirement(requirements[0]).id.as_str();
        let more = if requirements.len() > 1 { format!(" and {} more", requirements.len() - 1) } else { String::new() };
        let says = theirs[&requirements[0]].1.part;
        let says = match says {
            Part::NotApplicable => "has it as not applicable",
            Part::Nothing => "leaves it to others",
            Part::Conditional => "has it under a condition",
            Part::Shared | Part::All => "shares it",
        };
        let message = format!("`{id}`{more}: `{}` {says}, but this row gives more to `{name}`", inherited.file);
        let finding = reader.finding(Code::InheritedContradiction, matrix.rows[row].span, message).about(id);
        reader.findings.push(finding.help("say what is left to others, or correct what is inherited"));
    }
}

fn own_part(who: &Who, party: usize) -> Part {
    match who {
        Who::One(one) if *one == party => Part::All,
        Who::Shared(parties) if parties.contains(&party) => Part::Shared,
        Who::Conditional(parties) if parties.contains(&party) => Part::Conditional,
        Who::One(_) | Who::Shared(_) | Who::Conditional(_) | Who::NotApplicable => Part::Nothing,
    }
}

/// Gives each requirement without a row what the sources say of it. Requirements of one row of each source get one row.
fn fill(matrix: &mut Matrix, all: Vec<(Inherited, usize, All)>) {
    let mut rows: BTreeMap<Vec<(usize, usize)>, usize> = BTreeMap::new();
    let (parties, has_default) = (matrix.parties.len(), matrix.default.is_some());
    for resolved in matrix.resolved.iter_mut().filter(|resolved| resolved.row.is_none()) {
        let says = all.iter().enumerate().filter_map(|(source, (.., theirs))| {
            let (row, theirs) = theirs.get(&resolved.requirement)?;
            // What they leave to others without a word is for the default of this matrix.
            let is_silent = [&theirs.text, &theirs.rest, &theirs.when].iter().all(|text| text.is_empty());
            let is_default = is_silent && theirs.part == Part::Nothing && has_default;
            (theirs.part != Part::NotApplicable && !is_default).then_some((source, *row, theirs))
        });
        let says: Vec<(usize, usize, &Theirs)> = says.collect();
        // That a party leaves it to others says nothing where another party answers it.
        let has_part = says.iter().any(|(.., theirs)| theirs.part > Part::Nothing);
        let says: Vec<_> = says.into_iter().filter(|(.., theirs)| !has_part || theirs.part > Part::Nothing).collect();
        if says.is_empty() {
            continue;
        }
        let key: Vec<(usize, usize)> = says.iter().map(|(source, row, _)| (*source, *row)).collect();
        let next = matrix.rows.len();
        let row = *rows.entry(key).or_insert(next);
        if row == next {
            matrix.rows.push(row_of(&says, &all, parties));
        }
        resolved.row = Some(row);
    }
    matrix.inherits = all.into_iter().map(|(inherited, ..)| inherited).collect();
}

fn row_of(says: &[(usize, usize, &Theirs)], all: &[(Inherited, usize, All)], parties: usize) -> MatrixRow {
    let mut sharers: BTreeSet<usize> = BTreeSet::new();
    let mut parts = vec![String::new(); parties];
    let mut when = Vec::new();
    for (source, _, theirs) in says {
        let (Inherited { party, .. }, other, _) = &all[*source];
        let has_rest = theirs.part == Part::Shared || theirs.part == Part::Nothing;
        sharers.extend((theirs.part > Part::Nothing).then_some(*party));
        sharers.extend((has_rest || !theirs.rest.is_empty()).then_some(*other));
        push(&mut parts[*party], &theirs.text);
        push(&mut parts[*other], &theirs.rest);
        when.extend(Some(theirs.when.as_str()).filter(|when| !when.is_empty()));
    }
    let sharers: Vec<usize> = sharers.into_iter().collect();
    let is_conditional = says.iter().any(|(.., theirs)| theirs.part == Part::Conditional);
    let who = match sharers.as_slice() {
        _ if is_conditional => Who::Conditional(sharers),
        [one] => Who::One(*one),
        _ => Who::Shared(sharers),
    };
    MatrixRow {
        requirements: Vec::new(),
        who: Some(who),
        parts: parts.iter().map(|text| plain(text)).collect(),
        when: plain(&when.join("\n")),
        inherited: says.first().map(|(source, ..)| *source),
        note: Text::default(),
        span: Span::default(),
    }
}

fn push(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

/// A cell with the text of another party: no Markdown, so no link and no citation of theirs is one of this site.
fn plain(text: &str) -> Text {
    if text.is_empty() {
        return Text::default();
    }
    let mut markdown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => markdown.push_str("<br>"),
            _ if letter.is_ascii_punctuation() => markdown.extend(['\\', letter]),
            _ => markdown.push(letter),
        }
    }
    let html = escape_text(text).replace('\n', "<br>");
    Text { markdown, pieces: vec![Piece::Html(html)] }
}
