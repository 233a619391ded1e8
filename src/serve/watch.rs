//! Watches the files of the site, and announces a reload once a burst of changes is over.
//!
//! An event only means that a file may have changed: the reload finds out. So an event too many costs time, and cannot
//! lead to a wrong page.

use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::preview::Preview;
use super::snapshot::Snapshot;
use super::watch_cookie::WatchCookie;
use crate::source::Layout;

/// A burst of changes is over after this time without an event.
const QUIET: Duration = Duration::from_millis(30);

/// A burst is announced after this time even if it goes on.
const MAX_BURST: Duration = Duration::from_millis(200);

/// The time between two polls.
const POLL_INTERVAL: Duration = Duration::from_millis(300);

/// The time until the next poll after one that found a change.
const NEXT_POLL: Duration = Duration::from_millis(100);

/// The most polls in a row that find a change before it is announced.
const MAX_POLLS: usize = 12;

/// Files can appear in a new folder before it is watched, so the site is read again after this time.
const NEW_FOLDER_DELAY: Duration = Duration::from_millis(150);

/// How often to check whether a new day has begun.
const DAY_CHECK: Duration = Duration::from_secs(600);

/// How changes are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WatchMode {
    /// By events of the system.
    Native,
    /// By polling: network drives have no events.
    Poll,
}

/// What the preview reports to the command line.
pub(crate) enum Notice {
    /// The site has changed.
    Changed(Arc<Snapshot>),
    /// Changes are found by polling from now on, for this reason.
    Polling(String),
}

/// Watches the site of `preview` for as long as `report` returns true. Cookies are created below `folder`.
pub(super) fn start(
    preview: &Arc<Preview>,
    mode: WatchMode,
    folder: &Path,
    report: impl Fn(Notice) -> bool + Send + 'static,
) -> io::Result<()> {
    let native = match mode {
        WatchMode::Native => Some(NativeWatcher::start(preview, folder)),
        WatchMode::Poll => None,
    };
    // There were no events of what has changed since the site was read.
    preview.state().mark_changed();
    let digesting = preview.clone();
    thread::Builder::new().name("preview-digest".to_owned()).spawn(move || digesting.digest_copied_files())?;
    let preview = preview.clone();
    let watch = move || {
        // So that the first save does not have to wait for this reload.
        let mut is_received = announce(&preview, &report);
        match native.map(|native| native.and_then(|native| native.run(&preview, &report))) {
            Some(Ok(())) => return,
            Some(Err(reason)) => is_received = report(Notice::Polling(reason)),
            None => {}
        }
        if is_received {
            poll(&preview, &report);
        }
    };
    thread::Builder::new().name("preview-watch".to_owned()).spawn(watch).map(drop)
}

/// Reloads the site and announces a change; returns whether notices are still received.
fn announce(preview: &Preview, report: &impl Fn(Notice) -> bool) -> bool {
    preview.refresh();
    preview.announce().is_none_or(|snapshot| report(Notice::Changed(snapshot)))
}

fn poll(preview: &Preview, report: &impl Fn(Notice) -> bool) {
    preview.state().use_polling();
    loop {
        let poll = || preview.refresh().generation;
        poll_until_quiet(preview.current().generation, poll, || thread::sleep(NEXT_POLL));
        if !announce(preview, report) {
            return;
        }
        thread::sleep(POLL_INTERVAL);
    }
}

/// Polls again after a `pause` while each poll finds a generation other than the last one, so that a change of many
/// files, which takes longer than one poll, is announced once.
fn poll_until_quiet(mut known: u64, mut poll: impl FnMut() -> u64, mut pause: impl FnMut()) {
    for _ in 0..MAX_POLLS {
        let found = poll();
        if found == known {
            return;
        }
        known = found;
        pause();
    }
}

/// The watcher that receives events of the system.
struct NativeWatcher {
    root: PathBuf,
    watcher: RecommendedWatcher,
    /// The folder with the content.
    content: String,
    /// The targets of symbolic links that are watched already.
    linked: Vec<String>,
    /// The events of the site; the error is the reason why there will be no more.
    events: Receiver<Result<(), String>>,
}

impl NativeWatcher {
    /// Watches the folders of the site. The error is the reason why the system does not allow it.
    fn start(preview: &Arc<Preview>, folder: &Path) -> Result<Self, String> {
        let root = preview.root().canonicalize().map_err(|error| error.to_string())?;
        let cookie = WatchCookie::new(folder).map(Arc::new).ok();
        let (sender, events) = mpsc::channel();
        let handler = {
            let (preview, root, cookie) = (preview.clone(), root.clone(), cookie.clone());
            move |event: notify::Result<Event>| {
                let is_cookie = |path: &PathBuf| cookie.as_ref().is_some_and(|cookie| cookie.receive(path));
                if event.as_ref().is_ok_and(|event| event.paths.iter().any(is_cookie)) {
                    return;
                }
                if let Some(event) = receive(&preview, &root, event) {
                    // This fails only when the watcher is about to be dropped.
                    let _ = sender.send(event);
                }
            }
        };
        let mut watcher = notify::recommended_watcher(handler).map_err(|error| reason(&error))?;
        watcher.watch(&root, RecursiveMode::NonRecursive).map_err(|error| reason(&error))?;
        let content = content_of(&preview.current());
        let mut native = Self { root, watcher, content, linked: Vec::new(), events };
        native.watch_folders()?;
        native.watch_links(&preview.current())?;
        if let Some(cookie) = cookie {
            // Where events are slow, requests do not wait for them but check all files.
            let is_watched = native.watcher.watch(cookie.folder(), RecursiveMode::NonRecursive).is_ok();
            if is_watched && cookie.wait() {
                preview.state().cookie = Some(cookie);
            }
        }
        Ok(native)
    }

    fn watch_folders(&mut self) -> Result<(), String> {
        for folder in site_folders(&self.content).map(|part| self.root.join(part)) {
            if folder.is_dir() {
                self.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Watches what the symbolic links of the site lead to, unless it is watched already: a change behind a link is no
    /// event in the folder of the link.
    fn watch_links(&mut self, snapshot: &Snapshot) -> Result<(), String> {
        let links = &snapshot.project.inventory.links;
        if self.linked == *links {
            return Ok(());
        }
        let folders = site_folders(&self.content).map(str::to_owned);
        let is_watched =
            |path: &Path| path.as_os_str().is_empty() || folders.iter().any(|folder| path.starts_with(folder));
        for target in links {
            let path = Path::new(target);
            let (folder, mode) = match self.root.join(path).is_dir() {
                true => (path, RecursiveMode::Recursive),
                false => (path.parent().unwrap_or(path), RecursiveMode::NonRecursive),
            };
            let is_below =
                |other: &String| other != target && folder.starts_with(other) && self.root.join(other).is_dir();
            if !is_watched(folder) && !links.iter().any(is_below) {
                self.watch(&self.root.join(folder), mode)?;
            }
        }
        self.linked.clone_from(links);
        Ok(())
    }

    /// Watches a folder. The error is that the system allows no more.
    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), String> {
        match self.watcher.watch(folder, mode) {
            Err(error) if is_limit(&error) => Err(reason(&error)),
            // Any other error is that of a folder that was removed, which an event will report.
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Announces changes until notices are not received any more. The error is the reason why there are no more events.
    fn run(mut self, preview: &Preview, report: &impl Fn(Notice) -> bool) -> Result<(), String> {
        let mut timeout = DAY_CHECK;
        loop {
            match self.events.recv_timeout(timeout) {
                Ok(event) => event.and_then(|()| self.wait_for_quiet())?,
                Err(_) if timeout == NEW_FOLDER_DELAY => preview.state().mark_changed(),
                Err(_) => {}
            }
            timeout = DAY_CHECK;
            let folders = preview.state().unwatched_folders;
            if folders > 0 {
                self.watch_folders()?;
                timeout = NEW_FOLDER_DELAY;
                let mut state = preview.state();
                // There were no events of what changed in a folder before it was watched.
                state.mark_changed();
                state.unwatched_folders -= folders;
            }
            if !announce(preview, report) {
                return Ok(());
            }
            let snapshot = preview.current();
            if self.content != content_of(&snapshot) {
                self.content = content_of(&snapshot);
                self.watch_folders()?;
                preview.state().mark_changed();
            }
            self.watch_links(&snapshot)?;
        }
    }

    /// Waits until a burst of events is over.
    fn wait_for_quiet(&self) -> Result<(), String> {
        let deadline = Instant::now() + MAX_BURST;
        while let left = deadline.saturating_duration_since(Instant::now())
            && !left.is_zero()
            && let Ok(event) = self.events.recv_timeout(QUIET.min(left))
        {
            event?;
        }
        Ok(())
    }
}

/// Marks what an event reports as changed, at once and on the thread of the watcher. Returns what the watching thread
/// receives; `None` where the event does not concern the site.
fn receive(preview: &Preview, root: &Path, event: notify::Result<Event>) -> Option<Result<(), String>> {
    match event {
        Err(error) if is_limit(&error) => {
            preview.state().mark_changed();
            return Some(Err(reason(&error)));
        }
        Ok(event) if !event.need_rescan() => mark(preview, root, &event)?,
        // Events were lost.
        Ok(_) | Err(_) => preview.state().mark_folders(),
    }
    Some(Ok(()))
}

fn mark(preview: &Preview, root: &Path, event: &Event) -> Option<()> {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return None,
        _ => {}
    }
    let is_move =
        matches!(event.kind, EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
    let paths: Vec<&Path> = event.paths.iter().filter_map(|path| path.strip_prefix(root).ok()).collect();
    // The site has such a file under the path of the link.
    if is_linked(preview, &paths) {
        if is_move {
            preview.state().mark_folders()
        } else {
            preview.state().mark_changed()
        }
        return Some(());
    }
    let content = content_of(&preview.current());
    let paths: Vec<&Path> = paths.into_iter().filter(|path| is_site_file(path, &content)).collect();
    paths.first()?;
    let is_configuration = |path: &Path| path == Path::new(Layout::STANDARD.configuration);
    let is_folder =
        |path: &&Path| path.components().count() == 1 && !is_configuration(path) || root.join(path).is_dir();
    let name = |path: &&Path| path.to_str().map(|path| path.replace(MAIN_SEPARATOR, "/"));
    match paths.iter().map(name).collect::<Option<Vec<String>>>() {
        _ if is_move && paths.iter().any(is_folder) => preview.state().mark_folders(),
        Some(names) => preview.state().mark_files(names),
        // A name that is not UTF-8 is not known to the site.
        None => preview.state().mark_changed(),
    }
    Some(())
}

/// Whether a symbolic link of the site leads to one of these paths, relative to the root, or to a folder around it.
fn is_linked(preview: &Preview, paths: &[&Path]) -> bool {
    let snapshot = preview.current();
    let links = &snapshot.project.inventory.links;
    let is_temporary = |path: &Path| path.file_name().is_some_and(|name| is_temporary(&name.to_string_lossy()));
    paths.iter().any(|path| !is_temporary(path) && links.iter().any(|target| path.starts_with(target)))
}

/// The folder with the content of the site.
fn content_of(snapshot: &Snapshot) -> String {
    snapshot.project.inventory.rules.folder.clone()
}

/// The folders of a site with content in the folder `content`.
fn site_folders(content: &str) -> [&str; 3] {
    let layout = Layout::STANDARD;
    [content, layout.templates, layout.static_files]
}

/// Whether a path relative to the root can be part of the site with content in the folder `content`: not the output, and not a
/// temporary file of an editor.
fn is_site_file(path: &Path, content: &str) -> bool {
    let layout = Layout::STANDARD;
    if path == Path::new(layout.configuration) {
        return true;
    }
    // A folder around that of the content may come with it.
    if Path::new(content).starts_with(path) {
        return !path.as_os_str().is_empty();
    }
    let Some(folder) = site_folders(content).into_iter().find(|folder| path.starts_with(folder)) else { return false };
    let below = path.strip_prefix(folder).unwrap_or(path);
    let mut parts = below.components().map(|part| part.as_os_str().to_string_lossy());
    let includes_hidden = folder == layout.static_files;
    parts.all(|part| !is_temporary(&part) && (includes_hidden || !part.starts_with('.') && !part.starts_with('#')))
}

/// Whether this is the name of a temporary file of an editor.
fn is_temporary(name: &str) -> bool {
    name.ends_with('~') || name.ends_with(".swp") || name.ends_with(".swx") || name.starts_with(".#")
}

fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        // ENOSPC, which inotify returns at its limit of watches, EMFILE and ENFILE.
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

    use super::{MAX_POLLS, is_site_file, poll_until_quiet};

    #[test]
    fn polling_waits_for_a_poll_without_a_change_up_to_a_limit() {
        let count = |found: &[u64]| {
            let (mut polls, mut pauses) = (0, 0);
            let poll = || {
                polls += 1;
                found.get(polls - 1).copied().unwrap_or(polls as u64 + 10)
            };
            poll_until_quiet(1, poll, || pauses += 1);
            (polls, pauses)
        };
        assert_eq!(count(&[1]), (1, 0));
        assert_eq!(count(&[2, 2]), (2, 1));
        assert_eq!(count(&[2, 3, 4, 4]), (4, 3));
        assert_eq!(count(&[]), (MAX_POLLS, MAX_POLLS));
    }

    #[test]
    fn files_of_editors_and_builds_are_ignored() {
        for path in ["clausebook.yaml", "content", "content/a.md", "static/.well-known/x", "templates/page.html"] {
            assert!(is_site_file(Path::new(path), "content"), "{path}");
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
            assert!(!is_site_file(Path::new(path), "content"), "{path}");
        }
    }
}
