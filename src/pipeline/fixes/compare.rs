//! What edits change that they should not: new findings, other addresses, blocks, headings and links.

use std::collections::{BTreeMap, BTreeSet};

use memchr::{memchr, memrchr};

use super::data;
use super::edit::{Edit, EditSet, Shift};
use super::problem::Problem;
use crate::finding::{Code, Finding, Severity};
use crate::front;
use crate::markdown::{Element, decoded, outline};
use crate::pipeline::project::Project;
use crate::site::PageId;
use crate::source::{FileId, Location, Role, Span};

/// A site and its findings.
#[derive(Clone, Copy)]
pub struct CheckedProject<'a> {
    /// The site.
    pub project: &'a Project,
    /// Its findings that are reported.
    pub findings: &'a [Finding],
}

/// The problems that `edits`, of `pool`, cause between the two states.
pub(super) fn compare(
    before: CheckedProject<'_>,
    after: CheckedProject<'_>,
    edits: &EditSet,
    pool: &[Edit],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (old_pages, new_pages) = (pages(before.project), pages(after.project));
    for file in edits.files() {
        let texts = Texts { before: before.project, after: after.project, file, shift: edits.of(file), pool };
        let role = before.project.inventory.entries.get(file.0 as usize).map(|entry| entry.role);
        match role == Some(Role::Article) {
            true => problems.extend(texts.article()),
            false => problems.extend(texts.data()),
        }
        if let Some((old, new)) = old_pages.get(&file).copied().zip(new_pages.get(&file).copied()) {
            problems.extend(texts.headings(old, new));
        }
    }
    problems.extend(links(before.project, after.project, edits, pool));
    for (file, id) in &old_pages {
        let url = &before.project.site.page(*id).url;
        let new = new_pages.get(file).map(|id| &after.project.site.page(*id).url);
        if new != Some(url) {
            problems.push(Problem::new(*file, Span::default(), format!("it would remove the page at `{url}`")));
        }
    }
    problems.extend(findings(before, after, edits, pool));
    problems
}

/// The pages of articles by their files.
fn pages(project: &Project) -> BTreeMap<FileId, PageId> {
    project.site.pages().filter_map(|(id, page)| Some((page.file?, id))).collect()
}

/// New findings, by code and location. One that replaces a more severe one, or is at an edit for a more severe one, is
/// no problem.
fn findings(before: CheckedProject<'_>, after: CheckedProject<'_>, edits: &EditSet, pool: &[Edit]) -> Vec<Problem> {
    let mut stock: BTreeMap<(Location, Code), usize> = BTreeMap::new();
    for Finding { code, location, .. } in before.findings {
        let moved = Location::new(location.file, edits.of(location.file).moved(location.span));
        *stock.entry((moved, *code)).or_default() += 1;
    }
    let mut new = Vec::new();
    for finding in after.findings {
        let Location { file, span } = finding.location;
        let location = Location::new(file, edits.of(file).widened(span));
        match stock.get_mut(&(location, finding.code)) {
            Some(left) if *left > 0 => *left -= 1,
            _ => new.push((location, finding)),
        }
    }
    let levels = &before.project.config.levels;
    let mut gone: BTreeMap<Location, Severity> = BTreeMap::new();
    for ((location, code), _) in stock.iter().filter(|(_, left)| **left > 0) {
        let most_severe = gone.entry(*location).or_insert(Severity::Off);
        *most_severe = levels.of(*code).min(*most_severe);
    }
    new.retain(|(location, finding)| {
        let severity = levels.of(finding.code);
        let within = edits.of(location.file).within(location.span);
        let fixed = within.iter().map(|step| levels.of(pool[step.index].code)).min();
        let is_progress = [gone.get(location).copied(), fixed].into_iter().flatten().any(|before| before < severity);
        // The code suggests `https` for an unedited link because an edited link to the host now has it.
        let is_suggestion = finding.code == Code::InsecureLink && within.is_empty();
        !is_progress && !is_suggestion
    });
    let problem = |(mut location, finding): (Location, &Finding)| {
        let (id, source) = (finding.code.id(), after.project.sources.get(location.file));
        let shift = edits.of(location.file);
        if shift.meeting(location.span).is_empty() {
            location.span = lines_of(&source.text, location.span);
        }
        let reason = match shift.meeting(location.span).is_empty() {
            true => format!("it would cause {id} in `{}`", source.path),
            false => format!("it would cause {id}"),
        };
        Problem { reason, location }
    };
    new.into_iter().map(problem).collect()
}

/// The lines of `text` that contain `span`, without the last line break.
fn lines_of(text: &str, span: Span) -> Span {
    let (start, end) = (span.start.min(text.len()), span.end.min(text.len()));
    let before = memrchr(b'\n', &text.as_bytes()[..start]).map_or(0, |at| at + 1);
    Span::new(before, memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |at| end + at))
}

/// A link as it must be after the edits.
struct Expected<'a> {
    /// The destinations that it may have; `None` allows any.
    destinations: Option<[&'a str; 2]>,
}

/// Links in edited files that have another destination than before, or than the edit says; that are new or gone.
fn links(before: &Project, after: &Project, edits: &EditSet, pool: &[Edit]) -> Vec<Problem> {
    let files: BTreeSet<FileId> = edits.files().collect();
    let of = |project: &Project| -> Vec<PageId> { project.site.pages().map(|(id, _)| id).collect() };
    let mut expected: BTreeMap<(Location, u8), Vec<Expected<'_>>> = BTreeMap::new();
    for (file, link) in of(before).into_iter().flat_map(|id| before.site.links(id)) {
        if !files.contains(&file) {
            continue;
        }
        let shift = edits.of(file);
        let within = link.destination_span.unwrap_or(link.span);
        let destinations = match shift.changing(within) {
            [] if shift.changing(link.span).is_empty() || link.destination_span.is_some() => {
                Some([link.destination.as_str(); 2])
            }
            [step] if Some(step.old()) == link.destination_span => Some([pool[step.index].replace.as_str(); 2]),
            _ => None,
        };
        let location = Location::new(file, shift.moved(link.span));
        expected.entry((location, link.kind as u8)).or_default().push(Expected { destinations });
    }
    expected.values_mut().for_each(|links| links.reverse());
    let mut problems = Vec::new();
    for (file, link) in of(after).into_iter().flat_map(|id| after.site.links(id)) {
        if !files.contains(&file) {
            continue;
        }
        let location = Location::new(file, edits.of(file).widened(link.span));
        let Some(known) = expected.get_mut(&(location, link.kind as u8)).and_then(Vec::pop) else {
            problems.push(Problem { reason: "it would turn other text into a link".to_owned(), location });
            continue;
        };
        let is_expected = known.destinations.is_none_or(|[one, other]| {
            // Character references are decoded, but for autolinks.
            link.destination == one || link.destination == decoded(other)
        });
        if !is_expected {
            problems.push(Problem { reason: "it would change the target of a link".to_owned(), location });
        }
    }
    let lost = expected.into_iter().flat_map(|((location, _), left)| left.into_iter().map(move |_| location));
    problems.extend(lost.map(|location| Problem { reason: "it would remove a link".to_owned(), location }));
    problems
}

/// A file before and after its edits.
struct Texts<'a> {
    before: &'a Project,
    after: &'a Project,
    file: FileId,
    shift: Shift<'a>,
    pool: &'a [Edit],
}

impl<'a> Texts<'a> {
    fn text<'p>(&self, project: &'p Project) -> &'p str {
        &project.sources.get(self.file).text
    }

    fn problem(&self, span: Span, reason: impl Into<String>) -> Problem {
        Problem::new(self.file, span, reason)
    }

    /// The problem in a data file.
    fn data(&self) -> Option<Problem> {
        let texts = (self.text(self.before), self.text(self.after));
        data::file(&self.before.sources.get(self.file).path, texts, self.file, self.shift)
    }

    /// The problems in the front matter, the blocks and the markup of an article.
    fn article(&self) -> Vec<Problem> {
        let (before, after) = (self.text(self.before), self.text(self.after));
        let (old, new) = (front::split(before), front::split(after));
        if self.shift.moved(old.body) != self.shift.widened(new.body) {
            return vec![self.problem(new.body, "it would change where the front matter ends")];
        }
        let front_matter = data::front_matter((before, &old), (after, &new), self.file, self.shift);
        let mut problems: Vec<Problem> = front_matter.into_iter().collect();
        problems.extend(self.elements(&outline(before, old.body.start), &outline(after, new.body.start)));
        problems
    }

    fn elements(&self, old: &[Element], new: &[Element]) -> Vec<Problem> {
        let old = old.iter().map(|element| element.at(self.shift.moved(element.span)));
        let new = new.iter().map(|element| element.at(self.shift.widened(element.span)));
        let (mut lost, added) = differing(old.collect(), new.collect());
        let mut problems = Vec::new();
        for element in added {
            if element.is_paragraph() && self.is_of_definition(element.span) {
                // A definition that becomes text is a paragraph, or part of the one below it.
                let joined = |other: &Element| {
                    let (inner, outer) = (other.span, element.span);
                    other.is_paragraph() && inner.end == outer.end && inner.start >= outer.start
                };
                if let Some(joined) = lost.iter().position(joined) {
                    lost.remove(joined);
                }
                continue;
            }
            problems.push(self.of_element(&element));
        }
        problems.extend(lost.iter().map(|element| self.of_element(element)));
        problems
    }

    fn of_element(&self, element: &Element) -> Problem {
        let what = if element.is_block() { "block structure" } else { "markup of the text" };
        self.problem(element.span, format!("it would change the {what}"))
    }

    /// Whether an edit in `span`, of the changed text, turns a definition into text.
    fn is_of_definition(&self, span: Span) -> bool {
        let is_definition = |code: Code| code == Code::CitationAsDefinition;
        self.shift.meeting(span).iter().any(|step| is_definition(self.pool[step.index].code))
    }

    /// Changed headings and anchors of a page.
    fn headings(&self, old: PageId, new: PageId) -> Vec<Problem> {
        let (old, new) = (&self.before.site.page(old).document, &self.after.site.page(new).document);
        let old_headings = old.headings.iter().map(|heading| {
            let is_unedited = self.shift.changing(heading.span).is_empty();
            let text = if is_unedited { heading.text.as_str() } else { "" };
            (self.shift.moved(heading.span), Some(heading.level), heading.id.as_deref(), text)
        });
        let new_headings = new.headings.iter().map(|heading| {
            let span = self.shift.widened(heading.span);
            let is_unedited = self.shift.within(span).is_empty();
            let text = if is_unedited { heading.text.as_str() } else { "" };
            (span, Some(heading.level), heading.id.as_deref(), text)
        });
        let old_anchors =
            old.anchors.iter().map(|anchor| (self.shift.moved(anchor.span), None, Some(anchor.value.as_str()), ""));
        let new_anchors =
            new.anchors.iter().map(|anchor| (self.shift.widened(anchor.span), None, Some(anchor.value.as_str()), ""));
        let (lost, added) =
            differing(old_headings.chain(old_anchors).collect(), new_headings.chain(new_anchors).collect());
        let problem = |(span, level, ..): &(Span, Option<u8>, Option<&str>, &str)| {
            let what = if level.is_some() { "a heading or its id" } else { "an anchor" };
            self.problem(*span, format!("it would change {what}"))
        };
        lost.iter().chain(&added).map(problem).collect()
    }
}

/// What only `old` has, and what only `new` has.
fn differing<T: Ord>(mut old: Vec<T>, mut new: Vec<T>) -> (Vec<T>, Vec<T>) {
    old.sort_unstable();
    new.sort_unstable();
    let (mut lost, mut added) = (Vec::new(), Vec::new());
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return (lost, added),
        };
        match order {
            std::cmp::Ordering::Less => lost.extend(old.next()),
            std::cmp::Ordering::Greater => added.extend(new.next()),
            std::cmp::Ordering::Equal => {
                old.next();
                new.next();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn what_differs_is_returned_by_side() {
        assert_eq!(differing(vec![3, 1, 2, 2], vec![2, 4, 3]), (vec![1, 2], vec![4]));
        assert_eq!(differing(vec![1], vec![1]), (vec![], vec![]));
    }
}
