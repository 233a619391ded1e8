//! The site in memory: reloaded when something has changed, and replaced as a whole.
//!
//! One lock guards the state, and no thread holds it for long: readers clone the `Arc` of the snapshot, and a reload
//! takes the build cache out of the state and reads the site without the lock.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::lock::lock;
use super::search_index::SearchIndex;
use super::snapshot::Snapshot;
use super::state::{PreviewState, ReloadEvent};
use crate::finding::Finding;
use crate::front::Date;
use crate::pipeline::{self, BuildCache, ChangeSet, FileDigest, Request};
use crate::site::Selection;

/// Whether the site is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Updates {
    /// Pages show the site as it is on disk, and reload when it changes.
    Live,
    /// Pages are those of a build, of the site as it was read first.
    Never,
}

/// Shared by every thread of the preview.
pub(crate) struct Preview {
    request: Request,
    updates: Updates,
    clock: Box<dyn Fn() -> Date + Send + Sync>,
    /// Milliseconds since 1970: distinguishes the generations of this run from those of another.
    run: u128,
    state: Mutex<PreviewState>,
    /// Notified when a reload has put the build cache back.
    reloaded: Condvar,
    /// Notified when a reload is announced.
    reload_signal: Condvar,
    /// Has a lock of its own: pages are served while the index is built.
    pub(super) search_index: SearchIndex,
}

impl Preview {
    /// Reads the site of `request`, as of the day that `clock` returns.
    pub(crate) fn open(request: Request, clock: impl Fn() -> Date + Send + Sync + 'static) -> Self {
        Self::with_updates(request, Updates::Live, clock)
    }

    /// Reads the site of `request` once: its pages stay as they are, and have no script of the preview.
    pub(crate) fn fixed(request: Request) -> Self {
        let day = request.selection.now;
        Self::with_updates(request, Updates::Never, move || day)
    }

    fn with_updates(request: Request, updates: Updates, clock: impl Fn() -> Date + Send + Sync + 'static) -> Self {
        let request = on_day(clock(), &request);
        let mut cache = BuildCache::default();
        let project = pipeline::reload(&request, &ChangeSet::Everywhere, &mut cache);
        let project = project.unwrap_or_else(|| pipeline::load(&request));
        let snapshot = Arc::new(Snapshot::new(project, &request, &mut cache, None));
        Self {
            request,
            updates,
            clock: Box::new(clock),
            run: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis(),
            state: Mutex::new(PreviewState::new(snapshot, cache)),
            reloaded: Condvar::new(),
            reload_signal: Condvar::new(),
            search_index: SearchIndex::default(),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, PreviewState> {
        lock(&self.state)
    }

    pub(super) fn updates(&self) -> Updates {
        self.updates
    }

    pub(super) fn root(&self) -> &Path {
        &self.request.root
    }

    /// The site as it was last read.
    pub(crate) fn current(&self) -> Arc<Snapshot> {
        self.state().snapshot.clone()
    }

    /// The site as it is now on disk: reloaded where something may have changed before this call.
    pub(crate) fn refresh(&self) -> Arc<Snapshot> {
        match self.updates {
            Updates::Never => return self.current(),
            Updates::Live => (),
        }
        let cookie = self.state().cookie.clone();
        let has_all_events = cookie.is_none_or(|cookie| cookie.wait());
        let today = (self.clock)();
        let mut state = self.state();
        if !has_all_events || state.must_check_all(today) {
            state.mark_changed();
        }
        let requested = state.requested;
        while state.loaded < requested {
            state = match state.cache.take() {
                Some(cache) => self.reload(state, cache, today),
                None => self.reloaded.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
        state.snapshot.clone()
    }

    /// Reads the site again without the lock, and replaces the snapshot where the site has changed.
    fn reload<'a>(
        &'a self,
        mut state: MutexGuard<'a, PreviewState>,
        cache: BuildCache,
        today: Date,
    ) -> MutexGuard<'a, PreviewState> {
        let (changes, requested, last) = (state.take_changes(), state.requested, state.snapshot.clone());
        drop(state);
        let mut reload = Reload { preview: self, cache };
        let request = on_day(today, &self.request);
        if let Some(project) = pipeline::reload(&request, &changes, &mut reload.cache) {
            let next = Arc::new(Snapshot::new(project, &request, &mut reload.cache, Some(&last)));
            drop(self.state().replace(next));
            // To free a large site takes a while, and no request should wait for it.
            let _ = thread::Builder::new().spawn(move || drop(last));
        }
        self.state().loaded = requested;
        drop(reload);
        self.state()
    }

    /// Announces the current snapshot to open pages, and returns it, unless it was announced before.
    pub(super) fn announce(&self) -> Option<Arc<Snapshot>> {
        let mut state = self.state();
        let snapshot = state.snapshot.clone();
        if state.announced.generation >= snapshot.generation {
            return None;
        }
        state.announced = ReloadEvent { generation: snapshot.generation, page: snapshot.edited_page() };
        self.reload_signal.notify_all();
        Some(snapshot)
    }

    /// Waits until a generation later than `known` is announced; `None` after `timeout` or a call of `probe_streams`.
    pub(super) fn wait_for_reload(&self, known: u64, timeout: Duration) -> Option<ReloadEvent> {
        let state = self.state();
        let probes = state.probes;
        let is_known = |state: &mut PreviewState| state.announced.generation <= known && state.probes == probes;
        let waited = self.reload_signal.wait_timeout_while(state, timeout, is_known);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (state.announced.generation > known).then(|| state.announced.clone())
    }

    /// Has every event stream write a comment now, so that those whose client has gone end.
    pub(super) fn probe_streams(&self) {
        self.state().probes += 1;
        self.reload_signal.notify_all();
    }

    /// The name of a generation, which no other run of the preview uses.
    pub(super) fn state_id(&self, generation: u64) -> String {
        format!("{:x}-{generation}", self.run)
    }

    /// The findings of the site, and those of templates in the pages that were rendered so far.
    pub(crate) fn findings(&self, snapshot: &Snapshot) -> Vec<Finding> {
        let mut findings = snapshot.findings().to_vec();
        let state = self.state();
        if state.snapshot.generation == snapshot.generation {
            findings.extend_from_slice(&state.render_findings);
        }
        findings
    }

    /// Digests the files that are only copied, so that touching one of them without a change reloads nothing.
    pub(super) fn digest_copied_files(&self) {
        for file in self.with_cache(|cache| cache.unhashed_files(self.root())) {
            if let Some(content) = FileDigest::of(&file.full) {
                self.with_cache(|cache| cache.record_digest(&file.path, &content));
            }
        }
    }

    /// Calls `update` with the build cache, after a reload that uses it has ended.
    fn with_cache<T>(&self, update: impl FnOnce(&mut BuildCache) -> T) -> T {
        let state = self.reloaded.wait_while(self.state(), |state| state.cache.is_none());
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        update(state.cache.get_or_insert_default())
    }
}

/// A reload that runs. When it ends, even by a panic, the build cache goes back into the state.
struct Reload<'a> {
    preview: &'a Preview,
    cache: BuildCache,
}

impl Drop for Reload<'_> {
    fn drop(&mut self) {
        let cache = std::mem::take(&mut self.cache);
        let has_unwatched_files = cache.has_unwatched_files();
        let mut state = self.preview.state();
        state.has_unwatched_files = has_unwatched_files;
        state.cache = Some(cache);
        if thread::panicking() {
            // The changes that this reload was to read are not known any more.
            state.mark_changed();
        }
        self.preview.reloaded.notify_all();
    }
}

/// `request` for the site as of a day.
fn on_day(today: Date, request: &Request) -> Request {
    let selection = Selection { now: today, ..request.selection };
    Request { selection, ..request.clone() }
}
