//! Indexes of a framework for ids that the current version does not have. They are built when the first such id is
//! looked up, because a site may hold as many wrong ids as a framework has requirements.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::model::{Head, Requirement, RequirementIdx};
use super::spelling::{self, MAX_COMPARED_LEN, unpadded};
use crate::finding::NameIndex;

/// Ids of other versions.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    /// Indexes of requirements that only have another id now, by the old one.
    renumbered: HashMap<String, Vec<usize>>,
    /// Indexes of versions, by the ids that they list.
    listed: HashMap<String, Vec<usize>>,
    /// The index of each version, by its id.
    versions: HashMap<String, usize>,
}

impl History {
    pub(super) fn new(head: &Head) -> Self {
        let mut history = Self::default();
        for (index, change) in head.renumbered.iter().enumerate() {
            if change.is_same {
                history.renumbered.entry(change.from.clone()).or_default().push(index);
            }
        }
        for (index, version) in head.versions.iter().enumerate() {
            history.versions.entry(version.id.clone()).or_insert(index);
            for id in &version.ids {
                let indexes = history.listed.entry(id.clone()).or_default();
                if indexes.last() != Some(&index) {
                    indexes.push(index);
                }
            }
        }
        history
    }

    /// The renumberings of an id, by their indexes.
    pub(super) fn renumbered(&self, id: &str) -> &[usize] {
        self.renumbered.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The versions that list an id, by their indexes.
    pub(super) fn listing(&self, id: &str) -> &[usize] {
        self.listed.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The index of a version.
    pub(super) fn version(&self, id: &str) -> Option<usize> {
        self.versions.get(id).copied()
    }
}

/// An id is compared with so many of its siblings with smaller numbers, and so many with larger ones.
const MAX_SIBLINGS: usize = 128;

/// The ids of the requirements by what they have in common with misspelt ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Spellings {
    /// Shapes of the ids of all versions.
    shapes: HashSet<String>,
    /// By letters and digits alone.
    letters: HashMap<String, Vec<RequirementIdx>>,
    /// The first by its parts, leading zeros left out.
    parts: HashMap<String, RequirementIdx>,
    /// By all parts but one number, with that number, in order of it.
    siblings: HashMap<String, Vec<(u64, RequirementIdx)>>,
    /// The punctuation of the ids, by the letters that the ids begin with.
    punctuation: HashMap<String, BTreeSet<char>>,
    names: NameIndex,
}

impl Spellings {
    pub(super) fn new(head: &Head, requirements: &[Requirement]) -> Self {
        let mut spellings =
            Self { names: NameIndex::new(requirements.iter().map(|it| it.id.as_str())), ..Self::default() };
        for (idx, requirement) in (0..).map(RequirementIdx).zip(requirements) {
            spellings.add(idx, &requirement.id, requirement.token.as_deref());
        }
        spellings.siblings.values_mut().for_each(|siblings| siblings.sort_unstable());
        spellings.shapes.extend(head.versions.iter().flat_map(|version| &version.ids).map(|id| spelling::shape(id)));
        spellings
    }

    fn add(&mut self, idx: RequirementIdx, id: &str, token: Option<&str>) {
        self.shapes.insert(spelling::shape(id));
        self.letters.entry(spelling::letters(id).collect()).or_default().push(idx);
        self.parts.entry(parts_key(id)).or_insert(idx);
        let is_punctuation = |character: &char| !character.is_ascii_alphanumeric();
        for id in token.into_iter().chain([id]) {
            self.punctuation.entry(family(id)).or_default().extend(id.chars().filter(is_punctuation));
        }
        // Only shorter ids are compared, so a longer one cannot be suggested.
        if id.len() <= 2 * MAX_COMPARED_LEN {
            for (key, number) in sibling_keys(id) {
                self.siblings.entry(key).or_default().push((number, idx));
            }
        }
    }

    /// Whether the id has the shape of a known one.
    pub(super) fn has_shape(&self, id: &str) -> bool {
        self.shapes.contains(&spelling::shape(id))
    }

    /// Whether the id has the shape of a known one, or goes on where one ends: `AC-2.5` behind `AC-2`.
    pub(super) fn begins_like(&self, id: &str) -> bool {
        let shape = spelling::shape(id);
        let ends = (2..=shape.len()).filter(|end| shape.is_char_boundary(*end));
        // The letters alone say little: `AC` begins many words.
        ends.rev().any(|end| self.shapes.contains(&shape[..end]))
    }

    /// The first id that is equal but for punctuation and leading zeros.
    pub(super) fn same_parts(&self, id: &str) -> Option<RequirementIdx> {
        self.parts.get(&parts_key(id)).copied()
    }

    /// The ids that are equal but for punctuation and case.
    pub(super) fn same_letters(&self, id: &str) -> &[RequirementIdx] {
        let letters: String = spelling::letters(id).collect();
        self.letters.get(&letters).map(Vec::as_slice).unwrap_or_default()
    }

    /// Ids that differ in one number alone, the first part aside, and ids that are at most `most` edits away; the
    /// likeliest where there are very many.
    pub(super) fn alike(&self, id: &str, most: usize) -> BTreeSet<RequirementIdx> {
        let mut alike: BTreeSet<RequirementIdx> =
            self.names.within(id, most).into_iter().map(|(_, index)| RequirementIdx(index as u32)).collect();
        for (key, number) in sibling_keys(id) {
            let Some(siblings) = self.siblings.get(&key) else { continue };
            let at = siblings.partition_point(|(other, _)| *other < number);
            let around = at.saturating_sub(MAX_SIBLINGS)..(at + MAX_SIBLINGS).min(siblings.len());
            alike.extend(siblings[around].iter().map(|(_, idx)| *idx));
        }
        alike
    }

    /// Whether ids that begin with the same letters have all the punctuation of this one.
    pub(super) fn has_punctuation_of(&self, id: &str) -> bool {
        let mut punctuation = id.chars().filter(|character| !character.is_ascii_alphanumeric());
        self.punctuation.get(&family(id)).is_some_and(|known| punctuation.all(|character| known.contains(&character)))
    }
}

/// The letters that an id begins with, in capitals.
fn family(id: &str) -> String {
    id.chars().take_while(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_uppercase()).collect()
}

fn parts_key(id: &str) -> String {
    let mut key = String::with_capacity(id.len());
    for part in spelling::parts(id) {
        key.push_str(unpadded(part));
        key.push('\0');
    }
    key
}

/// For every number of an id, the first part aside: its parts without it, and the number.
fn sibling_keys(id: &str) -> Vec<(String, u64)> {
    let parts: Vec<&str> = spelling::parts(id).collect();
    let key = |left_out: usize| {
        let shown = parts.iter().enumerate().map(|(index, part)| if index == left_out { "" } else { unpadded(part) });
        shown.fold(String::with_capacity(id.len()), |key, part| key + &part.to_ascii_lowercase() + "\0")
    };
    let numbers = parts.iter().enumerate().skip(1).filter_map(|(index, part)| Some((index, part.parse().ok()?)));
    numbers.map(|(index, number)| (key(index), number)).collect()
}
