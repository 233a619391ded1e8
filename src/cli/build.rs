//! `clausebook build`: the site, written into a folder.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::dirs::{self, Dirs};
use super::printer::{Format, Printer};
use super::status::{CommandError, CommandStatus};
use crate::config::Search;
use crate::finding::{BuildEffect as Effect, Counts, Finding, Report, Severity, Summary};
use crate::output::{Inputs, Provenance, Staging, Written};
use crate::pipeline::{self, Indexing, Project, Purpose, Searching};
use crate::render::RenderError;
use crate::search::{MAX_ARTICLES, SearchError};
use crate::source::{self, GitError, Layout};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to write [default: public in the site's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where the site will stand, in place of `base_url` in clausebook.yaml
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Build drafts too
    #[arg(long)]
    drafts: bool,
    /// Build articles whose date is still to come too
    #[arg(long)]
    future: bool,
    /// Build no search index, whatever clausebook.yaml says
    #[arg(long)]
    no_search: bool,
    /// Let every error stop the build, broken links included
    #[arg(long)]
    strict: bool,
    /// Build as on this day [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(super) fn run(arguments: &Arguments, dirs: &Dirs<'_>, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let started = Instant::now();
    let mut request = dirs::request(dirs.root, arguments.date.as_deref())?;
    request.base_url = dirs::base_url(arguments.base_url.as_deref())?;
    request.search = arguments.no_search.then_some(Search::Never);
    request.purpose = Purpose::Pages;
    request.selection.drafts = arguments.drafts;
    request.selection.future = arguments.future;
    let root = request.root.clone();
    let caches = dirs.caches(&root, printer);
    request.caches = caches.clone();
    let target = arguments.out.clone().unwrap_or_else(|| root.join("public"));
    let layout = Layout::STANDARD;
    let folders = [layout.content, layout.templates, layout.static_files].map(|folder| root.join(folder));
    let staging = Staging::begin(&target, &Inputs { root: &root, folders: &folders })?;

    let project = pipeline::load(&request);
    printer.verbose(&format!("read {} files in {} ms", project.inventory.entries.len(), started.elapsed().as_millis()));
    let mut findings = project.check();
    if findings.iter().any(|finding| stops(arguments, &project, finding)) {
        return stopped(arguments, &project, &findings, printer);
    }
    let index =
        || catch_unwind(AssertUnwindSafe(|| project.index(staging.sink(), staging.sink().last(), caches.as_deref())));
    let (rendered, indexed) = rayon::join(|| project.render(staging.sink()), index);
    let indexed = indexed.unwrap_or_else(|_| Err(SearchError::Index("it panicked".to_owned())));
    if let Err(stop) = rendered {
        return match stop {
            RenderError::Output(error) => Err(error.into()),
            RenderError::Findings(found) => {
                findings.extend(found);
                stopped(arguments, &project, &findings, printer)
            }
        };
    }
    let indexing = indexed?;
    let date = request.selection.now.day_iso();
    let provenance = Provenance { source_commit: source_commit(&root, printer), date };
    let keep = || caches.as_deref().map_or(Ok(()), |caches| project.keep(caches));
    let (written, kept) = rayon::join(|| staging.commit(&provenance), keep);
    let written = written?;
    printer.verbose(match indexing {
        Indexing::Made => "made the search index",
        Indexing::TakenOver => "took over the search index of the last build: no text has changed",
        Indexing::None => "made no search index",
    });
    printer.verbose(&format!("wrote {} files, {} bytes", written.files, written.bytes));
    if let Err(error) = kept {
        printer.verbose(&format!("no caches are kept: {error}"));
    }
    finish(arguments, &project, &findings, printer, &Ended { written, started })?;
    // The system takes back a large site at once; taking it apart piece by piece would only keep people waiting.
    std::mem::forget(project);
    Ok(CommandStatus::Clean)
}

/// The commit that the manifest names; none outside a repository.
fn source_commit(root: &Path, printer: &Printer) -> Option<String> {
    match source::last_commit(root) {
        Ok(commit) => commit,
        Err(GitError::NoRepository) => None,
        Err(error @ (GitError::Failed(_) | GitError::TimedOut)) => {
            printer.note(&format!("no commit in the manifest, and no dates of commits: git failed: {error}"));
            None
        }
    }
}

struct Ended {
    written: Written,
    started: Instant,
}

/// Whether a finding ends this build.
fn stops(arguments: &Arguments, project: &Project, finding: &Finding) -> bool {
    let is_error = project.config.levels.of(finding.code) == Severity::Error;
    finding.code.build_effect() == Effect::Stops || arguments.strict && is_error
}

/// Prints what ended the build, and counts the rest.
fn stopped(
    arguments: &Arguments,
    project: &Project,
    findings: &[Finding],
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    let (shown, others): (Vec<Finding>, Vec<Finding>) =
        findings.iter().cloned().partition(|finding| stops(arguments, project, finding));
    let report = Report::new(&shown, &project.sources, &project.config.levels);
    match arguments.format {
        Format::Human | Format::Concise => printer.findings(&report, arguments.format)?,
        format => printer.report(&report, summary(project), format)?,
    }
    if arguments.format == Format::Human {
        printer.status("nothing was written: the last good site stands as it was")?;
        printer.status(&others_line(project, &others).unwrap_or_default())?;
    }
    Ok(CommandStatus::Findings)
}

fn finish(
    arguments: &Arguments,
    project: &Project,
    findings: &[Finding],
    printer: &Printer,
    ended: &Ended,
) -> Result<(), CommandError> {
    if !matches!(arguments.format, Format::Human | Format::Concise) {
        let report = Report::new(&[], &project.sources, &project.config.levels);
        return Ok(printer.report(&report, summary(project), arguments.format)?);
    }
    if arguments.format == Format::Human {
        let (pages, aliases) = (project.site.pages().len(), project.site.aliases().len());
        let (files, folder) = (ended.written.files, ended.written.folder.display());
        let time = ended.started.elapsed().as_millis();
        printer
            .status(&format!("built {pages} pages and {aliases} redirects, {files} files, in {time} ms: {folder}"))?;
        if let Some(line) = no_search_line(project) {
            printer.status(&line)?;
        }
        if let Some(line) = others_line(project, findings) {
            printer.status(&line)?;
        }
    }
    Ok(())
}

/// Why a site that may want a search has none.
fn no_search_line(project: &Project) -> Option<String> {
    match project.searching() {
        Searching::TooLarge(articles) => Some(format!(
            "no search: {articles} articles are more than {MAX_ARTICLES}; `search: always` in clausebook.yaml makes one"
        )),
        Searching::Occupied => Some("no search: the site has pages or files of its own at /pagefind/".to_owned()),
        Searching::Made | Searching::Unwanted => None,
    }
}

/// One line that counts what did not end the build and says how to see it.
fn others_line(project: &Project, findings: &[Finding]) -> Option<String> {
    let counts = Counts::new(findings, &project.config.levels);
    let of = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts = [of(counts.errors, "error"), of(counts.warnings, "warning"), of(counts.hints, "hint")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{}: see `clausebook check`", parts.join(", ")))
}

fn summary(project: &Project) -> Summary {
    Summary { pages: project.site.pages().len(), links: project.links() }
}
