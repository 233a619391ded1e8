//! Parses the text of `clausebook.yaml` into a [`RawConfig`].
//!
//! Each key is deserialized by itself, so that an error in one hides no other; unknown keys are found by comparing the
//! tree with the table of settings.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::raw::{RawAges, RawConfig, RawExternal, RawMarkdown, RawMenuItem, RawOutputs, RawTheme};
use super::setting::{SETTINGS, Setting, Shape};
use super::validator::Validator;
use crate::finding::{Code, Finding, nearest};
use crate::source::Spanned;
use crate::yaml::{self, Document, Fault, Kind, Node, json, typed};

/// Parses the text of `clausebook.yaml`. A value of the wrong type is a finding and counts as not given.
pub(super) fn parse(text: &str, validator: &mut Validator<'_>) -> RawConfig {
    let document = match yaml::parse(text, 0) {
        Ok(document) => document,
        Err(fault) => {
            let message = format!("the configuration cannot be read: {}", fault.reason);
            let finding = Finding::new(Code::UnreadableConfiguration, validator.location(fault.span), message);
            validator.report(finding.optional_help(fault.help));
            return RawConfig::default();
        }
    };
    if !matches!(document.root.kind, Kind::Mapping(_) | Kind::Null) {
        let message = format!("expected settings, found {}", document.root.description());
        let location = validator.location(document.root.span);
        validator.report(
            Finding::new(Code::UnreadableConfiguration, location, message).help("write each setting as `key: value`"),
        );
        return RawConfig::default();
    }
    let mut parser = Parser { validator };
    parser.duplicates(&document);
    parser.unknown(&document.root, SETTINGS);
    parser.config(&document.root)
}

struct Parser<'v, 'f> {
    validator: &'v mut Validator<'f>,
}

impl Parser<'_, '_> {
    fn config(&mut self, root: &Node) -> RawConfig {
        RawConfig {
            title: self.value(root, "title"),
            base_url: self.value(root, "base_url"),
            hosts: self.value(root, "hosts"),
            language: self.value(root, "language"),
            description: self.value(root, "description"),
            copyright: self.value(root, "copyright"),
            author: self.value(root, "author"),
            menus: self.menus(root),
            theme: self.theme(root),
            toc: self.value(root, "toc"),
            edit_url: self.value(root, "edit_url"),
            last_change: self.value(root, "last_change"),
            embeds: self.value(root, "embeds"),
            taxonomies: self.value(root, "taxonomies"),
            tags: self.value(root, "tags"),
            feeds: self.value(root, "feeds"),
            outputs: self.outputs(root),
            search: self.value(root, "search"),
            markdown: self.markdown(root),
            external: self.external(root),
            severities: self.severities(root),
            ignores: self.items(root, "ignores"),
            params: self.mapping(root, "params").iter().filter_map(param).collect(),
        }
    }

    fn theme(&mut self, root: &Node) -> RawTheme {
        let Some(theme) = self.group(root, "theme") else { return RawTheme::default() };
        RawTheme {
            logo: self.value(theme, "logo"),
            accent: self.value(theme, "accent"),
            header: self.items(theme, "header"),
            footer: self.items(theme, "footer"),
            footer_text: self.value(theme, "footer_text"),
            css: self.value(theme, "css"),
        }
    }

    fn outputs(&mut self, root: &Node) -> RawOutputs {
        let Some(outputs) = self.group(root, "outputs") else { return RawOutputs::default() };
        RawOutputs {
            markdown: self.value(outputs, "markdown"),
            feeds: self.value(outputs, "feeds"),
            csv: self.value(outputs, "csv"),
        }
    }

    fn markdown(&mut self, root: &Node) -> RawMarkdown {
        let Some(markdown) = self.group(root, "markdown") else { return RawMarkdown::default() };
        // One name may stand without a list.
        let admonitions = match markdown.get("admonitions") {
            Some(node) if matches!(node.kind, Kind::Sequence(_) | Kind::Null) => self.items(markdown, "admonitions"),
            Some(node) => self.typed("admonitions", node).into_iter().collect(),
            None => Vec::new(),
        };
        RawMarkdown {
            admonitions,
            mathematics: self.value(markdown, "mathematics"),
            mermaid: self.value(markdown, "mermaid"),
        }
    }

    fn external(&mut self, root: &Node) -> RawExternal {
        let Some(external) = self.group(root, "external") else { return RawExternal::default() };
        RawExternal {
            exclude: self.value(external, "exclude"),
            accept: self.value(external, "accept"),
            hosts: self.items(external, "hosts"),
            timeout: self.value(external, "timeout"),
            max_time: self.value(external, "max_time"),
            delay: self.value(external, "delay"),
            concurrency: self.value(external, "concurrency"),
            per_host: self.value(external, "per_host"),
            fragments: self.value(external, "fragments"),
            allow_private: self.value(external, "allow_private"),
            ca_file: self.value(external, "ca_file"),
            cache: self.ages(external),
        }
    }

    fn ages(&mut self, external: &Node) -> RawAges {
        let Some(cache) = self.group(external, "cache") else { return RawAges::default() };
        RawAges {
            alive: self.value(cache, "alive"),
            moved: self.value(cache, "moved"),
            dead: self.value(cache, "dead"),
            blocked: self.value(cache, "blocked"),
            unstable: self.value(cache, "unstable"),
        }
    }

    fn menus(&mut self, root: &Node) -> Vec<(String, Vec<Spanned<RawMenuItem>>)> {
        let mut menus = Vec::new();
        for (name, items) in self.mapping(root, "menus") {
            let Some(name) = name.text() else { continue };
            menus.push((name.to_owned(), self.list(name, items)));
        }
        menus
    }

    fn severities(&mut self, root: &Node) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut severities = Vec::new();
        for (code, severity) in self.mapping(root, "severities") {
            let Some(code_text) = code.text() else { continue };
            if let Some(severity) = self.typed::<String>(code_text, severity) {
                severities.push((Spanned::new(code_text.to_owned(), code.span), severity));
            }
        }
        severities
    }

    /// The value of `key`; nothing where it is absent, null, or of the wrong type.
    fn value<T: DeserializeOwned>(&mut self, node: &Node, key: &str) -> Option<Spanned<T>> {
        let value = node.get(key).filter(|value| !value.is_null())?;
        self.typed(key, value)
    }

    fn typed<T: DeserializeOwned>(&mut self, key: &str, node: &Node) -> Option<Spanned<T>> {
        match typed(node) {
            Ok(value) => Some(Spanned::new(value, node.span)),
            Err(fault) => {
                self.wrong_type(key, fault);
                None
            }
        }
    }

    /// The value of `key`, whose keys are settings.
    fn group<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n Node> {
        self.mapping(node, key);
        node.get(key)
    }

    /// The entries of the mapping at `key`.
    fn mapping<'n>(&mut self, node: &'n Node, key: &str) -> &'n [(Node, Node)] {
        let Some(value) = node.get(key) else { return &[] };
        if !matches!(value.kind, Kind::Mapping(_) | Kind::Null) {
            let reason = format!("expected a mapping, found {}", value.description());
            self.wrong_type(key, Fault::new(value.span, reason));
        }
        value.entries()
    }

    fn items<T: DeserializeOwned>(&mut self, node: &Node, key: &str) -> Vec<Spanned<T>> {
        node.get(key).map(|value| self.list(key, value)).unwrap_or_default()
    }

    /// The items of a list, each deserialized by itself; an item's span is that of its `url`, where it has one.
    fn list<T: DeserializeOwned>(&mut self, key: &str, node: &Node) -> Vec<Spanned<T>> {
        if !matches!(node.kind, Kind::Sequence(_) | Kind::Null) {
            let reason = format!("expected a list, found {}", node.description());
            self.wrong_type(key, Fault::new(node.span, reason));
        }
        let mut items = Vec::new();
        for item in node.items() {
            let span = item.get("url").map_or(item.span, |url| url.span);
            items.extend(self.typed::<T>(key, item).map(|typed| Spanned::new(typed.value, span)));
        }
        items
    }

    fn wrong_type(&mut self, key: &str, fault: Fault) {
        let message = format!("`{key}`: {}", fault.reason);
        let finding = Finding::new(Code::InvalidSetting, self.validator.location(fault.span), message).about(key);
        self.validator.report(finding.optional_help(fault.help));
    }

    fn duplicates(&mut self, document: &Document) {
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
    fn unknown(&mut self, node: &Node, settings: &[Setting]) {
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
                },
            }
        }
    }

    fn unknown_key(&mut self, node: &Node, key: &Node, settings: &[Setting]) {
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

fn param((key, value): &(Node, Node)) -> Option<(String, Value)> {
    key.text().map(|name| (name.to_owned(), json(value)))
}
