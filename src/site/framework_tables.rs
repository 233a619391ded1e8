//! What data tables say about single requirements: who is responsible, and what is related in other frameworks.
//!
//! Only tables that a page shows count.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::content::SiteContent;
use super::page::PageId;
use super::tables::ShownTable;
use crate::framework::{Applicability, Framework, Frameworks, RequirementIdx};
use crate::source::FileId;
use crate::table::{Body, Mapping, Matrix, Relation, Resolved, Table};

/// A responsibility matrix that a page shows.
#[derive(Debug, Clone)]
pub struct ShownMatrix<'a> {
    /// What tells it from the others of its framework: its title, else its provider's name.
    pub name: String,
    /// The page.
    pub page: PageId,
    /// The table.
    pub table: &'a Table,
    /// The same as a matrix.
    pub matrix: &'a Matrix,
    /// What applies to those for whom the page is.
    applicability: &'a Applicability,
}

impl<'a> ShownMatrix<'a> {
    /// The row of a requirement; only those that are assessed and apply have one.
    pub fn of(&self, idx: RequirementIdx) -> Option<&'a Resolved> {
        self.matrix.of(idx).filter(|_| self.applicability.applies(idx))
    }
}

/// A requirement of one framework that a crosswalk relates to one of another.
#[derive(Debug, Clone, Copy)]
pub struct Related<'a> {
    /// The other framework's key.
    pub other: &'a str,
    /// The requirement.
    pub from: RequirementIdx,
    /// The requirement of the other framework.
    pub to: RequirementIdx,
    /// The relation of the first to the other.
    pub relation: Relation,
    /// The row.
    pub mapping: &'a Mapping,
    /// The key of the framework that a derived row goes through.
    pub via: Option<&'a str>,
    /// The table that the row is in.
    pub table: &'a Table,
    /// The page that shows the table.
    pub page: PageId,
}

impl SiteContent {
    /// The responsibility matrices of a framework, each once, in order of the pages that show them.
    pub fn matrices(&self, framework: &Framework) -> Vec<ShownMatrix<'_>> {
        let mut found = Vec::new();
        for (page, table) in self.tables.of_frameworks() {
            if let Body::Responsibility(matrix) = &table.body
                && matrix.framework == framework.key
            {
                let profile = self.profiles().of_page(page);
                let applicability = self.profiles().applicability(framework, profile);
                let name = table.title.clone().unwrap_or_else(|| provider(matrix).to_owned());
                found.push(ShownMatrix { name, page, table, matrix, applicability });
            }
        }
        with_distinct_names(found)
    }

    /// The table that `file` is, as a page shows it: without what does not apply to those for whom the page is.
    pub fn table_on(&self, page: PageId, file: FileId, frameworks: &Frameworks) -> Option<Cow<'_, Table>> {
        let table = self.table(file)?;
        let framework = table.matrix_of().and_then(|key| frameworks.get(key));
        let profile = self.profiles().of_page(page);
        let applicability = framework.map(|framework| self.profiles().applicability(framework, profile));
        Some(applicability.map_or(Cow::Borrowed(table), |applicability| table.for_those(applicability)))
    }

    /// Every matrix with its file, in order of path, as the first page that has it shows it; as for the site itself where
    /// none does.
    pub fn shown_matrices(&self, frameworks: &Frameworks) -> impl Iterator<Item = (FileId, Cow<'_, Table>)> {
        let mut pages: HashMap<FileId, PageId> = HashMap::new();
        for (page, shown) in self.all_shown_tables() {
            pages.entry(shown.file).or_insert(page);
        }
        self.tables().filter_map(move |(file, table)| {
            let framework = table.matrix_of().and_then(|key| frameworks.get(key))?;
            let page = pages.get(&file);
            let profile = page.map_or(self.profiles().default_profile(), |page| self.profiles().of_page(*page));
            Some((file, table.for_those(self.profiles().applicability(framework, profile))))
        })
    }

    /// The first page that shows each responsibility matrix, and how it does.
    pub(super) fn pages_of_matrices(&self) -> Vec<(PageId, &ShownTable)> {
        let mut seen = HashSet::new();
        let is_matrix = |shown: &ShownTable| self.table(shown.file).is_some_and(|table| table.matrix_of().is_some());
        let all = self.all_shown_tables().filter(|(_, shown)| is_matrix(shown));
        all.filter(|(_, shown)| seen.insert(shown.file)).collect()
    }

    /// The first page that shows the matrix or the crosswalk of a data file.
    pub fn page_of_table(&self, file: FileId) -> Option<PageId> {
        self.tables.page_of(file)
    }

    /// The keys of all frameworks of which [`Self::related`] returns anything.
    pub(super) fn related_frameworks(&self) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for (_, table) in self.tables.of_frameworks() {
            let Body::Crosswalk(crosswalk) = &table.body else { continue };
            let is_related = |mapping: &Mapping| {
                let has_target = mapping.to.iter().any(|cited| cited.requirement.is_some());
                mapping.from.requirement.is_some() && mapping.relation.is_some() && has_target
            };
            if crosswalk.mappings.iter().any(is_related) {
                keys.extend([crosswalk.source.clone(), crosswalk.target.clone()]);
            }
        }
        keys
    }

    /// The requirements that crosswalks relate to those of a framework, from either side: by the other framework, then in
    /// order.
    pub fn related(&self, framework: &str) -> Vec<Related<'_>> {
        let mut found = Vec::new();
        for (page, table) in self.tables.of_frameworks() {
            let Body::Crosswalk(crosswalk) = &table.body else { continue };
            let via = crosswalk.via();
            for mapping in &crosswalk.mappings {
                let (Some(from), Some(relation)) = (mapping.from.requirement, mapping.relation) else { continue };
                for to in mapping.to.iter().filter_map(|cited| cited.requirement) {
                    if crosswalk.source == framework {
                        found.push(Related { other: &crosswalk.target, from, to, relation, mapping, via, table, page });
                    }
                    if crosswalk.target == framework {
                        let (other, relation) = (crosswalk.source.as_str(), relation.inverse());
                        found.push(Related { other, from: to, to: from, relation, mapping, via, table, page });
                    }
                }
            }
        }
        found.sort_by_key(|related| (related.other, related.from, related.to));
        found
    }
}

/// The name of the party that the matrix is of.
fn provider(matrix: &Matrix) -> &str {
    let provider = matrix.parties.iter().find(|party| party.key == "provider").or(matrix.parties.first());
    provider.map_or("", |party| party.name.as_str())
}

/// The same with the provider's name behind titles that several have.
fn with_distinct_names(mut matrices: Vec<ShownMatrix<'_>>) -> Vec<ShownMatrix<'_>> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    matrices.iter().for_each(|shown| *seen.entry(shown.name.clone()).or_default() += 1);
    for shown in matrices.iter_mut().filter(|shown| shown.table.title.is_some() && seen[&shown.name] > 1) {
        shown.name = format!("{} ({})", shown.name, provider(shown.matrix));
    }
    matrices
}

/// The assessed requirements of `framework` that are neither among `requirements` nor below one.
pub fn unreached(framework: &Framework, requirements: impl Iterator<Item = RequirementIdx>) -> Vec<RequirementIdx> {
    let mut reached: HashSet<RequirementIdx> = HashSet::new();
    for requirement in requirements {
        if reached.insert(requirement) {
            reached.extend(framework.below(requirement).map(|(below, _)| below));
        }
    }
    framework.assessed().map(|(idx, _)| idx).filter(|idx| !reached.contains(idx)).collect()
}
