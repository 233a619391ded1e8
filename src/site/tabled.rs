//! What the data tables of a site say of single requirements: who is responsible, and what stands beside them in
//! other frameworks. Only tables that an article shows count.

use std::collections::{BTreeSet, HashSet};

use super::{PageId, Site};
use crate::framework::{Framework, RequirementIdx};
use crate::table::{Body, Mapping, Matrix, Relation, Resolved, Table};

/// A responsibility matrix that an article shows.
#[derive(Debug, Clone, Copy)]
pub struct ShownMatrix<'a> {
    /// The article.
    pub page: PageId,
    /// The table.
    pub table: &'a Table,
    /// The same as a matrix.
    pub matrix: &'a Matrix,
}

impl<'a> ShownMatrix<'a> {
    /// What the matrix says of a requirement: of leaves alone.
    pub fn of(&self, rank: RequirementIdx) -> Option<&'a Resolved> {
        self.matrix.of(rank)
    }
}

/// A requirement of one framework beside one of another.
#[derive(Debug, Clone, Copy)]
pub struct Related<'a> {
    /// The other framework's key.
    pub other: &'a str,
    /// The requirement.
    pub from: RequirementIdx,
    /// The requirement of the other framework.
    pub to: RequirementIdx,
    /// How the first stands to the other.
    pub relation: Relation,
    /// The row.
    pub mapping: &'a Mapping,
    /// The table that the row is in.
    pub table: &'a Table,
    /// The article that shows the table.
    pub page: PageId,
}

impl Site {
    /// Notes which tables speak of whole frameworks, so that nobody has to ask every page again.
    pub(super) fn note_framework_tables(&mut self) {
        let mut seen = HashSet::new();
        let of_framework = |file| self.table(file).is_some_and(|table| table.kind().covers_frameworks());
        let shown = self.all_shown_tables().map(|(page, shown)| (page, shown.file));
        let noted = shown.filter(|(_, file)| of_framework(*file) && seen.insert(*file)).collect();
        self.framework_tables = noted;
    }

    fn framework_tables(&self) -> impl Iterator<Item = (PageId, &Table)> {
        self.framework_tables.iter().filter_map(|(page, file)| Some((*page, self.table(*file)?)))
    }

    /// The responsibility matrices of a framework, each once, in order of the articles that show them.
    pub fn matrices(&self, framework: &str) -> Vec<ShownMatrix<'_>> {
        let mut found = Vec::new();
        for (page, table) in self.framework_tables() {
            if let Body::Responsibility(matrix) = &table.body
                && matrix.framework == framework
            {
                found.push(ShownMatrix { page, table, matrix });
            }
        }
        found
    }

    /// The keys of all frameworks of which [`Site::related`] finds anything.
    pub(super) fn related_frameworks(&self) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for (_, table) in self.framework_tables() {
            let Body::Crosswalk(crosswalk) = &table.body else { continue };
            let is_related = |mapping: &Mapping| {
                let has_target = mapping.to.iter().any(|cited| cited.rank.is_some());
                mapping.from.rank.is_some() && mapping.relation.is_some() && has_target
            };
            if crosswalk.mappings.iter().any(is_related) {
                keys.extend([crosswalk.source.clone(), crosswalk.target.clone()]);
            }
        }
        keys
    }

    /// Everything that stands beside the requirements of a framework, from either side of a crosswalk: by the other
    /// framework, then in order.
    pub fn related(&self, framework: &str) -> Vec<Related<'_>> {
        let mut found = Vec::new();
        for (page, table) in self.framework_tables() {
            let Body::Crosswalk(crosswalk) = &table.body else { continue };
            for mapping in &crosswalk.mappings {
                let (Some(from), Some(relation)) = (mapping.from.rank, mapping.relation) else { continue };
                for to in mapping.to.iter().filter_map(|cited| cited.rank) {
                    if crosswalk.source == framework {
                        found.push(Related { other: &crosswalk.target, from, to, relation, mapping, table, page });
                    }
                    if crosswalk.target == framework {
                        let (other, relation) = (crosswalk.source.as_str(), relation.inverse());
                        found.push(Related { other, from: to, to: from, relation, mapping, table, page });
                    }
                }
            }
        }
        found.sort_by_key(|related| (related.other, related.from, related.to));
        found
    }
}

/// The leaves of `framework` in force that are in no line with any of `ranks`.
pub fn unreached(framework: &Framework, ranks: impl Iterator<Item = RequirementIdx>) -> Vec<RequirementIdx> {
    let mut reached: HashSet<RequirementIdx> = HashSet::new();
    for rank in ranks {
        if reached.insert(rank) {
            reached.extend(framework.below(rank).map(|(below, _)| below));
        }
    }
    framework.leaves().map(|(leaf, _)| leaf).filter(|leaf| !reached.contains(leaf)).collect()
}
