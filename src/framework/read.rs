//! Reads all frameworks of a site: the built-in ones, and those of its files.

use std::collections::{BTreeMap, BTreeSet};

use super::applicability_reader::{self, WrittenDimension, with_dimensions};
use super::baselines::{self, KeyedFramework, Pending};
use super::build::{build, build_imported, check_renumbered, check_withdrawn};
use super::builtin;
use super::collection::Frameworks;
use super::extension::{Extension, extend};
use super::faults::Faults;
use super::model::{Head, Notation};
use super::notation::well_known;
use super::oscal::{self, CiteFrom, Imported, Library, MAX_BYTES, Options, Reading, Shelf, Source, Subject};
use super::tree::Framework;
use super::written::{self, Spanned, Written};
use crate::finding::{Code, Finding, nearest};
use crate::source::{DataFile, FileId, Location, Span, path};

/// The name without its extension: the key of a file that gives none.
fn key_of<'a>(file: &DataFile<'a>) -> &'a str {
    let stem = path::stem(file.path);
    stem.strip_suffix(".oscal").unwrap_or(stem)
}

fn has_end(file: &DataFile<'_>, ends: &[&str]) -> bool {
    ends.iter().any(|end| file.path.ends_with(end))
}

fn is_yaml(file: &DataFile<'_>) -> bool {
    has_end(file, &[".yaml", ".yml"])
}

/// Files that could not be read, each with the byte at which UTF-8 ends; nothing where that is reported elsewhere.
pub type Unread = BTreeMap<FileId, Option<usize>>;

/// The frameworks of these data files under `content/frameworks/` and the built-in ones, with what is wrong with the
/// files.
///
/// A file's framework replaces a built-in one of the same standard, whatever its key. Files that are `unread` have no
/// text.
pub fn read(files: &[DataFile<'_>], unread: &Unread) -> (Frameworks, Vec<Finding>) {
    let shelf = Shelf::of(files);
    let mut built_in = builtin::all();
    let mut reader = Reader {
        files,
        unread,
        shelf: &shelf,
        library: Library::new(&shelf),
        found: Vec::new(),
        findings: Vec::new(),
        documents: BTreeSet::new(),
        baselines: Vec::new(),
        sidecars: Vec::new(),
        with_sidecar: BTreeSet::new(),
        extensions: Vec::new(),
    };
    files.iter().filter(|file| is_yaml(file)).for_each(|file| reader.written(file));
    reader.sidecars();
    for file in files {
        let is_document = !is_yaml(file) || reader.documents.contains(&file.id);
        if is_document && !reader.with_sidecar.contains(&file.id) {
            reader.without_sidecar(file);
        }
    }
    let Reader { mut found, mut findings, library, baselines, extensions, .. } = reader;
    found.sort_by_key(|found| found.key.file);
    let mut seen = BTreeMap::new();
    let all = without_duplicates(found, &mut seen, &mut findings).into_iter();
    let mut all: Vec<Framework> = all.map(|own| with_known_notation(own, &built_in)).collect();
    built_in.retain(|framework| !all.iter().any(|own| framework.is_same_standard(own)));
    all.splice(0..0, built_in);
    let extensions = extend(&mut all, extensions, &mut findings);
    let mut bases = baselines::Bases::default();
    all = baselines::with_basis(all, &library, &mut bases);
    findings.extend(library.into_findings());
    let known: Vec<&Framework> = all.iter().collect();
    let baselines = baselines::build_all(baselines, &known, &mut bases, &mut findings);
    all.extend(without_duplicates(baselines, &mut seen, &mut findings));
    let unknown = extend(&mut all, extensions, &mut findings);
    findings.extend(unknown.into_iter().map(|extension| extension.unknown(&all)));
    (Frameworks::new(all), findings)
}

/// `own` with what its file leaves out of its notation, where the standard of that name is known.
fn with_known_notation(own: Framework, built_in: &[Framework]) -> Framework {
    let shipped = built_in.iter().find(|framework| framework.is_same_standard(&own));
    let known = shipped.map(|framework| without_words_for_others(framework.notation.clone()));
    let known = known.or_else(|| well_known(&own.name));
    match known {
        Some(known) => own.with_notation(|notation| notation.completed(known)),
        None => own,
    }
}

/// `notation` of a standard that ships, without words for ids that a file may leave out: of ISO/IEC 27001, which has
/// clauses as well, files often hold the controls alone.
fn without_words_for_others(mut notation: Notation) -> Notation {
    let Notation { words, prefixes, .. } = &mut notation;
    words.retain(|word| prefixes.is_empty() || prefixes.contains(word));
    notation
}

/// What a site says of a catalog.
struct Sidecar<'r> {
    file: &'r DataFile<'r>,
    written: Written,
    dimensions: Vec<WrittenDimension>,
    /// The file that it names.
    catalog: Spanned,
}

struct Reader<'r> {
    files: &'r [DataFile<'r>],
    unread: &'r Unread,
    shelf: &'r Shelf<'r>,
    library: Library<'r>,
    found: Vec<KeyedFramework>,
    findings: Vec<Finding>,
    /// Documents of OSCAL in YAML.
    documents: BTreeSet<FileId>,
    sidecars: Vec<Sidecar<'r>>,
    baselines: Vec<Pending>,
    /// Catalogs that a sidecar names.
    with_sidecar: BTreeSet<FileId>,
    extensions: Vec<Extension>,
}

impl<'r> Reader<'r> {
    /// A file in our own format. The sidecar of a catalog, and a document of OSCAL, are set aside.
    fn written(&mut self, file: &'r DataFile<'r>) {
        let mut faults = Faults::of(file.id);
        let tree = if self.is_readable(file, &mut faults) { written::tree(file.text, &mut faults) } else { None };
        if let Some(document) = tree {
            if oscal::subject(&document.root).is_some() {
                for duplicate in &document.duplicates {
                    let message = format!("duplicate key `{}`", duplicate.key);
                    faults.upstream(duplicate.again, message, "the first one is used");
                }
                self.documents.insert(file.id);
                self.shelf.put(file, Source::Tree(document.root));
            } else if let Some(mut written) = written::framework(&document, &mut faults) {
                let dimensions = applicability_reader::read(&document.root, &mut faults);
                match written.extends.take() {
                    Some(key) => self.extensions.push(Extension { file: file.id, key, dimensions }),
                    None => self.own(file, (written, dimensions), &mut faults),
                }
            }
        }
        self.findings.extend(faults.into_findings());
    }

    fn own(
        &mut self,
        file: &'r DataFile<'r>,
        (mut written, dimensions): (Written, Vec<WrittenDimension>),
        faults: &mut Faults,
    ) {
        if let Some(catalog) = written.catalog.take() {
            return self.sidecars.push(Sidecar { file, written, dimensions, catalog });
        }
        if let Some(baseline) = written.baseline.take() {
            let head = head(file, written, None, faults);
            return self.baselines.extend(head.map(|(head, key)| Pending { head, key, baseline, dimensions }));
        }
        let (nodes, catalog_href) = (std::mem::take(&mut written.nodes), written.oscal_href.take());
        if let Some((head, key)) = head(file, written, None, faults) {
            let framework = build(head, file.id, nodes, faults).with_catalog_href(catalog_href);
            check_renumbered(&framework, faults);
            check_withdrawn(&framework, faults);
            let framework = with_dimensions(framework, &dimensions, faults);
            self.found.push(KeyedFramework { framework, key });
        }
    }

    fn sidecars(&mut self) {
        for sidecar in std::mem::take(&mut self.sidecars) {
            let mut faults = Faults::of(sidecar.file.id);
            let name = sidecar.catalog.value.strip_prefix("./").unwrap_or(&sidecar.catalog.value);
            let others = || self.files.iter().filter(|other| other.id != sidecar.file.id);
            if let Some(target) = others().find(|other| path::name(other.path) == name) {
                self.named(sidecar, target, &mut faults);
            } else {
                let nearest = nearest(name, others().map(|other| path::name(other.path)));
                let help = nearest.map(|nearest| format!("did you mean `{nearest}`?"));
                let what = if sidecar.written.is_profile { "profile" } else { "catalog" };
                let help = help.unwrap_or_else(|| format!("put the {what}, an OSCAL file, beside this file"));
                faults.unreadable(sidecar.catalog.span, format!("{what} not found: `{name}`"), Some(help));
            }
            self.findings.extend(faults.into_findings());
        }
    }

    /// The catalog that a sidecar names; `faults` are those of the sidecar.
    fn named(&mut self, sidecar: Sidecar<'r>, target: &'r DataFile<'r>, faults: &mut Faults) {
        let Sidecar { file, mut written, dimensions, catalog } = sidecar;
        self.with_sidecar.insert(target.id);
        let options = Options {
            cite_from: written.cite_from.as_ref().and_then(|word| cite_from(word, faults)),
            is_case_sensitive: written.head.notation.is_case_sensitive,
            assessed_classes: written.assessed_classes.iter().map(|class| class.value.clone()).collect(),
        };
        let mut inner = Faults::of(target.id);
        match self.catalog(target, &options, &mut inner) {
            Reading::Catalog(imported) => {
                if written.is_profile && !self.library.is_profile(target) {
                    let help = format!("write `catalog: {name}`", name = catalog.value);
                    let message = format!("`{}` is a catalog, not a profile", catalog.value);
                    faults.unreadable(catalog.span, message, Some(help));
                }
                check_classes(&written.assessed_classes, &imported, faults);
                let href = written.oscal_href.take().unwrap_or_else(|| target.path.to_owned());
                if let Some((head, key)) = head(file, written, Some(&imported), faults) {
                    let framework = build_imported(head, target.id, imported.outlines, &mut inner);
                    let framework = framework.with_catalog_href(Some(href));
                    check_renumbered(&framework, faults);
                    let framework = with_dimensions(framework, &dimensions, faults);
                    self.found.push(KeyedFramework { framework, key });
                }
            }
            Reading::OtherSubject(subject) => other_subject(subject, &mut inner),
            Reading::Other { is_empty } => {
                let help = "name an OSCAL catalog, or describe the framework here with `nodes:`";
                let what = if is_empty { "is empty: it is not an OSCAL catalog" } else { "is not an OSCAL catalog" };
                let message = format!("`{}` {what}", catalog.value);
                faults.unreadable(catalog.span, message, Some(help.to_owned()));
            }
            Reading::Unreadable => {}
        }
        self.findings.extend(inner.into_findings());
    }

    /// A file that no sidecar names: a catalog, or our own format as JSON.
    fn without_sidecar(&mut self, file: &'r DataFile<'r>) {
        let mut faults = Faults::of(file.id);
        match self.catalog(file, &Options::default(), &mut faults) {
            Reading::Catalog(imported) => {
                if let Some((head, key)) = head(file, unnamed(file), Some(&imported), &mut faults) {
                    let framework = build_imported(head, file.id, imported.outlines, &mut faults);
                    let framework = framework.with_catalog_href(Some(file.path.to_owned()));
                    self.found.push(KeyedFramework { framework, key });
                }
            }
            Reading::OtherSubject(subject) => other_subject(subject, &mut faults),
            Reading::Other { .. } if has_end(file, &[".xml"]) => {
                let help = "only catalogs and profiles of OSCAL are read as XML";
                faults.unreadable(Span::default(), "this is not an OSCAL catalog", Some(help.to_owned()));
            }
            Reading::Other { .. } => return self.written_as_json(file),
            Reading::Unreadable => {}
        }
        self.findings.extend(faults.into_findings());
    }

    /// JSON is YAML too.
    fn written_as_json(&mut self, file: &'r DataFile<'r>) {
        self.written(file);
        self.sidecars();
    }

    fn catalog(&mut self, file: &'r DataFile<'r>, options: &Options, faults: &mut Faults) -> Reading {
        if !self.is_readable(file, faults) {
            return Reading::Unreadable;
        }
        match self.shelf.open(file) {
            Ok(source) => oscal::read(file, source, &mut self.library, options, faults),
            Err(fault) => {
                faults.unreadable(fault.span, format!("the catalog cannot be read: {}", fault.reason), fault.help);
                Reading::Unreadable
            }
        }
    }

    /// Whether the file has a text of a size that is read. If not, that is reported.
    fn is_readable(&self, file: &'r DataFile<'r>, faults: &mut Faults) -> bool {
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

fn other_subject(subject: Subject, faults: &mut Faults) {
    let message = format!("this is {} of OSCAL, not a catalog", subject.name());
    let help = "put the catalog here that it refers to, or a profile of it";
    faults.unreadable(Span::default(), message, Some(help.to_owned()));
}

/// Reports classes that no control of the catalog has.
fn check_classes(classes: &[Spanned], imported: &Imported, faults: &mut Faults) {
    for class in classes.iter().filter(|class| !imported.classes.contains(&class.value)) {
        let known = || imported.classes.iter().map(String::as_str);
        let near = nearest(&class.value, known()).map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| match known().collect::<Vec<_>>().as_slice() {
            [] => "the controls of this catalog have no class".to_owned(),
            known => format!("the catalog has {}", known.join(", ")),
        });
        faults.unreadable(class.span, format!("no control has the class `{}`", class.value), Some(help));
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

/// What is said of a catalog without a sidecar: its key is the name of the file, as far as a key can have that.
fn unnamed(file: &DataFile<'_>) -> Written {
    let pieces = key_of(file).split(|character: char| !is_in_key(character));
    let pieces = pieces.map(|piece| piece.trim_matches('-')).filter(|piece| !piece.is_empty());
    let mut written = Written::default();
    written.head.key = pieces.collect::<Vec<_>>().join("-");
    written
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
    key.len() <= MAX_KEY && key.starts_with(|first: char| first.is_ascii_alphanumeric()) && key.chars().all(is_in_key)
}

fn is_in_key(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_')
}

/// The first of each key. Addresses ignore case, so keys do as well.
fn without_duplicates(
    found: Vec<KeyedFramework>,
    seen: &mut BTreeMap<String, Location>,
    findings: &mut Vec<Finding>,
) -> Vec<Framework> {
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
