//! The JSON format. It is stable: version 1 never loses a key or changes the meaning of one.
//!
//! Every key is always present: `target`, `sheet`, `cell`, `help` and `fix` are `null` where there is none, `related` is an
//! empty list. Lines and columns count from 1; in a workbook they are those of the cell. Otherwise columns in characters; `end_column` is one past the last character.

use std::io;

use serde::Serialize;

use super::report::{Report, Reported, ReportedFix, ReportedLocation, Summary};
use super::visible::write_json;
use crate::source::{CellName, Position};

/// Writes the report as one JSON object on one line.
pub fn write(report: &Report<'_>, summary: Summary, out: &mut dyn io::Write) -> io::Result<()> {
    let counts = report.counts();
    let totals = Totals {
        errors: counts.errors,
        warnings: counts.warnings,
        hints: counts.hints,
        pages: summary.pages,
        links: summary.links,
    };
    let findings = report.findings.iter().map(FindingView::of).collect();
    write_json(&View { version: 1, findings, summary: totals }, out)
}

#[derive(Serialize)]
struct View<'a> {
    version: u32,
    findings: Vec<FindingView<'a>>,
    summary: Totals,
}

#[derive(Serialize)]
struct Totals {
    errors: usize,
    warnings: usize,
    hints: usize,
    pages: usize,
    links: usize,
}

#[derive(Serialize)]
struct FindingView<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    message: &'a str,
    target: Option<&'a str>,
    file: &'a str,
    sheet: Option<&'a str>,
    cell: Option<String>,
    #[serde(flatten)]
    range: Range,
    help: Option<&'a str>,
    fix: Option<FixView<'a>>,
    related: Vec<RelatedView<'a>>,
}

#[derive(Serialize)]
struct FixView<'a> {
    replace: &'a str,
    #[serde(flatten)]
    range: Range,
}

#[derive(Serialize)]
struct RelatedView<'a> {
    message: &'a str,
    file: &'a str,
    sheet: Option<&'a str>,
    cell: Option<String>,
    #[serde(flatten)]
    range: Range,
}

#[derive(Serialize)]
struct Range {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Range {
    fn between(start: Position, end: Position) -> Self {
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

impl<'a> FindingView<'a> {
    fn of(reported: &'a Reported<'a>) -> Self {
        let finding = reported.finding;
        Self {
            code: finding.code.id(),
            name: finding.code.name(),
            severity: reported.severity.name(),
            message: &finding.message,
            target: finding.target.as_deref(),
            file: reported.path,
            sheet: reported.cell.as_ref().map(|cell| cell.sheet.as_str()),
            cell: reported.cell.as_ref().map(CellName::reference),
            range: Range::between(reported.start, reported.end),
            help: finding.help.as_deref(),
            fix: reported.fix.as_ref().map(FixView::of),
            related: reported.related.iter().map(RelatedView::of).collect(),
        }
    }
}

impl<'a> FixView<'a> {
    fn of(reported: &ReportedFix<'a>) -> Self {
        Self { replace: &reported.fix.replace, range: Range::between(reported.start, reported.end) }
    }
}

impl<'a> RelatedView<'a> {
    fn of(reported: &'a ReportedLocation<'a>) -> Self {
        let range = Range::between(reported.start, reported.end);
        let (sheet, cell) = (reported.cell.as_ref().map(|cell| cell.sheet.as_str()), reported.cell.as_ref());
        let cell = cell.map(CellName::reference);
        Self { message: &reported.related.message, file: reported.path, sheet, cell, range }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::{Summary, sample};

    #[test]
    fn every_key_is_there_for_every_finding() {
        let summary = Summary { pages: 2, links: 3 };
        let written = sample::written(|report, out| super::write(report, summary, out));
        let expected = concat!(
            r#"{"version":1,"findings":["#,
            r#"{"code":"LK101","name":"broken-page","severity":"error","message":"no page at `/nowhere/`","#,
            r#""target":"/nowhere/","file":"content/a.md","sheet":null,"cell":null,"line":3,"column":5,"end_line":3,"end_column":20,"#,
            r#""help":"did you mean `/somewhere/`?","fix":null,"related":[]},"#,
            r#"{"code":"LK104","name":"link-through-alias","severity":"warning","#,
            r#""message":"`/old/` leads through an alias","target":"/old/","file":"content/a.md","#,
            r#""sheet":null,"cell":null,"line":4,"column":1,"end_line":4,"end_column":13,"help":null,"#,
            r#""fix":{"replace":"/new/","line":4,"column":7,"end_line":4,"end_column":12},"#,
            r#""related":[{"message":"the alias is declared here","file":"content/b.md","#,
            r#""sheet":null,"cell":null,"line":1,"column":1,"end_line":1,"end_column":2}]},"#,
            r#"{"code":"LK112","name":"empty-link-text","severity":"hint","#,
            r#""message":"link \u001b[2J without text","target":null,"file":"content/b.md","#,
            r#""sheet":null,"cell":null,"line":1,"column":3,"end_line":1,"end_column":15,"help":null,"fix":null,"related":[]}],"#,
            r#""summary":{"errors":1,"warnings":1,"hints":1,"pages":2,"links":3}}"#,
            "\n"
        );
        assert_eq!(written, expected);
    }
}
