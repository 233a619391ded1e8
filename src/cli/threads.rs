//! The threads that share the work, on processors of their own.
//!
//! Linux begins and wakes threads on the processor of the thread that works already where it takes the others to be
//! asleep, as those of virtual machines often are, and mends that when it next looks around: by then a small site is
//! half built. So the others keep off the processor of the first. Kept out: what they work at.

use std::io;
use std::thread;

use rayon::{ThreadBuilder, ThreadPoolBuilder};
#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Makes the threads that share the work: one for each processor, or as many as `RAYON_NUM_THREADS` says. This one
/// is among them, so that it need not wake them for every piece.
///
/// For commands that end soon: the others do not make way for other programs on processors of theirs.
pub(super) fn share_work() {
    let processors = Processors::now();
    let builder = ThreadPoolBuilder::new().use_current_thread();
    // Where they cannot be made like this, they are made when they are first needed.
    builder.spawn_handler(|thread| begin(thread, processors)).build_global().ok();
    // Whoever waits for threads to begin may be woken where they are.
    processors.come_back();
}

fn begin(thread: ThreadBuilder, processors: Processors) -> io::Result<()> {
    let work = move || {
        processors.keep_off();
        thread.run();
    };
    thread::Builder::new().spawn(work).map(drop)
}

/// The processors that this program may run on, and the one where its first thread runs.
#[cfg(target_os = "linux")]
#[derive(Clone, Copy)]
struct Processors(Option<(CpuSet, usize)>);

#[cfg(target_os = "linux")]
impl Processors {
    /// As they are for this thread, as far as the system tells.
    fn now() -> Self {
        Self(sched_getaffinity(None).ok().zip(current()))
    }

    /// Keeps this thread off the first one's processor, where there is another.
    fn keep_off(&self) {
        if let Some((mut others, first)) = self.0 {
            others.unset(first);
            // What the system refuses, it knows better.
            let _ = sched_setaffinity(None, &others);
        }
    }

    /// Brings this thread back to its processor, from where it may move on.
    fn come_back(&self) {
        if let Some((all, first)) = &self.0 {
            let mut only = CpuSet::new();
            only.set(*first);
            let _ = sched_setaffinity(None, &only);
            let _ = sched_setaffinity(None, all);
        }
    }
}

/// The processor that this thread runs on: the 39th field of `/proc/thread-self/stat`, of which the second is a name
/// in parentheses.
#[cfg(target_os = "linux")]
fn current() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/thread-self/stat").ok()?;
    let (_, fields) = text.rsplit_once(')')?;
    fields.split_ascii_whitespace().nth(36)?.parse().ok().filter(|processor| *processor < CpuSet::MAX_CPU)
}

/// Other systems find a processor for a thread.
#[cfg(not(target_os = "linux"))]
#[derive(Clone, Copy)]
struct Processors;

#[cfg(not(target_os = "linux"))]
impl Processors {
    fn now() -> Self {
        Self
    }

    fn keep_off(&self) {}

    fn come_back(&self) {}
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::thread;

    use super::{Processors, current, sched_getaffinity};

    #[test]
    fn threads_keep_off_the_first_one_s_processor_where_there_are_others() {
        let processors = Processors::now();
        let (all, first) = processors.0.unwrap();
        let found = thread::spawn(move || {
            processors.keep_off();
            (sched_getaffinity(None).unwrap(), current().unwrap())
        });
        let (allowed, processor) = found.join().unwrap();
        let mut others = all;
        others.unset(first);
        assert_eq!(allowed, if others.count() == 0 { all } else { others });
        assert!(allowed.is_set(processor));
    }

    #[test]
    fn the_first_thread_may_go_where_it_might_before() {
        let before = sched_getaffinity(None).unwrap();
        Processors::now().come_back();
        assert_eq!(sched_getaffinity(None).unwrap(), before);
    }
}
