//! The articles of a site: parsed in parallel, kept while nothing that enters into them changes.
//!
//! What of an article decides its place goes one way from here, and its body another.

use std::path::Path;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::build_cache::{BuildCache, Reading};
use crate::config::{Config, LastChange};
use crate::finding::{Code, Finding};
use crate::front::{self, Date};
use crate::markdown::{self, Citable, Document, Highlighter, Tools};
use crate::render::{ShortcodeValues, SiteShortcodes, Theme};
use crate::site::{Head, ParsedPage, Plan};
use crate::source::{FileId, SourceFile};

/// What articles are read from and with.
pub(super) struct Sources<'a> {
    pub(super) root: &'a Path,
    pub(super) plan: &'a Plan,
    pub(super) files: &'a [Arc<SourceFile>],
    pub(super) config: &'a Config,
    pub(super) theme: &'a Theme,
    pub(super) highlighter: &'a Highlighter,
    pub(super) citable: &'a [Citable],
}

/// Every article, taken apart.
#[derive(Default)]
pub(super) struct Articles {
    pub(super) heads: Vec<Arc<Head>>,
    /// By their files.
    pub(super) bodies: Vec<(FileId, Arc<Document>)>,
    /// What was found in each, where anything was.
    pub(super) found: Vec<Arc<[Finding]>>,
}

/// Parses the articles that `memory` does not know, in order of path.
pub(super) fn parse(sources: &Sources<'_>, memory: &mut BuildCache) -> Articles {
    let changes = match sources.config.last_change {
        LastChange::Git => memory.last_changes(sources.root),
        LastChange::FrontMatter => Arc::default(),
    };
    let shared = ShortcodeValues::new(sources.config);
    let parse_one = |file: &FileId| {
        let source = &sources.files[file.0 as usize];
        let changed = changes.get(&source.path).and_then(|seconds| Date::from_seconds(*seconds));
        if let Some(kept) = memory.article(*file, changed) {
            return kept;
        }
        let text = &source.text;
        let split = front::split(text);
        let (front, mut findings) = front::read(*file, text, &split);
        // What could not be read at all is no article that lacks a title.
        let is_readable = findings.iter().all(|finding| finding.code != Code::UnreadableFrontMatter);
        if is_readable {
            findings.extend(front::absent(*file, &split, &front));
        }
        let (theme, highlighter) = (sources.theme, sources.highlighter);
        let shortcodes = SiteShortcodes { theme, highlighter, site: &shared, front: &front };
        let tools = Tools { shortcodes: &shortcodes, highlighter, citable: sources.citable };
        let parsed = markdown::parse(*file, text, split.body.start, tools);
        findings.extend(parsed.findings);
        let page = ParsedPage::new(*file, source.path.clone(), front, parsed.document, changed);
        Reading { page, findings: findings.into(), is_new: true }
    };
    let dealt = dealt(sources.plan.pages(), rayon::current_num_threads());
    let parsed = dealt.par_iter().map(|(rank, file)| (*rank, parse_one(file)));
    let mut parsed: Vec<(usize, Reading)> = parsed.collect();
    parsed.sort_unstable_by_key(|(rank, _)| *rank);
    let parsed: Vec<Reading> = parsed.into_iter().map(|(_, reading)| reading).collect();
    memory.keep_articles(&parsed);
    let mut articles = Articles::default();
    for Reading { page: ParsedPage { head, document }, findings, .. } in parsed {
        articles.bodies.push((head.file, document));
        articles.heads.push(head);
        if !findings.is_empty() {
            articles.found.push(findings);
        }
    }
    articles
}

/// The files, each with its rank, dealt out as cards are to so many hands, one hand behind the other.
///
/// A tree may hold the same guide for several versions. Halved, it would have all threads colour the same code at the
/// same time; dealt out, they go through it side by side, and what one has coloured the others recall.
fn dealt(files: &[FileId], hands: usize) -> Vec<(usize, &FileId)> {
    let hands = hands.max(1);
    (0..hands).flat_map(|hand| files.iter().enumerate().skip(hand).step_by(hands)).collect()
}
