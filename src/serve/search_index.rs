//! The search index of the preview: built when a browser first requests it, and again when a text has changed.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::lock::lock;
use super::response::{Body, Response};
use super::snapshot::Snapshot;
use crate::output::{Artifact, Body as Output};
use crate::pipeline::SearchState;
use crate::search::{FOLDER, SearchError};

/// The lock is held while the index is built: requests for it wait, all others do not need it.
#[derive(Default)]
pub(super) struct SearchIndex(Mutex<Index>);

#[derive(Default)]
struct Index {
    /// The generation of the site that the index is up to date with.
    generation: u64,
    /// Identifies the texts that are in the index.
    key: String,
    /// By path relative to the output folder.
    files: BTreeMap<String, Vec<u8>>,
    /// The files of the index before: a search that has begun goes on reading them.
    last_files: BTreeMap<String, Vec<u8>>,
}

impl SearchIndex {
    /// The file at `url`; `None` where it is not part of an index.
    pub(super) fn respond(&self, snapshot: &Snapshot, url: &str) -> Option<Response> {
        let path = url.strip_prefix('/').filter(|path| path.starts_with(FOLDER))?;
        if snapshot.project.search_state() != SearchState::Enabled {
            return None;
        }
        let mut index = lock(&self.0);
        // A request that began with an older snapshot gets the newer index.
        if index.generation < snapshot.generation {
            if let Err(error) = index.update(snapshot) {
                return Some(Response::text(500, &error.to_string()));
            }
            index.generation = snapshot.generation;
        }
        let bytes = index.files.get(path).or_else(|| index.last_files.get(path))?;
        Some(Response::file(path, Body::Bytes(bytes.clone())))
    }
}

impl Index {
    fn update(&mut self, snapshot: &Snapshot) -> Result<(), SearchError> {
        let (texts, requirements) = (snapshot.project.texts(), snapshot.project.requirements());
        let files = if self.key == texts.key() {
            vec![texts.ids(&requirements)?]
        } else {
            let files = texts.build(&requirements)?;
            self.last_files = std::mem::take(&mut self.files);
            files
        };
        self.key = texts.key().to_owned();
        self.files.extend(files.into_iter().map(|file| (file.path.to_string(), bytes(file))));
        Ok(())
    }
}

fn bytes(file: Artifact) -> Vec<u8> {
    match file.body {
        Output::Text(text) => text.into_bytes(),
        Output::Bytes(bytes) => bytes,
        // An index has no files that are copied.
        Output::Copy(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::{SearchIndex, Snapshot, lock};
    use crate::serve::tests::{TestSite, text};

    #[test]
    fn pages_are_served_while_the_index_is_built_and_requests_for_it_get_the_newest() {
        let site = TestSite::new(&[("content/a.md", "---\ntitle: A\n---\nfirst\n")]);
        let first = site.preview.current();
        let index = Arc::new(SearchIndex::default());
        // A thread that builds the index holds this lock.
        let building = lock(&index.0);
        let request = |snapshot: Arc<Snapshot>| {
            let index = index.clone();
            thread::spawn(move || text(&index.respond(&snapshot, "/pagefind/pagefind-entry.json").unwrap()))
        };
        let of_first = request(first.clone());
        site.write("content/a.md", "---\ntitle: A\n---\nsecond\n");
        site.check("/a/", 200, "second");
        let second = site.preview.current();
        assert!(second.generation > first.generation);
        let of_second = request(second.clone());
        drop(building);
        let (_, newest) = (of_first.join().unwrap(), of_second.join().unwrap());
        assert_eq!(lock(&index.0).key, second.project.texts().key());
        // A late request with the older snapshot gets the newer index, which is not built again.
        assert_eq!(request(first).join().unwrap(), newest);
        assert_eq!(lock(&index.0).key, second.project.texts().key());
    }
}
