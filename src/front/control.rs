//! `control`: makes an article a controlled document.

use super::approval;
use super::date::Date;
use super::field::Field;
use super::interval::Interval;
use crate::finding::Finding;
use crate::source::{Revision, Span, Spanned};
use crate::yaml::{Kind, Node};

/// The control block of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Control {
    /// The location of the key `control`.
    pub span: Span,
    /// `owner`: who is responsible for it.
    pub owner: Option<Spanned<String>>,
    /// `approver`: who approved it.
    pub approver: Option<Spanned<String>>,
    /// `version`, verbatim: `1.10` stays `1.10`.
    pub version: Option<Spanned<String>>,
    /// `reviewed`: the day of the last review.
    pub reviewed: Option<Spanned<Date>>,
    /// `every`: the time between reviews.
    pub every: Option<Spanned<Interval>>,
    /// `next`: the day of the next review, where it is set by hand.
    pub next: Option<Spanned<Date>>,
    /// `history`: its versions in the order written, usually the oldest first.
    pub history: Vec<Change>,
}

/// One version of a controlled document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The location of the entry.
    pub span: Span,
    /// `version`, verbatim.
    pub version: Option<Spanned<String>>,
    /// `date`: the day of its release.
    pub date: Option<Spanned<Date>>,
    /// `author`: its author.
    pub author: Option<Spanned<String>>,
    /// `change`: what was changed.
    pub change: Option<Spanned<String>>,
    /// `commit` or `tag`: the revision that holds its approved text.
    pub revision: Option<Spanned<Revision>>,
}

impl Control {
    /// The last version that names a revision, with it.
    pub fn approved(&self) -> Option<(&Change, &Spanned<Revision>)> {
        self.history.iter().rev().find_map(|change| Some((change, change.revision.as_ref()?)))
    }

    /// The version in force: `version`, else that of the last entry of the history.
    pub fn current_version(&self) -> Option<&str> {
        let last = || self.history.last().and_then(|change| change.version.as_ref());
        self.version.as_ref().or_else(last).map(|version| version.value.as_str())
    }

    /// The day by which it must be reviewed again: `next`, else `every` after `reviewed`.
    pub fn due(&self) -> Option<jiff::civil::Date> {
        let by_interval = || self.every.as_ref()?.value.after(self.reviewed.as_ref()?.value.calendar_day());
        self.next.as_ref().map(|next| next.value.calendar_day()).or_else(by_interval)
    }
}

/// The help for a history of the wrong type.
const HISTORY: &str = "write `history: [{version: \"1.0\", date: 2024-06-30, change: First version}]`";

const KEYS: [&str; 7] = ["owner", "approver", "version", "reviewed", "every", "next", "history"];
const CHANGE_KEYS: [&str; 6] = ["version", "date", "author", "change", "commit", "tag"];

/// Reads the value of `control`.
pub(super) fn control(field: &Field<'_>, findings: &mut Vec<Finding>) -> Option<Control> {
    let Kind::Mapping(entries) = &field.node.kind else {
        if !field.node.is_null() {
            let help = "write `owner`, `approver`, `version`, `reviewed` and `every` below it";
            findings.push(field.wrong_type(field.node, "a mapping").help(help));
        }
        return None;
    };
    let mut control = Control { span: field.key_span, ..Control::default() };
    for (key, node) in entries {
        let Some(name) = key.text() else { continue };
        let inner = Field { file: field.file, key: name, key_span: key.span, node };
        match name.to_ascii_lowercase().as_str() {
            "owner" => control.owner = inner.text(findings),
            "approver" => control.approver = inner.text(findings),
            "version" => control.version = inner.text(findings),
            "reviewed" => control.reviewed = inner.date(findings),
            "every" => control.every = interval(&inner, findings),
            "next" => control.next = inner.date(findings),
            "history" => control.history = history(&inner, findings),
            _ => findings.extend(inner.misspelt(&KEYS)),
        }
    }
    Some(control)
}

fn interval(field: &Field<'_>, findings: &mut Vec<Finding>) -> Option<Spanned<Interval>> {
    let text = field.text(findings)?;
    let interval = Interval::parse(&text.value);
    if interval.is_none() {
        let finding = field.wrong_type(field.node, "a length of time");
        findings.push(finding.help("write a number and a unit, such as `12 months`, `90 days` or `1 year`"));
    }
    interval.map(|interval| Spanned::new(interval, text.span))
}

fn history(field: &Field<'_>, findings: &mut Vec<Finding>) -> Vec<Change> {
    let expected = "a list of versions, each with `version`, `date` and `change`";
    if !matches!(field.node.kind, Kind::Sequence(_) | Kind::Null) {
        findings.push(field.wrong_type(field.node, expected).help(HISTORY));
    }
    let mut changes = Vec::new();
    for item in field.node.items() {
        match &item.kind {
            Kind::Mapping(entries) => changes.push(change(field, item, entries, findings)),
            Kind::Null => {}
            Kind::Scalar { .. } | Kind::Sequence(_) => {
                findings.push(field.wrong_type(item, expected).help(HISTORY));
            }
        }
    }
    changes
}

fn change(field: &Field<'_>, item: &Node, entries: &[(Node, Node)], findings: &mut Vec<Finding>) -> Change {
    let mut change = Change { span: item.span, ..Change::default() };
    let (mut commit, mut tag) = (None, None);
    for (key, node) in entries {
        let Some(name) = key.text() else { continue };
        let inner = Field { file: field.file, key: name, key_span: key.span, node };
        match name.to_ascii_lowercase().as_str() {
            "version" => change.version = inner.text(findings),
            "date" => change.date = inner.date(findings),
            "author" => change.author = inner.text(findings),
            "change" => change.change = inner.text(findings),
            "commit" => commit = approval::commit(&inner, findings),
            "tag" => tag = approval::tag(&inner, findings),
            _ => findings.extend(inner.misspelt(&CHANGE_KEYS)),
        }
    }
    change.revision = approval::only_one(field, commit, tag, findings);
    change
}
