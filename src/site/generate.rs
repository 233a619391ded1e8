//! Decides which pages a site generates: the register of documents, printed series, and those of frameworks.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::content::SiteContent;
use super::edge::Edges;
use super::generated::{GeneratedFile, GeneratedPage, GeneratedPages, Subject};
use super::generated_routes::GeneratedRoutes;
use super::page::{Kind, PageId};
use super::profiles::{Profile, ProfileIdx};
use super::requirement::{framework_url, principal_url};
use super::table_files::folder_of;
use super::target::{GeneratedId, Target};
use crate::config::Outputs;
use crate::framework::{Framework, Frameworks};
use crate::labels::Labels;
use crate::source::path::segment;

/// The pages that `content` and its `edges` call for. Their addresses are claimed in `routes`.
pub(super) fn generate(
    content: &SiteContent,
    frameworks: &Frameworks,
    labels: &Labels,
    edges: &Edges,
    (outputs, routes): (Outputs, &mut GeneratedRoutes),
) -> GeneratedPages {
    let mut generator = Generator { content, labels, outputs, routes, pages: GeneratedPages::default() };
    generator.documents();
    generator.prints();
    generator.redlines();
    generator.parties(frameworks);
    let shown: Vec<&Framework> = frameworks.iter().filter(|framework| edges.has_pages(&framework.key)).collect();
    if shown.is_empty() {
        return generator.pages;
    }
    let list = generator.add(GeneratedPage {
        description: labels.text("frameworks_about").to_owned(),
        ..GeneratedPage::new(Subject::Frameworks, "/frameworks/", labels.text("frameworks"))
    });
    let related = content.related_frameworks();
    for framework in shown {
        generator.framework(framework, list, &related);
    }
    generator.pages
}

/// Adds generated pages, each with its addresses.
struct Generator<'a> {
    content: &'a SiteContent,
    labels: &'a Labels,
    outputs: Outputs,
    routes: &'a mut GeneratedRoutes,
    pages: GeneratedPages,
}

impl Generator<'_> {
    /// Adds a page unless its address is taken by an alias or a copied file.
    ///
    /// Where an article has the address, the page is generated on the article, which keeps its title and text.
    fn add(&mut self, mut page: GeneratedPage) -> Option<GeneratedId> {
        let id = self.pages.next_id();
        let is_apart = matches!(page.subject, Subject::Print(_) | Subject::Redline(_));
        page.page = self.content.frame.page_at(&page.url).filter(|_| !is_apart);
        if page.page.is_none() {
            self.routes.claim_or_report(&page.url, Target::GeneratedPage(id)).then_some(())?;
        }
        page.files
            .retain(|file| self.routes.claim_or_report(&format!("{}{}", page.url, file.name()), Target::GeneratedFile));
        self.pages.push(page);
        Some(id)
    }

    /// The file of comma-separated values, and the workbook where the site asks for workbooks.
    fn sheets(&self, [csv, xlsx]: [GeneratedFile; 2]) -> Vec<GeneratedFile> {
        if self.outputs.xlsx { vec![csv, xlsx] } else { vec![csv] }
    }

    fn documents(&mut self) {
        if self.content.documents().next().is_none() {
            return;
        }
        self.add(GeneratedPage {
            description: self.labels.text("documents_about").to_owned(),
            files: self.sheets([GeneratedFile::DocumentsCsv, GeneratedFile::DocumentsXlsx]),
            ..GeneratedPage::new(Subject::Documents, "/documents/", self.labels.text("documents"))
        });
    }

    fn prints(&mut self) {
        let content = self.content;
        let sections: Vec<PageId> =
            content.pages().filter(|(id, _)| is_printed(content, *id)).map(|(id, _)| id).collect();
        for section in sections {
            let page = content.page(section);
            let (url, title) = (print_url(&page.url), page.title.clone());
            let articles: Vec<PageId> = content.articles(section).collect();
            let anchors =
                articles.iter().zip(1..).flat_map(|(article, part)| part_anchors(content, *article, part)).collect();
            let files = vec![GeneratedFile::PaperCss];
            self.add(GeneratedPage { anchors, files, ..GeneratedPage::new(Subject::Print(section), url, title) });
        }
    }

    /// A page for each series with a document whose approved version names a revision.
    fn redlines(&mut self) {
        let content = self.content;
        for (section, page) in content.pages().filter(|(_, page)| matches!(page.kind, Kind::Home | Kind::Section)) {
            let count = content.controlled_in(section).filter(|page| is_approved(content, *page)).count();
            if count == 0 {
                continue;
            }
            let about = |key: &str| self.labels.fill(key, &[("title", &page.title)]);
            let own = GeneratedPage::new(Subject::Redline(section), redline_url(&page.url), about("redline_of"));
            let (description, link_title) = (about("redline_about"), self.labels.text("redline").to_owned());
            let anchors = (1..=count).map(Subject::part).collect();
            self.add(GeneratedPage { description, link_title, anchors, ..own });
        }
    }

    /// A page for each party of each matrix that has something left to it.
    fn parties(&mut self, frameworks: &Frameworks) {
        let content = self.content;
        for (id, shown) in content.pages_of_matrices() {
            let table = content.table_on(id, shown.file, frameworks);
            let Some(matrix) = table.as_ref().and_then(|table| table.matrix()) else { continue };
            let Some(framework) = frameworks.get(&matrix.framework) else { continue };
            let framework = format!("{} {}", framework.name, framework.version);
            for (index, party) in matrix.parties.iter().enumerate() {
                if matrix.left_to(index).next().is_none() {
                    continue;
                }
                let name = party.shown(self.labels);
                let folder = folder_of(content.page(id));
                let url = format!("{folder}{}/{}/", segment(&shown.stem), segment(&party.key));
                let title = self.labels.fill("left_to", &[("name", name)]);
                let description = self.labels.fill("left_to_about", &[("framework", &framework), ("name", name)]);
                let files = self.sheets([GeneratedFile::PartyCsv, GeneratedFile::PartyXlsx]);
                let page = GeneratedPage::new(Subject::Party(shown.file, index), url, title);
                self.add(GeneratedPage { description, files, ..page });
            }
        }
    }

    /// The pages of one framework: its map, its principal requirements, its coverage, its changes.
    fn framework(&mut self, framework: &Framework, list: Option<GeneratedId>, related: &BTreeSet<String>) {
        let key = || framework.key.clone();
        let labels = self.labels;
        let name = format!("{} {}", framework.name, framework.version);
        let about = |key: &str| labels.fill(key, &[("name", &name)]);
        let url = framework_url(framework);
        let own = GeneratedPage::new(Subject::Framework(key()), url.as_str(), name.as_str());
        let description = about("framework_about");
        let above = self.add(GeneratedPage { above: list, description, ..own });
        for (idx, requirement) in framework.principals() {
            let link_title = requirement.titled();
            let title = format!("{} {link_title}", framework.name);
            let below = framework.below(idx).map(|(_, requirement)| requirement.id.clone());
            let anchors = below.chain([requirement.id.clone()]).collect();
            let own = GeneratedPage::new(Subject::Principal(key(), idx), principal_url(framework, idx), title);
            let description = labels.fill("requirements_about", &[("name", &name), ("id", &requirement.id)]);
            self.add(GeneratedPage { above, anchors, description, link_title, ..own });
        }
        let coverage = GeneratedPage::new(Subject::Coverage(key()), format!("{url}coverage/"), about("coverage_of"));
        let (description, link_title) = (about("coverage_about"), labels.text("coverage").to_owned());
        let sheets = self.sheets([GeneratedFile::CoverageCsv, GeneratedFile::CoverageXlsx]);
        let files = [sheets, vec![GeneratedFile::CoverageJson]].concat();
        self.add(GeneratedPage { above, description, files, link_title, ..coverage });
        self.other_profiles(framework, above);
        if related.contains(&framework.key) {
            let title = labels.fill("crosswalk_of", &[("name", &framework.name)]);
            let crosswalk = GeneratedPage::new(Subject::Crosswalk(key()), format!("{url}crosswalk/"), title);
            let (description, link_title) = (about("crosswalk_about"), labels.text("crosswalk").to_owned());
            let files = self.sheets([GeneratedFile::CrosswalkCsv, GeneratedFile::CrosswalkXlsx]);
            self.add(GeneratedPage { above, description, files, link_title, ..crosswalk });
        }
        if has_changes(framework) {
            let changes = GeneratedPage::new(Subject::Changes(key()), format!("{url}changes/"), about("changes_of"));
            let (description, link_title) = (about("changes_about"), labels.text("changes").to_owned());
            self.add(GeneratedPage { above, description, link_title, ..changes });
        }
    }
}

impl Generator<'_> {
    /// The map and the coverage of a framework for each profile of the site but its own, where they differ for any.
    fn other_profiles(&mut self, framework: &Framework, above: Option<GeneratedId>) {
        let (content, labels) = (self.content, self.labels);
        let profiles = content.profiles();
        let default = profiles.default_profile();
        let is_other = |profile: &ProfileIdx| Some(*profile) != default;
        let own = profiles.applicability(framework, default);
        let is_different = |profile: ProfileIdx| profiles.applicability(framework, Some(profile)) != own;
        if !profiles.named().any(|(profile, _)| is_different(profile)) {
            return;
        }
        let url = framework_url(framework);
        let name = format!("{} {}", framework.name, framework.version);
        for (profile, Profile { name: segment, title, .. }) in profiles.named().filter(|(idx, _)| is_other(idx)) {
            let segment = segment.as_deref().unwrap_or_default();
            let about = |key: &str| {
                labels.fill(key, &[("name", &labels.fill("for_profile", &[("name", &name), ("profile", title)]))])
            };
            let map = Subject::MapFor(framework.key.clone(), profile);
            let map_title = labels.fill("for_profile", &[("name", &name), ("profile", title)]);
            let map = GeneratedPage::new(map, format!("{url}map/{segment}/"), map_title);
            self.add(GeneratedPage { above, description: about("framework_about"), ..map });
            let coverage = Subject::CoverageFor(framework.key.clone(), profile);
            let coverage = GeneratedPage::new(coverage, format!("{url}coverage/{segment}/"), about("coverage_of"));
            let files = vec![GeneratedFile::CoverageCsv, GeneratedFile::CoverageJson];
            self.add(GeneratedPage { above, description: about("coverage_about"), files, ..coverage });
        }
    }
}

/// Whether there is anything to say about the versions of a framework.
fn has_changes(framework: &Framework) -> bool {
    framework.versions.iter().any(|version| version.id != framework.version)
        || !framework.renumbered.is_empty()
        || framework.requirements().any(|(_, requirement)| requirement.withdrawn.is_some())
}

/// The address of a section's print page.
pub fn print_url(section: &str) -> String {
    if section.ends_with('/') { format!("{section}print/") } else { format!("{section}-print/") }
}

/// The address of the page on changes in the documents of a section.
fn redline_url(section: &str) -> String {
    if section.ends_with('/') { format!("{section}changes/") } else { format!("{section}-changes/") }
}

/// Whether a document names the revision of an approved version.
fn is_approved(content: &SiteContent, page: PageId) -> bool {
    content.page(page).front.control.as_ref().is_some_and(|control| control.approved().is_some())
}

/// Longer series get a print page only where their section says `print: true`.
const MAX_PRINTED: usize = 100;

/// The ids of an article as a part of a printed series. The number keeps them apart from those of other parts.
fn part_anchors(content: &SiteContent, article: PageId, part: usize) -> Vec<String> {
    let document = &content.page(article).document;
    let headings = document.headings.iter().filter_map(|heading| heading.id.as_deref());
    let ids = headings.chain(document.anchors.iter().map(|anchor| anchor.value.as_str()));
    let ids = ids.map(Cow::Borrowed).chain(content.table_anchors(article));
    ids.map(|id| Subject::part_anchor(part, &id)).chain([Subject::part(part)]).collect()
}

/// Whether a section has a print page: it says `print: true`, or it says nothing and holds a controlled document.
///
/// A print page repeats the text of its articles, so most sections do not get one.
fn is_printed(content: &SiteContent, id: PageId) -> bool {
    let page = content.page(id);
    if page.kind != Kind::Section {
        return false;
    }
    let mut articles = content.articles(id).map(|article| content.page(article));
    match page.front.print {
        Some(wished) => wished && articles.next().is_some(),
        None => {
            let count = content.articles(id).count();
            let is_controlled = page.front.control.is_some() || articles.any(|article| article.front.control.is_some());
            is_controlled && (2..=MAX_PRINTED).contains(&count)
        }
    }
}
