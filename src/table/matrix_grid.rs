//! A responsibility matrix as rows of text, whole or for one party.

use super::cell::Text;
use super::grid::{Grid, Show};
use super::inherited::Inherited;
use super::party::Share;
use super::responsibility::{LeftOut, Matrix, MatrixRow, Resolved};
use crate::framework::Framework;
use crate::labels::Labels;
use crate::source::Span;

impl Matrix {
    pub(super) fn grid(&self, framework: Option<&Framework>, labels: &Labels, show: Show<'_>) -> Grid {
        let all = self.resolved.iter().collect();
        self.grid_of(all, framework, labels, show)
    }

    /// What `party` answers, alone or with others, in the columns of the whole matrix.
    pub(super) fn grid_of_party(
        &self,
        party: usize,
        framework: Option<&Framework>,
        labels: &Labels,
        show: Show<'_>,
    ) -> Grid {
        self.grid_of(self.left_to(party).collect(), framework, labels, show)
    }

    fn grid_of(
        &self,
        resolved: Vec<&Resolved>,
        framework: Option<&Framework>,
        labels: &Labels,
        show: Show<'_>,
    ) -> Grid {
        let mut head: Vec<String> =
            ["requirement", "title", "responsible"].map(|key| labels.text(key).to_owned()).into();
        head.extend(self.parties.iter().map(|party| party.shown(labels).to_owned()));
        let (has_condition, is_inherited) = (self.has_condition(), !self.inherits.is_empty());
        head.extend(has_condition.then(|| labels.text("condition").to_owned()));
        head.push(labels.text("remark_of_row").to_owned());
        head.extend(is_inherited.then(|| labels.text("inherited").to_owned()));
        let nothing = self.no_row();
        let rows = resolved.into_iter().filter_map(|resolved| {
            let requirement = framework?.requirement(resolved.requirement);
            let row = self.row(resolved).unwrap_or(&nothing);
            let who = self.who(resolved).map(|who| self.word(who)).unwrap_or_default();
            let mut cells = vec![requirement.id.clone(), requirement.title.clone(), who];
            cells.extend(row.parts.iter().map(show));
            cells.extend(has_condition.then(|| show(&row.when)));
            cells.push(show(&row.note));
            let source = row.inherited.and_then(|index| self.inherits.get(index));
            cells.extend(is_inherited.then(|| source.map(Inherited::source).unwrap_or_default()));
            Some(cells)
        });
        Grid { head, rows: rows.collect() }
    }

    /// The rows of a data file for what is left out, behind the others.
    pub(super) fn left_out_rows(&self, framework: Option<&Framework>) -> Vec<Vec<String>> {
        let row = |left_out: &LeftOut| {
            let requirement = framework?.requirement(left_out.requirement);
            let who = Share::NotApplicable.word(&self.parties).to_owned();
            let mut cells = vec![requirement.id.clone(), requirement.title.clone(), who];
            cells.resize(cells.len() + self.parties.len() + usize::from(self.has_condition()), String::new());
            cells.push(left_out.reason.words());
            cells.extend((!self.inherits.is_empty()).then(String::new));
            Some(cells)
        };
        self.left_out.iter().filter_map(row).collect()
    }

    fn no_row(&self) -> MatrixRow {
        MatrixRow {
            requirements: Vec::new(),
            who: None,
            parts: vec![Text::default(); self.parties.len()],
            when: Text::default(),
            inherited: None,
            note: Text::default(),
            span: Span::default(),
        }
    }
}
