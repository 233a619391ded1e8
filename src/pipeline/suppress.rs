//! Suppresses findings that the site ignores: in its configuration, or by a comment above the line.
//!
//! `<!-- clausebook-ignore LK101 reason="moves in May" until=2027-01-31 -->` suppresses findings of that code on the
//! line below it. An ignore needs a reason and may expire; one that suppresses nothing is a finding itself.

use std::collections::{BTreeMap, HashMap};

use memchr::memmem;

use super::ignore::{Group, Ignores};
use super::project::Project;
use crate::finding::{BuildEffect, Code, Finding};
use crate::front::Date;
use crate::source::{FileId, Layout, LineTable, Location, Span};

const OPENING: &str = "<!-- clausebook-ignore";
const CLOSING: &str = "-->";

/// An ignore in a comment.
#[derive(Debug)]
struct Comment {
    code: Code,
    until: Option<Date>,
    file: FileId,
    span: Span,
    /// Its line, from 1.
    line: usize,
}

/// What a run has checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The site alone.
    Site,
    /// Links to other hosts too.
    Everything,
}

impl Reach {
    /// Whether the run could have reported this code.
    fn covers(self, code: Code) -> bool {
        self == Self::Everything || !code.is_external()
    }
}

/// Leaves out the findings that are ignored today, and adds those of the ignores themselves.
pub(super) fn apply_ignores(project: &Project, findings: Vec<Finding>, reach: Reach) -> Vec<Finding> {
    let today = &project.today;
    let (comments, mut faults) = comments(project);
    let day = |date: &Date| (date.year(), date.month(), date.day());
    let is_expired = |until: &Option<Date>| until.as_ref().is_some_and(|until| day(until) < day(today));
    let all = &project.config.ignores;
    let until = |date: &jiff::civil::Date| (date.year(), date.month(), date.day());
    let expired: Vec<bool> =
        all.iter().map(|ignore| ignore.until.as_ref().is_some_and(|date| until(date) < day(today))).collect();
    let mut ignores = Ignores::new(all, &expired);
    let mut by_line: BTreeMap<(FileId, usize, Code), Group> = BTreeMap::new();
    for (index, comment) in comments.iter().enumerate() {
        let key = (comment.file, comment.line + 1, comment.code);
        by_line.entry(key).or_default().add(index, is_expired(&comment.until));
    }
    let lines = Lines::new(project, &comments);
    let mut shown = Vec::with_capacity(findings.len());
    for finding in findings {
        let path = &project.sources.get(finding.location.file).path;
        let mut is_suppressed = ignores.suppress(&finding, path);
        if let Some(line) = lines.of(&finding)
            && let Some(group) = by_line.get_mut(&(finding.location.file, line, finding.code))
        {
            is_suppressed |= group.apply();
        }
        if !is_suppressed || finding.code.build_effect() == BuildEffect::Stops {
            shown.push(finding);
        }
    }
    let configuration = project.sources.find(Layout::STANDARD.configuration).unwrap_or(FileId(0));
    let used = ignores.used(all.len());
    for (index, ignore) in all.iter().enumerate() {
        let location = Location::new(configuration, ignore.span);
        let is_used = used[index] || !reach.covers(ignore.code);
        faults.extend(fault(ignore.code, location, is_used, expired[index]));
    }
    let used = Group::used(by_line.values(), comments.len());
    for (index, comment) in comments.iter().enumerate() {
        let location = Location::new(comment.file, comment.span);
        let is_used = used[index] || !reach.covers(comment.code);
        faults.extend(fault(comment.code, location, is_used, is_expired(&comment.until)));
    }
    shown.extend(faults);
    shown
}

fn fault(code: Code, location: Location, is_used: bool, is_expired: bool) -> Option<Finding> {
    let id = code.id();
    if is_expired {
        let message = format!("the ignore of {id} has expired");
        return Some(
            Finding::new(Code::ExpiredIgnore, location, message).about(id).help("fix the finding, or set a new date"),
        );
    }
    let message = format!("unused ignore: no {id} here");
    (!is_used).then(|| Finding::new(Code::UnusedIgnore, location, message).about(id).help("remove the ignore"))
}

/// Line tables of the files with such a comment.
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
            if examples.contains(at) {
                continue;
            }
            // If this comment is not closed, no later one is.
            let Some(length) = text[at..].find(CLOSING) else { break };
            let span = Span::new(at, at + length + CLOSING.len());
            // Another opening inside the comment has no meaning.
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

/// The union of spans, which may overlap.
struct Covered {
    /// The start of each span, sorted, with the greatest end of all spans up to it.
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

    fn contains(&self, at: usize) -> bool {
        let before = self.spans.partition_point(|(start, _)| *start <= at);
        before.checked_sub(1).is_some_and(|last| at < self.spans[last].1)
    }
}

/// What stands behind `key=` in the text of a comment.
fn rest_of<'t>(inner: &'t str, key: &str) -> Option<&'t str> {
    let (before, rest) = inner.split_once(&format!("{key}="))?;
    before.ends_with(char::is_whitespace).then_some(rest)
}

fn read(inner: &str, location: Location, line: usize) -> Result<Comment, Box<Finding>> {
    let fault = |message: String| {
        let help = "write it as `<!-- clausebook-ignore LK101 reason=\"why\" until=2027-01-31 -->`";
        Box::new(Finding::new(Code::UnreadableIgnore, location, message).help(help))
    };
    let unquoted = |key: &str| rest_of(inner, key).filter(|value| !value.starts_with('"'));
    let (code, rest) = inner.trim().split_once(char::is_whitespace).unwrap_or((inner.trim(), ""));
    let code = Code::find(code).ok_or_else(|| fault(format!("unknown finding code `{code}` in an ignore")))?;
    let quoted = |key: &str| Some(rest.split_once(&format!("{key}=\""))?.1.split_once('"')?.0.trim().to_owned());
    if let Some(reason) = unquoted("reason") {
        let word = reason.split_whitespace().next().unwrap_or("why");
        let finding = fault("the reason of an ignore has no quotes".to_owned());
        return Err(Box::new(finding.help(format!("put the reason in quotes: `reason=\"{word}\"`"))));
    }
    if quoted("reason").is_none_or(|reason| reason.is_empty()) {
        return Err(fault(format!("an ignore of {} without a reason", code.id())));
    }
    let until = rest.split_once("until=").map(|(_, until)| until.split_whitespace().next().unwrap_or_default());
    let until = match until.map(|until| until.trim_matches('"')) {
        None => None,
        Some(day) => Some(Date::parse(day).ok_or_else(|| fault(format!("`until`: invalid date `{day}`")))?),
    };
    Ok(Comment { code, until, file: location.file, span: location.span, line })
}
