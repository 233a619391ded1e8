//! Reads the values of settings, each by itself, and reports those of the wrong type and keys that are unknown.

use serde::de::DeserializeOwned;

use super::setting::{Setting, Shape};
use super::validator::Validator;
use crate::finding::{Code, Finding, nearest};
use crate::source::{Span, Spanned};
use crate::yaml::{Document, Fault, Kind, Node, typed};

/// A mapping whose keys are settings.
pub(super) struct Group<'n> {
    pub(super) node: &'n Node,
    pub(super) settings: &'static [Setting],
    /// The name of the setting that it is the value of, as in the manual; empty for the whole file.
    pub(super) name: String,
}

impl<'n> Group<'n> {
    /// The setting and its value, unless that is absent or null.
    pub(super) fn get(&self, key: &str) -> Option<(&'static Setting, &'n Node)> {
        let setting = self.settings.iter().find(|setting| setting.name == key)?;
        Some((setting, self.node.get(key).filter(|value| !value.is_null())?))
    }

    /// The full name of one of its settings.
    pub(super) fn name(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

pub(super) struct Parser<'v, 'f> {
    pub(super) validator: &'v mut Validator<'f>,
}

impl Parser<'_, '_> {
    /// The value of `key`; nothing where it is absent, null, or of the wrong type.
    pub(super) fn value<T: DeserializeOwned>(&mut self, group: &Group<'_>, key: &str) -> Option<Spanned<T>> {
        let (setting, value) = group.get(key)?;
        self.typed(setting, &group.name(key), value)
    }

    /// The same of a key that every entry of a list must have.
    pub(super) fn required<T: DeserializeOwned>(&mut self, entry: &Group<'_>, key: &str) -> Option<Spanned<T>> {
        if entry.get(key).is_none() {
            let example = entry.settings.iter().find(|setting| setting.name == key).map_or("", |found| found.example);
            let message = format!("an entry of `{}` has no `{key}`", entry.name.trim_end_matches("[]"));
            self.validator.invalid(entry.node.span, message, &format!("add `{key}: {example}`"));
        }
        self.value(entry, key)
    }

    pub(super) fn typed<T: DeserializeOwned>(
        &mut self,
        setting: &Setting,
        name: &str,
        node: &Node,
    ) -> Option<Spanned<T>> {
        match typed(node) {
            Ok(value) => Some(Spanned::new(value, node.span)),
            // The reason is in the words of the parser, about types that a user does not know.
            Err(Fault { span, .. }) => {
                self.wrong_type(setting, name, node, span);
                None
            }
        }
    }

    /// The texts of a list, each with its own span.
    pub(super) fn texts(&mut self, group: &Group<'_>, key: &str) -> Vec<Spanned<String>> {
        let Some((setting, list)) = group.get(key) else { return Vec::new() };
        if !matches!(list.kind, Kind::Sequence(_)) {
            self.wrong_type(setting, &group.name(key), list, list.span);
        }
        list.items().iter().filter_map(|item| self.typed(setting, &group.name(key), item)).collect()
    }

    /// The same where one text may stand without a list.
    pub(super) fn names(&mut self, group: &Group<'_>, key: &str) -> Vec<Spanned<String>> {
        match group.get(key) {
            Some((setting, node)) if matches!(node.kind, Kind::Scalar { .. }) => {
                self.typed(setting, &group.name(key), node).into_iter().collect()
            }
            Some(_) | None => self.texts(group, key),
        }
    }

    /// The value of `key`, whose keys are settings.
    pub(super) fn group<'n>(&mut self, group: &Group<'n>, key: &str) -> Option<Group<'n>> {
        let (setting, node) = group.get(key)?;
        let Shape::Keys(settings) = setting.shape else { return None };
        self.mapping(group, key);
        Some(Group { node, settings, name: group.name(key) })
    }

    /// The entries of the mapping at `key`.
    pub(super) fn mapping<'n>(&mut self, group: &Group<'n>, key: &str) -> &'n [(Node, Node)] {
        let Some((setting, value)) = group.get(key) else { return &[] };
        if !matches!(value.kind, Kind::Mapping(_)) {
            self.wrong_type(setting, &group.name(key), value, value.span);
        }
        value.entries()
    }

    /// The same with their values as texts, which `value` describes.
    pub(super) fn entries(
        &mut self,
        group: &Group<'_>,
        key: &str,
        value: &Setting,
    ) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut entries = Vec::new();
        for (name, node) in self.mapping(group, key) {
            let Some(written) = name.text() else { continue };
            let text = self.typed::<String>(value, &group.name(&format!("{key}.{written}")), node);
            entries.extend(text.map(|text| (Spanned::new(written.to_owned(), name.span), text)));
        }
        entries
    }

    /// The entries of the list at `key`, whose keys are settings.
    pub(super) fn items<'n>(&mut self, group: &Group<'n>, key: &str) -> Vec<Group<'n>> {
        let Some((setting, value)) = group.get(key) else { return Vec::new() };
        let Shape::Items(settings) = setting.shape else { return Vec::new() };
        self.groups(setting, settings, &group.name(key), value)
    }

    pub(super) fn groups<'n>(
        &mut self,
        setting: &Setting,
        settings: &'static [Setting],
        name: &str,
        list: &'n Node,
    ) -> Vec<Group<'n>> {
        if !matches!(list.kind, Kind::Sequence(_) | Kind::Null) {
            self.wrong_type(setting, name, list, list.span);
        }
        let mut groups = Vec::new();
        for node in list.items() {
            if matches!(node.kind, Kind::Mapping(_)) {
                groups.push(Group { node, settings, name: format!("{name}[]") });
                continue;
            }
            let message = format!("an entry of `{name}` takes settings, not {}", found(node));
            let example = setting.example.trim_start_matches('[').trim_end_matches(']');
            self.validator.invalid(node.span, message, &format!("write `{example}`"));
        }
        groups
    }

    /// Reports that the value `node` of the setting `name`, or the part of it at `span`, is not what the setting takes.
    pub(super) fn wrong_type(&mut self, setting: &Setting, name: &str, node: &Node, span: Span) {
        let key = name.rsplit('.').next().unwrap_or(name);
        let not = if span == node.span { format!(", not {}", found(node)) } else { String::new() };
        let message = format!("`{name}` takes {}{not}", setting.takes);
        let help = match node.text() {
            // A list of one is meant.
            Some(text) if setting.example.starts_with('[') && is_plain(text) => format!("write `{key}: [{text}]`"),
            _ => format!("write `{key}: {}`", setting.example),
        };
        let finding = Finding::new(Code::InvalidSetting, self.validator.location(span), message);
        self.validator.report(finding.about(name).help(help));
    }

    pub(super) fn duplicates(&mut self, document: &Document) {
        for duplicate in &document.duplicates {
            let message = format!("duplicate key `{}`", duplicate.key);
            let finding = Finding::new(Code::DuplicateSetting, self.validator.location(duplicate.again), message)
                .about(duplicate.key.as_str())
                .help("remove one of the two; until then the first value is used")
                .related(self.validator.location(duplicate.first), "first defined here; this value is used");
            self.validator.report(finding);
        }
    }

    /// Reports every unknown key, at every depth where the keys are not the site's own.
    pub(super) fn unknown(&mut self, node: &Node, settings: &[Setting]) {
        for (key, value) in node.entries() {
            let Some(name) = key.text() else { continue };
            match settings.iter().find(|setting| setting.name == name) {
                None => self.unknown_key(node, key, settings),
                Some(setting) => match setting.shape {
                    Shape::Value | Shape::Free => {}
                    Shape::Keys(inner) => self.unknown(value, inner),
                    Shape::Items(inner) => value.items().iter().for_each(|item| self.unknown(item, inner)),
                    Shape::Named(inner) => {
                        let items = value.entries().iter().flat_map(|(_, list)| list.items());
                        items.for_each(|item| self.unknown(item, inner));
                    }
                    Shape::Each(inner) => {
                        value.entries().iter().for_each(|(_, value)| self.unknown(value, inner));
                    }
                },
            }
        }
    }

    pub(super) fn unknown_key(&mut self, node: &Node, key: &Node, settings: &[Setting]) {
        let name = key.text().unwrap_or_default();
        let location = self.validator.location(key.span);
        let finding = Finding::new(Code::UnknownSetting, location, format!("unknown setting `{name}`")).about(name);
        let known = || settings.iter().map(|setting| setting.name);
        let finding = match nearest(&name.to_lowercase(), known()) {
            Some(nearest) if node.get(nearest).is_none() => {
                finding.help(format!("did you mean `{nearest}`?")).fix(key.span, nearest)
            }
            Some(nearest) => finding.help(format!("`{nearest}` is set already; remove this key")),
            None if settings.len() <= 6 => {
                let all: Vec<String> = known().map(|name| format!("`{name}`")).collect();
                finding.help(format!("known settings: {}", all.join(", ")))
            }
            None => finding.help("put a value for your own templates under `params`"),
        };
        self.validator.report(finding);
    }
}

/// A value in the words of a message.
fn found(node: &Node) -> String {
    match node.text() {
        Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
        _ => node.description().to_owned(),
    }
}

/// Whether a text needs no quotes in a list.
fn is_plain(text: &str) -> bool {
    text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/'))
}
