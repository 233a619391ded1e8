//! Findings about requirements that articles declare, cite or mention.

use super::interpret::{Interpretation, InterpretedMention};
use super::meaning::between;
use super::mention::MentionedId;
use crate::finding::{Code, Finding};
use crate::framework::{Framework, Frameworks, IdReference};
use crate::front::{FrontMatter, Requirements};
use crate::markdown::Citation;
use crate::source::{FileId, Location, Span, Spanned};

/// Reports frameworks and requirements in the front matter of `file` that do not exist.
pub(crate) fn check_declared(front: &FrontMatter, file: FileId, frameworks: &Frameworks, findings: &mut Vec<Finding>) {
    findings.extend(front.framework.as_ref().and_then(|key| unknown_framework(key, file, frameworks)));
    for Requirements { framework, ids } in &front.requirements {
        findings.extend(unknown_framework(framework, file, frameworks));
        let Some(framework) = frameworks.get(&framework.value) else { continue };
        for Spanned { value, span } in ids {
            let (location, written) = (Location::new(file, *span), inside_quotes(value, *span));
            findings.extend(framework.fault(&IdReference { id: value, version: None, location, written }));
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

/// Reports what is wrong with the ids of a citation in `file`.
pub(crate) fn check_citation(citation: &Citation, file: FileId, frameworks: &Frameworks, findings: &mut Vec<Finding>) {
    let Some(framework) = frameworks.get(&citation.framework) else { return };
    if citation.ids.is_empty() {
        let message = format!("missing requirement id of {} after the colon", framework.name);
        let finding = Finding::new(Code::MalformedRequirement, Location::new(file, citation.span), message);
        let help = format!("write an id, as in `[{}:{}]`", framework.key, example_id(framework));
        findings.push(finding.about(&citation.framework).help(help));
    }
    for id in &citation.ids {
        let location = Location::new(file, id.span);
        let version = citation.version.as_deref();
        findings.extend(framework.fault(&IdReference { id: &id.id, version, location, written: id.written }));
    }
}

/// An id to show as an example.
fn example_id(framework: &Framework) -> &str {
    framework.assessed().next().map_or("1.1", |(_, requirement)| &requirement.id)
}

/// Reports the invalid ids of a mention in `file`; where all are valid, reports that the mention could be a citation.
pub(crate) fn check_mention(interpreted: &InterpretedMention<'_>, file: FileId, findings: &mut Vec<Finding>) {
    let (mention, framework) = (interpreted.mention, interpreted.framework);
    let mut are_right = true;
    for id in &mention.ids {
        let interpretation = interpreted.interpret(id);
        are_right &= matches!(interpretation, Interpretation::Requirement(_));
        if interpretation == Interpretation::Invalid {
            let written = Some(id.span).filter(|span| span.end - span.start == id.id.len());
            let (version, location) = (interpreted.version, Location::new(file, id.span));
            findings.extend(framework.fault(&IdReference { id: &id.id, version, location, written }));
        }
    }
    // A version that the prose names would be shown twice.
    if are_right && mention.is_plain && interpreted.version.is_none() {
        findings.push(bare_citation(interpreted, file));
    }
}

/// The ids of a range, those between its ends included.
fn ids_of<'a>(framework: &'a Framework, range: &'a [MentionedId]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for id in range {
        let last = ids.last().and_then(|last| framework.find(last)).zip(framework.find(&id.id));
        let between = last.map(|(first, last)| between(framework, first, last)).unwrap_or_default();
        ids.extend(between.into_iter().map(|idx| framework.requirement(idx).id.as_str()));
        ids.push(&id.id);
    }
    ids
}

/// Reports a mention that could be a citation. The fix keeps its words: `[Requirement 11.3.1](pci-dss:11.3.1)` reads as
/// before.
fn bare_citation(interpreted: &InterpretedMention<'_>, file: FileId) -> Finding {
    let (mention, framework) = (interpreted.mention, interpreted.framework);
    let mut cited = String::new();
    let mut written = mention.at.start;
    // A range becomes one link to all ids in it.
    for range in mention.ids.chunk_by(|_, next| next.is_end_of_range) {
        let [first, ..] = range else { continue };
        // The word is part of the first link, so that its text names the target.
        let start = if written == mention.at.start { written } else { first.at.start };
        cited.push_str(&mention.sentence[written..start]);
        written = range.last().unwrap_or(first).at.end;
        let words = &mention.sentence[start..written];
        cited.push_str(&format!("[{words}]({}:{})", framework.key, ids_of(framework, range).join(",")));
    }
    let named: Vec<&str> = mention.at.of(&mention.sentence).split_whitespace().collect();
    let named = named.join(" ");
    let shown: Vec<&str> = cited.split_whitespace().collect();
    Finding::new(Code::BareCitation, Location::new(file, mention.span), format!("`{named}` could be a citation"))
        .about(named)
        .help(format!("write `{}`", shown.join(" ")))
        .fix(mention.span, cited)
}
