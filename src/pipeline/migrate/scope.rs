//! Pages that are about the older version: by their front matter, their sections, their folders or their tags.

use std::collections::BTreeMap;

use super::fate::OldVersion;
use super::group::{Carried, Group, Left, PlaceKind, verbatim};
use crate::citation::{names_framework_version, with_version};
use crate::framework::split_version;
use crate::pipeline::project::Project;
use crate::site::{Page, PageId};
use crate::source::path::content_folder;
use crate::source::{FileId, Location, Span};

/// The pages about the older version, in groups that share what says so.
pub(super) struct Scoped {
    /// The index of the group of each page.
    pub(super) group_of: BTreeMap<PageId, usize>,
    pub(super) groups: Vec<Group>,
}

/// Finds the pages, and adds to their groups the texts that name the version.
pub(super) fn scoped(project: &Project, old: &OldVersion<'_>) -> Scoped {
    let site = &project.site;
    let declares = |page: &Page| {
        let written = page.front.framework.as_ref();
        written.is_some_and(|written| split_version(&written.value) == (old.key(), Some(old.version())))
    };
    let mut above: BTreeMap<PageId, PageId> = BTreeMap::new();
    let mut members: Vec<PageId> = Vec::new();
    for (id, page) in site.pages().filter(|(_, page)| page.file.is_some()) {
        let scopes = project.edges.scopes();
        let is_older = scopes.scope(id).and_then(|scope| scope.older_version(old.current, &project.frameworks));
        if is_older != Some(old.version()) && !declares(page) {
            continue;
        }
        members.push(id);
        let declaring = site.ancestors(id).into_iter().find(|above| declares(site.page(*above)));
        above.insert(id, declaring.unwrap_or(id));
    }
    // Pages below one declaration belong together, and that declaration with those above it.
    let mut scoped = Scoped { group_of: BTreeMap::new(), groups: Vec::new() };
    let mut of_top: BTreeMap<PageId, usize> = BTreeMap::new();
    for id in members {
        let top = above.get(&id).copied().unwrap_or(id);
        let index = *of_top.entry(top).or_insert_with(|| {
            scoped.groups.push(Group::new(if top == id { "page" } else { "section" }));
            scoped.groups.len() - 1
        });
        if top != id {
            scoped.groups[index].what = "section";
        }
        scoped.group_of.insert(id, index);
        name(project, old, site.page(id), &mut scoped.groups[index]);
    }
    scoped
}

/// Adds what names the version on one page.
fn name(project: &Project, old: &OldVersion<'_>, page: &Page, group: &mut Group) {
    let Some(file) = page.file else { return };
    if let Some(written) = &page.front.framework
        && split_version(&written.value) == (old.key(), Some(old.version()))
    {
        group.version(project, old, (file, written.span), &written.value);
    }
    for tag in &page.front.tags {
        if !names_framework_version(&tag.value, old.current, old.version(), &project.frameworks) {
            continue;
        }
        let location = Location::new(file, tag.span);
        let left = |reason: String| Left {
            location,
            kind: PlaceKind::Tag,
            text: tag.value.clone(),
            reason,
            candidates: Vec::new(),
        };
        let renamed = with_version(&tag.value, old.version(), &old.current.version);
        let place = verbatim(&project.sources, file, tag.span, &tag.value);
        match renamed.zip(place) {
            Some((to, _)) if page.front.tags.iter().any(|other| other.value == to) => {
                group.blocking.push(left(format!("the page has the tag `{to}` too")));
            }
            Some((to, span)) => {
                let location = Location::new(file, span);
                group.carried.push(Carried { location, kind: PlaceKind::Tag, from: tag.value.clone(), to });
            }
            None => group.blocking.push(left("its version is not written in numbers".to_owned())),
        }
    }
    let parts = content_folder(&page.place).split('/').filter(|part| !part.is_empty());
    for part in parts {
        if names_framework_version(part, old.current, old.version(), &project.frameworks) {
            let location = Location::new(file, Span::default());
            // Without a declaration, ids of both versions would be read as current ones behind the user's back.
            let (key, version) = (old.key(), old.version());
            let reason = format!(
                "its folder names the version: write `framework: {key}@{version}` into its section, give the folder another \
                 name and its pages `aliases`, and run this again"
            );
            let (text, kind) = (part.to_owned(), PlaceKind::Framework);
            group.blocking.push(Left { location, kind, text, reason, candidates: Vec::new() });
        }
    }
}

impl Group {
    /// Adds the key of the framework with its version, at `span` of a file: it becomes the key alone.
    pub(super) fn version(
        &mut self,
        project: &Project,
        old: &OldVersion<'_>,
        (file, span): (FileId, Span),
        written: &str,
    ) {
        let (location, kind, from) = (Location::new(file, span), PlaceKind::Framework, written.to_owned());
        match verbatim(&project.sources, file, span, written) {
            Some(place) => {
                let location = Location::new(file, place);
                self.carried.push(Carried { location, kind, from, to: old.key().to_owned() });
            }
            None => {
                let reason = "it is not written in one piece".to_owned();
                self.blocking.push(Left { location, kind, text: from, reason, candidates: Vec::new() });
            }
        }
    }
}
