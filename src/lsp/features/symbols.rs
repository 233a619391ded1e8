//! Symbols: the headings of an article and the keys of a data file; pages, headings and requirements of all sites.

use gen_lsp_types as lsp;
use serde_json::{Value, json};

use crate::framework::{Framework, Requirement};
use crate::lsp::encoding::Lines;
use crate::lsp::loaded::Loaded;
use crate::lsp::outbox::Failure;
use crate::lsp::query::{Feature, Query, Reach};
use crate::lsp::rank::best;
use crate::markdown::Heading;
use crate::source::{FileId, Location, Span};
use crate::yaml::{Node, parse};

pub(super) const OF_DOCUMENT: Feature = Feature {
    method: "textDocument/documentSymbol",
    capability: ("documentSymbolProvider", |_| json!(true)),
    reach: Reach::Current,
    answer: of_document,
};

pub(super) const OF_WORKSPACE: Feature = Feature {
    method: "workspace/symbol",
    capability: ("workspaceSymbolProvider", |_| json!(true)),
    reach: Reach::EverySite,
    answer: of_workspace,
};

/// The most symbols of a site that are listed.
const MAX_SYMBOLS: usize = 200;

/// Keys of a data file are listed down to this depth.
const MAX_DEPTH: usize = 3;

/// A symbol with its place and how deep it is.
struct Entry {
    name: String,
    detail: String,
    kind: lsp::SymbolKind,
    depth: usize,
    span: Span,
}

fn of_document(query: &Query<'_>, _: &Value) -> Result<Value, Failure> {
    let Some(file) = query.file() else { return Ok(Value::Null) };
    let entries = entries(query, file);
    let lines = query.site.lines(file);
    if query.client.has_symbol_trees {
        return Ok(json!(tree(&mut entries.iter().peekable(), 0, &lines, query.text.len())));
    }
    let location = |entry: &Entry| query.site.location(Location::new(file, entry.span));
    let flat = entries
        .iter()
        .filter_map(|entry| Some(json!({"name": entry.name, "kind": entry.kind, "location": location(entry)?})));
    Ok(flat.collect())
}

fn entries(query: &Query<'_>, file: FileId) -> Vec<Entry> {
    let site = query.site;
    if let Some((_, page)) = site.page(file) {
        let listed = page.document.headings.iter().filter(|heading| !heading.text.is_empty());
        return listed.map(of_heading).collect();
    }
    if let Some(framework) = site.project.frameworks.iter().find(|framework| framework.is_from(file)) {
        return of_framework(framework, file);
    }
    let mut entries = Vec::new();
    if let Ok(document) = parse(site.text(file), 0)
        && [".yaml", ".yml", ".json"].iter().any(|end| query.path.ends_with(end))
    {
        collect(&document.root, 0, &mut entries);
    }
    entries
}

fn of_heading(heading: &Heading) -> Entry {
    Entry {
        name: heading.text.clone(),
        detail: heading.id.as_ref().map(|id| format!("#{id}")).unwrap_or_default(),
        kind: lsp::SymbolKind::String,
        depth: usize::from(heading.level),
        span: heading.span,
    }
}

fn of_framework(framework: &Framework, file: FileId) -> Vec<Entry> {
    let written = framework.requirements().filter_map(|(_, requirement)| Some((requirement, requirement.location?)));
    let here = written.filter(|(_, location)| location.file == file);
    let entry = |(requirement, location): (&Requirement, Location)| Entry {
        name: requirement.id.clone(),
        detail: requirement.title.clone(),
        kind: lsp::SymbolKind::EnumMember,
        depth: requirement.depth,
        span: location.span,
    };
    here.map(entry).collect()
}

/// The keys of a tree, down to a depth.
fn collect(node: &Node, depth: usize, entries: &mut Vec<Entry>) {
    if depth == MAX_DEPTH {
        return;
    }
    for (key, value) in node.entries() {
        let Some(name) = key.text().filter(|name| !name.is_empty()) else { continue };
        let detail = value.text().unwrap_or_default().chars().take(80).collect();
        entries.push(Entry { name: name.to_owned(), detail, kind: lsp::SymbolKind::Key, depth, span: key.span });
        collect(value, depth + 1, entries);
    }
    node.items().iter().for_each(|item| collect(item, depth + 1, entries));
}

/// The symbols that are as deep as `least` or deeper, each with those below it. One ends where the next one that is not below
/// it begins, or at `end`.
fn tree<'e>(
    entries: &mut std::iter::Peekable<impl Iterator<Item = &'e Entry>>,
    least: usize,
    lines: &Lines<'_>,
    end: usize,
) -> Vec<lsp::DocumentSymbol> {
    let mut symbols: Vec<lsp::DocumentSymbol> = Vec::new();
    while let Some(entry) = entries.next_if(|entry| entry.depth >= least) {
        let children = tree(entries, entry.depth + 1, lines, end);
        let next = entries.peek().map_or(end, |next| next.span.start);
        let whole = Span::new(entry.span.start, next.max(entry.span.end));
        symbols.push(lsp::DocumentSymbol::new(
            entry.name.clone(),
            (!entry.detail.is_empty()).then(|| entry.detail.clone()),
            entry.kind,
            None,
            None,
            lines.range(whole),
            lines.range(entry.span),
            (!children.is_empty()).then_some(children),
        ));
    }
    symbols
}

/// A symbol of a site.
struct Named<'s> {
    name: String,
    container: &'s str,
    kind: lsp::SymbolKind,
    location: Location,
}

fn of_workspace(query: &Query<'_>, parameters: &Value) -> Result<Value, Failure> {
    let typed = parameters["query"].as_str().unwrap_or_default();
    let (found, _) = best(typed, all(query.site), MAX_SYMBOLS, |named| [named.name.as_str(), ""]);
    let symbols = found.into_iter().filter_map(|named| {
        let Named { name, container, kind, location } = named;
        let location = query.site.location(location)?;
        Some(json!({"name": name, "kind": kind, "containerName": container, "location": location}))
    });
    Ok(symbols.collect())
}

/// Every page, heading and requirement of a site that is in a file.
fn all(site: &Loaded) -> impl Iterator<Item = Named<'_>> {
    let project = &site.project;
    let pages = project.site.pages().filter_map(|(_, page)| Some((page, page.file?)));
    let of_pages = pages.clone().map(|(page, file)| Named {
        name: page.title.clone(),
        container: &page.url,
        kind: lsp::SymbolKind::File,
        location: Location::new(file, page.front.title.as_ref().map(|title| title.span).unwrap_or_default()),
    });
    let headings = pages.flat_map(|(page, file)| {
        let listed = page.document.headings.iter().filter(|heading| !heading.text.is_empty());
        listed.map(move |heading| Named {
            name: heading.text.clone(),
            container: page.title.as_str(),
            kind: lsp::SymbolKind::String,
            location: Location::new(file, heading.span),
        })
    });
    let requirements = project.frameworks.iter().flat_map(move |framework| {
        framework.requirements().filter_map(move |(idx, requirement)| {
            // One that is built in is where the site explains or cites it.
            let cited = || project.edges.of(&framework.key, idx).first().map(|edge| edge.location);
            Some(Named {
                name: format!("{}:{}", framework.key, requirement.titled()),
                container: framework.name.as_str(),
                kind: lsp::SymbolKind::EnumMember,
                location: requirement.location.or_else(cited)?,
            })
        })
    });
    of_pages.chain(headings).chain(requirements)
}
