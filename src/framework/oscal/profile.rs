//! Profiles: the catalog that a selection of the controls of other documents makes, with its changes.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::alter::Changes;
use super::combine::{Part, combine};
use super::json::Json;
use super::notes::Notes;
use super::select::Selection;
use super::selected::{Selected, Unit};
use super::shelf::Shelf;
use super::subject::Subject;
use super::{grammar, source};
use crate::finding::{Code, Finding};
use crate::framework::faults::Faults;
use crate::source::{DataFile, FileId, path};

/// How many profiles may build on each other.
const MAX_DEPTH: usize = 8;

/// How many documents one profile may import.
const MAX_IMPORTS: usize = 100;

/// A catalog, or what a profile makes.
#[derive(Debug)]
pub(super) struct Resolved<'s> {
    pub(super) catalog: Selected<'s>,
    /// The files that it imports, in order; none of a catalog.
    pub(super) imports: Vec<FileId>,
    /// The ids of the parameters that it sets.
    pub(super) set: HashSet<String>,
}

/// The documents of a folder, each resolved once.
pub(crate) struct Library<'s> {
    shelf: &'s Shelf<'s>,
    /// What each file is; nothing where it cannot be resolved.
    known: HashMap<FileId, Option<Rc<Resolved<'s>>>>,
    /// The profiles that are being resolved.
    open: Vec<FileId>,
    findings: Vec<Finding>,
}

impl<'s> Library<'s> {
    /// Of these files.
    pub(crate) fn new(shelf: &'s Shelf<'s>) -> Self {
        Self { shelf, known: HashMap::new(), open: Vec::new(), findings: Vec::new() }
    }

    /// Whether the file is a profile that has a result.
    pub(crate) fn is_profile(&self, file: &DataFile<'_>) -> bool {
        self.known.get(&file.id).and_then(Option::as_ref).is_some_and(|resolved| !resolved.imports.is_empty())
    }

    /// The files.
    pub(super) fn files(&self) -> &'s [DataFile<'s>] {
        self.shelf.files()
    }

    /// What is wrong with the profiles that were resolved, each in its file.
    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The frameworks' files that `file`, a profile, builds on, the nearest first.
    pub(crate) fn basis(&self, file: FileId) -> Vec<FileId> {
        let mut found: Vec<FileId> = Vec::new();
        let mut next = vec![file];
        while !next.is_empty() {
            let resolved = next.iter().filter_map(|file| self.known.get(file)?.as_ref());
            let imports: Vec<FileId> = resolved.flat_map(|resolved| resolved.imports.iter().copied()).collect();
            next.clear();
            for import in imports {
                if !found.contains(&import) && import != file {
                    found.push(import);
                    next.push(import);
                }
            }
        }
        found
    }

    /// The catalog that the profile in `file` makes. Nothing where an import cannot be followed.
    pub(super) fn resolve(&mut self, file: &DataFile<'s>) -> Option<Rc<Resolved<'s>>> {
        if let Some(known) = self.known.get(&file.id) {
            return known.clone();
        }
        let document = self.shelf.open(file).ok().and_then(|source| source.json().ok())?;
        let profile = document.get(Subject::Profile.key())?;
        let places = self.shelf.open(file).map(source::Source::places).unwrap_or_default();
        let mut notes = Notes::new(places, Faults::of(file.id));
        grammar::check(profile, &mut notes);
        self.open.push(file.id);
        let resolved = self.resolved(path::name(file.path), profile, &mut notes).map(Rc::new);
        self.open.pop();
        self.findings.extend(notes.into_findings());
        self.known.insert(file.id, resolved.clone());
        resolved
    }

    fn resolved(&mut self, name: &str, profile: &Json<'s>, notes: &mut Notes<'_>) -> Option<Resolved<'s>> {
        let imports = profile.list("imports");
        if imports.is_empty() {
            let help = "name in `imports` the catalogs that it selects controls of";
            notes.add(
                Code::MissingImport,
                profile.key("imports"),
                format!("the profile `{name}` imports nothing"),
                help,
            );
        }
        if imports.len() > MAX_IMPORTS {
            let message = format!("the profile `{name}` has {} imports, at most {MAX_IMPORTS} are read", imports.len());
            notes.add(
                Code::MissingImport,
                profile.key("imports"),
                message,
                "select the controls of one catalog in one import",
            );
            return None;
        }
        // All of them, so that one run says what is wrong with each.
        let parts: Vec<Option<(FileId, Part<'_, 's>)>> =
            imports.iter().map(|import| self.import(profile, import, notes)).collect();
        let parts: Option<Vec<(FileId, Part<'_, 's>)>> = parts.into_iter().collect();
        let (files, parts): (Vec<FileId>, Vec<Part<'_, 's>>) =
            parts.filter(|parts| !parts.is_empty())?.into_iter().unzip();
        let nothing = Json::Null;
        let changes = Changes::of(profile.get("modify").unwrap_or(&nothing));
        let merge = profile.get("merge").unwrap_or(&nothing);
        let mut catalog = combine(&parts, merge, &|parameter| changes.sets(parameter), notes);
        changes.apply(&mut catalog, notes);
        let own = profile.get("back-matter").map(|back| back.list("resources")).unwrap_or_default();
        catalog.resources.extend(own.iter().cloned());
        catalog.head = head(name, profile);
        Some(Resolved { catalog, imports: files, set: changes.parameters() })
    }

    /// The controls that an import selects, with the file that they come from.
    fn import<'v>(
        &mut self,
        profile: &'v Json<'s>,
        import: &'v Json<'s>,
        notes: &mut Notes<'_>,
    ) -> Option<(FileId, Part<'v, 's>)> {
        let href = import.text("href");
        let file = self.find(profile, href, notes)?;
        let name = path::name(file.path).to_owned();
        let document = self.document(&file, href, notes)?;
        let mut selection = Selection::of_import(import, notes);
        let mut selected = Selected::clone(&document.catalog);
        selected.units = selection.of_units(&document.catalog.units, &format!("`{name}`"), notes);
        selected.floating.extend(left_out(&document.catalog.units, &selected.units));
        Some((file.id, Part { name, href, selected }))
    }

    /// The file that an address means: one of its name, or of its name in another format.
    fn find(&self, profile: &Json<'s>, href: &str, notes: &mut Notes<'_>) -> Option<DataFile<'s>> {
        let mut hrefs = vec![href];
        if let Some(uuid) = href.strip_prefix('#') {
            let resources = profile.get("back-matter").map(|back| back.list("resources")).unwrap_or_default();
            let Some(resource) = resources.iter().find(|resource| resource.text("uuid") == uuid) else {
                let message = format!("the profile imports the resource `{uuid}`, which its back matter does not have");
                notes.add(Code::MissingImport, href, message, "add it to `resources`, or name the file as `href`");
                return None;
            };
            hrefs = resource.list("rlinks").iter().map(|link| link.text("href")).collect();
        }
        let files = self.shelf.files();
        let named = hrefs.iter().map(|href| segment(href, 0));
        // Where the folder tells catalogs apart: `catalogs/anssi/catalog.json`.
        let folders = hrefs.iter().map(|href| segment(href, 1));
        let names: Vec<&str> = named.chain(folders).filter(|name| !name.is_empty()).collect();
        let exact = names.iter().find_map(|name| files.iter().find(|file| path::name(file.path) == *name));
        let found = exact.or_else(|| {
            let is_same = |file: &&DataFile<'_>, name: &str| path::stem(file.path) == path::stem(name);
            names.iter().find_map(|name| files.iter().find(|file| is_same(file, name) && self.shelf.is_document(file)))
        });
        if found.is_none() {
            let what = names.first().copied().unwrap_or(href);
            let message = format!("the profile builds on `{what}`, which is not here");
            let help = "put it beside this file, or use the resolved profile, which publishers call a `resolved-profile_catalog`";
            notes.add(Code::MissingImport, href, message, help);
        }
        found.copied()
    }

    /// What the file of an import holds.
    fn document(&mut self, file: &DataFile<'s>, href: &str, notes: &mut Notes<'_>) -> Option<Rc<Resolved<'s>>> {
        let name = path::name(file.path);
        if self.open.contains(&file.id) {
            let message = format!("the profile builds on itself through `{name}`");
            notes.add(
                Code::CircularProfile,
                href,
                message,
                "import a catalog, or a profile that does not lead back here",
            );
            return None;
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} profiles build on each other");
            notes.add(Code::CircularProfile, href, message, "import a catalog, or a profile that is nearer to one");
            return None;
        }
        if let Some(Some(known)) = self.known.get(&file.id) {
            return Some(Rc::clone(known));
        }
        match self.shelf.open(file).and_then(source::Source::json) {
            Ok(document) => {
                if let Some(catalog) =
                    document.get(Subject::Catalog.key()).filter(|catalog| !catalog.entries().is_empty())
                {
                    let catalog = Selected::of_catalog(catalog);
                    let resolved = Rc::new(Resolved { catalog, imports: Vec::new(), set: HashSet::new() });
                    self.known.insert(file.id, Some(Rc::clone(&resolved)));
                    return Some(resolved);
                }
                if document.get(Subject::Profile.key()).is_some() {
                    let resolved = self.resolve(file);
                    if resolved.is_none() {
                        let message = format!("the profile builds on the profile `{name}`, which has no result");
                        notes.add(Code::MissingImport, href, message, "see what is said of that file");
                    }
                    return resolved;
                }
                let message = format!("the profile imports `{name}`, which is neither a catalog nor a profile");
                notes.add(Code::MissingImport, href, message, "import a catalog");
            }
            Err(fault) => {
                let message = format!("the profile builds on `{name}`, which cannot be read: {}", fault.reason);
                notes.add(Code::MissingImport, href, message, "mend that file");
            }
        }
        None
    }
}

/// The parameters of the units of a catalog that were not selected.
fn left_out<'s>(all: &[Unit<'s>], selected: &[Unit<'s>]) -> Vec<Json<'s>> {
    let mut kept = HashSet::new();
    Unit::each(selected, &mut |unit| kept.extend(unit.fields.identity()));
    let mut params = Vec::new();
    Unit::each(all, &mut |unit| {
        if unit.fields.identity().is_none_or(|identity| !kept.contains(&identity)) {
            params.extend(unit.fields.list("params").iter().cloned());
        }
    });
    params
}

/// The fields of a resolved catalog besides its controls.
fn head<'s>(name: &str, profile: &Json<'s>) -> Vec<(Cow<'s, str>, Json<'s>)> {
    let mut metadata = profile.get("metadata").cloned().unwrap_or_else(|| Json::of_entries(Vec::new()));
    let source = [(Cow::Borrowed("rel"), Json::own("source-profile")), (Cow::Borrowed("href"), Json::own(name))];
    metadata.extend(Cow::Borrowed("links"), [Json::of_entries(source.to_vec())], false);
    let mut head = vec![(Cow::Borrowed("metadata"), metadata)];
    head.extend(profile.get("uuid").map(|uuid| (Cow::Borrowed("uuid"), uuid.clone())));
    head
}

/// `cat.json` of `https://example.com/a/cat.json?raw`, and `a` as the segment before it.
fn segment(href: &str, before_last: usize) -> &str {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').nth(before_last).unwrap_or_default()
}
