//! The last approved versions of documents.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::block::Block;
use crate::source::{Absence, FileId};

/// A document as it was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedDocument {
    /// The whole id of the commit.
    pub commit: String,
    /// When it was committed, in seconds since 1970.
    pub seconds: i64,
    /// The path of its file at that commit, relative to the site.
    pub path: String,
    /// The text below its front matter.
    pub body: String,
    /// Its title, its lead and its blocks.
    pub blocks: Vec<Block>,
}

/// The last approved version of a document, or why it is not known.
pub type Approval = Result<Arc<ApprovedDocument>, Absence>;

/// The last approved version of each document that names a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approvals(BTreeMap<FileId, Approval>);

impl Approvals {
    /// That of the document in `file`; nothing where it names no revision.
    pub fn of(&self, file: FileId) -> Option<&Approval> {
        self.0.get(&file)
    }
}

impl FromIterator<(FileId, Approval)> for Approvals {
    fn from_iter<I: IntoIterator<Item = (FileId, Approval)>>(approvals: I) -> Self {
        Self(approvals.into_iter().collect())
    }
}
