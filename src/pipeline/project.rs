//! A loaded site: its sources, settings and model, with the findings so far.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::settings::{CARDS, CODE, MAX_CARDS, MAX_CODE};
use crate::config::Config;
use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::front::Date;
use crate::glossary::Glossary;
use crate::labels::Labels;
use crate::markdown::Highlighter;
use crate::output::write_cached;
use crate::redline::Approvals;
use crate::render::{CardCache, Theme};
use crate::site::{Base, DeployedPages, Edges, Redirects, Resolver, Site};
use crate::source::{Inventory, SourceSet};

/// A loaded site.
pub struct Project {
    /// The site's folder.
    pub root: PathBuf,
    /// Every file, in order of path.
    pub inventory: Arc<Inventory>,
    /// Their texts.
    pub sources: SourceSet,
    /// The configuration.
    pub config: Config,
    /// The templates.
    pub theme: Arc<Theme>,
    /// What pages say besides the texts of their authors.
    pub labels: Arc<Labels>,
    /// The standards that articles may cite.
    pub frameworks: Arc<Frameworks>,
    /// The terms that its glossaries define.
    pub glossary: Arc<Glossary>,
    /// Which requirements its pages explain, mention or have in a table.
    pub edges: Edges,
    /// The site.
    pub site: Site,
    /// The last approved versions of its controlled documents.
    pub approvals: Approvals,
    /// What coloured the code of its articles.
    pub(super) highlighter: Arc<Highlighter>,
    /// The site's own hosts, that of its base URL included.
    pub(super) hosts: Vec<String>,
    /// The redirects in `static/_redirects`.
    pub(super) redirects: Redirects,
    /// Makes the social cards of articles.
    pub(super) cards: CardCache,
    /// The pages of each version in the configuration, where they are known.
    pub(super) deployments: Arc<[Option<DeployedPages>]>,
    /// The addresses of the generated files that links may lead to and [`Site`] does not have.
    pub(super) beside: BTreeSet<String>,
    /// The day that counts as today.
    pub(super) today: Date,
    /// The findings of each article that has any.
    pub(super) article_findings: Vec<Arc<[Finding]>>,
    /// The other findings of loading.
    pub(super) findings: Vec<Finding>,
}

impl Project {
    /// The findings of reading, parsing and assembling; [`Project::check`] adds those of checking.
    pub fn load_findings(&self) -> impl Iterator<Item = &Finding> {
        self.article_findings.iter().flat_map(|findings| findings.iter()).chain(&self.findings)
    }

    /// Resolves the site's links.
    pub fn resolver(&self) -> Resolver<'_> {
        let Self { config, hosts, redirects, beside, .. } = self;
        Resolver::new(&self.site, Base { path: &config.base.path, hosts, redirects, beside })
    }

    /// Writes into `folder` what makes the next run faster.
    ///
    /// # Errors
    /// The system's error.
    pub fn save_caches(&self, folder: &Path) -> io::Result<()> {
        // A larger file would not be read again.
        let code = self.highlighter.cache_bytes().filter(|code| code.len() as u64 <= MAX_CODE);
        code.map_or(Ok(()), |code| write_cached(folder, CODE, &code))?;
        let cards = self.cards.to_bytes().filter(|cards| cards.len() as u64 <= MAX_CARDS);
        cards.map_or(Ok(()), |cards| write_cached(folder, CARDS, &cards))
    }
}
