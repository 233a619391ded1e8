//! The approved versions of controlled documents, read from git and parsed like the articles of today.

use std::path::Path;
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::build_cache::BuildCache;
use super::file_cache::SourceTexts;
use super::settings::Settings;
use crate::front::{self, Cascades};
use crate::markdown::{self, Terms, Tools};
use crate::redline::{Approval, Approvals, ApprovedDocument};
use crate::render::{ShortcodeValues, SiteShortcodes};
use crate::site::{Head, document_blocks};
use crate::source::{Absence, DataFile, EarlierText, FileAt, FileId, is_html};

/// The last approved version of every article of `heads` that names a revision. `repository` is the site's folder in its
/// repository.
pub(super) fn read_approvals(
    repository: &Path,
    texts: &SourceTexts,
    settings: &Settings,
    heads: &[Arc<Head>],
    cache: &mut BuildCache,
) -> Approvals {
    let wanted: Vec<(&Head, FileAt)> = heads.iter().filter_map(|head| Some((&**head, wanted(head)?))).collect();
    let mut files: Vec<FileAt> = wanted.iter().map(|(_, file)| file.clone()).collect();
    files.sort_unstable();
    cache.approvals.read(repository, &files);
    if files.is_empty() {
        return Approvals::default();
    }
    let cascades = cache.cascades().clone();
    let parser = Parser { texts, settings, cascades, shared: ShortcodeValues::new(&settings.config) };
    let cached = &cache.approvals;
    let approval = |(head, file): (&Head, FileAt)| -> (FileId, FileAt, Approval) {
        let approval = match (cached.documents.get(&file), cached.texts.get(&file)) {
            (Some(document), _) => Ok(document.clone()),
            (None, Some(Ok(text))) => Ok(Arc::new(parser.document(head, text))),
            (None, Some(Err(absence))) => Err(absence.clone()),
            (None, None) => Err(Absence::UnknownRevision),
        };
        (head.file, file, approval)
    };
    let approvals: Vec<(FileId, FileAt, Approval)> = wanted.into_par_iter().map(approval).collect();
    let documents = approvals.iter().filter_map(|(_, file, approval)| Some((file.clone(), approval.clone().ok()?)));
    cache.approvals.documents = documents.collect();
    approvals.into_iter().map(|(file, _, approval)| (file, approval)).collect()
}

fn wanted(head: &Head) -> Option<FileAt> {
    let (_, revision) = head.front.control.as_ref()?.approved()?;
    Some(FileAt { revision: revision.value.clone(), path: head.path.clone() })
}

/// Parses articles as they were, with the settings of today: what only those change is no change of a document.
struct Parser<'a> {
    texts: &'a SourceTexts,
    settings: &'a Settings,
    cascades: Cascades,
    shared: ShortcodeValues,
}

impl Parser<'_> {
    fn document(&self, head: &Head, earlier: &EarlierText) -> ApprovedDocument {
        let text = &earlier.text;
        let split = front::split(text);
        let entry = &self.texts.inventory.entries[head.file.0 as usize];
        // Findings would be on a text that nobody can correct any more.
        let (front, _) = front::read(DataFile { id: head.file, path: entry.place(), text }, &split, &self.cascades);
        let Settings { theme, highlighter, citable, .. } = self.settings;
        let shortcodes = SiteShortcodes { theme, highlighter, site: &self.shared, front: &front };
        let dialect = self.settings.dialect();
        let tools = Tools { shortcodes: &shortcodes, highlighter, citations: citable, terms: Terms::Ignored, dialect };
        let parse = if is_html(&earlier.path) { markdown::parse_html } else { markdown::parse };
        let mut document = parse(head.file, text, split.body.start, tools).document;
        if front.title.as_ref().is_none_or(|title| title.value.trim().is_empty()) {
            document.leave_out_title(text);
        }
        ApprovedDocument {
            commit: earlier.commit.clone(),
            seconds: earlier.seconds,
            path: earlier.path.clone(),
            body: text.get(split.body.start..).unwrap_or_default().to_owned(),
            blocks: document_blocks(&front, &document),
        }
    }
}
