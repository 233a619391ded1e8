//! What a row of a matrix names: ids, ranges, patterns and tags.

use std::collections::BTreeSet;

use super::cell::Cited;
use super::reader::{Reader, Reference};
use super::resolve::{Cover, Pattern};
use crate::finding::{Code, Finding, nearest};
use crate::framework::{Framework, RequirementIdx};
use crate::source::Span;
use crate::yaml::Node;

/// One thing that a row names, with its location.
pub(super) struct Named {
    pub(super) cover: Cover,
    pub(super) written: String,
    pub(super) span: Span,
}

impl Named {
    /// What is wrong where no assessed requirement is named; nothing where that was said at the id.
    pub(super) fn without_match(&self, reader: &Reader<'_>, framework: &Framework) -> Option<Finding> {
        let Self { cover, written, span } = self;
        let name = format!("{} {}", framework.name, framework.version);
        let no_match = |message: String| {
            let finding = reader.finding(Code::GlobWithoutMatch, *span, message).about(written);
            Some(finding.help("correct it, or remove the row"))
        };
        match (&cover.pattern, cover.tags.as_slice()) {
            (Pattern::Glob(_), []) => no_match(format!("no requirement of {name} matches `{written}`")),
            (Pattern::All, _) => no_match(format!("no assessed requirement of {name} has the tag `{written}`")),
            (Pattern::Id(_) | Pattern::Range(..) | Pattern::Glob(_), [tag, ..]) => {
                no_match(format!("no requirement of {name} in `{written}` has the tag `{tag}`"))
            }
            (Pattern::Id(idx), []) if framework.requirement(*idx).withdrawn.is_some() => None,
            (Pattern::Id(_) | Pattern::Range(..), []) => {
                let message = format!("`{written}` decides nothing: no requirement in it is assessed");
                let finding = reader.finding(Code::RowWithoutEffect, *span, message).about(written);
                Some(finding.help("remove it"))
            }
        }
    }
}

/// The requirements that a row names by id. All that it names is added to `all`.
pub(super) fn named(
    reader: &mut Reader<'_>,
    framework: &Framework,
    row: &Node,
    index: usize,
    all: &mut Vec<Named>,
) -> Vec<Cited> {
    let value = |key: &str| row.get(key).filter(|node| !node.is_null());
    let (req, tag) = (value("req"), value("tag"));
    if req.is_none() && tag.is_none() {
        let help = "name a requirement, several as a pattern such as `6.2.*`, or those of a `tag`";
        reader.unreadable(row.span, "a row without `req`", help);
        return Vec::new();
    }
    let tags: Vec<(String, Span)> =
        tag.into_iter().flat_map(each).filter_map(|node| known_tag(reader, framework, node)).collect();
    let mut requirements = Vec::new();
    let mut names: Vec<(Pattern, Vec<String>, String, Span)> = Vec::new();
    for node in req.into_iter().flat_map(each).filter(|node| !node.is_null()) {
        let written = node.text().unwrap_or_default().trim();
        if written.starts_with('#') {
            let tag = known_tag(reader, framework, node);
            names.extend(tag.map(|(tag, span)| (Pattern::All, vec![tag], written.to_owned(), span)));
        } else if written.contains('*') {
            names.push((Pattern::Glob(written.to_owned()), Vec::new(), written.to_owned(), node.span));
        } else {
            for reference in reader.references(framework, node) {
                names.extend(pattern(framework, &reference).map(|(it, written, span)| (it, Vec::new(), written, span)));
                requirements.extend(reference.into_cited());
            }
        }
    }
    let cover = |pattern: Pattern, tags: Vec<String>| Cover { row: index, pattern, tags };
    match (req, tag) {
        (None, _) => all.extend(tags.into_iter().map(|(tag, span)| Named {
            cover: cover(Pattern::All, vec![tag.clone()]),
            written: tag,
            span,
        })),
        (Some(_), None) => all.extend(names.into_iter().map(|(pattern, tags, written, span)| Named {
            cover: cover(pattern, tags),
            written,
            span,
        })),
        (Some(_), Some(_)) => {
            for (pattern, own, written, span) in names {
                all.extend(tags.iter().map(|(tag, _)| Named {
                    cover: cover(pattern.clone(), [std::slice::from_ref(tag), own.as_slice()].concat()),
                    written: written.clone(),
                    span,
                }));
            }
        }
    }
    requirements
}

/// The items of a list, or the one value.
fn each(node: &Node) -> &[Node] {
    if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() }
}

fn pattern(framework: &Framework, reference: &Reference) -> Option<(Pattern, String, Span)> {
    match reference {
        Reference::Id(cited) => Some((Pattern::Id(cited.requirement?), cited.id.clone(), cited.span)),
        Reference::Range(first, last, cited) => {
            let id = |idx: &RequirementIdx| framework.requirement(*idx).id.as_str();
            let span = cited.first()?.span;
            Some((Pattern::Range(*first, *last), format!("{} to {}", id(first), id(last)), span))
        }
    }
}

/// The tag that a value names. One that no requirement has is reported.
fn known_tag(reader: &mut Reader<'_>, framework: &Framework, node: &Node) -> Option<(String, Span)> {
    let written = reader.text(node)?;
    let tag = written.trim().trim_start_matches('#').trim();
    let has = |tag: &str| framework.requirements().any(|(_, its)| its.tags.iter().any(|own| own == tag));
    if has(tag) {
        return Some((tag.to_owned(), node.span));
    }
    let tags: BTreeSet<&str> = framework.requirements().flat_map(|(_, its)| &its.tags).map(String::as_str).collect();
    let message = format!("no requirement of {} {} has the tag `{tag}`", framework.name, framework.version);
    let help = match nearest(tag, tags.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if tags.is_empty() => "it has no tags: name requirements by id or pattern".to_owned(),
        None => "`clausebook inspect requirements --format json` lists the tags of every requirement".to_owned(),
    };
    let finding = reader.finding(Code::GlobWithoutMatch, node.span, message).about(tag);
    reader.findings.push(finding.help(help));
    None
}
