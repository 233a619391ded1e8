//! `commit` and `tag` of a version of a controlled document: the revision that holds its approved text.

use super::field::Field;
use crate::finding::{Code, Finding};
use crate::source::{Location, Revision, Spanned};

/// The revision in `commit`, the first digits of a commit's id.
pub(super) fn commit(field: &Field<'_>, findings: &mut Vec<Finding>) -> Option<Spanned<Revision>> {
    let expected = "the id of a commit, 7 or more hexadecimal digits";
    revision(field, Revision::commit, (expected, "write `commit: 1a2b3c4`, as `git log` prints it"), findings)
}

/// The revision in `tag`, the name of a tag.
pub(super) fn tag(field: &Field<'_>, findings: &mut Vec<Finding>) -> Option<Spanned<Revision>> {
    let help = "write `tag: policy-1.1`, as `git tag` prints it: letters, digits and `. - _ / + @ = ,`";
    revision(field, Revision::tag, ("the name of a tag", help), findings)
}

fn revision(
    field: &Field<'_>,
    read: fn(&str) -> Option<Revision>,
    (expected, help): (&str, &str),
    findings: &mut Vec<Finding>,
) -> Option<Spanned<Revision>> {
    let text = field.text(findings)?;
    let revision = read(&text.value);
    if revision.is_none() {
        findings.push(field.wrong_type(field.node, expected).help(help));
    }
    revision.map(|revision| Spanned::new(revision, text.span))
}

/// The revision of a version: `commit`, else `tag`. Both together are a finding, because they may differ.
pub(super) fn only_one(
    field: &Field<'_>,
    commit: Option<Spanned<Revision>>,
    tag: Option<Spanned<Revision>>,
    findings: &mut Vec<Finding>,
) -> Option<Spanned<Revision>> {
    if let (Some(commit), Some(tag)) = (&commit, &tag) {
        let message = format!("a version with a {} and a {}: the tag is not used", commit.value, tag.value);
        let finding = Finding::new(Code::SecondRevision, Location::new(field.file, tag.span), message);
        findings.push(finding.about(tag.value.name()).help("keep the one that names the approved text"));
    }
    commit.or(tag)
}
