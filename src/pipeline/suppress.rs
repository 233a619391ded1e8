//! Findings that a site has accepted: listed in its configuration, or by a comment above the line.
//!
//! `<!-- clausebook-ignore LK101 reason="moves in May" until=2027-01-31 -->` accepts findings of that code on
//! the line below it. An acceptance needs a reason and may end; one that accepts nothing is a finding itself.

use std::collections::{BTreeMap, HashMap};

use memchr::memmem;

use super::Project;
use super::ignore::{Group, Ignores};
use crate::finding::{BuildEffect, Code, Finding};
use crate::front::Date;
use crate::source::{FileId, Layout, LineTable, Location, Span};

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
    let day = |date: &Date| (date.year(), date.month(), date.day());
    let is_over = |until: &Option<Date>| until.as_ref().is_some_and(|until| day(until) < day(today));
    let all = &project.config.ignores;
    let ignore_is_over: Vec<bool> = all
        .iter()
        .map(|ignore| ignore.until.is_some_and(|until| (until.year(), until.month(), until.day()) < day(today)))
        .collect();
    let mut ignores = Ignores::new(all, &ignore_is_over);
    let mut by_line: BTreeMap<(FileId, usize, Code), Group> = BTreeMap::new();
    for (place, comment) in comments.iter().enumerate() {
        let key = (comment.file, comment.line + 1, comment.code);
        by_line.entry(key).or_default().add(place, is_over(&comment.until));
    }
    let lines = Lines::new(project, &comments);
    let mut shown = Vec::with_capacity(findings.len());
    for finding in findings {
        let path = &project.sources.get(finding.location.file).path;
        let mut is_accepted = ignores.accept(&finding, path);
        if let Some(line) = lines.of(&finding)
            && let Some(group) = by_line.get_mut(&(finding.location.file, line, finding.code))
        {
            is_accepted |= group.take();
        }
        if !is_accepted || finding.code.build_effect() == BuildEffect::Stops {
            shown.push(finding);
        }
    }
    let configuration = project.sources.find(Layout::STANDARD.configuration).unwrap_or(FileId(0));
    let used = ignores.used(all.len());
    for (index, ignore) in all.iter().enumerate() {
        let place = Location::new(configuration, ignore.span);
        let is_used = used[index] || !reach.covers(ignore.code);
        faults.extend(fault(ignore.code, place, is_used, ignore_is_over[index]));
    }
    let used = Group::used(by_line.values(), comments.len());
    for (index, comment) in comments.iter().enumerate() {
        let place = Location::new(comment.file, comment.span);
        let is_used = used[index] || !reach.covers(comment.code);
        faults.extend(fault(comment.code, place, is_used, is_over(&comment.until)));
    }
    shown.extend(faults);
    shown
}

fn fault(code: Code, place: Location, is_used: bool, is_over: bool) -> Option<Finding> {
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
        let files = comments.chunk_by(|one, next| one.file == next.file).map(|of_file| of_file[0].file);
        Self(files.map(|file| (file, LineTable::new(&project.sources.get(file).text))).collect())
    }

    fn of(&self, finding: &Finding) -> Option<usize> {
        Some(self.0.get(&finding.location.file)?.position(finding.location.span.start).line)
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
        let (lines, examples) = (LineTable::new(text), Covered::new(&page.document.code));
        let mut next = 0;
        while let Some(at) = text[next..].find(OPENING).map(|at| next + at) {
            next = at + OPENING.len();
            // Only a comment that Markdown passes through counts: one shown in a code block is an example.
            if examples.has(at) {
                continue;
            }
            // Where this one is never closed, no later one is.
            let Some(length) = text[at..].find(CLOSING) else { break };
            let span = Span::new(at, at + length + CLOSING.len());
            // An opening inside a comment opens nothing.
            next = span.end;
            let inner = &text[at + OPENING.len()..at + length];
            match read(inner, Location::new(file, span), lines.position(at).line) {
                Ok(comment) => comments.push(comment),
                Err(fault) => faults.push(*fault),
            }
        }
    }
    (comments, faults)
}

/// The bytes that some spans cover.
struct Covered {
    /// Where each span begins, sorted, with the furthest end of it and those before.
    spans: Vec<(usize, usize)>,
}

impl Covered {
    fn new(spans: &[Span]) -> Self {
        let mut spans: Vec<(usize, usize)> = spans.iter().map(|span| (span.start, span.end)).collect();
        spans.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut spans {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self { spans }
    }

    fn has(&self, at: usize) -> bool {
        let before = self.spans.partition_point(|(start, _)| *start <= at);
        before.checked_sub(1).is_some_and(|last| at < self.spans[last].1)
    }
}

fn read(inner: &str, place: Location, line: usize) -> Result<Comment, Box<Finding>> {
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
