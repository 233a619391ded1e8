//! Reads a file of labels. What is no label, or does not fit the label of English, is a finding and is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{CATEGORIES, COUNT, Text, names};
use crate::finding::{Code, Finding, nearest};
use crate::source::path::name;
use crate::source::{FileId, Location, Span};
use crate::yaml::{self, Node};

/// Labels by key.
pub(super) type Texts = BTreeMap<String, Text>;

/// The ending of their files.
const ENDING: &str = ".yaml";

/// A file of a site with labels of its own.
#[derive(Debug, Clone, Copy)]
pub struct LabelFile<'a> {
    /// The file.
    pub file: FileId,
    /// Its path.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl LabelFile<'_> {
    /// The tag of its language, in lower case; nothing where its name has none.
    pub(super) fn tag(&self) -> Option<String> {
        let tag = name(self.path).strip_suffix(ENDING)?;
        let is_part =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_language =
            tag.split('-').next().is_some_and(|first| first.bytes().all(|byte| byte.is_ascii_alphabetic()));
        (is_language && tag.split('-').all(is_part)).then(|| tag.to_ascii_lowercase())
    }

    /// The finding on a file whose name has no language.
    pub(super) fn misnamed(&self) -> Finding {
        let message = format!("`{}` is not read: a file of labels is called `LANG{ENDING}`", name(self.path));
        let finding = Finding::new(Code::UnreadableLabels, Location::start_of(self.file), message).about(self.path);
        finding.help("rename it after the tag of its language, as in `templates/labels/de.yaml`, or remove it")
    }
}

/// Reads the labels of one file.
struct Reader<'a> {
    file: FileId,
    source: &'a str,
    english: Option<&'a Texts>,
    findings: Vec<Finding>,
}

/// The labels in `text`, and what is wrong with them. Without `english`, any key may have any text.
pub(super) fn texts(file: FileId, text: &str, english: Option<&Texts>) -> (Texts, Vec<Finding>) {
    let mut reader = Reader { file, source: text, english, findings: Vec::new() };
    let mut texts = Texts::new();
    match yaml::parse(text, 0) {
        Ok(document) => {
            for duplicate in document.duplicates {
                let finding = reader.unreadable(duplicate.again, format!("`{}` is there twice", duplicate.key));
                let first = Location::new(file, duplicate.first);
                reader.findings.push(finding.related(first, "this text is used").help("remove one of the two"));
            }
            if !document.root.is_null() && document.root.entries().is_empty() {
                let message = format!("expected labels, found {}", document.root.description());
                let finding = reader.unreadable(document.root.span, message);
                reader.findings.push(finding.help("write a label a line, as in `copy: Copy`"));
            }
            for (key, value) in document.root.entries() {
                let name = key.text().unwrap_or_default();
                if let Some(text) = reader.label(key, name, value) {
                    texts.insert(name.to_owned(), text);
                }
            }
        }
        Err(fault) => {
            let finding = reader.unreadable(fault.span, fault.reason).optional_help(fault.help);
            reader.findings.push(finding);
        }
    }
    (texts, reader.findings)
}

impl Reader<'_> {
    /// The text of one label; nothing where it is not used.
    fn label(&mut self, key: &Node, name: &str, value: &Node) -> Option<Text> {
        let Some(english) = self.english else { return self.text(name, value, true) };
        let Some(reference) = english.get(name) else {
            let near = nearest(name, english.keys().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "the manual lists the labels; texts of templates of your own belong into `params`".to_owned(),
            };
            let message = format!("there is no label `{name}`");
            let finding = Finding::new(Code::UnknownLabel, self.location(key.span), message).about(name).help(help);
            self.findings.push(finding);
            return None;
        };
        let allowed = reference.names();
        let text = self.text(name, value, allowed.contains(COUNT))?;
        if let Some(finding) = self.misfit(name, value, &text, reference) {
            self.findings.push(finding);
            return None;
        }
        let faults = self.placeholders(name, value, &text, &allowed);
        let is_right = faults.is_empty();
        self.findings.extend(faults);
        is_right.then_some(text)
    }

    /// What `value` says; nothing where that is no text.
    fn text(&mut self, name: &str, value: &Node, may_have_forms: bool) -> Option<Text> {
        if let Some(text) = value.text() {
            return Some(Text::One(text.to_owned()));
        }
        let texts: Option<Vec<String>> = value.items().iter().map(|item| item.text().map(str::to_owned)).collect();
        match texts.filter(|texts| !texts.is_empty()) {
            Some(texts) => Some(Text::List(texts)),
            None if may_have_forms && !value.entries().is_empty() => self.forms(name, value),
            None => {
                let message = format!("`{name}` takes a text, not {}", value.description());
                let finding = self.unreadable(value.span, message).about(name);
                self.findings.push(finding.help("write one text; quotes may stand around it"));
                None
            }
        }
    }

    fn forms(&mut self, name: &str, value: &Node) -> Option<Text> {
        let mut forms = BTreeMap::new();
        for (key, text) in value.entries() {
            let written = key.text().unwrap_or_default();
            let Some(category) = CATEGORIES.into_iter().find(|category| *category == written) else {
                let message = format!("`{name}` has no form `{written}`");
                let finding = Finding::new(Code::UnknownLabel, self.location(key.span), message).about(written);
                let help = format!("the forms are `{}`", CATEGORIES.join("`, `"));
                self.findings.push(finding.help(help));
                continue;
            };
            let Some(text) = text.text() else {
                let message = format!("the form `{written}` of `{name}` takes a text, not {}", text.description());
                let finding = self.unreadable(text.span, message).about(name);
                self.findings.push(finding);
                return None;
            };
            forms.insert(category, text.to_owned());
        }
        if forms.contains_key("other") {
            return Some(Text::Forms(forms));
        }
        let finding = self.unreadable(value.span, format!("`{name}` has no form `other`")).about(name);
        self.findings.push(finding.help("every language has that form; it stands for all numbers without another one"));
        None
    }

    /// The finding on a text that is a list where the label is none, or the reverse.
    fn misfit(&self, name: &str, value: &Node, text: &Text, reference: &Text) -> Option<Finding> {
        let length = |text: &Text| if let Text::List(items) = text { Some(items.len()) } else { None };
        let message = match (length(text), length(reference)) {
            (own, wanted) if own == wanted => return None,
            (_, Some(wanted)) => format!("`{name}` takes a list of {wanted} texts"),
            (_, None) => format!("`{name}` takes a text, not a list"),
        };
        Some(self.unreadable(value.span, message).about(name))
    }

    /// The findings on names in braces that the label does not have, or that are missing.
    fn placeholders(&self, name: &str, value: &Node, text: &Text, allowed: &BTreeSet<&str>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let listed = || match allowed.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().as_slice() {
            [] => "it has none".to_owned(),
            all => format!("it has {}", all.join(", ")),
        };
        let written: BTreeSet<&str> = text.all().into_iter().flat_map(names).collect();
        for unknown in written.difference(allowed) {
            let near = nearest(unknown, allowed.iter().copied()).map(|near| format!("did you mean `{{{near}}}`?"));
            let message = format!("`{name}` has no `{{{unknown}}}` to fill in");
            let span = self.place_of(value.span, &format!("{{{unknown}}}"));
            let finding = Finding::new(Code::LabelPlaceholder, self.location(span), message).about(*unknown);
            findings.push(finding.help(near.unwrap_or_else(listed)));
        }
        let lacks = |text: &str, may_lack_count: bool| {
            let own = names(text);
            let lacking = allowed.iter().filter(|name| !(own.contains(*name) || may_lack_count && **name == COUNT));
            lacking.map(|name| (*name).to_owned()).collect::<BTreeSet<String>>()
        };
        let missing: BTreeSet<String> = match text {
            Text::One(text) => lacks(text, false),
            // `a page` says the number without a figure.
            Text::Forms(forms) => forms.iter().flat_map(|(category, text)| lacks(text, *category != "other")).collect(),
            Text::List(_) => BTreeSet::new(),
        };
        for missing in missing {
            let message = format!("`{name}` lacks `{{{missing}}}`");
            let finding = Finding::new(Code::LabelPlaceholder, self.location(value.span), message).about(name);
            findings.push(finding.help("write it where its value is to stand"));
        }
        findings
    }

    /// Where `part` stands in the text at `span`; the whole of it where it is written with escapes.
    fn place_of(&self, span: Span, part: &str) -> Span {
        let at = span.of(self.source).find(part);
        at.map_or(span, |at| Span::new(span.start + at, span.start + at + part.len()))
    }

    fn location(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    fn unreadable(&self, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(Code::UnreadableLabels, self.location(span), message)
    }
}
