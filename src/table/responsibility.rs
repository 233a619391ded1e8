//! Who does what for each requirement of a framework.

use super::cell::{Cited, Text};
use super::covers::{Named, named};
use super::inherited::Inherited;
use super::party::{Party, Share, WORDS, Who, known, parties, who};
use super::reader::Reader;
use super::resolve::{Cover, Resolution, resolve};
use super::rows::{Cells, Head};
use crate::finding::Code;
use crate::framework::{Framework, Inapplicable, RequirementIdx};
use crate::labels::Labels;
use crate::source::Span;
use crate::yaml::Node;

/// A responsibility matrix: the rows as written, and who answers every assessed requirement, which follows from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The framework's key.
    pub framework: String,
    /// The parties, in the order of the file.
    pub parties: Vec<Party>,
    /// Who answers the requirements that no row names.
    pub default: Option<Who>,
    /// The rows as written, and behind them those that are inherited.
    pub rows: Vec<MatrixRow>,
    /// What it inherits from.
    pub inherits: Vec<Inherited>,
    /// Every assessed requirement of the framework, in order.
    pub resolved: Vec<Resolved>,
    /// Those of them that do not apply where the matrix is shown; none in the matrix as it was read.
    pub left_out: Vec<LeftOut>,
    /// Where it is reported that no row covers a requirement; nothing where a default does.
    pub uncovered_at: Option<Span>,
}

/// A row as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// The requirements that it names by id.
    pub requirements: Vec<Cited>,
    /// Who is responsible; nothing where the row names no party that is known.
    pub who: Option<Who>,
    /// What each of the parties does, in their order.
    pub parts: Vec<Text>,
    /// The condition of what is conditional.
    pub when: Text,
    /// Which of the matrices that it inherits from the row comes from.
    pub inherited: Option<usize>,
    /// A remark; required where the requirement does not apply.
    pub note: Text,
    /// Where it names its requirements.
    pub span: Span,
}

impl MatrixRow {
    /// Whether it says that its requirements do not apply.
    pub(super) const fn is_not_applicable(&self) -> bool {
        matches!(self.who, Some(Who::NotApplicable))
    }
}

/// The row that applies to a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The requirement.
    pub requirement: RequirementIdx,
    /// The row; nothing where the default applies.
    pub row: Option<usize>,
}

/// A requirement of a matrix that does not apply to those for whom the page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The requirement.
    pub requirement: RequirementIdx,
    /// Why it does not apply.
    pub reason: Inapplicable,
}

impl Matrix {
    /// The shares of the matrix in the order shown, each with its number of requirements.
    pub fn shares(&self) -> Vec<(Share, usize)> {
        let shares = self.resolved.iter().filter_map(|resolved| self.who(resolved)).map(Who::share);
        let shares: Vec<Share> = shares.collect();
        let count = |share: &Share| shares.iter().filter(|own| *own == share).count();
        let all = Share::all(&self.parties).into_iter().map(|share| (share, count(&share)));
        // Few matrices have conditions, and a part without requirements is no news.
        all.filter(|(share, count)| *share != Share::Conditional || *count > 0).collect()
    }

    /// The number of requirements without a responsible party.
    pub fn uncovered(&self) -> usize {
        self.resolved.iter().filter(|resolved| self.who(resolved).is_none()).count()
    }

    /// Who is responsible; nothing where neither a row nor the default says it.
    pub fn who(&self, resolved: &Resolved) -> Option<&Who> {
        match resolved.row {
            Some(row) => self.rows.get(row)?.who.as_ref(),
            None => self.default.as_ref(),
        }
    }

    /// The row that applies; nothing where the default does.
    pub fn row(&self, resolved: &Resolved) -> Option<&MatrixRow> {
        resolved.row.and_then(|row| self.rows.get(row))
    }

    /// Whether these are all parties.
    pub fn are_all(&self, parties: &[usize]) -> bool {
        parties.len() == self.parties.len()
    }

    /// Who is responsible, in words of data files: `provider`, `shared`, `n/a`, or the keys of those that share.
    pub fn word(&self, who: &Who) -> String {
        match who {
            Who::Shared(parties) if !self.are_all(parties) => {
                let keys = parties.iter().map(|party| Share::Party(*party).word(&self.parties));
                keys.collect::<Vec<_>>().join(", ")
            }
            Who::One(_) | Who::Shared(_) | Who::Conditional(_) | Who::NotApplicable => {
                who.share().word(&self.parties).to_owned()
            }
        }
    }

    /// What readers see in place of [`Self::word`]: the names of parties.
    pub fn name(&self, who: &Who, labels: &Labels) -> String {
        match who {
            Who::Shared(parties) if !self.are_all(parties) => {
                let names = parties.iter().map(|party| self.parties[*party].shown(labels));
                let names = names.collect::<Vec<_>>().join(labels.text("separator"));
                labels.fill("shared_by", &[("names", &names)])
            }
            Who::One(_) | Who::Shared(_) | Who::Conditional(_) | Who::NotApplicable => {
                self.share_name(who.share(), labels)
            }
        }
    }

    /// What readers see for a share.
    pub fn share_name(&self, share: Share, labels: &Labels) -> String {
        let name = match share {
            Share::Party(party) => self.parties[party].shown(labels),
            Share::Shared => labels.text("shared"),
            Share::Conditional => labels.text("conditional"),
            Share::NotApplicable => labels.text("not_applicable"),
        };
        name.to_owned()
    }

    /// The requirements that its rows name, each with the key of its framework.
    pub(super) fn cited(&self) -> Vec<(&str, &Cited)> {
        self.rows.iter().flat_map(|row| &row.requirements).map(|cited| (self.framework.as_str(), cited)).collect()
    }

    /// What `party` answers, alone or with others, in order.
    pub fn left_to(&self, party: usize) -> impl Iterator<Item = &Resolved> {
        let is_of_party =
            move |resolved: &&Resolved| self.who(resolved).is_some_and(|who| who.parties().contains(&party));
        self.resolved.iter().filter(is_of_party)
    }

    /// Whether a row has a condition.
    pub fn has_condition(&self) -> bool {
        self.rows.iter().any(|row| !is_empty(&row.when))
    }

    /// The row of `requirement`; nothing where it is not assessed.
    pub fn of(&self, requirement: RequirementIdx) -> Option<&Resolved> {
        let found = self.resolved.binary_search_by_key(&requirement, |resolved| resolved.requirement);
        found.ok().map(|index| &self.resolved[index])
    }
}

/// The keys of a file.
pub(super) const KEYS: [&str; 7] = ["kind", "title", "framework", "parties", "default", "inherits", "rows"];

/// The keys of a row besides those of the parties.
pub(super) const ROW_KEYS: [&str; 5] = ["req", "tag", "who", "when", "note"];

/// Reads the rows of the file. What it inherits, and what nothing decides, is not looked at.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Option<Matrix> {
    let framework = reader.framework(root, "framework")?;
    let parties = parties(reader, root);
    let default = root.get("default").filter(|node| !node.is_null()).and_then(|node| who(reader, node, &parties));
    let written = reader.rows(root, &heads(framework, &parties))?;
    let keys = parties.iter().map(|party| party.key.as_str());
    let keys: Vec<&str> = ROW_KEYS.into_iter().chain(keys).collect();
    let mut rows = Vec::with_capacity(written.len());
    let mut all_named: Vec<Named> = Vec::new();
    for row in written.iter() {
        if !reader.is_row(row) {
            continue;
        }
        reader.keys(row, &keys);
        let requirements = named(reader, framework, row, rows.len(), &mut all_named);
        rows.push(matrix_row(reader, row, &parties, requirements));
    }
    let covers: Vec<Cover> = all_named.iter().map(|named| named.cover.clone()).collect();
    let resolution = resolve(framework, &covers);
    report(reader, framework, &all_named, &resolution);
    let resolved = |(requirement, cover): &(RequirementIdx, Option<usize>)| Resolved {
        requirement: *requirement,
        row: cover.map(|cover| covers[cover].row),
    };
    let resolved: Vec<Resolved> = resolution.chosen.iter().map(resolved).collect();
    let has_default = default.is_some() || root.get("default").is_some_and(|default| !default.is_null());
    let uncovered_at = (!has_default).then(|| root.get("kind").map_or(root.span, |kind| kind.span));
    reader.anchors.extend(resolved.iter().map(|resolved| framework.requirement(resolved.requirement).id.clone()));
    let (framework, inherits, left_out) = (framework.key.clone(), Vec::new(), Vec::new());
    Some(Matrix { framework, parties, default, rows, inherits, resolved, left_out, uncovered_at })
}

/// The columns of a file of rows: the keys of YAML, or the heads of the CSV file.
fn heads<'a>(framework: &'a Framework, parties: &'a [Party]) -> Vec<Head<'a>> {
    let named = parties.iter().map(|party| (party.name.as_str(), party.key.as_str()));
    let keys = parties.iter().map(|party| (party.key.as_str(), party.key.as_str()));
    let words: Vec<(&str, &str)> = keys.chain(named).chain(WORDS.map(|word| (word, word))).collect();
    let mut heads = vec![
        Head::new("req", &["requirement", "requirements", "id"], Cells::Ids(framework)),
        Head::new("who", &["responsible"], Cells::Words(words)),
        Head::new("tag", &["tags"], Cells::Words(Vec::new())),
        Head::ignored("title"),
    ];
    heads.extend(parties.iter().map(|party| Head::new(&party.key, &[party.name.as_str()], Cells::Text)));
    heads.push(Head::new("when", &["condition"], Cells::Text));
    heads.push(Head::new("note", &["remark"], Cells::Text));
    heads.push(Head::ignored("inherited"));
    heads
}

fn matrix_row(reader: &mut Reader<'_>, row: &Node, parties: &[Party], requirements: Vec<Cited>) -> MatrixRow {
    let mut found = match row.get("who").filter(|who| !who.is_null()) {
        Some(node) => who(reader, node, parties),
        None => {
            let span = row.get("req").or_else(|| row.get("tag")).map_or(row.span, |req| req.span);
            let finding = reader.finding(Code::UnknownParty, span, "a row without `who`");
            reader.findings.push(finding.help(known(parties)));
            None
        }
    };
    let parts: Vec<Text> = parties.iter().map(|party| reader.cell(row.get(&party.key))).collect();
    let note = reader.cell(row.get("note"));
    match &mut found {
        Some(Who::Shared(sharers)) => shared(reader, row, parties, &parts, sharers),
        Some(Who::NotApplicable) if is_empty(&note) => {
            let span = row.get("who").map_or(row.span, |who| who.span);
            let finding = reader.finding(Code::MissingNote, span, "not applicable, but without a `note`");
            reader.findings.push(finding.help("say why the requirement does not apply"));
        }
        Some(Who::Conditional(parties)) => parties_with_text(&parts, parties),
        Some(Who::One(_) | Who::NotApplicable) | None => {}
    }
    let when = condition(reader, row, found.as_ref());
    let named = row.get("req").or_else(|| row.get("tag"));
    let span = named.map_or(row.span, |named| named.span);
    MatrixRow { requirements, who: found, parts, when, inherited: None, note, span }
}

/// Of what is conditional, those answer that have a text; all where none has.
fn parties_with_text(parts: &[Text], parties: &mut Vec<usize>) {
    if parts.iter().any(|part| !is_empty(part)) {
        parties.retain(|party| !is_empty(&parts[*party]));
    }
}

/// The condition of a row. That it is missing, or has nothing that it could be of, is reported.
fn condition(reader: &mut Reader<'_>, row: &Node, who: Option<&Who>) -> Text {
    let when = reader.cell(row.get("when"));
    let is_conditional = matches!(who, Some(Who::Conditional(_)));
    let (key, message, help) = match (is_conditional, is_empty(&when)) {
        (true, true) => ("who", "conditional, but without `when`", "say when it holds: `when: If you store card data`"),
        (false, false) => ("when", "a condition, but `who` is not `conditional`", "write `who: conditional`"),
        (true, false) | (false, true) => return when,
    };
    let span = row.get(key).map_or(row.span, |node| node.span);
    let finding = reader.finding(Code::MissingCondition, span, message);
    reader.findings.push(finding.help(help));
    when
}

fn is_empty(text: &Text) -> bool {
    text.markdown.trim().is_empty()
}

/// Reports sharers without a text. Where the row only says `shared`, of more than two parties those with a text share.
fn shared(reader: &mut Reader<'_>, row: &Node, parties: &[Party], parts: &[Text], sharers: &mut Vec<usize>) {
    let Some(who) = row.get("who") else { return };
    let with_text: Vec<usize> = sharers.iter().copied().filter(|party| !is_empty(&parts[*party])).collect();
    let is_listed = !who.items().is_empty();
    if !is_listed && parties.len() > 2 {
        if with_text.len() >= 2 {
            *sharers = with_text;
            return;
        }
        let finding =
            reader.finding(Code::SharedWithoutTexts, who.span, "shared, but without the texts of two parties");
        reader.findings.push(finding.help("say what each of them does, or name them: `who: [a, b]`"));
        return;
    }
    let lacking = sharers.iter().filter(|party| !with_text.contains(party));
    let lacking: Vec<String> = lacking.map(|party| format!("`{}`", parties[*party].key)).collect();
    if !lacking.is_empty() {
        let message = format!("shared, but without {}", lacking.join(" and "));
        let finding = reader.finding(Code::SharedWithoutTexts, who.span, message);
        reader.findings.push(finding.help("say what each party does"));
    }
}

/// Reports what rows name that is not there, what two rows name alike, and what decides nothing.
fn report(reader: &mut Reader<'_>, framework: &Framework, named: &[Named], resolution: &Resolution) {
    for index in &resolution.empty {
        let finding = named[*index].without_match(reader, framework);
        reader.findings.extend(finding);
    }
    for (first, second, requirements) in &resolution.rivals {
        let (first, second) = (&named[*first], &named[*second]);
        let message = format!("{} covered by two equally specific rows", first_and_count(framework, requirements));
        let finding = reader.finding(Code::CoveredTwice, second.span, message).about(&second.written);
        let location = reader.location(first.span);
        reader.findings.push(finding.related(location, "this row is used").help("remove one of the two rows"));
    }
    for (index, other) in &resolution.overridden {
        let (own, other) = (&named[*index], &named[*other]);
        let message = format!("`{}` decides nothing: other rows say more exactly who is responsible", own.written);
        let finding = reader.finding(Code::RowWithoutEffect, own.span, message).about(&own.written);
        let finding = finding.related(reader.location(other.span), "one of these rows");
        reader.findings.push(finding.help("remove it, or the rows that stand in its place"));
    }
}

/// The subject of a message about requirements: the id of the first, and how many more there are.
pub(super) fn first_and_count(framework: &Framework, requirements: &[RequirementIdx]) -> String {
    let first = requirements.first().map_or("", |idx| framework.requirement(*idx).id.as_str());
    match requirements.len() {
        0 | 1 => format!("`{first}` is"),
        2 => format!("`{first}` and 1 more are"),
        count => format!("`{first}` and {} more are", count - 1),
    }
}
