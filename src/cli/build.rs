//! `clausebook build`: writes the site into a folder.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::dirs::{self, Dirs};
use super::files::file_counts;
use super::paths;
use super::printer::{Format, Printer};
use super::server_file::{ServerFile, ServerName};
use super::status::{CommandError, CommandStatus};
use crate::config::Search;
use crate::finding::{BuildEffect, Counts, Finding, Report, Severity, Summary};
use crate::output::{Inputs, Provenance, Staging, WriteReport};
use crate::pipeline::{self, Indexing, Project, Purpose, SearchState};
use crate::render::RenderError;
use crate::search::{MAX_ARTICLES, SearchError};
use crate::source::{self, GitError, Layout};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook build --out dist --base-url https://guides.example.com/
  clausebook build --strict              every error stops the build
  clausebook build --server nginx        also public.nginx.conf, to include in its configuration")]
pub(super) struct Arguments {
    /// The folder to write [default: public in the site's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The URL of the site, in place of `base_url` in clausebook.yaml
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Include articles with a date in the future
    #[arg(long)]
    future: bool,
    /// Build no search index, whatever clausebook.yaml says
    #[arg(long)]
    no_search: bool,
    /// Fail on every error, broken links included
    #[arg(long)]
    strict: bool,
    /// Also write headers and redirects as the configuration of this server
    #[arg(long, value_enum, value_name = "SERVER")]
    server: Option<ServerName>,
    /// The file of that configuration [default: beside the folder, such as public.nginx.conf]
    #[arg(long, value_name = "FILE", requires = "server")]
    server_file: Option<PathBuf>,
    /// The date to build for [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    /// The output format of findings
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
    let content = pipeline::content_folder(&root);
    let folders = [content.as_str(), layout.templates, layout.static_files].map(|folder| root.join(folder));
    let server_file = arguments.server.map(|name| ServerFile::new(name, arguments.server_file.as_deref(), &target));
    let server_file = server_file.transpose()?;
    let staging = Staging::begin(&target, &Inputs { root: &root, folders: &folders })?;

    let project = pipeline::load(&request);
    printer.verbose(&format!("read {} files in {} ms", project.inventory.entries.len(), started.elapsed().as_millis()));
    dirs::note_hugo(&project.inventory, printer);
    let mut findings = project.check();
    if findings.iter().any(|finding| is_fatal(arguments, &project, finding)) {
        return failed(arguments, &project, &findings, printer);
    }
    let index =
        || catch_unwind(AssertUnwindSafe(|| project.index(staging.sink(), staging.sink().last(), caches.as_deref())));
    let (rendered, indexed) = rayon::join(|| project.render(staging.sink()), index);
    let indexed = indexed.unwrap_or_else(|_| {
        Err(SearchError::Index("an internal error; `--no-search` builds the site without it".to_owned()))
    });
    if let Err(error) = rendered {
        return match error {
            RenderError::Output(error) => Err(error.into()),
            RenderError::Findings(found) => {
                findings.extend(found);
                failed(arguments, &project, &findings, printer)
            }
        };
    }
    let indexing = indexed?;
    let date = request.selection.now.day_iso();
    let provenance = Provenance { source_commit: source_commit(&root, printer), date };
    let save_caches = || caches.as_deref().map_or(Ok(()), |caches| project.save_caches(caches));
    let (report, saved) = rayon::join(|| staging.commit(&provenance), save_caches);
    let report = report?;
    printer.verbose(match indexing {
        Indexing::Built => "built the search index",
        Indexing::Reused => "reused the search index of the last build: no text has changed",
        Indexing::None => "built no search index",
    });
    printer.verbose(&format!("wrote {} files, {} bytes", report.files, report.bytes));
    if let Err(error) = saved {
        printer.verbose(&format!("the caches could not be written: {error}"));
    }
    print_summary(arguments, &project, &findings, printer, &Finished { report, started })?;
    if let Some(file) = server_file {
        file.write(&project, printer)?;
    }
    Ok(CommandStatus::Clean)
}

/// The commit for the manifest; none outside a repository.
fn source_commit(root: &Path, printer: &Printer) -> Option<String> {
    match source::last_commit(root) {
        Ok(commit) => commit,
        Err(GitError::NoRepository) => None,
        Err(error @ (GitError::Failed(_) | GitError::TimedOut)) => {
            printer.note(&format!("git failed, so the manifest has no commit and pages have no commit dates: {error}"));
            None
        }
    }
}

struct Finished {
    report: WriteReport,
    started: Instant,
}

/// Whether a finding makes this build fail.
fn is_fatal(arguments: &Arguments, project: &Project, finding: &Finding) -> bool {
    let is_error = project.config.levels.of_finding(finding) == Severity::Error;
    finding.code.build_effect() == BuildEffect::Stops || arguments.strict && is_error
}

/// Prints the fatal findings, and the number of the others.
fn failed(
    arguments: &Arguments,
    project: &Project,
    findings: &[Finding],
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    let (fatal, others): (Vec<Finding>, Vec<Finding>) =
        findings.iter().cloned().partition(|finding| is_fatal(arguments, project, finding));
    let paths = paths::for_report(project, None, arguments.format)?.unwrap_or_default();
    let report = Report::new(&fatal, &project.sources, &project.config.levels).with_paths(&paths);
    if arguments.format.is_for_people() {
        printer.findings(&report, arguments.format)?;
    } else {
        printer.report(&report, summary(project), arguments.format)?;
    }
    if arguments.format == Format::Human {
        printer.status("build failed: nothing was written")?;
        printer.status(&others_line(project, &others).unwrap_or_default())?;
    }
    Ok(CommandStatus::Findings)
}

fn print_summary(
    arguments: &Arguments,
    project: &Project,
    findings: &[Finding],
    printer: &Printer,
    finished: &Finished,
) -> Result<(), CommandError> {
    if !arguments.format.is_for_people() {
        let report = Report::new(&[], &project.sources, &project.config.levels);
        return Ok(printer.report(&report, summary(project), arguments.format)?);
    }
    if arguments.format == Format::Human {
        let (pages, aliases) = (project.site.pages().len(), project.site.aliases().len());
        let (files, folder) = (finished.report.files, finished.report.folder.display());
        let time = finished.started.elapsed().as_millis();
        printer
            .status(&format!("built {pages} pages and {aliases} redirects, {files} files, in {time} ms: {folder}"))?;
        printer.status(&format!("{}: see `clausebook inspect files`", file_counts(&project.ledger())))?;
        if let Some(line) = no_search_line(project) {
            printer.status(&line)?;
        }
        if let Some(line) = others_line(project, findings) {
            printer.status(&line)?;
        }
    }
    Ok(())
}

/// Why a site has no search although the configuration asks for one.
fn no_search_line(project: &Project) -> Option<String> {
    match project.search_state() {
        SearchState::TooLarge(articles) => Some(format!(
            "no search: {articles} articles are more than {MAX_ARTICLES}; set `search: always` in clausebook.yaml to build it"
        )),
        SearchState::Occupied => Some("no search: the site has pages or files of its own at /pagefind/".to_owned()),
        SearchState::Enabled | SearchState::Unwanted => None,
    }
}

/// The number of findings that are not fatal, and the command that shows them.
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
