//! What one reading of a site keeps for the next, so that only what changed is read, parsed and compiled again.
//!
//! A file is taken over where its stamp says that it was left alone, or where its bytes are the same. An
//! article is taken over where its file is; if it calls shortcodes, templates and configuration must be the
//! same as well, for nothing else enters into parsing. Routes, lists and links are always made afresh.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use sha2::{Digest, Sha256};

use crate::finding::Finding;
use crate::markdown::Highlighter;
use crate::render::{Size, Theme};
use crate::site::ParsedPage;
use crate::source::{self, Entry, FileId, Inventory, ReadFault, Refusal, Role, SourceFile, Stamp};

/// What is kept of one site between two readings with the same request. An empty one keeps nothing yet.
#[derive(Default)]
pub struct Memory {
    files: HashMap<String, KeptFile>,
    refusals: Vec<Refusal>,
    changed: Vec<String>,
    has_read: bool,
    /// Configuration and templates as they were when `pages` were parsed.
    shape: Vec<Arc<SourceFile>>,
    pages: HashMap<String, KeptPage>,
    theme: Option<KeptTheme>,
    highlighter: Option<Arc<Highlighter>>,
    sizes: HashMap<String, (Option<Stamp>, Option<Size>)>,
    commits: Option<(String, Arc<BTreeMap<String, i64>>)>,
}

/// A file as it was read.
#[derive(Clone)]
struct KeptFile {
    stamp: Option<Stamp>,
    /// Whether any change since would show in the stamp.
    is_settled: bool,
    file: Arc<SourceFile>,
    fault: Option<ReadFault>,
    /// The checksum of a file that is not read but has changed so lately that its stamp says little.
    digest: Option<[u8; 32]>,
}

/// Larger files are told apart by their stamps alone.
const MOST_DIGESTED: u64 = 1024 * 1024;

/// An article as it was parsed.
struct KeptPage {
    source: Arc<SourceFile>,
    page: ParsedPage,
    findings: Vec<Finding>,
}

/// The templates as they were compiled.
struct KeptTheme {
    base: String,
    templates: Vec<(FileId, Arc<SourceFile>)>,
    theme: Arc<Theme>,
    findings: Vec<Finding>,
}

/// The files of an inventory, read.
pub(super) struct Texts {
    /// In the inventory's order.
    pub(super) files: Vec<Arc<SourceFile>>,
    /// What could not be read; its text counts as empty.
    pub(super) faults: Vec<(FileId, ReadFault)>,
    /// Whether anything differs from the last reading.
    pub(super) is_changed: bool,
}

impl Memory {
    /// Paths of the files that the last reading found changed, new or gone, sorted.
    pub fn changed(&self) -> &[String] {
        &self.changed
    }

    /// Reads the files of `inventory` whose text matters, as far as they may have changed.
    pub(super) fn read(&mut self, root: &Path, inventory: &Inventory) -> Texts {
        let one = |entry: &Entry| read_one(root, entry, self.files.get(&entry.path));
        let read: Vec<(KeptFile, bool)> = inventory.entries.par_iter().map(one).collect();
        let is_first = !std::mem::replace(&mut self.has_read, true);
        let fault = |(entry, (kept, _)): (&Entry, &(KeptFile, bool))| Some((entry.id, kept.fault.clone()?));
        let faults = inventory.entries.iter().zip(&read).filter_map(fault).collect();
        let files = read.iter().map(|(kept, _)| kept.file.clone()).collect();
        let is_gone = |path: &&String| inventory.entries.binary_search_by(|entry| entry.path.cmp(path)).is_err();
        let gone = self.files.keys().filter(is_gone).cloned();
        let new = read.iter().filter(|(_, is_new)| *is_new).map(|(kept, _)| kept.file.path.clone());
        self.changed = new.chain(gone).collect();
        self.changed.sort_unstable();
        self.files = read.into_iter().map(|(kept, _)| (kept.file.path.clone(), kept)).collect();
        let is_changed = is_first || !self.changed.is_empty() || self.refusals != inventory.refusals;
        self.refusals.clone_from(&inventory.refusals);
        Texts { files, faults, is_changed }
    }

    /// Forgets what was parsed with other templates or another configuration than those among `files`.
    pub(super) fn keep_shape(&mut self, inventory: &Inventory, files: &[Arc<SourceFile>]) {
        let is_shape = |entry: &Entry| matches!(entry.role, Role::Configuration | Role::Template);
        let entries = inventory.entries.iter().zip(files);
        let shape: Vec<Arc<SourceFile>> =
            entries.filter(|(entry, _)| is_shape(entry)).map(|(_, file)| file.clone()).collect();
        if shape != self.shape {
            self.pages.retain(|_, kept| !calls_shortcodes(&kept.source.text));
            self.shape = shape;
        }
    }

    /// The article of `source` as it was parsed before, pointing at `file`.
    pub(super) fn page(&self, file: FileId, source: &Arc<SourceFile>) -> Option<(ParsedPage, Vec<Finding>)> {
        let kept = self.pages.get(&source.path).filter(|kept| Arc::ptr_eq(&kept.source, source))?;
        let move_to = |finding: &Finding| {
            let mut finding = finding.clone();
            finding.place.file = file;
            finding.related.iter_mut().for_each(|related| related.place.file = file);
            finding
        };
        let page = ParsedPage { file, ..kept.page.clone() };
        Some((page, kept.findings.iter().map(move_to).collect()))
    }

    /// Keeps the articles of a site, and no others.
    pub(super) fn keep_pages(&mut self, files: &[Arc<SourceFile>], parsed: &[(ParsedPage, Vec<Finding>)]) {
        // A finding that points into another file is rare, and would have to follow that file about.
        let is_own = |page: &ParsedPage, finding: &Finding| {
            finding.place.file == page.file && finding.related.iter().all(|related| related.place.file == page.file)
        };
        let own = parsed.iter().filter(|(page, findings)| findings.iter().all(|finding| is_own(page, finding)));
        let keep = |(page, findings): &(ParsedPage, Vec<Finding>)| {
            let source = files[page.file.0 as usize].clone();
            (page.path.clone(), KeptPage { source, page: page.clone(), findings: findings.clone() })
        };
        self.pages = own.map(keep).collect();
    }

    /// The templates, compiled by `compile` unless they are as they were.
    pub(super) fn theme(
        &mut self,
        base: &str,
        templates: Vec<(FileId, Arc<SourceFile>)>,
        compile: impl FnOnce(&[(FileId, Arc<SourceFile>)]) -> (Theme, Vec<Finding>),
    ) -> (Arc<Theme>, Vec<Finding>) {
        if let Some(kept) = self.theme.as_ref().filter(|kept| kept.base == base && kept.templates == templates) {
            return (kept.theme.clone(), kept.findings.clone());
        }
        let (theme, findings) = compile(&templates);
        let theme = Arc::new(theme);
        let kept = KeptTheme { base: base.to_owned(), templates, theme: theme.clone(), findings: findings.clone() };
        self.theme = Some(kept);
        (theme, findings)
    }

    /// The highlighter, which is made once.
    pub(super) fn highlighter(&mut self, make: fn() -> Highlighter) -> Arc<Highlighter> {
        self.highlighter.get_or_insert_with(|| Arc::new(make())).clone()
    }

    /// When each file was last committed, asked again only after a commit.
    pub(super) fn last_changes(&mut self, root: &Path) -> Arc<BTreeMap<String, i64>> {
        let head = source::head(root).unwrap_or_default();
        match &self.commits {
            Some((known, changes)) if *known == head => changes.clone(),
            _ => {
                let changes = Arc::new(source::last_changes(root).unwrap_or_default());
                self.commits = Some((head, changes.clone()));
                changes
            }
        }
    }

    /// The sizes of these images, measured by `measure` where their files have changed.
    pub(super) fn sizes(
        &mut self,
        images: &[(FileId, &str)],
        measure: impl Fn(&str) -> Option<Size> + Sync,
    ) -> HashMap<FileId, Size> {
        let one = |(_, path): &(FileId, &str)| {
            let file = self.files.get(*path);
            let stamp = file.filter(|kept| kept.is_settled).and_then(|kept| kept.stamp);
            let kept = self.sizes.get(*path).filter(|(known, _)| stamp.is_some() && *known == stamp);
            (stamp, kept.map_or_else(|| measure(path), |(_, size)| *size))
        };
        let measured: Vec<(Option<Stamp>, Option<Size>)> = images.par_iter().map(one).collect();
        let found = images.iter().zip(&measured);
        let sizes = found.clone().filter_map(|((file, _), (_, size))| Some((*file, (*size)?))).collect();
        self.sizes = found.map(|((_, path), measured)| ((*path).to_owned(), *measured)).collect();
        sizes
    }
}

/// A file as it stands, and whether it differs from `kept`.
fn read_one(root: &Path, entry: &Entry, kept: Option<&KeptFile>) -> (KeptFile, bool) {
    let path = root.join(&entry.path);
    // The stamp is taken first: a change while the file is read makes it too old, never too new.
    let (moment, stamp) = (SystemTime::now(), Stamp::of(&path));
    let is_settled = stamp.is_some_and(|stamp| stamp.is_settled(moment));
    if !entry.role.is_read(&entry.path) {
        return pass_by(entry, &path, kept, stamp, is_settled);
    }
    if let Some(kept) = kept.filter(|kept| kept.is_settled && kept.stamp == stamp && stamp.is_some()) {
        return (kept.clone(), false);
    }
    let (text, fault) = match source::read_text(&path) {
        Ok(text) => (text, None),
        Err(fault) => (String::new(), Some(fault)),
    };
    match kept.filter(|kept| kept.file.text == text && kept.fault == fault) {
        Some(kept) => (KeptFile { stamp, is_settled, ..kept.clone() }, false),
        None => {
            let file = Arc::new(SourceFile { path: entry.path.clone(), text });
            (KeptFile { stamp, is_settled, file, fault, digest: None }, true)
        }
    }
}

/// A file whose text does not matter, and whether it differs from `kept`.
fn pass_by(
    entry: &Entry,
    path: &Path,
    kept: Option<&KeptFile>,
    stamp: Option<Stamp>,
    is_settled: bool,
) -> (KeptFile, bool) {
    let is_certain = is_settled && kept.is_none_or(|kept| kept.is_settled);
    let is_small = stamp.is_some_and(|stamp| stamp.length() <= MOST_DIGESTED);
    let digest =
        if is_certain || !is_small { None } else { std::fs::read(path).ok().map(|bytes| Sha256::digest(bytes).into()) };
    let is_same = |kept: &&KeptFile| match digest {
        Some(_) => kept.digest == digest,
        None => kept.stamp == stamp,
    };
    match kept.filter(is_same) {
        Some(kept) => (KeptFile { stamp, is_settled, digest, ..kept.clone() }, false),
        None => {
            let file = Arc::new(SourceFile { path: entry.path.clone(), text: String::new() });
            (KeptFile { stamp, is_settled, file, fault: None, digest }, true)
        }
    }
}

/// Whether parsing asks templates and the configuration anything.
fn calls_shortcodes(text: &str) -> bool {
    text.contains("{{")
}
