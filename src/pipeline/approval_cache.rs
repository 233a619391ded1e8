//! What is kept of approved versions, so that git is asked once and an approved text is parsed once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::redline::ApprovedDocument;
use crate::source::{Absence, EarlierText, FileAt, RepositoryState, Revision, earlier_texts, repository_state};

/// What is kept of approved versions between two loadings.
#[derive(Clone, Default)]
pub(super) struct ApprovalCache {
    /// That of the repository when it was last asked.
    state: RepositoryState,
    pub(super) texts: BTreeMap<FileAt, Result<Arc<EarlierText>, Absence>>,
    /// As they were parsed with the settings of the last loading.
    pub(super) documents: BTreeMap<FileAt, Arc<ApprovedDocument>>,
}

impl ApprovalCache {
    /// Drops what depends on how articles are parsed.
    pub(super) fn forget_documents(&mut self) {
        self.documents.clear();
    }

    /// Reads the texts of these files that are not known yet. Git is run only where there are such texts, or where the
    /// repository has changed: a tag may lead to another commit then, and a commit that was missing may be there.
    pub(super) fn read(&mut self, repository: &Path, wanted: &[FileAt]) {
        self.texts.retain(|file, _| wanted.binary_search(file).is_ok());
        if wanted.is_empty() {
            return;
        }
        let state = repository_state(repository);
        if state != self.state {
            self.texts.retain(|file, text| text.is_ok() && matches!(file.revision, Revision::Commit(_)));
            self.state = state;
        }
        let texts = &self.texts;
        self.documents.retain(|file, _| texts.contains_key(file));
        let new: Vec<FileAt> = wanted.iter().filter(|file| !self.texts.contains_key(file)).cloned().collect();
        let read = earlier_texts(repository, &new);
        self.texts.extend(new.into_iter().zip(read.into_iter().map(|text| text.map(Arc::new))));
    }
}
