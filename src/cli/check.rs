//! `clausebook check`: everything that is wrong, in one run.

use super::dirs::Dirs;
use super::permissions::{Permissions, Private};
use super::printer::{Format, Printer};
use super::scope::{Past, Scope};
use super::status::{CommandError, CommandStatus};
use super::{dirs, external, fix};
use crate::finding::{Code, Counts, Report, Severity, Summary};
use crate::links::external::Answers;
use crate::pipeline::{self, Change, Fixer, Project};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Fail on this code too, by id or name, or on all `warnings`
    #[arg(long, value_name = "CODE|warnings")]
    deny: Vec<String>,
    /// Do not report this code, by id or name
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
    /// Show only what has changed since the common ancestor with this revision
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Ask other hosts whether the links to them hold
    #[arg(long)]
    external: bool,
    /// Let the site's configuration send these variables of the environment to the hosts it names
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "external")]
    allow_env: Vec<String>,
    /// Ask private and loopback addresses too, where the site's configuration allows it
    #[arg(long, requires = "external")]
    allow_private: bool,
    /// Write the certain remedies into the sources first
    #[arg(long)]
    fix: bool,
    /// Check as on this day [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
}

pub(super) fn run(arguments: &Arguments, dirs: &Dirs<'_>, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let denied = Denied::new(&arguments.deny)?;
    let allowed: Vec<Code> = arguments.allow.iter().map(|code| find(code)).collect::<Result<_, _>>()?;
    let request = dirs::request(dirs.root, arguments.date.as_deref())?;
    // A revision that is not there is told before other hosts are asked.
    let past = arguments.since.as_ref().map(|revision| Past::load(&request, revision, printer)).transpose()?;
    let mut fixer = arguments.fix.then(|| Fixer::new(&request));
    let project = match &mut fixer {
        Some(fixer) => fixer.load(),
        None => pipeline::load(&request),
    };
    let answers = arguments.external.then(|| ask(arguments, &project, dirs, printer)).transpose()?;
    let scope = Scope { allowed, answers, past };
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
        let words =
            if known == 1 { "was there before this change and is" } else { "were there before this change and are" };
        printer.status(&format!("{known} more {words} not shown"))?;
    }
    let outcome = if denied.fails(&report) { CommandStatus::Findings } else { CommandStatus::Clean };
    // The system takes back a large site at once.
    drop(report);
    std::mem::forget((findings, project, fixer, scope.past.map(|past| past.project)));
    Ok(outcome)
}

fn ask(arguments: &Arguments, project: &Project, dirs: &Dirs<'_>, printer: &Printer) -> Result<Answers, CommandError> {
    let private = if arguments.allow_private { Private::Asked } else { Private::Refused };
    let permissions = Permissions::new(&arguments.allow_env, private, &project.root, printer)?;
    external::ask(project, &permissions, dirs.caches(&project.root, printer).as_deref(), printer)
}

/// What a check fails on.
struct Denied {
    warnings: bool,
    codes: Vec<Code>,
}

impl Denied {
    fn new(written: &[String]) -> Result<Self, CommandError> {
        let is_level = |word: &&String| word.as_str() == "warnings";
        let codes = written.iter().filter(|word| !is_level(word)).map(|code| find(code)).collect::<Result<_, _>>()?;
        Ok(Self { warnings: written.iter().any(|word| is_level(&word)), codes })
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
        let near = crate::finding::nearest(code, names).map(|near| format!("; did you mean `{near}`?"));
        CommandError::Message(format!("no code `{code}`{}", near.unwrap_or_default()))
    })
}
