//! Loads a site: discover, read, configure, parse, assemble.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::approvals::read_approvals;
use super::assemble::{Assembled, assemble};
use super::build_cache::BuildCache;
use super::deployments::read_deployments;
use super::file_cache::SourceTexts;
use super::glossary::check_glossary;
use super::parse::parse;
use super::project::Project;
use super::request::Request;
use super::settings::{Settings, configure, content_rules, read_highlighter};
use super::sources::source_set;
use super::unread::{check_unread, named_templates};
use crate::config::Config;
use crate::render::{Shipped, addresses_beside};
use crate::site::{Address, Redirects, prepare_order};
use crate::source::{Inventory, Layout, SourceSet, discover};

/// Loads the site at `request.root`.
pub fn load(request: &Request) -> Project {
    let mut cache = BuildCache::default();
    // Listing files keeps one thread busy; another prepares meanwhile what does not depend on them.
    let prepare = || {
        prepare_order();
        (read_highlighter(request), Shipped::compile())
    };
    let read = || cache.files.read((&request.root, &request.overlay), files(request));
    let (texts, (highlighter, shipped)) = rayon::join(read, prepare);
    cache.highlighter = Some(Arc::new(highlighter));
    cache.shipped = Some(shipped);
    load_texts(request, texts, &mut cache)
}

/// Where files may have changed since the last loading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeSet {
    /// Anywhere.
    Everywhere,
    /// In these files alone, by their paths relative to the root.
    At(BTreeSet<String>),
}

/// Loads the site again if anything has changed, and reuses from `cache` what has not.
///
/// All calls with one `cache` must have the same request, but for the day and the overlay; a file whose text in the overlay
/// has changed is among `changes`.
pub fn reload(request: &Request, changes: &ChangeSet, cache: &mut BuildCache) -> Option<Project> {
    let is_new_day = cache.set_today(request.selection.now);
    let changed = match changes {
        // The configuration decides which files there are.
        ChangeSet::At(paths) if !paths.contains(Layout::STANDARD.configuration) => {
            cache.files.read_changed((&request.root, &request.overlay), paths)
        }
        ChangeSet::At(_) | ChangeSet::Everywhere => None,
    };
    let texts = changed.unwrap_or_else(|| cache.files.read((&request.root, &request.overlay), files(request)));
    (texts.is_changed || is_new_day).then(|| load_texts(request, texts, cache))
}

/// Loads the site whether or not anything has changed, and reuses from `cache` what has not.
pub(super) fn load_with(request: &Request, cache: &mut BuildCache) -> Project {
    let texts = cache.files.read((&request.root, &request.overlay), files(request));
    load_texts(request, texts, cache)
}

/// The files of the site, by the rules of its configuration.
fn files(request: &Request) -> Inventory {
    let unsaved = request.overlay.get(Layout::STANDARD.configuration);
    discover(&request.root, |saved| content_rules(unsaved.unwrap_or(saved)))
}

/// Loads the site from `texts`.
pub(super) fn load_texts(request: &Request, texts: SourceTexts, cache: &mut BuildCache) -> Project {
    let (sources, mut findings) = source_set(&texts);
    let (settings, found) = configure(request, &texts, cache);
    findings.extend(found);
    let (parsed, article_findings) = parse(&request.root, &texts, &settings, cache);
    let (plan, named) = (parsed.plan.clone(), named_templates(&parsed.articles));
    let glossary = parsed.articles.glossary.clone();
    let repository = request.repository.as_deref().unwrap_or(&request.root);
    let approvals = read_approvals(repository, &texts, &settings, &parsed.articles.heads, cache);
    let (Assembled { site, edges }, found) = assemble(request.selection, &texts, &settings, parsed, cache);
    findings.extend(found);
    findings.extend(check_glossary(&texts, &site, &glossary));
    findings.extend(check_unread(&texts, &plan, &named, &site));
    let (deployments, found) = read_deployments(&request.root, &texts, &settings.config);
    findings.extend(found);
    let Settings { config, theme, labels, frameworks, highlighter, cards, citable: _, is_preview: _ } = settings;
    Project {
        root: request.root.clone(),
        redirects: redirects(&texts.inventory, &sources, &config.base.path),
        deployments: deployments.into(),
        inventory: texts.inventory,
        hosts: own_hosts(&config),
        beside: addresses_beside(&site, &config),
        sources,
        approvals,
        config,
        theme,
        labels,
        frameworks,
        glossary,
        edges,
        site,
        highlighter,
        cards,
        today: request.selection.now,
        article_findings,
        findings,
    }
}

/// The hosts of the site in the form of [`Address::host`].
fn own_hosts(config: &Config) -> Vec<String> {
    let further = config.hosts.iter().map(|host| format!("//{host}"));
    let all = further.chain(config.base.origin.clone());
    all.filter_map(|origin| Address::parse(&origin).host()).collect()
}

/// The rules of the `_redirects` that is published: that in `static/`, else that in the content folder.
fn redirects(inventory: &Inventory, sources: &SourceSet, base: &str) -> Redirects {
    let at = |place: &str| inventory.entries.iter().find(|entry| entry.place() == place);
    let file = at("static/_redirects").or_else(|| at("content/_redirects"));
    file.map(|file| Redirects::new(&sources.get(file.id).text, base)).unwrap_or_default()
}
