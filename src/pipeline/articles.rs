//! Parses the articles of a site in parallel.
//!
//! The head of an article, which decides its address, and its body are separate from here on, so that a change of a
//! body alone leaves the frame of the site as it is.

use std::path::Path;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::build_cache::{BuildCache, ParsedArticle};
use super::commit_dates::CommitDates;
use super::file_cache::SourceTexts;
use super::settings::Settings;
use crate::citation::mentions;
use crate::config::LastChange;
use crate::finding::{Code, Finding};
use crate::front::{self, Cascade, Cascades, Date, UseOfTerms};
use crate::glossary::{Glossary, GlossaryArticle, KnownAbbreviations, TermIndex, undefined_abbreviations};
use crate::markdown::{self, Dialect, Terms, Tools};
use crate::render::{ShortcodeValues, SiteShortcodes};
use crate::site::{Body, Head, ParsedPage, Plan, Resource};
use crate::source::{DataFile, Entry, FileId, Role, Span, is_html};

/// Every article of a site, in order of path.
#[derive(Default)]
pub(super) struct Articles {
    pub(super) heads: Vec<Arc<Head>>,
    /// By their files.
    pub(super) bodies: Vec<(FileId, Body)>,
    /// The articles that belong to a bundle, in order of path.
    pub(super) resources: Vec<Resource>,
    /// The terms that they define.
    pub(super) glossary: Arc<Glossary>,
}

/// Parses the articles of `plan` that are not in the cache. The findings are those of each article that has any.
pub(super) fn parse_articles(
    root: &Path,
    texts: &SourceTexts,
    plan: &Plan,
    settings: &Settings,
    cache: &mut BuildCache,
) -> (Articles, Vec<Arc<[Finding]>>) {
    let last_change = &settings.config.last_change;
    let commits = match last_change.value {
        LastChange::Git => cache.commit_dates(root),
        LastChange::FrontMatter => Arc::default(),
    };
    let cascades = cascades(texts, plan, settings);
    cache.invalidate_on_cascade_change(&cascades);
    let shared = ShortcodeValues::new(&settings.config);
    let dialect = settings.dialect();
    let (glossaries, others): (Vec<FileId>, Vec<FileId>) =
        plan.pages().iter().partition(|file| is_glossary(texts, **file, &cascades));
    let parser = ArticleParser { texts, settings, cascades: &cascades, shared: &shared, dialect, commits: &commits };
    let mut parsed = parser.parse_all(&glossaries, cache, None);
    let glossary = Arc::new(Glossary::new(parsed.iter().map(|article| glossary_article(&article.page))));
    cache.invalidate_on_terms_change(glossary.index());
    let known = KnownAbbreviations::new(&settings.frameworks);
    parsed.extend(parser.parse_all(&others, cache, Some((glossary.index(), &known))));
    parsed.sort_by_key(|article| article.page.head.file);
    cache.set_articles(&parsed);
    let (mut articles, mut all_findings) = (Articles { glossary, ..Articles::default() }, Vec::new());
    articles.resources = resources(texts, plan, &cascades);
    for ParsedArticle { page: ParsedPage { head, body }, findings, .. } in parsed {
        articles.bodies.push((head.file, body));
        articles.heads.push(head);
        if !findings.is_empty() {
            all_findings.push(findings);
        }
    }
    let configuration = texts.inventory.entries.iter().find(|entry| entry.role == Role::Configuration);
    let unknown = configuration.and_then(|entry| commits.finding(entry.id, last_change.span, &articles.heads));
    all_findings.extend(unknown.map(|finding| Arc::from([finding])));
    (articles, all_findings)
}

/// What every article is parsed with.
struct ArticleParser<'a> {
    texts: &'a SourceTexts,
    settings: &'a Settings,
    cascades: &'a Cascades,
    shared: &'a ShortcodeValues,
    dialect: Dialect<'a>,
    commits: &'a CommitDates,
}

/// What other articles than glossaries are parsed with besides: the terms of the site, and abbreviations that are none.
type Known<'a> = (&'a TermIndex, &'a KnownAbbreviations);

impl ArticleParser<'_> {
    /// The articles in `files`, in their order, those that are not in the cache parsed in parallel.
    fn parse_all(&self, files: &[FileId], cache: &BuildCache, known: Option<Known<'_>>) -> Vec<ParsedArticle> {
        let parse_one = |file: FileId| {
            let changed = self.commits.of(&self.texts.files[file.0 as usize].path);
            cache.article(file, changed).unwrap_or_else(|| self.parse_one(file, changed, known))
        };
        let files = interleaved(files, rayon::current_num_threads());
        let mut parsed: Vec<(usize, ParsedArticle)> =
            files.par_iter().map(|(index, file)| (*index, parse_one(**file))).collect();
        parsed.sort_unstable_by_key(|(index, _)| *index);
        parsed.into_iter().map(|(_, article)| article).collect()
    }

    fn parse_one(&self, file: FileId, changed: Option<Date>, known: Option<Known<'_>>) -> ParsedArticle {
        let Self { texts, settings, cascades, shared, dialect, .. } = *self;
        let source = &texts.files[file.0 as usize];
        let text = &source.text;
        let split = front::split(text);
        let entry = &texts.inventory.entries[file.0 as usize];
        let article = DataFile { id: file, path: entry.place(), text };
        let (mut front, mut findings) = front::read(article, &split, cascades);
        // Front matter that cannot be read is not reported as lacking a title too.
        let is_readable = findings.iter().all(|finding| finding.code != Code::UnreadableFrontMatter);
        match front::misplaced(file, text, &split) {
            Some(misplaced) => {
                front.draft = front.draft.or(misplaced.is_draft.then_some(true));
                findings.push(misplaced.finding);
            }
            None if is_readable => findings.extend(front::absent(file, &split, &front)),
            None => {}
        }
        let Settings { theme, highlighter, citable, .. } = settings;
        let shortcodes = SiteShortcodes { theme, highlighter, site: shared, front: &front };
        let page_terms = known.map(|(index, _)| index.of_page(entry.place()));
        let terms = match &page_terms {
            None => Terms::Defined,
            Some(terms) if terms.is_empty() => Terms::Ignored,
            Some(terms) if front.terms == Some(UseOfTerms::Unlinked) => Terms::Unlinked(terms),
            Some(terms) => Terms::Linked(terms),
        };
        let tools = Tools { shortcodes: &shortcodes, highlighter, citations: citable, terms, dialect };
        let parse = if is_html(&source.path) { markdown::parse_html } else { markdown::parse };
        let mut parsed = parse(file, text, split.body.start, tools);
        findings.extend(parsed.findings);
        if let (Some((_, known)), Some(terms)) = (known, &page_terms)
            && front.terms == Some(UseOfTerms::Strict)
        {
            let used: Vec<Span> = parsed.document.terms.iter().map(|used| used.span).collect();
            findings.extend(undefined_abbreviations(file, &parsed.prose, &used, (terms, known)));
        }
        if front.title.as_ref().is_none_or(|title| title.value.trim().is_empty()) {
            parsed.document.leave_out_title(text);
        }
        let mentions = mentions(&parsed.prose, &parsed.document, citable.number_words()).into();
        let body = Body { document: parsed.document.into(), mentions };
        let page = ParsedPage::new(entry, front, body, changed);
        ParsedArticle { page, findings: findings.into(), is_new: true }
    }
}

/// Whether the front matter of an article makes it a glossary. It is read only where it may.
fn is_glossary(texts: &SourceTexts, file: FileId, cascades: &Cascades) -> bool {
    let text = &texts.files[file.0 as usize].text;
    let split = front::split(text);
    let has_key = split.block.is_some_and(|block| block.content.of(text).to_ascii_lowercase().contains("glossary"));
    let article = || DataFile { id: file, path: texts.inventory.entries[file.0 as usize].place(), text };
    has_key && front::read(article(), &split, cascades).0.glossary.is_some_and(|glossary| glossary.value)
}

fn glossary_article(page: &ParsedPage) -> GlossaryArticle<'_> {
    let ParsedPage { head, body } = page;
    GlossaryArticle { file: head.file, place: &head.place, definitions: &body.document.definitions }
}

/// The articles that belong to bundles. They are not checked: that they are no pages is a finding already.
fn resources(texts: &SourceTexts, plan: &Plan, cascades: &Cascades) -> Vec<Resource> {
    let articles = texts.inventory.entries.iter().filter(|entry| entry.role == Role::Article);
    let resource = |entry: &Entry| {
        let bundle = plan.bundle_of(&entry.path)?;
        let text = &texts.files.get(entry.id.0 as usize)?.text;
        let article = DataFile { id: entry.id, path: &entry.path, text };
        let (front, _) = front::read(article, &front::split(text), cascades);
        Some(Resource { file: entry.id, bundle, front: Arc::new(front) })
    };
    articles.filter_map(resource).collect()
}

/// The front matter that the sections of a site hand down.
fn cascades(texts: &SourceTexts, plan: &Plan, settings: &Settings) -> Cascades {
    let entries = plan.pages().iter().map(|file| &texts.inventory.entries[file.0 as usize]);
    let sections = entries.filter(|entry| Cascades::is_section(entry.place()));
    let handed = sections.filter_map(|entry| {
        let text = &texts.files[entry.id.0 as usize].text;
        Cascade::of(text, &front::split(text)).map(|cascade| (entry.place().to_owned(), cascade))
    });
    let site = settings.config.cascade.as_ref().and_then(Cascade::from_node);
    Cascades::new(handed, site, &settings.config.language.value, settings.is_preview)
}

/// The files with their indices, in an order in which `threads` threads that split it evenly go through the files side
/// by side.
///
/// Neighbours often hold the same code, as in a guide in several versions. Split in halves, all threads would colour
/// it at the same time; in this order most find it coloured already.
fn interleaved(files: &[FileId], threads: usize) -> Vec<(usize, &FileId)> {
    let threads = threads.max(1);
    (0..threads).flat_map(|first| files.iter().enumerate().skip(first).step_by(threads)).collect()
}
