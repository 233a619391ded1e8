//! The old ids of articles: declared, cited and named in prose; and the titles that name the version.

use super::fate::OldVersion;
use super::group::{Carried, Group, Left, Place, PlaceKind, verbatim};
use super::scope::{Scoped, scoped};
use crate::citation::{Interpretation, InterpretedMention, names_version_in_prose};
use crate::framework::{Lookup, split_version};
use crate::markdown::Citation;
use crate::pipeline::project::Project;
use crate::site::{Page, PageId};
use crate::source::{FileId, Location, Span};

/// What the articles and tables of a site hold of an older version.
#[derive(Default)]
pub(super) struct Found {
    pub(super) groups: Vec<Group>,
    /// What is left whatever becomes of the groups.
    pub(super) left: Vec<Left>,
    /// Ids without a version that both versions have, with another meaning. They are read as current ones.
    pub(super) ambiguous: usize,
}

/// Adds what articles hold.
pub(super) fn find(project: &Project, old: &OldVersion<'_>, found: &mut Found) {
    let Scoped { group_of, mut groups } = scoped(project, old);
    for (id, page) in project.site.pages() {
        let Some(file) = page.file else { continue };
        let mut own = Pages { project, old, file, found };
        let group = group_of.get(&id).and_then(|index| groups.get_mut(*index));
        own.page((id, page), group);
    }
    found.groups.extend(groups);
}

/// Whether `id`, written without a version, is an id of the older version alone; or of both, with another meaning.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unversioned {
    /// Of the older one alone.
    Old,
    /// Of both, where the old one became something else.
    Both,
    /// Of the current one, or of none.
    Other,
}

/// What an id without a version is.
pub(super) fn unversioned(old: &OldVersion<'_>, id: &str) -> Unversioned {
    match old.current.known(id, None) {
        Some(Lookup::OtherVersion(versions)) if versions.contains(&old.version()) => Unversioned::Old,
        Some(Lookup::Found(idx)) => {
            let same = &old.current.requirement(idx).id;
            let went = old.current.successors(old.version(), same);
            let is_both = went.is_some_and(|to| to != [same.as_str()]);
            if is_both { Unversioned::Both } else { Unversioned::Other }
        }
        Some(
            Lookup::OtherVersion(_)
            | Lookup::Withdrawn(_)
            | Lookup::Renumbered(_)
            | Lookup::UnknownVersion
            | Lookup::Malformed(_)
            | Lookup::Unknown(_),
        )
        | None => Unversioned::Other,
    }
}

struct Pages<'a, 'f> {
    project: &'a Project,
    old: &'a OldVersion<'f>,
    file: FileId,
    found: &'a mut Found,
}

impl Pages<'_, '_> {
    fn page(&mut self, (id, page): (PageId, &Page), mut scope: Option<&mut Group>) {
        self.declared(page, scope.as_deref_mut());
        for citation in &page.document.citations {
            cited(self.project, self.old, (self.file, citation), self.found);
        }
        for mention in self.project.edges.scopes().mentions((id, page), &self.project.frameworks) {
            self.named(&mention, scope.as_deref_mut());
        }
        self.titles(page);
    }

    /// The ids of `requirements`.
    fn declared(&mut self, page: &Page, mut scope: Option<&mut Group>) {
        for declared in &page.front.requirements {
            let (key, version) = split_version(&declared.framework.value);
            if key != self.old.key() {
                continue;
            }
            let mut own = Group::new("list");
            let is_of_version = version == Some(self.old.version());
            if is_of_version {
                own.version(self.project, self.old, (self.file, declared.framework.span), &declared.framework.value);
            }
            for id in &declared.ids {
                let written = verbatim(&self.project.sources, self.file, id.span, &id.value);
                let place = Place { id: &id.value, location: Location::new(self.file, id.span), written };
                if is_of_version || version.is_none() && scope.is_some() {
                    own.id(self.old, PlaceKind::Requirement, place);
                } else if version.is_none() {
                    self.without_version(PlaceKind::Requirement, place);
                }
            }
            match scope.as_deref_mut() {
                Some(scope) => {
                    scope.carried.append(&mut own.carried);
                    scope.blocking.append(&mut own.blocking);
                }
                None if !own.is_empty() => self.found.groups.push(own),
                None => {}
            }
        }
    }

    fn without_version(&mut self, kind: PlaceKind, place: Place<'_>) {
        without_version(self.old, kind, place, self.found);
    }

    /// The ids of a mention in prose.
    fn named(&mut self, interpreted: &InterpretedMention<'_>, mut scope: Option<&mut Group>) {
        if interpreted.framework.key != self.old.key() {
            return;
        }
        let is_of_version = interpreted.version == Some(self.old.version());
        if !is_of_version && interpreted.version.is_some() {
            return;
        }
        for (written, id) in interpreted.mention.ids.iter().zip(&interpreted.ids) {
            let location = Location::new(self.file, written.span);
            let place = verbatim(&self.project.sources, self.file, written.span, &id.id);
            let place = Place { id: &id.id, location, written: place };
            let is_meant = matches!(id.meaning, Interpretation::OlderVersion | Interpretation::Requirement(_));
            match (&mut scope, id.meaning) {
                (_, Interpretation::Unclear) => {}
                (None, Interpretation::Invalid) if !is_of_version => self.without_version(PlaceKind::Prose, place),
                _ if is_of_version && is_meant && self.is_named_in(interpreted) => {
                    let (reason, candidates) = self.named_reason(&id.id);
                    let (kind, text) = (PlaceKind::Prose, id.id.clone().into_owned());
                    self.found.left.push(Left { location, kind, text, reason, candidates });
                }
                (Some(scope), _) if is_of_version && written.is_end_of_range => {
                    scope.range(PlaceKind::Prose, &id.id, location);
                }
                (Some(scope), _) if is_of_version => scope.id(self.old, PlaceKind::Prose, place),
                _ => {}
            }
        }
    }

    /// Whether the sentence names the version itself.
    fn is_named_in(&self, interpreted: &InterpretedMention<'_>) -> bool {
        let standards = self.project.edges.scopes().standards(&self.project.frameworks);
        names_version_in_prose(&interpreted.mention.sentence, standards, self.old.key(), self.old.version())
    }

    fn named_reason(&self, id: &str) -> (String, Vec<String>) {
        let fate = self.old.fate(id);
        let (_, candidates) = self.old.reason(&fate).unwrap_or_default();
        let one = if let super::fate::Fate::One(to) = &fate { Some(to.clone()) } else { None };
        let candidates = one.into_iter().chain(candidates).collect();
        ("the text names the version: change it by hand".to_owned(), candidates)
    }

    /// Titles and headings that name the version.
    fn titles(&mut self, page: &Page) {
        let front = &page.front;
        let texts = front.title.iter().chain(&front.link_title).chain(&front.description);
        let texts = texts.map(|text| (text.value.as_str(), text.span));
        let headings = page.document.headings.iter().map(|heading| (heading.text.as_str(), heading.span));
        let standards = self.project.edges.scopes().standards(&self.project.frameworks);
        let mut seen: Vec<Span> = Vec::new();
        for (text, span) in texts.chain(headings) {
            if !seen.contains(&span) && names_version_in_prose(text, standards, self.old.key(), self.old.version()) {
                seen.push(span);
                self.found.left.push(Left {
                    location: Location::new(self.file, span),
                    kind: PlaceKind::Title,
                    text: text.to_owned(),
                    reason: "it names the version: change it by hand".to_owned(),
                    candidates: Vec::new(),
                });
            }
        }
    }
}

/// Adds an id that stands without a version, outside of what is about the older one.
pub(super) fn without_version(old: &OldVersion<'_>, kind: PlaceKind, place: Place<'_>, found: &mut Found) {
    match unversioned(old, place.id) {
        Unversioned::Old => {
            let mut own = Group::new("place");
            own.id(old, kind, place);
            found.groups.push(own);
        }
        Unversioned::Both => found.ambiguous += 1,
        Unversioned::Other => {}
    }
}

/// Adds the ids of a citation: all together where it names the version, one by one where it names none.
pub(super) fn cited(project: &Project, old: &OldVersion<'_>, (file, citation): (FileId, &Citation), found: &mut Found) {
    if citation.framework != old.key() {
        return;
    }
    let is_of_version = match citation.version.as_deref() {
        Some(version) if version == old.version() => true,
        Some(_) => return,
        None => false,
    };
    let mut group = Group::new("citation");
    for id in &citation.ids {
        let place = Place { id: &id.id, location: Location::new(file, id.span), written: id.written };
        match is_of_version {
            true if id.is_end_of_range => group.range(PlaceKind::Citation, &id.id, place.location),
            true => group.id(old, PlaceKind::Citation, place),
            false => without_version(old, PlaceKind::Citation, place, found),
        }
    }
    if !is_of_version || citation.ids.is_empty() {
        return;
    }
    let (written, location) = (format!("{}@{}", old.key(), old.version()), Location::new(file, citation.span));
    match verbatim(&project.sources, file, citation.span, &format!("{written}:")) {
        Some(span) => {
            let location = Location::new(file, Span::new(span.start, span.end - 1));
            let (kind, to) = (PlaceKind::Framework, old.key().to_owned());
            group.carried.push(Carried { location, kind, from: written, to });
        }
        None if group.blocking.is_empty() => {
            let reason = "it is not written in one piece, or is made by a shortcode".to_owned();
            let (kind, candidates) = (PlaceKind::Citation, Vec::new());
            group.blocking.push(Left { location, kind, text: written, reason, candidates });
        }
        None => {}
    }
    found.groups.push(group);
}
