//! `clausebook check`: reports all findings.

use super::dirs::Dirs;
use super::permissions::{Permissions, PrivateHosts};
use super::printer::{Format, Printer};
use super::scope::{Baseline, Scope};
use super::status::{CommandError, CommandStatus};
use super::{dirs, external, fix};
use crate::finding::{Code, Counts, Report, Severity, Summary, nearest};
use crate::links::external::Answers;
use crate::pipeline::{self, Change, Fixer, Project};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The output format of findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Fail on this code too, by id or name, or on all `warnings`
    #[arg(long, value_name = "CODE|warnings")]
    deny: Vec<String>,
    /// Do not report this code, by id or name
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
    /// Report only what changed since the common ancestor with this revision
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Check links to other sites, over the network
    #[arg(long)]
    external: bool,
    /// Let the site's configuration send these environment variables to the hosts it names
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "external")]
    allow_env: Vec<String>,
    /// Check private and loopback addresses too, where the site's configuration allows it
    #[arg(long, requires = "external")]
    allow_private: bool,
    /// Apply the safe fixes to the sources first
    #[arg(long)]
    fix: bool,
    /// The date to check for [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
}

pub(super) fn run(arguments: &Arguments, dirs: &Dirs<'_>, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let denied = Denied::new(&arguments.deny)?;
    let allowed: Vec<Code> = arguments.allow.iter().map(|code| find(code)).collect::<Result<_, _>>()?;
    let request = dirs::request(dirs.root, arguments.date.as_deref())?;
    // First, so that an unknown revision is reported before any request is made.
    let baseline = arguments.since.as_ref().map(|revision| Baseline::load(&request, revision, printer)).transpose()?;
    let mut fixer = arguments.fix.then(|| Fixer::new(&request));
    let project = match &mut fixer {
        Some(fixer) => fixer.load(),
        None => pipeline::load(&request),
    };
    let answers = arguments.external.then(|| check_external(arguments, &project, dirs, printer)).transpose()?;
    let scope = Scope { allowed, answers, baseline };
    let (project, change) = match &mut fixer {
        Some(fixer) => fix::run(fixer, project, &scope, (printer, arguments.format))?,
        None => {
            let shown = scope.shown(&project);
            let change = scope.change(&project, shown);
            (project, change)
        }
    };
    let Change { findings, known, .. } = change;
    let report = Report::new(&findings, &project.sources, &project.config.levels);
    let summary = Summary { pages: project.site.pages().len(), links: project.links() };
    printer.report(&report, summary, arguments.format)?;
    if known > 0 && arguments.format == Format::Human {
        let verb = if known == 1 { "is" } else { "are" };
        printer.status(&format!("{known} more existed before this change and {verb} not shown"))?;
    }
    let status = if denied.fails(&report) { CommandStatus::Findings } else { CommandStatus::Clean };
    // The process ends now: to free the site value by value would take time for nothing.
    drop(report);
    std::mem::forget((findings, project, fixer, scope.baseline.map(|baseline| baseline.project)));
    Ok(status)
}

fn check_external(
    arguments: &Arguments,
    project: &Project,
    dirs: &Dirs<'_>,
    printer: &Printer,
) -> Result<Answers, CommandError> {
    let private = if arguments.allow_private { PrivateHosts::Allowed } else { PrivateHosts::Denied };
    let permissions = Permissions::new(&arguments.allow_env, private, &project.root, printer)?;
    external::check(project, &permissions, dirs.caches(&project.root, printer).as_deref(), printer)
}

/// The findings that a check fails on, besides errors.
struct Denied {
    warnings: bool,
    codes: Vec<Code>,
}

impl Denied {
    fn new(given: &[String]) -> Result<Self, CommandError> {
        let is_level = |word: &&String| word.as_str() == "warnings";
        let codes = given.iter().filter(|word| !is_level(word)).map(|code| find(code)).collect::<Result<_, _>>()?;
        Ok(Self { warnings: given.iter().any(|word| is_level(&word)), codes })
    }

    fn fails(&self, report: &Report<'_>) -> bool {
        let Counts { errors, warnings, .. } = report.counts();
        let is_denied = |severity: Severity, code: Code| severity != Severity::Off && self.codes.contains(&code);
        errors > 0
            || self.warnings && warnings > 0
            || report.findings.iter().any(|reported| is_denied(reported.severity, reported.finding.code))
    }
}

fn find(code: &str) -> Result<Code, CommandError> {
    Code::find(code).ok_or_else(|| {
        let names = Code::ALL.iter().flat_map(|code| [code.id(), code.name()]);
        let help = nearest(code, names).map(|near| format!("; did you mean `{near}`?"));
        CommandError::Message(format!("unknown code `{code}`{}", help.unwrap_or_default()))
    })
}
