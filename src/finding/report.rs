//! The findings of a run, prepared for output: sorted, without duplicates, with lines, columns and severities.

use std::collections::BTreeMap;

use super::code::Code;
use super::model::{Finding, Fix, Related};
use super::severity::{BuildEffect, Severity};
use crate::source::{CellName, FileId, Location, Position, Positions, SourceSet, Span};

/// The severities of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    overrides: BTreeMap<Code, Severity>,
}

impl Levels {
    /// The default severities, with these overrides.
    pub fn new(overrides: BTreeMap<Code, Severity>) -> Self {
        Self { overrides }
    }

    /// The severity of `code`. A finding that stops the build is an error, regardless of any override.
    pub fn of(&self, code: Code) -> Severity {
        match code.build_effect() {
            BuildEffect::Stops => Severity::Error,
            BuildEffect::Builds => self.overrides.get(&code).copied().unwrap_or(code.severity()),
        }
    }

    /// The severity of `finding`: that of its code, unless the finding bounds it.
    pub fn of_finding(&self, finding: &Finding) -> Severity {
        let severity = self.of(finding.code);
        finding.at_most.map_or(severity, |most| most.max(severity))
    }
}

/// A finding with its severity, lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported<'a> {
    /// The finding itself.
    pub finding: &'a Finding,
    /// Its severity on this site.
    pub severity: Severity,
    /// Path of its file, relative to the root unless [`Report::with_paths`] has changed it.
    pub path: &'a str,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// The cell that it is in, in a workbook: `start` is its row and its column.
    pub cell: Option<CellName>,
    /// Its fix, where there is one.
    pub fix: Option<ReportedFix<'a>>,
    /// Its related locations, in the order they were added.
    pub related: Vec<ReportedLocation<'a>>,
}

/// A fix with lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedFix<'a> {
    /// The fix itself.
    pub fix: &'a Fix,
    /// Where the replaced text begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

/// A related location with lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedLocation<'a> {
    /// The location itself.
    pub related: &'a Related,
    /// Path of its file, relative to the root.
    pub path: &'a str,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// The cell that it is in, in a workbook.
    pub cell: Option<CellName>,
}

impl Reported<'_> {
    /// Its place for people: `content/a.md:3:5`, or `content/a.xlsx, sheet Matrix, cell C12`.
    pub fn place(&self) -> String {
        place(self.path, self.start, self.cell.as_ref())
    }
}

impl ReportedLocation<'_> {
    /// Its place for people: `content/a.md:3`, or `content/a.xlsx, sheet Matrix, cell C12`.
    pub fn place(&self) -> String {
        match &self.cell {
            Some(cell) => place(self.path, self.start, Some(cell)),
            None => format!("{}:{}", self.path, self.start.line),
        }
    }
}

/// A place in a file for people.
pub(super) fn place(path: &str, start: Position, cell: Option<&CellName>) -> String {
    match cell {
        Some(cell) => format!("{path}, {cell}"),
        None => format!("{path}:{}:{}", start.line, start.column),
    }
}

/// What was checked, for the last line of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages of the site.
    pub pages: usize,
    /// Links on them.
    pub links: usize,
}

/// The number of findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Hints.
    pub hints: usize,
}

/// All findings of a run, ready for output.
#[derive(Debug)]
pub struct Report<'a> {
    /// The files that findings point into.
    pub sources: &'a SourceSet,
    /// Sorted by path, position, severity and code, without duplicates and without those that are off.
    pub findings: Vec<Reported<'a>>,
}

impl<'a> Report<'a> {
    /// Sorts `findings`, removes duplicates and what `levels` turns off, and computes positions.
    pub fn new(findings: &'a [Finding], sources: &'a SourceSet, levels: &Levels) -> Self {
        let mut locator = Locator { sources, tables: BTreeMap::new() };
        let order = sorted(findings, levels).into_iter();
        Self { sources, findings: order.map(|(finding, severity)| locator.report(finding, severity)).collect() }
    }

    /// The same report with the paths of files as `paths` has them.
    #[must_use]
    pub fn with_paths(mut self, paths: &'a BTreeMap<FileId, String>) -> Self {
        for reported in &mut self.findings {
            let path = |file: FileId, known: &'a str| paths.get(&file).map_or(known, String::as_str);
            reported.path = path(reported.finding.location.file, reported.path);
            for related in &mut reported.related {
                related.path = path(related.related.location.file, related.path);
            }
        }
        self
    }

    /// The number of findings of each severity.
    pub fn counts(&self) -> Counts {
        Counts::of(self.findings.iter().map(|reported| reported.severity))
    }
}

impl Counts {
    /// The number of `findings` that a report would have.
    pub fn new(findings: &[Finding], levels: &Levels) -> Self {
        Self::of(sorted(findings, levels).into_iter().map(|(_, severity)| severity))
    }

    fn of(severities: impl Iterator<Item = Severity>) -> Self {
        let mut counts = Self::default();
        for severity in severities {
            match severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Hint => counts.hints += 1,
                Severity::Off => {}
            }
        }
        counts
    }
}

/// Findings sorted by location, severity and code, without duplicates and what `levels` turns off.
fn sorted<'a>(findings: &'a [Finding], levels: &Levels) -> Vec<(&'a Finding, Severity)> {
    let mut order: Vec<(&Finding, Severity)> = findings
        .iter()
        .map(|finding| (finding, levels.of_finding(finding)))
        .filter(|(_, severity)| *severity != Severity::Off)
        .collect();
    order.sort_by(|(a, a_severity), (b, b_severity)| {
        (a.location, a_severity, a.code, &a.message).cmp(&(b.location, b_severity, b.code, &b.message))
    });
    order.dedup();
    order
}

/// Computes positions; makes one table of them for each file.
struct Locator<'a> {
    sources: &'a SourceSet,
    tables: BTreeMap<FileId, Positions<'a>>,
}

impl<'a> Locator<'a> {
    fn report(&mut self, finding: &'a Finding, severity: Severity) -> Reported<'a> {
        let location = finding.location;
        let (start, end, cell) = self.positions(location);
        let fix = finding.fix.as_ref().map(|fix| {
            let (start, end, _) = self.positions(Location::new(location.file, fix.span));
            ReportedFix { fix, start, end }
        });
        let related = finding.related.iter().map(|related| {
            let (start, end, cell) = self.positions(related.location);
            ReportedLocation { related, path: &self.sources.get(related.location.file).path, start, end, cell }
        });
        let related = related.collect();
        let path = &self.sources.get(location.file).path;
        Reported { finding, severity, path, start, end, cell, fix, related }
    }

    fn positions(&mut self, location: Location) -> (Position, Position, Option<CellName>) {
        let sources = self.sources;
        let table = self.tables.entry(location.file).or_insert_with(|| Positions::new(sources.get(location.file)));
        let Span { start, end } = location.span;
        (table.position(start), table.position(end), table.cell(start))
    }
}
