//! The old ids of data tables.

use super::fate::OldVersion;
use super::group::{Group, Left, Place, PlaceKind, verbatim};
use super::pages::{Found, cited, without_version};
use crate::framework::split_version;
use crate::pipeline::project::Project;
use crate::source::{FileId, Location, Span};
use crate::table::{Body, Cited, Comparison, Crosswalk, Matrix};
use crate::yaml::{Node, parse, parse_json};

/// Adds what data tables hold.
pub(super) fn find(project: &Project, old: &OldVersion<'_>, found: &mut Found) {
    for (file, table) in project.site.tables() {
        for citation in &table.document.citations {
            cited(project, old, (file, citation), found);
        }
        let source = project.sources.get(file);
        let document =
            if source.path.ends_with(".json") { parse_json(&source.text, 0) } else { parse(&source.text, 0) };
        let Ok(document) = document else { continue };
        let mut tables = Tables { project, old, file, root: &document.root, found };
        match &table.body {
            Body::Comparison(comparison) => tables.comparison(comparison),
            Body::Responsibility(matrix) => tables.matrix(matrix),
            Body::Crosswalk(crosswalk) => tables.crosswalk(crosswalk),
            Body::Csv(_) => {}
        }
    }
}

struct Tables<'a, 'f> {
    project: &'a Project,
    old: &'a OldVersion<'f>,
    file: FileId,
    root: &'a Node,
    found: &'a mut Found,
}

impl Tables<'_, '_> {
    fn comparison(&mut self, comparison: &Comparison) {
        let Some(key) = &comparison.framework else { return };
        let ids: Vec<&Cited> = comparison.rows.iter().flat_map(|row| &row.requirements).collect();
        self.side(("framework", key), &ids, Group::new("table"));
    }

    fn matrix(&mut self, matrix: &Matrix) {
        let ids: Vec<&Cited> = matrix.rows.iter().flat_map(|row| &row.requirements).collect();
        let mut group = Group::new("table");
        if is_version(self.old, &matrix.framework) {
            for node in self.root.get("rows").map(Node::items).unwrap_or_default() {
                self.patterns(node, &mut group);
            }
        }
        self.side(("framework", &matrix.framework), &ids, group);
    }

    /// Patterns and tags, which may cover something else in another version.
    fn patterns(&self, row: &Node, group: &mut Group) {
        let named = row.get("req").into_iter().chain(row.get("tag"));
        let each =
            named.flat_map(|node| if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() });
        for node in each {
            let text = node.text().unwrap_or_default();
            let is_tag =
                row.get("tag").is_some_and(|tag| tag.span.start <= node.span.start && node.span.end <= tag.span.end);
            if is_tag || text.contains('*') || text.starts_with('#') {
                let reason = "a pattern or tag may cover something else now".to_owned();
                let (location, kind) = (Location::new(self.file, node.span), PlaceKind::Row);
                group.blocking.push(Left { location, kind, text: text.to_owned(), reason, candidates: Vec::new() });
            }
        }
    }

    fn crosswalk(&mut self, crosswalk: &Crosswalk) {
        let sides = [("source", &crosswalk.source), ("target", &crosswalk.target)];
        let is_between_versions = sides.iter().all(|(_, key)| split_version(key).0 == self.old.key());
        for (index, (side, key)) in sides.into_iter().enumerate() {
            let mut group = Group::new("table");
            if is_version(self.old, key) && (is_between_versions || self.root.get("rows").is_none()) {
                let reason = match is_between_versions {
                    true => "the table is about the change from one version to another",
                    false => "its rows are in another file",
                };
                self.block(side, key, reason, &mut group);
                self.found.left.append(&mut group.blocking);
                continue;
            }
            if self.root.get("rows").is_none() {
                continue;
            }
            let ids: Vec<&Cited> = match index {
                0 => crosswalk.mappings.iter().map(|mapping| &mapping.from).collect(),
                _ => crosswalk.mappings.iter().flat_map(|mapping| &mapping.to).collect(),
            };
            self.side((side, key), &ids, group);
        }
    }

    fn block(&self, side: &str, key: &str, reason: &str, group: &mut Group) {
        let span = self.root.get(side).map_or(Span::default(), |node| node.span);
        let (location, kind, reason) = (Location::new(self.file, span), PlaceKind::Framework, reason.to_owned());
        group.blocking.push(Left { location, kind, text: key.to_owned(), reason, candidates: Vec::new() });
    }

    /// The ids of one framework: all together where it is the older version, one by one where no version is named.
    fn side(&mut self, (key_of, key): (&str, &str), ids: &[&Cited], mut group: Group) {
        let is_of_version = is_version(self.old, key);
        if !is_of_version && key != self.old.key() {
            return;
        }
        let mut seen: Vec<Span> = Vec::new();
        for run in ids.chunk_by(|one, next| one.span == next.span) {
            let [first, ..] = run else { continue };
            // A row of several requirements on the left repeats those on the right.
            if seen.last().is_some_and(|last| first.span.start <= last.start) && seen.contains(&first.span) {
                continue;
            }
            seen.push(first.span);
            let location = Location::new(self.file, first.span);
            if run.iter().any(|cited| cited.id != first.id) {
                if is_of_version {
                    group.range(PlaceKind::Row, &first.id, location);
                }
                continue;
            }
            let written = verbatim(&self.project.sources, self.file, first.span, &first.id);
            let place = Place { id: &first.id, location, written };
            match is_of_version {
                true => group.id(self.old, PlaceKind::Row, place),
                false => without_version(self.old, PlaceKind::Row, place, self.found),
            }
        }
        if is_of_version && let Some(node) = self.root.get(key_of) {
            group.version(self.project, self.old, (self.file, node.span), key);
            self.found.groups.push(group);
        }
    }
}

fn is_version(old: &OldVersion<'_>, key: &str) -> bool {
    split_version(key) == (old.key(), Some(old.version()))
}
