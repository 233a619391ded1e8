//! A matrix for those to whom only a part of its framework applies.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::body::{Body, Table};
use super::responsibility::{LeftOut, Matrix, MatrixRow, Resolved, first_and_count};
use crate::finding::{Code, Finding};
use crate::framework::{Applicability, Framework, Inapplicable, RequirementIdx};
use crate::source::{FileId, Location, Span};

impl Table {
    /// The table with the requirements that do not apply among [`Matrix::left_out`], and not in its rows. Only a matrix
    /// is about all of a framework; other tables stay as they are.
    pub fn for_those(&self, applicability: &Applicability) -> Cow<'_, Self> {
        let Body::Responsibility(matrix) = &self.body else { return Cow::Borrowed(self) };
        if matrix.resolved.iter().all(|resolved| applicability.applies(resolved.requirement)) {
            return Cow::Borrowed(self);
        }
        let mut table = self.clone();
        let applying = matrix.resolved.iter().zip(&self.anchors);
        let applying = applying.filter(|(resolved, _)| applicability.applies(resolved.requirement));
        let (resolved, anchors): (Vec<Resolved>, Vec<String>) =
            applying.map(|(resolved, anchor)| (*resolved, anchor.clone())).unzip();
        let left_out = matrix.resolved.iter().filter_map(|Resolved { requirement, .. }| {
            let reason = applicability.reason(*requirement)?.clone();
            Some(LeftOut { requirement: *requirement, reason })
        });
        let matrix = Matrix { resolved, left_out: left_out.collect(), ..matrix.clone() };
        table.anchors = anchors;
        table.body = Body::Responsibility(matrix);
        Cow::Owned(table)
    }
}

impl Matrix {
    /// What is left out, by the reason, in the order of the first requirement of each.
    pub fn left_out_by_reason(&self) -> Vec<(&Inapplicable, Vec<RequirementIdx>)> {
        let mut groups: Vec<(&Inapplicable, Vec<RequirementIdx>)> = Vec::new();
        let mut known: BTreeMap<&Inapplicable, usize> = BTreeMap::new();
        for LeftOut { requirement, reason } in &self.left_out {
            let index = *known.entry(reason).or_insert_with(|| {
                groups.push((reason, Vec::new()));
                groups.len() - 1
            });
            groups[index].1.push(*requirement);
        }
        groups
    }

    /// The finding that nobody is responsible for requirements which apply; nothing where there is none, or where a
    /// default stands for all. `file` is that of the matrix.
    pub fn check_coverage(
        &self,
        file: FileId,
        framework: &Framework,
        applies: impl Fn(RequirementIdx) -> bool,
    ) -> Option<Finding> {
        let span = self.uncovered_at?;
        let without_row = self.resolved.iter().filter(|resolved| resolved.row.is_none());
        let lacking: Vec<RequirementIdx> =
            without_row.map(|resolved| resolved.requirement).filter(|requirement| applies(*requirement)).collect();
        let first = framework.requirement(*lacking.first()?);
        let message = format!("{} covered by no row", first_and_count(framework, &lacking));
        let finding = Finding::new(Code::Uncovered, Location::new(file, span), message).about(&first.id);
        Some(finding.help("add rows, or name the party of all others with `default`"))
    }

    /// Findings on rows, and on single ids of rows, for requirements none of which applies. `reason` says why one does
    /// not; `file` is that of the matrix.
    pub fn check_applicability(
        &self,
        file: FileId,
        framework: &Framework,
        reason: impl Fn(RequirementIdx) -> Option<Inapplicable>,
    ) -> Vec<Finding> {
        let mut by_row: Vec<Vec<RequirementIdx>> = vec![Vec::new(); self.rows.len()];
        for resolved in &self.resolved {
            if let Some(row) = resolved.row.and_then(|row| by_row.get_mut(row)) {
                row.push(resolved.requirement);
            }
        }
        let rows = self.rows.iter().zip(by_row);
        rows.flat_map(|(row, decided)| row.check_applicability((file, framework), &decided, &reason)).collect()
    }
}

impl MatrixRow {
    /// `decided` are the requirements that the row answers, in order.
    fn check_applicability(
        &self,
        (file, framework): (FileId, &Framework),
        decided: &[RequirementIdx],
        reason: &impl Fn(RequirementIdx) -> Option<Inapplicable>,
    ) -> Vec<Finding> {
        // What the row says does not apply needs no reader, and what is inherited was written for others.
        if self.is_not_applicable() || self.inherited.is_some() {
            return Vec::new();
        }
        let finding = |span, about: &str, message: String| {
            let finding = Finding::new(Code::InapplicableRow, Location::new(file, span), message).about(about);
            finding.help("it is left out where the table is shown: remove it, or correct `applies`")
        };
        let is_out = |idx: &RequirementIdx| reason(*idx).is_some();
        if let Some(why) = decided.first().filter(|_| decided.iter().all(is_out)).and_then(|first| reason(*first)) {
            let message = format!("{} not applicable: {}", first_and_count(framework, decided), why.words());
            let id = &framework.requirement(decided[0]).id;
            return vec![finding(self.span, id, message)];
        }
        // What stands in the middle of a range is not named by itself, and has the place of the whole.
        let mut places: HashMap<Span, usize> = HashMap::new();
        self.requirements.iter().for_each(|cited| *places.entry(cited.span).or_default() += 1);
        let named = self.requirements.iter().filter(|cited| places[&cited.span] == 1);
        let named = named.filter_map(|cited| Some((cited, cited.requirement?)));
        let of_named = named.filter_map(|(cited, idx)| {
            let parts = std::iter::once(idx).chain(framework.below(idx).map(|(idx, _)| idx));
            let mut assessed = parts.filter(|idx| framework.is_assessed(*idx)).peekable();
            let why = reason(*assessed.peek()?)?;
            let are_all_out = assessed.all(|idx| is_out(&idx));
            are_all_out
                .then(|| finding(cited.span, &cited.id, format!("`{}` is not applicable: {}", cited.id, why.words())))
        });
        of_named.collect()
    }
}
