//! Standards that guides cite: their requirements, their versions, and what became of an id.
//!
//! Everything here is data and questions about data. Who cites a requirement, and where it is shown, is kept out.

mod belonging;
mod builtin;
mod faults;
mod id_reference;
mod index;
mod lookup;
pub mod oscal;
mod read;
mod settle;
mod shape;
mod suggest;
#[cfg(test)]
mod tests;
mod written;

pub use id_reference::IdReference;
pub use lookup::Lookup;
pub use read::{Unread, read};

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::OnceLock;

use index::{History, Spellings};
use jiff::civil::Date;

use crate::source::path::segment;
use crate::source::{FileId, Location};

/// A requirement of a [`Framework`], by its rank in reading order. Valid for that framework and for no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementIdx(u32);

/// One numbered node of a framework, at any depth: a requirement, a control, or a group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The id as people cite it, verbatim: `12.10`, `AC-2(1)`. Also its anchor.
    pub id: String,
    /// A short title; empty where the framework gives none.
    pub title: String,
    /// What it is a part of.
    pub parent: Option<RequirementIdx>,
    /// How many nodes stand above it.
    pub depth: usize,
    /// Words that mark it, such as `service-provider`.
    pub tags: Vec<String>,
    /// Where it went, when it is withdrawn; empty when it went nowhere.
    pub withdrawn: Option<Vec<String>>,
    /// What it says, as Markdown, where the framework's licence lets it be shown.
    pub prose: Option<String>,
    /// Where it was written; nothing for a framework that is built in.
    pub place: Option<Location>,
    /// Its id within the catalog that it came from, where that is another one: `ac-2.1`.
    pub token: Option<String>,
    /// The rank behind its last descendant.
    end: RequirementIdx,
}

impl Requirement {
    /// Its id and its title, where it has one: `6.3.1 Vulnerabilities identified`.
    pub fn titled(&self) -> String {
        format!("{} {}", self.id, self.title).trim_end().to_owned()
    }
}

/// A version of a framework.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// Its number as written: `3.2.1`.
    pub id: String,
    /// The day it came out.
    pub published: Option<Date>,
    /// The day from which it no longer counts.
    pub retired: Option<Date>,
    /// Its ids, where they are not those of the current version. Empty where they are not known.
    pub ids: Vec<String>,
}

/// An id that became another one from one version to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renumbering {
    /// The old id.
    pub from: String,
    /// The id in the current version.
    pub to: String,
    /// The version that had the old id.
    pub version: String,
    /// Where the new id was written; nothing for a framework that is built in.
    pub place: Option<Location>,
}

/// Where a framework comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is always known; it has pages only where a site cites or declares it.
    BuiltIn,
    /// A file of the site.
    File(FileId),
}

/// A standard one cites: its head, which it answers for as if the fields were its own, and its requirements.
#[derive(Debug, Clone)]
pub struct Framework {
    head: Head,
    /// Where it comes from.
    pub origin: Origin,
    requirements: Vec<Requirement>,
    by_id: HashMap<String, RequirementIdx>,
    /// Of principal requirements that have some.
    namesakes: HashMap<RequirementIdx, usize>,
    history: OnceLock<History>,
    spellings: OnceLock<Spellings>,
}

impl Deref for Framework {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

/// A node of a framework before it has its place: what readers of files hand in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The id, verbatim.
    pub id: String,
    /// The title, or nothing.
    pub title: String,
    /// Words that mark it.
    pub tags: Vec<String>,
    /// See [`Requirement::withdrawn`].
    pub withdrawn: Option<Vec<String>>,
    /// See [`Requirement::prose`].
    pub prose: Option<String>,
    /// Where it was written.
    pub place: Option<Location>,
    /// See [`Requirement::token`].
    pub token: Option<String>,
    /// What is below it, in order.
    pub children: Vec<Outline>,
}

/// What is known of a framework besides its requirements.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// What stands before the colon of a citation: `pci-dss`.
    pub key: String,
    /// Its name: `PCI DSS`.
    pub name: String,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// The current version.
    pub version: String,
    /// Every version that is known, the oldest first; the current one may be among them.
    pub versions: Vec<Version>,
    /// Ids that became others.
    pub renumbered: Vec<Renumbering>,
}

impl Framework {
    /// A framework with these requirements, in the order given. Of two with one id, the first is found by it.
    pub fn new(head: Head, origin: Origin, outlines: Vec<Outline>) -> Self {
        let mut requirements = Vec::new();
        place_all(outlines, &mut requirements);
        let mut by_id = HashMap::with_capacity(requirements.len());
        for (index, requirement) in requirements.iter().enumerate() {
            by_id.entry(requirement.id.clone()).or_insert(RequirementIdx(index as u32));
        }
        let mut framework = Self {
            head,
            origin,
            requirements,
            by_id,
            namesakes: HashMap::new(),
            history: OnceLock::new(),
            spellings: OnceLock::new(),
        };
        framework.namesakes = framework.counted_namesakes();
        framework
    }

    /// The requirement of this rank.
    pub fn requirement(&self, rank: RequirementIdx) -> &Requirement {
        &self.requirements[rank.0 as usize]
    }

    /// Every requirement with its rank, in reading order: what is below a node follows it.
    pub fn requirements(&self) -> impl ExactSizeIterator<Item = (RequirementIdx, &Requirement)> + Clone {
        self.requirements.iter().enumerate().map(|(index, requirement)| (RequirementIdx(index as u32), requirement))
    }

    /// The requirement with exactly this id in the current version.
    pub fn find(&self, id: &str) -> Option<RequirementIdx> {
        self.by_id.get(id).copied()
    }

    /// The nodes that stand at the top: principal requirements, control families.
    pub fn principals(&self) -> impl Iterator<Item = (RequirementIdx, &Requirement)> + Clone {
        let mut next = 0;
        std::iter::from_fn(move || {
            let rank = RequirementIdx(next);
            let requirement = self.requirements.get(next as usize)?;
            // What is below it is passed over at once.
            next = requirement.end.0.max(next + 1);
            Some((rank, requirement))
        })
    }

    /// How many principal requirements before `principal` have its [`slug`].
    pub fn namesakes(&self, principal: RequirementIdx) -> usize {
        self.namesakes.get(&principal).copied().unwrap_or_default()
    }

    fn counted_namesakes(&self) -> HashMap<RequirementIdx, usize> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut namesakes = HashMap::new();
        for (rank, requirement) in self.principals() {
            let before = seen.entry(slug(&requirement.id)).or_default();
            if *before > 0 {
                namesakes.insert(rank, *before);
            }
            *before += 1;
        }
        namesakes
    }

    /// The principal requirement that `rank` belongs to; itself where it is one.
    pub fn principal_of(&self, rank: RequirementIdx) -> RequirementIdx {
        let mut at = rank;
        while let Some(parent) = self.requirement(at).parent {
            at = parent;
        }
        at
    }

    /// What is directly below `rank`, in order.
    pub fn children(&self, rank: RequirementIdx) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
        self.below(rank).filter(move |(_, requirement)| requirement.parent == Some(rank))
    }

    /// The requirements of the same parent behind `rank`, in order.
    pub fn siblings_after(&self, rank: RequirementIdx) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
        let parent = self.requirement(rank).parent;
        let end = parent.map_or(self.requirements.len(), |parent| self.requirement(parent).end.0 as usize);
        let mut next = self.requirement(rank).end;
        std::iter::from_fn(move || {
            let (rank, requirement) = (next, self.requirements[..end].get(next.0 as usize)?);
            next = requirement.end;
            Some((rank, requirement))
        })
    }

    /// Everything below `rank`, in reading order, itself left out.
    pub fn below(&self, rank: RequirementIdx) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
        let end = self.requirement(rank).end.0;
        (rank.0 + 1..end).map(|index| (RequirementIdx(index), &self.requirements[index as usize]))
    }

    /// The last requirement below `rank`, or itself.
    pub fn last_below(&self, rank: RequirementIdx) -> RequirementIdx {
        RequirementIdx(self.requirement(rank).end.0 - 1)
    }

    /// Whether nothing stands below it.
    pub fn is_leaf(&self, rank: RequirementIdx) -> bool {
        self.requirement(rank).end.0 == rank.0 + 1
    }

    /// The requirements that have nothing below them and are in force, in reading order.
    pub fn leaves(&self) -> impl Iterator<Item = (RequirementIdx, &Requirement)> {
        self.requirements().filter(|(rank, requirement)| self.is_leaf(*rank) && requirement.withdrawn.is_none())
    }

    /// The version with this number, where something is known of it.
    pub fn version(&self, id: &str) -> Option<&Version> {
        self.history().version(id).map(|place| &self.versions[place])
    }

    /// Its older ids.
    fn history(&self) -> &History {
        self.history.get_or_init(|| History::new(&self.head))
    }

    /// Its ids as they may be misspelt.
    fn spellings(&self) -> &Spellings {
        self.spellings.get_or_init(|| Spellings::new(&self.head, &self.requirements))
    }

    /// Whether ids that begin with the same letters as `id` have all the signs that it has.
    pub fn has_signs(&self, id: &str) -> bool {
        self.spellings().has_signs(id)
    }
}

/// Puts outlines in reading order, parents before children, without recursion: a catalog may nest very deep.
fn place_all(outlines: Vec<Outline>, requirements: &mut Vec<Requirement>) {
    let mut open: Vec<(Option<RequirementIdx>, std::vec::IntoIter<Outline>)> = vec![(None, outlines.into_iter())];
    while let Some((parent, siblings)) = open.last_mut() {
        let parent = *parent;
        let Some(outline) = siblings.next() else {
            open.pop();
            let end = RequirementIdx(requirements.len() as u32);
            if let Some(parent) = parent {
                requirements[parent.0 as usize].end = end;
            }
            continue;
        };
        let rank = RequirementIdx(requirements.len() as u32);
        let Outline { id, title, tags, withdrawn, prose, place, token, children } = outline;
        let depth = open.len() - 1;
        requirements.push(Requirement { id, title, parent, depth, tags, withdrawn, prose, place, token, end: rank });
        open.push((Some(rank), children.into_iter()));
    }
}

/// What addresses call a requirement: its id as a part of a path. Several may share one.
pub fn slug(id: &str) -> String {
    const MAX_SLUG: usize = 200;
    let is_name = |slug: &String| slug.len() <= MAX_SLUG && !slug.trim_end_matches('.').is_empty();
    Some(segment(id)).filter(is_name).unwrap_or_else(|| "requirement".to_owned())
}

/// Every framework that a site knows, by key.
#[derive(Debug, Clone, Default)]
pub struct Frameworks {
    /// In order of key.
    all: Vec<Framework>,
    /// Places of frameworks, by their keys and by their names in small letters.
    by_small_key: HashMap<String, usize>,
    by_small_name: HashMap<String, usize>,
}

impl Frameworks {
    /// These frameworks. Of two with one key, the last counts: a site's own stands before the built-in one.
    pub fn new(all: impl IntoIterator<Item = Framework>) -> Self {
        let by_key: BTreeMap<String, Framework> =
            all.into_iter().map(|framework| (framework.key.clone(), framework)).collect();
        let all: Vec<Framework> = by_key.into_values().collect();
        let places = || all.iter().enumerate();
        let by_small_key = places().map(|(place, framework)| (framework.key.to_lowercase(), place)).collect();
        let by_small_name = places().map(|(place, framework)| (framework.name.to_lowercase(), place)).collect();
        Self { all, by_small_key, by_small_name }
    }

    /// The framework with this key.
    pub fn get(&self, key: &str) -> Option<&Framework> {
        self.place(key).map(|place| &self.all[place])
    }

    /// The place of a framework among all, by its key.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.all.binary_search_by(|framework| framework.key.as_str().cmp(key)).ok()
    }

    /// The framework at a place among all.
    pub fn at(&self, place: usize) -> Option<&Framework> {
        self.all.get(place)
    }

    /// Every framework, in order of key.
    pub fn iter(&self) -> impl Iterator<Item = &Framework> + Clone {
        self.all.iter()
    }

    /// Every key, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.all.iter().map(|framework| framework.key.as_str())
    }
}
