//! Findings about requirements that articles declare, cite or mention.

use super::assertion::Assertion;
use super::interpret::{Interpretation, InterpretedId, InterpretedMention};
use super::meaning::between;
use super::scope::FrameworkScope;
use crate::finding::{Code, Finding, Severity};
use crate::framework::{BareIds, Framework, Frameworks, IdReference, Likeness, RequirementIdx};
use crate::front::{FrontMatter, Requirements};
use crate::markdown::Citation;
use crate::source::{FileId, Location, Span, Spanned};

/// Reports frameworks and requirements in the front matter of `file` that do not exist.
/// `scope` is the page's: where it is about an older version, that has the ids.
pub(crate) fn check_declared(
    front: &FrontMatter,
    scope: Option<&FrameworkScope>,
    file: FileId,
    frameworks: &Frameworks,
    findings: &mut Vec<Finding>,
) {
    let named = |key: &Spanned<String>| frameworks.named(&key.value, Location::new(file, key.span)).err();
    findings.extend(front.framework.as_ref().and_then(named).map(|finding| *finding));
    for Requirements { framework: key, ids } in &front.requirements {
        let (framework, version) = match frameworks.named(&key.value, Location::new(file, key.span)) {
            Ok(named) => named,
            Err(finding) => {
                findings.push(*finding);
                continue;
            }
        };
        let version = version.or_else(|| scope?.older_version(framework, frameworks));
        for Spanned { value, span } in ids {
            let (location, written) = (Location::new(file, *span), inside_quotes(value, *span));
            findings.extend(framework.fault(&IdReference { id: value, version, location, written }));
        }
    }
}

/// The bytes of a value as written, if its quotes are all that the span has besides.
fn inside_quotes(value: &str, span: Span) -> Option<Span> {
    match (span.end - span.start).checked_sub(value.len()) {
        Some(0) => Some(span),
        Some(2) => Some(Span::new(span.start + 1, span.end - 1)),
        _ => None,
    }
}

/// Reports what is wrong with the ids of a citation in `file`. `scope` is the page's: where it is about a baseline, that
/// should have what is cited of the framework that it was selected from.
pub(crate) fn check_citation(
    citation: &Citation,
    scope: Option<&FrameworkScope>,
    file: FileId,
    frameworks: &Frameworks,
    findings: &mut Vec<Finding>,
) {
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
        let reference = IdReference { id: &id.id, version, location, written: id.written };
        let fault = framework.fault(&reference);
        findings.extend(fault.or_else(|| outside_baseline(framework, scope?, &reference, frameworks)));
    }
}

/// The finding for a requirement of `framework` on a page that is about baselines of it and not about itself, where none of
/// them has the requirement.
fn outside_baseline(
    framework: &Framework,
    scope: &FrameworkScope,
    reference: &IdReference<'_>,
    frameworks: &Frameworks,
) -> Option<Finding> {
    let mut outside = None;
    for own in scope.frameworks(frameworks) {
        let is_baseline = own.basis().any(|base| base.key == framework.key);
        if own.key == framework.key || is_baseline && own.leaves_out(framework, reference).is_none() {
            return None;
        }
        if is_baseline && outside.is_none() {
            outside = own.leaves_out(framework, reference);
        }
    }
    outside
}

/// An id to show as an example.
fn example_id(framework: &Framework) -> &str {
    framework.assessed().next().map_or("1.1", |(_, requirement)| &requirement.id)
}

/// Reports the invalid ids of a mention in `file`; where all are valid, reports that the mention could be a citation.
pub(crate) fn check_mention(interpreted: &InterpretedMention<'_>, file: FileId, findings: &mut Vec<Finding>) {
    let (mention, framework) = (interpreted.mention, interpreted.framework);
    let invalid = mention.ids.iter().zip(&interpreted.ids).filter(|(_, id)| id.meaning == Interpretation::Invalid);
    for (written, InterpretedId { id, .. }) in invalid {
        let span = Some(written.span).filter(|span| *id == written.id && span.end - span.start == id.len());
        let (version, location) = (interpreted.version, Location::new(file, written.span));
        let fault = framework.fault(&IdReference { id, version, location, written: span });
        findings.extend(fault.and_then(|fault| as_sure_as(fault, interpreted, id)));
    }
    let are_right = interpreted.ids.iter().all(|id| matches!(id.meaning, Interpretation::Requirement(_)));
    // A version that the prose names would be shown twice.
    if are_right && interpreted.assertion == Assertion::Word && mention.is_plain && interpreted.version.is_none() {
        findings.push(bare_citation(interpreted, file));
    }
}

/// `fault` with the severity that the framework gives to ids that stand alone, where `id` does; nothing where that is
/// none.
fn as_sure_as(fault: Finding, interpreted: &InterpretedMention<'_>, id: &str) -> Option<Finding> {
    let framework = interpreted.framework;
    let is_sure = matches!(interpreted.assertion, Assertion::Word | Assertion::Heading)
        || framework.likeness(id) == Likeness::Letters;
    match framework.notation.bare_ids {
        _ if is_sure => Some(fault),
        BareIds::Error => Some(fault),
        BareIds::Warning => Some(fault.at_most(Severity::Warning)),
        BareIds::Off => None,
    }
}

/// The ids of a range, those between its ends included, as the framework writes them.
fn ids_of<'a>(framework: &'a Framework, range: impl Iterator<Item = &'a InterpretedId<'a>>) -> Vec<&'a str> {
    let mut found: Vec<RequirementIdx> = Vec::new();
    for id in range {
        let Interpretation::Requirement(idx) = &id.meaning else { continue };
        let between = found.last().map(|first| between(framework, *first, *idx)).unwrap_or_default();
        found.extend(between);
        found.push(*idx);
    }
    found.into_iter().map(|idx| framework.requirement(idx).id.as_str()).collect()
}

/// Reports a mention that could be a citation. The fix keeps its words: `[Requirement 11.3.1](pci-dss:11.3.1)` reads as
/// before.
fn bare_citation(interpreted: &InterpretedMention<'_>, file: FileId) -> Finding {
    let (mention, framework) = (interpreted.mention, interpreted.framework);
    let mut cited = String::new();
    let begin = mention.word.map_or(mention.at.start, |word| word.start);
    let mut written = begin;
    // A range becomes one link to all ids in it.
    let mut interpretations = interpreted.ids.iter();
    for range in mention.ids.chunk_by(|_, next| next.is_end_of_range) {
        let [first, ..] = range else { continue };
        // The word is part of the first link, so that its text names the target.
        let start = if written == begin { begin } else { first.at.start };
        cited.push_str(&mention.sentence[written..start]);
        written = range.last().unwrap_or(first).at.end;
        let words = &mention.sentence[start..written];
        cited.push_str(&format!(
            "[{words}]({}:{})",
            framework.key,
            ids_of(framework, interpretations.by_ref().take(range.len())).join(",")
        ));
    }
    let whole = Span::new(begin, mention.at.end);
    let named: Vec<&str> = whole.of(&mention.sentence).split_whitespace().collect();
    let named = named.join(" ");
    let shown: Vec<&str> = cited.split_whitespace().collect();
    Finding::new(Code::BareCitation, Location::new(file, mention.span), format!("`{named}` could be a citation"))
        .about(named)
        .help(format!("write `{}`", shown.join(" ")))
        .fix(mention.span, cited)
}
