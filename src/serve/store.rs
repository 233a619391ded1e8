//! The site in memory: read again when something has changed, swapped as a whole, never half-new.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::address::{self, Asked};
use super::answer::{Answer, Body};
use super::barrier::Barrier;
use super::bell::{Bell, News};
use super::broken;
use super::search::Index;
use super::snapshot::Snapshot;
use crate::finding::Finding;
use crate::front::Date;
use crate::pipeline::{self, BuildCache, ChangeSet, Request};
use crate::render::RenderError;
use crate::site::Selection;

/// How many pages are kept as they were when they last could be rendered.
const KEPT_PAGES: usize = 64;

/// Pages as they were when they last could be rendered, by path.
#[derive(Default)]
struct Good {
    /// The path before every address.
    base: String,
    pages: BTreeMap<String, (u64, Vec<u8>)>,
}

/// The one place that knows the site. Shared by every thread of the preview.
pub struct Store {
    request: Request,
    /// Says which day it is.
    clock: Box<dyn Fn() -> Date + Send + Sync>,
    /// Tells the states of this run from those of another.
    run: u64,
    /// Held while the site is read: two readings never overlap.
    memory: Mutex<BuildCache>,
    current: RwLock<Arc<Snapshot>>,
    /// Where the next reading looks.
    look: Mutex<ChangeSet>,
    /// How often something may have changed.
    asked: AtomicU64,
    /// The value of `asked` that the current snapshot is no older than.
    settled: AtomicU64,
    bell: Bell,
    good: Mutex<Good>,
    /// Whether nobody tells us of changes, so that every request looks for itself.
    looks_always: AtomicBool,
    /// Whether files may change that nobody tells of, so that every request looks for itself.
    has_unwatched_files: AtomicBool,
    /// How often folders came or went, and how often of these they have been watched again.
    folders: AtomicU64,
    watched: AtomicU64,
    barrier: OnceLock<Arc<Barrier>>,
    index: Index,
}

impl Store {
    /// Reads the site that `request` names, as it is on the day that `clock` tells.
    pub fn open(request: Request, clock: impl Fn() -> Date + Send + Sync + 'static) -> Self {
        let request = on(clock(), &request);
        let mut memory = BuildCache::default();
        let read = pipeline::reload(&request, &ChangeSet::Everywhere, &mut memory);
        let project = read.unwrap_or_else(|| pipeline::load(&request));
        let snapshot = Arc::new(Snapshot::new(1, project, &request, &mut memory));
        let has_unwatched_files = memory.has_unwatched_files();
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let store = Self {
            request,
            clock: Box::new(clock),
            run: since.as_millis() as u64,
            memory: Mutex::new(memory),
            current: RwLock::new(snapshot),
            look: Mutex::new(ChangeSet::At(BTreeSet::new())),
            asked: AtomicU64::new(0),
            settled: AtomicU64::new(0),
            bell: Bell::default(),
            good: Mutex::default(),
            looks_always: AtomicBool::new(false),
            has_unwatched_files: AtomicBool::new(has_unwatched_files),
            folders: AtomicU64::new(0),
            watched: AtomicU64::new(0),
            barrier: OnceLock::new(),
            index: Index::default(),
        };
        store.remember_base(&store.current());
        store.announce();
        store
    }

    /// Notes that anything may have changed; the next request looks.
    pub fn mark_changed(&self) {
        *locked(&self.look) = ChangeSet::Everywhere;
        self.asked.fetch_add(1, Ordering::SeqCst);
    }

    /// Notes that these files may have changed, by their paths relative to the root.
    pub fn mark_files(&self, paths: impl IntoIterator<Item = String>) {
        if let ChangeSet::At(known) = &mut *locked(&self.look) {
            known.extend(paths);
        }
        self.asked.fetch_add(1, Ordering::SeqCst);
    }

    /// Reads the files that are only copied, one by one: from then on touching one changes nothing.
    pub(super) fn learn_contents(&self) {
        let unknown = locked(&self.memory).unhashed_files(self.root());
        for file in unknown {
            if let Some(content) = pipeline::FileDigest::of(&file.full) {
                locked(&self.memory).record_digest(&file.path, &content);
            }
        }
    }

    /// The site's folder.
    pub fn root(&self) -> &Path {
        &self.request.root
    }

    /// Looks for changes at every request from now on.
    pub fn look_always(&self) {
        self.looks_always.store(true, Ordering::SeqCst);
        self.mark_changed();
    }

    /// Notes that there may be folders that nobody watches yet: until they are, every request looks for itself.
    pub(super) fn miss_folders(&self) {
        self.folders.fetch_add(1, Ordering::SeqCst);
        self.mark_changed();
    }

    /// Runs `watch`, after which all folders known to be missed are watched.
    pub(super) fn watch_missed<T>(&self, watch: impl FnOnce() -> T) -> T {
        let missed = self.folders.load(Ordering::SeqCst);
        let result = watch();
        // What changed meanwhile may have been told to nobody.
        self.mark_changed();
        self.watched.store(missed, Ordering::SeqCst);
        result
    }

    fn misses_folders(&self) -> bool {
        self.watched.load(Ordering::SeqCst) < self.folders.load(Ordering::SeqCst)
    }

    /// Has every request wait until the watcher has told all that happened before it.
    pub(super) fn set_barrier(&self, barrier: Arc<Barrier>) {
        let _ = self.barrier.set(barrier);
    }

    /// Leaves nothing behind; called when the program ends.
    pub fn end(&self) {
        if let Some(barrier) = self.barrier.get() {
            barrier.remove();
        }
    }

    /// The site as it was last read.
    pub fn current(&self) -> Arc<Snapshot> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The site as it stands now, read again where something may have changed since.
    pub fn settle(&self) -> Arc<Snapshot> {
        let is_told = self.barrier.get().is_none_or(|barrier| barrier.pass());
        let flags = [&self.looks_always, &self.has_unwatched_files];
        let today = (self.clock)();
        if !is_told
            || today != self.current().now
            || self.misses_folders()
            || flags.iter().any(|flag| flag.load(Ordering::SeqCst))
        {
            self.mark_changed();
        }
        let asked = self.asked.load(Ordering::SeqCst);
        if self.settled.load(Ordering::SeqCst) >= asked {
            return self.current();
        }
        let mut memory = locked(&self.memory);
        // What was asked before this reading begins is answered by it, and by no earlier one.
        let asked = self.asked.load(Ordering::SeqCst);
        if self.settled.load(Ordering::SeqCst) < asked {
            let look = std::mem::replace(&mut *locked(&self.look), ChangeSet::At(BTreeSet::new()));
            let request = on(today, &self.request);
            if let Some(project) = pipeline::reload(&request, &look, &mut memory) {
                let next = Arc::new(Snapshot::new(self.current().generation + 1, project, &request, &mut memory));
                self.remember_base(&next);
                let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
                let last = std::mem::replace(&mut *current, next);
                drop(current);
                // A large site takes its time to be forgotten; whoever asked for a page need not wait for that.
                let _ = thread::Builder::new().spawn(move || drop(last));
            }
            self.has_unwatched_files.store(memory.has_unwatched_files(), Ordering::SeqCst);
            self.settled.store(asked, Ordering::SeqCst);
        }
        self.current()
    }

    /// Tells everyone who waits of the current generation; says whether that was news.
    pub fn announce(&self) -> bool {
        let snapshot = self.current();
        self.bell.ring(News { generation: snapshot.generation, page: snapshot.edited_page() })
    }

    /// Waits until a generation later than `known` is announced; nothing when `patience` has run out.
    pub fn wait(&self, known: u64, patience: Duration) -> Option<News> {
        self.bell.wait(known, patience)
    }

    /// The name of a generation, which no other run of the preview uses.
    pub fn state(&self, generation: u64) -> String {
        format!("{:x}-{generation}", self.run)
    }

    /// The answer to a request for `target`, as it stands in the request line; never of an older state than
    /// the files had when it was asked.
    pub fn answer(&self, target: &str) -> Answer {
        match address::read(target) {
            Some(asked) => self.answer_to(&asked),
            None => Answer::text(400, "this is no address of a site"),
        }
    }

    pub(super) fn answer_to(&self, asked: &Asked) -> Answer {
        let snapshot = self.settle();
        let everywhere = snapshot.stops_everywhere();
        let base = match everywhere.is_empty() {
            true => snapshot.project.config.base.path.clone(),
            false => locked(&self.good).base.clone(),
        };
        let url = asked.path.strip_prefix(base.trim_end_matches('/')).unwrap_or(&asked.path);
        if let Some(answer) = self.index.answer(&snapshot, url) {
            return answer;
        }
        let mut stops = everywhere;
        let is_everywhere = !stops.is_empty();
        stops.extend(snapshot.stops_at(url));
        let answer = match snapshot.answer(&base, asked) {
            Ok(answer) => answer,
            Err(RenderError::Output(error)) => return Answer::text(500, &error.to_string()),
            Err(RenderError::Findings(found)) => {
                snapshot.note(&found);
                stops.extend(found);
                return self.broken(&snapshot, asked, &stops);
            }
        };
        let is_shown = answer.is_page() || answer.status == 404;
        if is_shown && (!stops.is_empty() && (is_everywhere || answer.status != 404)) {
            return self.broken(&snapshot, asked, &stops);
        }
        if answer.status == 404 && self.was_good(&asked.path) {
            let stops = snapshot.stops(|_| true);
            if !stops.is_empty() {
                return self.broken(&snapshot, asked, &stops);
            }
        }
        self.finish(&snapshot, asked, answer)
    }

    /// The answer with the reload script in a page, which is remembered as good.
    fn finish(&self, snapshot: &Snapshot, asked: &Asked, answer: Answer) -> Answer {
        if !answer.is_page() {
            return answer;
        }
        let Answer { body: Body::Bytes(bytes), .. } = &answer else { return answer };
        if answer.status == 200 {
            self.remember(&asked.path, bytes);
        }
        let bytes = broken::with_script(bytes, &self.state(snapshot.generation));
        Answer { body: Body::Bytes(bytes), ..answer }
    }

    fn broken(&self, snapshot: &Snapshot, asked: &Asked, stops: &[Finding]) -> Answer {
        let good = locked(&self.good);
        let last = good.pages.get(&asked.path).map(|(_, bytes)| bytes.as_slice());
        let html = broken::page(&snapshot.project, stops, last);
        let bytes = broken::with_script(&html, &self.state(snapshot.generation));
        Answer::made(500, super::file::content_type(".html"), bytes)
    }

    fn remember(&self, path: &str, bytes: &[u8]) {
        let mut good = locked(&self.good);
        let now = good.pages.values().map(|(used, _)| *used).max().unwrap_or_default() + 1;
        good.pages.insert(path.to_owned(), (now, bytes.to_vec()));
        if good.pages.len() > KEPT_PAGES {
            let oldest = good.pages.iter().min_by_key(|(_, (used, _))| *used).map(|(path, _)| path.clone());
            oldest.map(|path| good.pages.remove(&path));
        }
    }

    fn was_good(&self, path: &str) -> bool {
        locked(&self.good).pages.contains_key(path)
    }

    fn remember_base(&self, snapshot: &Snapshot) {
        let mut good = locked(&self.good);
        if good.base.is_empty() || snapshot.stops_everywhere().is_empty() {
            good.base.clone_from(&snapshot.project.config.base.path);
        }
    }
}

/// The request for what is shown on that day.
fn on(today: Date, request: &Request) -> Request {
    let selection = Selection { now: today, ..request.selection };
    Request { selection, ..request.clone() }
}

/// A thread that panicked while it held a lock leaves whole values behind: each is put in place at once.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
