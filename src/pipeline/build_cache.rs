//! What one reading of a site keeps for the next, so that only what changed is read, parsed and compiled again.
//!
//! A file is taken over where its stamp says that it was left alone, or where its bytes are the same. An
//! article is taken over where its file is; if it calls shortcodes, templates and configuration must be the
//! same as well, for nothing else enters into parsing. The places of pages are taken over where all that they are
//! assembled from is the same; links and what stands on pages are always made afresh.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use foldhash::HashMap;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::cached::{CachedArticle, CachedFile, Content, Unknown};
use super::frame_cache::FrameCache;
use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::front::Date;
use crate::markdown::{Citable, Highlighter};
use crate::render::{Shipped, Size, Theme};
use crate::site::ParsedPage;
use crate::source::{self, Entry, FileId, FileStamp, GitError, Inventory, ReadError, Role, SourceFile};
use crate::table::Table;

/// What is kept of one site between two readings with the same request. An empty one keeps nothing yet.
#[derive(Default)]
pub struct BuildCache {
    inventory: Arc<Inventory>,
    /// In the inventory's order.
    files: Vec<CachedFile>,
    changed: Vec<String>,
    has_read: bool,
    /// Configuration and templates as they were when articles were parsed.
    shape: Vec<Arc<SourceFile>>,
    /// What could be cited when articles were parsed.
    citable: Vec<Citable>,
    pub(super) places: FrameCache,
    theme: Option<CachedTheme>,
    /// The default theme, where somebody has compiled it ahead.
    pub(super) shipped: Option<Shipped>,
    frameworks: Option<CachedFrameworks>,
    tables: HashMap<String, CachedTable>,
    highlighter: Option<Arc<Highlighter>>,
    commits: Option<(String, Arc<BTreeMap<String, i64>>)>,
    git_timed_out: bool,
    today: Option<Date>,
    is_for_once: bool,
}

/// An article with its findings, and whether it differs from what is kept.
pub(super) struct Reading {
    pub(super) page: ParsedPage,
    pub(super) findings: Arc<[Finding]>,
    pub(super) is_new: bool,
}

/// The templates as they were compiled.
struct CachedTheme {
    base: String,
    templates: Vec<(FileId, Arc<SourceFile>)>,
    theme: Arc<Theme>,
    findings: Vec<Finding>,
}

/// The frameworks as they were read.
struct CachedFrameworks {
    files: Vec<(FileId, Arc<SourceFile>)>,
    frameworks: Arc<Frameworks>,
    findings: Vec<Finding>,
}

/// A data table as it was read with these frameworks.
#[derive(Clone)]
pub(super) struct CachedTable {
    pub(super) source: Arc<SourceFile>,
    pub(super) frameworks: Arc<Frameworks>,
    pub(super) table: Option<Arc<Table>>,
    pub(super) findings: Vec<Finding>,
}

/// The files of an inventory, read.
pub(super) struct Texts {
    /// In the inventory's order.
    pub(super) files: Vec<Arc<SourceFile>>,
    /// What could not be read; its text counts as empty.
    pub(super) faults: Vec<(FileId, ReadError)>,
    /// Whether anything differs from the last reading.
    pub(super) is_changed: bool,
}

impl BuildCache {
    /// A memory that no second reading will ask: it keeps no articles.
    pub(super) fn for_once() -> Self {
        Self { is_for_once: true, places: FrameCache::for_once(), ..Self::default() }
    }

    /// Paths of the files that the last reading found changed, new or gone, sorted.
    pub fn changed(&self) -> &[String] {
        &self.changed
    }

    /// Whether files of the site may change without anybody being told: they stand behind a link, or could not
    /// be opened when they were last wanted.
    pub fn has_unwatched_files(&self) -> bool {
        self.inventory.has_links || self.files.iter().any(CachedFile::is_unreadable)
    }

    /// Files of the site at `root` that are not read, and whose content is not known yet.
    pub fn unknown(&self, root: &Path) -> Vec<Unknown> {
        let places = self.files.iter().enumerate().filter(|(place, kept)| {
            let entry = &self.inventory.entries[*place];
            !entry.role.is_read(&entry.path) && kept.is_unknown()
        });
        places.map(|(_, kept)| Unknown { path: kept.file.path.clone(), full: root.join(&kept.file.path) }).collect()
    }

    /// Takes note of a file's content, if it is still the file that was looked at.
    pub fn learn(&mut self, path: &str, content: &Content) {
        let found = self.files.binary_search_by(|kept| kept.file.path.as_str().cmp(path));
        if let Ok(place) = found {
            self.files[place].learn(content);
        }
    }

    /// Takes note of the day that counts as today; says whether it is another than before.
    pub(super) fn is_new_day(&mut self, today: Date) -> bool {
        self.today.replace(today).is_some_and(|known| known != today)
    }

    /// Looks for every file of the site at `root`, and reads those that may have changed.
    pub(super) fn read_all(&mut self, root: &Path) -> Texts {
        let inventory = source::discover(root);
        let one = |entry: &Entry| CachedFile::read(root, entry, self.kept(&entry.path));
        let read: Vec<(CachedFile, bool)> = inventory.entries.par_iter().map(one).collect();
        let is_first = !std::mem::replace(&mut self.has_read, true);
        let is_gone = |path: &&String| inventory.entries.binary_search_by(|entry| entry.path.cmp(path)).is_err();
        let gone = self.files.iter().map(|kept| &kept.file.path).filter(is_gone).cloned();
        let new = read.iter().filter(|(_, is_new)| *is_new).map(|(kept, _)| kept.file.path.clone());
        self.changed = new.chain(gone).collect();
        self.changed.sort_unstable();
        self.files = read.into_iter().map(|(kept, _)| kept).collect();
        let is_changed = is_first || !self.changed.is_empty() || self.inventory.skipped != inventory.skipped;
        self.inventory = Arc::new(inventory);
        self.texts(is_changed)
    }

    /// Looks at these files alone. Nothing where one of them is no file of the site as it was known, or none
    /// any more: then it takes a look everywhere.
    pub(super) fn read_changed(&mut self, root: &Path, paths: &BTreeSet<String>) -> Option<Texts> {
        let is_file = |path: &str| root.join(path).symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        let place = |path: &String| {
            let found = self.files.binary_search_by(|kept| kept.file.path.cmp(path)).ok();
            found.filter(|_| self.has_read && !self.inventory.has_links && is_file(path))
        };
        let places: Vec<usize> = paths.iter().map(place).collect::<Option<_>>()?;
        self.changed.clear();
        for place in places {
            let (kept, is_new) = CachedFile::read(root, &self.inventory.entries[place], self.files.get(place));
            if is_new {
                self.changed.push(kept.file.path.clone());
            }
            self.files[place] = kept;
        }
        Some(self.texts(!self.changed.is_empty()))
    }

    /// The files as they were last looked for, but with these texts; nothing is read.
    pub(super) fn substitute(&mut self, texts: &BTreeMap<FileId, String>) -> Texts {
        for (file, text) in texts {
            if let Some(kept) = self.files.get_mut(file.0 as usize).filter(|kept| kept.file.text != *text) {
                *kept = kept.with_text(text);
            }
        }
        self.texts(true)
    }

    fn texts(&self, is_changed: bool) -> Texts {
        let fault = |(entry, kept): (&Entry, &CachedFile)| Some((entry.id, kept.fault.clone()?));
        let faults = self.inventory.entries.iter().zip(&self.files).filter_map(fault).collect();
        Texts { files: self.files.iter().map(|kept| kept.file.clone()).collect(), faults, is_changed }
    }

    /// What is kept of the file at `path`.
    fn kept(&self, path: &str) -> Option<&CachedFile> {
        let found = self.files.binary_search_by(|kept| kept.file.path.as_str().cmp(path));
        found.ok().map(|place| &self.files[place])
    }

    /// The files of the site as they were last looked for.
    pub(super) fn inventory(&self) -> Arc<Inventory> {
        self.inventory.clone()
    }

    /// Forgets what was parsed with other templates or another configuration than those among `files`.
    pub(super) fn invalidate_on_template_change(&mut self, inventory: &Inventory, files: &[Arc<SourceFile>]) {
        let is_shape = |entry: &Entry| matches!(entry.role, Role::Configuration | Role::Template);
        let entries = inventory.entries.iter().zip(files);
        let shape: Vec<Arc<SourceFile>> =
            entries.filter(|(entry, _)| is_shape(entry)).map(|(_, file)| file.clone()).collect();
        if shape != self.shape {
            self.forget_articles(|file| calls_shortcodes(&file.text));
            self.shape = shape;
        }
    }

    /// Forgets what was parsed when something else could be cited.
    pub(super) fn keep_citable(&mut self, citable: &[Citable]) {
        if citable != self.citable {
            self.forget_articles(|_| true);
            self.citable = citable.to_vec();
        }
    }

    fn forget_articles(&mut self, is_forgotten: impl Fn(&SourceFile) -> bool) {
        for kept in self.files.iter_mut().filter(|kept| kept.article.is_some() && is_forgotten(&kept.file)) {
            kept.article = None;
        }
    }

    /// The table of `source` as it was read before with these frameworks, pointing at `file`.
    pub(super) fn table(
        &self,
        file: FileId,
        source: &Arc<SourceFile>,
        frameworks: &Arc<Frameworks>,
    ) -> Option<CachedTable> {
        let is_same =
            |kept: &&CachedTable| Arc::ptr_eq(&kept.source, source) && Arc::ptr_eq(&kept.frameworks, frameworks);
        let kept = self.tables.get(&source.path).filter(is_same)?;
        let findings = kept.findings.iter().map(|finding| moved(finding, file)).collect();
        Some(CachedTable { findings, ..kept.clone() })
    }

    /// Keeps these tables and no others.
    pub(super) fn keep_tables(&mut self, tables: Vec<(FileId, CachedTable)>) {
        self.tables = tables.into_iter().map(|(_, kept)| (kept.source.path.clone(), kept)).collect();
    }

    /// The article in `file` as it was parsed before, last changed at `changed`.
    pub(super) fn article(&self, file: FileId, changed: Option<Date>) -> Option<Reading> {
        let kept = self.files.get(file.0 as usize)?.article.as_deref()?;
        let page = kept.page.moved(file, changed);
        let findings = match kept.page.head.file == file {
            true => kept.findings.clone(),
            false => kept.findings.iter().map(|finding| moved(finding, file)).collect(),
        };
        Some(Reading { is_new: !Arc::ptr_eq(&page.head, &kept.page.head), page, findings })
    }

    /// Keeps the articles that differ from what is kept.
    pub(super) fn keep_articles(&mut self, parsed: &[Reading]) {
        if self.is_for_once {
            return;
        }
        // A finding that points into another file is rare, and would have to follow that file about.
        let is_own = |finding: &Finding, file: FileId| {
            finding.location.file == file && finding.related.iter().all(|related| related.location.file == file)
        };
        for Reading { page, findings, .. } in parsed.iter().filter(|reading| reading.is_new) {
            let file = page.head.file;
            let is_kept = findings.iter().all(|finding| is_own(finding, file));
            let article = is_kept.then(|| Arc::new(CachedArticle { page: page.clone(), findings: findings.clone() }));
            self.files[file.0 as usize].article = article;
        }
    }

    /// The templates, compiled by `compile` on top of the default theme unless they are as they were.
    pub(super) fn theme(
        &mut self,
        base: &str,
        templates: Vec<(FileId, Arc<SourceFile>)>,
        compile: impl FnOnce(Shipped, &[(FileId, Arc<SourceFile>)]) -> (Theme, Vec<Finding>),
    ) -> (Arc<Theme>, Vec<Finding>) {
        if let Some(kept) = self.theme.as_ref().filter(|kept| kept.base == base && kept.templates == templates) {
            return (kept.theme.clone(), kept.findings.clone());
        }
        let shipped = self.shipped.take().unwrap_or_else(Shipped::compile);
        let (theme, findings) = compile(shipped, &templates);
        let theme = Arc::new(theme);
        let kept = CachedTheme { base: base.to_owned(), templates, theme: theme.clone(), findings: findings.clone() };
        self.theme = Some(kept);
        (theme, findings)
    }

    /// The frameworks, read by `read` unless their files are as they were.
    pub(super) fn frameworks(
        &mut self,
        files: Vec<(FileId, Arc<SourceFile>)>,
        read: impl FnOnce(&[(FileId, Arc<SourceFile>)]) -> (Frameworks, Vec<Finding>),
    ) -> (Arc<Frameworks>, Vec<Finding>) {
        let is_same = |kept: &&CachedFrameworks| {
            let pairs = kept.files.iter().zip(&files);
            kept.files.len() == files.len() && pairs.into_iter().all(|(a, b)| a.0 == b.0 && Arc::ptr_eq(&a.1, &b.1))
        };
        if let Some(kept) = self.frameworks.as_ref().filter(is_same) {
            return (kept.frameworks.clone(), kept.findings.clone());
        }
        let (frameworks, findings) = read(&files);
        let frameworks = Arc::new(frameworks);
        self.frameworks = Some(CachedFrameworks { files, frameworks: frameworks.clone(), findings: findings.clone() });
        (frameworks, findings)
    }

    /// The highlighter, which is made once.
    pub(super) fn highlighter(&mut self, make: impl FnOnce() -> Highlighter) -> Arc<Highlighter> {
        self.highlighter.get_or_insert_with(|| Arc::new(make())).clone()
    }

    /// When each file was last committed, asked again only after a commit.
    pub(super) fn last_changes(&mut self, root: &Path) -> Arc<BTreeMap<String, i64>> {
        // A site outside a repository has no dates of commits. Where git fails, `build` says so; a git that takes too
        // long is not asked again at every save.
        if self.git_timed_out {
            return Arc::default();
        }
        let head = source::head(root);
        self.git_timed_out = head == Err(GitError::TimedOut);
        let Ok(Some(head)) = head else { return Arc::default() };
        match &self.commits {
            Some((known, changes)) if *known == head => changes.clone(),
            _ => {
                let changes = source::last_changes(root);
                self.git_timed_out = changes == Err(GitError::TimedOut);
                let changes = Arc::new(changes.unwrap_or_default());
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
        let one = |(file, path): &(FileId, &str)| {
            let kept = self.files.get(file.0 as usize).filter(|kept| kept.file.path == *path);
            let stamp = kept.filter(|kept| kept.is_settled).and_then(|kept| kept.stamp);
            let known = kept.and_then(|kept| kept.size).filter(|(known, _)| Some(*known) == stamp);
            (stamp, known.map_or_else(|| measure(path), |(_, size)| size))
        };
        let measured: Vec<(Option<FileStamp>, Option<Size>)> = images.par_iter().map(one).collect();
        for ((file, _), (stamp, size)) in images.iter().zip(&measured) {
            if let (Some(kept), Some(stamp)) = (self.files.get_mut(file.0 as usize), stamp) {
                kept.size = Some((*stamp, *size));
            }
        }
        images.iter().zip(measured).filter_map(|((file, _), (_, size))| Some((*file, size?))).collect()
    }
}

/// Whether parsing asks templates and the configuration anything.
fn calls_shortcodes(text: &str) -> bool {
    text.contains("{{")
}

/// The same finding, pointing at `file` throughout.
fn moved(finding: &Finding, file: FileId) -> Finding {
    let mut finding = finding.clone();
    finding.location.file = file;
    finding.related.iter_mut().for_each(|related| related.location.file = file);
    finding
}
