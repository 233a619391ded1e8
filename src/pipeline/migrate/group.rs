//! Places that are rewritten together.

use super::fate::{Fate, OldVersion};
use crate::source::{FileId, Location, SourceSet, Span};

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// The key of a framework with its version, in front matter or in a data file.
    Framework,
    /// A tag.
    Tag,
    /// An id of `requirements`.
    Requirement,
    /// A citation.
    Citation,
    /// An id in prose.
    Prose,
    /// A row of a data table.
    Row,
    /// A title or a heading that names the version.
    Title,
}

impl PlaceKind {
    /// The word for it in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Framework => "framework",
            Self::Tag => "tag",
            Self::Requirement => "requirement",
            Self::Citation => "citation",
            Self::Prose => "prose",
            Self::Row => "row",
            Self::Title => "title",
        }
    }
}

/// A text that is rewritten.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Carried {
    /// Where it stands.
    pub location: Location,
    /// What it is.
    pub kind: PlaceKind,
    /// What it was.
    pub from: String,
    /// What it is now; empty where a version is left out.
    pub to: String,
}

/// A text that is left as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// Where it stands.
    pub location: Location,
    /// What it is.
    pub kind: PlaceKind,
    /// The text.
    pub text: String,
    /// Why it is left.
    pub reason: String,
    /// The ids that may take its place.
    pub candidates: Vec<String>,
}

/// Texts that are rewritten together or not at all.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// What holds them together, in a reason: `citation`, `table`, `page`.
    pub(super) what: &'static str,
    pub(super) carried: Vec<Carried>,
    /// What keeps the whole from being rewritten.
    pub(super) blocking: Vec<Left>,
}

impl Group {
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.carried.is_empty() && self.blocking.is_empty()
    }

    /// Adds an old id. `written` is its place, absent where the text is not verbatim there.
    pub(super) fn id(&mut self, old: &OldVersion<'_>, kind: PlaceKind, place: Place<'_>) {
        let Place { id, location, written } = place;
        let fate = old.fate(id);
        let left =
            |reason: String, candidates: Vec<String>| Left { location, kind, text: id.to_owned(), reason, candidates };
        match (&fate, written) {
            (Fate::One(to), Some(span)) => {
                let location = Location::new(location.file, span);
                self.carried.push(Carried { location, kind, from: id.to_owned(), to: to.clone() });
            }
            (Fate::One(to), None) => {
                let reason = "it is not written in one piece, or is made by a shortcode";
                self.blocking.push(left(reason.to_owned(), vec![to.clone()]));
            }
            (Fate::Merged(..) | Fate::Several(_) | Fate::Gone | Fate::Unknown, _) => {
                let (reason, candidates) = old.reason(&fate).unwrap_or_default();
                self.blocking.push(left(reason, candidates));
            }
        }
    }

    /// Adds the end of a range, which is never rewritten: what is between its ends may be something else now.
    pub(super) fn range(&mut self, kind: PlaceKind, id: &str, location: Location) {
        let reason = "a range may hold something else now: list the ids".to_owned();
        self.blocking.push(Left { location, kind, text: id.to_owned(), reason, candidates: Vec::new() });
    }

    /// What is left, where the group cannot be rewritten: what keeps it, and the rest.
    pub(super) fn into_left(mut self) -> Vec<Left> {
        let Some(first) = self.blocking.first() else { return Vec::new() };
        let reason = format!("`{}` in the same {} is left", first.text, self.what);
        self.carried.sort();
        // The version of a citation or list is reported with its ids.
        let is_short = matches!(self.what, "citation" | "list");
        self.carried.retain(|carried| !is_short || carried.kind != PlaceKind::Framework);
        let waiting = self.carried.into_iter().map(|carried| Left {
            location: carried.location,
            kind: carried.kind,
            text: carried.from,
            reason: reason.clone(),
            candidates: Some(carried.to).into_iter().filter(|to| !to.is_empty()).collect(),
        });
        let waiting: Vec<Left> = waiting.collect();
        self.blocking.extend(waiting);
        self.blocking
    }
}

/// An id in a file.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    pub(super) id: &'t str,
    pub(super) location: Location,
    pub(super) written: Option<Span>,
}

/// Where `text` stands in `span` of a file, once.
pub(super) fn verbatim(sources: &SourceSet, file: FileId, span: Span, text: &str) -> Option<Span> {
    let whole = sources.get(file).text.get(span.start..span.end)?;
    let mut found = whole.match_indices(text);
    let (at, _) = found.next()?;
    found.next().is_none().then(|| Span::new(span.start + at, span.start + at + text.len()))
}
