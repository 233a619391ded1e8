//! Profiles: the catalog that a selection of the controls of other documents makes, with its changes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::alter::{Changes, list, text};
use super::select::{Selection, combine};
use super::source::Source;
use super::subject::Subject;
use crate::source::{DataFile, FileId, Span, path};

/// How many profiles may build on each other.
const MAX_DEPTH: usize = 8;

/// How many documents one profile may import.
const MAX_IMPORTS: usize = 100;

/// How many ids a message lists.
const MAX_LISTED: usize = 5;

/// Something that a profile says and that cannot be done.
#[derive(Debug)]
pub(super) struct Problem {
    /// What it is, for a message.
    pub(super) message: String,
    /// The remedy, or what is done instead.
    pub(super) help: String,
    /// A text of the profile that it is about.
    about: String,
}

impl Problem {
    /// The bytes of the profile's text that it is about.
    pub(super) fn span_in(&self, text: &str) -> Span {
        let start = Some(&self.about).filter(|about| !about.is_empty()).and_then(|about| text.find(about.as_str()));
        start.map_or_else(Span::default, |start| Span::new(start, start + self.about.len()))
    }
}

/// The files that a profile may build on.
pub(super) struct Library<'l, 'f> {
    files: &'l [DataFile<'f>],
    problems: Vec<Problem>,
    /// The names of the profiles that are being resolved.
    open: Vec<String>,
    /// The catalogs of files, those of profiles included.
    catalogs: HashMap<FileId, Rc<Value>>,
}

/// The controls of one import.
struct Part {
    name: String,
    catalog: Value,
}

impl<'l, 'f> Library<'l, 'f> {
    /// Of these files.
    pub(super) fn new(files: &'l [DataFile<'f>]) -> Self {
        Self { files, problems: Vec::new(), open: Vec::new(), catalogs: HashMap::new() }
    }

    /// What could not be done.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// A document with the catalog that `document`, a profile, makes. Nothing where an import cannot be followed.
    pub(super) fn resolve(&mut self, file: &DataFile<'_>, document: &Value) -> Option<Value> {
        let name = path::name(file.path);
        if self.open.len() >= MAX_DEPTH || self.open.iter().any(|open| open == name) {
            self.problem(name, format!("the profile `{name}` builds on itself"), "import a catalog");
            return None;
        }
        self.open.push(name.to_owned());
        let resolved = self.resolved(name, document);
        self.open.pop();
        resolved
    }

    fn resolved(&mut self, name: &str, document: &Value) -> Option<Value> {
        let profile = document.get(Subject::Profile.key())?;
        let imports = list(profile, "imports");
        if imports.len() > MAX_IMPORTS {
            let message = format!("the profile `{name}` has {} imports, at most {MAX_IMPORTS} are read", imports.len());
            self.problem("", message, "select the controls of one catalog in one import");
            return None;
        }
        let mut parts = Vec::new();
        for import in imports {
            parts.push(self.import(profile, import)?);
        }
        if parts.is_empty() {
            let help = "name in `imports` the catalogs that it selects controls of";
            self.problem("", format!("the profile `{name}` imports nothing"), help);
            return None;
        }
        let changes = Changes::of(profile.get("modify").unwrap_or(&Value::Null));
        self.disagreements(&parts, &changes);
        let mut catalog = Value::Object(Map::new());
        for part in parts {
            combine(&mut catalog, part.catalog);
        }
        let unused = changes.apply(&mut catalog);
        if !unused.is_empty() {
            let message = format!("the profile changes what it does not select: {}", listed(&unused));
            self.problem(unused.first().map_or("", String::as_str), message, "these changes have no effect");
        }
        self.flatten(profile, &mut catalog);
        catalog["metadata"] = profile.get("metadata").cloned().unwrap_or_default();
        catalog["uuid"] = profile.get("uuid").cloned().unwrap_or_default();
        append(&mut catalog["metadata"], "links", json!({"rel": "source-profile", "href": name}));
        Some(json!({"catalog": catalog}))
    }

    /// The controls that an import selects.
    fn import(&mut self, profile: &Value, import: &Value) -> Option<Part> {
        let href = text(import, "href");
        let file = self.find(profile, href)?;
        let name = path::name(file.path).to_owned();
        let document = self.catalog(&file, href)?;
        let selection = Selection::of(import);
        let (catalog, missing) = selection.of_catalog(&document[Subject::Catalog.key()]);
        if !missing.is_empty() {
            let message = format!("the profile selects controls that `{name}` does not have: {}", listed(&missing));
            self.problem(missing.first().map_or("", String::as_str), message, "they are left out");
        }
        Some(Part { name, catalog })
    }

    /// The file that an address means: one of its name, or of its name in another format.
    fn find(&mut self, profile: &Value, href: &str) -> Option<DataFile<'f>> {
        let mut hrefs = vec![href];
        if let Some(uuid) = href.strip_prefix('#') {
            let resources = profile.get("back-matter").map(|back| list(back, "resources")).unwrap_or_default();
            let resource = resources.iter().find(|resource| text(resource, "uuid") == uuid);
            hrefs = resource
                .map(|resource| list(resource, "rlinks"))
                .unwrap_or_default()
                .iter()
                .map(|link| text(link, "href"))
                .collect();
        }
        let named = hrefs.iter().map(|href| segment(href, 0));
        // Where the folder tells catalogs apart: `catalogs/anssi/catalog.json`.
        let folders = hrefs.iter().map(|href| segment(href, 1));
        let names: Vec<&str> = named.chain(folders).filter(|name| !name.is_empty()).collect();
        let exact = names.iter().find_map(|name| self.files.iter().find(|file| path::name(file.path) == *name));
        let found = exact.or_else(|| {
            let is_same = |file: &&DataFile<'_>, name: &str| path::stem(file.path) == path::stem(name);
            names.iter().find_map(|name| self.files.iter().find(|file| is_same(file, name)))
        });
        let Some(file) = found.copied() else {
            let what = names.first().copied().unwrap_or(href);
            let message = format!("the profile builds on `{what}`, which is not here");
            let help = "put it beside this file, or use the resolved profile, which publishers call a `resolved-profile_catalog`";
            self.problem(href, message, help);
            return None;
        };
        Some(file)
    }

    /// The document with the catalog of a file, or with the one that the profile in it makes.
    fn catalog(&mut self, file: &DataFile<'f>, href: &str) -> Option<Rc<Value>> {
        if let Some(known) = self.catalogs.get(&file.id) {
            return Some(Rc::clone(known));
        }
        let name = path::name(file.path);
        let document = match Source::open(file).and_then(|source| source.value()) {
            Ok(document) if document.get(Subject::Catalog.key()).is_some() => document,
            Ok(document) if document.get(Subject::Profile.key()).is_some() => self.resolve(file, &document)?,
            Ok(_) => {
                let message = format!("the profile imports `{name}`, which is neither a catalog nor a profile");
                self.problem(href, message, "import a catalog");
                return None;
            }
            Err(fault) => {
                let message = format!("the profile builds on `{name}`, which cannot be read: {}", fault.reason);
                self.problem(href, message, "mend it");
                return None;
            }
        };
        let document = Rc::new(document);
        self.catalogs.insert(file.id, Rc::clone(&document));
        Some(document)
    }

    /// Parameters that two imports set to different values, and the profile itself does not set.
    fn disagreements(&mut self, parts: &[Part], changes: &Changes<'_>) {
        let mut seen: BTreeMap<String, (&str, Value)> = BTreeMap::new();
        let mut found = Vec::new();
        for part in parts {
            for parameter in super::select::parameters(&part.catalog) {
                let id = text(parameter, "id");
                let set: Vec<&Value> =
                    ["values", "constraints", "select"].iter().filter_map(|key| parameter.get(*key)).collect();
                let set = json!(set);
                match seen.get(id) {
                    Some((other, value)) if *value != set && !changes.sets(id) => {
                        found.push((id.to_owned(), (*other).to_owned(), part.name.clone()));
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(id.to_owned(), (&part.name, set));
                    }
                }
            }
        }
        for (id, first, second) in found {
            let message = format!("`{first}` and `{second}` set the parameter `{id}` differently");
            self.problem(&second, message, "the first is used; set the parameter in this profile");
        }
    }

    /// Removes the groups where the profile says so.
    fn flatten(&mut self, profile: &Value, catalog: &mut Value) {
        let Some(merge) = profile.get("merge") else { return };
        if merge.get("custom").is_some() {
            let message = "the groups that the profile makes with `merge: custom` are not read";
            self.problem("custom", message.to_owned(), "the controls are in the groups that they come from");
        } else if merge.get("flat").is_some() {
            let mut controls = Vec::new();
            super::select::ungroup(catalog, &mut controls);
            if let Some(catalog) = catalog.as_object_mut() {
                catalog.remove("groups");
                catalog.insert("controls".to_owned(), Value::Array(controls));
            }
        }
    }

    fn problem(&mut self, about: &str, message: String, help: &str) {
        self.problems.push(Problem { message, help: help.to_owned(), about: about.to_owned() });
    }
}

/// Adds an item to a list of `object`.
fn append(object: &mut Value, key: &str, item: Value) {
    let items = object.as_object_mut().map(|object| object.entry(key).or_insert_with(|| json!([])));
    if let Some(items) = items.and_then(Value::as_array_mut) {
        items.push(item);
    }
}

/// `cat.json` of `https://example.com/a/cat.json?raw`, and `a` as the segment before it.
fn segment(href: &str, before_last: usize) -> &str {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').nth(before_last).unwrap_or_default()
}

/// The first of the ids for a message.
fn listed(ids: &[String]) -> String {
    let mut seen = HashSet::new();
    let ids: Vec<&String> = ids.iter().filter(|id| seen.insert(*id)).collect();
    let first: Vec<String> = ids.iter().take(MAX_LISTED).map(|id| format!("`{id}`")).collect();
    let more = ids.len().saturating_sub(MAX_LISTED);
    if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
}
