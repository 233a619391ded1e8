//! Requirements that articles declare, cite or name, and frameworks that are not there.

use crate::finding::{Code, Finding};
use crate::framework::{Asked, Framework, Frameworks};
use crate::front::Requirements;
use crate::markdown::{Citation, MentionedId};
use crate::site::{Edges, Heard, Page, Site, Spoken, between, spoken};
use crate::source::{FileId, Location, Span, Spanned};

/// Checks every article.
pub(super) fn check(site: &Site, frameworks: &Frameworks, edges: &Edges) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, page) in site.pages() {
        let Some(file) = page.file else { continue };
        check_front(page, file, frameworks, &mut findings);
        for citation in page.document.shown_citations() {
            check_citation(citation, file, frameworks, &mut findings);
        }
        for spoken in spoken((id, page), frameworks, edges.belonging()) {
            check_mention(&spoken, file, &mut findings);
        }
    }
    for (file, table) in site.tables() {
        for citation in &table.document.citations {
            check_citation(citation, file, frameworks, &mut findings);
        }
    }
    findings
}

fn check_front(page: &Page, file: FileId, frameworks: &Frameworks, findings: &mut Vec<Finding>) {
    let front = &page.front;
    findings.extend(front.framework.as_ref().and_then(|key| unknown_framework(key, file, frameworks)));
    for Requirements { framework, ids } in &front.requirements {
        findings.extend(unknown_framework(framework, file, frameworks));
        let Some(framework) = frameworks.get(&framework.value) else { continue };
        for Spanned { value, span } in ids {
            let (place, written) = (Location::new(file, *span), inside_quotes(value, *span));
            findings.extend(framework.fault(&Asked { id: value, version: None, place, written }));
        }
    }
}

fn unknown_framework(key: &Spanned<String>, file: FileId, frameworks: &Frameworks) -> Option<Finding> {
    if frameworks.get(&key.value).is_some() {
        return None;
    }
    Some(frameworks.unknown(&key.value, Location::new(file, key.span)))
}

/// The bytes of a value as written, if its quotes are all that the span has besides.
fn inside_quotes(value: &str, span: Span) -> Option<Span> {
    match (span.end - span.start).checked_sub(value.len()) {
        Some(0) => Some(span),
        Some(2) => Some(Span::new(span.start + 1, span.end - 1)),
        _ => None,
    }
}

fn check_citation(citation: &Citation, file: FileId, frameworks: &Frameworks, findings: &mut Vec<Finding>) {
    let Some(framework) = frameworks.get(&citation.framework) else { return };
    if citation.ids.is_empty() {
        let message = format!("no requirement of {} is named behind the colon", framework.name);
        let finding = Finding::new(Code::MalformedRequirement, Location::new(file, citation.span), message);
        let help = format!("write an id, as in `[{}:{}]`", framework.key, an_id(framework));
        findings.push(finding.about(&citation.framework).help(help));
    }
    for id in &citation.ids {
        let place = Location::new(file, id.span);
        let version = citation.version.as_deref();
        findings.extend(framework.fault(&Asked { id: &id.id, version, place, written: id.written }));
    }
}

/// An id to show as an example.
fn an_id(framework: &Framework) -> &str {
    framework.leaves().next().map_or("1.1", |(_, requirement)| &requirement.id)
}

fn check_mention(spoken: &Spoken<'_>, file: FileId, findings: &mut Vec<Finding>) {
    let (mention, framework) = (spoken.mention, spoken.framework);
    let mut are_right = true;
    for id in &mention.ids {
        let heard = spoken.hear(id);
        are_right &= matches!(heard, Heard::Requirement(_));
        if heard == Heard::Wrong {
            let written = Some(id.span).filter(|span| span.end - span.start == id.id.len());
            let asked = Asked { id: &id.id, version: spoken.version, place: Location::new(file, id.span), written };
            findings.extend(framework.fault(&asked));
        }
    }
    // A version that prose names already would be shown twice.
    if are_right && mention.is_plain && spoken.version.is_none() {
        findings.push(bare(spoken, file));
    }
}

/// The ids of a range, those between its ends included.
fn ids_of<'a>(framework: &'a Framework, range: &'a [MentionedId]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for id in range {
        let last = ids.last().and_then(|last| framework.find(last)).zip(framework.find(&id.id));
        let between = last.map(|(first, last)| between(framework, first, last)).unwrap_or_default();
        ids.extend(between.into_iter().map(|rank| framework.requirement(rank).id.as_str()));
        ids.push(&id.id);
    }
    ids
}

/// A mention that could be a citation. Its words stay: `[Requirement 11.3.1](pci-dss:11.3.1)` reads as before.
fn bare(spoken: &Spoken<'_>, file: FileId) -> Finding {
    let mention = spoken.mention;
    let mut cited = String::new();
    let mut written = mention.at.start;
    // What a range joins is one link to everything in it.
    for range in mention.ids.chunk_by(|_, next| next.is_end_of_range) {
        let [first, ..] = range else { continue };
        // The word belongs to the first: the link says what it leads to.
        let start = if written == mention.at.start { written } else { first.at.start };
        cited.push_str(&mention.sentence[written..start]);
        written = range.last().unwrap_or(first).at.end;
        let words = &mention.sentence[start..written];
        cited.push_str(&format!("[{words}]({}:{})", spoken.framework.key, ids_of(spoken.framework, range).join(",")));
    }
    let named: Vec<&str> = mention.at.of(&mention.sentence).split_whitespace().collect();
    let named = named.join(" ");
    let shown: Vec<&str> = cited.split_whitespace().collect();
    Finding::new(Code::BareCitation, Location::new(file, mention.span), format!("`{named}` could be a citation"))
        .about(named)
        .help(format!("write `{}`", shown.join(" ")))
        .fix(mention.span, cited)
}
