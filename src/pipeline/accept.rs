//! Findings that a site has accepted: listed in its configuration, or by a comment above the line.
//!
//! `<!-- clausebook-ignore LK101 reason="moves in May" until=2027-01-31 -->` accepts findings of that code on
//! the line below it. An acceptance needs a reason and may end; one that accepts nothing is a finding itself.

use std::collections::HashMap;

use memchr::memmem;

use super::Project;
use crate::finding::{Code, Finding, Outcome};
use crate::front::Date;
use crate::source::{FileId, Layout, LineTable, Place, Span};

const OPENING: &str = "<!-- clausebook-ignore";
const CLOSING: &str = "-->";

/// An acceptance by comment.
#[derive(Debug)]
struct Comment {
    code: Code,
    until: Option<Date>,
    file: FileId,
    span: Span,
    /// The line it stands on, from 1.
    line: usize,
}

/// How far a run has looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Not beyond the site.
    Inside,
    /// Other hosts were asked too.
    Everything,
}

impl Reach {
    /// Whether findings of this code could have come up.
    fn covers(self, code: Code) -> bool {
        self == Self::Everything || !code.is_external()
    }
}

/// Leaves out what is accepted today, and adds what is wrong with the acceptances themselves.
pub(super) fn settle(project: &Project, findings: Vec<Finding>, reach: Reach) -> Vec<Finding> {
    let today = &project.today;
    let (comments, mut faults) = comments(project);
    let ignores = &project.config.ignores;
    let mut used_ignores = vec![false; ignores.len()];
    let mut used_comments = vec![false; comments.len()];
    let day = |date: &Date| (date.year(), date.month(), date.day());
    let is_over = |until: &Option<Date>| until.as_ref().is_some_and(|until| day(until) < day(today));
    let ignore_is_over: Vec<bool> = ignores
        .iter()
        .map(|ignore| ignore.until.is_some_and(|until| (until.year(), until.month(), until.day()) < day(today)))
        .collect();
    let lines = Lines::new(project, &comments);
    let mut shown = Vec::with_capacity(findings.len());
    for finding in findings {
        let path = &project.sources.get(finding.place.file).path;
        let mut is_accepted = false;
        for (index, ignore) in ignores.iter().enumerate() {
            if ignore.covers(&finding, path) {
                used_ignores[index] = true;
                is_accepted |= !ignore_is_over[index];
            }
        }
        for (index, comment) in comments.iter().enumerate().filter(|(_, comment)| comment.file == finding.place.file) {
            if comment.code == finding.code && lines.of(&finding) == Some(comment.line + 1) {
                used_comments[index] = true;
                is_accepted |= !is_over(&comment.until);
            }
        }
        if !is_accepted || finding.code.outcome() == Outcome::Stops {
            shown.push(finding);
        }
    }
    let configuration = project.sources.find(Layout::STANDARD.configuration).unwrap_or(FileId(0));
    for (index, ignore) in ignores.iter().enumerate() {
        let place = Place::new(configuration, ignore.span);
        let is_used = used_ignores[index] || !reach.covers(ignore.code);
        faults.extend(fault(ignore.code, place, is_used, ignore_is_over[index]));
    }
    for (index, comment) in comments.iter().enumerate() {
        let place = Place::new(comment.file, comment.span);
        let is_used = used_comments[index] || !reach.covers(comment.code);
        faults.extend(fault(comment.code, place, is_used, is_over(&comment.until)));
    }
    shown.extend(faults);
    shown
}

fn fault(code: Code, place: Place, is_used: bool, is_over: bool) -> Option<Finding> {
    let id = code.id();
    if is_over {
        let message = format!("the acceptance of {id} has expired");
        return Some(
            Finding::new(Code::ExpiredIgnore, place, message).about(id).help("mend the fault, or set a new date"),
        );
    }
    let message = format!("nothing here is {id}");
    (!is_used).then(|| Finding::new(Code::UnusedIgnore, place, message).about(id).help("remove the acceptance"))
}

/// The lines that findings stand on, for files with a comment.
struct Lines<'a>(HashMap<FileId, LineTable<'a>>);

impl<'a> Lines<'a> {
    fn new(project: &'a Project, comments: &[Comment]) -> Self {
        let table = |comment: &Comment| (comment.file, LineTable::new(&project.sources.get(comment.file).text));
        Self(comments.iter().map(table).collect())
    }

    fn of(&self, finding: &Finding) -> Option<usize> {
        Some(self.0.get(&finding.place.file)?.position(finding.place.span.start).line)
    }
}

fn comments(project: &Project) -> (Vec<Comment>, Vec<Finding>) {
    let mut comments = Vec::new();
    let mut faults = Vec::new();
    for (_, page) in project.site.pages() {
        let Some(file) = page.file else { continue };
        let text = &project.sources.get(file).text;
        if memmem::find(text.as_bytes(), OPENING.as_bytes()).is_none() {
            continue;
        }
        let lines = LineTable::new(text);
        for (at, _) in text.match_indices(OPENING) {
            // Only a comment that Markdown passes through counts: one shown in a code block is an example.
            let is_shown = page.document.code.iter().any(|span| (span.start..span.end).contains(&at));
            let Some(length) = text[at..].find(CLOSING).filter(|_| !is_shown) else { continue };
            let span = Span::new(at, at + length + CLOSING.len());
            let inner = &text[at + OPENING.len()..at + length];
            match read(inner, Place::new(file, span), lines.position(at).line) {
                Ok(comment) => comments.push(comment),
                Err(fault) => faults.push(*fault),
            }
        }
    }
    (comments, faults)
}

fn read(inner: &str, place: Place, line: usize) -> Result<Comment, Box<Finding>> {
    let fault = |message: String| {
        let help = "write it as `<!-- clausebook-ignore LK101 reason=\"why\" until=2027-01-31 -->`";
        Box::new(Finding::new(Code::UnreadableIgnore, place, message).help(help))
    };
    let (code, rest) = inner.trim().split_once(char::is_whitespace).unwrap_or((inner.trim(), ""));
    let code = Code::find(code).ok_or_else(|| fault(format!("an acceptance of `{code}`, which is no code")))?;
    let quoted = |key: &str| Some(rest.split_once(&format!("{key}=\""))?.1.split_once('"')?.0.trim().to_owned());
    if quoted("reason").is_none_or(|reason| reason.is_empty()) {
        return Err(fault(format!("an acceptance of {} without a reason", code.id())));
    }
    let until = rest.split_once("until=").map(|(_, until)| until.split_whitespace().next().unwrap_or_default());
    let until = match until.map(|until| until.trim_matches('"')) {
        None => None,
        Some(day) => Some(Date::parse(day).ok_or_else(|| fault(format!("`{day}` is no day")))?),
    };
    Ok(Comment { code, until, file: place.file, span: place.span, line })
}
