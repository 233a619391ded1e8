//! Pages that a site makes by itself: each subject through a template of its name, with the files beside it.
//!
//! One file here for each subject gathers what its template sees; which pages there are is for the site to say.

mod changes;
mod control;
mod coverage;
mod crosswalk;
mod framework;
mod map;
mod markdown_alternate;
mod part;
mod print;
mod requirement;
mod standard;

pub(super) use standard::Standard;

use tera::Context;

use requirement::contents;

use super::page::{RenderError, Renderer, artifact};
use super::view::{LinkView, PageView};
use crate::output::Artifact;
use crate::site::{GeneratedFile, GeneratedId, PageId, Subject};
use crate::source::Location;

impl Renderer<'_> {
    /// The artifacts of one generated page: the page, unless an article carries it, and the files beside it.
    ///
    /// # Errors
    /// The template's failure.
    pub fn generated(&self, id: GeneratedId) -> Result<Vec<Artifact>, RenderError> {
        let generated = self.site.generated(id);
        let mut artifacts = Vec::with_capacity(1 + generated.files.len());
        if generated.page.is_none() {
            artifacts.push(self.generated_page(id)?);
            artifacts.extend(self.generated_twin(id)?);
        }
        for file in &generated.files {
            artifacts.push(self.generated_file(id, *file)?);
        }
        Ok(artifacts)
    }

    /// The page itself.
    pub(super) fn generated_page(&self, id: GeneratedId) -> Result<Artifact, RenderError> {
        let generated = self.site.generated(id);
        let mut context = self.shared_context();
        let view = self.generated_view(id);
        self.insert_tree(None, &view.url, &mut context)?;
        context.insert("page", &view);
        self.insert_subject(id, &mut context)?;
        let template = format!("{}.html", generated.subject.name());
        artifact(&generated.url, self.render(&template, &context, self.home_place())?)
    }

    /// Adds what the subject's template sees besides `page`.
    pub(super) fn insert_subject(&self, id: GeneratedId, context: &mut Context) -> Result<(), RenderError> {
        let subject = &self.site.generated(id).subject;
        match subject {
            Subject::Documents => context.insert("documents", &self.document_views()),
            Subject::Print(section) => self.insert_print(*section, context)?,
            Subject::Frameworks => self.insert_frameworks(context),
            _ => {}
        }
        let Some(framework) = subject.framework().and_then(|key| self.frameworks.get(key)) else { return Ok(()) };
        let standard = self.standard(framework);
        self.insert_framework_tree(id, &standard, context)?;
        context.insert("framework", &standard.view);
        match subject {
            Subject::Framework(_) => self.insert_framework(&standard, context),
            Subject::Principal(_, rank) => self.insert_principal(&standard, *rank, context)?,
            Subject::Coverage(_) => self.insert_coverage(&standard, context),
            Subject::Changes(_) => self.insert_changes(&standard, context),
            Subject::Crosswalk(_) => self.insert_crosswalk(framework, context)?,
            _ => {}
        }
        Ok(())
    }

    /// A file beside a generated page, by its name.
    pub(super) fn generated_file(&self, id: GeneratedId, file: GeneratedFile) -> Result<Artifact, RenderError> {
        let generated = self.site.generated(id);
        let url = format!("{}{}", generated.url, file.name());
        let framework = generated.subject.framework().and_then(|key| self.frameworks.get(key));
        let text = match (&generated.subject, framework) {
            (Subject::Documents, _) => self.documents_csv(),
            (Subject::Print(section), _) => self.running_titles(*section),
            (Subject::Coverage(_), Some(framework)) if file == GeneratedFile::CoverageCsv => {
                self.coverage_csv(framework)
            }
            (Subject::Coverage(_), Some(framework)) => self.coverage_json(framework),
            (Subject::Crosswalk(_), Some(framework)) => self.crosswalk_csv(framework),
            _ => String::new(),
        };
        artifact(&url, text)
    }

    /// The page as every template sees a page.
    fn generated_view(&self, id: GeneratedId) -> PageView {
        let generated = self.site.generated(id);
        let mut above = Vec::new();
        let mut next = generated.above;
        while let Some(id) = next {
            above.push(self.generated_link(id));
            next = self.site.generated(id).above;
        }
        let sections = match generated.subject {
            Subject::Print(section) => [self.site.ancestors(section), vec![section]].concat(),
            _ => self.site.home().into_iter().collect::<Vec<PageId>>(),
        };
        let sections = sections.into_iter().map(|page| self.link(page));
        let toc = match &generated.subject {
            Subject::Principal(key, rank) => self.frameworks.get(key).map(|framework| contents(framework, *rank)),
            _ => None,
        };
        PageView {
            kind: generated.subject.name(),
            url: self.resolver.public(&generated.url),
            permalink: self.permalink(&generated.url),
            title: generated.title.clone(),
            link_title: generated.link_title.clone(),
            description: generated.description.clone(),
            toc: toc.unwrap_or_default(),
            has_reference: true,
            markdown: self.twin_url(&generated.url).map(|url| self.resolver.public(&url)),
            breadcrumbs: sections.chain(above.into_iter().rev()).collect(),
            ..PageView::default()
        }
    }

    /// A link to a generated page.
    pub(super) fn generated_link(&self, id: GeneratedId) -> LinkView {
        let generated = self.site.generated(id);
        LinkView { title: generated.link_title.clone(), url: self.resolver.public(&generated.url) }
    }

    /// Where the findings of a page without a file point.
    pub(super) fn home_place(&self) -> Location {
        self.site.home().map_or(Location::start_of(crate::source::FileId(0)), |home| self.place(home))
    }
}
