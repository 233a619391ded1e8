//! What a site is parsed and rendered with: its configuration, theme and frameworks, and the highlighter.

use std::path::Path;
use std::sync::Arc;

use super::build_cache::{BuildCache, LabelInputs, ThemeInputs};
use super::file_cache::SourceTexts;
use super::request::{Purpose, Request};
use crate::citation::CitableFrameworks;
use crate::config::{self, Config, Markup};
use crate::finding::Finding;
use crate::framework::{self, Frameworks};
use crate::front;
use crate::labels::{LabelFile, Labels};
use crate::markdown::{self, CALLOUTS, Dialect, Highlighter, Words};
use crate::output::read_cached;
use crate::render::{CardCache, Shipped, Theme, UserTemplate};
use crate::source::{ContentRules, DataFile, FileId, Layout, Location, ReadError, Role, Spanned, read_text};

/// The file with coloured code among the caches.
pub(super) const CODE: &str = "code.bin";
/// The largest such file that is read, in bytes.
pub(super) const MAX_CODE: u64 = 64 << 20;

/// The file with social cards among the caches.
pub(super) const CARDS: &str = "cards.bin";
/// The largest such file that is read, in bytes: all cards that are cached, and their keys.
pub(super) const MAX_CARDS: u64 = 72 << 20;

/// What a site is parsed and rendered with.
pub(super) struct Settings {
    pub(super) config: Config,
    pub(super) theme: Arc<Theme>,
    pub(super) labels: Arc<Labels>,
    pub(super) frameworks: Arc<Frameworks>,
    /// The frameworks that articles may cite.
    pub(super) citable: CitableFrameworks,
    pub(super) highlighter: Arc<Highlighter>,
    pub(super) cards: CardCache,
    /// Whether the site is loaded for the preview.
    pub(super) is_preview: bool,
}

impl Settings {
    /// What articles are read as.
    pub(super) fn dialect(&self) -> Dialect<'_> {
        dialect(&self.config, &self.labels)
    }
}

fn dialect<'a>(config: &'a Config, labels: &'a Labels) -> Dialect<'a> {
    let Markup { docusaurus, mkdocs, mathematics, mermaid, extensions, typographer, heading_ids } = &config.markup;
    Dialect {
        docusaurus: *docusaurus,
        mkdocs: *mkdocs,
        mathematics: *mathematics,
        mermaid: mermaid.is_some(),
        frames: config.embeds,
        own_host: config.base.host(),
        extensions: *extensions,
        typographer: markdown::Typographer {
            apostrophe: typographer.apostrophe.as_deref(),
            ellipsis: typographer.ellipsis.as_deref(),
            em_dash: typographer.em_dash.as_deref(),
            en_dash: typographer.en_dash.as_deref(),
            left_angle_quote: typographer.left_angle_quote.as_deref(),
            left_double_quote: typographer.left_double_quote.as_deref(),
            left_single_quote: typographer.left_single_quote.as_deref(),
            right_angle_quote: typographer.right_angle_quote.as_deref(),
            right_double_quote: typographer.right_double_quote.as_deref(),
            right_single_quote: typographer.right_single_quote.as_deref(),
        },
        heading_ids: *heading_ids,
        words: Words {
            titles: CALLOUTS.map(|kind| labels.text(kind)),
            back_to_text: labels.text("back_to_text"),
            done: labels.text("done"),
            to_do: labels.text("to_do"),
        },
    }
}

/// Reads configuration, templates and frameworks. Articles that were parsed with others leave the cache.
pub(super) fn configure(request: &Request, texts: &SourceTexts, cache: &mut BuildCache) -> (Settings, Vec<Finding>) {
    cache.invalidate_on_template_change(texts);
    let (mut config, mut findings) = read_config(texts);
    if let Some(base) = &request.base_url {
        config.base = base.clone();
    }
    let (labels, found) = read_labels(texts, &config, cache);
    findings.extend(found);
    if config.is_untitled {
        config.title = labels.text("untitled").to_owned();
    }
    cache.invalidate_on_dialect_change(&dialect(&config, &labels));
    config.search = request.search.unwrap_or(config.search);
    config.theme.paper = config.theme.paper.or(request.default_paper);
    let (theme, found) = compile_theme(texts, &config, &labels, cache);
    findings.extend(found);
    let (frameworks, found) = read_frameworks(texts, cache);
    findings.extend(found);
    let citable = CitableFrameworks::new(&frameworks);
    cache.invalidate_on_citable_change(&citable);
    let highlighter = cache.highlighter.get_or_insert_with(|| Arc::new(read_highlighter(request))).clone();
    let cards = cache.cards.get_or_insert_with(|| read_cards(request, &config)).clone();
    let is_preview = request.is_preview;
    (Settings { config, theme, labels, frameworks, citable, highlighter, cards, is_preview }, findings)
}

/// The highlighter, with the code that earlier runs have coloured; one that colours nothing where no page is rendered.
pub(super) fn read_highlighter(request: &Request) -> Highlighter {
    if request.purpose == Purpose::Findings {
        return Highlighter::plain();
    }
    // A cache that cannot be read counts as absent.
    let coloured = request.caches.as_ref().and_then(|folder| read_cached(folder, CODE, MAX_CODE).ok().flatten());
    Highlighter::with_cache(&coloured.unwrap_or_default())
}

/// The cards that earlier runs have drawn, where the site asks for cards and pages are rendered.
fn read_cards(request: &Request, config: &Config) -> CardCache {
    if request.purpose == Purpose::Findings || config.theme.social_cards.is_none() {
        return CardCache::default();
    }
    let cards = request.caches.as_ref().and_then(|folder| read_cached(folder, CARDS, MAX_CARDS).ok().flatten());
    CardCache::from_bytes(&cards.unwrap_or_default())
}

/// The path of the folder with the content of the site at `root`, relative to it.
pub fn content_folder(root: &Path) -> String {
    content_rules(&read_text(&root.join(Layout::STANDARD.configuration)).unwrap_or_default()).folder
}

/// How the content folder of a site with this configuration is read. Its faults are reported with all others.
pub fn content_rules(configuration: &str) -> ContentRules {
    config::read(FileId(0), configuration).0.content
}

fn read_config(texts: &SourceTexts) -> (Config, Vec<Finding>) {
    match texts.filtered(|entry| entry.role == Role::Configuration).first() {
        Some((id, file)) => {
            let (config, mut findings) = config::read(*id, &file.text);
            findings.extend(config.cascade.iter().flat_map(|node| front::check_cascade(*id, node)));
            (config, findings)
        }
        None => (Config::default(), Vec::new()),
    }
}

/// What the labels of a site are read from.
fn label_inputs(texts: &SourceTexts, config: &Config) -> LabelInputs {
    let Spanned { value: language, span } = &config.language;
    let configuration = texts.inventory.entries.iter().find(|entry| entry.role == Role::Configuration);
    LabelInputs {
        language: language.clone(),
        location: configuration.map(|entry| Location::new(entry.id, *span)),
        files: texts.filtered(|entry| entry.role == Role::Labels),
    }
}

/// The labels in the language of the site, with those of the site's own files.
fn read_labels(texts: &SourceTexts, config: &Config, cache: &mut BuildCache) -> (Arc<Labels>, Vec<Finding>) {
    cache.labels.get(label_inputs(texts, config), |LabelInputs { language, location, files }| {
        let own = files.iter().map(|(file, source)| LabelFile { file: *file, path: &source.path, text: &source.text });
        let (labels, findings) = Labels::new(language, *location, &own.collect::<Vec<_>>());
        (Arc::new(labels), findings)
    })
}

fn compile_theme(
    texts: &SourceTexts,
    config: &Config,
    labels: &Arc<Labels>,
    cache: &mut BuildCache,
) -> (Arc<Theme>, Vec<Finding>) {
    let inputs = ThemeInputs {
        base: config.base.path.clone(),
        labels: label_inputs(texts, config),
        templates: texts.filtered(|entry| entry.role == Role::Template),
    };
    let shipped = &mut cache.shipped;
    cache.theme.get(inputs, |ThemeInputs { base, templates, .. }| {
        let templates = templates.iter().map(|(file, source)| {
            let name = source.path.split_once('/').map_or(source.path.as_str(), |(_, name)| name);
            UserTemplate { file: *file, name, text: &source.text }
        });
        let shipped = shipped.take().unwrap_or_else(Shipped::compile);
        let (theme, findings) = Theme::new(shipped, &templates.collect::<Vec<_>>(), base, labels);
        (Arc::new(theme), findings)
    })
}

fn read_frameworks(texts: &SourceTexts, cache: &mut BuildCache) -> (Arc<Frameworks>, Vec<Finding>) {
    let unread = |(file, fault): &(FileId, ReadError)| match fault {
        ReadError::NotUtf8 { before } => (*file, Some(before.len())),
        ReadError::Unreadable(_) | ReadError::Workbook(_) => (*file, None),
    };
    cache.frameworks.get(texts.filtered(|entry| entry.role == Role::Framework), |files| {
        let files = files.iter().map(|(id, file)| DataFile { id: *id, path: &file.path, text: &file.text });
        let (frameworks, findings) =
            framework::read(&files.collect::<Vec<_>>(), &texts.faults.iter().map(unread).collect());
        (Arc::new(frameworks), findings)
    })
}
