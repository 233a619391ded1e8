//! The fixes of findings: one, all of one kind in a file, and all in a file.
//!
//! What is offered was tried on the whole site, as by `check --fix`: a fix that would change anything else is not.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::action::{Action, Asked, Kind};
use crate::finding::{Code, Finding, Severity};
use crate::lsp::features::edits::Edits;
use crate::pipeline::{CheckedProject, Decision, Edit, Project};

/// So many fixes are offered one by one.
const MAX_SINGLE: usize = 20;

pub(super) fn actions<'a>(asked: &Asked<'a>) -> Vec<Action<'a>> {
    let in_file = asked.query.site.checked().iter().filter(|finding| {
        finding.location.file == asked.file && finding.fix.is_some() && is_offered(&asked.query.site.project, finding)
    });
    let in_file: Vec<&Finding> = in_file.collect();
    let here: Vec<&Finding> = in_file.iter().copied().filter(|finding| asked.is_here(finding)).collect();
    let wants_all = asked.wants(Kind::FixAll) && (asked.names_kinds() || !asked.is_automatic);
    if in_file.is_empty() || here.is_empty() && !wants_all {
        return Vec::new();
    }
    let Some(decision) = decided(asked, &in_file) else { return Vec::new() };
    let approved: Vec<&Finding> = in_file.into_iter().filter(|finding| edit_of(finding, &decision).is_some()).collect();
    let mut actions: Vec<Action<'a>> = Vec::new();
    for finding in here.iter().copied().take(MAX_SINGLE) {
        actions.extend(single(asked, finding, &decision));
    }
    actions.dedup_by(|next, last| next.edits == last.edits);
    let codes: BTreeSet<Code> = here.iter().map(|finding| finding.code).collect();
    for code in codes {
        let of_code: Vec<&Finding> = approved.iter().copied().filter(|finding| finding.code == code).collect();
        let edits = edits_of(&of_code, &decision);
        let kind = kind_of(asked, of_code.first().copied());
        if let Some(kind) = kind.filter(|_| of_code.len() > 1) {
            let title = format!("Fix all {} of {} {} in this file", of_code.len(), code.id(), code.name());
            actions.push(Action { edits, ..Action::new(kind, title, Vec::new()) });
        }
    }
    let reported: Vec<&Finding> = approved.into_iter().filter(|finding| asked.is_reported(finding)).collect();
    if wants_all {
        let title = format!("Fix all in this file: {}", reported.len());
        actions.push(Action { edits: edits_of(&reported, &decision), ..Action::new(Kind::FixAll, title, Vec::new()) });
    }
    actions
}

/// Whether a finding is reported, or is turned off and can be mended all the same: prose that could cite.
fn is_offered(project: &Project, finding: &Finding) -> bool {
    finding.code == Code::BareCitation || project.config.levels.of_finding(finding) != Severity::Off
}

/// Which of the fixes of the file may be made.
fn decided(asked: &Asked<'_>, in_file: &[&Finding]) -> Option<Arc<Decision>> {
    let (site, trial) = (asked.query.site, asked.query.trial?);
    let shown = |project: &Project, findings: Vec<Finding>| -> Vec<Finding> {
        findings.into_iter().filter(|finding| is_offered(project, finding)).collect()
    };
    let decide = || {
        let before = shown(&site.project, site.checked().to_vec());
        let state = CheckedProject { project: &site.project, findings: &before };
        let fixes: Vec<Finding> = in_file.iter().map(|finding| (*finding).clone()).collect();
        trial.fixer().decide(state, &fixes, &|project| shown(project, project.check()))
    };
    Some(site.decision(asked.file, decide))
}

/// The edit that fixes a finding, if it may be made.
fn edit_of<'d>(finding: &Finding, decision: &'d Decision) -> Option<&'d Edit> {
    let fix = finding.fix.as_ref()?;
    let place = (finding.location.file, fix.span);
    let first = decision.edits.partition_point(|edit| (edit.file, edit.span) < place);
    let mut there = decision.edits[first..].iter().take_while(|edit| (edit.file, edit.span) == place);
    there.find(|edit| edit.replace == fix.replace)
}

fn edits_of(findings: &[&Finding], decision: &Decision) -> Edits {
    let mut edits = Edits::default();
    for edit in findings.iter().filter_map(|finding| edit_of(finding, decision)) {
        edits.insert(edit.file, edit.span, &edit.replace);
    }
    edits
}

fn kind_of(asked: &Asked<'_>, finding: Option<&Finding>) -> Option<Kind> {
    finding.map(|finding| if asked.is_reported(finding) { Kind::QuickFix } else { Kind::Rewrite })
}

fn single<'a>(asked: &Asked<'a>, finding: &'a Finding, decision: &Decision) -> Option<Action<'a>> {
    let edits = edits_of(&[finding], decision);
    let replace = &edit_of(finding, decision)?.replace;
    let does = match &finding.help {
        _ if finding.code == Code::BareCitation => format!("Make it a citation: `{replace}`"),
        Some(help) => capitalized(help),
        None => format!("Write `{replace}`"),
    };
    let kind = kind_of(asked, Some(finding))?;
    let action = Action::new(kind, format!("{} ({})", does, finding.code.id()), vec![finding]);
    Some(Action { edits, is_preferred: kind == Kind::QuickFix, ..action })
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
