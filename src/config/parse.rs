//! Parses the text of `clausebook.yaml` into a [`RawConfig`].
//!
//! Each key is deserialized by itself, so that an error in one hides no other; unknown keys are found by comparing the
//! tree with the table of settings.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::raw::{
    RawAges, RawConfig, RawExternal, RawHost, RawIgnore, RawLink, RawMarkdown, RawMenuItem, RawOutputs, RawServe,
    RawTheme, RawToc,
};
use super::recovery::document;
use super::setting::{HEADER, SETTINGS, SEVERITY, Setting, Shape};
use super::validator::Validator;
use crate::finding::{Code, Finding, nearest};
use crate::source::{Span, Spanned};
use crate::yaml::{Document, Fault, Kind, Node, json, typed};

/// Parses the text of `clausebook.yaml`. A value of the wrong type is a finding and counts as not given.
pub(super) fn parse(text: &str, validator: &mut Validator<'_>) -> RawConfig {
    let Some(document) = document(text, validator) else { return RawConfig::default() };
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
    parser.config(&Group { node: &document.root, settings: SETTINGS, name: String::new() })
}

/// A mapping whose keys are settings.
struct Group<'n> {
    node: &'n Node,
    settings: &'static [Setting],
    /// The name of the setting that it is the value of, as in the manual; empty for the whole file.
    name: String,
}

impl<'n> Group<'n> {
    /// The setting and its value, unless that is absent or null.
    fn get(&self, key: &str) -> Option<(&'static Setting, &'n Node)> {
        let setting = self.settings.iter().find(|setting| setting.name == key)?;
        Some((setting, self.node.get(key).filter(|value| !value.is_null())?))
    }

    /// The full name of one of its settings.
    fn name(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

struct Parser<'v, 'f> {
    validator: &'v mut Validator<'f>,
}

impl Parser<'_, '_> {
    fn config(&mut self, root: &Group<'_>) -> RawConfig {
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
            toc: self.toc(root),
            edit_url: self.value(root, "edit_url"),
            last_change: self.value(root, "last_change"),
            embeds: self.value(root, "embeds"),
            taxonomies: self.value(root, "taxonomies"),
            allowed_tags: self.group(root, "tags").and_then(|tags| self.value(&tags, "allowed")),
            feed_limit: self.group(root, "feeds").and_then(|feeds| self.value(&feeds, "limit")),
            outputs: self.outputs(root),
            search: self.value(root, "search"),
            markdown: self.markdown(root),
            serve: self.serve(root),
            external: self.external(root),
            severities: self.entries(root, "severities", &SEVERITY),
            ignores: self.ignores(root),
            cascade: root.get("cascade").map(|(_, cascade)| cascade.clone()),
            params: self.mapping(root, "params").iter().filter_map(param).collect(),
        }
    }

    fn theme(&mut self, root: &Group<'_>) -> RawTheme {
        let Some(theme) = self.group(root, "theme") else { return RawTheme::default() };
        RawTheme {
            logo: self.value(&theme, "logo"),
            favicon: self.value(&theme, "favicon"),
            accent: self.value(&theme, "accent"),
            header: self.links(&theme, "header"),
            footer: self.links(&theme, "footer"),
            footer_text: self.value(&theme, "footer_text"),
            css: self.texts(&theme, "css"),
        }
    }

    fn toc(&mut self, root: &Group<'_>) -> Option<Spanned<RawToc>> {
        let toc = self.group(root, "toc")?;
        let value = RawToc { from: self.value(&toc, "from"), to: self.value(&toc, "to") };
        Some(Spanned::new(value, toc.node.span))
    }

    fn outputs(&mut self, root: &Group<'_>) -> RawOutputs {
        let Some(outputs) = self.group(root, "outputs") else { return RawOutputs::default() };
        RawOutputs {
            markdown: self.value(&outputs, "markdown"),
            feeds: self.value(&outputs, "feeds"),
            csv: self.value(&outputs, "csv"),
        }
    }

    fn markdown(&mut self, root: &Group<'_>) -> RawMarkdown {
        let Some(markdown) = self.group(root, "markdown") else { return RawMarkdown::default() };
        RawMarkdown {
            admonitions: self.names(&markdown, "admonitions"),
            mathematics: self.value(&markdown, "mathematics"),
            mermaid: self.value(&markdown, "mermaid"),
        }
    }

    fn serve(&mut self, root: &Group<'_>) -> RawServe {
        let Some(serve) = self.group(root, "serve") else { return RawServe::default() };
        RawServe { allowed_hosts: self.value(&serve, "allowed_hosts") }
    }

    fn external(&mut self, root: &Group<'_>) -> RawExternal {
        let Some(external) = self.group(root, "external") else { return RawExternal::default() };
        RawExternal {
            exclude: self.value(&external, "exclude"),
            accept: self.value(&external, "accept"),
            hosts: self.hosts(&external),
            timeout: self.value(&external, "timeout"),
            max_time: self.value(&external, "max_time"),
            delay: self.value(&external, "delay"),
            concurrency: self.value(&external, "concurrency"),
            per_host: self.value(&external, "per_host"),
            fragments: self.value(&external, "fragments"),
            allow_private: self.value(&external, "allow_private"),
            ca_file: self.value(&external, "ca_file"),
            cache: self.ages(&external),
        }
    }

    fn hosts(&mut self, external: &Group<'_>) -> Vec<RawHost> {
        let mut hosts = Vec::new();
        for entry in self.items(external, "hosts") {
            let (host, token) = (self.required(&entry, "host"), self.value(&entry, "token"));
            let headers = self.entries(&entry, "headers", &HEADER);
            hosts.extend(host.map(|host| RawHost { host, token, headers }));
        }
        hosts
    }

    fn ages(&mut self, external: &Group<'_>) -> RawAges {
        let Some(cache) = self.group(external, "cache") else { return RawAges::default() };
        RawAges {
            alive: self.value(&cache, "alive"),
            moved: self.value(&cache, "moved"),
            dead: self.value(&cache, "dead"),
            blocked: self.value(&cache, "blocked"),
            unstable: self.value(&cache, "unstable"),
        }
    }

    fn menus(&mut self, root: &Group<'_>) -> Vec<(String, Vec<Spanned<RawMenuItem>>)> {
        let mut menus = Vec::new();
        let Some((setting, _)) = root.get("menus") else { return menus };
        let Shape::Named(settings) = setting.shape else { return menus };
        let takes = Setting { takes: "a list of entries", example: "[{name: Guides, url: /guides/}]", ..*setting };
        for (key, list) in self.mapping(root, "menus") {
            let Some(key) = key.text() else { continue };
            let name = root.name(&format!("menus.{key}"));
            let entries = self.groups(&takes, settings, &name, list);
            let items = entries.iter().map(|entry| Spanned::new(self.menu_item(entry), entry.node.span)).collect();
            menus.push((key.to_owned(), items));
        }
        menus
    }

    fn menu_item(&mut self, entry: &Group<'_>) -> RawMenuItem {
        RawMenuItem {
            identifier: self.value(entry, "identifier"),
            name: self.value(entry, "name"),
            url: self.value(entry, "url"),
            weight: self.value(entry, "weight"),
            parent: self.value(entry, "parent"),
        }
    }

    fn links(&mut self, theme: &Group<'_>, key: &str) -> Vec<RawLink> {
        let mut links = Vec::new();
        for entry in self.items(theme, key) {
            let (name, url) = (self.required(&entry, "name"), self.required(&entry, "url"));
            links.extend(name.zip(url).map(|(name, url)| RawLink { name, url }));
        }
        links
    }

    fn ignores(&mut self, root: &Group<'_>) -> Vec<Spanned<RawIgnore>> {
        let mut ignores = Vec::new();
        for entry in self.items(root, "ignores") {
            let (code, reason) = (self.required(&entry, "code"), self.required(&entry, "reason"));
            let (path, target) = (self.value(&entry, "path"), self.value(&entry, "target"));
            let until = self.value(&entry, "until");
            let ignore = code.zip(reason).map(|(code, reason)| RawIgnore { code, path, target, reason, until });
            ignores.extend(ignore.map(|ignore| Spanned::new(ignore, entry.node.span)));
        }
        ignores
    }

    /// The value of `key`; nothing where it is absent, null, or of the wrong type.
    fn value<T: DeserializeOwned>(&mut self, group: &Group<'_>, key: &str) -> Option<Spanned<T>> {
        let (setting, value) = group.get(key)?;
        self.typed(setting, &group.name(key), value)
    }

    /// The same of a key that every entry of a list must have.
    fn required<T: DeserializeOwned>(&mut self, entry: &Group<'_>, key: &str) -> Option<Spanned<T>> {
        if entry.get(key).is_none() {
            let example = entry.settings.iter().find(|setting| setting.name == key).map_or("", |found| found.example);
            let message = format!("an entry of `{}` has no `{key}`", entry.name.trim_end_matches("[]"));
            self.validator.invalid(entry.node.span, message, &format!("add `{key}: {example}`"));
        }
        self.value(entry, key)
    }

    fn typed<T: DeserializeOwned>(&mut self, setting: &Setting, name: &str, node: &Node) -> Option<Spanned<T>> {
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
    fn texts(&mut self, group: &Group<'_>, key: &str) -> Vec<Spanned<String>> {
        let Some((setting, list)) = group.get(key) else { return Vec::new() };
        if !matches!(list.kind, Kind::Sequence(_)) {
            self.wrong_type(setting, &group.name(key), list, list.span);
        }
        list.items().iter().filter_map(|item| self.typed(setting, &group.name(key), item)).collect()
    }

    /// The same where one text may stand without a list.
    fn names(&mut self, group: &Group<'_>, key: &str) -> Vec<Spanned<String>> {
        match group.get(key) {
            Some((setting, node)) if matches!(node.kind, Kind::Scalar { .. }) => {
                self.typed(setting, &group.name(key), node).into_iter().collect()
            }
            Some(_) | None => self.texts(group, key),
        }
    }

    /// The value of `key`, whose keys are settings.
    fn group<'n>(&mut self, group: &Group<'n>, key: &str) -> Option<Group<'n>> {
        let (setting, node) = group.get(key)?;
        let Shape::Keys(settings) = setting.shape else { return None };
        self.mapping(group, key);
        Some(Group { node, settings, name: group.name(key) })
    }

    /// The entries of the mapping at `key`.
    fn mapping<'n>(&mut self, group: &Group<'n>, key: &str) -> &'n [(Node, Node)] {
        let Some((setting, value)) = group.get(key) else { return &[] };
        if !matches!(value.kind, Kind::Mapping(_)) {
            self.wrong_type(setting, &group.name(key), value, value.span);
        }
        value.entries()
    }

    /// The same with their values as texts, which `value` describes.
    fn entries(&mut self, group: &Group<'_>, key: &str, value: &Setting) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut entries = Vec::new();
        for (name, node) in self.mapping(group, key) {
            let Some(written) = name.text() else { continue };
            let text = self.typed::<String>(value, &group.name(&format!("{key}.{written}")), node);
            entries.extend(text.map(|text| (Spanned::new(written.to_owned(), name.span), text)));
        }
        entries
    }

    /// The entries of the list at `key`, whose keys are settings.
    fn items<'n>(&mut self, group: &Group<'n>, key: &str) -> Vec<Group<'n>> {
        let Some((setting, value)) = group.get(key) else { return Vec::new() };
        let Shape::Items(settings) = setting.shape else { return Vec::new() };
        self.groups(setting, settings, &group.name(key), value)
    }

    fn groups<'n>(
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
    fn wrong_type(&mut self, setting: &Setting, name: &str, node: &Node, span: Span) {
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

fn param((key, value): &(Node, Node)) -> Option<(String, Value)> {
    key.text().map(|name| (name.to_owned(), json(value)))
}
