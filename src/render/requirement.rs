//! Citations as readers see them, and the requirements of a page as its template sees them.
//!
//! There are many of them, so they are written here and not by a template.

use std::collections::BTreeMap;

use serde::Serialize;

use super::card::to_card;
use super::page::{RenderError, Renderer, artifact};
use super::view::{FrameworkView, RequirementView};
use crate::citation::{Meaning, meaning};
use crate::framework::{Framework, RequirementIdx};
use crate::markdown::{Citation, CitedId, Form, escape_attribute, escape_text};
use crate::output::Artifact;
use crate::site::{Edge, EdgeKind, PageId, framework_url, requirement_url};
use crate::source::{LineTable, Position};
use crate::table::comma_separated;

/// The address of the list of all edges.
pub(super) const EDGES: &str = "/requirements.json";

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
}

/// `requirements.json`.
#[derive(Debug, Serialize)]
struct EdgeList<'a> {
    version: u8,
    edges: Vec<EdgeEntry<'a>>,
}

impl Renderer<'_> {
    /// Writes a citation: the whole of it in its short form, else what opens it.
    pub(super) fn open_citation(&self, citation: &Citation, html: &mut String) {
        let Some(framework) = self.frameworks.get(&citation.framework) else { return };
        let version = citation.version.as_deref().filter(|version| *version != framework.version);
        match citation.form {
            Form::Words => {
                let titles: Vec<String> =
                    citation.ids.iter().map(|id| self.title(framework, version, id, Named::WithId)).collect();
                self.open_link((framework, version), citation.ids.first(), &titles.join("; "), html);
            }
            Form::Mark => {
                if citation.ids.is_empty() {
                    html.push_str("<span class=req>");
                    html.push_str(&escape_text(&framework.name));
                    html.push_str("</span>");
                }
                for (index, id) in citation.ids.iter().enumerate() {
                    let title = self.title(framework, version, id, Named::Title);
                    if index > 0 {
                        html.push_str(", ");
                    }
                    let end = self.open_link((framework, version), Some(id), &title, html);
                    if index == 0 {
                        html.push_str(&escape_text(&framework.name));
                        html.push(' ');
                    }
                    html.push_str(&escape_text(&id.id));
                    if index + 1 == citation.ids.len() {
                        push_version(version, html);
                    }
                    html.push_str(end);
                }
            }
        }
    }

    /// Closes a citation in its author's words.
    pub(super) fn close_citation(&self, citation: &Citation, html: &mut String) {
        let Some(framework) = self.frameworks.get(&citation.framework) else { return };
        let version = citation.version.as_deref().filter(|version| *version != framework.version);
        push_version(version, html);
        let found = citation.ids.first().map(|id| meaning(framework, version, &id.id));
        html.push_str(if matches!(found, Some(Meaning::Requirement(_))) { "</a>" } else { "</span>" });
    }

    /// Opens the link to a requirement, or what stands in its place where there is none; what closes it is given
    /// back.
    fn open_link(
        &self,
        (framework, version): Asked<'_>,
        id: Option<&CitedId>,
        title: &str,
        html: &mut String,
    ) -> &'static str {
        let found = id.map(|id| meaning(framework, version, &id.id));
        let end = match found {
            Some(Meaning::Requirement(rank)) => {
                html.push_str("<a class=req href=\"");
                html.push_str(&escape_attribute(&self.requirement_address(framework, rank)));
                html.push('"');
                html.push_str(&to_card(framework, rank));
                "</a>"
            }
            _ => {
                html.push_str("<span class=req");
                "</span>"
            }
        };
        if !title.is_empty() {
            html.push_str(" title=\"");
            html.push_str(&escape_attribute(title));
            html.push('"');
        }
        html.push('>');
        end
    }

    /// What a requirement is about, as far as it is known.
    fn title(&self, framework: &Framework, version: Option<&str>, id: &CitedId, named: Named) -> String {
        let title = match meaning(framework, version, &id.id) {
            Meaning::Requirement(rank) => framework.requirement(rank).title.as_str(),
            Meaning::Older | Meaning::Nothing => "",
        };
        match (named, title) {
            (Named::Title, title) => title.to_owned(),
            (Named::WithId, "") => format!("{} {}", framework.name, id.id),
            (Named::WithId, title) => format!("{} {}: {title}", framework.name, id.id),
        }
    }

    /// The public address of a requirement.
    pub(super) fn requirement_address(&self, framework: &Framework, rank: RequirementIdx) -> String {
        let url = requirement_url(framework, rank);
        match url.split_once('#') {
            Some((page, anchor)) => format!("{}#{anchor}", self.resolver.public(page)),
            None => self.resolver.public(&url),
        }
    }

    /// The frameworks that a page is about, as its template sees them.
    pub(super) fn frameworks_of(&self, page: PageId) -> Vec<FrameworkView> {
        let view = |framework: &Framework| FrameworkView {
            key: framework.key.clone(),
            name: framework.name.clone(),
            version: framework.version.clone(),
            url: match self.edges.has_pages(&framework.key) {
                true => self.resolver.public(&framework_url(framework)),
                false => String::new(),
            },
        };
        self.edges.scopes().of(page, self.frameworks).map(view).collect()
    }

    /// The requirements that a page explains or cites, each once, as its template sees them.
    pub(super) fn requirements_of(&self, page: PageId) -> Vec<RequirementView> {
        let mut first: BTreeMap<(&str, RequirementIdx), EdgeKind> = BTreeMap::new();
        for edge in self.edges.from_page(page).filter(|edge| edge.kind != EdgeKind::Names) {
            first.entry((&edge.framework, edge.requirement)).or_insert(edge.kind);
        }
        let view = |((key, rank), kind): ((&str, RequirementIdx), EdgeKind)| {
            let framework = self.frameworks.get(key)?;
            let requirement = framework.requirement(rank);
            Some(RequirementView {
                framework: key.to_owned(),
                name: framework.name.clone(),
                id: requirement.id.clone(),
                title: requirement.title.clone(),
                url: self.requirement_address(framework, rank),
                kind: kind.name(),
            })
        };
        first.into_iter().filter_map(view).collect()
    }

    /// `requirements.json`: every edge, by framework, requirement, kind and place.
    pub(super) fn edge_list(&self) -> Result<Artifact, RenderError> {
        artifact(EDGES, self.edges_json(None))
    }

    /// Every edge, or every one to the requirements of `framework`, as `requirements.json` has them.
    pub fn edges_json(&self, framework: Option<&Framework>) -> String {
        let list = EdgeList { version: 1, edges: self.edge_entries(framework) };
        let mut text = serde_json::to_string(&list).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The same as comma-separated values.
    pub fn edges_csv(&self, framework: Option<&Framework>) -> String {
        let rows = self.edge_entries(framework).into_iter().map(|entry| {
            let words = [entry.framework, entry.version, entry.id, entry.kind, &entry.url, entry.file];
            [&words.map(str::to_owned)[..], &[entry.line.to_string()]].concat()
        });
        comma_separated(&["framework", "version", "id", "kind", "url", "file", "line"], rows)
    }

    fn edge_entries(&self, framework: Option<&Framework>) -> Vec<EdgeEntry<'_>> {
        let mut lines: BTreeMap<crate::source::FileId, LineTable<'_>> = BTreeMap::new();
        let edges = framework.map_or(self.edges.all(), |framework| self.edges.of_framework(&framework.key));
        let mut entries = Vec::with_capacity(edges.len());
        for Edge { framework, requirement, kind, page, place } in edges {
            let Some(framework) = self.frameworks.get(framework) else { continue };
            let source = self.sources.get(place.file);
            let table = lines.entry(place.file).or_insert_with(|| LineTable::new(&source.text));
            let Position { line, .. } = table.position(place.span.start);
            entries.push(EdgeEntry {
                framework: &framework.key,
                version: &framework.version,
                id: &framework.requirement(*requirement).id,
                kind: kind.name(),
                url: self.resolver.public(&self.site.page(*page).url),
                file: &source.path,
                line,
            });
        }
        entries
    }
}

/// What a citation asks: a framework, and the version where that is not the current one.
type Asked<'a> = (&'a Framework, Option<&'a str>);

/// How a requirement is named in a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// By its title: the id is to be read already.
    Title,
    /// By the framework, the id and the title.
    WithId,
}

/// Marks a version that is not the current one.
fn push_version(version: Option<&str>, html: &mut String) {
    if let Some(version) = version {
        html.push_str(" <span class=req-version>(version ");
        html.push_str(&escape_text(version));
        html.push_str(")</span>");
    }
}
