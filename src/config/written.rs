//! The configuration as written: every key optional, nothing decided yet.
//!
//! Each key is typed for itself, so that a fault in one hides no other; keys that do not exist are found by
//! comparing the tree with the table of settings.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::external::{WrittenAges, WrittenExternal};
use super::setting::{SETTINGS, Setting, Shape};
use super::{LastChange, Search};
use crate::finding::{Code, Finding, nearest};
use crate::source::{FileId, Location, Span, Spanned};
use crate::yaml::{Document, Fault, Kind, Node, json, parse, typed};

/// Every setting that a file gives, with its place where something may be wrong with it later.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) title: Option<Spanned<String>>,
    pub(super) base_url: Option<Spanned<String>>,
    pub(super) hosts: Option<Spanned<Vec<String>>>,
    pub(super) language: Option<Spanned<String>>,
    pub(super) description: Option<Spanned<String>>,
    pub(super) copyright: Option<Spanned<String>>,
    pub(super) author: Option<Spanned<String>>,
    pub(super) menus: Vec<(String, Vec<Spanned<WrittenMenuItem>>)>,
    pub(super) theme: WrittenTheme,
    pub(super) toc: Option<Spanned<WrittenContents>>,
    pub(super) edit_url: Option<Spanned<String>>,
    pub(super) last_change: Option<Spanned<LastChange>>,
    pub(super) embeds: Option<Spanned<bool>>,
    pub(super) taxonomies: Option<Spanned<Vec<String>>>,
    pub(super) tags: Option<Spanned<WrittenTags>>,
    pub(super) feeds: Option<Spanned<WrittenFeeds>>,
    pub(super) search: Option<Spanned<Search>>,
    pub(super) external: WrittenExternal,
    pub(super) severities: Vec<(Spanned<String>, Spanned<String>)>,
    pub(super) ignores: Vec<Spanned<WrittenIgnore>>,
    pub(super) params: Vec<(String, Value)>,
}

#[derive(Debug, Default)]
pub(super) struct WrittenTheme {
    pub(super) logo: Option<Spanned<String>>,
    pub(super) accent: Option<Spanned<String>>,
    pub(super) header: Vec<Spanned<WrittenLink>>,
    pub(super) footer: Vec<Spanned<WrittenLink>>,
    pub(super) footer_text: Option<Spanned<String>>,
    pub(super) css: Option<Spanned<Vec<String>>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenMenuItem {
    pub(super) identifier: Option<String>,
    pub(super) name: Option<String>,
    pub(super) url: Option<String>,
    pub(super) weight: Option<i64>,
    pub(super) parent: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenLink {
    pub(super) name: String,
    pub(super) url: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenContents {
    pub(super) from: Option<u8>,
    pub(super) to: Option<u8>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenTags {
    pub(super) allowed: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenFeeds {
    pub(super) limit: Option<usize>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WrittenIgnore {
    pub(super) code: String,
    pub(super) path: Option<String>,
    pub(super) target: Option<String>,
    pub(super) reason: String,
    pub(super) until: Option<String>,
}

/// Reads the text of `clausebook.yaml`; what cannot be used is a finding and counts as not given.
pub(super) fn read(file: FileId, text: &str, findings: &mut Vec<Finding>) -> Written {
    let document = match parse(text, 0) {
        Ok(document) => document,
        Err(fault) => {
            let message = format!("the configuration cannot be read: {}", fault.reason);
            let finding = Finding::new(Code::UnreadableConfiguration, Location::new(file, fault.span), message);
            findings.push(finding.optional_help(fault.help));
            return Written::default();
        }
    };
    if !matches!(document.root.kind, Kind::Mapping(_) | Kind::Null) {
        let message = format!("the configuration is {} where settings belong", document.root.description());
        let place = Location::new(file, document.root.span);
        findings.push(
            Finding::new(Code::UnreadableConfiguration, place, message).help("write each setting as `key: value`"),
        );
        return Written::default();
    }
    let mut reader = Reader { file, findings };
    reader.duplicates(&document);
    reader.unknown(&document.root, SETTINGS);
    reader.written(&document.root)
}

struct Reader<'f> {
    file: FileId,
    findings: &'f mut Vec<Finding>,
}

impl Reader<'_> {
    fn written(&mut self, root: &Node) -> Written {
        Written {
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
            search: self.value(root, "search"),
            external: self.external(root),
            severities: self.severities(root),
            ignores: self.items(root, "ignores"),
            params: self.mapping(root, "params").iter().filter_map(param).collect(),
        }
    }

    fn theme(&mut self, root: &Node) -> WrittenTheme {
        self.mapping(root, "theme");
        let Some(theme) = root.get("theme") else { return WrittenTheme::default() };
        WrittenTheme {
            logo: self.value(theme, "logo"),
            accent: self.value(theme, "accent"),
            header: self.items(theme, "header"),
            footer: self.items(theme, "footer"),
            footer_text: self.value(theme, "footer_text"),
            css: self.value(theme, "css"),
        }
    }

    fn external(&mut self, root: &Node) -> WrittenExternal {
        self.mapping(root, "external");
        let Some(external) = root.get("external") else { return WrittenExternal::default() };
        WrittenExternal {
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

    fn ages(&mut self, external: &Node) -> WrittenAges {
        self.mapping(external, "cache");
        let Some(cache) = external.get("cache") else { return WrittenAges::default() };
        WrittenAges {
            alive: self.value(cache, "alive"),
            moved: self.value(cache, "moved"),
            dead: self.value(cache, "dead"),
            blocked: self.value(cache, "blocked"),
            unstable: self.value(cache, "unstable"),
        }
    }

    fn menus(&mut self, root: &Node) -> Vec<(String, Vec<Spanned<WrittenMenuItem>>)> {
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

    /// The value of `key`; nothing where it is not given, is null, or does not fit.
    fn value<T: DeserializeOwned>(&mut self, node: &Node, key: &str) -> Option<Spanned<T>> {
        let value = node.get(key).filter(|value| !value.is_null())?;
        self.typed(key, value)
    }

    fn typed<T: DeserializeOwned>(&mut self, key: &str, node: &Node) -> Option<Spanned<T>> {
        match typed(node) {
            Ok(value) => Some(Spanned::new(value, node.span)),
            Err(fault) => {
                self.does_not_fit(key, fault);
                None
            }
        }
    }

    /// The entries of a mapping of the site's own keys.
    fn mapping<'n>(&mut self, node: &'n Node, key: &str) -> &'n [(Node, Node)] {
        let Some(value) = node.get(key) else { return &[] };
        if !matches!(value.kind, Kind::Mapping(_) | Kind::Null) {
            let reason = format!("a mapping of names to values belongs here, not {}", value.description());
            self.does_not_fit(key, Fault::new(value.span, reason));
        }
        value.entries()
    }

    fn items<T: DeserializeOwned>(&mut self, node: &Node, key: &str) -> Vec<Spanned<T>> {
        node.get(key).map(|value| self.list(key, value)).unwrap_or_default()
    }

    /// The items of a list, each typed for itself; an item's place is that of its `url`, where it has one.
    fn list<T: DeserializeOwned>(&mut self, key: &str, node: &Node) -> Vec<Spanned<T>> {
        if !matches!(node.kind, Kind::Sequence(_) | Kind::Null) {
            let reason = format!("a list belongs here, not {}", node.description());
            self.does_not_fit(key, Fault::new(node.span, reason));
        }
        let mut items = Vec::new();
        for item in node.items() {
            let span = item.get("url").map_or(item.span, |url| url.span);
            items.extend(self.typed::<T>(key, item).map(|typed| Spanned::new(typed.value, span)));
        }
        items
    }

    fn does_not_fit(&mut self, key: &str, fault: Fault) {
        let message = format!("`{key}`: {}", fault.reason);
        let finding = Finding::new(Code::InvalidSetting, Location::new(self.file, fault.span), message).about(key);
        self.findings.push(finding.optional_help(fault.help));
    }

    fn duplicates(&mut self, document: &Document) {
        for twice in &document.duplicates {
            let place = |span: Span| Location::new(self.file, span);
            let message = format!("`{}` is given twice", twice.key);
            let finding = Finding::new(Code::DuplicateSetting, place(twice.again), message)
                .about(twice.key.as_str())
                .help("remove one of the two; until then the first stands")
                .related(place(twice.first), "given here first; this value stands");
            self.findings.push(finding);
        }
    }

    /// Names every key that is no setting, at every depth where keys are ours.
    fn unknown(&mut self, node: &Node, settings: &[Setting]) {
        for (key, value) in node.entries() {
            let Some(written) = key.text() else { continue };
            match settings.iter().find(|setting| setting.name == written) {
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
        let written = key.text().unwrap_or_default();
        let place = Location::new(self.file, key.span);
        let finding = Finding::new(Code::UnknownSetting, place, format!("there is no setting `{written}` here"));
        let finding = finding.about(written);
        let names = || settings.iter().map(|setting| setting.name);
        let finding = match nearest(&written.to_lowercase(), names()) {
            Some(meant) if node.get(meant).is_none() => {
                finding.help(format!("did you mean `{meant}`?")).fix(key.span, meant)
            }
            Some(meant) => finding.help(format!("there is a `{meant}` already; remove this key")),
            None if settings.len() <= 6 => {
                let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
                finding.help(format!("there are {}", all.join(", ")))
            }
            None => finding.help("a value for your own templates belongs under `params`"),
        };
        self.findings.push(finding);
    }
}

fn param((key, value): &(Node, Node)) -> Option<(String, Value)> {
    key.text().map(|name| (name.to_owned(), json(value)))
}
