//! Ignores a finding: by a comment on the line above it where one can stand there, or in the configuration.

use std::collections::BTreeMap;

use super::action::{Action, Asked, Kind};
use crate::finding::{BuildEffect, Code, Finding};
use crate::front;
use crate::markdown::{Element, outline, shortcode_tags};
use crate::source::{Layout, Span};
use crate::yaml::{Kind as NodeKind, Node, parse};

/// Stands for the reason until the author writes it.
const REASON: &str = "say why this is right here";

/// For so many findings ignores are offered: each comment is tried on the whole site.
const MAX_FINDINGS: usize = 4;

pub(super) fn actions<'a>(asked: &Asked<'a>) -> Vec<Action<'a>> {
    // The findings of ignores, and those that stop a build, cannot be ignored.
    let can_be_ignored =
        |finding: &&Finding| finding.code.build_effect() == BuildEffect::Builds && !finding.code.id().starts_with("IG");
    let mut actions: Vec<Action<'a>> = Vec::new();
    for finding in asked.reported().filter(can_be_ignored).take(MAX_FINDINGS) {
        let code = finding.code.id();
        if let Some((at, comment)) = comment(asked, finding) {
            let mut action = Action::new(Kind::QuickFix, format!("Ignore {code} here, with a reason"), vec![finding]);
            action.edits.insert(asked.file, Span::new(at, at), comment);
            actions.push(action);
        }
        actions.extend(entry(asked, finding));
    }
    actions.dedup_by(|next, last| next.title == last.title && next.edits == last.edits);
    actions
}

/// The comment for a finding in the text of an article, and where it is inserted; nothing where a comment on the line above would
/// change the text around it.
fn comment(asked: &Asked<'_>, finding: &Finding) -> Option<(usize, String)> {
    let site = asked.query.site;
    let (_, page) = site.page(asked.file)?;
    let (text, start) = (site.text(asked.file), finding.location.span.start);
    let body = front::split(text).body;
    let at = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let is_in_code = page.document.code.iter().any(|code| code.start < at && at < code.end);
    let is_in_tag = text[..at].rfind('<') > text[..at].rfind('>');
    let tags = shortcode_tags(body.of(text)).into_iter().map(|tag| tag.span.shifted(body.start));
    if at < body.start || is_in_code || is_in_tag || tags.into_iter().any(|tag| tag.start < at && at < tag.end) {
        return None;
    }
    let line = &text[at..];
    let lead = &line[..line.len() - line.trim_start_matches([' ', '\t', '>']).len()];
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let code = finding.code.id();
    let comment = format!("{lead}<!-- clausebook-ignore {code} reason=\"{REASON}\" -->{newline}");
    (keeps_structure(text, body.start, (at, &comment)) && is_suppressed(asked, finding, (at, &comment)))
        .then_some((at, comment))
}

/// Whether the finding is gone, and no other one has come, once `comment` is inserted. A finding about all places of a file comes
/// again with the next place.
fn is_suppressed(asked: &Asked<'_>, finding: &Finding, (at, comment): (usize, &str)) -> bool {
    let (site, Some(trial)) = (asked.query.site, asked.query.trial) else { return false };
    let mut text = site.text(asked.file).to_owned();
    text.insert_str(at, comment);
    let after = trial.with_texts(&BTreeMap::from([(asked.file, text)])).check();
    let count = |findings: &[Finding], code: Code| findings.iter().filter(|finding| finding.code == code).count();
    let is_gone = count(&after, finding.code) < count(site.checked(), finding.code);
    is_gone && after.len() < site.checked().len()
}

/// Whether a text has the same blocks and the same markup once `comment` is inserted.
fn keeps_structure(text: &str, body: usize, (at, comment): (usize, &str)) -> bool {
    let edited = [&text[..at], comment, &text[at..]].concat();
    let inserted = Span::new(at, at + comment.len());
    let kinds = |elements: Vec<Element>| -> Vec<Element> {
        elements.into_iter().map(|element| element.at(Span::default())).collect()
    };
    let is_own = |element: &Element| inserted.start <= element.span.start && element.span.end <= inserted.end;
    let after = outline(&edited, body).into_iter().filter(|element| !is_own(element)).collect();
    kinds(outline(text, body)) == kinds(after)
}

/// The action that adds an entry to the configuration.
fn entry<'a>(asked: &Asked<'a>, finding: &'a Finding) -> Option<Action<'a>> {
    let project = &asked.query.site.project;
    let configuration = project.sources.find(Layout::STANDARD.configuration)?;
    let path = &project.sources.get(asked.file).path;
    // It would be a pattern.
    if path.contains('*') {
        return None;
    }
    let mut keys = vec![("code", finding.code.id().to_owned()), ("path", scalar(path))];
    keys.extend(finding.target.as_ref().map(|target| ("target", scalar(target))));
    keys.push(("reason", scalar(REASON)));
    let (at, text) = with_entry(asked.query.site.text(configuration), &keys)?;
    let what = finding.target.as_ref().map(|target| format!(" `{target}`")).unwrap_or_default();
    let title = format!("Ignore {}{what} in this file, with a reason in clausebook.yaml", finding.code.id());
    let mut action = Action::new(Kind::QuickFix, title, vec![finding]);
    action.edits.insert(configuration, Span::new(at, at), text);
    Some(action)
}

/// What is inserted into the configuration, and where; nothing where its `ignores` are written in a way that is not understood.
fn with_entry(text: &str, keys: &[(&str, String)]) -> Option<(usize, String)> {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let root = parse(text, 0).ok()?.root;
    let item = |lead: &str| -> String {
        let pad = " ".repeat(lead.len() + 2);
        let lines = keys.iter().enumerate().map(|(index, (key, value))| {
            let before = if index == 0 { format!("{lead}- ") } else { pad.clone() };
            format!("{before}{key}: {value}{newline}")
        });
        lines.collect()
    };
    let (at, new) = match root.get("ignores") {
        None => {
            let end = if text.is_empty() || text.ends_with('\n') { "" } else { newline };
            (text.len(), format!("{end}ignores:{newline}{}", item("  ")))
        }
        Some(list) => {
            let (first, last) = (list.items().first()?, list.items().last()?);
            let line = text[..first.span.start].rfind('\n').map_or(0, |end| end + 1);
            let lead = text[line..first.span.start].strip_suffix("- ").filter(|lead| lead.trim().is_empty())?;
            let end = text[..last.span.end].trim_end().len();
            match text[end..].find('\n').map(|length| end + length + 1) {
                Some(at) => (at, item(lead)),
                None => (text.len(), format!("{newline}{}", item(lead))),
            }
        }
    };
    let edited = [&text[..at], &new, &text[at..]].concat();
    let count = |root: &Node| root.get("ignores").map_or(0, |list| list.items().len());
    let after = parse(&edited, 0).ok()?.root;
    let is_mapping = matches!(after.kind, NodeKind::Mapping(_));
    (is_mapping && count(&after) == count(&root) + 1).then_some((at, new))
}

/// A text as a value of YAML.
fn scalar(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/_. ".contains(letter);
    let begins = |letter: char| letter.is_alphabetic() || letter == '/';
    match text.starts_with(begins) && text.chars().all(is_plain) && text.trim() == text {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{keeps_structure, with_entry};

    #[test]
    fn a_comment_stands_above_a_block_and_not_within_one() {
        let check = |marked: &str, expected: bool| {
            let at = marked.find('@').unwrap();
            let text = marked.replacen('@', "", 1);
            assert_eq!(keeps_structure(&text, 0, (at, "<!-- x -->\n")), expected, "{marked}");
        };
        for marked in ["@a\n", "a\n\n@b\n", "# a\n@b\n", "a\n@# b\n"] {
            check(marked, true);
        }
        for marked in ["a\n@b\n", "- a\n@- b\n", "|a|b|\n|-|-|\n@|c|d|\n", "> a\n@> b\n"] {
            check(marked, false);
        }
    }

    #[test]
    fn an_entry_is_added_to_the_list_as_it_is_written() {
        let keys = [("code", "LK101".to_owned()), ("reason", "x".to_owned())];
        let check = |text: &str, expected: Option<&str>| {
            let edited = with_entry(text, &keys).map(|(at, new)| [&text[..at], &new, &text[at..]].concat());
            assert_eq!(edited.as_deref(), expected, "{text}");
        };
        check("", Some("ignores:\n  - code: LK101\n    reason: x\n"));
        check("title: a", Some("title: a\nignores:\n  - code: LK101\n    reason: x\n"));
        check(
            "ignores:\n- code: a\n  reason: b # c\n\ntitle: d\n",
            Some("ignores:\n- code: a\n  reason: b # c\n- code: LK101\n  reason: x\n\ntitle: d\n"),
        );
        check("ignores:\n  - reason: b", Some("ignores:\n  - reason: b\n  - code: LK101\n    reason: x\n"));
        for text in ["ignores: [{code: a}]\n", "ignores: {\n", "- a\n", "ignores: x\n"] {
            check(text, None);
        }
    }
}
