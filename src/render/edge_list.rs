//! Which page cites which requirement, for other programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::context::RenderContext;
use crate::framework::Framework;
use crate::site::Edge;
use crate::source::{FileId, Position, Positions};
use crate::table::comma_separated;

/// An edge in `requirements.json`.
#[derive(Debug, Serialize)]
struct EdgeEntry<'a> {
    framework: &'a str,
    version: &'a str,
    id: &'a str,
    kind: &'static str,
    url: String,
    file: &'a str,
    line: usize,
    /// Whether it applies to those for whom the page is.
    applies: bool,
}

/// `requirements.json`.
#[derive(Debug, Serialize)]
struct EdgeList<'a> {
    version: u8,
    edges: Vec<EdgeEntry<'a>>,
}

/// `requirements.json`: every edge, or every edge to a requirement of `framework`, in order of framework, requirement,
/// kind and location.
pub(super) fn json(context: &RenderContext<'_>, framework: Option<&Framework>) -> String {
    let list = EdgeList { version: 1, edges: entries(context, framework) };
    let mut text = serde_json::to_string(&list).unwrap_or_default();
    text.push('\n');
    text
}

/// The same as comma-separated values.
pub(super) fn csv(context: &RenderContext<'_>, framework: Option<&Framework>) -> String {
    let rows = entries(context, framework).into_iter().map(|entry| {
        let words = [entry.framework, entry.version, entry.id, entry.kind, &entry.url, entry.file];
        [&words.map(str::to_owned)[..], &[entry.line.to_string(), entry.applies.to_string()]].concat()
    });
    comma_separated(&["framework", "version", "id", "kind", "url", "file", "line", "applies"], rows)
}

fn entries<'a>(context: &'a RenderContext<'a>, framework: Option<&Framework>) -> Vec<EdgeEntry<'a>> {
    let mut lines: BTreeMap<FileId, Positions<'_>> = BTreeMap::new();
    let edges = framework.map_or(context.edges.all(), |framework| context.edges.of_framework(&framework.key));
    let mut entries = Vec::with_capacity(edges.len());
    let profiles = context.site.profiles();
    for Edge { framework, requirement, kind, page, location } in edges {
        let Some(framework) = context.frameworks.get(framework) else { continue };
        let source = context.sources.get(location.file);
        let table = lines.entry(location.file).or_insert_with(|| Positions::new(source));
        let Position { line, .. } = table.position(location.span.start);
        entries.push(EdgeEntry {
            framework: &framework.key,
            version: &framework.version,
            id: &framework.requirement(*requirement).id,
            kind: kind.name(),
            url: context.resolver.public(&context.site.page(*page).url),
            file: &source.path,
            line,
            applies: profiles.applicability(framework, profiles.of_page(*page)).applies(*requirement),
        });
    }
    entries
}
