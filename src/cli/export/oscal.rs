//! The tables and articles of a site as OSCAL documents.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::framework::oscal::export::{
    self, About, Component, Crosswalk, Exported, Implementation, Implemented, Relation, component_definition,
    imported_catalog, mapping_collection,
};
use crate::framework::{Framework, RequirementIdx};
use crate::pipeline::Project;
use crate::site::{EdgeKind, Page, PageId};
use crate::source::path::below_content;
use crate::source::{DataFile, FileId};
use crate::table::{Body, Mapping, Matrix, Party, Resolved, Share, Table, Text, Who, ids_through};

/// How many names a note lists.
const MAX_LISTED: usize = 5;

/// What is to be said of an exported catalog: which ids are others, and what OSCAL has no place for.
pub(super) fn notes(exported: &Exported) -> Vec<String> {
    let listed = |mut items: Vec<String>| {
        let more = items.len().saturating_sub(MAX_LISTED);
        items.truncate(MAX_LISTED);
        format!("{}{}", items.join(", "), if more > 0 { format!(", and {more} more") } else { String::new() })
    };
    let changed: Vec<String> = exported.changed_ids.iter().map(|(from, to)| format!("`{from}` is `{to}`")).collect();
    let left_out: Vec<String> = exported.left_out.iter().map(|field| format!("`{field}`")).collect();
    let mut notes = Vec::new();
    if !changed.is_empty() {
        let reason = "an id in OSCAL begins with a letter and has letters, digits, `.`, `-` and `_` only";
        notes.push(format!("{}: {reason}", listed(changed)));
    }
    if !left_out.is_empty() {
        notes.push(format!("left out, because OSCAL has no such fields: {}", listed(left_out)));
    }
    notes
}

/// Whether a file is in the folder for frameworks.
fn is_beside_frameworks(project: &Project, file: FileId) -> bool {
    let entry = project.inventory.entries.get(file.0 as usize);
    entry.is_some_and(|entry| below_content(entry.place()).starts_with("frameworks/"))
}

/// A framework as a catalog: as it was imported, else as it is known.
pub(super) fn catalog(project: &Project, framework: &Framework, day: &str) -> Exported {
    let files: Vec<DataFile<'_>> = project
        .sources
        .iter()
        .filter(|(id, _)| is_beside_frameworks(project, *id))
        .map(|(id, file)| DataFile { id, path: &file.path, text: &file.text })
        .collect();
    imported_catalog(framework, &files, day).unwrap_or_else(|| Exported {
        document: export::catalog(framework, day),
        changed_ids: BTreeMap::new(),
        left_out: BTreeSet::new(),
    })
}

/// The parties of every responsibility matrix, and the articles that explain requirements, each as a component.
/// With `only`, those for that framework.
pub(super) fn components(project: &Project, only: Option<&Framework>, day: &str) -> Value {
    let mut components = Vec::new();
    let tables: Vec<(FileId, Cow<'_, Table>)> = project.site.shown_matrices(&project.frameworks).collect();
    for (file, table) in &tables {
        let Body::Responsibility(matrix) = &table.body else { continue };
        let framework = project.frameworks.get(&matrix.framework).filter(|framework| is_selected(only, framework));
        if let Some(framework) = framework {
            let source = Source { path: &project.sources.get(*file).path, title: table.title.as_deref() };
            components.extend((0..matrix.parties.len()).map(|index| party(&source, matrix, framework, index)));
        }
    }
    let resolver = project.resolver();
    let urls: Vec<String> = project.site.pages().map(|(_, page)| resolver.public(&page.url)).collect();
    let pages = project.site.pages().zip(&urls);
    components.extend(pages.map(|((id, page), url)| article(project, only, (id, page), url)));
    component_definition(&about(project, day), &components)
}

/// Every crosswalk; with `only`, those from or to that framework. Nothing where there are none.
pub(super) fn mappings(project: &Project, only: Option<&Framework>, day: &str) -> Option<Value> {
    let tables = project.site.tables();
    let crosswalks: Vec<Crosswalk<'_>> =
        tables.filter_map(|(file, table)| crosswalk(project, only, &project.sources.get(file).path, table)).collect();
    mapping_collection(&about(project, day), &crosswalks)
}

fn crosswalk<'p>(
    project: &'p Project,
    only: Option<&Framework>,
    path: &'p str,
    table: &'p Table,
) -> Option<Crosswalk<'p>> {
    let Body::Crosswalk(crosswalk) = &table.body else { return None };
    let source = project.frameworks.get(&crosswalk.source)?;
    let target = project.frameworks.get(&crosswalk.target)?;
    let via = crosswalk.via().and_then(|via| project.frameworks.get(via));
    (is_selected(only, source) || is_selected(only, target)).then(|| Crosswalk {
        key: path,
        description: table.title.as_deref().unwrap_or_default(),
        method: crosswalk.method.as_deref().unwrap_or("human"),
        source,
        target,
        via,
        relations: crosswalk.mappings.iter().filter_map(|mapping| relation(mapping, via)).collect(),
    })
}

fn about<'p>(project: &'p Project, day: &'p str) -> About<'p> {
    About { title: &project.config.title, version: day, day }
}

fn is_selected(only: Option<&Framework>, framework: &Framework) -> bool {
    only.is_none_or(|only| only.key == framework.key)
}

/// The file that a component comes from.
struct Source<'p> {
    path: &'p str,
    title: Option<&'p str>,
}

/// The part of one of the parties of a matrix, by its index.
fn party<'p>(source: &Source<'p>, matrix: &'p Matrix, framework: &'p Framework, party: usize) -> Component<'p> {
    let Party { key, name, .. } = &matrix.parties[party];
    // What does not apply is said of every party.
    let is_own = |who: &Who| *who == Who::NotApplicable || who.parties().contains(&party);
    let own = |resolved: &&Resolved| matrix.who(resolved).is_some_and(is_own);
    let resolved = matrix.resolved.iter().filter(own);
    let left_out = matrix.left_out.iter().map(|left_out| Implemented {
        requirement: left_out.requirement,
        description: left_out.reason.words().into(),
        responsibility: Some(Share::NotApplicable.word(&matrix.parties)),
    });
    let mut requirements: Vec<_> =
        resolved.map(|resolved| implemented(matrix, resolved, party)).chain(left_out).collect();
    requirements.sort_by_key(|implemented| implemented.requirement);
    Component {
        key: format!("{} {key}", source.path),
        title: name,
        description: "",
        kind: "service",
        link: None,
        implementations: vec![Implementation {
            framework,
            description: source.title.unwrap_or_default(),
            requirements,
        }],
    }
}

fn implemented<'p>(matrix: &'p Matrix, resolved: &Resolved, party: usize) -> Implemented<'p> {
    let row = matrix.row(resolved);
    let markdown = |text: &'p Text| text.markdown.as_str();
    let description = row.map_or("", |row| markdown(&row.parts[party]));
    let note = row.map_or("", |row| markdown(&row.note));
    Implemented {
        requirement: resolved.requirement,
        description: if description.is_empty() { note } else { description }.into(),
        responsibility: matrix.who(resolved).map(|who| who.share().word(&matrix.parties)),
    }
}

/// The requirements that an article declares to explain.
fn article<'p>(
    project: &'p Project,
    only: Option<&Framework>,
    (id, page): (PageId, &'p Page),
    url: &'p str,
) -> Component<'p> {
    let mut implementations: Vec<Implementation<'p>> = Vec::new();
    for edge in project.edges.from_page(id).filter(|edge| edge.kind == EdgeKind::Explains) {
        let Some(framework) = project.frameworks.get(&edge.framework).filter(|framework| is_selected(only, framework))
        else {
            continue;
        };
        let description = page.title.as_str().into();
        let implemented = Implemented { requirement: edge.requirement, description, responsibility: None };
        match implementations.last_mut().filter(|last| last.framework.key == framework.key) {
            Some(last) if has(last, edge.requirement) => {}
            Some(last) => last.requirements.push(implemented),
            None => {
                implementations.push(Implementation {
                    framework,
                    description: &page.title,
                    requirements: vec![implemented],
                });
            }
        }
    }
    Component {
        key: page.path.clone(),
        title: &page.title,
        description: page.front.description.as_ref().map_or("", |description| description.value.as_str()),
        kind: "guidance",
        link: Some(url),
        implementations,
    }
}

fn has(implementation: &Implementation<'_>, requirement: RequirementIdx) -> bool {
    implementation.requirements.last().is_some_and(|last| last.requirement == requirement)
}

fn relation<'p>(mapping: &'p Mapping, via: Option<&Framework>) -> Option<Relation<'p>> {
    let note = match via {
        Some(via) => Cow::Owned(format!("Derived through {}", ids_through(via, mapping))),
        None => Cow::Borrowed(mapping.note.markdown.as_str()),
    };
    Some(Relation {
        from: mapping.from.requirement?,
        relation: mapping.relation?.name(),
        to: mapping.to.iter().filter_map(|cited| cited.requirement).collect(),
        note: Some(note),
    })
}
