//! Renames a heading, and every link to it.
//!
//! The new heading is tried in the site: it decides which ids the headings of the page have then. Other headings may get other ids
//! too, where equal ones are numbered.

use std::collections::BTreeMap;

use gen_lsp_types::ErrorCodes;
use serde_json::{Value, json};

use super::edits::{Edits, destinations};
use crate::links::{configured_links, with_anchor};
use crate::lsp::cursor::Cursor;
use crate::lsp::outbox::Failure;
use crate::lsp::query::{Feature, Query, Reach, position};
use crate::markdown::{Heading, Link};
use crate::pipeline::Project;
use crate::site::{Address, Page, PageId, Resolution, Target, decode};
use crate::source::{FileId, Layout, LineTable, Location, Span};

pub(super) const FEATURE: Feature = Feature {
    method: "textDocument/rename",
    capability: ("renameProvider", |client| match client.can_prepare_rename {
        true => json!({"prepareProvider": true}),
        false => json!(true),
    }),
    reach: Reach::Current,
    answer: rename,
};

pub(super) const PREPARATION: Feature = Feature { method: "textDocument/prepareRename", answer: prepare, ..FEATURE };

/// A heading that can be renamed.
struct Renamed<'a> {
    file: FileId,
    page: (PageId, &'a Page),
    /// Among the headings of the page.
    index: usize,
    /// Its text in the file.
    span: Span,
}

fn prepare(query: &Query<'_>, parameters: &Value) -> Result<Value, Failure> {
    let Some(Renamed { file, span, .. }) = heading_at(query, parameters)? else { return Ok(Value::Null) };
    let range = query.site.lines(file).range(span);
    Ok(json!({"range": range, "placeholder": span.of(query.site.text(file))}))
}

fn rename(query: &Query<'_>, parameters: &Value) -> Result<Value, Failure> {
    let Some(renamed) = heading_at(query, parameters)? else {
        return Err(Failure::refused("nothing here can be renamed: place the cursor on a heading"));
    };
    let name = parameters["newName"].as_str().unwrap_or_default().trim();
    if name.is_empty() || name.contains(['\n', '\r']) {
        return Err(Failure::new(ErrorCodes::InvalidParams, "a heading is one line of text"));
    }
    let Renamed { file, page, span, .. } = renamed;
    let mut text = query.site.text(file).to_owned();
    text.replace_range(span.start..span.end, name);
    let Some(trial) = query.trial else { return Ok(Value::Null) };
    let after = trial.with_texts(&BTreeMap::from([(file, text)]));
    let ids = changed_ids(&renamed, name, &after)?;
    let mut edits = Edits::default();
    edits.insert(file, span, name);
    for (file, link) in links_to(&query.site.project, page.0) {
        let anchor = Address::parse(&link.destination).fragment.map(decode);
        let Some(id) = anchor.and_then(|anchor| ids.get(anchor.as_str())) else { continue };
        let spans = destinations(query.site.text(file), &link);
        let written = with_anchor(&link, id).filter(|_| !spans.is_empty());
        let mut is_written = |destination: &str| spans.iter().all(|span| edits.insert(file, *span, destination));
        if !written.is_some_and(|destination| is_written(&destination)) {
            return Err(unchangeable(&query.site.project, Location::new(file, link.span)));
        }
    }
    Ok(edits.of_workspace(query))
}

/// The heading at the position, if its text is written there on one line.
fn heading_at<'a>(query: &'a Query<'a>, parameters: &Value) -> Result<Option<Renamed<'a>>, Failure> {
    let Some(cursor) = Cursor::at(query, position(parameters)?) else { return Ok(None) };
    let Some((page, heading)) = cursor.page.zip(cursor.heading()) else { return Ok(None) };
    let index = page.1.document.headings.iter().position(|known| std::ptr::eq(known, heading));
    let span = written_text(query.site.text(cursor.file), heading);
    let found = index.zip(span).filter(|(_, span)| cursor.is_in(*span) || cursor.is_in(heading.span));
    Ok(found.map(|(index, span)| Renamed { file: cursor.file, page, index, span }))
}

/// The text of a heading without the marks around it; nothing where it is not Markdown on one line.
fn written_text(text: &str, heading: &Heading) -> Option<Span> {
    let whole = heading.span.of(text);
    let marks = whole.len() - whole.trim_start_matches('#').len();
    let line = whole.lines().next()?;
    let mut content = match marks {
        0 => {
            // A line of `=` or `-` is below the text.
            let below = whole.lines().nth(1)?.trim();
            let is_underline =
                !below.is_empty() && (below.trim_matches('=').is_empty() || below.trim_matches('-').is_empty());
            Some(line.trim_end()).filter(|_| is_underline)?
        }
        _ => line.get(marks..)?.strip_prefix([' ', '\t'])?.trim_end(),
    };
    if content.ends_with('}')
        && let Some(open) = content.rfind('{')
    {
        content = content[..open].trim_end();
    }
    let closed = content.trim_end_matches('#');
    if marks > 0 && (closed.is_empty() || closed.ends_with([' ', '\t'])) {
        content = closed.trim_end();
    }
    let start = heading.span.start + (content.as_ptr() as usize - whole.as_ptr() as usize);
    let start = start + (content.len() - content.trim_start().len());
    let content = content.trim_start();
    (!content.is_empty()).then(|| Span::new(start, start + content.len()))
}

/// The new ids of the headings of the page, by the old ones, as far as they differ.
///
/// # Errors
/// The new text does not leave the headings as they are, or its id is there already.
fn changed_ids(renamed: &Renamed<'_>, name: &str, after: &Project) -> Result<BTreeMap<String, String>, Failure> {
    let Renamed { file, page: (_, page), index, .. } = renamed;
    let refused = || Failure::refused(format!("`{name}` would change more than the text of this heading"));
    let new = after.site.pages().find(|(_, page)| page.file == Some(*file)).map(|(_, page)| &page.document);
    let (old, new) = (&page.document, new.ok_or_else(refused)?);
    let is_same = |(at, (old, new)): (usize, (&Heading, &Heading))| {
        (old.level, old.listed) == (new.level, new.listed) && (at == *index || old.text == new.text)
    };
    let are_same = old.headings.len() == new.headings.len()
        && old.headings.iter().zip(&new.headings).enumerate().all(is_same)
        && !new.headings[*index].text.is_empty();
    if !are_same {
        return Err(refused());
    }
    let heading = &new.headings[*index];
    // Of equal headings, the later ones are numbered.
    let is_equal = old.headings.iter().zip(&new.headings).any(|(old, new)| new.numbered && !old.numbered);
    let is_anchor = |id: &String| new.anchors.iter().any(|anchor| anchor.value == *id);
    if is_equal || heading.id.as_ref().is_some_and(is_anchor) {
        let message = format!("`{name}` would have an id that the page has already: choose another text");
        return Err(Failure::refused(message));
    }
    let pairs = old.headings.iter().zip(&new.headings);
    let ids = pairs.filter_map(|(old, new)| Some((old.id.clone()?, new.id.clone()?)));
    Ok(ids.filter(|(old, new)| old != new).collect())
}

/// Every link that leads to a page, with its file: of pages, of data tables and of the configuration.
fn links_to(project: &Project, target: PageId) -> Vec<(FileId, Link)> {
    let (site, resolver) = (&project.site, project.resolver());
    let file = project.sources.find(Layout::STANDARD.configuration);
    let configured = file.map(|file| configured_links(&project.config, file)).unwrap_or_default();
    let of_home =
        site.home().into_iter().flat_map(|home| configured.iter().map(move |(file, link)| (home, *file, link)));
    let of_pages = site.pages().flat_map(|(page, _)| site.links(page).map(move |(file, link)| (page, file, link)));
    let leads_there = |(page, _, link): &(PageId, FileId, &Link)| match resolver.resolve(*page, link) {
        Resolution::Found(route) => route.target == Target::Page(target),
        Resolution::Elsewhere | Resolution::Missing(_) => false,
    };
    of_pages.chain(of_home).filter(leads_there).map(|(_, file, link)| (file, link.clone())).collect()
}

/// The failure for a link that cannot be changed where it is written.
fn unchangeable(project: &Project, location: Location) -> Failure {
    let source = project.sources.get(location.file);
    let line = LineTable::new(&source.text).position(location.span.start).line;
    let place = format!("{}:{line}", source.path);
    Failure::refused(format!(
        "the link to this heading in `{place}` cannot be changed: write its address in one piece there"
    ))
}

#[cfg(test)]
mod tests {
    use super::written_text;
    use crate::markdown::Heading;
    use crate::source::Span;

    #[test]
    fn the_text_of_a_heading_is_what_is_between_its_marks() {
        for (written, expected) in [
            ("## A *b* ##\n", Some("A *b*")),
            ("# C#\n", Some("C#")),
            ("#  é {#x .y}\n", Some("é")),
            ("### a ### {#x}", Some("a")),
            ("A b  \n===\n", Some("A b")),
            ("A\nb\n---\n", None),
            ("##\n", None),
            ("## {#x}\n", None),
            ("{{< own >}}", None),
            ("<h2>a</h2>", None),
        ] {
            let text = format!("> {written}");
            let span = Span::new(2, text.len());
            let heading = Heading { level: 2, id: None, text: String::new(), span, numbered: false, listed: true };
            assert_eq!(written_text(&text, &heading).map(|span| span.of(&text)), expected, "{written}");
        }
    }
}
