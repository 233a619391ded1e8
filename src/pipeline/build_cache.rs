//! What is kept between two loadings of a site, so that only what changed is read, parsed and compiled again.
//!
//! An article is parsed again where its text changes; if it calls shortcodes, also where templates or configuration
//! change, because nothing else enters into parsing. Links and what pages show are always computed again.

use std::path::Path;
use std::sync::Arc;

use foldhash::HashMap;

use super::approval_cache::ApprovalCache;
use super::cached_file::{CachedArticle, FileDigest};
use super::commit_dates::CommitDates;
use super::file_cache::{FileCache, Files, SourceTexts, UnhashedFile};
use super::frame_cache::FrameCache;
use super::memo::Memo;
use crate::citation::CitableFrameworks;
use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::front::{Cascades, Date};
use crate::glossary::TermIndex;
use crate::labels::Labels;
use crate::markdown::{Dialect, Highlighter};
use crate::render::{CardCache, Shipped, Theme};
use crate::site::{ParsedPage, Plan};
use crate::source::{self, FileId, GitError, Inventory, Location, Role, SourceFile};
use crate::table::Table;

/// What is kept of one site between two loadings with the same request, but for the day.
#[derive(Default)]
pub struct BuildCache {
    pub(super) files: FileCache,
    /// Configuration and templates with which articles were parsed.
    shortcode_inputs: Vec<Arc<SourceFile>>,
    /// What could be cited when articles were parsed.
    citable: CitableFrameworks,
    /// The terms that articles were parsed with.
    terms: TermIndex,
    /// The front matter that was handed down when articles were parsed.
    cascades: Cascades,
    /// The dialect that articles were parsed as.
    dialect: String,
    pub(super) labels: Memo<LabelInputs, (Arc<Labels>, Vec<Finding>)>,
    pub(super) theme: Memo<ThemeInputs, (Arc<Theme>, Vec<Finding>)>,
    /// The default theme, where it was compiled ahead of time.
    pub(super) shipped: Option<Shipped>,
    pub(super) frameworks: Memo<Files, (Arc<Frameworks>, Vec<Finding>)>,
    pub(super) highlighter: Option<Arc<Highlighter>>,
    pub(super) cards: Option<CardCache>,
    pub(super) plan: Memo<Arc<Inventory>, Arc<Plan>>,
    pub(super) frame: FrameCache,
    tables: HashMap<String, CachedTable>,
    /// When each file was last committed, by the current commit.
    commits: Memo<String, Arc<CommitDates>>,
    git_timed_out: bool,
    /// The approved versions of controlled documents.
    pub(super) approvals: ApprovalCache,
    today: Option<Date>,
}

/// What the labels of a site are read from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LabelInputs {
    pub(super) language: String,
    /// Where the language is set.
    pub(super) location: Option<Location>,
    /// The site's own labels.
    pub(super) files: Files,
}

/// What templates are compiled from.
#[derive(Clone, PartialEq)]
pub(super) struct ThemeInputs {
    /// The path before every address.
    pub(super) base: String,
    pub(super) labels: LabelInputs,
    /// The site's own templates.
    pub(super) templates: Files,
}

/// An article with its findings, and whether it differs from the cached one.
pub(super) struct ParsedArticle {
    pub(super) page: ParsedPage,
    pub(super) findings: Arc<[Finding]>,
    pub(super) is_new: bool,
}

/// A data table as it was read with these frameworks and labels.
#[derive(Clone)]
pub(super) struct CachedTable {
    pub(super) source: Arc<SourceFile>,
    pub(super) frameworks: Arc<Frameworks>,
    pub(super) labels: Arc<Labels>,
    pub(super) table: Option<Arc<Table>>,
    pub(super) findings: Vec<Finding>,
    /// Whether it depends on other files, so that it is read again every time.
    pub(super) reads_others: bool,
}

impl BuildCache {
    /// A copy, for loadings that must leave this one as it is. Large values are shared.
    pub(super) fn copy(&self) -> Self {
        let Self {
            files,
            shortcode_inputs,
            citable,
            terms,
            cascades,
            dialect,
            labels,
            theme,
            shipped: _,
            frameworks,
            highlighter,
            cards,
            plan,
            frame,
            tables,
            commits,
            git_timed_out,
            approvals,
            today,
        } = self;
        Self {
            files: files.clone(),
            shortcode_inputs: shortcode_inputs.clone(),
            citable: citable.clone(),
            terms: terms.clone(),
            cascades: cascades.clone(),
            dialect: dialect.clone(),
            labels: labels.clone(),
            theme: theme.clone(),
            // Taken by the first loading.
            shipped: None,
            frameworks: frameworks.clone(),
            highlighter: highlighter.clone(),
            cards: cards.clone(),
            plan: plan.clone(),
            frame: frame.clone(),
            tables: tables.clone(),
            commits: commits.clone(),
            git_timed_out: *git_timed_out,
            approvals: approvals.clone(),
            today: *today,
        }
    }

    /// Paths of the files that the last loading found changed, new or gone, sorted.
    pub fn changed(&self) -> &[String] {
        self.files.changed()
    }

    /// Whether files may change without an event from the file system.
    pub fn has_unwatched_files(&self) -> bool {
        self.files.has_unwatched_files()
    }

    /// The files of the site at `root` that are copied and whose content has no digest yet. Until it has one, a new
    /// stamp counts as a change.
    pub fn unhashed_files(&self, root: &Path) -> Vec<UnhashedFile> {
        self.files.unhashed_files(root)
    }

    /// Records the digest of a file's content, unless the file has changed since.
    pub fn record_digest(&mut self, path: &str, digest: &FileDigest) {
        self.files.record_digest(path, digest);
    }

    /// Sets the day that counts as today; returns whether it was another before.
    pub(super) fn set_today(&mut self, today: Date) -> bool {
        self.today.replace(today).is_some_and(|known| known != today)
    }

    /// Drops articles that were parsed with other templates or another configuration.
    pub(super) fn invalidate_on_template_change(&mut self, texts: &SourceTexts) {
        let inputs = texts.filtered(|entry| matches!(entry.role, Role::Configuration | Role::Template | Role::Labels));
        let inputs: Vec<Arc<SourceFile>> = inputs.into_iter().map(|(_, file)| file).collect();
        if inputs != self.shortcode_inputs {
            self.drop_articles(|file| calls_shortcodes(&file.text));
            self.shortcode_inputs = inputs;
        }
    }

    /// Drops articles that were parsed when something else could be cited.
    pub(super) fn invalidate_on_citable_change(&mut self, citable: &CitableFrameworks) {
        if *citable != self.citable {
            self.drop_articles(|_| true);
            self.citable = citable.clone();
        }
    }

    /// Drops articles that were parsed with other terms.
    pub(super) fn invalidate_on_terms_change(&mut self, terms: &TermIndex) {
        if *terms != self.terms {
            self.drop_articles(|_| true);
            self.terms = terms.clone();
        }
    }

    /// Drops articles that were parsed when sections handed down something else.
    pub(super) fn invalidate_on_cascade_change(&mut self, cascades: &Cascades) {
        if *cascades != self.cascades {
            self.drop_articles(|_| true);
            self.cascades = cascades.clone();
        }
    }

    /// Drops articles that were parsed as another dialect.
    pub(super) fn invalidate_on_dialect_change(&mut self, dialect: &Dialect<'_>) {
        // It borrows from the configuration, and its text names each of its fields.
        let dialect = format!("{dialect:?}");
        if dialect != self.dialect {
            self.drop_articles(|_| true);
            self.dialect = dialect;
        }
    }

    /// The front matter that sections hand down in the last loading.
    pub(super) fn cascades(&self) -> &Cascades {
        &self.cascades
    }

    fn drop_articles(&mut self, is_outdated: impl Fn(&SourceFile) -> bool) {
        self.approvals.forget_documents();
        for cached in self.files.iter_mut().filter(|cached| cached.article.is_some() && is_outdated(&cached.file)) {
            cached.article = None;
        }
    }

    /// The table of `source` as it was read before with these frameworks and labels, pointing at `file`.
    pub(super) fn table(
        &self,
        file: FileId,
        source: &Arc<SourceFile>,
        frameworks: &Arc<Frameworks>,
        labels: &Arc<Labels>,
    ) -> Option<CachedTable> {
        let is_same = |cached: &&CachedTable| {
            Arc::ptr_eq(&cached.source, source)
                && Arc::ptr_eq(&cached.frameworks, frameworks)
                && Arc::ptr_eq(&cached.labels, labels)
        };
        let cached = self.tables.get(&source.path).filter(is_same)?;
        let findings = cached.findings.iter().map(|finding| moved(finding, file)).collect();
        Some(CachedTable { findings, ..cached.clone() })
    }

    /// Caches these tables and no others.
    pub(super) fn set_tables(&mut self, tables: Vec<(FileId, CachedTable)>) {
        // One with rows in another file would have to be dropped when that changes, and points into it.
        let alone = tables.into_iter().filter(|(_, table)| !table.reads_others);
        self.tables = alone.map(|(_, table)| (table.source.path.clone(), table)).collect();
    }

    /// The article in `file` as it was parsed before, last changed at `changed`.
    pub(super) fn article(&self, file: FileId, changed: Option<Date>) -> Option<ParsedArticle> {
        let cached = self.files.get(file)?.article.as_deref()?;
        let page = cached.page.moved(file, changed);
        let findings = match cached.page.head.file == file {
            true => cached.findings.clone(),
            false => cached.findings.iter().map(|finding| moved(finding, file)).collect(),
        };
        Some(ParsedArticle { is_new: !Arc::ptr_eq(&page.head, &cached.page.head), page, findings })
    }

    /// Caches the articles that are new.
    pub(super) fn set_articles(&mut self, parsed: &[ParsedArticle]) {
        // A finding that points into another file is rare, and would have to be moved with that file.
        let is_own = |finding: &Finding, file: FileId| {
            finding.location.file == file && finding.related.iter().all(|related| related.location.file == file)
        };
        for ParsedArticle { page, findings, .. } in parsed.iter().filter(|article| article.is_new) {
            let file = page.head.file;
            let is_cached = findings.iter().all(|finding| is_own(finding, file));
            let article = is_cached.then(|| Arc::new(CachedArticle { page: page.clone(), findings: findings.clone() }));
            if let Some(cached) = self.files.get_mut(file) {
                cached.article = article;
            }
        }
    }

    /// When each file was last committed.
    pub(super) fn commit_dates(&mut self, root: &Path) -> Arc<CommitDates> {
        // A git that takes too long is not run again at every save.
        if self.git_timed_out {
            return Arc::new(CommitDates::failed(GitError::TimedOut));
        }
        let dates = match source::head(root) {
            Ok(Some(head)) => self.commits.get(head, |_| Arc::new(CommitDates::read(root))),
            Ok(None) => Arc::default(),
            Err(error) => Arc::new(CommitDates::failed(error)),
        };
        self.git_timed_out = dates.fault() == Some(&GitError::TimedOut);
        dates
    }
}

/// Whether parsing an article reads templates and the configuration.
fn calls_shortcodes(text: &str) -> bool {
    text.contains("{{")
}

/// The same finding in another file.
fn moved(finding: &Finding, file: FileId) -> Finding {
    let mut finding = finding.clone();
    finding.location.file = file;
    finding.related.iter_mut().for_each(|related| related.location.file = file);
    finding
}
