//! Notices that files change, and tells readers once a burst of changes is over.
//!
//! The system's events only say that it is worth looking; what has changed is for the store to find out. So an
//! event too many costs a look, and none can lead to a wrong page.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::barrier::Barrier;
use super::snapshot::Snapshot;
use super::store::Store;
use crate::source::Layout;

/// A burst of changes is over when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(30);

/// Readers wait no longer than this, however long a burst goes on.
const MAX_LEN: Duration = Duration::from_millis(200);

/// Where events do not come, files are looked at this often.
const POLL: Duration = Duration::from_millis(300);

/// Where a look has found something, the next one comes after so long.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// So many looks may find something new one after the other before readers are told.
const MAX_LOOKS: usize = 12;

/// Files can appear in a new folder before it is watched: it is looked at once more after so long.
const SECOND_LOOK: Duration = Duration::from_millis(150);

/// So often it is looked whether another day has begun.
const DAY_LOOK: Duration = Duration::from_secs(600);

/// How changes are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watching {
    /// The system tells.
    Native,
    /// By looking again and again, for network drives.
    Poll,
}

/// What the preview reports to whoever runs it.
pub enum Notice {
    /// The site has changed and is served as it now is.
    Changed(Arc<Snapshot>),
    /// Changes are found by polling from now on; why.
    Polling(String),
}

/// What the system told us, as far as it matters.
enum Signal {
    /// Something may have changed in these files, relative to the root.
    Files(Vec<String>),
    /// Something may have changed.
    Changed,
    /// Folders came or went.
    Folders,
    /// The system will not tell us more; why.
    Failed(String),
}

/// Watches the site of `store` for as long as `notices` are taken.
pub(super) fn start(store: &Arc<Store>, watching: Watching, notices: Sender<Notice>) -> io::Result<()> {
    let native = match watching {
        Watching::Native => Some(Native::start(store)),
        Watching::Poll => None,
    };
    let store = store.clone();
    // What changed between the first reading and this moment was told to nobody.
    store.mark_changed();
    let learning = store.clone();
    thread::Builder::new().name("preview-contents".to_owned()).spawn(move || learning.learn_contents())?;
    let run = move || {
        // So that the first save does not pay for it.
        if tell(&store, &notices).is_none() {
            return;
        }
        match native {
            None => poll(&store, &notices),
            Some(Err(reason)) => poll_because(&store, &notices, reason),
            Some(Ok(native)) => {
                if let Some(reason) = native.run(&store, &notices) {
                    poll_because(&store, &notices, reason);
                }
            }
        }
    };
    thread::Builder::new().name("preview-watch".to_owned()).spawn(run).map(drop)
}

fn poll_because(store: &Arc<Store>, notices: &Sender<Notice>, reason: String) {
    if notices.send(Notice::Polling(reason)).is_ok() {
        poll(store, notices);
    }
}

fn poll(store: &Arc<Store>, notices: &Sender<Notice>) {
    store.look_always();
    loop {
        look_until_quiet(store.current().generation, || store.settle().generation, || thread::sleep(LOOK_AGAIN));
        if tell(store, notices).is_none() {
            return;
        }
        thread::sleep(POLL);
    }
}

/// Looks again after a `pause` for as long as each look finds a generation that was not `known` before: whoever changes
/// many files takes longer than one look, and is told of once.
fn look_until_quiet(mut known: u64, mut look: impl FnMut() -> u64, mut pause: impl FnMut()) {
    for _ in 0..MAX_LOOKS {
        let found = look();
        if found == known {
            return;
        }
        known = found;
        pause();
    }
}

/// Reads the site again and tells everyone of changes; nothing where nobody listens any more.
fn tell(store: &Arc<Store>, notices: &Sender<Notice>) -> Option<()> {
    store.settle();
    match store.announce() {
        true => notices.send(Notice::Changed(store.current())).ok(),
        false => Some(()),
    }
}

/// The system's events.
struct Native {
    root: PathBuf,
    watcher: RecommendedWatcher,
    signals: Receiver<Signal>,
}

impl Native {
    /// Watches the folders that there are; the error says why the system will not.
    fn start(store: &Arc<Store>) -> Result<Self, String> {
        let root = store.root().canonicalize().map_err(|error| error.to_string())?;
        let barrier = Barrier::new().map(Arc::new).ok();
        let (sender, signals) = mpsc::channel();
        let handler = {
            let (store, root, barrier) = (store.clone(), root.clone(), barrier.clone());
            move |event: notify::Result<Event>| handle(&store, &root, barrier.as_deref(), event, &sender)
        };
        let mut watcher = notify::recommended_watcher(handler).map_err(|error| reason(&error))?;
        watcher.watch(&root, RecursiveMode::NonRecursive).map_err(|error| reason(&error))?;
        let mut native = Self { root, watcher, signals };
        native.watch_folders()?;
        if let Some(barrier) = barrier {
            // Where events take their time, requests look for themselves instead of waiting.
            let is_watched = native.watcher.watch(barrier.folder(), RecursiveMode::NonRecursive).is_ok();
            if is_watched && barrier.pass() {
                store.set_barrier(barrier);
            }
        }
        Ok(native)
    }

    fn watch_folders(&mut self) -> Result<(), String> {
        let layout = Layout::STANDARD;
        for part in [layout.content, layout.templates, layout.static_files] {
            let folder = self.root.join(part);
            if folder.is_dir() {
                // A folder that goes away just now is for the next event.
                match self.watcher.watch(&folder, RecursiveMode::Recursive) {
                    Err(error) if is_limit(&error) => return Err(reason(&error)),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Tells of changes until nobody listens, or until the system will not tell us more: then why.
    fn run(mut self, store: &Arc<Store>, notices: &Sender<Notice>) -> Option<String> {
        let mut second_look = None;
        loop {
            let first = match self.signals.recv_timeout(second_look.unwrap_or(DAY_LOOK)) {
                Ok(signal) => signal,
                Err(RecvTimeoutError::Timeout) => {
                    if second_look.is_some() {
                        store.mark_changed();
                    }
                    Signal::Changed
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            };
            second_look = None;
            let burst = self.burst(first)?;
            match burst {
                Signal::Failed(reason) => return Some(reason),
                Signal::Folders => {
                    if let Err(reason) = store.watch_missed(|| self.watch_folders()) {
                        return Some(reason);
                    }
                    second_look = Some(SECOND_LOOK);
                }
                Signal::Changed | Signal::Files(_) => {}
            }
            tell(store, notices)?;
        }
    }

    /// Waits until a burst is over; the weightiest signal stands for all.
    fn burst(&self, first: Signal) -> Option<Signal> {
        let until = Instant::now() + MAX_LEN;
        let mut burst = first;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.signals.recv_timeout(QUIET.min(left)) {
                Ok(Signal::Failed(reason)) => burst = Signal::Failed(reason),
                Ok(Signal::Folders) if !matches!(burst, Signal::Failed(_)) => burst = Signal::Folders,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return Some(burst),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
            if left.is_zero() {
                return Some(burst);
            }
        }
    }
}

/// Takes one event, on the system's own thread: the store is told before anything else.
fn handle(
    store: &Store,
    root: &Path,
    barrier: Option<&Barrier>,
    event: notify::Result<Event>,
    signals: &Sender<Signal>,
) {
    let signal = match event {
        Err(error) if is_limit(&error) => Signal::Failed(reason(&error)),
        Err(_) => Signal::Folders,
        Ok(event) if event.need_rescan() => Signal::Folders,
        Ok(event) => {
            if barrier.is_some_and(|barrier| event.paths.iter().any(|path| barrier.saw(path))) {
                return;
            }
            match weigh(root, &event) {
                Some(signal) => signal,
                None => return,
            }
        }
    };
    match &signal {
        Signal::Files(paths) => store.mark_files(paths.iter().cloned()),
        Signal::Folders => store.miss_folders(),
        Signal::Changed | Signal::Failed(_) => store.mark_changed(),
    }
    // When nobody takes signals any more the watcher is about to be dropped.
    let _ = signals.send(signal);
}

/// What an event means; nothing where it does not concern the site.
fn weigh(root: &Path, event: &Event) -> Option<Signal> {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return None,
        _ => {}
    }
    let concerned: Vec<&Path> = event
        .paths
        .iter()
        .filter_map(|path| path.strip_prefix(root).ok())
        .filter(|path| is_of_the_site(path))
        .collect();
    concerned.first()?;
    let is_move =
        matches!(event.kind, EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
    let is_configuration = |path: &Path| path == Path::new(Layout::STANDARD.configuration);
    let is_folder =
        |path: &&&Path| path.components().count() == 1 && !is_configuration(path) || root.join(path).is_dir();
    if is_move && concerned.iter().any(|path| is_folder(&path)) {
        return Some(Signal::Folders);
    }
    let paths = concerned.iter().map(|path| path.to_str().map(|path| path.replace(std::path::MAIN_SEPARATOR, "/")));
    Some(paths.collect::<Option<_>>().map_or(Signal::Changed, Signal::Files))
}

/// Whether a path below the root can be part of the site: no output, no droppings of editors.
fn is_of_the_site(path: &Path) -> bool {
    let mut parts = path.components().map(|part| part.as_os_str().to_string_lossy());
    let layout = Layout::STANDARD;
    let Some(first) = parts.next() else { return false };
    if first == layout.configuration {
        return parts.next().is_none();
    }
    if ![layout.content, layout.templates, layout.static_files].contains(&first.as_ref()) {
        return false;
    }
    let keeps_hidden = first == layout.static_files;
    parts.all(|part| {
        let is_dropping =
            part.ends_with('~') || part.ends_with(".swp") || part.ends_with(".swx") || part.starts_with(".#");
        !is_dropping && (keeps_hidden || !part.starts_with('.') && !part.starts_with('#'))
    })
}

fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        // No space for another watch; too many open files.
        notify::ErrorKind::Io(error) => matches!(error.raw_os_error(), Some(28 | 24 | 23)),
        _ => false,
    }
}

fn reason(error: &notify::Error) -> String {
    match is_limit(error) {
        true => "the system's limit of watched folders is reached".to_owned(),
        false => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{MAX_LOOKS, is_of_the_site, look_until_quiet};

    #[test]
    fn polling_waits_for_a_look_that_finds_nothing_new_but_not_for_ever() {
        let looks = |found: &[u64]| {
            let (mut looks, mut pauses) = (0, 0);
            let look = || {
                looks += 1;
                found.get(looks - 1).copied().unwrap_or(looks as u64 + 10)
            };
            look_until_quiet(1, look, || pauses += 1);
            (looks, pauses)
        };
        assert_eq!(looks(&[1]), (1, 0));
        assert_eq!(looks(&[2, 2]), (2, 1));
        assert_eq!(looks(&[2, 3, 4, 4]), (4, 3));
        assert_eq!(looks(&[]), (MAX_LOOKS, MAX_LOOKS));
    }

    #[test]
    fn what_editors_and_builds_leave_behind_concerns_nobody() {
        for path in ["clausebook.yaml", "content", "content/a.md", "static/.well-known/x", "templates/page.html"] {
            assert!(is_of_the_site(Path::new(path)), "{path}");
        }
        let others = [
            "",
            "public/index.html",
            ".git/index",
            ".clausebook/cache",
            "content/.a.md.swp",
            "content/#a.md#",
            "content/a.md~",
            "content/.git/x",
            "static/.a.css.swp",
            "clausebook.yaml~",
            "content-old/a.md",
            "notes.txt",
        ];
        for path in others {
            assert!(!is_of_the_site(Path::new(path)), "{path}");
        }
    }
}
