//! Parses the articles and data tables of a site.

use std::path::Path;
use std::sync::Arc;

use super::articles::{Articles, parse_articles};
use super::build_cache::BuildCache;
use super::file_cache::SourceTexts;
use super::settings::Settings;
use super::tables::{Tables, read_tables};
use super::unread::unread_attachments;
use crate::finding::Finding;
use crate::site::{self, Plan};
use crate::source::FileId;

/// Everything that was parsed.
pub(super) struct Parsed {
    /// Which files are pages.
    pub(super) plan: Arc<Plan>,
    pub(super) articles: Articles,
    pub(super) tables: Tables,
    /// Attachments that are not published, because their format is not read; sorted.
    pub(super) unread: Vec<FileId>,
}

/// Parses what is not in the cache. The findings are those of each article that has any.
pub(super) fn parse(
    root: &Path,
    texts: &SourceTexts,
    settings: &Settings,
    cache: &mut BuildCache,
) -> (Parsed, Vec<Arc<[Finding]>>) {
    let plan = cache.plan.get(texts.inventory.clone(), |inventory| Arc::new(site::plan(&inventory.entries)));
    let (articles, findings) = parse_articles(root, texts, &plan, settings, cache);
    let tables = read_tables(texts, &articles.bodies, settings, cache);
    (Parsed { plan, articles, tables, unread: unread_attachments(texts) }, findings)
}
