//! Reads all frameworks of a site: the built-in ones, and those of its files.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{build, check_renumbered, check_withdrawn};
use super::builtin;
use super::collection::Frameworks;
use super::faults::Faults;
use super::model::Head;
use super::notation::well_known;
use super::oscal::{self, CiteFrom, Imported, Reading};
use super::tree::Framework;
use super::written::{self, Spanned, Written};
use crate::finding::{Code, Finding, nearest};
use crate::source::{DataFile, FileId, Location, Span, path};

/// Larger files are not read: no standard is that long, and memory must be bounded.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The name without its extension: the key of a file that gives none.
fn key_of<'a>(file: &DataFile<'a>) -> &'a str {
    let stem = path::stem(file.path);
    stem.strip_suffix(".oscal").unwrap_or(stem)
}

fn is_json(file: &DataFile<'_>) -> bool {
    file.path.ends_with(".json")
}

/// Files that could not be read, each with the byte at which UTF-8 ends; nothing where that is reported elsewhere.
pub type Unread = BTreeMap<FileId, Option<usize>>;

/// The frameworks of these data files under `content/frameworks/` and the built-in ones, with what is wrong with the
/// files.
///
/// A file's framework replaces a built-in one of the same standard, whatever its key. Files that are `unread` have no
/// text.
pub fn read(files: &[DataFile<'_>], unread: &Unread) -> (Frameworks, Vec<Finding>) {
    let mut reader = Reader { files, unread, found: Vec::new(), findings: Vec::new(), with_sidecar: BTreeSet::new() };
    for file in files.iter().filter(|file| !is_json(file)) {
        reader.written(file);
    }
    for file in files.iter().filter(|file| is_json(file)) {
        if !reader.with_sidecar.contains(&file.id) {
            reader.without_sidecar(file);
        }
    }
    let Reader { mut found, mut findings, .. } = reader;
    found.sort_by_key(|found| found.key.file);
    let mut built_in = builtin::all();
    let all = without_duplicates(found, &mut findings).into_iter().map(|own| with_known_notation(own, &built_in));
    let all: Vec<Framework> = all.collect();
    built_in.retain(|framework| !all.iter().any(|own| framework.is_same_standard(own)));
    (Frameworks::new(built_in.into_iter().chain(all)), findings)
}

/// `own` with what its file leaves out of its notation, where the standard of that name is known.
fn with_known_notation(own: Framework, built_in: &[Framework]) -> Framework {
    let shipped = built_in.iter().find(|framework| framework.is_same_standard(&own));
    let known = shipped.map(|framework| framework.notation.clone()).or_else(|| well_known(&own.name));
    match known {
        Some(known) => own.with_notation(|notation| notation.completed(known)),
        None => own,
    }
}

/// A framework of a file.
struct KeyedFramework {
    framework: Framework,
    /// The location of its key.
    key: Location,
}

struct Reader<'r, 'f> {
    files: &'r [DataFile<'f>],
    unread: &'r Unread,
    found: Vec<KeyedFramework>,
    findings: Vec<Finding>,
    /// Catalogs that a sidecar names.
    with_sidecar: BTreeSet<FileId>,
}

impl<'f> Reader<'_, 'f> {
    /// A file in our own format, which may be the sidecar of a catalog.
    fn written(&mut self, file: &DataFile<'f>) {
        let mut faults = Faults::of(file.id);
        let written = if self.is_readable(file, &mut faults) { written::read(file.text, &mut faults) } else { None };
        if let Some(mut written) = written {
            match written.catalog.take() {
                Some(catalog) => self.sidecar(file, written, &catalog, &mut faults),
                None => {
                    let nodes = std::mem::take(&mut written.nodes);
                    if let Some((head, key)) = head(file, written, None, &mut faults) {
                        let framework = build(head, file.id, nodes, &mut faults);
                        check_renumbered(&framework, &mut faults);
                        check_withdrawn(&framework, &mut faults);
                        self.found.push(KeyedFramework { framework, key });
                    }
                }
            }
        }
        self.findings.extend(faults.into_findings());
    }

    fn sidecar(&mut self, file: &DataFile<'f>, written: Written, catalog: &Spanned, faults: &mut Faults) {
        let name = catalog.value.strip_prefix("./").unwrap_or(&catalog.value);
        let Some(target) = self.files.iter().find(|file| is_json(file) && path::name(file.path) == name) else {
            let names = self.files.iter().filter(|file| is_json(file)).map(|file| path::name(file.path));
            let help = nearest(name, names).map(|nearest| format!("did you mean `{nearest}`?"));
            let help = help.unwrap_or_else(|| "put the catalog, an OSCAL file in JSON, beside this file".to_owned());
            return faults.unreadable(catalog.span, format!("catalog not found: `{name}`"), Some(help));
        };
        self.with_sidecar.insert(target.id);
        let cite_from = written.cite_from.as_ref().and_then(|word| cite_from(word, faults));
        let mut inner = Faults::of(target.id);
        let reading = self.catalog(target, cite_from, &mut inner);
        match reading {
            Reading::Catalog(imported) => {
                if let Some((head, key)) = head(file, written, Some(&imported), faults) {
                    let framework = build(head, target.id, imported.outlines, &mut inner);
                    check_renumbered(&framework, faults);
                    self.found.push(KeyedFramework { framework, key });
                }
            }
            Reading::Other => faults.unreadable(catalog.span, format!("`{name}` is not an OSCAL catalog"), None),
            Reading::Unreadable => {}
        }
        self.findings.extend(inner.into_findings());
    }

    /// A JSON file that no sidecar names: a catalog, or our own format as JSON.
    fn without_sidecar(&mut self, file: &DataFile<'f>) {
        let mut faults = Faults::of(file.id);
        match self.catalog(file, None, &mut faults) {
            Reading::Catalog(imported) => {
                if let Some((head, key)) = head(file, Written::default(), Some(&imported), &mut faults) {
                    let framework = build(head, file.id, imported.outlines, &mut faults);
                    self.found.push(KeyedFramework { framework, key });
                }
            }
            Reading::Other => return self.written(file),
            Reading::Unreadable => {}
        }
        self.findings.extend(faults.into_findings());
    }

    fn catalog(&self, file: &DataFile<'f>, cite_from: Option<CiteFrom>, faults: &mut Faults) -> Reading {
        if self.is_readable(file, faults) { oscal::read(file.text, cite_from, faults) } else { Reading::Unreadable }
    }

    /// Whether the file has a text of a size that is read. If not, that is reported.
    fn is_readable(&self, file: &DataFile<'f>, faults: &mut Faults) -> bool {
        if let Some(valid_up_to) = self.unread.get(&file.id) {
            if let Some(at) = *valid_up_to {
                let message = format!("the framework cannot be read: it is not UTF-8 from byte {at} on");
                faults.unreadable(Span::new(at, at), message, Some("save the file as UTF-8".to_owned()));
            }
            return false;
        }
        let fits = file.text.len() <= MAX_BYTES;
        if !fits {
            let (size, most) = (file.text.len() / 1_048_576, MAX_BYTES / 1_048_576);
            let message = format!("the file is too large: {size} MB, at most {most} MB are read");
            faults.unreadable(Span::default(), message, Some("split it, or leave out what is not cited".to_owned()));
        }
        fits
    }
}

fn cite_from(word: &Spanned, faults: &mut Faults) -> Option<CiteFrom> {
    let cite_from = CiteFrom::read(&word.value);
    if cite_from.is_none() {
        let message = format!("invalid `cite_from` `{}`: expected one of {}", word.value, CiteFrom::WORDS.join(", "));
        let nearest = nearest(&word.value, CiteFrom::WORDS.iter().copied());
        faults.unreadable(word.span, message, nearest.map(|nearest| format!("did you mean `{nearest}`?")));
    }
    cite_from
}

/// The head of a framework, and the location of its key. Nothing where the key is invalid.
fn head(
    file: &DataFile<'_>,
    written: Written,
    imported: Option<&Imported>,
    faults: &mut Faults,
) -> Option<(Head, Location)> {
    let location = Location::new(file.id, written.key.unwrap_or_default());
    let mut head = written.head;
    if head.key.is_empty() {
        head.key = key_of(file).to_owned();
    }
    if !is_key(&head.key) {
        let help = "a key has up to 100 letters, digits, dots, hyphens and underscores, such as `nist-800-53`";
        faults.unreadable(location.span, format!("invalid key `{}`", head.key), Some(help.to_owned()));
        return None;
    }
    let or =
        |own: String, other: Option<&String>| if own.is_empty() { other.cloned().unwrap_or_default() } else { own };
    head.version = or(head.version, imported.map(|imported| &imported.version));
    head.name = or(head.name, imported.map(|imported| &imported.title));
    head.name = or(head.name, Some(&head.key));
    Some((head, location))
}

/// Whether `key` can be part of an address.
fn is_key(key: &str) -> bool {
    const MAX_KEY: usize = 100;
    key.len() <= MAX_KEY
        && key.starts_with(|first: char| first.is_ascii_alphanumeric())
        && key.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_'))
}

/// The first of each key. Addresses ignore case, so keys do as well.
fn without_duplicates(found: Vec<KeyedFramework>, findings: &mut Vec<Finding>) -> Vec<Framework> {
    let mut seen: BTreeMap<String, Location> = BTreeMap::new();
    let mut unique = Vec::new();
    for KeyedFramework { framework, key } in found {
        let first = *seen.entry(framework.key.to_lowercase()).or_insert(key);
        if first == key {
            unique.push(framework);
            continue;
        }
        let message = format!("duplicate framework key `{}`", framework.key);
        let finding = Finding::new(Code::FrameworkTwice, key, message).about(&framework.key);
        findings.push(finding.related(first, "the first one").help("give one of the two another `key`"));
    }
    unique
}
