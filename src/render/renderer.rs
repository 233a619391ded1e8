//! Everything that a build writes, or one output after another.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::card::Cards;
use super::content::content;
use super::context::{RenderContext, RenderInput, Shared};
use super::error::RenderError;
use super::feed::feed;
use super::generated::framework::all_framework_info;
use super::generated::{self, coverage};
use super::markdown_alternate::{generated_alternate, page_alternate};
use super::navigation::{part_sidebar, places, shared_parts};
use super::page;
use super::site_files::site_files;
use super::social_card::card_file;
use super::table_files::table_files;
use super::{edge_list, lookup};
use crate::finding::Finding;
use crate::framework::Framework;
use crate::output::{Artifact, OutputError, Sink};
use crate::site::{GeneratedId, PageId, ProfileIdx};
use crate::source::Location;

/// Renders one site.
pub struct Renderer<'a> {
    context: RenderContext<'a>,
}

impl<'a> Renderer<'a> {
    /// A renderer of this site.
    pub fn new(input: RenderInput<'a>) -> Self {
        Self { context: RenderContext::new(input) }
    }

    /// Renders everything into `sink`: pages in parallel, in no particular order.
    ///
    /// # Errors
    /// Every template failure of every page, or the first failure to write.
    pub fn render_all(&self, sink: &dyn Sink) -> Result<(), RenderError> {
        let context = &self.context.with_shared(shared(&self.context));
        let ids: Vec<PageId> = context.site.pages().map(|(id, _)| id).collect();
        let generated: Vec<GeneratedId> = context.site.all_generated().map(|(id, _)| id).collect();
        type Failures = Result<Vec<Vec<Finding>>, OutputError>;
        let pages = || -> Failures { ids.par_iter().map(|id| deliver(page_artifacts(context, *id), sink)).collect() };
        let generated = || -> Failures {
            generated.par_iter().map(|id| deliver(generated_artifacts(context, *id), sink)).collect()
        };
        let others = || rayon::join(generated, || deliver(site_files(context), sink));
        let (pages, (generated, files)) = rayon::join(pages, others);
        let mut findings: Vec<Finding> = pages?.into_iter().chain(generated?).flatten().collect();
        findings.extend(files?);
        if findings.is_empty() { Ok(()) } else { Err(RenderError::Findings(once_each(findings))) }
    }

    /// The artifacts of one page: the page itself, its feed, the page as Markdown, its tables, its card.
    ///
    /// # Errors
    /// The template's failure.
    pub fn page(&self, id: PageId) -> Result<Vec<Artifact>, RenderError> {
        page_artifacts(&self.context, id)
    }

    /// The article of a page, without what stands around it.
    ///
    /// # Errors
    /// The failure of a table's template.
    pub fn article(&self, id: PageId) -> Result<String, RenderError> {
        content(&self.context, id, &Cards::of(&self.context, id))
    }

    /// What the build writes at `url`; nothing where that is a file to be copied, or where there is nothing.
    ///
    /// # Errors
    /// The template's failure.
    pub fn at(&self, url: &str) -> Result<Option<Artifact>, RenderError> {
        lookup::at(&self.context, url)
    }

    /// Every edge, or every edge to a requirement of `framework`, as `requirements.json` has them.
    pub fn edges_json(&self, framework: Option<&Framework>) -> String {
        edge_list::json(&self.context, framework)
    }

    /// The same as comma-separated values.
    pub fn edges_csv(&self, framework: Option<&Framework>) -> String {
        edge_list::csv(&self.context, framework)
    }

    /// What the site covers of a framework in a profile, as `coverage.json` has it.
    pub fn coverage_json(&self, framework: &'a Framework, profile: Option<ProfileIdx>) -> String {
        coverage::json(&self.context, framework, profile)
    }

    /// The same as comma-separated values.
    pub fn coverage_csv(&self, framework: &'a Framework, profile: Option<ProfileIdx>) -> String {
        coverage::sheet(&self.context, framework, profile).csv()
    }
}

/// What many pages share. A sidebar whose template fails is not there: it fails again on the pages that need it, which
/// report it.
fn shared<'a>(context: &RenderContext<'a>) -> Shared<'a> {
    let context = &context.with_shared(Shared { places: places(context), ..Shared::default() });
    let parts = shared_parts(context);
    let sidebars = parts.par_iter().filter_map(|part| Some((*part, part_sidebar(context, *part).ok()?)));
    Shared {
        sidebars: sidebars.collect(),
        places: context.shared.places.clone(),
        frameworks: all_framework_info(context).map(|info| (info.framework.key.as_str(), info)).collect(),
    }
}

fn page_artifacts(context: &RenderContext<'_>, id: PageId) -> Result<Vec<Artifact>, RenderError> {
    let value = page::page_value(context, id);
    let mut artifacts = vec![page::html(context, id, &value)?];
    artifacts.extend(feed(context, id, &value)?);
    artifacts.extend(page_alternate(context, id)?);
    artifacts.extend(table_files(context, id)?);
    artifacts.extend(card_file(context, id)?);
    Ok(artifacts)
}

/// The page, unless an article carries it, and the files beside it.
fn generated_artifacts(context: &RenderContext<'_>, id: GeneratedId) -> Result<Vec<Artifact>, RenderError> {
    let page = context.site.generated(id);
    let mut artifacts = Vec::with_capacity(2 + page.files.len());
    if page.page.is_none() {
        artifacts.push(generated::page::html(context, id)?);
        artifacts.extend(generated_alternate(context, id)?);
    }
    for file in &page.files {
        artifacts.push(generated::page::file(context, id, *file)?);
    }
    Ok(artifacts)
}

/// Hands artifacts to the sink; returns the findings where there are none because of them.
fn deliver(artifacts: Result<Vec<Artifact>, RenderError>, sink: &dyn Sink) -> Result<Vec<Finding>, OutputError> {
    match artifacts {
        Ok(artifacts) => artifacts.into_par_iter().try_for_each(|artifact| sink.put(artifact)).map(|()| Vec::new()),
        Err(RenderError::Findings(findings)) => Ok(findings),
        Err(RenderError::Output(error)) => Err(error),
    }
}

/// A template that fails on many pages fails for one reason: it is reported for the first page, with their number.
fn once_each(findings: Vec<Finding>) -> Vec<Finding> {
    let mut first: BTreeMap<(Location, String), (Finding, usize)> = BTreeMap::new();
    for finding in findings {
        let key = (finding.location, finding.message.clone());
        first.entry(key).or_insert((finding, 0)).1 += 1;
    }
    let counted = first.into_values().map(|(finding, count)| match count {
        1 => finding,
        count => finding.help(format!("it fails on {count} pages")),
    });
    counted.collect()
}
