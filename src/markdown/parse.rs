//! The body of an article, from text to document: expand its shortcodes, then render its Markdown.

use super::admonition;
use super::dialect::Dialect;
use super::document::Document;
use super::expand::{Expanded, Insertion, expand};
use super::ids::duplicates;
use super::prose::Prose;
use super::shared::{Region, Shared, Tools};
use super::writer::Writer;
use crate::finding::Finding;
use crate::source::{FileId, Span};

/// The result of parsing a body.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The document.
    pub document: Document,
    /// The prose of the article, then that of each part which a shortcode asked to be rendered.
    pub prose: Vec<Prose>,
    /// Faults of shortcodes, code blocks and raw HTML.
    pub findings: Vec<Finding>,
}

/// Rewrites the callouts of other dialects; whether there are any.
fn rewrite_admonitions(expanded: &mut Expanded, dialect: Dialect<'_>) -> bool {
    let texts = expanded.insertions.iter_mut().filter_map(|insertion| match insertion {
        Insertion::Markdown(text) => Some(text),
        Insertion::Html(_) | Insertion::SourcePath(..) => None,
    });
    let mut any = false;
    for text in texts.chain([&mut expanded.body]) {
        if let Some(rewritten) = admonition::rewritten(text, dialect) {
            *text = rewritten;
            any = true;
        }
    }
    any
}

/// Reads the Markdown of `text` from byte `body_start` on. Spans in the result count over the whole of `text`.
///
/// The dialect is Hugo's: CommonMark with tables, footnotes, task lists, strikethrough, definition lists,
/// smart punctuation, bare URLs as links, attribute lists, and raw HTML passed through.
pub fn parse(file: FileId, text: &str, body_start: usize, tools: Tools<'_>) -> Parsed {
    read(file, text, body_start, tools, Language::Markdown)
}

/// Reads the HTML of `text` from byte `body_start` on: shortcodes are expanded, and all else is as for raw HTML in
/// Markdown.
pub fn parse_html(file: FileId, text: &str, body_start: usize, tools: Tools<'_>) -> Parsed {
    read(file, text, body_start, tools, Language::Html)
}

/// What a body is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Markdown,
    Html,
}

fn read(file: FileId, text: &str, body_start: usize, tools: Tools<'_>, language: Language) -> Parsed {
    let body = text.get(body_start..).unwrap_or_default();
    let mut expanded = expand(file, body, body_start, tools.shortcodes);
    let rewritten = language == Language::Markdown && rewrite_admonitions(&mut expanded, tools.dialect);
    let mut shared = Shared {
        body: &expanded.body.text,
        insertions: expanded.insertions,
        findings: expanded.findings,
        ..Shared::new(file, tools)
    };
    let everything = shared.insertions.len();
    let pieces = match language {
        Language::Markdown => shared.render(&expanded.body, everything, Region::Article),
        Language::Html => {
            Writer::new(&mut shared, &expanded.body, &expanded.body.text, everything, Region::Article).write_html()
        }
    };
    shared.document.pieces = pieces;
    shared.document.body = Span::new(body_start, text.len());
    // Notes of inserted parts come before the notes of the page, which may contain them.
    shared.document.unshown.sort_by_key(|note| (note.start, std::cmp::Reverse(note.end)));
    shared.document.unshown.dedup_by(|note, before| note.end <= before.end);
    let duplicates = duplicates(file, &shared.ids, |span| shared.document.shows(span));
    shared.findings.extend(duplicates);
    let structure = std::mem::take(&mut shared.structure);
    shared.findings.extend(structure.findings(file, |span| shared.document.shows(span)));
    if shared.insertions.is_empty() {
        if rewritten {
            shared.document.rewritten = expanded.body.replacements(shared.document.body);
        }
    } else {
        shared.document.expanded = Some(shared.expanded(&expanded.body.text, everything));
    }
    if language == Language::Html {
        shared.document.keep_safe(&expanded.body.text);
    }
    let mut findings = shared.findings;
    findings.extend(shared.foreign.findings(file, tools.dialect));
    Parsed { document: shared.document, prose: shared.prose, findings }
}
