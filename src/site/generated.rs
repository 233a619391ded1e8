//! Generated pages as data: subject, address, title, anchors and files. The renderer decides what they show.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::page::PageId;
use super::profiles::ProfileIdx;
use super::target::GeneratedId;
use crate::framework::RequirementIdx;
use crate::source::FileId;

/// What a generated page is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The register of controlled documents.
    Documents,
    /// A series as one page, for paper.
    Print(PageId),
    /// What changed in the controlled documents of a series since their approval.
    Redline(PageId),
    /// Every framework that has pages.
    Frameworks,
    /// A framework with its map, by its key.
    Framework(String),
    /// A principal requirement with all that is below it.
    Principal(String, RequirementIdx),
    /// What the site covers of a framework.
    Coverage(String),
    /// The map of a framework for another profile than the site's own.
    MapFor(String, ProfileIdx),
    /// What the site covers of it for that profile.
    CoverageFor(String, ProfileIdx),
    /// What changed between the versions of a framework.
    Changes(String),
    /// A framework beside others.
    Crosswalk(String),
    /// What is left to a party of a responsibility matrix: the data file, and the party's index.
    Party(FileId, usize),
}

impl Subject {
    /// The word that templates and `inspect` use, which is also the template's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Print(_) => "print",
            Self::Redline(_) => "redline",
            Self::Frameworks => "frameworks",
            Self::Framework(_) | Self::MapFor(..) => "framework",
            Self::Principal(..) => "requirements",
            Self::Coverage(_) | Self::CoverageFor(..) => "coverage",
            Self::Changes(_) => "changes",
            Self::Crosswalk(_) => "crosswalk",
            Self::Party(..) => "party",
        }
    }

    /// The id of an article that is part of a printed series, from 1.
    pub fn part(part: usize) -> String {
        format!("part-{part}")
    }

    /// The id that `id` of such an article has there.
    pub fn part_anchor(part: usize, id: &str) -> String {
        format!("p{part}-{id}")
    }

    /// The key of the framework that the page is about.
    pub fn framework(&self) -> Option<&str> {
        match self {
            Self::Documents | Self::Print(_) | Self::Redline(_) | Self::Frameworks | Self::Party(..) => None,
            Self::Framework(key)
            | Self::Principal(key, _)
            | Self::Coverage(key)
            | Self::MapFor(key, _)
            | Self::CoverageFor(key, _)
            | Self::Changes(key)
            | Self::Crosswalk(key) => Some(key),
        }
    }

    /// Whether lists of the site's main pages have it. What is left to a party is linked from its matrix.
    pub const fn is_listed(&self) -> bool {
        self.is_found() && !matches!(self, Self::Party(..))
    }

    /// Whether search engines and the site's own search may list the page.
    pub const fn is_found(&self) -> bool {
        !matches!(self, Self::Print(_) | Self::Redline(_)) && self.profile().is_none()
    }

    /// The profile of a page that shows another than the site's own.
    pub const fn profile(&self) -> Option<ProfileIdx> {
        match self {
            Self::MapFor(_, profile) | Self::CoverageFor(_, profile) => Some(*profile),
            Self::Documents
            | Self::Print(_)
            | Self::Redline(_)
            | Self::Party(..)
            | Self::Frameworks
            | Self::Framework(_)
            | Self::Principal(..)
            | Self::Coverage(_)
            | Self::Changes(_)
            | Self::Crosswalk(_) => None,
        }
    }

    /// The page that shows the same for another profile; itself where there is none.
    pub fn for_profile(&self, profile: ProfileIdx) -> Self {
        match self {
            Self::Framework(key) | Self::MapFor(key, _) => Self::MapFor(key.clone(), profile),
            Self::Coverage(key) | Self::CoverageFor(key, _) => Self::CoverageFor(key.clone(), profile),
            Self::Documents
            | Self::Print(_)
            | Self::Redline(_)
            | Self::Party(..)
            | Self::Frameworks
            | Self::Principal(..)
            | Self::Changes(_)
            | Self::Crosswalk(_) => self.clone(),
        }
    }

    /// The page that shows the same for the site's own profile, where this one is for another.
    pub fn canonical(&self) -> Option<Self> {
        match self {
            Self::MapFor(key, _) => Some(Self::Framework(key.clone())),
            Self::CoverageFor(key, _) => Some(Self::Coverage(key.clone())),
            Self::Documents
            | Self::Print(_)
            | Self::Redline(_)
            | Self::Party(..)
            | Self::Frameworks
            | Self::Framework(_)
            | Self::Principal(..)
            | Self::Coverage(_)
            | Self::Changes(_)
            | Self::Crosswalk(_) => None,
        }
    }
}

/// A file beside a generated page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeneratedFile {
    /// The register of documents.
    DocumentsCsv,
    /// The same as a workbook.
    DocumentsXlsx,
    /// The coverage of a framework.
    CoverageCsv,
    /// The same as a workbook.
    CoverageXlsx,
    /// The coverage of a framework for programs.
    CoverageJson,
    /// A framework beside others.
    CrosswalkCsv,
    /// The same as a workbook.
    CrosswalkXlsx,
    /// What is left to a party.
    PartyCsv,
    /// The same as a workbook.
    PartyXlsx,
    /// The running titles of a printed series.
    PaperCss,
}

impl GeneratedFile {
    const ALL: [Self; 10] = [
        Self::DocumentsCsv,
        Self::DocumentsXlsx,
        Self::CoverageCsv,
        Self::CoverageXlsx,
        Self::CoverageJson,
        Self::CrosswalkCsv,
        Self::CrosswalkXlsx,
        Self::PartyCsv,
        Self::PartyXlsx,
        Self::PaperCss,
    ];

    /// Its file name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DocumentsCsv => "documents.csv",
            Self::DocumentsXlsx => "documents.xlsx",
            Self::CoverageCsv => "coverage.csv",
            Self::CoverageXlsx => "coverage.xlsx",
            Self::CoverageJson => "coverage.json",
            Self::CrosswalkCsv => "crosswalk.csv",
            Self::CrosswalkXlsx => "crosswalk.xlsx",
            Self::PartyCsv => "party.csv",
            Self::PartyXlsx => "party.xlsx",
            Self::PaperCss => "paper.css",
        }
    }

    /// Whether it is a workbook.
    pub const fn is_workbook(self) -> bool {
        match self {
            Self::DocumentsXlsx | Self::CoverageXlsx | Self::CrosswalkXlsx | Self::PartyXlsx => true,
            Self::DocumentsCsv
            | Self::CoverageCsv
            | Self::CoverageJson
            | Self::CrosswalkCsv
            | Self::PartyCsv
            | Self::PaperCss => false,
        }
    }

    /// Whether `url` ends with the name of such a file.
    pub(super) fn is_name_of(url: &str) -> bool {
        let name = url.rsplit('/').next().unwrap_or_default();
        Self::ALL.iter().any(|file| file.name() == name)
    }
}

/// A page of the site without an article of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedPage {
    /// What it is about.
    pub subject: Subject,
    /// Its address below the site's base, with a slash at its end.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its title in lists whose other pages are of the same framework.
    pub link_title: String,
    /// One sentence about it.
    pub description: String,
    /// The generated page above it.
    pub above: Option<GeneratedId>,
    /// The article at its address, whose title and text it takes over.
    pub page: Option<PageId>,
    /// Every id that links may lead to.
    pub anchors: BTreeSet<String>,
    /// The files beside it.
    pub files: Vec<GeneratedFile>,
}

impl GeneratedPage {
    /// A page with nothing but a title and an address.
    pub(super) fn new(subject: Subject, url: impl Into<String>, title: impl Into<String>) -> Self {
        let title = title.into();
        Self {
            subject,
            url: url.into(),
            link_title: title.clone(),
            title,
            description: String::new(),
            above: None,
            page: None,
            anchors: BTreeSet::new(),
            files: Vec::new(),
        }
    }
}

/// The generated pages of a site.
#[derive(Debug, Default)]
pub(super) struct GeneratedPages {
    all: Vec<GeneratedPage>,
    by_subject: HashMap<Subject, GeneratedId>,
    /// Those whose address an article has.
    by_page: HashMap<PageId, GeneratedId>,
}

impl GeneratedPages {
    /// The page that `id` names.
    pub(super) fn get(&self, id: GeneratedId) -> &GeneratedPage {
        &self.all[id.0 as usize]
    }

    /// Every page with its id.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (GeneratedId, &GeneratedPage)> + Clone {
        self.all.iter().enumerate().map(|(index, page)| (GeneratedId(index as u32), page))
    }

    /// What is generated on an article.
    pub(super) fn on(&self, page: PageId) -> Option<GeneratedId> {
        self.by_page.get(&page).copied()
    }

    /// The page of this subject.
    pub(super) fn find(&self, subject: &Subject) -> Option<GeneratedId> {
        self.by_subject.get(subject).copied()
    }

    /// The id that the next page gets.
    pub(super) fn next_id(&self) -> GeneratedId {
        GeneratedId(self.all.len() as u32)
    }

    /// Adds a page.
    pub(super) fn push(&mut self, page: GeneratedPage) {
        let id = self.next_id();
        self.by_page.extend(page.page.map(|article| (article, id)));
        self.by_subject.entry(page.subject.clone()).or_insert(id);
        self.all.push(page);
    }
}
