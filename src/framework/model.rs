//! The plain values of a framework: what is known of it and of its requirements.

use jiff::civil::Date;

use crate::source::{FileId, Location};

/// A requirement of a [`Framework`](super::Framework), by its index in reading order. Valid for that framework and for
/// no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementIdx(pub(super) u32);

/// One numbered node of a framework, at any depth: a requirement, a control, or a group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The id as people cite it, verbatim: `12.10`, `AC-2(1)`. Also its anchor.
    pub id: String,
    /// A short title; empty where the framework gives none.
    pub title: String,
    /// The requirement that it is part of.
    pub parent: Option<RequirementIdx>,
    /// The number of its ancestors.
    pub depth: usize,
    /// Words that mark it, such as `service-provider`.
    pub tags: Vec<String>,
    /// Where it was moved, when it is withdrawn; empty when it was not moved.
    pub withdrawn: Option<Vec<String>>,
    /// Its text as Markdown, where the framework's licence allows to show it.
    pub prose: Option<String>,
    /// Where it was written; nothing for a framework that is built in.
    pub location: Option<Location>,
    /// Its id within the catalog that it came from, where that is another one: `ac-2.1`.
    pub token: Option<String>,
    /// Whether it is assessed as a requirement of its own, as a group of requirements is not.
    pub is_assessed: bool,
    /// Since when other requirements of the same version take its place. It may still be cited.
    pub superseded: Option<Superseded>,
    /// Since when it is required: before that day it is a good practice only.
    pub effective: Option<Date>,
    /// The index behind its last descendant.
    pub(super) end: RequirementIdx,
}

impl Requirement {
    /// Its id and its title, where it has one: `6.3.1 Vulnerabilities identified`.
    pub fn titled(&self) -> String {
        format!("{} {}", self.id, self.title).trim_end().to_owned()
    }
}

/// How many requirements a framework has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequirementCounts {
    /// Its ids, those of groups and withdrawn requirements among them.
    pub identifiers: usize,
    /// Those that are assessed.
    pub assessed: usize,
    /// Those of them that are in force: not superseded, and required already.
    pub in_force: usize,
}

/// That others of the same version have taken the place of a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The first day on which it does not apply.
    pub on: Date,
    /// The ids of those that apply instead.
    pub by: Vec<String>,
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
    /// Titles of `ids`, in the same order. Empty where they are not known.
    pub titles: Vec<String>,
    /// Those of its ids that are not assessed, where that is known: groups, and clauses beside controls.
    pub unassessed: Vec<String>,
}

/// What became of an id of an older version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renumbering {
    /// The old id.
    pub from: String,
    /// Where it went in the current version: one id or several; none where it has no successor.
    pub to: Vec<String>,
    /// Whether it is the same requirement under another number. Otherwise its contents went there, whole or in parts.
    pub is_same: bool,
    /// The version that had the old id.
    pub version: String,
    /// Where the new id was written; nothing for a framework that is built in.
    pub location: Option<Location>,
}

/// Where a framework comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is always known; it has pages only where a site cites or declares it.
    BuiltIn,
    /// A file of the site.
    File(FileId),
}

/// A requirement as it is read from a file, before it has an index.
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
    pub location: Option<Location>,
    /// See [`Requirement::token`].
    pub token: Option<String>,
    /// See [`Requirement::is_assessed`]; nothing where the file does not say it.
    pub is_assessed: Option<bool>,
    /// See [`Requirement::superseded`].
    pub superseded: Option<Superseded>,
    /// See [`Requirement::effective`].
    pub effective: Option<Date>,
    /// What is below it, in order.
    pub children: Vec<Outline>,
}

impl Outline {
    /// Gives it and all below it the ids of a catalog that has them in lower case: `ac-2.1` for `AC-2(1)`.
    pub(super) fn set_lower_tokens(&mut self) {
        self.token.get_or_insert_with(|| self.id.to_lowercase());
        self.children.iter_mut().for_each(Self::set_lower_tokens);
    }
}

/// What is known of a framework besides its requirements.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The key before the colon of a citation: `pci-dss`.
    pub key: String,
    /// Its name: `PCI DSS`.
    pub name: String,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// The current version.
    pub version: String,
    /// Every version that is known, the oldest first; the current one may be among them.
    pub versions: Vec<Version>,
    /// What became of ids of older versions, in order.
    pub renumbered: Vec<Renumbering>,
    /// How people write its ids.
    pub notation: Notation,
}

/// How people write the ids of a framework, beside the ids themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notation {
    /// Other names of the framework: `NIST 800-53`. Compared as the name is: without case, a hyphen for a space.
    pub aliases: Vec<String>,
    /// Words that make what follows them an id, besides `Requirement` and `Req`: `Control`, `Subcategory`, `§`. Singular;
    /// compared without case, with or without an `s`, and `y` becomes `ies`.
    pub words: Vec<String>,
    /// What may stand before an id or be left out: `A.` of `A.5.1`, `ISM-` of `ISM-1294`.
    pub prefixes: Vec<String>,
    /// Whether ids that differ in case alone are different ones.
    pub is_case_sensitive: bool,
    /// What is said of an unknown id that stands alone, without a word that makes it an id.
    pub bare_ids: BareIds,
}

impl Notation {
    /// This notation, with the lists of `known` where its own are empty.
    pub(super) fn completed(self, known: Self) -> Self {
        let or = |own: Vec<String>, known: Vec<String>| if own.is_empty() { known } else { own };
        Self {
            aliases: or(self.aliases, known.aliases),
            words: or(self.words, known.words),
            prefixes: or(self.prefixes, known.prefixes),
            ..self
        }
    }
}

/// What is said of an unknown id that stands alone in prose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BareIds {
    /// A finding of the usual severity.
    Error,
    /// A warning.
    #[default]
    Warning,
    /// Nothing.
    Off,
}
