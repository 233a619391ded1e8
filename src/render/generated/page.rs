//! A generated page through its template, and the files beside it.

use std::sync::Arc;

use tera::Context;

use super::requirement::contents;
use super::{changes, coverage, crosswalk, documents, framework, party, print, redline, requirement};
use crate::framework::Framework;
use crate::output::Artifact;
use crate::render::address::{generated_link, link, markdown_url, permalink};
use crate::render::context::{RenderContext, artifact, global_values, home_location, render, workbook};
use crate::render::error::RenderError;
use crate::render::framework_info::FrameworkInfo;
use crate::render::navigation::insert_top_sidebar;
use crate::render::page_view::diagrams;
use crate::render::versions::versions;
use crate::render::view::PageView;
use crate::site::{GeneratedFile, GeneratedId, PageId, Subject};
use crate::table::Sheet;

/// The page itself.
///
/// # Errors
/// The template's failure.
pub(in crate::render) fn html(context: &RenderContext<'_>, id: GeneratedId) -> Result<Artifact, RenderError> {
    let generated = context.site.generated(id);
    let mut values = global_values(context);
    let view = page_view(context, id);
    insert_top_sidebar(context, &view.url, &mut values)?;
    values.insert("page", &view);
    insert_subject(context, id, &mut values)?;
    values.insert("has_xlsx", &generated.files.iter().any(|file| file.is_workbook()));
    let template = format!("{}.html", generated.subject.name());
    artifact(&generated.url, render(context, &template, &values, home_location(context))?)
}

/// Adds what the subject's template sees besides `page`. The pages of a framework have a sidebar of their own.
///
/// # Errors
/// The failure of a template: that of the sidebar, or of a table.
pub(in crate::render) fn insert_subject(
    context: &RenderContext<'_>,
    id: GeneratedId,
    values: &mut Context,
) -> Result<(), RenderError> {
    let subject = &context.site.generated(id).subject;
    let framework = subject.framework().and_then(|key| context.frameworks.get(key));
    let info = framework.map(|framework| framework_info_of(context, framework, subject));
    if let Some(info) = &info {
        framework::insert_framework_sidebar(context, id, info, values)?;
        values.insert("framework", &info.view);
    }
    match (subject, info.as_deref()) {
        (Subject::Documents, _) => {
            let views = documents::document_views(context);
            values.insert("has_profiles", &views.iter().any(|view| !view.applies_to.is_empty()));
            values.insert("documents", &views);
        }
        (Subject::Print(section), _) => print::insert(context, *section, values)?,
        (Subject::Redline(section), _) => redline::insert(context, *section, values),
        (Subject::Frameworks, _) => framework::insert_frameworks(context, values),
        (Subject::Framework(_) | Subject::MapFor(..), Some(info)) => {
            framework::insert_framework(context, info, subject, values);
        }
        (Subject::Principal(_, idx), Some(info)) => requirement::insert_principal(context, info, *idx, values)?,
        (Subject::Coverage(_) | Subject::CoverageFor(..), Some(info)) => {
            coverage::insert(context, info, subject, values);
        }
        (Subject::Changes(_), Some(info)) => changes::insert(context, info, values),
        (Subject::Crosswalk(_), Some(info)) => crosswalk::insert(context, info.framework, values)?,
        (Subject::Party(file, party), _) => party::insert(context, (*file, *party), values)?,
        // A framework that has pages exists.
        (
            Subject::Framework(_)
            | Subject::Principal(..)
            | Subject::Coverage(_)
            | Subject::MapFor(..)
            | Subject::CoverageFor(..)
            | Subject::Changes(_)
            | Subject::Crosswalk(_),
            None,
        ) => {}
    }
    Ok(())
}

/// What a page of a framework shows of it, for the profile that it is for.
pub(super) fn framework_info_of<'a>(
    context: &RenderContext<'a>,
    framework: &'a Framework,
    subject: &Subject,
) -> Arc<FrameworkInfo<'a>> {
    let profile = subject.profile().or(context.site.profiles().default_profile());
    framework::framework_info_for(context, framework, profile)
}

/// A file beside a generated page, by its name.
///
/// # Errors
/// The address is not a valid path of an output file.
pub(in crate::render) fn file(
    context: &RenderContext<'_>,
    id: GeneratedId,
    file: GeneratedFile,
) -> Result<Artifact, RenderError> {
    let generated = context.site.generated(id);
    let framework = generated.subject.framework().and_then(|key| context.frameworks.get(key));
    let url = format!("{}{}", generated.url, file.name());
    let sheet = match (&generated.subject, framework) {
        (Subject::Documents, _) => documents::sheet(context),
        (Subject::Print(section), _) => return artifact(&url, print::running_titles(context, *section)),
        (Subject::Coverage(_) | Subject::CoverageFor(..), Some(framework)) => {
            let profile = generated.subject.profile().or(context.site.profiles().default_profile());
            if file == GeneratedFile::CoverageJson {
                return artifact(&url, coverage::json(context, framework, profile));
            }
            coverage::sheet(context, framework, profile)
        }
        (Subject::Crosswalk(_), Some(framework)) => crosswalk::sheet(context, framework),
        (Subject::Party(file, party), _) => party::sheet(context, (*file, *party)),
        // These have no files.
        (
            Subject::Redline(_)
            | Subject::Frameworks
            | Subject::Framework(_)
            | Subject::MapFor(..)
            | Subject::Principal(..)
            | Subject::Changes(_),
            _,
        )
        | (Subject::Coverage(_) | Subject::CoverageFor(..) | Subject::Crosswalk(_), None) => Sheet::default(),
    };
    if file.is_workbook() { workbook(&url, &sheet) } else { artifact(&url, sheet.csv()) }
}

/// The page as every template sees a page.
fn page_view(context: &RenderContext<'_>, id: GeneratedId) -> PageView {
    let generated = context.site.generated(id);
    let mut above = Vec::new();
    let mut next = generated.above;
    while let Some(id) = next {
        above.push(generated_link(context, id));
        next = context.site.generated(id).above;
    }
    let below = match &generated.subject {
        Subject::Print(section) | Subject::Redline(section) => Some(*section),
        Subject::Party(file, _) => context.site.page_of_table(*file),
        Subject::Documents
        | Subject::Frameworks
        | Subject::Framework(_)
        | Subject::MapFor(..)
        | Subject::Principal(..)
        | Subject::Coverage(_)
        | Subject::CoverageFor(..)
        | Subject::Changes(_)
        | Subject::Crosswalk(_) => None,
    };
    let sections: Vec<PageId> = match below {
        Some(page) => [context.site.ancestors(page), vec![page]].concat(),
        None => context.site.home().into_iter().collect(),
    };
    let sections = sections.into_iter().map(|page| link(context, page));
    let printed = if let Subject::Print(section) = generated.subject { Some(section) } else { None };
    let printed: Vec<PageId> = printed.into_iter().flat_map(|section| context.site.articles(section)).collect();
    let toc = if let Subject::Principal(key, idx) = &generated.subject {
        context.frameworks.get(key).map(|framework| contents(framework, *idx))
    } else {
        None
    };
    // What shows the same for another profile is no page of its own to search engines.
    let canonical = generated.subject.canonical().and_then(|subject| context.site.find_generated(&subject));
    let canonical = canonical.map_or(&generated.url, |id| &context.site.generated(id).url);
    PageView {
        kind: generated.subject.name(),
        has_footnotes: printed.iter().any(|page| context.site.page(*page).document.has_footnotes),
        has_formulas: printed.iter().any(|page| context.site.page(*page).document.has_formulas),
        diagrams: diagrams(context, printed),
        url: context.resolver.public(&generated.url),
        permalink: permalink(context, canonical),
        title: generated.title.clone(),
        link_title: generated.link_title.clone(),
        description: generated.description.clone(),
        toc: toc.unwrap_or_default(),
        has_reference: true,
        versions: versions(context, &generated.url),
        markdown: markdown_url(context, &generated.url).map(|url| context.resolver.public(&url)),
        breadcrumbs: sections.chain(above.into_iter().rev()).collect(),
        ..PageView::default()
    }
}
