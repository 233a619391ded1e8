//! What the preview's panel shows: the site's findings as JSON, and the files that show them in the browser.

use serde::Serialize;

use super::address::Asked;
use super::answer::Answer;
use super::snapshot::Snapshot;
use super::store::Store;
use crate::finding::{Report, Reported, visible};
use crate::site::{Page, Target};

/// More findings than this are counted and not listed.
const MAX_COUNT: usize = 1000;

const SCRIPT: &str = include_str!("reload.js");
const STYLE: &str = include_str!("panel.css");

#[derive(Debug, Serialize)]
struct PanelView<'a> {
    state: String,
    /// The file of the page that is looked at.
    page: Option<&'a str>,
    /// Why the page would not be part of the published site today.
    mark: Option<&'static str>,
    /// All findings of the site.
    count: usize,
    /// The page's own first.
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
    /// Whether it stands in the file of the page that is looked at.
    here: bool,
    /// The address that opens the place in the reader's editor.
    editor: Option<String>,
}

/// The preview's own files: `name` is what stands behind its folder.
pub(super) fn answer(store: &Store, name: &str, asked: &Asked, editor: Option<&str>) -> Answer {
    let file = |text: &str| Answer::made(200, super::file::content_type(name), text.as_bytes().to_vec());
    match name {
        "reload.js" => file(SCRIPT),
        "panel.css" => file(STYLE),
        "findings.json" => file(&findings(store, asked, editor)),
        _ => Answer::text(404, "the preview has no such file"),
    }
}

fn findings(store: &Store, asked: &Asked, editor: Option<&str>) -> String {
    let snapshot = store.settle();
    let looked_at = asked.query.as_deref().and_then(|query| query.strip_prefix("page="));
    let page = looked_at.and_then(super::address::read).and_then(|asked| page_at(&snapshot, &asked.path));
    let path = page.map(|page| page.path.as_str()).filter(|path| !path.is_empty());
    let findings = snapshot.findings();
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
            let file = root.join(reported.path).display().to_string();
            let file = crate::site::encode(&file);
            let pattern = pattern.replace("{line}", &reported.start.line.to_string());
            pattern.replace("{column}", &reported.start.column.to_string()).replace("{path}", &file)
        }),
    };
    let panel = PanelView {
        state: store.state(snapshot.generation),
        page: path,
        mark: page.and_then(|page| mark(&snapshot, page)),
        count: order.len(),
        findings: order.iter().take(MAX_COUNT).map(view).collect(),
    };
    serde_json::to_string(&panel).unwrap_or_default()
}

fn page_at<'s>(snapshot: &'s Snapshot, path: &str) -> Option<&'s Page> {
    let site = &snapshot.project.site;
    let url = path.strip_prefix(snapshot.project.config.base.path.trim_end_matches('/'))?;
    match site.at(url).or_else(|| site.at(url.strip_suffix("index.html")?)) {
        Some(Target::Page(id)) => Some(site.page(id)),
        _ => None,
    }
}

/// Drafts and articles of a later day are shown by the preview alone.
fn mark(snapshot: &Snapshot, page: &Page) -> Option<&'static str> {
    let now = snapshot.now.instant();
    if page.front.draft {
        return Some("draft");
    }
    page.front.published().filter(|date| date.value.instant() > now).map(|_| "future")
}
