//! `clausebook check`: reports all findings.

use std::path::PathBuf;

use super::dirs::Dirs;
use super::permissions::{Permissions, PrivateHosts};
use super::printer::{Format, Printer};
use super::report_file::ReportFile;
use super::scope::{Baseline, Scope};
use super::status::{CommandError, CommandStatus};
use super::{dirs, external, fix, paths};
use crate::finding::{Code, Report, Severity, Summary, nearest};
use crate::links::external::Answers;
use crate::pipeline::{self, Change, Fixer, Project};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook check content/pci-dss       findings of one folder
  clausebook check --since origin/main   findings that this branch adds
  clausebook check --fix                 apply the fixes
  clausebook check --external            also links to other hosts
  clausebook check --format sarif > findings.sarif
  clausebook check --report junit=findings.xml   in the log for people, in a file for a build server")]
pub(super) struct Arguments {
    /// Files and folders to report on; the whole site is read all the same [default: the whole site]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The output format of findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write the findings into a file too, in this format; may be given several times
    #[arg(long, value_name = "FORMAT=FILE")]
    report: Vec<ReportFile>,
    /// Print paths relative to this folder [default: the site's; for sarif, junit and github the repository's]
    #[arg(long, value_name = "DIR")]
    path_base: Option<PathBuf>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Fail on this finding too, by code or name, on all `warnings`, or on all warnings and `hints`
    #[arg(long, value_name = "CODE|warnings|hints")]
    deny: Vec<String>,
    /// Do not report this finding, by code or name
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
    let mut request = dirs::request(dirs.root, arguments.date.as_deref())?;
    request.selection.drafts = arguments.drafts;
    // First, so that an unknown revision is reported before any request is made.
    let baseline = arguments.since.as_ref().map(|revision| Baseline::load(&request, revision, printer)).transpose()?;
    let mut fixer = arguments.fix.then(|| Fixer::new(&request));
    let project = match &mut fixer {
        Some(fixer) => fixer.load(),
        None => pipeline::load(&request),
    };
    let selected = paths::selected(&project, &arguments.paths)?;
    let paths = paths::for_report(&project, arguments.path_base.as_deref(), arguments.format)?.unwrap_or_default();
    let answers = arguments.external.then(|| check_external(arguments, &project, dirs, printer)).transpose()?;
    let is_offline = answers.as_ref().is_some_and(Answers::is_offline);
    if let (Some(revision), Some(baseline)) = (&arguments.since, &baseline)
        && pipeline::is_same(&baseline.project, &project)
    {
        printer.note(&format!(
            "the site is as it was at the common ancestor with `{revision}`, so nothing is new: leave out `--since` to see \
             everything"
        ));
    }
    let scope = Scope { allowed, answers: answers.filter(|_| !is_offline), baseline, selected };
    let (project, change) = match &mut fixer {
        Some(fixer) => fix::run(fixer, project, &scope, (printer, arguments.format))?,
        None => {
            let shown = scope.shown(&project);
            let change = scope.change(&project, shown);
            (project, change)
        }
    };
    let Change { findings, known, .. } = change;
    let report = Report::new(&findings, &project.sources, &project.config.levels).with_paths(&paths);
    let summary = Summary { pages: project.site.pages().len(), links: project.links() };
    printer.report(&report, summary, arguments.format)?;
    for file in &arguments.report {
        let paths = paths::for_report(&project, arguments.path_base.as_deref(), file.format)?.unwrap_or_default();
        file.write(&Report::new(&findings, &project.sources, &project.config.levels).with_paths(&paths), summary)?;
    }
    if known > 0 && arguments.format == Format::Human {
        let verb = if known == 1 { "is" } else { "are" };
        printer.status(&format!("{known} more existed before this change and {verb} not shown"))?;
    }
    if is_offline {
        let message = "no host could be found, so links to other sites were not checked: is there a network?";
        return Err(CommandError::Message(message.to_owned()));
    }
    let status = if denied.fails(&report) { CommandStatus::Findings } else { CommandStatus::Clean };
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
    /// The lowest severity that fails.
    level: Severity,
    codes: Vec<Code>,
}

/// The words for all findings from a severity on.
const LEVELS: [(&str, Severity); 2] = [("warnings", Severity::Warning), ("hints", Severity::Hint)];

impl Denied {
    fn new(given: &[String]) -> Result<Self, CommandError> {
        let mut denied = Self { level: Severity::Error, codes: Vec::new() };
        for word in given {
            match LEVELS.iter().find(|(name, _)| name == word) {
                Some((_, level)) => denied.level = denied.level.max(*level),
                None => denied.codes.push(find_or(word, &LEVELS.map(|(name, _)| name))?),
            }
        }
        Ok(denied)
    }

    fn fails(&self, report: &Report<'_>) -> bool {
        let is_denied = |severity: Severity, code: Code| severity <= self.level || self.codes.contains(&code);
        report.findings.iter().any(|reported| is_denied(reported.severity, reported.finding.code))
    }
}

fn find(code: &str) -> Result<Code, CommandError> {
    find_or(code, &[])
}

/// The code with this id or name; `others` are words that could stand there as well.
fn find_or(code: &str, others: &[&str]) -> Result<Code, CommandError> {
    Code::find(code).ok_or_else(|| {
        let names = Code::ALL.iter().flat_map(|code| [code.id(), code.name()]).chain(others.iter().copied());
        let others: String = others.iter().map(|other| format!(", or `{other}`")).collect();
        let help = nearest(code, names).map(|near| format!("; did you mean `{near}`?"));
        let help =
            help.unwrap_or_else(|| format!(": expected a code such as `LK101`, a name such as `broken-page`{others}"));
        CommandError::Message(format!("unknown finding code `{code}`{help}"))
    })
}
