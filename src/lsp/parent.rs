//! Notices the end of the editor, whose streams another process may hold open.

use std::thread;
use std::time::Duration;

/// The time between two looks at the editor's process.
const INTERVAL: Duration = Duration::from_secs(5);

/// Calls `ended` once there is no process with this id any more.
#[cfg(unix)]
pub(super) fn watch(process: u32, ended: impl FnOnce() + Send + 'static) {
    let Some(process) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else { return };
    let watch = move || {
        while rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH) {
            thread::sleep(INTERVAL);
        }
        ended();
    };
    // Without this thread the end of the stream is still noticed.
    let _ = thread::Builder::new().name("lsp-parent".to_owned()).spawn(watch);
}

/// On other systems the end of the stream alone is noticed.
#[cfg(not(unix))]
pub(super) fn watch(_: u32, _: impl FnOnce() + Send + 'static) {}
