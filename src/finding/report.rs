//! Findings in the form every output format starts from: sorted, without doubles, with positions and the
//! severity the site has set.

use std::collections::BTreeMap;

use super::code::{BuildEffect, Code, Severity};
use super::model::{Finding, Fix, Related};
use crate::source::{FileId, LineTable, Location, Position, SourceSet};

/// The severities a site has set; all others are as shipped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    changed: BTreeMap<Code, Severity>,
}

impl Levels {
    /// Levels that differ from the shipped ones where `changed` says so.
    pub fn new(changed: BTreeMap<Code, Severity>) -> Self {
        Self { changed }
    }

    /// The severity of `code` on this site. A fault that leaves no right output is an error, whatever is set.
    pub fn of(&self, code: Code) -> Severity {
        match code.build_effect() {
            BuildEffect::Stops => Severity::Error,
            BuildEffect::Builds => self.changed.get(&code).copied().unwrap_or(code.severity()),
        }
    }
}

/// A finding with its severity and its position in lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported<'a> {
    /// The finding itself.
    pub finding: &'a Finding,
    /// Its severity on this site.
    pub severity: Severity,
    /// Path of its file, relative to the root.
    pub path: &'a str,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// The change that mends it, where there is one.
    pub fix: Option<ReportedFix<'a>>,
    /// Other places it speaks of, in the order they were given.
    pub related: Vec<ReportedLocation<'a>>,
}

/// A change with its position in lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedFix<'a> {
    /// The change itself.
    pub fix: &'a Fix,
    /// Where the replaced text begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

/// A related place with its position in lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedLocation<'a> {
    /// The place itself.
    pub related: &'a Related,
    /// Path of its file, relative to the root.
    pub path: &'a str,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

/// What was looked at, for the last line of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages of the site.
    pub pages: usize,
    /// Links on them.
    pub links: usize,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Hints.
    pub hints: usize,
}

/// All findings of a run, ready to be shown.
#[derive(Debug)]
pub struct Report<'a> {
    /// The files that findings point into.
    pub sources: &'a SourceSet,
    /// In order of path, position, severity and code; nothing twice; nothing that is off.
    pub findings: Vec<Reported<'a>>,
}

impl<'a> Report<'a> {
    /// Sorts `findings`, drops doubles and what `levels` turns off, and works out positions.
    pub fn new(findings: &'a [Finding], sources: &'a SourceSet, levels: &Levels) -> Self {
        let mut locator = Locator { sources, tables: BTreeMap::new() };
        let order = ordered(findings, levels).into_iter();
        Self { sources, findings: order.map(|(finding, severity)| locator.report(finding, severity)).collect() }
    }

    /// How many there are of each severity.
    pub fn counts(&self) -> Counts {
        Counts::of(self.findings.iter().map(|reported| reported.severity))
    }
}

impl Counts {
    /// How many of `findings` a report would show; for those who show none of them.
    pub fn new(findings: &[Finding], levels: &Levels) -> Self {
        Self::of(ordered(findings, levels).into_iter().map(|(_, severity)| severity))
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

/// Findings in order of place, severity and code, without doubles and what `levels` turns off.
fn ordered<'a>(findings: &'a [Finding], levels: &Levels) -> Vec<(&'a Finding, Severity)> {
    let mut order: Vec<(&Finding, Severity)> = findings
        .iter()
        .map(|finding| (finding, levels.of(finding.code)))
        .filter(|(_, severity)| *severity != Severity::Off)
        .collect();
    order.sort_by(|(a, a_level), (b, b_level)| {
        let key = |finding: &Finding| (finding.location, finding.code);
        (a.location, a_level)
            .cmp(&(b.location, b_level))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.message.cmp(&b.message))
    });
    order.dedup();
    order
}

/// Works out positions, reading each file once.
struct Locator<'a> {
    sources: &'a SourceSet,
    tables: BTreeMap<FileId, LineTable<'a>>,
}

impl<'a> Locator<'a> {
    fn report(&mut self, finding: &'a Finding, severity: Severity) -> Reported<'a> {
        let place = finding.location;
        let (start, end) = self.positions(place);
        let fix = finding.fix.as_ref().map(|fix| {
            let (start, end) = self.positions(Location::new(place.file, fix.span));
            ReportedFix { fix, start, end }
        });
        let related = finding.related.iter().map(|related| {
            let (start, end) = self.positions(related.location);
            ReportedLocation { related, path: &self.sources.get(related.location.file).path, start, end }
        });
        let related = related.collect();
        Reported { finding, severity, path: &self.sources.get(place.file).path, start, end, fix, related }
    }

    fn positions(&mut self, place: Location) -> (Position, Position) {
        let sources = self.sources;
        let lines = self.tables.entry(place.file).or_insert_with(|| LineTable::new(&sources.get(place.file).text));
        (lines.position(place.span.start), lines.position(place.span.end))
    }
}
