//! Findings as diagnostics.

use std::collections::BTreeMap;

use gen_lsp_types as lsp;

use super::client::Client;
use super::encoding::Lines;
use super::loaded::Loaded;
use crate::finding::{Code, Finding, Report, Reported, Severity, visible};
use crate::source::FileId;

/// Diagnostics by the paths of their files, relative to the root.
pub(super) type Diagnostics = BTreeMap<String, Vec<lsp::Diagnostic>>;

/// What a report on `findings` has, file by file.
pub(super) fn diagnostics(site: &Loaded, findings: &[Finding], client: &Client) -> Diagnostics {
    let project = &site.project;
    let report = Report::new(findings, &project.sources, &project.config.levels);
    let mut lines: BTreeMap<FileId, Lines<'_>> = BTreeMap::new();
    let mut diagnostics = Diagnostics::new();
    for reported in &report.findings {
        let location = reported.finding.location;
        let lines = lines.entry(location.file).or_insert_with(|| site.lines(location.file));
        let range = lines.range(location.span);
        diagnostics.entry(reported.path.to_owned()).or_default().push(diagnostic(site, reported, range, client));
    }
    diagnostics
}

fn diagnostic(site: &Loaded, reported: &Reported<'_>, range: lsp::Range, client: &Client) -> lsp::Diagnostic {
    let finding = reported.finding;
    lsp::Diagnostic {
        range,
        severity: severity(reported.severity),
        code: Some(finding.code.id().to_owned().into()),
        code_description: client.manual.as_deref().map(|manual| page(manual, finding.code)),
        source: Some("clausebook".to_owned()),
        message: message(finding).into(),
        related_information: client.has_related_information.then(|| related(site, finding)).flatten(),
        ..lsp::Diagnostic::default()
    }
}

/// The message and, on a line of its own, the help.
pub(super) fn message(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}\nhelp: {}", visible(&finding.message), visible(help)),
        None => visible(&finding.message).into_owned(),
    }
}

/// The page of the manual on a code.
fn page(manual: &str, code: Code) -> lsp::CodeDescription {
    lsp::CodeDescription { href: format!("{manual}findings/{}/", code.id().to_ascii_lowercase()).into() }
}

fn severity(severity: Severity) -> Option<lsp::DiagnosticSeverity> {
    match severity {
        Severity::Error => Some(lsp::DiagnosticSeverity::Error),
        Severity::Warning => Some(lsp::DiagnosticSeverity::Warning),
        // What the protocol calls a hint is hardly shown.
        Severity::Hint => Some(lsp::DiagnosticSeverity::Information),
        Severity::Off => None,
    }
}

fn related(site: &Loaded, finding: &Finding) -> Option<Vec<lsp::DiagnosticRelatedInformation>> {
    let related = finding.related.iter().filter_map(|related| {
        let message = visible(&related.message).into_owned();
        Some(lsp::DiagnosticRelatedInformation { location: site.location(related.location)?, message })
    });
    let related: Vec<_> = related.collect();
    (!related.is_empty()).then_some(related)
}
