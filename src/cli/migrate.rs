//! `clausebook migrate`: carries a site from an older version of a framework to the current one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Value, json};

use super::fix::write_texts;
use super::paths::is_below;
use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use super::{dirs, paths};
use crate::finding::{Finding, Severity, readable};
use crate::pipeline::{Carried, Fixer, Left, Migration, OldVersion, Outcome, Project};
use crate::source::{FileId, LineTable, Location};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook migrate pci-dss@3.2.1                    say what would change, and what is left
  clausebook migrate pci-dss@3.2.1 --write            change it
  clausebook migrate pci-dss@3.2.1 content/guide --format json > migration.json")]
pub(super) struct Arguments {
    /// The framework and the older version
    #[arg(value_name = "KEY@VERSION")]
    version: String,
    /// Files and folders to carry; the whole site is read all the same [default: the whole site]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write the changes into the sources
    #[arg(long, conflicts_with = "dry_run")]
    write: bool,
    /// Only say what would change, as without `--write`
    #[arg(long)]
    dry_run: bool,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each place
    Human,
    /// One JSON document
    Json,
}

pub(super) fn run(
    arguments: &Arguments,
    root: Option<&Path>,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    let mut request = dirs::request(root, None)?;
    // What is not published yet is carried, too.
    (request.selection.drafts, request.selection.future) = (true, true);
    let mut fixer = Fixer::new(&request);
    let project = fixer.load();
    let old = OldVersion::find(&project.frameworks, &arguments.version).map_err(CommandError::Message)?;
    let paths = paths::selected(&project, &arguments.paths)?;
    let selected = |path: &str| paths.as_ref().is_none_or(|paths| paths.iter().any(|folder| is_below(path, folder)));
    let check = |project: &Project| -> Vec<Finding> {
        let is_on = |finding: &Finding| project.config.levels.of_finding(finding) != Severity::Off;
        project.check().into_iter().filter(is_on).collect()
    };
    let outcome = Migration { project: &project, old, selected: &selected }.run(&mut fixer, &check);
    if arguments.write {
        write_texts(&project, &outcome.decision)?;
    }
    let mut report = Report { project: &project, old, outcome: &outcome, lines: BTreeMap::new() };
    match arguments.format {
        Format::Human => report.print(arguments.write, printer)?,
        Format::Json => {
            let document = report.json(arguments.write);
            let text =
                serde_json::to_string_pretty(&document).map_err(|error| CommandError::Message(error.to_string()))?;
            printer.print_json(&text)?;
        }
    }
    Ok(if outcome.left.is_empty() { CommandStatus::Clean } else { CommandStatus::Findings })
}

struct Report<'a> {
    project: &'a Project,
    old: OldVersion<'a>,
    outcome: &'a Outcome,
    lines: BTreeMap<FileId, LineTable<'a>>,
}

impl Report<'_> {
    /// The path, the line and the column of a place.
    fn place(&mut self, location: Location) -> (String, usize, usize) {
        let source = self.project.sources.get(location.file);
        let lines = self.lines.entry(location.file).or_insert_with(|| LineTable::new(&source.text));
        let position = lines.position(location.span.start);
        (source.path.clone(), position.line, position.column)
    }

    fn print(&mut self, is_written: bool, printer: &Printer) -> Result<(), CommandError> {
        let outcome = self.outcome;
        for Carried { location, kind, from, to } in &outcome.carried {
            let (path, line, column) = self.place(*location);
            let verb = if is_written { "is now" } else { "becomes" };
            let (from, to) = (readable(from), readable(to));
            printer.print(&format!("{path}:{line}:{column}: {} `{from}` {verb} `{to}`", kind.name()))?;
        }
        for Left { location, kind, text, reason, candidates } in &outcome.left {
            let (path, line, column) = self.place(*location);
            let candidates: Vec<String> = candidates.iter().map(|id| format!("`{id}`")).collect();
            let candidates = match candidates.as_slice() {
                [] => String::new(),
                ids => format!("; see {}", ids.join(", ")),
            };
            let (name, text) = (kind.name(), readable(text));
            printer
                .print(&format!("{path}:{line}:{column}: {name} `{text}` is left: {}{candidates}", readable(reason)))?;
        }
        let (current, version) = (self.old.current, self.old.version());
        if outcome.ambiguous > 0 {
            printer.note(&format!(
                "{} ids without a version are ids of {version} as well, with another meaning; they are read as {}",
                outcome.ambiguous, current.version
            ));
        }
        let carried = outcome.carried.len();
        let verb = if is_written { "carried" } else { "can be carried" };
        let hint = if is_written || carried == 0 { "" } else { "; `--write` writes them" };
        let (name, to, left) = (&current.name, &current.version, outcome.left.len());
        printer.status(&format!("{name} {version} to {to}: {carried} {verb}, {left} left{hint}"))?;
        Ok(())
    }

    fn json(&mut self, is_written: bool) -> Value {
        let outcome = self.outcome;
        let mut carried = Vec::with_capacity(outcome.carried.len());
        for Carried { location, kind, from, to } in &outcome.carried {
            let (path, line, column) = self.place(*location);
            carried.push(
                json!({"path": path, "line": line, "column": column, "kind": kind.name(), "from": from, "to": to}),
            );
        }
        let mut left = Vec::with_capacity(outcome.left.len());
        for Left { location, kind, text, reason, candidates } in &outcome.left {
            let (path, line, column) = self.place(*location);
            left.push(json!({
                "path": path, "line": line, "column": column, "kind": kind.name(),
                "text": text, "reason": reason, "candidates": candidates,
            }));
        }
        json!({
            "framework": self.old.key(),
            "from": self.old.version(),
            "to": self.old.current.version,
            "written": is_written,
            "carried": carried,
            "left": left,
            "ambiguous": outcome.ambiguous,
        })
    }
}
