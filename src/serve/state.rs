//! What the threads of the preview share and change, all behind the one lock of [`Preview`](super::preview::Preview).

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::snapshot::Snapshot;
use super::watch_cookie::WatchCookie;
use crate::finding::Finding;
use crate::front::Date;
use crate::pipeline::{BuildCache, ChangeSet};

/// The most pages that are kept as they last could be rendered.
const MAX_LAST_GOOD: usize = 64;

/// What is sent to open pages when the site has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReloadEvent {
    pub(super) generation: u64,
    /// The path of the page that was edited, where it was only one.
    pub(super) page: Option<String>,
}

pub(super) struct PreviewState {
    pub(super) snapshot: Arc<Snapshot>,
    /// What the snapshot was read with. `None` while a thread reads the next one: reloads never overlap.
    pub(super) cache: Option<BuildCache>,
    /// The files that the next reload checks.
    changes: ChangeSet,
    /// Counts the times when something may have changed.
    pub(super) requested: u64,
    /// The value of `requested` when the last reload began: the snapshot includes everything up to then.
    pub(super) loaded: u64,
    /// The event that was last announced to open pages.
    pub(super) announced: ReloadEvent,
    /// Counts the times when every event stream was asked to write.
    pub(super) probes: u64,
    /// Set while a watcher reports changes in order.
    pub(super) cookie: Option<Arc<WatchCookie>>,
    /// Whether no watcher reports changes.
    pub(super) is_polling: bool,
    /// Whether the watcher cannot see some files: they are behind a link, or could not be opened.
    pub(super) has_unwatched_files: bool,
    /// Counts the changes of folders since which the watcher has not begun to watch new folders.
    pub(super) unwatched_folders: u64,
    /// Findings of templates while pages of this snapshot were rendered.
    pub(super) render_findings: Vec<Finding>,
    /// The pages that were last rendered, by path, the latest last.
    last_good: VecDeque<(String, Vec<u8>)>,
}

impl PreviewState {
    pub(super) fn new(snapshot: Arc<Snapshot>, cache: BuildCache) -> Self {
        Self {
            announced: ReloadEvent { generation: snapshot.generation, page: snapshot.edited_page() },
            snapshot,
            has_unwatched_files: cache.has_unwatched_files(),
            cache: Some(cache),
            changes: ChangeSet::At(BTreeSet::new()),
            requested: 0,
            loaded: 0,
            probes: 0,
            cookie: None,
            is_polling: false,
            unwatched_folders: 0,
            render_findings: Vec::new(),
            last_good: VecDeque::new(),
        }
    }

    /// Notes that any file may have changed.
    pub(super) fn mark_changed(&mut self) {
        self.changes = ChangeSet::Everywhere;
        self.requested += 1;
    }

    /// Notes that these files may have changed, by their paths relative to the root.
    pub(super) fn mark_files(&mut self, paths: impl IntoIterator<Item = String>) {
        if let ChangeSet::At(known) = &mut self.changes {
            known.extend(paths);
        }
        self.requested += 1;
    }

    /// Notes that folders have changed: until they are watched, every request checks all files.
    pub(super) fn mark_folders(&mut self) {
        self.unwatched_folders += 1;
        self.mark_changed();
    }

    /// Has every request check all files: no watcher reports changes any more.
    pub(super) fn use_polling(&mut self) {
        self.cookie = None;
        self.is_polling = true;
        self.mark_changed();
    }

    /// The files that the reload which begins now checks.
    pub(super) fn take_changes(&mut self) -> ChangeSet {
        std::mem::replace(&mut self.changes, ChangeSet::At(BTreeSet::new()))
    }

    /// Whether the watcher's events do not suffice to know what has changed.
    pub(super) fn must_check_all(&self, today: Date) -> bool {
        self.is_polling || self.has_unwatched_files || self.unwatched_folders > 0 || self.snapshot.today != today
    }

    /// Replaces the snapshot; returns the former one.
    pub(super) fn replace(&mut self, next: Arc<Snapshot>) -> Arc<Snapshot> {
        self.render_findings.clear();
        std::mem::replace(&mut self.snapshot, next)
    }

    /// The page at `path` as it last could be rendered.
    pub(super) fn last_good(&self, path: &str) -> Option<&[u8]> {
        self.last_good.iter().find(|(known, _)| known == path).map(|(_, page)| page.as_slice())
    }

    /// Keeps a rendered page in place of the one that was used longest ago.
    pub(super) fn keep_good(&mut self, path: String, page: Vec<u8>) {
        self.last_good.retain(|(known, _)| *known != path);
        if self.last_good.len() == MAX_LAST_GOOD {
            self.last_good.pop_front();
        }
        self.last_good.push_back((path, page));
    }
}
