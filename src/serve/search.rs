//! The search index of the preview: made when a browser first asks for it, and again when a text has changed.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::answer::Answer;
use super::snapshot::Snapshot;
use super::store::locked;
use crate::output::{Artifact, Body};
use crate::pipeline::SearchState;
use crate::search::{FOLDER, SearchError};

/// The index as it was last made.
#[derive(Default)]
pub(super) struct Index {
    made: Mutex<Made>,
}

#[derive(Default)]
struct Made {
    /// The generation of the site that it was last compared with.
    generation: u64,
    key: String,
    /// By path relative to the output.
    files: BTreeMap<String, Vec<u8>>,
    /// Those of the index before: a browser that is about to read on in it finds them under their names.
    before: BTreeMap<String, Vec<u8>>,
}

impl Index {
    /// What stands at `url` below the site's base; nothing where that is no part of an index.
    ///
    /// Whoever asks while it is being made waits for it: every request has a thread of its own.
    pub(super) fn answer(&self, snapshot: &Snapshot, url: &str) -> Option<Answer> {
        let path = url.strip_prefix('/').filter(|path| path.starts_with(FOLDER))?;
        if snapshot.project.search_state() != SearchState::Enabled {
            return None;
        }
        let mut made = locked(&self.made);
        // An older snapshot may come late; the newer index serves it as well.
        if made.generation < snapshot.generation {
            if let Err(error) = made.follow(snapshot) {
                return Some(Answer::text(500, &error.to_string()));
            }
            made.generation = snapshot.generation;
        }
        made.files.get(path).or_else(|| made.before.get(path)).map(|bytes| Answer::tagged(path, bytes.clone()))
    }
}

impl Made {
    fn follow(&mut self, snapshot: &Snapshot) -> Result<(), SearchError> {
        let (texts, requirements) = (snapshot.project.texts(), snapshot.project.requirements());
        let files = match self.key == texts.key() {
            true => vec![texts.ids(&requirements)?],
            false => {
                let files = texts.build(&requirements)?;
                self.before = std::mem::take(&mut self.files);
                files
            }
        };
        self.key = texts.key().to_owned();
        self.files.extend(files.into_iter().map(stored));
        Ok(())
    }
}

fn stored(file: Artifact) -> (String, Vec<u8>) {
    let bytes = match file.body {
        Body::Text(text) => text.into_bytes(),
        Body::Bytes(bytes) => bytes,
        // Nothing of an index is copied.
        Body::Copy(_) => Vec::new(),
    };
    (file.path.to_string(), bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;
    use std::thread;

    use super::{Index, Snapshot, locked};
    use crate::front::Date;
    use crate::pipeline::{Purpose, Request};
    use crate::serve::{Answer, Body, Store};
    use crate::site::Selection;

    fn text(answer: Option<Answer>) -> String {
        match answer.map(|answer| answer.body) {
            Some(Body::Bytes(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            other => panic!("no text: {other:?}"),
        }
    }

    #[test]
    fn pages_are_served_while_the_index_is_made_and_whoever_asks_for_it_gets_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        let write = |words: &str| {
            fs::write(folder.path().join("content/a.md"), format!("---\ntitle: A\n---\n{words}\n")).unwrap();
        };
        write("first");
        let now = Date::parse("2026-11-22T23:59:59Z").unwrap();
        let selection = Selection { drafts: true, future: true, now };
        let root = folder.path().to_path_buf();
        let request = Request { root, base_url: None, search: None, selection, purpose: Purpose::Pages, caches: None };
        let store = Store::open(request, move || now);
        let first = store.current();
        let index = Arc::new(Index::default());
        // Whoever makes the index holds this.
        let making = locked(&index.made);
        let ask = |snapshot: Arc<Snapshot>| {
            let index = index.clone();
            thread::spawn(move || text(index.answer(&snapshot, "/pagefind/pagefind-entry.json")))
        };
        let of_first = ask(first.clone());
        write("second");
        store.mark_changed();
        assert!(text(Some(store.answer("/a/"))).contains("second"));
        let second = store.current();
        assert!(second.generation > first.generation);
        let of_second = ask(second.clone());
        drop(making);
        let (_, newest) = (of_first.join().unwrap(), of_second.join().unwrap());
        assert_eq!(locked(&index.made).key, second.project.texts().key());
        // Whoever comes late with the older site gets the newer index, which is not made anew.
        assert_eq!(text(index.answer(&first, "/pagefind/pagefind-entry.json")), newest);
        assert_eq!(locked(&index.made).key, second.project.texts().key());
    }
}
