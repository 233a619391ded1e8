//! The pages that a site makes by itself, each described once: its address, its title, its anchors and the files
//! beside it. What stands on them is for the renderer to say.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Edges, Kind, PageId, Site, Target, framework_url, principal_url};
use crate::framework::{Framework, Frameworks, RequirementIdx};

/// A page that the site makes by itself, by rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GeneratedId(u32);

/// What a generated page is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The register of controlled documents.
    Documents,
    /// A series as one page, for paper.
    Print(PageId),
    /// Every framework that has pages.
    Frameworks,
    /// A framework with its map, by its key.
    Framework(String),
    /// A principal requirement with all that is below it.
    Principal(String, RequirementIdx),
    /// What the site covers of a framework.
    Coverage(String),
    /// What changed between the versions of a framework.
    Changes(String),
    /// A framework beside others.
    Crosswalk(String),
}

impl Subject {
    /// The word that templates and `inspect` use, which is also the template's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Print(_) => "print",
            Self::Frameworks => "frameworks",
            Self::Framework(_) => "framework",
            Self::Principal(..) => "requirements",
            Self::Coverage(_) => "coverage",
            Self::Changes(_) => "changes",
            Self::Crosswalk(_) => "crosswalk",
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
            Self::Documents | Self::Print(_) | Self::Frameworks => None,
            Self::Framework(key)
            | Self::Principal(key, _)
            | Self::Coverage(key)
            | Self::Changes(key)
            | Self::Crosswalk(key) => Some(key),
        }
    }

    /// Whether the page is one to be found: by search engines, and by the site's own search.
    pub const fn is_found(&self) -> bool {
        !matches!(self, Self::Print(_))
    }
}

/// A page that the site makes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedPage {
    /// What it is about.
    pub subject: Subject,
    /// Its address below the site's base, with a slash at its end.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its title for lists, where all around it is of the same framework.
    pub link_title: String,
    /// One sentence about it.
    pub description: String,
    /// The generated page above it.
    pub above: Option<GeneratedId>,
    /// The article of the site's own that stands at its address, and whose title and text it carries.
    pub page: Option<PageId>,
    /// Every id that links may lead to.
    pub anchors: BTreeSet<String>,
    /// Names of the files that are made beside it: `documents.csv`.
    pub files: Vec<&'static str>,
}

impl GeneratedPage {
    fn new(subject: Subject, url: impl Into<String>, title: impl Into<String>) -> Self {
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

impl Site {
    /// The generated page that `id` names.
    pub fn generated(&self, id: GeneratedId) -> &GeneratedPage {
        &self.generated[id.0 as usize]
    }

    /// Every generated page with its id.
    pub fn all_generated(&self) -> impl ExactSizeIterator<Item = (GeneratedId, &GeneratedPage)> + Clone {
        self.generated.iter().enumerate().map(|(index, generated)| (GeneratedId(index as u32), generated))
    }

    /// What is generated on an article of the site's own.
    pub fn generated_on(&self, page: PageId) -> Option<GeneratedId> {
        self.generated_on.get(&page).copied()
    }

    /// The generated page of this subject.
    pub fn find_generated(&self, subject: &Subject) -> Option<GeneratedId> {
        self.generated_of.get(subject).copied()
    }

    /// The generated page at whose side the file at `url` is made.
    pub fn generated_beside(&self, url: &str) -> Option<GeneratedId> {
        let (folder, name) = url.split_at(url.rfind('/')? + 1);
        let id = match self.at(folder)? {
            Target::GeneratedPage(id) => id,
            Target::Page(page) => self.generated_on(page)?,
            _ => return None,
        };
        self.generated(id).files.contains(&name).then_some(id)
    }

    /// Gives what is made at `url` its place; says whether it is free. What is in the way is noted.
    fn make(&mut self, url: &str, target: Target) -> bool {
        match self.claim_generated(url, target) {
            Ok(()) => {
                self.made.insert(url.to_owned(), target);
                true
            }
            Err(clash) => {
                self.clashes.extend(clash.map(|clash| (url.to_owned(), clash)));
                false
            }
        }
    }

    /// Gives a generated page its place, unless an alias or a file of the site's own stands there.
    ///
    /// Where an article stands there, the page is made on it: the article says what it is, the rest follows.
    fn add_generated(&mut self, mut generated: GeneratedPage) -> Option<GeneratedId> {
        let id = GeneratedId(self.generated.len() as u32);
        match (self.at(&generated.url), &generated.subject) {
            (Some(Target::Page(page)), subject) if !matches!(subject, Subject::Print(_)) => {
                self.generated_on.insert(page, id);
                generated.page = Some(page);
            }
            _ => {
                self.make(&generated.url, Target::GeneratedPage(id)).then_some(())?;
            }
        }
        generated.files.retain(|file| self.make(&format!("{}{file}", generated.url), Target::GeneratedFile));
        self.generated_of.entry(generated.subject.clone()).or_insert(id);
        self.generated.push(generated);
        Some(id)
    }
}

/// Makes the pages that `site` asks for by what stands in it and what it cites.
pub fn generate(site: &mut Site, frameworks: &Frameworks, edges: &Edges) {
    site.note_framework_tables();
    documents(site);
    prints(site);
    let shown: Vec<&Framework> = frameworks.iter().filter(|framework| edges.has_pages(&framework.key)).collect();
    if shown.is_empty() {
        return;
    }
    let description = "The standards that this site speaks of, and what it covers of each.";
    let list = site.add_generated(GeneratedPage {
        description: description.to_owned(),
        ..GeneratedPage::new(Subject::Frameworks, "/frameworks/", "Frameworks")
    });
    let related = site.related_frameworks();
    for framework in shown {
        self::framework(site, framework, list, &related);
    }
}

/// The pages of one framework: its map, its principal requirements, its coverage, its changes.
fn framework(site: &mut Site, framework: &Framework, list: Option<GeneratedId>, related: &BTreeSet<String>) {
    let key = || framework.key.clone();
    let name = format!("{} {}", framework.name, framework.version);
    let url = framework_url(framework);
    let own = GeneratedPage::new(Subject::Framework(key()), url.as_str(), name.as_str());
    let description = format!("Every requirement of {name}, and which articles explain it.");
    let above = site.add_generated(GeneratedPage { above: list, description, ..own });
    for (rank, requirement) in framework.principals() {
        let link_title = requirement.titled();
        let title = format!("{} {link_title}", framework.name);
        let below = framework.below(rank).map(|(_, requirement)| requirement.id.clone());
        let anchors = below.chain([requirement.id.clone()]).collect();
        let own = GeneratedPage::new(Subject::Principal(key(), rank), principal_url(framework, rank), title);
        let description = format!("The requirements of {name} below {}, and what is written on each.", requirement.id);
        site.add_generated(GeneratedPage { above, anchors, description, link_title, ..own });
    }
    let coverage =
        GeneratedPage::new(Subject::Coverage(key()), format!("{url}coverage/"), format!("Coverage of {name}"));
    let description = format!("What this site covers of {name}: the gaps first, then requirement by requirement.");
    let files = vec!["coverage.csv", "coverage.json"];
    site.add_generated(GeneratedPage { above, description, files, link_title: "Coverage".to_owned(), ..coverage });
    if related.contains(&framework.key) {
        let title = format!("{} beside other frameworks", framework.name);
        let crosswalk = GeneratedPage::new(Subject::Crosswalk(key()), format!("{url}crosswalk/"), title);
        let description = format!("Requirements of {name} and what stands beside them in other frameworks.");
        let files = vec!["crosswalk.csv"];
        site.add_generated(GeneratedPage {
            above,
            description,
            files,
            link_title: "Crosswalk".to_owned(),
            ..crosswalk
        });
    }
    if has_changes(framework) {
        let changes =
            GeneratedPage::new(Subject::Changes(key()), format!("{url}changes/"), format!("Changes of {name}"));
        let description = format!("What {name} changed, and which articles that touches.");
        site.add_generated(GeneratedPage { above, description, link_title: "Changes".to_owned(), ..changes });
    }
}

/// Whether a framework tells anything of its versions.
fn has_changes(framework: &Framework) -> bool {
    framework.versions.iter().any(|version| version.id != framework.version)
        || !framework.renumbered.is_empty()
        || framework.requirements().any(|(_, requirement)| requirement.withdrawn.is_some())
}

fn documents(site: &mut Site) {
    if site.documents().next().is_none() {
        return;
    }
    let description = "Every controlled document with its owner, its version and its next review.";
    site.add_generated(GeneratedPage {
        description: description.to_owned(),
        files: vec!["documents.csv"],
        ..GeneratedPage::new(Subject::Documents, "/documents/", "Documents")
    });
}

/// The address of a section's print page.
pub fn print_url(section: &str) -> String {
    if section.ends_with('/') { format!("{section}print/") } else { format!("{section}-print/") }
}

/// A series with more articles than this is no document that anybody prints, unless it asks for it.
const MAX_PRINTED: usize = 100;

fn prints(site: &mut Site) {
    let sections: Vec<PageId> = site.pages().filter(|(id, _)| is_printed(site, *id)).map(|(id, _)| id).collect();
    for section in sections {
        let page = site.page(section);
        let (url, title) = (print_url(&page.url), page.title.clone());
        let articles: Vec<PageId> = site.articles(section).collect();
        let anchors = articles.iter().zip(1..).flat_map(|(article, part)| part_anchors(site, *article, part)).collect();
        let files = vec!["paper.css"];
        site.add_generated(GeneratedPage { anchors, files, ..GeneratedPage::new(Subject::Print(section), url, title) });
    }
}

/// The ids of an article as a part of a printed series. Those of other parts may be the same but for the number.
fn part_anchors(site: &Site, article: PageId, part: usize) -> Vec<String> {
    let document = &site.page(article).document;
    let headings = document.headings.iter().filter_map(|heading| heading.id.as_deref());
    let ids = headings.chain(document.anchors.iter().map(|anchor| anchor.value.as_str()));
    let ids = ids.map(Cow::Borrowed).chain(site.table_anchors(article));
    ids.map(|id| Subject::part_anchor(part, &id)).chain([Subject::part(part)]).collect()
}

/// Whether a section is a series that becomes one page for paper: where it says `print: true`, and otherwise
/// where it holds a controlled document.
///
/// It doubles the text of what it holds, so it is not made of every section there is.
fn is_printed(site: &Site, id: PageId) -> bool {
    let page = site.page(id);
    if page.kind != Kind::Section {
        return false;
    }
    let mut articles = site.articles(id).map(|article| site.page(article));
    match page.front.print {
        Some(wished) => wished && articles.next().is_some(),
        None => {
            let count = site.articles(id).count();
            let is_controlled = page.front.control.is_some() || articles.any(|article| article.front.control.is_some());
            is_controlled && (2..=MAX_PRINTED).contains(&count)
        }
    }
}
