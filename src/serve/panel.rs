//! The panel of findings: the findings as JSON, and the script and style sheet that show them in the browser.

use serde::Serialize;

use super::file::content_type;
use super::preview::Preview;
use super::request_target::RequestTarget;
use super::response::Response;
use super::snapshot::Snapshot;
use crate::finding::{Report, Reported, visible};
use crate::site::{Page, encode};

/// The most findings that are listed; the panel shows the number of the others.
const MAX_FINDINGS: usize = 1000;

const SCRIPT: &str = include_str!("reload.js");
const STYLE: &str = include_str!("panel.css");

#[derive(Debug, Serialize)]
struct PanelView<'a> {
    state: String,
    /// The source file of the page.
    page: Option<&'a str>,
    /// Why the page would not be part of the published site today.
    mark: Option<&'static str>,
    /// The number of all findings of the site.
    count: usize,
    /// Those of the page first.
    findings: Vec<FindingView>,
}

#[derive(Debug, Serialize)]
struct FindingView {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: String,
    help: Option<String>,
    file: String,
    line: usize,
    column: usize,
    /// Whether it is in the source file of the page.
    here: bool,
    /// The address that opens the location in the editor.
    editor: Option<String>,
}

/// A file of the preview itself, by its name in the preview's folder.
pub(super) fn respond(preview: &Preview, name: &str, target: &RequestTarget, editor: Option<&str>) -> Response {
    let file = |text: &str| Response::generated(200, content_type(name), text.as_bytes().to_vec());
    match name {
        "reload.js" => file(SCRIPT),
        "panel.css" => file(STYLE),
        "findings.json" => file(&findings(preview, target, editor)),
        _ => Response::text(404, "file not found"),
    }
}

fn findings(preview: &Preview, target: &RequestTarget, editor: Option<&str>) -> String {
    let snapshot = preview.refresh();
    let shown = target.query.as_deref().and_then(|query| RequestTarget::parse(query.strip_prefix("page=")?));
    let page = shown.and_then(|shown| snapshot.page_at(snapshot.url_of(&shown.path)?));
    let path = page.map(|page| page.path.as_str()).filter(|path| !path.is_empty());
    let findings = preview.findings(&snapshot);
    let report = Report::new(&findings, &snapshot.project.sources, &snapshot.project.config.levels);
    let mut order: Vec<&Reported<'_>> = report.findings.iter().collect();
    order.sort_by_key(|reported| (Some(reported.path) != path, reported.severity));
    let root = snapshot.project.root.canonicalize().unwrap_or_else(|_| snapshot.project.root.clone());
    let view = |reported: &&Reported<'_>| FindingView {
        code: reported.finding.code.id(),
        name: reported.finding.code.name(),
        severity: reported.severity.name(),
        message: visible(&reported.finding.message).into_owned(),
        help: reported.finding.help.as_ref().map(|help| visible(help).into_owned()),
        file: visible(reported.path).into_owned(),
        line: reported.start.line,
        column: reported.start.column,
        here: Some(reported.path) == path,
        editor: editor.map(|pattern| {
            let file = encode(&root.join(reported.path).display().to_string());
            let pattern = pattern.replace("{line}", &reported.start.line.to_string());
            pattern.replace("{column}", &reported.start.column.to_string()).replace("{path}", &file)
        }),
    };
    let panel = PanelView {
        state: preview.state_id(snapshot.generation),
        page: path,
        mark: page.and_then(|page| mark(&snapshot, page)),
        count: order.len(),
        findings: order.iter().take(MAX_FINDINGS).map(view).collect(),
    };
    serde_json::to_string(&panel).unwrap_or_default()
}

/// Drafts, and articles of a later day, are only in the preview.
fn mark(snapshot: &Snapshot, page: &Page) -> Option<&'static str> {
    let today = snapshot.today.instant();
    if page.front.draft == Some(true) {
        return Some("draft");
    }
    page.front.published().filter(|date| date.value.instant() > today).map(|_| "future")
}
