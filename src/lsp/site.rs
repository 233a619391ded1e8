//! One site in memory, loaded and checked by a thread of its own.
//!
//! The thread does what its jobs say in their order. After changes it waits for a pause before it checks, so that a burst of
//! keystrokes is checked once; a request that needs the current text has it loaded at once.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use gen_lsp_types as lsp;

use super::client::Client;
use super::diagnostics::{Diagnostics, diagnostics};
use super::loaded::{Loaded, OpenDocument, OpenDocuments};
use super::outbox::Outbox;
use crate::finding::{Counts, Finding};
use crate::front::Date;
use crate::pipeline::{self, BuildCache, ChangeSet, Request, Trial};
use crate::site::Selection;
use crate::source::Inventory;

/// The site is checked when nothing has changed for this time.
const PAUSE: Duration = Duration::from_millis(30);

/// It is checked after this time even if changes go on.
const MAX_PAUSE: Duration = Duration::from_millis(1000);

/// Pages are rendered with the site's own templates, for their findings, when nothing has changed for this time.
const RENDER_PAUSE: Duration = Duration::from_millis(500);

/// The current day.
pub(super) type Clock = Arc<dyn Fn() -> Date + Send + Sync>;

/// Answers a request from a loaded site, on which something may be tried.
type Answer = Box<dyn FnOnce(Option<&Arc<Loaded>>, Option<Trial<'_>>) + Send>;

/// What the thread of a site does.
pub(super) enum Job {
    /// A document was opened or changed: its path relative to the root, and its text where that is not saved.
    Text(String, OpenDocument, Option<Arc<str>>),
    /// A document was closed.
    Close(String),
    /// Files may have changed on disk.
    Files(ChangeSet),
    /// Calls the function with the site as it is now; with nothing where it could not be loaded.
    Ask(Answer),
    /// Checks and publishes at once, and calls the function with what was found.
    Check(Box<dyn FnOnce(Counts) + Send>),
}

/// A site that is open. Its thread ends, and takes its diagnostics back, when this is dropped.
pub(super) struct Site {
    jobs: Sender<Job>,
    latest: Latest,
}

impl Site {
    /// Opens the site of `request`.
    ///
    /// # Errors
    /// The system's error where it has no thread left.
    pub(super) fn open(request: Request, clock: Clock, client: Arc<Client>, outbox: Outbox) -> std::io::Result<Self> {
        let (jobs, received) = mpsc::channel();
        let latest = Latest::default();
        let worker = Worker {
            request,
            clock,
            client,
            outbox,
            cache: BuildCache::default(),
            changes: Some(ChangeSet::Everywhere),
            open: OpenDocuments::default(),
            latest: latest.clone(),
            due: None,
            first_change: None,
            rendering: Rendering::default(),
            published: Diagnostics::new(),
        };
        thread::Builder::new().name("lsp-site".to_owned()).spawn(move || worker.run(&received))?;
        Ok(Self { jobs, latest })
    }

    pub(super) fn send(&self, job: Job) {
        // The thread ends only when the site is dropped.
        let _ = self.jobs.send(job);
    }

    /// The site as it was last loaded; nothing before the first time.
    pub(super) fn latest(&self) -> Option<Arc<Loaded>> {
        self.latest.get()
    }
}

/// What is done once a pause is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Check,
    Rendering,
}

struct Worker {
    request: Request,
    clock: Clock,
    client: Arc<Client>,
    outbox: Outbox,
    cache: BuildCache,
    /// What may have changed since the site was loaded; nothing where it is as it was.
    changes: Option<ChangeSet>,
    open: OpenDocuments,
    latest: Latest,
    due: Option<(Instant, Due)>,
    /// When the first of the changes was made that are not checked yet.
    first_change: Option<Instant>,
    rendering: Rendering,
    published: Diagnostics,
}

/// The findings of rendering as they were last computed, with the files that they point into.
type Rendering = (Arc<Inventory>, Vec<Finding>);

impl Worker {
    fn run(mut self, jobs: &Receiver<Job>) {
        self.due = Some((Instant::now(), Due::Check));
        loop {
            let job = match self.due {
                Some((at, _)) => jobs.recv_timeout(at.saturating_duration_since(Instant::now())),
                None => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let step = match job {
                Ok(job) => Some(job),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return self.publish(Diagnostics::new()),
            };
            // A panic is a fault of ours. The editor keeps its server, and the user is told.
            let step = AssertUnwindSafe(|| match step {
                Some(job) => self.take(job),
                None => self.pause_is_over(),
            });
            if catch_unwind(step).is_err() {
                self.outbox.log_error("an internal error of clausebook; the site is read again with the next change");
                self.cache = BuildCache::default();
                self.changes = Some(ChangeSet::Everywhere);
                self.due = None;
            }
        }
    }

    fn take(&mut self, job: Job) {
        match job {
            Job::Text(path, document, text) => {
                self.open.insert(path.clone(), document);
                match text {
                    Some(text) => self.request.overlay.insert(path.clone(), text),
                    None => drop(self.request.overlay.remove(&path)),
                }
                self.mark(ChangeSet::At(BTreeSet::from([path])));
            }
            Job::Close(path) => {
                self.open.remove(&path);
                if self.request.overlay.remove(&path) {
                    self.mark(ChangeSet::At(BTreeSet::from([path])));
                }
            }
            Job::Files(changes) => self.mark(changes),
            Job::Ask(answer) => {
                self.load();
                let latest = self.latest.get();
                answer(latest.as_ref(), Some(Trial::new(&self.request, &self.cache)));
            }
            Job::Check(answer) => {
                self.check();
                self.check_rendering();
                let latest = self.latest.get();
                let levels = latest.as_ref().map(|latest| latest.project.config.levels.clone()).unwrap_or_default();
                answer(Counts::new(&self.findings(), &levels));
            }
        }
    }

    /// Notes what may have changed, and when it is to be checked.
    fn mark(&mut self, changes: ChangeSet) {
        self.changes = Some(match (self.changes.take(), changes) {
            (None, changes) => changes,
            (Some(ChangeSet::At(mut known)), ChangeSet::At(more)) => {
                known.extend(more);
                ChangeSet::At(known)
            }
            (Some(_), _) => ChangeSet::Everywhere,
        });
        let now = Instant::now();
        let latest = *self.first_change.get_or_insert(now) + MAX_PAUSE;
        self.due = Some(((now + PAUSE).min(latest), Due::Check));
    }

    fn pause_is_over(&mut self) {
        match self.due.take() {
            Some((_, Due::Check)) => self.check(),
            Some((_, Due::Rendering)) => self.check_rendering(),
            None => {}
        }
    }

    /// Loads the site where it may have changed.
    fn load(&mut self) {
        let today = (self.clock)();
        let is_new_day = self.request.selection.now != today;
        self.request.selection = Selection { now: today, ..self.request.selection };
        let changes = match self.changes.take() {
            None if !is_new_day => return,
            changes => changes.unwrap_or(ChangeSet::Everywhere),
        };
        let Some(project) = pipeline::reload(&self.request, &changes, &mut self.cache) else { return };
        let last = self.latest.set(Loaded {
            project,
            root: self.request.root.clone(),
            open: self.open.clone(),
            encoding: self.client.encoding,
            findings: OnceLock::new(),
            decisions: Mutex::default(),
        });
        // To free a large site takes a while.
        let _ = thread::Builder::new().spawn(move || drop(last));
    }

    fn check(&mut self) {
        self.load();
        self.first_change = None;
        self.due = None;
        let Some(latest) = self.latest.get() else { return };
        latest.findings.get_or_init(|| latest.project.check());
        self.publish(diagnostics(&latest, &self.findings(), &self.client));
        if latest.project.theme.is_own() {
            self.due = Some((Instant::now() + RENDER_PAUSE, Due::Rendering));
        }
    }

    fn check_rendering(&mut self) {
        self.due = None;
        let Some(latest) = self.latest.get() else { return };
        self.rendering = (latest.project.inventory.clone(), latest.project.check_rendering());
        self.publish(diagnostics(&latest, &self.findings(), &self.client));
    }

    /// All findings as far as they are known. Those of rendering are left out where their files have other numbers now.
    fn findings(&self) -> Vec<Finding> {
        let Some(latest) = self.latest.get() else { return Vec::new() };
        let mut findings = latest.findings.get().cloned().unwrap_or_default();
        let (inventory, rendering) = &self.rendering;
        if *inventory == latest.project.inventory && latest.project.theme.is_own() {
            findings.extend_from_slice(rendering);
        }
        findings
    }

    /// Publishes the diagnostics of the files where they are others than before.
    fn publish(&mut self, diagnostics: Diagnostics) {
        let none = Vec::new();
        let gone = self.published.keys().filter(|path| !diagnostics.contains_key(*path));
        let changed = diagnostics.iter().filter(|(path, its)| self.published.get(*path) != Some(its));
        for (path, its) in gone.map(|path| (path, &none)).chain(changed) {
            let Some(uri) = self.open.uri(&self.request.root, path) else { continue };
            let version = self.open.version(path);
            let parameters = lsp::PublishDiagnosticsParams { uri: uri.into(), version, diagnostics: its.clone() };
            self.outbox.notify("textDocument/publishDiagnostics", parameters);
        }
        self.published = diagnostics;
    }
}

/// The site as it was last loaded.
#[derive(Clone, Default)]
struct Latest(Arc<Mutex<Option<Arc<Loaded>>>>);

impl Latest {
    fn get(&self) -> Option<Arc<Loaded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the site; returns the former one.
    fn set(&self, loaded: Loaded) -> Option<Arc<Loaded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(Arc::new(loaded))
    }
}
