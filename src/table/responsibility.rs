//! Who does what for each requirement of a framework.

use std::collections::BTreeSet;

use super::cell::{Cited, Text};
use super::grid::{Grid, Show};
use super::reader::Reader;
use super::resolve::{Cover, Pattern, Resolution, resolve};
use crate::finding::{Code, nearest};
use crate::framework::{Framework, RequirementIdx};
use crate::source::Span;
use crate::yaml::Node;

/// Who is responsible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The provider of the service or product.
    Provider,
    /// Both, each with a part.
    Shared,
    /// Its user.
    Customer,
    /// None: the requirement does not apply.
    NotApplicable,
}

impl Party {
    /// Every party, in the order shown.
    pub const ALL: [Self; 4] = [Self::Provider, Self::Shared, Self::Customer, Self::NotApplicable];

    /// The word in data files and exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Shared => "shared",
            Self::Customer => "customer",
            Self::NotApplicable => "n/a",
        }
    }
}

/// The names of the two parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// The provider's name.
    pub provider: String,
    /// The customer's name.
    pub customer: String,
}

/// A responsibility matrix: the rows as written, and the party of every leaf that follows from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The framework's key.
    pub framework: String,
    /// The names of the parties.
    pub parties: Parties,
    /// The party of leaves that no row names.
    pub default: Option<Party>,
    /// The rows as written.
    pub rows: Vec<MatrixRow>,
    /// Every leaf of the framework, in order.
    pub resolved: Vec<Resolved>,
}

/// A row as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// The requirements that it names by id.
    pub requirements: Vec<Cited>,
    /// The party; nothing where the row names none that is known.
    pub party: Option<Party>,
    /// The provider's part.
    pub provider: Text,
    /// The customer's part.
    pub customer: Text,
    /// A remark; required where the requirement does not apply.
    pub note: Text,
}

/// The party of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The leaf.
    pub leaf: RequirementIdx,
    /// The responsible party; nothing where neither a row nor the default names one.
    pub party: Option<Party>,
    /// The row that names it; nothing where the default does.
    pub row: Option<usize>,
}

/// The number of leaves of each party.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of the provider.
    pub provider: usize,
    /// Of both.
    pub shared: usize,
    /// Of the customer.
    pub customer: usize,
    /// That do not apply.
    pub not_applicable: usize,
    /// Without a party.
    pub uncovered: usize,
}

impl Counts {
    /// The number of leaves of `party`.
    pub const fn of(&self, party: Party) -> usize {
        match party {
            Party::Provider => self.provider,
            Party::Shared => self.shared,
            Party::Customer => self.customer,
            Party::NotApplicable => self.not_applicable,
        }
    }
}

impl Matrix {
    /// The number of leaves of each party.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for resolved in &self.resolved {
            *match resolved.party {
                Some(Party::Provider) => &mut counts.provider,
                Some(Party::Shared) => &mut counts.shared,
                Some(Party::Customer) => &mut counts.customer,
                Some(Party::NotApplicable) => &mut counts.not_applicable,
                None => &mut counts.uncovered,
            } += 1;
        }
        counts
    }

    /// The requirements that its rows name, each with the key of its framework.
    pub(super) fn cited(&self) -> Vec<(&str, &Cited)> {
        self.rows.iter().flat_map(|row| &row.requirements).map(|cited| (self.framework.as_str(), cited)).collect()
    }

    pub(super) fn grid(&self, framework: Option<&Framework>, show: Show<'_>) -> Grid {
        let parties = [&self.parties.provider, &self.parties.customer];
        let mut head = vec!["Requirement".to_owned(), "Title".to_owned(), "Responsible".to_owned()];
        head.extend(parties.into_iter().cloned());
        head.push("Note".to_owned());
        let rows = self.resolved.iter().filter_map(|resolved| {
            let requirement = framework?.requirement(resolved.leaf);
            let row = resolved.row.and_then(|row| self.rows.get(row));
            let text = |of: fn(&MatrixRow) -> &Text| row.map(|row| show(of(row))).unwrap_or_default();
            let party = resolved.party.map_or("", Party::name).to_owned();
            let texts = [text(|row| &row.provider), text(|row| &row.customer), text(|row| &row.note)];
            Some([requirement.id.clone(), requirement.title.clone(), party].into_iter().chain(texts).collect())
        });
        Grid { head, rows: rows.collect() }
    }

    /// The party of `leaf`; nothing where it is no leaf of the framework.
    pub fn of(&self, leaf: RequirementIdx) -> Option<&Resolved> {
        let found = self.resolved.binary_search_by_key(&leaf, |resolved| resolved.leaf);
        found.ok().map(|index| &self.resolved[index])
    }
}

/// One id or pattern of a row, with its location.
struct Named {
    cover: Cover,
    written: String,
    span: Span,
}

/// The keys of a file.
pub(super) const KEYS: [&str; 6] = ["kind", "title", "framework", "parties", "default", "rows"];

pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Option<Matrix> {
    let framework = reader.framework(root, "framework")?;
    let parties = parties(reader, root);
    let default = root.get("default").filter(|node| !node.is_null()).and_then(|node| party(reader, node));
    let written = reader.rows(root)?;
    let mut rows = Vec::with_capacity(written.len());
    let mut named = Vec::new();
    for row in written {
        if !reader.is_row(row) {
            continue;
        }
        reader.keys(row, &["req", "who", "provider", "customer", "note"]);
        let requirements = named_requirements(reader, framework, row, rows.len(), &mut named);
        rows.push(matrix_row(reader, row, requirements));
    }
    let covers: Vec<Cover> = named.iter().map(|named| named.cover.clone()).collect();
    let resolution = resolve(framework, &covers);
    report_patterns(reader, framework, &named, &resolution);
    let resolved_leaf = |(leaf, cover): &(RequirementIdx, Option<usize>)| {
        let row = cover.map(|cover| covers[cover].row);
        let party = row.map_or(default, |row| rows.get(row).and_then(|row: &MatrixRow| row.party));
        Resolved { leaf: *leaf, party, row }
    };
    let resolved: Vec<Resolved> = resolution.leaves.iter().map(resolved_leaf).collect();
    if default.is_none() && root.get("default").is_none_or(Node::is_null) {
        report_uncovered(reader, framework, root, &resolved);
    }
    reader.anchors.extend(resolved.iter().map(|resolved| framework.requirement(resolved.leaf).id.clone()));
    Some(Matrix { framework: framework.key.clone(), parties, default, rows, resolved })
}

fn parties(reader: &mut Reader<'_>, root: &Node) -> Parties {
    let mut parties = Parties { provider: "Provider".to_owned(), customer: "Customer".to_owned() };
    let Some(node) = root.get("parties").filter(|node| !node.is_null()) else { return parties };
    if node.entries().is_empty() {
        let message = format!("`parties` takes a mapping, not {}", node.description());
        reader.unreadable(node.span, message, "write `parties: {provider: Example Inc., customer: You}`");
    }
    for (key, name) in node.entries() {
        match key.text().unwrap_or_default() {
            "provider" => parties.provider = reader.text(name).unwrap_or(parties.provider),
            "customer" => parties.customer = reader.text(name).unwrap_or(parties.customer),
            other => {
                let finding =
                    reader.finding(Code::UnknownParty, key.span, format!("unknown party `{other}`")).about(other);
                reader
                    .findings
                    .push(finding.help("the parties are `provider` and `customer`; choose any names for them"));
            }
        }
    }
    parties
}

fn party(reader: &mut Reader<'_>, node: &Node) -> Option<Party> {
    let written = reader.text(node)?;
    let found = Party::ALL.into_iter().find(|party| party.name() == written);
    if found.is_none() {
        let near = nearest(&written, Party::ALL.map(Party::name)).map(|near| format!("did you mean `{near}`?"));
        let known = || "write `provider`, `customer`, `shared` or `n/a`".to_owned();
        let finding =
            reader.finding(Code::UnknownParty, node.span, format!("unknown party `{written}`")).about(&written);
        reader.findings.push(finding.help(near.unwrap_or_else(known)));
    }
    found
}

/// The requirements that a row names by id. Every id and pattern of the row is added to `named`.
fn named_requirements(
    reader: &mut Reader<'_>,
    framework: &Framework,
    row: &Node,
    index: usize,
    named: &mut Vec<Named>,
) -> Vec<Cited> {
    let Some(node) = row.get("req").filter(|node| !node.is_null()) else {
        reader.unreadable(
            row.span,
            "a row without `req`",
            "name a requirement, or several as a pattern such as `6.2.*`",
        );
        return Vec::new();
    };
    let nodes = if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() };
    let mut requirements = Vec::new();
    for node in nodes {
        let written = node.text().unwrap_or_default().trim();
        if written.contains('*') {
            let cover = Cover { row: index, pattern: Pattern::Glob(written.to_owned()) };
            named.push(Named { cover, written: written.to_owned(), span: node.span });
            continue;
        }
        let cited = reader.cited(framework, node);
        for cited in &cited {
            if let Some(idx) = cited.requirement {
                let cover = Cover { row: index, pattern: Pattern::Id(idx) };
                named.push(Named { cover, written: cited.id.clone(), span: cited.span });
            }
        }
        requirements.extend(cited);
    }
    requirements
}

fn matrix_row(reader: &mut Reader<'_>, row: &Node, requirements: Vec<Cited>) -> MatrixRow {
    let party = match row.get("who").filter(|who| !who.is_null()) {
        Some(who) => party(reader, who),
        None => {
            let span = row.get("req").map_or(row.span, |req| req.span);
            let finding = reader.finding(Code::UnknownParty, span, "a row without `who`");
            reader.findings.push(finding.help("write `provider`, `customer`, `shared` or `n/a`"));
            None
        }
    };
    let provider = reader.cell(row.get("provider"));
    let customer = reader.cell(row.get("customer"));
    let note = reader.cell(row.get("note"));
    let is_empty = |text: &Text| text.markdown.trim().is_empty();
    let who = row.get("who").map_or(row.span, |who| who.span);
    if party == Some(Party::Shared) && (is_empty(&provider) || is_empty(&customer)) {
        let lacking = match (is_empty(&provider), is_empty(&customer)) {
            (true, true) => "`provider` and `customer`",
            (true, false) => "`provider`",
            (false, _) => "`customer`",
        };
        let finding = reader.finding(Code::SharedWithoutTexts, who, format!("shared, but without {lacking}"));
        reader.findings.push(finding.help("say what each party does"));
    }
    if party == Some(Party::NotApplicable) && is_empty(&note) {
        let finding = reader.finding(Code::MissingNote, who, "not applicable, but without a `note`");
        reader.findings.push(finding.help("say why the requirement does not apply"));
    }
    MatrixRow { requirements, party, provider, customer, note }
}

/// Reports patterns without a match, and rows that are equally specific for the same leaf.
fn report_patterns(reader: &mut Reader<'_>, framework: &Framework, named: &[Named], resolution: &Resolution) {
    for index in &resolution.unmatched {
        let Named { written, span, .. } = &named[*index];
        let message = format!("no requirement of {} {} matches `{written}`", framework.name, framework.version);
        let finding = reader.finding(Code::GlobWithoutMatch, *span, message).about(written);
        reader.findings.push(finding.help("correct the pattern, or remove the row"));
    }
    let mut reported: BTreeSet<(Span, Span)> = BTreeSet::new();
    for (first, second, leaves) in &resolution.rivals {
        let (first, second) = (&named[*first], &named[*second]);
        if !reported.insert((first.span, second.span)) {
            continue;
        }
        let message = format!("{} covered by two equally specific rows", first_and_count(framework, leaves));
        let finding = reader.finding(Code::LeafCoveredTwice, second.span, message).about(&second.written);
        let location = reader.location(first.span);
        reader.findings.push(finding.related(location, "this row is used").help("remove one of the two rows"));
    }
}

fn report_uncovered(reader: &mut Reader<'_>, framework: &Framework, root: &Node, resolved: &[Resolved]) {
    let lacking: Vec<RequirementIdx> =
        resolved.iter().filter(|resolved| resolved.row.is_none()).map(|resolved| resolved.leaf).collect();
    if lacking.is_empty() {
        return;
    }
    let span = root.get("kind").map_or(root.span, |kind| kind.span);
    let message = format!("{} covered by no row", first_and_count(framework, &lacking));
    let finding = reader.finding(Code::LeafUncovered, span, message);
    let finding = finding.about(&framework.requirement(lacking[0]).id);
    reader.findings.push(finding.help("add rows, or name the party of all others with `default`"));
}

/// The subject of a message about `leaves`: the id of the first, and how many more there are.
fn first_and_count(framework: &Framework, leaves: &[RequirementIdx]) -> String {
    let first = leaves.first().map_or("", |leaf| framework.requirement(*leaf).id.as_str());
    match leaves.len() {
        0 | 1 => format!("`{first}` is"),
        2 => format!("`{first}` and 1 more are"),
        count => format!("`{first}` and {} more are", count - 1),
    }
}
