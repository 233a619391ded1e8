//! What covers the requirements of a framework: which articles explain it, mention it, have it in a table.

use super::edge::{EdgeKind, Edges};
use super::page::PageId;
use crate::framework::{Framework, RequirementIdx};

/// How well a requirement is covered, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The front matter of an article declares it.
    Explained,
    /// An article mentions it.
    Mentioned,
    /// Only a table has a row for it.
    Table,
    /// Nothing covers it.
    Gap,
}

impl State {
    /// Every state, the best first.
    pub const ALL: [Self; 4] = [Self::Explained, Self::Mentioned, Self::Table, Self::Gap];

    /// The word that exports, templates and style sheets use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Explained => "explained",
            Self::Mentioned => "mentioned",
            Self::Table => "table",
            Self::Gap => "gap",
        }
    }
}

/// What covers one requirement. A page is in one of the lists only, the best.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Covered {
    /// Pages that declare it.
    pub explained: Vec<PageId>,
    /// Pages that cite or name it.
    pub mentioned: Vec<PageId>,
    /// Pages with a table that has it.
    pub tables: Vec<PageId>,
}

impl Covered {
    /// How well it is covered.
    pub const fn state(&self) -> State {
        match (self.explained.is_empty(), self.mentioned.is_empty(), self.tables.is_empty()) {
            (false, _, _) => State::Explained,
            (true, false, _) => State::Mentioned,
            (true, true, false) => State::Table,
            (true, true, true) => State::Gap,
        }
    }

    fn add(&mut self, kind: EdgeKind, page: PageId) {
        // Edges come in order of kind, the best first.
        if [&self.explained, &self.mentioned, &self.tables].iter().any(|pages| pages.contains(&page)) {
            return;
        }
        match kind {
            EdgeKind::Explains => self.explained.push(page),
            EdgeKind::Mentions | EdgeKind::Names => self.mentioned.push(page),
            EdgeKind::Table => self.tables.push(page),
        }
    }
}

/// What covers the requirements of one framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The covered requirements, in order.
    covered: Vec<(RequirementIdx, Covered)>,
}

impl Coverage {
    /// The coverage of `framework` by `edges`.
    pub fn new(framework: &Framework, edges: &Edges) -> Self {
        let mut covered: Vec<(RequirementIdx, Covered)> = Vec::new();
        for edge in edges.of_framework(&framework.key) {
            if covered.last().is_none_or(|(idx, _)| *idx != edge.requirement) {
                covered.push((edge.requirement, Covered::default()));
            }
            if let Some((_, last)) = covered.last_mut() {
                last.add(edge.kind, edge.page);
            }
        }
        Self { covered }
    }

    /// What covers the requirement; nothing where nothing does.
    pub fn of(&self, idx: RequirementIdx) -> Option<&Covered> {
        let found = self.covered.binary_search_by_key(&idx, |(idx, _)| *idx);
        found.ok().map(|index| &self.covered[index].1)
    }

    /// How well the requirement is covered.
    pub fn state(&self, idx: RequirementIdx) -> State {
        self.of(idx).map_or(State::Gap, Covered::state)
    }

    /// How many of some requirements are in each state, in the order of [`State::ALL`].
    pub fn counts(&self, requirements: impl Iterator<Item = RequirementIdx>) -> [usize; 4] {
        let mut counts = [0; 4];
        for idx in requirements {
            counts[self.state(idx) as usize] += 1;
        }
        counts
    }
}
