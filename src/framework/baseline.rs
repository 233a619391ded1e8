//! Baselines in our own format: a selection of the requirements of another framework.

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::faults::Faults;
use super::lookup::Lookup;
use super::model::{Outline, RequirementIdx};
use super::suggest::suggest;
use super::tree::Framework;
use crate::finding::{Code, Finding, nearest};
use crate::source::Span;
use crate::yaml::{Kind, Node};

/// A text and its span.
type Spanned = crate::source::Spanned<String>;

/// The keys of a baseline.
pub const BASELINE_KEYS: &[&str] = &["of", "include", "exclude"];
/// The keys of an entry that is no text.
pub const BASELINE_ENTRY_KEYS: &[&str] = &["tag", "below"];

/// Each requirement is compared with so many patterns.
const MAX_PATTERNS: usize = 1000;

/// What stands between the ends of a range. A hyphen without blanks comes last: ids may have one.
const BETWEEN: [&str; 6] = [" to ", "..", "\u{2013}", "\u{2014}", " - ", "-"];

/// A baseline as it is written.
#[derive(Debug)]
pub(super) struct Baseline {
    /// The key of the framework that it selects from, perhaps with a version.
    pub(super) of: Spanned,
    include: Vec<Entry>,
    exclude: Vec<Entry>,
}

/// What one entry selects.
#[derive(Debug)]
enum Entry {
    /// An id, a group with all that is in it, a pattern, or a range of ids.
    Text(Spanned),
    /// The requirements with a tag.
    Tag(Spanned),
    /// A requirement and all that is below it.
    Below(Spanned),
}

/// Reads the value of `baseline`.
pub(super) fn read(node: &Node, faults: &mut Faults) -> Option<Baseline> {
    check_keys(node, BASELINE_KEYS, faults);
    let of = node.get("of").and_then(|of| Some(Spanned::new(of.text()?.trim().to_owned(), of.span)));
    let Some(of) = of.filter(|of| !of.value.is_empty()) else {
        let help = "name the framework that it selects from: `baseline: {of: nist-800-53, include: [AC-2]}`";
        faults.unreadable(node.span, "a baseline without `of`", Some(help.to_owned()));
        return None;
    };
    let mut entries = |key: &str| node.get(key).map(|list| entries(list, key, faults)).unwrap_or_default();
    let (include, exclude) = (entries("include"), entries("exclude"));
    Some(Baseline { of, include, exclude })
}

fn check_keys(node: &Node, keys: &[&str], faults: &mut Faults) {
    for (key, _) in node.entries() {
        let Some(name) = key.text().filter(|name| !keys.contains(name)) else { continue };
        let near = nearest(name, keys.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let known: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
        let help = near.unwrap_or_else(|| format!("its value is not read; the known keys are {}", known.join(", ")));
        let finding = Finding::new(Code::UnknownInProfile, faults.location(key.span), format!("unknown key `{name}`"));
        faults.add(finding.about(name).help(help));
    }
}

fn entries(list: &Node, key: &str, faults: &mut Faults) -> Vec<Entry> {
    match &list.kind {
        Kind::Null => Vec::new(),
        Kind::Sequence(items) => items.iter().filter_map(|item| entry(item, key, faults)).collect(),
        Kind::Scalar { .. } | Kind::Mapping(_) => entry(list, key, faults).into_iter().collect(),
    }
}

fn entry(node: &Node, list: &str, faults: &mut Faults) -> Option<Entry> {
    if let Some(text) = node.text() {
        return Some(Entry::Text(Spanned::new(text.trim().to_owned(), node.span)));
    }
    check_keys(node, BASELINE_ENTRY_KEYS, faults);
    let value =
        |key: &str| node.get(key).and_then(|value| Some(Spanned::new(value.text()?.trim().to_owned(), value.span)));
    let read = value("tag").map(Entry::Tag).or_else(|| value("below").map(Entry::Below));
    if read.is_none() {
        let help =
            "write an id, a pattern such as `AC-*`, a range such as `1.1 to 1.4`, `{tag: WORD}` or `{below: ID}`";
        let message = format!("an entry of `{list}` that selects nothing");
        let finding = Finding::new(Code::UnknownInProfile, faults.location(node.span), message);
        faults.add(finding.help(help));
    }
    read
}

/// The requirements of `base` that the baseline selects, with those above them, which are not assessed unless they are
/// selected as well. An entry that selects nothing is a fault.
pub(super) fn outlines(baseline: &Baseline, base: &Framework, faults: &mut Faults) -> Vec<Outline> {
    let count = base.requirements().len();
    let mut chosen = vec![baseline.include.is_empty(); count];
    if baseline.include.is_empty() {
        base.requirements().filter(|(_, one)| one.withdrawn.is_some()).for_each(|(idx, _)| chosen[at(idx)] = false);
    }
    mark(&baseline.include, base, faults, |idx| chosen[at(idx)] = true);
    mark(&baseline.exclude, base, faults, |idx| chosen[at(idx)] = false);
    base.principals().filter_map(|(idx, _)| outline(base, idx, &chosen)).collect()
}

fn at(idx: RequirementIdx) -> usize {
    idx.0 as usize
}

/// A requirement with what is selected below it; nothing where nothing is. Frameworks nest no deeper than their readers
/// allow, so recursion is safe.
fn outline(base: &Framework, idx: RequirementIdx, chosen: &[bool]) -> Option<Outline> {
    let children: Vec<Outline> = base.children(idx).filter_map(|(child, _)| outline(base, child, chosen)).collect();
    let is_chosen = chosen[at(idx)];
    let requirement = base.requirement(idx);
    // A group is there for what is in it.
    if children.is_empty() && !(is_chosen && (requirement.is_assessed || requirement.withdrawn.is_some())) {
        return None;
    }
    Some(Outline {
        id: requirement.id.clone(),
        title: requirement.title.clone(),
        tags: requirement.tags.clone(),
        withdrawn: requirement.withdrawn.clone(),
        prose: requirement.prose.clone(),
        location: requirement.location,
        token: requirement.token.clone(),
        is_assessed: Some(requirement.is_assessed && is_chosen),
        superseded: requirement.superseded.clone(),
        effective: requirement.effective,
        children,
    })
}

/// Calls `choose` for each requirement that the entries name.
fn mark(entries: &[Entry], base: &Framework, faults: &mut Faults, mut choose: impl FnMut(RequirementIdx)) {
    let mut patterns: Vec<(&Spanned, bool)> = Vec::new();
    let mut set = GlobSetBuilder::new();
    let mut surplus: Option<&Spanned> = None;
    for entry in entries {
        let (written, found) = match entry {
            Entry::Tag(tag) => {
                let has = |tags: &[String]| tags.iter().any(|own| own.eq_ignore_ascii_case(&tag.value));
                let tagged = base.requirements().filter(|(_, one)| has(&one.tags) && one.withdrawn.is_none());
                (tag, tagged.map(|(idx, _)| idx).collect())
            }
            Entry::Below(id) => (id, known(base, &id.value).map(|idx| whole(base, idx)).unwrap_or_default()),
            Entry::Text(text) => match (known(base, &text.value), Glob::new(&text.value)) {
                (Some(idx), _) if is_group(base, idx) => (text, whole(base, idx)),
                (Some(idx), _) => (text, vec![idx]),
                (None, Ok(_)) if text.value.contains(['*', '?']) && patterns.len() == MAX_PATTERNS => {
                    surplus.get_or_insert(text);
                    continue;
                }
                (None, Ok(glob)) if text.value.contains(['*', '?']) => {
                    patterns.push((text, false));
                    set.add(glob);
                    continue;
                }
                (None, _) => (text, range(base, &text.value)),
            },
        };
        if found.is_empty() {
            faults.add(nothing(base, written, written.span, faults));
        }
        found.into_iter().for_each(&mut choose);
    }
    if let Some(text) = surplus {
        let message = format!("more than {MAX_PATTERNS} patterns; this one and later ones select nothing");
        let finding = Finding::new(Code::UnknownInProfile, faults.location(text.span), message);
        faults.add(finding.about(&text.value).help("select requirements by fewer patterns, ranges or tags"));
    }
    let set = set.build().unwrap_or_else(|_| GlobSet::empty());
    if !patterns.is_empty() {
        for (idx, requirement) in base.requirements().filter(|(_, one)| one.withdrawn.is_none()) {
            let matched = set.matches(&requirement.id);
            matched.iter().for_each(|index| patterns[*index].1 = true);
            if !matched.is_empty() {
                choose(idx);
            }
        }
    }
    for (written, _) in patterns.iter().filter(|(_, is_found)| !is_found) {
        faults.add(nothing(base, written, written.span, faults));
    }
}

fn nothing(base: &Framework, written: &Spanned, span: Span, faults: &Faults) -> Finding {
    let text = &written.value;
    let similar: Vec<String> =
        suggest(base, text).into_iter().map(|idx| format!("`{}`", base.requirement(idx).id)).collect();
    let help = match similar.as_slice() {
        [] => "correct or remove it".to_owned(),
        similar => format!("did you mean {}?", similar.join(" or ")),
    };
    let message = format!("`{text}` selects nothing of {} {}", base.name, base.version);
    Finding::new(Code::EmptySelection, faults.location(span), message.trim_end()).about(text).help(help)
}

/// The requirement of the current version that `id` names.
fn known(base: &Framework, id: &str) -> Option<RequirementIdx> {
    match base.known(id, None)? {
        Lookup::Found(idx) | Lookup::Withdrawn(idx) => Some(idx),
        Lookup::Renumbered(_)
        | Lookup::OtherVersion(_)
        | Lookup::UnknownVersion
        | Lookup::Malformed(_)
        | Lookup::Unknown(_) => None,
    }
}

fn is_group(base: &Framework, idx: RequirementIdx) -> bool {
    let requirement = base.requirement(idx);
    !requirement.is_assessed && requirement.withdrawn.is_none()
}

/// A requirement and what is below it, but what is withdrawn.
fn whole(base: &Framework, idx: RequirementIdx) -> Vec<RequirementIdx> {
    let below = base.below(idx).filter(|(_, one)| one.withdrawn.is_none()).map(|(below, _)| below);
    std::iter::once(idx).chain(below).collect()
}

/// What stands from one id to another and below the second; nothing where the text is no range.
fn range(base: &Framework, text: &str) -> Vec<RequirementIdx> {
    for between in BETWEEN {
        for (at, _) in text.match_indices(between) {
            let ends = (known(base, text[..at].trim()), known(base, text[at + between.len()..].trim()));
            if let (Some(first), Some(last)) = ends {
                let parts = base.range(first, last).into_iter();
                let all = parts.flat_map(|(idx, is_whole)| if is_whole { whole(base, idx) } else { vec![idx] });
                return all.filter(|idx| base.requirement(*idx).withdrawn.is_none()).collect();
            }
        }
    }
    Vec::new()
}
