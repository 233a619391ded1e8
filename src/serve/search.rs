//! The search index of the preview: made when a browser first asks for it, and again when a text has changed.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::answer::Answer;
use super::snapshot::Snapshot;
use super::store::locked;
use crate::output::{Artifact, Body};
use crate::pipeline::Searching;
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
        if snapshot.project.searching() != Searching::Made {
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
