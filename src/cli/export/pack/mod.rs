//! `clausebook export pack`: what an assessor is given, as one file or one folder.
//!
//! A pack holds what the site says on one framework for one profile: who is responsible, what is covered, the register of
//! documents, what changed since approvals, the series on paper; and a manifest with the checksum of every file. Two packs
//! of the same sources on the same day are equal, but for the PDF files of the browser.

mod archive;
mod cover;
mod file;
mod manifest;
mod page;
mod paper;
mod parts;

pub(in crate::cli) use archive::{is_pack, verify};

use std::path::{Path, PathBuf};
use std::time::Duration;

use archive::Target;
use file::File;
use manifest::{Checked, FrameworkRecord, LeftOut, Manifest, ProfileRecord, SourceRecord, record};
use paper::Paper;

use super::framework::one_framework;
use crate::cli::browser;
use crate::cli::dirs;
use crate::cli::printer::{Format, Printer, report_text};
use crate::cli::profile::profile;
use crate::cli::scope::Baseline;
use crate::cli::status::{CommandError, CommandStatus};
use crate::config;
use crate::finding::{BuildEffect, Counts, Finding, Report, Summary};
use crate::pipeline::{self, Project, Purpose, Request};
use crate::serve::Preview;
use crate::site::ProfileIdx;
use crate::source;

/// The options of a pack.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Options {
    /// The file, ending with `.zip`, or folder that a pack is written into [default: KEY-DATE.zip]
    #[arg(long, value_name = "FILE.zip|DIR")]
    out: Option<PathBuf>,
    /// The path or the name of Chromium, Chrome or Edge for the PDF files of a pack [default: an installed one]
    #[arg(long, value_name = "PATH")]
    browser: Option<PathBuf>,
    /// Run the browser without its sandbox, as the root user of a container has to
    #[arg(long)]
    no_sandbox: bool,
    /// Seconds after which the browser is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

impl Options {
    /// The first option that is given although nothing but a pack takes it.
    pub(in crate::cli) fn given(&self) -> Option<&'static str> {
        let given =
            [(self.out.is_some(), "--out"), (self.browser.is_some(), "--browser"), (self.no_sandbox, "--no-sandbox")];
        given.iter().find(|(is_given, _)| *is_given).map(|(_, name)| *name)
    }
}

/// What a pack is to hold.
pub(super) struct Wanted<'a> {
    /// The key of the framework.
    pub(super) framework: Option<&'a str>,
    /// The name of the profile.
    pub(super) profile: Option<&'a str>,
    /// The day.
    pub(super) date: Option<&'a str>,
    pub(super) options: &'a Options,
}

pub(super) fn run(wanted: &Wanted<'_>, root: Option<&Path>, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let mut request = dirs::request(root, wanted.date)?;
    request.purpose = Purpose::Pages;
    request.default_paper = Some(config::Paper::A4);
    let preview = Preview::fixed(request.clone());
    let snapshot = preview.current();
    let project = &snapshot.project;
    let framework = one_framework(project, wanted.framework)?;
    let profile = profile(project, wanted.profile)?;
    let day = request.selection.now.day_iso();
    let options = wanted.options;
    let target = options.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}-{day}.zip", framework.key)));
    let target = Target::new(&target)?;
    let findings = project.check();
    if findings.iter().any(|finding| finding.code.build_effect() == BuildEffect::Stops) {
        let report = Report::new(&findings, &project.sources, &project.config.levels);
        printer.findings(&report, Format::Human)?;
        printer.status("no pack was written: the site cannot be built")?;
        return Ok(CommandStatus::Findings);
    }
    let mut left_out = Vec::new();
    let mut files = parts::collect(project, framework, profile, &mut left_out)?;
    files.push(findings_file(project, &findings)?);
    let paper = Paper {
        browser: browser::find(options.browser.as_deref()),
        no_sandbox: options.no_sandbox,
        time_limit: Duration::from_secs(options.timeout),
        folder: target.folder(),
    };
    let source = source_record(&request, project, printer);
    let counts = Counts::new(&findings, &project.config.levels);
    let mut manifest = Manifest::new(day);
    let base = &project.config.base;
    let base_url = base.origin.as_ref().map(|origin| format!("{origin}{}", base.path("/")));
    manifest.site = manifest::SiteRecord { title: project.config.title.clone(), base_url };
    manifest.framework = FrameworkRecord {
        key: framework.key.clone(),
        name: framework.name.clone(),
        version: framework.version.clone(),
    };
    manifest.profile = profile_record(project, profile);
    manifest.source = source;
    manifest.check = Checked { errors: counts.errors, warnings: counts.warnings, hints: counts.hints };
    let pages = paper::pages(project);
    files.extend(paper.print(preview, &project.config.base.path, &pages, &mut left_out)?);
    manifest.left_out = left_out;
    let written = write(&target, manifest, files)?;
    report(&written, &target, printer)
}

/// Writes a pack, and returns its manifest.
fn write(target: &Target, mut manifest: Manifest, mut files: Vec<File>) -> Result<Manifest, CommandError> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    manifest.files = files.iter().map(record).collect();
    let cover = cover::html(&manifest);
    files.push(File { path: "index.html".to_owned(), kind: "cover", about: String::new(), bytes: cover.into_bytes() });
    if let Some(cover) = files.last() {
        manifest.files.insert(0, record(cover));
    }
    let text = manifest.to_text()?;
    files.push(File {
        path: manifest::NAME.to_owned(),
        kind: "manifest",
        about: String::new(),
        bytes: text.into_bytes(),
    });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    target.write(&files, &manifest.date)?;
    Ok(manifest)
}

fn report(manifest: &Manifest, target: &Target, printer: &Printer) -> Result<CommandStatus, CommandError> {
    for LeftOut { part, reason } in &manifest.left_out {
        printer.note(&format!("left out: {part}: {reason}"));
    }
    let Checked { errors, warnings, .. } = manifest.check;
    if errors > 0 {
        printer.note(&format!(
            "the site has {errors} errors and {warnings} warnings; the pack says so: see `clausebook check`"
        ));
    }
    if manifest.source.changed == Some(true) {
        printer.note("the sources differ from the last commit; the pack says so");
    }
    let FrameworkRecord { name, version, .. } = &manifest.framework;
    let count = manifest.files.len() + 1;
    printer.status(&format!("wrote {}: {name} {version}, {count} files", target.path().display()))?;
    Ok(if errors > 0 { CommandStatus::Findings } else { CommandStatus::Clean })
}

fn findings_file(project: &Project, findings: &[Finding]) -> Result<File, CommandError> {
    let report = Report::new(findings, &project.sources, &project.config.levels);
    let summary = Summary { pages: project.site.pages().len(), links: project.links() };
    let bytes = report_text(&report, summary, Format::Json)?;
    let about = "What `clausebook check` finds in the sources".to_owned();
    Ok(File { path: "findings.json".to_owned(), kind: "findings", about, bytes })
}

fn profile_record(project: &Project, profile: Option<ProfileIdx>) -> Option<ProfileRecord> {
    let profile = project.site.profiles().get(profile?);
    Some(ProfileRecord { name: profile.name.clone(), title: profile.title.clone() })
}

/// The commit of the sources, and whether they differ from it. Nothing is known outside of a repository.
fn source_record(request: &Request, project: &Project, printer: &Printer) -> SourceRecord {
    let Ok(Some(commit)) = source::last_commit(&request.root) else { return SourceRecord::default() };
    let changed = match Baseline::load(request, "HEAD", printer) {
        Ok(baseline) => Some(!pipeline::is_same(&baseline.project, project)),
        Err(_) => None,
    };
    SourceRecord { commit: Some(commit), changed }
}
