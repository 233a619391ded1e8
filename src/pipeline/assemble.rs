//! Assembles the site from what was parsed.

use std::collections::BTreeMap;

use super::build_cache::BuildCache;
use super::file_cache::SourceTexts;
use super::parse::Parsed;
use super::settings::Settings;
use crate::finding::Finding;
use crate::site::{Edges, Options, Profiles, Selection, Site, SiteContent};

/// A site, and which requirements its pages explain, mention or have in a table.
pub(super) struct Assembled {
    pub(super) site: Site,
    pub(super) edges: Edges,
}

/// Assembles the site. The findings are those of addresses and of data tables.
pub(super) fn assemble(
    selection: Selection,
    texts: &SourceTexts,
    settings: &Settings,
    parsed: Parsed,
    cache: &mut BuildCache,
) -> (Assembled, Vec<Finding>) {
    let Parsed { plan, articles, tables, unread } = parsed;
    let Settings { config, labels, frameworks, .. } = settings;
    let inventory = &texts.inventory;
    let mut findings = Vec::new();
    let (title, taxonomies, addresses) = (config.title.clone(), config.taxonomies.clone(), config.addresses.clone());
    let (content, resources) = (config.content.folder.clone(), articles.resources);
    // Others are called as their name is.
    let named = ["tags", "categories", "contributors"].map(|name| (name.to_owned(), labels.text(name).to_owned()));
    let taxonomy_titles = BTreeMap::from(named);
    let options = Options { title, taxonomies, taxonomy_titles, addresses, content, selection, unread, resources };
    let (frame, found) = cache.frame.frame(articles.heads, inventory, &plan, options);
    findings.extend(found);
    let scopes = cache.frame.scopes(&frame, frameworks);
    let profiles = Profiles::new(config, &frame, frameworks);
    let content = SiteContent::new(frame, &articles.bodies, tables.by_file.clone(), &inventory.entries, profiles);
    findings.extend(tables.findings(&content, texts));
    let edges = Edges::new(&content, frameworks, scopes);
    let site = Site::new(content, frameworks, labels, &edges, config.outputs);
    (Assembled { site, edges }, findings)
}
